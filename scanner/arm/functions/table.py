"""What a template function is to the evaluator, and the checks that implementations share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from scanner.arm.values import EvaluationError
from scanner.model.value import Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.evaluator import Environment, Evaluator
    from scanner.arm.expressions import Expr

Arguments: TypeAlias = list[Value]


class Needs(Enum):
    """How much of its arguments a function must know; with less, the evaluator makes the result unknown."""

    ALL = "all"
    """Every argument, through and through."""
    TOP = "top"
    """Every argument itself; its members may be unknown (the function raises Undecided where one matters)."""
    NOTHING = "nothing"
    """The function itself says what comes of unknown arguments."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of its arguments' values; ``most`` is None when there is no limit."""

    name: str
    least: int
    most: int | None
    apply: Callable[[Arguments], Value]
    needs: Needs = Needs.ALL
    text: bool = True
    """The result can be part of a text, so that an unknown one is worth a symbol."""


@dataclass(frozen=True, slots=True)
class Special:
    """A function that sees its arguments unevaluated, or asks where it is called."""

    name: str
    least: int
    most: int | None
    apply: Callable[[Evaluator, Environment, list[Expr]], Value]


def kind_of(value: Value) -> str:
    """ARM's word for the type of a value."""
    if isinstance(value, bool):
        return "Boolean"
    names = ((str, "String"), (int, "Integer"), (float, "Float"), (list, "Array"), (dict, "Object"), (Unknown, "unknown"))
    return next((name for python, name in names if isinstance(value, python)), "Null")


def wrong_type(function: str, expected: str, value: Value) -> EvaluationError:
    return EvaluationError(f"{function}() expects {expected}, not {kind_of(value)}")


def as_text(function: str, value: Value) -> str:
    """The value as what the function takes; like its siblings below it raises EvaluationError for another type."""
    if not isinstance(value, str):
        raise wrong_type(function, "a string", value)
    return value


def as_int(function: str, value: Value) -> int:
    """A float without a fraction will do."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(function, "an integer", value)
    return value


def as_array(function: str, value: Value) -> list[Value]:
    if not isinstance(value, list):
        raise wrong_type(function, "an array", value)
    return value


def as_object(function: str, value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise wrong_type(function, "an object", value)
    return value


def as_bool(function: str, value: Value) -> bool:
    if not isinstance(value, bool):
        raise wrong_type(function, "a Boolean", value)
    return value
