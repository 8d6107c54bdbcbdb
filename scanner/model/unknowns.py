"""The algebra of unknown values: what an answer can be when what it is made of can be one of several values, or text of which a part is known.

Every stage computes with it, so that none loses what another one knew: the front ends, the graph and the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from scanner.model.value import Part, Unknown, Value

MAX_CANDIDATES = 64
"""Values that are told apart, and combinations of them that are tried: more are as good as none. It bounds the work, for one step may
take as many values as this through the next, and is more than the lists that people write (validations, allowed values) have."""
MAX_PARTS = 1_000
MAX_TEXT = 1_000_000
"""Characters. Unknown texts double from variable to variable as known ones do: longer ones are not spelled out."""


def identity(value: Value) -> Hashable:
    """A key that is equal for equal values only; unlike Python's equality, it tells true from 1."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, dict):
        return ("object", frozenset((key, identity(item)) for key, item in value.items()))
    if isinstance(value, (list, tuple)):
        return ("array", tuple(map(identity, value)))
    if isinstance(value, Unknown):
        return ("unknown", value.parts or value.why, tuple(map(identity, value.candidates)))
    return (isinstance(value, bool), value)


# --- candidates ---


def possible(value: Value) -> tuple[Value, ...]:
    """All that the value can be, candidates of candidates included, each only as unknown as it must be; none when that is not known, or too much."""
    if not isinstance(value, Unknown):
        return (value,)
    if not any(isinstance(candidate, Unknown) for candidate in value.candidates):
        return value.candidates if len(value.candidates) <= MAX_CANDIDATES else ()
    found: list[Value] = []
    pending = list(reversed(value.candidates))
    for _ in range(2 * MAX_CANDIDATES):  # a candidate of a candidate may repeat without end
        if not pending:
            return tuple(found) if len(found) <= MAX_CANDIDATES else ()
        candidate = pending.pop()
        if isinstance(candidate, Unknown) and candidate.candidates:
            pending += reversed(candidate.candidates)
        else:
            found.append(candidate)
    return ()


def combinations(values: Sequence[Value]) -> Iterable[tuple[Value, ...]]:
    """Every way in which the values can turn out together; none at all when that is not known, or there are too many.

    One unknown in two places turns out the same in both.
    """
    choices: dict[int, tuple[Value, ...]] = {}
    for value in values:
        if id(value) not in choices:
            choices[id(value)] = possible(value)
    if not 0 < prod(map(len, choices.values())) <= MAX_CANDIDATES:
        return ()
    if len(choices) == len(values):
        return product(*choices.values())
    return _repeated(choices, list(map(id, values)))


def _repeated(choices: dict[int, tuple[Value, ...]], places: list[int]) -> Iterator[tuple[Value, ...]]:
    for chosen in product(*choices.values()):
        by_place = dict(zip(choices, chosen, strict=True))
        yield tuple(by_place[place] for place in places)


@dataclass(frozen=True, slots=True)
class Algebra:
    """How a language computes with values that may be one of several."""

    key: Callable[[Value], Hashable] = identity
    """Equal for what the language takes for the same value."""
    refusals: tuple[type[Exception], ...] = ()
    """What an operation raises that has no answer for some values: nothing is concluded then."""

    def distinct(self, values: Iterable[Value]) -> tuple[Value, ...]:
        """All that the values can be, without repeats, in order; none at all when one can be anything, or they are too many."""
        found: dict[Hashable, Value] = {}
        for value in values:
            options = possible(value)
            if not options:
                return ()
            for option in options:
                if isinstance(option, Unknown):
                    return ()
                found.setdefault(self.key(option), option)
            if len(found) > MAX_CANDIDATES:
                return ()
        return tuple(found.values())

    def one_of(self, values: Sequence[Value], why: str, parts: tuple[Part, ...] = (), type: object = None) -> Value:
        """What is one of the values: known when they agree, else with candidates where all are known."""
        first = values[0] if values else None
        if isinstance(first, Unknown) and first.parts and all(isinstance(value, Unknown) and value.parts == first.parts for value in values):
            return first
        return _answer(self.distinct(values), why, parts, type)

    def over(self, operation: Callable[..., Value], values: Sequence[Value], why: str, parts: tuple[Part, ...] = (), type: object = None) -> Value:
        """The operation's answer when some of the values are unknown: one for every way in which they can turn out, if those are known."""
        try:
            candidates = self.distinct(operation(*chosen) for chosen in combinations(values))
        except self.refusals:
            candidates = ()
        return _answer(candidates, why, parts, type)


def _answer(candidates: tuple[Value, ...], why: str, parts: tuple[Part, ...], type: object) -> Value:
    return candidates[0] if len(candidates) == 1 else Unknown(why, candidates, parts, type)


# --- text of which a part is known ---


def joined_parts(texts: Iterable[tuple[Part, ...]]) -> tuple[Part, ...] | None:
    """The parts of texts that follow each other: neighbouring literals merged, empty ones dropped. None when that is too long."""
    parts: list[Part] = []
    size = 0
    for part in (part for text in texts for part in text):
        size += len(part) if isinstance(part, str) else 1
        if size > MAX_TEXT or len(parts) > MAX_PARTS:
            return None
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return tuple(parts)


def surely_differ(left: Sequence[Part], right: Sequence[Part]) -> bool:
    """True when two texts cannot be the same, whatever their symbols stand for: what they share at either end is set aside."""
    one, other = ([part for part in parts if part != ""] for parts in (left, right))
    for at in (0, -1):
        if _ends_differ(one, other, at):
            return True
    if not one or not other:  # with nothing left of one, a literal left of the other tells them apart
        return any(isinstance(part, str) for part in (*one, *other))
    for text, pattern in ((one, other), (other, one)):
        if len(text) == 1 and isinstance(text[0], str):
            return not _in_order(text[0], pattern)
    return False


def _ends_differ(left: list[Part], right: list[Part], at: int) -> bool:
    """Takes from both what they share at their beginning (``at`` 0) or end (-1); True when literals there contradict each other."""
    while left and right:
        one, other = left.pop(at), right.pop(at)
        if one == other:
            continue
        if isinstance(one, str) and isinstance(other, str):
            short = min(len(one), len(other))
            if (one[:short] != other[:short]) if at == 0 else (one[-short:] != other[-short:]):
                return True
            one, other = (one[short:], other[short:]) if at == 0 else (one[:-short], other[:-short])
            for parts, rest in ((left, one), (right, other)):
                if rest:
                    parts.insert(len(parts) if at else 0, rest)
            continue
        left.insert(len(left) if at else 0, one)
        right.insert(len(right) if at else 0, other)
        break
    return False


def _in_order(text: str, pattern: Sequence[Part]) -> bool:
    """Whether the pattern's literals all stand in the text, one after the other."""
    at = 0
    for part in pattern:
        if isinstance(part, str):
            at = text.find(part, at)
            if at < 0:
                return False
            at += len(part)
    return True
