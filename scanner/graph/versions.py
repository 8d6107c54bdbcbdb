"""Tables by version, ``{">=4": new, "<4": old}``, for provider versions and API versions alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from scanner.model.value import Path, Value
from scanner.yaml_file import MalformedData

NEWEST_MAJOR = 5
"""What Terraform would install when a configuration does not pin azurerm."""

_BOUND = re.compile(r"\s*(>=|<=|<|>)\s*(\S+)\s*")
_PROVIDER = re.compile(r"\d{1,6}(\.\d{1,6}){0,2}")
_API = re.compile(r"\d{4}-\d{2}-\d{2}")

Point: TypeAlias = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A version in use, made comparable. Parts that are not known count as the newest."""

    point: Point
    label: str

    @property
    def by_date(self) -> bool:
        return len(self.point) == 1


def provider_release(provider: tuple[int, ...] | None) -> Release:
    """The release of an azurerm version; None is the newest."""
    known = provider or (NEWEST_MAJOR,)
    return Release((*known, inf, inf, inf)[:3], f"azurerm {known[0]} default")


def api_release(version: str | None) -> Release:
    """The date decides; ``-preview`` does not."""
    date = (version or "")[:10]
    if not _API.fullmatch(date):
        return Release((inf,), "API default")
    return Release((float(date.replace("-", "")),), f"API default ({version})")


def is_table(value: Value) -> bool:
    """True for values by version, ``{">=4": …, "<4": …}``."""
    return isinstance(value, dict) and bool(value) and all(isinstance(key, str) and key.startswith(("<", ">")) for key in value)


def choices(value: Value, release: Release, at: Path) -> tuple[Value, ...]:
    """The values of a table: those for the release first, each group in written order. What is no table is its own only value."""
    if not is_table(value):
        return (value,)
    return (*(value[key] for key in value if _matches(key, release, at)), *(value[key] for key in value if not _matches(key, release, at)))


def choice(value: Value, release: Release, at: Path) -> Value:
    """The value for the release; None when the table has none for it."""
    if not is_table(value):
        return value
    fitting = [value[key] for key in value if _matches(key, release, at)]
    return fitting[0] if fitting else None


def _matches(text: str, release: Release, at: Path) -> bool:
    return all(_holds(bound, text, release, at) for bound in text.split(","))


def _holds(bound: str, whole: str, release: Release, at: Path) -> bool:
    form = _API if release.by_date else _PROVIDER
    match = _BOUND.fullmatch(bound)
    if match is None or not form.fullmatch(match[2]):
        example = ">=2023-01-01" if release.by_date else ">=4"
        raise MalformedData((*at, whole), f"{whole!r} is not a version range like {example!r}")
    if release.by_date:
        point: Point = (float(match[2].replace("-", "")),)
    else:
        point = (*map(float, match[2].split(".")), 0.0, 0.0)[:3]
    comparison = {
        ">=": release.point >= point,
        "<=": release.point <= point,
        ">": release.point > point,
        "<": release.point < point,
    }
    return comparison[match[1]]
