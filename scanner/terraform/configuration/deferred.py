"""Resources as values, and the way of all values into the graph."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model.value import Reference, Unknown, Value
from scanner.terraform.types import TooLarge, check_size, export
from scanner.terraform.values import Deferred, SomeEntries
from scanner.terraform.values import Value as TerraformValue

MAX_MODULES = 1_000
"""In one attribute: each is a whole object of outputs."""


def of_resource(address: str, path: tuple[str | int, ...], part: Callable[[str | int], TerraformValue]) -> Deferred:
    """A resource instance, or a block of one."""
    shown = ".".join((address, *map(str, path)))
    return Deferred(f"{shown} is known after apply", parts=(Reference(address, path),), part=part)


def attribute_after_apply(address: str, path: tuple[str | int, ...]) -> Unknown:
    """What only the provider will fill in."""
    return Unknown(f"{'.'.join((address, *map(str, path)))} is known after apply", parts=(Reference(address, path),))


def plain(value: TerraformValue) -> Value:
    """The value for the graph: JSON-like, modules written out."""
    try:
        check_size(value)
        return export(_settled(value, [MAX_MODULES]))
    except TooLarge as error:
        return Unknown(str(error))


def _settled(value: TerraformValue, left: list[int]) -> TerraformValue:
    """``left`` holds how many more modules may be written out."""
    if isinstance(value, Deferred):
        if value.whole is None or not left[0]:
            return Unknown(value.why, value.candidates, value.parts, value.type)
        left[0] -= 1
        outputs = value.whole()
        check_size(outputs)
        return {name: _settled(item, left) for name, item in outputs.items()}
    if isinstance(value, SomeEntries):
        return Unknown(value.why)
    if isinstance(value, dict):
        return {name: _settled(item, left) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settled(item, left) for item in value]
    return value
