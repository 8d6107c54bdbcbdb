"""One entry of ``mappings/arm``, compiled for one API version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from scanner.graph.forms import check_keys, dotted
from scanner.graph.versions import Release, choice
from scanner.model.value import Path, Value
from scanner.yaml_file import MalformedData

Step: TypeAlias = tuple[str, bool]
"""A segment, and whether what lies below it counts only where it is written (``?``)."""


@dataclass(frozen=True, slots=True)
class ArmType:
    """An ARM type as the mappings know it, for one API version."""

    label: str
    """Whose defaults these are."""
    defaults: tuple[tuple[tuple[Step, ...], Value], ...] = ()
    """Conditional ones first: an object that another default makes does not count as written."""
    inline: tuple[tuple[tuple[str, ...], str], ...] = ()
    """List property, child type relative to this one."""
    scope: tuple[str, ...] = ()
    """The property that names what this resource is attached to; ``*`` for every element of a list."""


def compile_arm_type(data: Value, release: Release, at: Path = ()) -> ArmType:
    """The type at one API version. Raises MalformedData."""
    if not isinstance(data, dict):
        raise MalformedData(at, "must be a mapping")
    check_keys(data, ("defaults", "inline", "scope"), at)
    for key in ("defaults", "inline"):
        if not isinstance(data.get(key, {}), dict):
            raise MalformedData((*at, key), "must be a mapping of property paths")
    defaults: list[tuple[tuple[Step, ...], Value]] = []
    for path, value in data.get("defaults", {}).items():
        here = (*at, "defaults", path)
        chosen = choice(value, release, here)
        steps = tuple((step.removesuffix("?"), step.endswith("?")) for step in dotted(path, here))
        if chosen is not None:
            defaults.append((steps, chosen))
    inline = []
    for path, child in data.get("inline", {}).items():
        if not isinstance(child, str):
            raise MalformedData((*at, "inline", path), "must be the type of the children, relative to this one")
        inline.append((dotted(path, (*at, "inline", path)), child))
    scope = dotted(data["scope"], (*at, "scope")) if "scope" in data else ()
    defaults.sort(key=lambda item: not is_conditional(item[0]))
    return ArmType(release.label, tuple(defaults), tuple(inline), scope)


def is_conditional(steps: tuple[Step, ...]) -> bool:
    """True when a default applies only where an object on its path is written."""
    return any(only_where_written for _, only_where_written in steps)
