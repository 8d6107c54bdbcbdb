"""The tree of a regular expression, and the sets of characters in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]

LAST = 0x10FFFF
DIGIT: Ranges = ((48, 57),)
WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACE: Ranges = ((9, 10), (12, 13), (32, 32))
POSIX: dict[str, Ranges] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": DIGIT,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
PERL: dict[str, Ranges] = {"d": DIGIT, "w": WORD, "s": SPACE}


@dataclass(slots=True, eq=False)
class Characters:
    """A set of characters; answers are remembered, texts have few distinct ones."""

    ranges: Ranges
    fold: bool = False
    _known: dict[str, bool] = field(default_factory=dict)

    def has(self, character: str) -> bool:
        answer = self._known.get(character)
        if answer is None:
            forms = _case_forms(character) if self.fold else {character}
            answer = self._known[character] = any(low <= ord(form) <= high for form in forms for low, high in self.ranges)
        return answer


def _case_forms(character: str) -> set[str]:
    forms = {character}
    for _ in range(2):
        forms |= {cased for form in forms for cased in (form.lower(), form.upper(), form.title()) if len(cased) == 1}
    return forms


@dataclass(frozen=True, slots=True)
class Assertion:
    """An empty match at a place."""

    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """Things in a row."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A thing several times."""

    item: Node
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group that is captured."""

    number: int
    item: Node


Node: TypeAlias = "Characters | Assertion | Run | Choice | Repeat | Group"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole expression."""

    root: Node
    names: tuple[str, ...]
    """The name of each capture group, or ""."""


class Excluded(Characters):
    """All other characters."""

    __slots__ = ("inner",)

    def __init__(self, inner: Characters) -> None:
        super().__init__(())
        self.inner = inner

    def has(self, character: str) -> bool:
        return not self.inner.has(character)


def inverted(ranges: Ranges) -> Ranges:
    result: list[tuple[int, int]] = []
    following = 0
    for low, high in sorted(ranges):
        if low > following:
            result.append((following, low - 1))
        following = max(following, high + 1)
    return (*result, (following, LAST)) if following <= LAST else tuple(result)


@cache
def category(name: str) -> Ranges:
    """The characters of a general category (``L``, ``Lu``); none for scripts, which Python's tables lack."""
    import unicodedata

    if name == "Any":
        return ((0, LAST),)
    if len(name) > 2:
        return ()
    ranges: list[tuple[int, int]] = []
    for code in range(0x30000):
        if unicodedata.category(chr(code)).startswith(name):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
    return tuple(ranges)
