"""Results of one place and rule are one finding with several resources: a loop, a module called twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from scanner.model.result import Result
from scanner.model.source import Span


def by_place(results: Iterable[Result]) -> list[list[Result]]:
    """The results, those of one place and rule together; they must be sorted so already."""
    return [list(group) for _, group in groupby(results, key=_place_and_rule)]


def addresses(instances: Sequence[Result], shown: int) -> tuple[list[str], int]:
    """The addresses of the first resources, and how many more there are."""
    found = list(dict.fromkeys(instance.subject.address for instance in instances))
    return found[:shown], max(0, len(found) - shown)


def only_engine(instances: Sequence[Result]) -> str:
    """The one engine that deploys all of them; "" when there is none, or when it makes no difference."""
    found = {instance.engine for instance in instances}
    return found.pop() if len(found) == 1 else ""


def _place_and_rule(result: Result) -> tuple[Span, str]:
    return result.span, result.rule
