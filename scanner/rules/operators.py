"""The operators of a condition: each tells of a value true, false, or None when it cannot be told.

A value of the wrong kind does not satisfy an operator (and so satisfies its negation); nothing here raises on
odd values. Azure converts text that spells a boolean or a number, so ``"true"`` equals true and ``"30"`` is at least 30.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeAlias

from scanner.model.unknowns import possible, surely_differ
from scanner.model.value import Reference, Unknown, Value

Test: TypeAlias = Callable[[Value], bool | None]

_NUMBER = re.compile(r"\s*[-+]?[0-9]{1,30}(\.[0-9]{1,30})?\s*")
_DIGITS = re.compile(r"[0-9]+")
_NAMING_ATTRIBUTE = re.compile(r"(^|_)(id|name|uri)$|^primary_[a-z]+_endpoint$|(Id|Name|Uri)$")
"""Attributes that every created resource has a value for: its id, its name and its address."""


def prepare(name: str, operand: Value) -> Test:
    """The test for ``{name: operand}``; ValueError, worded for the rule's author, when the operand will not do."""
    if name not in OPERATORS:
        raise ValueError(f"{name!r} is no operator; there are {', '.join(sorted(OPERATORS))}")
    if name.startswith("not_"):
        return _negated(OPERATORS[name](operand))
    return OPERATORS[name](operand)


def _negated(test: Test) -> Test:
    def negated(value: Value) -> bool | None:
        truth = test(value)
        return None if truth is None else not truth

    return negated


def _over_candidates(test: Test, partial: Callable[[Unknown], bool | None] = lambda value: None) -> Test:
    """The test on an unknown value: what all its candidates agree on, else what its known parts show."""

    def decided(value: Value) -> bool | None:
        if not isinstance(value, Unknown):
            return test(value)
        answers = {partial(candidate) if isinstance(candidate, Unknown) else test(candidate) for candidate in possible(value)}
        return answers.pop() if len(answers) == 1 else partial(value)

    return decided


def _equals(operand: Value) -> Test:
    if operand is None or isinstance(operand, (list, dict)):
        raise ValueError("takes a text, a number or a boolean")
    return _over_candidates(_equal_to(operand), lambda value: False if _cannot_be(value, operand) else None)


def _equal_to(operand: Value) -> Callable[[Value], bool]:
    if isinstance(operand, bool):
        spelled = "true" if operand else "false"
        return lambda value: value is operand or (isinstance(value, str) and value.casefold() == spelled)
    if isinstance(operand, str):
        folded, wanted = operand.casefold(), number(operand)
        boolean = {"true": True, "false": False}.get(folded)

        def same(value: Value) -> bool:
            if isinstance(value, str):
                return value.casefold() == folded
            if isinstance(value, bool):
                return value is boolean
            return wanted is not None and number(value) == wanted

        return same
    wanted = number(operand)
    return lambda value: number(value) == wanted


def _one_of(operand: Value) -> Test:
    if not isinstance(operand, list) or not operand:
        raise ValueError("takes a list with at least one element")
    tests = [_equals(item) for item in operand]

    def member(value: Value) -> bool | None:
        return _any(test(value) for test in tests)

    return _over_candidates(member, member)


def _contains(operand: Value) -> Test:
    equals = _equals(operand)
    folded = operand.casefold() if isinstance(operand, str) else None

    def contains(value: Value) -> bool | None:
        if isinstance(value, (list, tuple)):
            return _any(equals(item) for item in value)
        return folded is not None and isinstance(value, str) and folded in value.casefold()

    def partial(value: Unknown) -> bool | None:
        return True if folded and any(isinstance(part, str) and folded in part.casefold() for part in value.parts) else None

    return _over_candidates(contains, partial)


def _starts_with(operand: Value) -> Test:
    texts = operand if isinstance(operand, list) else [operand]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise ValueError("takes a text, or a list of texts")
    prefixes = tuple(text.casefold() for text in texts)

    def partial(value: Unknown) -> bool | None:
        head = value.parts[0].casefold() if value.parts and isinstance(value.parts[0], str) else ""
        if head.startswith(prefixes):
            return True
        return None if any(prefix.startswith(head) for prefix in prefixes) else False

    return _over_candidates(lambda value: isinstance(value, str) and value.casefold().startswith(prefixes), partial)


def _matches(operand: Value) -> Test:
    if not isinstance(operand, str):
        raise ValueError("takes a regular expression")
    try:
        search = re.compile(operand, re.IGNORECASE).search
    except re.error as error:
        raise ValueError(f"is not a regular expression: {error}") from error
    return _over_candidates(lambda value: isinstance(value, str) and search(value) is not None)


