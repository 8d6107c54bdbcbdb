"""Resources as values, and the way of all values into the graph."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from scanner.model.value import Reference, SomeItems, Unknown, Value
from scanner.terraform.types import TooLarge, check_size, export
from scanner.terraform.values import Deferred, SomeEntries
from scanner.terraform.values import Value as TerraformValue

MAX_MODULES = 1_000
"""In one attribute: each is a whole object of outputs."""


_ALWAYS_FILLED_IN = re.compile(
    r"(?:^|\.)(?:"
    r"time_(?:offset|rotating|static)\.[^.]+ (?:rfc3339|rotation_rfc3339|unix|year|month|day|hour|minute|second)"
    r"|random_\w+\.[^.]+ (?:result|hex|dec|b64_std|b64_url|bcrypt_hash)"
    r"|azuread_\w+_password\.[^.]+ (?:start_date|end_date|value|key_id)"
    r"|tls_\w+\.[^.]+ \w+_(?:pem|openssh|md5|sha256|time)"
    r"|\w+\.[^.]+ id)$"
)
"""Computed attributes that every created resource has, by the schemas of the providers time, random, tls and azuread; every id."""


def of_resource(address: str, path: tuple[str | int, ...], part: Callable[[str | int], TerraformValue]) -> Deferred:
    """A resource instance, or a block of one."""
    shown = ".".join((address, *map(str, path)))
    return Deferred(f"{shown} is known after apply", parts=(Reference(address, path),), part=part)


def attribute_after_apply(address: str, path: tuple[str | int, ...]) -> Unknown:
    """What only the provider will fill in."""
    certain = len(path) == 1 and _ALWAYS_FILLED_IN.search(f"{_without_key(address)} {path[0]}") is not None
    return Unknown(f"{'.'.join((address, *map(str, path)))} is known after apply", parts=(Reference(address, path),), certain=certain)


def _without_key(address: str) -> str:
    """``random_uuid.this`` of ``random_uuid.this["a"]``."""
    return re.sub(r'\[("[^"]*"|\d+)\]$', "", address)


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
            return Unknown(value.why, value.candidates, value.parts, value.type, value.certain)
        left[0] -= 1
        outputs = value.whole()
        check_size(outputs)
        return {name: _settled(item, left) for name, item in outputs.items()}
    if isinstance(value, SomeItems):
        return replace(value, items=tuple(_settled(item, left) for item in value.items))
    if isinstance(value, SomeEntries):
        return Unknown(value.why)
    if isinstance(value, dict):
        return {name: _settled(item, left) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settled(item, left) for item in value]
    return value
