"""Named functions for the few shapes that mapping data cannot say: ``{call: NAME, from: attribute, …}``.

A shape is a pure function from the attributes it names to a property. It is asked only when one of them is written; an Unknown that
has candidates is put through it candidate by candidate, so most shapes never see one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scanner.model.value import Path, Unknown, Value

Options: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Shape:
    """A named function, its parts, and its inversion."""

    apply: Callable[[Mapping[str, Value], Options], Value]
    """From the written attributes, by the key that names them, and the options. None means absent."""
    attributes: Mapping[str, str | None] = field(default_factory=lambda: {"from": None})
    """Keys that name attributes, each with the attribute that is meant when the key is left out (None: it must be given)."""
    options: tuple[str, ...] = ()
    parts: Mapping[Path, Path] = field(default_factory=dict)
    """Where the parts of the property come from, below the attribute ``from``."""
    invert: Callable[[Value, Options], Mapping[str, Value]] | None = None
    """What to write, by key, so that the property gets this value."""


def _identity(given: Mapping[str, Value], options: Options) -> Value:
    """``identity { type, identity_ids }`` in ARM's terms, where the ids are the keys of an object."""
    block = _single(given["from"])
    if not isinstance(block, dict):
        return block
    result: dict[str, Value] = {}
    kind, ids = block.get("type"), block.get("identity_ids")
    if kind is not None:
        result["type"] = Unknown(kind.why, kind.candidates) if isinstance(kind, Unknown) else kind
    if isinstance(ids, Unknown):
        result["userAssignedIdentities"] = ids
    elif isinstance(ids, (list, tuple)) and ids:
        unknown = next((item for item in ids if isinstance(item, Unknown)), None)
        # An object cannot have an unknown key; its parts keep the reference to the identity alive.
        result["userAssignedIdentities"] = unknown or {str(item): {} for item in ids}
    return result


def _joined(given: Mapping[str, Value], options: Options) -> Value:
    """A list as one text, ``with`` between its elements."""
    items = given["from"] if isinstance(given["from"], (list, tuple)) else [given["from"]]
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    return Unknown(unknown.why) if unknown else str(options.get("with", ",")).join(map(_text_of, items))


def _split(value: Value, options: Options) -> Mapping[str, Value]:
    separator = str(options.get("with", ",")).strip()
    return {"from": [part.strip() for part in str(value).split(separator)] if separator else [value]}


def _switch(given: Mapping[str, Value], options: Options) -> Value:
    """One property that an older and a newer attribute say in opposite ways; ``on`` counts first, ``current`` tells which one to write."""
    if "on" in given:
        return given["on"]
    return not given["off"] if isinstance(given["off"], bool) else given["off"]


def _tiered_sku(given: Mapping[str, Value], options: Options) -> Value:
    """``GP_Standard_D2s_v3`` as the tier (GeneralPurpose) and the name (Standard_D2s_v3)."""
    tier, _, name = str(given["from"]).partition("_")
    known = {"b": "Burstable", "gp": "GeneralPurpose", "mo": "MemoryOptimized", "bc": "BusinessCritical"}
    return {"name": name, "tier": known[tier.lower()]} if tier.lower() in known and name else {"name": given["from"]}


def _address_list(given: Mapping[str, Value], options: Options) -> Value:
    """Addresses, given as a list or as one text with commas, each as an object with the one property that ``body`` names."""
    items = given["from"]
    if isinstance(items, str):
        items = [part.strip() for part in items.split(",") if part.strip()]
    if not isinstance(items, (list, tuple)):
        return items
    key = next(iter(options.get("body", {"value": "."})))
    return [{key: item} for item in items]


def _addresses(value: Value, options: Options) -> Mapping[str, Value]:
    return {"from": [next(iter(item.values()), None) if isinstance(item, dict) else item for item in value]}


def _activity_log_conditions(given: Mapping[str, Value], options: Options) -> Value:
    """The criteria of an activity log alert: ``field equals value`` for each attribute, ``anyOf`` for those that list several."""
    criteria = _single(given["from"])
    if not isinstance(criteria, dict):
        return criteria
    result: list[Value] = []
    for attribute, value in criteria.items():
        if isinstance(value, (list, tuple)):
            if value and not any(isinstance(item, dict) for item in value):
                field_name = _activity_field(attribute.removesuffix("s") if attribute != "statuses" else "status")
                result.append({"anyOf": [{"field": field_name, "equals": item} for item in value]})
        elif value is not None:
            result.append({"field": _activity_field(attribute), "equals": value})
    return result


def _activity_field(attribute: str) -> str:
    first, *rest = attribute.split("_")
    name = first + "".join(word.capitalize() for word in rest)
    return f"properties.{name}" if first == "recommendation" else name


def _single(value: Value) -> Value:
    """The block itself, which Terraform has in a list of one."""
    if isinstance(value, (list, tuple)):
        return value[0] if value else None
    return value


def _text_of(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _switch_on(value: Value, options: Options) -> Mapping[str, Value]:
    return {"off": not value} if options.get("current") == "off" else {"on": value}


SHAPES: dict[str, Shape] = {
    "identity": Shape(_identity, attributes={"from": "identity"}, parts={("type",): ("type",), ("userAssignedIdentities",): ("identity_ids",)}),
    "joined": Shape(_joined, options=("with",), invert=_split),
    "switch": Shape(_switch, attributes={"on": None, "off": None}, options=("current",), invert=_switch_on),
    "tiered_sku": Shape(_tiered_sku, parts={("name",): (), ("tier",): ()}),
    "address_list": Shape(_address_list, options=("body",), invert=_addresses),
    "activity_log_conditions": Shape(_activity_log_conditions),
}
