"""Provider version constraints, and the version that Terraform would choose, as exactly as code alone can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

NEWEST_MAJOR = {"hashicorp/azurerm": 5, "azure/azapi": 2, "hashicorp/azuread": 3}
"""By provider source; what `terraform init` picks when nothing narrows the choice."""

_CONSTRAINT = re.compile(r"(=|!=|>=|<=|>|<|~>)?\s*v?(\d{1,9}(?:\.\d{1,9}){0,2})(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")

Version = tuple[int, int, int]
_ENDLESS: Version = (10**9, 0, 0)


def parse_version(text: str) -> tuple[int, ...] | None:
    """The numbers of ``4.1.0``; None when it is not a version."""
    match = re.fullmatch(r"v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+].*)?", text.strip())
    return tuple(map(int, match.groups())) if match else None


def chosen_version(source: str, constraints: Iterable[str]) -> tuple[int, ...] | None:
    """The newest known version that all constraints admit; None when that cannot be told.

    ``(3, 75, 0)`` for an exact constraint, ``(3, 75)`` when only the patch is open, else the major alone.
    """
    lowest, highest = _range(constraints)
    if lowest >= highest:
        return None
    newest = NEWEST_MAJOR.get(source)
    if highest == _ENDLESS:
        return None if newest is None else (max(newest, lowest[0]),)
    if highest == _after_patch(lowest):
        return lowest
    if highest <= (lowest[0], lowest[1] + 1, 0):
        return lowest[:2]
    last = highest[0] - 1 if highest[1:] == (0, 0) else highest[0]
    return (max(lowest[0], last if newest is None else min(newest, last)),)


def oldest_major(constraints: Iterable[str]) -> int:
    """The major of the oldest version that all constraints admit; 0 when nothing keeps it from being any."""
    return _range(constraints)[0][0]


def contradict(constraints: Iterable[str]) -> bool:
    """True when no version can satisfy all of them."""
    lowest, highest = _range(constraints)
    return lowest >= highest


def is_constraint(text: str) -> bool:
    """True for what Terraform takes as a version constraint."""
    return all(_CONSTRAINT.fullmatch(part.strip()) for part in text.split(","))


def _range(constraints: Iterable[str]) -> tuple[Version, Version]:
    """The versions from the first to before the second."""
    lowest, highest = (0, 0, 0), _ENDLESS
    for constraint in constraints:
        for part in constraint.split(","):
            bounds = _bounds(part.strip())
            if bounds is not None:
                lowest, highest = max(lowest, bounds[0]), min(highest, bounds[1])
    return lowest, highest


def _bounds(constraint: str) -> tuple[Version, Version] | None:
    """The versions from the first to before the second; None for what excludes single versions or is not understood."""
    match = _CONSTRAINT.fullmatch(constraint)
    if match is None:
        return None
    operator, numbers = match[1] or "=", [int(number) for number in match[2].split(".")]
    version = _full(numbers)
    if operator == "=":
        return version, _after_patch(version)
    if operator == "~>":
        return version, _full([*numbers[:-2], numbers[-2] + 1] if len(numbers) > 1 else [numbers[0] + 1])
    table = {
        ">=": (version, _ENDLESS),
        ">": (_after_patch(version), _ENDLESS),
        "<": ((0, 0, 0), version),
        "<=": ((0, 0, 0), _after_patch(version)),
    }
    return table.get(operator)


def _full(numbers: list[int]) -> Version:
    major, minor, patch = (*numbers, 0, 0)[:3]
    return major, minor, patch


def _after_patch(version: Version) -> Version:
    return version[0], version[1], version[2] + 1
