"""Resources as values, and the way of all values into the graph."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model.value import Reference, Unknown, Value
from scanner.terraform.types import export
from scanner.terraform.values import Deferred
from scanner.terraform.values import Value as TerraformValue


def of_resource(address: str, path: tuple[str | int, ...], part: Callable[[str | int], TerraformValue]) -> Deferred:
    """A resource instance, or a block of one."""
    shown = ".".join((address, *map(str, path)))
    return Deferred(f"{shown} is known after apply", parts=(Reference(address, path),), part=part)


def attribute_after_apply(address: str, path: tuple[str | int, ...]) -> Unknown:
    """What only the provider will fill in."""
    return Unknown(f"{'.'.join((address, *map(str, path)))} is known after apply", parts=(Reference(address, path),))


def plain(value: TerraformValue) -> Value:
    """The value for the graph: JSON-like, modules written out."""
    return export(_settled(value, 0))


def _settled(value: TerraformValue, depth: int) -> TerraformValue:
    if isinstance(value, Deferred):
        if value.whole is not None and depth < 20:
            return {name: _settled(item, depth + 1) for name, item in value.whole().items()}
        return Unknown(value.why, value.candidates, value.parts, value.type)
    if isinstance(value, dict):
        return {name: _settled(item, depth + 1) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settled(item, depth + 1) for item in value]
    return value
