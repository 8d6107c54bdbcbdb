"""The recorded cases, and the comparison of our answer with the engine's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner.model.inputs import Inputs
from scanner.model.value import Unknown

CASES = Path(__file__).parent / "cases"


def _settings(case: Path) -> dict[str, Any]:
    file = case / "inputs.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def case_root(case: Path) -> Path:
    return case / _settings(case).get("root", ".")


def case_inputs(case: Path) -> Inputs:
    """The values given on the command line and in the environment."""
    given = _settings(case)
    return Inputs(
        tuple(case / path for path in given.get("var_files", [])),
        tuple((name, value) for name, value in given.get("variables", [])),
        tuple((name, value) for name, value in given.get("environment", [])),
    )


@dataclass
class Comparison:
    """How our attributes compare with planned ones, leaf by leaf."""

    known: int = 0
    """Leaves that the engine knows."""
    unknown: list[str] = field(default_factory=list)
    """Those of them that we do not know."""
    contradictions: list[str] = field(default_factory=list)

    def add(self, ours: Any, after: Any, after_unknown: Any, path: str) -> None:
        if after_unknown is True:
            return  # the engine does not know it, so there is nothing to contradict
        if isinstance(ours, Unknown):
            leaves = list(_leaves(after))
            self.known += len(leaves)
            self.unknown.append(f"{path}: {ours.why}")
            if ours.candidates and not any(_agrees(candidate, after) for candidate in ours.candidates):
                self.contradictions.append(f"{path}: {after!r} is not among the candidates {ours.candidates!r}")
        elif isinstance(after, dict) and isinstance(ours, dict):
            marks = after_unknown if isinstance(after_unknown, dict) else {}
            for name in sorted({*after, *ours, *marks}):
                self.add(ours.get(name), after.get(name), marks.get(name), f"{path}.{name}")
        elif isinstance(after, list) and isinstance(ours, list):
            marks = after_unknown if isinstance(after_unknown, list) else []
            if len(after) < len(marks):
                after = [*after, *[None] * (len(marks) - len(after))]
            if len(ours) != len(after):
                self.contradictions.append(f"{path}: {len(ours)} elements instead of {len(after)}")
            for index, (item, planned) in enumerate(zip(ours, after, strict=False)):
                self.add(item, planned, marks[index] if index < len(marks) else None, f"{path}[{index}]")
        elif after in (None, [], {}) and ours in (None, [], {}):
            return  # absent, null and empty blocks look alike
        else:
            self.known += 1
            if not _agrees(ours, after):
                self.contradictions.append(f"{path}: {ours!r} instead of {after!r}")


def _agrees(ours: Any, after: Any) -> bool:
    return isinstance(ours, bool) == isinstance(after, bool) and ours == after


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, list)) and value:
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    elif value is not None:
        yield value
