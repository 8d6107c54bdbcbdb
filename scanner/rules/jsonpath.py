"""The JSONPath of rules: compiled once, walked in three-valued logic, names read without regard to case.

Names, indices and wildcards are read here; whatever else (slices, filters) is parsed by jsonpath-ng, whose tree is
then turned into the same steps. jsonpath-ng's own ``find`` is not used: it knows nothing of unknown values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import takewhile
from typing import Any, NamedTuple, TypeAlias, TypeGuard

from scanner.model.unknowns import possible
from scanner.model.value import Path, Unknown, Value
from scanner.rules.operators import Test, prepare

_STEP = re.compile(r"\.?([A-Za-z_][\w-]*)|\.?(\*)|\[(\*|-?[0-9]{1,9})\]|\[(?:'([^'\\]+)'|\"([^\"\\]+)\")\]")
_COMPARISONS = {
    "==": "equals",
    "=": "equals",
    "!=": "not_equals",
    "=~": "matches",
    "<": "less_than",
    "<=": "at_most",
    ">": "greater_than",
    ">=": "at_least",
}


class Wildcard(NamedTuple):
    """Every element of a list, every property of an object."""


class Filter(NamedTuple):
    """The elements for which the test is true; those for which it cannot be told come with a doubt."""

    test: Callable[[Value], bool | None]


Step: TypeAlias = str | int | slice | Wildcard | Filter
Steps: TypeAlias = tuple[Step, ...]


class Match(NamedTuple):
    """A place that a path leads to. ``value`` is None when nothing is there. ``doubtful`` when it may not be meant at all."""

    path: Path
    value: Value
    doubtful: bool = False


def compile_path(text: str) -> Steps:
    """The steps of a path; ValueError, worded for the rule's author, when it is malformed or says what rules cannot ask."""
    return _compiled(text)


def is_single(steps: Steps) -> TypeGuard[Path]:
    """True when the path leads to one place only."""
    return all(isinstance(step, (str, int)) for step in steps)


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Steps:
    rest = text.strip()
    if rest in (".", "$", "@"):
        return ()
    rest = rest[1:] if rest.startswith("$") else rest
    steps: list[Step] = []
    at = 0
    while found := _STEP.match(rest, at):
        if at == 0 and rest.startswith(".") and not text.strip().startswith("$"):
            raise ValueError(f"the path {text!r} must not begin with a dot")
        if at and found.group(1) and rest[at] != ".":
            break
        steps.append(_step(found))
        at = found.end()
    return tuple(steps) if at == len(rest) and at else tuple(_steps(_parse(text)))


def _step(found: re.Match[str]) -> Step:
    name, star, index, single, double = found.groups()
    if star or index == "*":
        return Wildcard()
    if index is not None:
        return int(index)
    return str(name or single or double)


def _parse(text: str) -> Any:
    """jsonpath-ng's tree."""
    import warnings

    from jsonpath_ng.exceptions import JSONPathError

    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        try:
            return _parser().parse(text)
        except (JSONPathError, DeprecationWarning) as error:
            raise ValueError(f"{text!r} is not a JSONPath: {error}".splitlines()[0]) from error


@lru_cache(maxsize=1)
def _parser() -> Any:
    from jsonpath_ng.ext import parser

    # Spelled "Extented" up to 1.8.
    kind: Any = getattr(parser, "ExtendedJsonPathParser", None) or parser.ExtentedJsonPathParser
    return kind()


def _steps(tree: Any) -> Iterator[Step]:
    # By name: jsonpath-ng 1.8, the last for Python 3.10, lacks some of these classes.
    match type(tree).__name__:
        case "Root" | "This":
            return
        case "Child":
            yield from _steps(tree.left)
            yield from _steps(tree.right)
        case "Fields" if len(tree.fields) == 1:
            yield Wildcard() if tree.fields[0] == "*" else str(tree.fields[0])
        case "Index" if len(tree.indices) == 1:
            yield int(tree.indices[0])
        case "Wildcard":
            yield Wildcard()
        case "Slice" if tree.start is tree.end is tree.step is None:
            yield Wildcard()
        case "Slice":
            yield slice(tree.start, tree.end, tree.step)
        case "Filter":
            yield Filter(_all([_filter_test(expression) for expression in tree.expressions]))
        case kind:
            raise ValueError(f"rules know names, indices, slices, wildcards and filters in a path, not {kind}")


