"""Inputs for names that nothing declares: told once for each name and file, and only when none of the units given the file declares it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from scanner.model.result import UnitOutcome
from scanner.model.source import Problem


def undeclared(outcomes: Iterable[UnitOutcome]) -> set[Problem]:
    given: Counter[str] = Counter()
    without: Counter[tuple[str, str]] = Counter()
    problems: dict[tuple[str, str], Problem] = {}
    for outcome in outcomes:
        given.update(outcome.given)
        for found in outcome.undeclared:
            without[found.source, found.name] += 1
            problems.setdefault((found.source, found.name), found.problem)
    return {problem for (source, name), problem in problems.items() if without[source, name] == given[source]}
