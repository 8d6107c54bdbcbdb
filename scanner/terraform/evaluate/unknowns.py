"""How what is not known travels through operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from math import prod

from scanner.model.value import Part, Reference, Symbol, Unknown, is_known
from scanner.terraform.types import equal, hash_bytes
from scanner.terraform.values import EvaluationError, Type, Value

MAX_CANDIDATES = 16
MAX_PARTS = 1_000
MAX_PART_LENGTH = 1_000_000
"""Unknown texts double from local to local as known ones do: longer ones are not spelled out."""


def over_candidates(operation: Callable[..., Value], values: Sequence[Value], type: Type | None = None, parts: tuple[Part, ...] = ()) -> Value:
    """The operation's answer when some of ``values`` are Unknown: one for each of the values they can take, if those are known.

    When an operation fails for a candidate, nothing is concluded from that.
    """
    unknown = [value for value in values if isinstance(value, Unknown)]
    choices = [value.candidates if isinstance(value, Unknown) else (value,) for value in values]
    answers: list[Value] = []
    if 0 < prod(map(len, choices)) <= MAX_CANDIDATES:
        try:
            answers = [operation(*chosen) for chosen in product(*choices)]
        except EvaluationError:
            answers = []
    return one_of(answers, unknown[0].why, type, parts)


def one_of(answers: Iterable[Value], why: str, type: Type | None = None, parts: tuple[Part, ...] = ()) -> Value:
    """A value that is one of the answers: known when they are all alike."""
    candidates = distinct(answers)
    if len(candidates) == 1:
        return candidates[0]
    return Unknown(why, candidates, parts, type)


def distinct(answers: Iterable[Value]) -> tuple[Value, ...]:
    """The answers without repetition; none at all when one of them is unknown or they are too many."""
    found: dict[bytes | int, Value] = {}
    for answer in answers:
        for candidate in answer.candidates if isinstance(answer, Unknown) else (answer,):
            found.setdefault(hash_bytes(candidate) if is_known(candidate) else len(found), candidate)
        if (isinstance(answer, Unknown) and not answer.candidates) or len(found) > MAX_CANDIDATES:
            return ()
    return tuple(found.values())


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
    """The parts of texts that follow each other, adjacent literal pieces joined; none at all when they are too many."""
    joined: list[Part] = []
    for group in groups:
        for part in group:
            if isinstance(part, str) and joined and isinstance(joined[-1], str):
                joined[-1] += part
            else:
                joined.append(part)
        if len(joined) > MAX_PARTS or sum(len(part) for part in joined[-2:] if isinstance(part, str)) > MAX_PART_LENGTH:
            return ()
    return tuple(joined)


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
    """True when the literal text that an unknown begins with rules out that it equals the other value."""
    if isinstance(right, Unknown):
        left, right = right, left
    if not isinstance(left, Unknown) or isinstance(right, Unknown):
        return False
    literal = any(isinstance(part, str) and part for part in left.parts)
    if right is None:
        return literal
    first = left.parts[0] if left.parts else None
    return isinstance(right, str) and isinstance(first, str) and not right.startswith(first)


def same(left: Value, right: Value) -> Value:
    """``left == right`` in three-valued logic."""
    return False if certainly_different(left, right) else equal(left, right)