def _filter_test(expression: Any) -> Test:
    match type(expression).__name__:
        case "Or":
            return _some([_filter_test(operand) for operand in expression.operands])
        case "And":
            return _all([_filter_test(operand) for operand in expression.operands])
        case "Expression":
            steps = tuple(_steps(expression.target))
            if not is_single(steps):
                raise ValueError("a filter compares one property of the element")
            return _comparison(steps, expression.op, expression.value)
    raise ValueError(f"a filter cannot hold {type(expression).__name__}")


def _comparison(steps: Path, operator: str | None, operand: Any) -> Test:
    if operator in (None, "!"):
        test = prepare("exists", operator is None)
    elif operand is None and operator in ("==", "!="):
        test = prepare("exists", operator == "!=")
    else:
        test = prepare(_COMPARISONS[str(operator)], operand)
    return lambda value: test(value_at(value, steps).value)


def _all(tests: list[Test]) -> Test:
    def conjunction(value: Value) -> bool | None:
        answers = [test(value) for test in tests]
        return False if False in answers else None if None in answers else True

    return conjunction


def _some(tests: list[Test]) -> Test:
    def disjunction(value: Value) -> bool | None:
        answers = [test(value) for test in tests]
        return True if True in answers else None if None in answers else False

    return disjunction


def value_at(value: Value, steps: Path, path: Path = ()) -> Match:
    """The one place that a single path leads to, in the body's own spelling as far as it is there."""
    inner = value
    for index, step in enumerate(steps):
        if not isinstance(inner, dict) or step not in inner:
            return _value_at(inner, steps[index:], (*path, *steps[:index]))
        inner = inner[step]
    return Match((*path, *steps), inner)


def _value_at(value: Value, steps: Path, path: Path) -> Match:
    """``value_at`` where the names are not all there as they are spelled, which is the slow way."""
    for index, step in enumerate(steps):
        if isinstance(value, dict) and isinstance(step, str):
            key = _key(value, step)
            path, value = (*path, key), value.get(key)
        elif isinstance(value, (list, tuple)) and isinstance(step, int):
            inside = -len(value) <= step < len(value)
            path, value = (*path, step % len(value) if inside else step), value[step] if inside else None
        elif isinstance(value, Unknown):
            return Match((*path, *steps[index:]), _inside_unknown(value, steps[index:]))
        else:
            return Match((*path, *steps[index:]), None)
    return Match(path, value)


def _key(body: dict[str, Value], name: str) -> str:
    """The key as the body spells it."""
    if name in body:
        return name
    folded = name.casefold()
    return next((key for key in body if key.casefold() == folded), name)


def _inside_unknown(value: Unknown, steps: Path) -> Unknown:
    """What lies in a value that is not known: as unknown as that, but for its candidates."""
    if not steps:
        return value
    return Unknown(value.why, tuple(value_at(candidate, steps).value for candidate in possible(value)))


def matches(value: Value, steps: Steps, path: Path = ()) -> Iterator[Match]:
    """Every place that the path leads to, in order. One that lacks the rest of the path is a match without a value."""
    head = tuple(takewhile(lambda step: isinstance(step, (str, int)), steps))
    assert is_single(head)
    found = value_at(value, head, path)
    if len(head) == len(steps):
        yield found
        return
    step, rest = steps[len(head)], steps[len(head) + 1 :]
    if isinstance(found.value, Unknown):
        yield Match(found.path, Unknown(found.value.why), doubtful=True)
        return
    for key, item, doubtful in _elements(found.value, step):
        for match in matches(item, rest, (*found.path, key)):
            yield Match(match.path, match.value, doubtful or match.doubtful)


def _elements(value: Value, step: Step) -> Iterator[tuple[str | int, Value, bool]]:
    """The elements that a step with many ends selects: key, element, and whether it may not be selected after all."""
    items: list[tuple[str | int, Value]] = []
    if isinstance(value, dict) and not isinstance(step, slice):
        items += [(key, item) for key, item in value.items() if item is not None]
    elif isinstance(value, (list, tuple)):
        indices = range(len(value))
        items += [(index, value[index]) for index in (indices[step] if isinstance(step, slice) else indices)]
    for key, item in items:
        selected = step.test(item) if isinstance(step, Filter) else True
        if selected is not False:
            # A property that is not known may turn out null: then it is none.
            yield key, item, selected is None or (isinstance(item, Unknown) and isinstance(key, str))
