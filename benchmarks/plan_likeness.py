"""Attributes as we know them against those of a plan, leaf by leaf."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scanner.model.value import Unknown, leaves

_EMPTY: tuple[object, ...] = (None, [], {})


@dataclass(slots=True)
class Comparison:
    equal: int = 0
    contradictions: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    """Places that the plan knows and we don't, with the number of values there."""
    of_data: Counter[str] = field(default_factory=Counter)
    """Those of them that wait for a data source."""
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, ours: Any, after: Any, after_unknown: Any, path: str) -> None:
        """Counts what the plan knows of the value at the path."""
        if after_unknown is True:
            return
        if isinstance(ours, Unknown):
            self._left_unknown(ours, after, path)
        elif isinstance(after, dict) and isinstance(ours, dict):
            marks = after_unknown if isinstance(after_unknown, dict) else {}
            for name in sorted({*after, *ours}):
                self.add(ours.get(name), after.get(name), marks.get(name), f"{path}.{name}")
        elif isinstance(after, list) and isinstance(ours, list):
            self._add_lists(ours, after, after_unknown if isinstance(after_unknown, list) else [], path)
        elif after in _EMPTY and ours in _EMPTY:
            return  # absent, null and no blocks look alike in a plan
        elif after == ours and isinstance(after, bool) == isinstance(ours, bool):
            self.equal += 1
        else:
            self.contradictions.append(f"{path}: {ours!r} here, {after!r} in the plan")

    def _add_lists(self, ours: list[Any], after: list[Any], marks: list[Any], path: str) -> None:
        after = [*after, *[None] * (len(marks) - len(after))]
        if len(ours) != len(after):
            self.contradictions.append(f"{path}: {len(ours)} elements here, {len(after)} in the plan")
        for index, (mine, planned) in enumerate(zip(ours, after, strict=False)):
            self.add(mine, planned, marks[index] if index < len(marks) else None, f"{path}[{index}]")

    def _left_unknown(self, ours: Unknown, after: Any, path: str) -> None:
        if ours.candidates and not any(_fits(candidate, after) for candidate in ours.candidates):
            self.contradictions.append(f"{path}: one of {ours.candidates!r} here, {after!r} in the plan")
        count = sum(value not in _EMPTY for _, value in leaves(after))
        if not count:
            return
        if ours.why.startswith("data.") or ".data." in ours.why.split(" ", 1)[0]:
            self.of_data[f"{path}: {ours.why}"] += count
        else:
            self.unknown[f"{path}: {ours.why}"] += count
            self.reasons[ours.why] += count


def _fits(candidate: Any, after: Any) -> bool:
    trial = Comparison()
    trial.add(candidate, after, None, "")
    return not trial.contradictions
