"""Runs a pattern with Python's ``re``, where that gives the machine's answer and certainly does not take long.

``re`` tries one way to match after the other. How many there can be is counted beforehand: a repetition that is
told from what follows by the next character has one way to go, any other as many as the text has characters, and
patterns in which repetitions multiply within each other are left to the machine. So are capture groups that may
be passed more than once or not at all, whose contents differ between the engines, and texts beyond ASCII.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from scanner.terraform.functions.regex_tree import Assertion, Characters, Choice, Group, Node, Pattern, Repeat, Run

MAX_COST = 4_000_000
"""Characters that ``re`` may look at in one search: some 20 ms."""
MAX_SIZE = 2_000
"""Of a pattern with its counted repetitions written out."""

_ASSERTIONS = {"text-start": r"\A", "text-end": r"\Z", "line-start": "(?m:^)", "line-end": "(?m:$)", "word-edge": r"\b"}
_NEWLINE = 1 << 10


class _Unfit(Exception):
    """The pattern is one for the machine."""


class _Ways(NamedTuple):
    """How many ways there are at most to go through a part of a pattern, in a text of n characters: factor · n ^ power."""

    factor: int = 1
    power: int = 0

    def times(self, other: _Ways, count: int = 1) -> _Ways:
        return _Ways(self.factor * other.factor**count, self.power + other.power * count)


_ONE = _Ways()


class Quick:
    """A pattern as Python has it, and what a search costs at most."""

    __slots__ = ("_anchored", "_compiled", "_size", "_ways")

    def __init__(self, compiled: re.Pattern[str], ways: _Ways, size: int, anchored: bool) -> None:
        self._compiled, self._ways, self._size, self._anchored = compiled, ways, size, anchored

    def affordable(self, text: str) -> bool:
        """True when ``search`` answers for this text, and soon."""
        length = len(text) + 1
        starts = 1 if self._anchored else length
        return text.isascii() and starts * self._ways.factor * length**self._ways.power * (length + self._size) <= MAX_COST

    def search(self, text: str, start: int) -> tuple[int, ...] | None:
        """Start and end of the whole match and of each group."""
        found = self._compiled.search(text, start)
        if found is None:
            return None
        return tuple(place for group in found.regs for place in group)


def quick(pattern: Pattern) -> Quick | None:
    """The pattern for ``re``; None when the machine must run it."""
    root = pattern.root
    try:
        size = _size(root)
        ways = _ways(root, 0)  # at the end of the pattern the first way that leads there is taken
        compiled = re.compile(_translated(root, spine=True), re.ASCII)
    except _Unfit:
        return None
    first = root.items[0] if isinstance(root, Run) and root.items else root
    return Quick(compiled, ways, size, first == Assertion("text-start"))


def _size(node: Node) -> int:
    if isinstance(node, (Characters, Assertion)):
        size = 1
    elif isinstance(node, Group):
        size = _size(node.item)
    elif isinstance(node, Repeat):
        size = _size(node.item) * (node.most or node.least + 1)
    else:
        size = sum(map(_size, node.items if isinstance(node, Run) else node.options)) + 1
    if size > MAX_SIZE:
        raise _Unfit
    return size


# ---------------------------------------------------------------------- what it costs


def _mask(characters: Characters) -> int:
    """The ASCII characters of the set, a bit for each."""
    return sum(1 << code for code in range(128) if characters.has(chr(code)))


def _first(node: Node, following: int) -> int:
    """The characters with which a text can go on before this part, ``following`` being those after it."""
    if isinstance(node, Characters):
        return _mask(node)
    if isinstance(node, Assertion):
        return {"text-end": 0, "line-end": _NEWLINE}.get(node.kind, following)
    if isinstance(node, Group):
        return _first(node.item, following)
    if isinstance(node, Repeat):
        return _first(node.item, following) | (following if node.least == 0 else 0)
    if isinstance(node, Choice):
        masks = [_first(option, following) for option in node.options]
        return _union(masks)
    for item in reversed(node.items):
        following = _first(item, following)
    return following


def _union(masks: list[int]) -> int:
    united = 0
    for mask in masks:
        united |= mask
    return united


def _ways(node: Node, following: int) -> _Ways:
    if isinstance(node, (Characters, Assertion)):
        return _ONE
    if isinstance(node, Group):
        return _ways(node.item, following)
    if isinstance(node, Repeat):
        return _repeat_ways(node, following)
    if isinstance(node, Choice):
        return _choice_ways(node, following)
    ways = _ONE
    for item in reversed(node.items):
        ways = ways.times(_ways(item, following))
        following = _first(item, following)
    return ways


def _choice_ways(node: Choice, following: int) -> _Ways:
    options = [_ways(option, following) for option in node.options]
    firsts = [_first(option, following) for option in node.options]
    told_apart = sum(firsts) == _union(firsts)  # by the next character
    count = max if told_apart else sum
    return _Ways(count(option.factor for option in options), max(option.power for option in options))


def _repeat_ways(node: Repeat, following: int) -> _Ways:
    first = _first(node.item, following)
    inner = _ways(node.item, first | following)
    if node.most == node.least:
        return _ONE.times(inner, node.least)
    if _may_be_empty(node.item):
        raise _Unfit  # the engines end such loops differently
    if first & following == 0 and inner == _ONE:
        return _ONE
    if node.most == 1:
        return _Ways(inner.factor + 1, inner.power)
    if inner != _ONE:
        raise _Unfit
    return _Ways(1, 1) if node.most is None else _Ways(node.most - node.least + 1)


def _may_be_empty(node: Node) -> bool:
    if isinstance(node, Characters):
        return False
    if isinstance(node, Group):
        return _may_be_empty(node.item)
    if isinstance(node, Repeat):
        return node.least == 0 or _may_be_empty(node.item)
    if isinstance(node, Choice):
        return any(map(_may_be_empty, node.options))
    return isinstance(node, Assertion) or all(map(_may_be_empty, node.items))


# ---------------------------------------------------------------------- how Python writes it


def _translated(node: Node, spine: bool = False) -> str:
    """``spine`` is True where every match passes exactly once."""
    if isinstance(node, Characters):
        return _class(_mask(node))
    if isinstance(node, Assertion):
        if node.kind not in _ASSERTIONS:
            raise _Unfit
        return _ASSERTIONS[node.kind]
    if isinstance(node, Group):
        if not spine:
            raise _Unfit
        return f"({_translated(node.item, spine)})"
    if isinstance(node, Repeat):
        count = f"{{{node.least},{'' if node.most is None else node.most}}}"
        return f"(?:{_translated(node.item)}){count}{'' if node.greedy else '?'}"
    if isinstance(node, Choice):
        return f"(?:{'|'.join(map(_translated, node.options))})"
    return "".join(_translated(item, spine) for item in node.items)


def _class(mask: int) -> str:
    if not mask:
        return "(?!)"
    ranges, code = [], 0
    while code < 128:
        end = code
        while mask >> end & 1:
            end += 1
        if end > code:
            ranges.append(f"\\x{code:02x}-\\x{end - 1:02x}")
        code = end + 1
    return f"[{''.join(ranges)}]"
