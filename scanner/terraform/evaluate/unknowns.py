"""How what is not known travels through operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scanner.model.unknowns import joined_parts, surely_differ
from scanner.model.value import Part, Reference, Symbol, Unknown
from scanner.terraform.types import ALGEBRA, equal
from scanner.terraform.values import Type, Value


def over_candidates(operation: Callable[..., Value], values: Sequence[Value], type: Type | None = None, parts: tuple[Part, ...] = ()) -> Value:
    """The operation's answer when some of ``values`` are Unknown: one for each of the values they can take, if those are known.

    When an operation fails for a candidate, nothing is concluded from that.
    """
    why = next(value.why for value in values if isinstance(value, Unknown))
    return ALGEBRA.over(operation, values, why, parts, type)


def one_of(answers: Sequence[Value], why: str, type: Type | None = None, parts: tuple[Part, ...] = ()) -> Value:
    """A value that is one of the answers: known when they are all alike."""
    return ALGEBRA.one_of(answers, why, parts, type)


def distinct(answers: Iterable[Value]) -> tuple[Value, ...]:
    """The answers without repetition; none at all when one of them is unknown or they are too many."""
    return ALGEBRA.distinct(answers)


def step(value: Unknown, key: str | int, type: Type | None = None) -> Unknown:
    """An element of an unknown value: when the value is a reference or a symbol, so is the element."""
    parts: tuple[Part, ...] = ()
    if len(value.parts) == 1:
        part = value.parts[0]
        if isinstance(part, Reference):
            parts = (Reference(part.address, (*part.path, key)),)
        elif isinstance(part, Symbol):
            parts = (Symbol(f"{part.text}.{key}" if isinstance(key, str) else f"{part.text}[{key}]"),)
    return Unknown(value.why, (), parts, type)


def text_parts(value: Value, place: int) -> tuple[Part, ...]:
    """What a text or an unknown is made of. An unknown of which nothing else is known is named by its reason and its place."""
    if isinstance(value, Unknown):
        return value.parts or (Symbol(f"{value.why} (at {place})"),)
    return (value,) if value else ()


def join_parts(groups: Iterable[tuple[Part, ...]]) -> tuple[Part, ...]:
    """The parts of texts that follow each other; none at all when they are too many."""
    return joined_parts(groups) or ()


def either_parts(then: Value, otherwise: Value, why: str) -> tuple[Part, ...]:
    """What two alternative texts begin with, if that is anything, and a symbol for the rest."""
    if not all(isinstance(value, (str, Unknown)) for value in (then, otherwise)):
        return ()
    left, right = (value.parts if isinstance(value, Unknown) else (value,) for value in (then, otherwise))
    if left == right:
        return left
    common = 0
    while common < min(len(left), len(right)) and left[common] == right[common]:
        common += 1
    return (*left[:common], Symbol(why)) if common else ()


def certainly_different(left: Value, right: Value) -> bool:
    """True when what is known of a text rules out that it equals the other value."""
    if isinstance(right, Unknown):
        left, right = right, left
    if not isinstance(left, Unknown) or not any(isinstance(part, str) and part for part in left.parts):
        return False
    if isinstance(right, Unknown):
        return bool(right.parts) and surely_differ(left.parts, right.parts)
    return right is None or (isinstance(right, str) and surely_differ(left.parts, (right,)))


def same(left: Value, right: Value) -> Value:
    """``left == right`` in three-valued logic."""
    return False if certainly_different(left, right) else equal(left, right)
