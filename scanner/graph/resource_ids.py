"""Resource ids and names, which may be known in part: read into comparable keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from scanner.graph.forms import ALGEBRA
from scanner.model.value import Part, Reference, Unknown, Value

Key: TypeAlias = str | tuple[Part, ...]
"""One segment of an id or name: text in lower case, or the parts it will be made of. Equal keys mean the same text."""


class ResourceId(NamedTuple):
    base: Reference | None
    """When set, the id begins with that resource's own, and ``type`` and ``names`` go on from there."""
    type: str
    """In lower case: ``microsoft.storage/storageaccounts``."""
    names: tuple[Key, ...]


def pieces(value: Value) -> list[list[Part]] | None:
    """The text between the slashes; None when it is not text, or nothing is known of it."""
    if isinstance(value, str):
        return [[piece] if piece else [] for piece in value.split("/")]
    if not isinstance(value, Unknown) or not value.parts:
        return None
    result: list[list[Part]] = [[]]
    for part in value.parts:
        if not isinstance(part, str):
            result[-1].append(part)
            continue
        first, *rest = part.split("/")
        if first:
            result[-1].append(first)
        result.extend([piece] if piece else [] for piece in rest)
    return result


def key_of(parts: Sequence[Part]) -> Key:
    """What two spellings of one name have in common: ARM does not mind the case."""
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0].lower()
    return tuple(part.lower() if isinstance(part, str) else part for part in parts)


def keys_of(value: Value) -> tuple[Key, ...] | None:
    """The keys of a full name (``account/default``); None when nothing is known of it."""
    found = pieces(value)
    return None if found is None else tuple(map(key_of, found))


def last_segment(name: Value) -> Value:
    """``default`` of ``account/default``."""
    if isinstance(name, str):
        return name.rpartition("/")[2]
    found = pieces(name)
    if found is None or not isinstance(name, Unknown):
        return name
    if len(found) == 1:
        return name
    parts = tuple(found[-1])
    if all(isinstance(part, str) for part in parts):
        return "".join(map(str, parts))
    return ALGEBRA.over(last_segment, (name,), name.why, parts)


def read_id(value: Value) -> ResourceId | None:
    """The type and names that a resource id ends with; None when it is no id, or too little of it is known."""
    found = pieces(value)
    if found is None:
        return None
    keys = [key_of(parts) for parts in found]
    while keys and keys[0] == "":
        keys.pop(0)
    if not keys:
        return None
    base = keys[0][0] if isinstance(keys[0], tuple) and len(keys[0]) == 1 else None
    if "providers" in keys:
        last = len(keys) - 1 - keys[::-1].index("providers")
        return _typed(keys[last + 1 :])
    if isinstance(base, Reference):
        return _below(base, keys[1:])
    if keys[0] == "subscriptions":
        if len(keys) == 4 and keys[2] == "resourcegroups":
            return ResourceId(None, "microsoft.resources/resourcegroups", (keys[3],))
        return ResourceId(None, "microsoft.resources/subscriptions", (keys[1],)) if len(keys) == 2 else None
    if isinstance(keys[0], str) and "." in keys[0]:
        return _typed(keys)  # relative to the deployment's scope, as ``scope`` in a template has it
    return None


def _typed(keys: Sequence[Key]) -> ResourceId | None:
    """``namespace/type/name/type/name``."""
    if len(keys) < 3 or len(keys) % 2 == 0:
        return None
    types = [keys[0], *keys[1::2]]
    if not all(isinstance(item, str) and item for item in types):
        return None
    return ResourceId(None, "/".join(map(str, types)), tuple(keys[2::2]))


def _below(base: Reference, keys: Sequence[Key]) -> ResourceId | None:
    """``<id of a resource>/type/name``."""
    types = keys[::2]
    if base.path[-1:] != ("id",) or len(keys) % 2 or not all(isinstance(item, str) and item for item in types):
        return None
    return ResourceId(base, "/".join(map(str, types)), tuple(keys[1::2]))


def ancestor_types(arm_type: str) -> list[str]:
    """The types that a resource of this type may lie in, nearest first: ``A.B/c/d/e`` gives ``A.B/c/d`` and ``A.B/c``."""
    parts = arm_type.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts) - 1, 1, -1)]
