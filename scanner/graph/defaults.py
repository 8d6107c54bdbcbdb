"""Fills in what the API applies to properties that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from scanner.graph.arm_types import ArmType, Step
from scanner.graph.forms import one_of
from scanner.model.graph import Node
from scanner.model.value import Path, Unknown, Value


def apply_defaults(node: Node, arm_type: ArmType) -> None:
    # All places first: an object that one default makes does not count as written for the next.
    found = [(holder, at, value) for steps, value in arm_type.defaults for holder, at in _places(node.body, steps, ())]
    for start, path, value in found:
        _set_default(node, start, path, value, arm_type.label)


def _places(holder: Value, steps: tuple[Step, ...], at: Path) -> Iterator[tuple[tuple[dict[str, Value], Path], tuple[str, ...]]]:
    """Where a default applies: the closest written object with its path, and the segments from there."""
    if not isinstance(holder, dict):
        return
    for position in range(len(steps) - 1):
        step = steps[position][0]
        inner = holder.get(step)
        if inner is None:
            if not any(flag for _, flag in steps[position:-1]) and all(name != "*" for name, _ in steps[position:]):
                yield (holder, at), tuple(name for name, _ in steps[position:])
            return
        at = (*at, step)
        if isinstance(inner, list) and steps[position + 1][0] == "*":
            for index, element in enumerate(inner):
                yield from _places(element, steps[position + 2 :], (*at, index))
            return
        if not isinstance(inner, dict):
            return
        holder = inner
    yield (holder, at), (steps[-1][0],)


def _set_default(node: Node, start: tuple[dict[str, Value], Path], path: tuple[str, ...], value: Value, label: str) -> None:
    holder, at = start
    for step in path[:-1]:
        inner = holder.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        holder = inner
    known = holder.get(path[-1])
    if known is None:
        holder[path[-1]] = deepcopy(value) if isinstance(value, (dict, list)) else value
        node.defaulted[at + path] = label
    elif isinstance(known, Unknown) and None in known.candidates:
        holder[path[-1]] = one_of(known.why, [value if item is None else item for item in known.candidates])
