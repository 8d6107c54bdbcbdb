"""The case of property names: ARM does not mind it, so templates vary; the graph has the one that the mappings use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from scanner.model.value import OpenObject, PartialName, Unknown, Value

Names: TypeAlias = dict[str, Any]
"""Lower-case name to [name, Names below it]. Lists are transparent."""

MAX_DEPTH = 100
"""What lies deeper counts as unknown: no resource of Azure's is nested that deep."""

ENVELOPE = ("name", "location", "tags", "kind", "sku", "identity", "zones", "properties", "managedBy", "plan", "extendedLocation", "scope", "etag")


def collect_names(entries: Mapping[str, Value], arm_types: Mapping[str, Value]) -> dict[str, Names]:
    """For each ARM type in lower case, every property that the (checked) mapping data names."""
    tables: dict[str, Names] = {}
    for entry in entries.values():
        arm_type = entry["type"] if "type" in entry else entry["fold"]["type"]
        _add_body(tables.setdefault(arm_type.lower(), {}), entry["body"])
        for child in entry.get("children", ()):
            _add_body(tables.setdefault(f"{arm_type}/{child['type']}".lower(), {}), child["body"])
    for arm_type, data in arm_types.items():
        table = tables.setdefault(arm_type.lower(), {})
        for path in (*data.get("defaults", ()), *data.get("inline", ()), *filter(None, [data.get("scope")])):
            _add_path(table, path.replace("?", ""))
    for table in tables.values():
        for name in ENVELOPE:
            _add_path(table, name)
    for arm_type, data in arm_types.items():  # an inline child is written in the parent's body
        for path, child in data.get("inline", {}).items():
            _add_path(tables[arm_type.lower()], path).update(tables.get(f"{arm_type}/{child}".lower(), {}))
    return tables


def _add_body(table: Names, body: Mapping[str, Value]) -> None:
    for path, form in body.items():
        below = _add_path(table, path)
        for inner in _bodies(form):
            _add_body(below, inner)


def _bodies(form: Value) -> Iterator[Mapping[str, Value]]:
    if isinstance(form, dict):
        yield from (form[key] for key in ("body", "append") if isinstance(form.get(key), dict))


def _add_path(table: Names, path: str) -> Names:
    for step in path.split("."):
        if step != "*":
            table = table.setdefault(step.lower(), [step, {}])[1]
    return table


def canonical_body(value: Value, names: Names, depth: int = 0) -> Value:
    """A copy with canonical names and without nulls, which ARM takes for absent."""
    if isinstance(value, dict):
        if depth > MAX_DEPTH:
            return _TOO_DEEP
        result: dict[str, Value] = OpenObject(value.why) if type(value) is OpenObject else {}
        for key, item in value.items():
            if type(key) is PartialName:
                result = OpenObject(item.why if isinstance(item, Unknown) else "not all properties of the object are known", result)
            if item is not None:
                known = names.get(key.lower()) if names else None
                name, below = known or (key, _NOTHING)
                result[name] = canonical_body(item, below, depth + 1)
        return result
    if isinstance(value, (list, tuple)):
        return [canonical_body(item, names, depth + 1) for item in value] if depth <= MAX_DEPTH else _TOO_DEEP
    if isinstance(value, Unknown) and any(isinstance(item, (dict, list, tuple)) for item in value.candidates):
        return Unknown(value.why, tuple(canonical_body(item, names, depth + 1) for item in value.candidates), value.parts)
    return value


_NOTHING: Names = {}
_TOO_DEEP = Unknown("is nested too deeply to read")
