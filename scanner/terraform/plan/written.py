"""A planned resource as its configuration writes it.

A plan shows every attribute of a resource, the code only those that somebody wrote. Of a new resource the rest is up to
the provider: it gets the default that a mapping knows, as in a scan of the code. Of one that exists the rest stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.resource import Origin
from scanner.model.value import Path, Unknown, Value

MAX_COMPARISONS = 1_000_000
"""Of elements, in one plan: blocks of a set stand in another order in the plan than in the code."""


@dataclass(slots=True)
class Written:
    """What is written of the resources of one plan."""

    comparisons: int = 0

    def settle(self, after: Value, unknown: Value, new: bool, before: Value, written: Configured) -> tuple[dict[str, Value], dict[str, Value]]:
        """``after`` and ``after_unknown`` of a block, without what nobody wrote; sets in the order of the code.

        ``before`` is the block as it exists, of a resource that is not ``new``.
        """
        values, marks = _dict(after), _dict(unknown)
        kept, left = {}, {}
        for name in (*values, *(name for name in marks if name not in values)):
            value, mark = values.get(name), marks.get(name)
            if not written.has(name):
                if new and (mark is True or written.sure):
                    continue
                if mark is True and isinstance(before, dict):
                    value, mark = before.get(name), None
            elif isinstance(value, list):
                value, mark = self._elements(value, mark, new, before.get(name) if isinstance(before, dict) else None, written, name)
            kept[name] = value
            if mark:
                left[name] = mark
        return kept, left

    def _elements(self, values: list[Value], mark: Value, new: bool, before: Value, written: Configured, name: str) -> tuple[list[Value], Value]:
        marks: list[Value] = [*mark, *[None] * (len(values) - len(mark))] if isinstance(mark, list) else [None] * len(values)
        if len(marks) != len(values):
            return values, mark
        order = self._order(written.source.get(name) if written.source is not None else None, values, marks)
        blocks = written.blocks(name, len(values), aligned=order is not None)
        prior = before if isinstance(before, list) and len(before) == len(values) else [None] * len(values)
        found = [(values[index], marks[index], prior[index]) for index in order or range(len(values))]
        if blocks is None:
            return [value for value, _, _ in found], [mark for _, mark, _ in found]
        settled: list[tuple[Value, Value]] = []
        for (value, mark, old), block in zip(found, blocks, strict=True):
            settled.append(self.settle(value, mark, new, old, block) if isinstance(value, dict) else (value, mark))
        return [value for value, _ in settled], [mark for _, mark in settled]

    def _order(self, source: Value, values: list[Value], marks: list[Value]) -> list[int] | None:
        """The elements' indexes in the order in which the code writes them; None where that cannot be told."""
        as_planned = list(range(len(values)))
        if len(values) < 2:
            return as_planned
        if not isinstance(source, (list, tuple)) or len(source) != len(values):
            return None
        if all(self._fits(mine, values[index], marks[index]) for index, mine in enumerate(source)):
            return as_planned
        found: dict[int, int] = {}
        free = dict.fromkeys(as_planned)
        for position, mine in sorted(enumerate(source), key=lambda item: _vagueness(item[1])):
            index = next((index for index in free if self._fits(mine, values[index], marks[index])), None)
            if index is None:
                return None
            del free[index]
            found[position] = index
        return [found[position] for position in as_planned]

    def _fits(self, source: Value, planned: Value, mark: Value) -> bool:
        """Whether an element of the code may have become that of the plan."""
        self.comparisons += 1
        if self.comparisons > MAX_COMPARISONS:
            return False
        if mark is True or isinstance(source, Unknown):
            return True
        if isinstance(source, dict):
            values, marks = _dict(planned), _dict(mark)
            return isinstance(planned, dict) and all(self._fits(item, values.get(name), marks.get(name)) for name, item in source.items())
        if isinstance(source, (list, tuple)):
            return isinstance(planned, list) and len(planned) == len(source) and (self._alike(source, planned, mark))
        return source == planned or _text(source) == _text(planned)

    def _alike(self, source: Value, planned: list[Value], mark: Value) -> bool:
        marks = mark if isinstance(mark, list) and len(mark) == len(planned) else [None] * len(planned)
        free = list(zip(planned, marks, strict=True))
        for item in source:
            found = next((index for index, pair in enumerate(free) if self._fits(item, *pair)), None)
            if found is None:
                return False
            del free[found]
        return True


@dataclass(frozen=True, slots=True)
class Configured:
    """What is written in one block, as the code tells that lies beside the plan, and as the plan itself does.

    The plan's configuration lacks what dynamic blocks make; the code may be another than the plan was made from.
    """

    source: dict[str, Value] | None
    """Evaluated, without what is null; None when there is no code."""
    expressions: dict[str, Value] | None
    """None when the plan has no configuration, or the block comes from a dynamic one."""
    origin: Origin | None = None
    path: Path = ()

    def has(self, name: str) -> bool:
        """Whether somebody wrote the argument or block, and not null; it is taken for written where nothing tells."""
        if self.source is None:
            return self.expressions is None or name in self.expressions
        if name in self.source:
            return True
        return name in (self.expressions or ()) and not (self.origin and self.origin.trace((*self.path, name)).written)

    @property
    def sure(self) -> bool:
        """True when what both don't have is certainly not written, whatever makes it."""
        return self.source is not None and self.expressions is not None

    def blocks(self, name: str, count: int, *, aligned: bool) -> list[Configured] | None:
        """The blocks of a name in the order of the code; None when it is not known what is written in them.

        Unless they are ``aligned``, each is taken to have what any of them has.
        """
        source, expressions = _blocks(self.source, name, count), _blocks(self.expressions, name, count)
        if source is None and expressions is None:
            return None
        if expressions is None and self.expressions is not None and name not in self.expressions:
            expressions = [{}] * count  # dynamic: the code alone tells
        if not aligned:
            source, expressions = source and [_merged(source)] * count, expressions and [_merged(expressions)] * count
        origin = self.origin if aligned else None
        return [
            Configured(source[index] if source else None, expressions[index] if expressions else None, origin, (*self.path, name, index))
            for index in range(count)
        ]


def _blocks(written: dict[str, Value] | None, name: str, count: int) -> list[dict[str, Value]] | None:
    found = written.get(name) if written is not None else None
    right = isinstance(found, (list, tuple)) and len(found) == count and all(isinstance(item, dict) for item in found)
    return list(found) if right and isinstance(found, (list, tuple)) else None


def _merged(blocks: list[dict[str, Value]]) -> dict[str, Value]:
    return {name: value for block in blocks for name, value in block.items()}


def _vagueness(value: Value) -> int:
    """0 for an element that can be compared as a whole."""
    items = value.values() if isinstance(value, dict) else (value,)
    return sum(isinstance(item, Unknown) for item in items)


def _text(value: Value) -> str | None:
    """How a plan may show the value under another type."""
    return str(value).lower() if isinstance(value, (bool, int, float, str)) else None


def _dict(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}
