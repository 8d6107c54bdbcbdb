"""What a built-in function is: its parameters, the type of its result, and the Python that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from scanner.files import Files
from scanner.model.value import SomeItems, Unknown
from scanner.terraform.types import ALGEBRA, Measured, check_size
from scanner.terraform.values import ANY, NUMBER, STRING, EvaluationError, Type, Value

MAX_ELEMENTS = 100_000
MAX_TEXT = 10_000_000
MAX_TRIED = 500_000
"""Parts of the arguments that functions are tried with, when those can be one of several: about three seconds' work."""

Renderer = Callable[[str, str, Mapping[str, Value]], Value]


@dataclass(slots=True)
class Trials:
    """How much was tried in one evaluation: what arguments can be multiplies the work, and is worth only so much."""

    spent: int = 0

    def afford(self, arguments: Iterable[Value]) -> bool:
        """Counts one trial with these arguments; False when there have been enough."""
        self.spent += sum(len(argument) >> 6 if isinstance(argument, str) else check_size(argument) for argument in arguments)
        return self.spent <= MAX_TRIED


@dataclass(frozen=True, slots=True)
class FunctionContext:
    """What functions may know about where they are called. The time of evaluation is not part of it."""

    files: Files
    module_dir: Path
    root_dir: Path
    cwd: Path
    render_template: Renderer
    """Renders (template text, the file it is shown as, variables), for ``templatefile`` and ``templatestring``."""
    trials: Trials = field(default_factory=Trials, compare=False, repr=False)
    measured: Measured = field(default_factory=Measured, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a function."""

    name: str
    type: Type = ANY
    null: bool = False
    """True when null is a valid argument."""
    unknown: bool = False
    """True when the implementation itself deals with an argument that is wholly unknown."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function with its parameters and its answer."""

    parameters: tuple[Parameter, ...]
    result: Type | Callable[..., Type]
    """The type, or a function of the arguments that gives it."""
    run: Callable[..., Value]
    variadic: Parameter | None = None
    partly: bool = False
    """True when the implementation deals with arguments that have unknown parts; else they make the result unknown."""
    context: bool = False
    """True when ``run`` takes the FunctionContext as its first argument."""


class ArgumentError(EvaluationError):
    """The fault is with the argument at ``index`` (variadic ones count as one)."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index


def texts(*names: str) -> tuple[Parameter, ...]:
    """Parameters that are strings."""
    return tuple(Parameter(name, STRING) for name in names)


def number(name: str) -> Parameter:
    """A parameter that is a number."""
    return Parameter(name, NUMBER)


def first_unknown(value: Value) -> Unknown | None:
    """The first unknown part of the value, in order."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            if (found := first_unknown(item)) is not None:
                return found
    return None


def unknown_from(values: Sequence[Value], type: Type | None) -> Unknown:
    """A result that waits for the first unknown part of the values."""
    found = first_unknown(tuple(values))
    return Unknown(found.why if found else "its arguments are not known", type=type)


def certain_items(lists: Iterable[Value]) -> tuple[Value, ...]:
    """What is in one of the lists for sure."""
    items = (one.items if isinstance(one, SomeItems) else () if isinstance(one, Unknown) else one for one in lists)
    return tuple(item for some in items for item in some)


def any_of(choices: Iterable[Value], waits_for: Unknown, type: Type | None) -> Unknown:
    """One of the choices, when it is not known which."""
    return Unknown(waits_for.why, ALGEBRA.distinct(choices), type=type)


def whole_number(value: Value) -> int:
    """The argument as a whole number of 64 bits."""
    if isinstance(value, (Fraction, float)) or not -(2**63) <= value < 2**63:
        raise EvaluationError("value must be a whole number, between -9223372036854775808 and 9223372036854775807")
    return int(value)
