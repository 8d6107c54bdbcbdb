"""From a path in a node's body back to the source: the words there, and the place in the file."""

from __future__ import annotations

import re

from scanner.model.graph import Node, Place
from scanner.model.source import Trace
from scanner.model.value import Path, Value

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def trace_of(node: Node, path: Path) -> Trace:
    """Where the value at a body path is written, or would be: the closest written thing around it then."""
    place = place_of(node, path)
    return place.source.origin.trace(place.path)


def place_of(node: Node, path: Path) -> Place:
    """The raw attribute that sets a body path, whether it is written or not."""
    said, tail = _said(node, path)
    if tail:
        words, matched = _spelled(node, path)
        if matched > len(path) - len(tail):
            return Place(said.source, aligned(said.source.raw, words))
    return Place(said.source, aligned(said.source.raw, (*said.path, *tail)))


def may_drift(node: Node, path: Path) -> bool:
    """True when what the code says there is set only when the resource is created: Terraform ignores changes of it."""
    place = place_of(node, path)
    return any(place.path[: len(ignored)] == ignored for ignored in place.source.ignored)


def words_of(node: Node, path: Path) -> Path:
    """The raw attribute as people name it: without the index of a block that occurs at most once."""
    said, tail = _said(node, path)
    words, matched = _spelled(node, path)
    if not matched and () not in node.spelling:
        return aligned(said.source.raw, (*said.path, *tail))
    return words if tail else _as_written(words, said.path)


def written_path(words: Path) -> str:
    """``security_rule[2].source_address_prefix``."""
    text = ""
    for step in words:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f'["{step}"]'
    return text


def aligned(raw: Value, path: Path) -> Path:
    """The path as it really runs through ``raw``: the only block of a list, names in the case that is written there."""
    result: list[str | int] = []
    for step in path:
        if isinstance(step, str) and isinstance(raw, (list, tuple)):
            result.append(0)
            raw = raw[0] if raw else None
        if isinstance(step, str) and isinstance(raw, dict):
            if step not in raw:
                step = next((key for key in raw if key.lower() == step.lower()), step)
            raw = raw.get(step)
        elif isinstance(step, int) and isinstance(raw, (list, tuple)):
            raw = raw[step] if 0 <= step < len(raw) else None
        else:
            raw = None
        result.append(step)
    return tuple(result)


def _said(node: Node, path: Path) -> tuple[Place, Path]:
    """The closest entry of ``origins``, and what of the path lies below it."""
    for size in range(len(path), -1, -1):
        place = node.origins.get(path[:size])
        if place is not None:
            return place, path[size:]
    return Place(node.source, ()), path


def _spelled(node: Node, path: Path) -> tuple[Path, int]:
    """The words for a path, and how much of it ``spelling`` knows; what lies below that has the same words in both."""
    general = tuple("*" if isinstance(step, int) else step for step in path)
    for size in range(len(path), -1, -1):
        words = node.spelling.get(path[:size])
        if words is None:
            words = node.spelling.get(general[:size])
        if words is not None:
            indexes = iter([step for step in path[:size] if isinstance(step, int)])
            return (*(next(indexes, 0) if step == "*" else step for step in words), *path[size:]), size
    return path, 0


def _as_written(words: Path, raw: Path) -> Path:
    """The words with the names that are really used: an attribute may have an older name. A place that ends at a block around the
    attribute, which is not known as a whole, names no other one."""
    names = [step for step in raw if isinstance(step, str)]
    spoken = [step for step in words if isinstance(step, str)]
    if len(names) != len(spoken):
        older_block = names and len(spoken) == len(words) and names != spoken[: len(names)]
        return tuple(names) if older_block else words
    found = iter(names)
    return tuple(next(found) if isinstance(step, str) else step for step in words)