def _compare(holds: Callable[[Fraction, Fraction], bool]) -> Callable[[Value], Test]:
    def prepared(operand: Value) -> Test:
        if isinstance(operand, str) or (limit := number(operand)) is None:
            raise ValueError("takes a number")

        def test(value: Value) -> bool:
            actual = number(value)
            return actual is not None and holds(actual, limit)

        return _over_candidates(test)

    return prepared


def _exists(operand: Value) -> Test:
    if not isinstance(operand, bool):
        raise ValueError("takes true or false")
    return _over_candidates(lambda value: (value is not None) is operand, lambda value: operand if value.certain or _is_text(value) else None)


def _written(operand: Value) -> Test:
    """Something stands there, even if only the deployment knows what: where null would be refused, that is as good as a value."""
    if not isinstance(operand, bool):
        raise ValueError("takes true or false")

    def test(value: Value) -> bool:
        if isinstance(value, Unknown):
            return (not value.candidates or any(item is not None for item in value.candidates)) is operand
        return (value is not None) is operand

    return test


def _among(operand: Value) -> Test:
    """True for the values that Azure takes there; what else is written would be refused, so that nothing can be said."""
    member = _one_of(operand)
    return lambda value: True if value is None else member(value) or None


def _empty(operand: Value) -> Test:
    if not isinstance(operand, bool):
        raise ValueError("takes true or false")

    def test(value: Value) -> bool:
        return (value is None or (isinstance(value, (str, list, tuple, dict)) and not value)) is operand

    return _over_candidates(test, lambda value: not operand if _is_text(value) else None)


def _length(at_least: bool) -> Callable[[Value], Test]:
    def prepared(operand: Value) -> Test:
        if isinstance(operand, bool) or not isinstance(operand, int) or operand < 0:
            raise ValueError("takes a whole number")

        def test(value: Value) -> bool:
            if value is None:
                return not at_least
            if not isinstance(value, (str, list, tuple, dict)):
                return False
            return len(value) >= operand if at_least else len(value) <= operand

        return _over_candidates(test)

    return prepared


def _version_at_least(operand: Value) -> Test:
    wanted = _version(operand)
    if not wanted:
        raise ValueError('takes a version in quotes, like "1.2"')

    def test(value: Value) -> bool:
        actual = _version(value)
        width = max(len(actual), len(wanted))
        return bool(actual) and _padded(actual, width) >= _padded(wanted, width)

    return _over_candidates(test)


OPERATORS: Mapping[str, Callable[[Value], Test]] = {
    "equals": _equals,
    "not_equals": _equals,
    "in": _one_of,
    "not_in": _one_of,
    "contains": _contains,
    "not_contains": _contains,
    "starts_with": _starts_with,
    "matches": _matches,
    "not_matches": _matches,
    "at_least": _compare(lambda value, limit: value >= limit),
    "at_most": _compare(lambda value, limit: value <= limit),
    "greater_than": _compare(lambda value, limit: value > limit),
    "less_than": _compare(lambda value, limit: value < limit),
    "exists": _exists,
    "written": _written,
    "among": _among,
    "empty": _empty,
    "length_at_least": _length(at_least=True),
    "length_at_most": _length(at_least=False),
    "version_at_least": _version_at_least,
}


def number(value: Value) -> Fraction | None:
    """The number that the value is or spells, exactly; None when it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    if isinstance(value, float):
        return Fraction(repr(value)) if value - value == 0 else None
    return Fraction(value.strip()) if isinstance(value, str) and _NUMBER.fullmatch(value) else None


def _version(value: Value) -> tuple[int, ...]:
    """The numbers in a text that spells a version."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ()
    return tuple(int(digits[:18]) for digits in _DIGITS.findall(str(value))[:8])


def _padded(numbers: tuple[int, ...], width: int) -> tuple[int, ...]:
    return numbers + (0,) * (width - len(numbers))


def _any(answers: Iterable[bool | None]) -> bool | None:
    blocked = False
    for answer in answers:
        if answer:
            return True
        blocked = blocked or answer is None
    return None if blocked else False


def _is_text(value: Unknown) -> bool:
    """True when the value is sure to be a text that is not empty: it has literal text in it, or is another resource's id, name or address."""
    if any(isinstance(part, str) and part for part in value.parts):
        return True
    return any(isinstance(part, Reference) and part.path and bool(_NAMING_ATTRIBUTE.search(str(part.path[-1]))) for part in value.parts)


def _cannot_be(value: Unknown, operand: Value) -> bool:
    """True when the literal parts of the text rule the operand out."""
    if not value.parts or not isinstance(operand, str):
        return False
    return surely_differ([part.casefold() if isinstance(part, str) else part for part in value.parts], (operand.casefold(),))
