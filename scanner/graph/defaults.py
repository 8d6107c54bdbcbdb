"""Fills in what the API applies to properties that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from scanner.graph.arm_types import ArmType, Step, is_conditional
from scanner.graph.forms import ALGEBRA
from scanner.model.graph import Node
from scanner.model.value import Path, Unknown, Value


def apply_defaults(node: Node, arm_type: ArmType) -> None:
    """Fills the node's body with what the API applies, and notes each place in ``defaulted``."""
    for steps, value in arm_type.defaults:
        for path in _apply(node.body, steps, value):
            node.defaulted[path] = arm_type.label


def _apply(holder: Value, steps: tuple[Step, ...], value: Value, at: Path = ()) -> Iterator[Path]:
    """Sets the value at the path wherever nothing is; yields the places that surely had nothing."""
    if isinstance(holder, Unknown):
        for candidate in holder.candidates:  # copies of our own; one of them may have written it, so the place is not named
            for _ in _apply(candidate, steps, value, at):
                pass
    if not isinstance(holder, dict):
        return
    step = steps[0][0]
    inner = holder.get(step)
    if len(steps) == 1:
        if inner is None:
            holder[step] = deepcopy(value) if isinstance(value, (dict, list)) else value
            yield (*at, step)
        elif isinstance(inner, Unknown) and None in inner.candidates:
            holder[step] = ALGEBRA.over(lambda item: deepcopy(value) if item is None else item, (inner,), inner.why)
        return
    if steps[1][0] == "*":
        for index, element in enumerate(inner if isinstance(inner, list) else ()):
            yield from _apply(element, steps[2:], value, (*at, step, index))
        return
    if not is_conditional(steps):
        if isinstance(inner, Unknown) and None in inner.candidates:
            inner = holder[step] = Unknown(inner.why, tuple({} if item is None else item for item in inner.candidates), inner.parts)
        elif inner is None:
            inner = holder[step] = {}
    yield from _apply(inner, steps[1:], value, (*at, step))
