"""What a configuration holds that no version of the languages has yet: it is told, and costs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from scanner.terraform.blocks import FILE, KINDS, Kind
from scanner.terraform.syntax import Attribute, Block, Body

MAX_NAME = 40
"""Longer than any that could be a misspelling."""


def later_things(body: Body, name: str = FILE) -> Iterator[tuple[Attribute | Block, str]]:
    """The arguments and blocks in the body of a block (of a file) of this kind that it does not take, with what to say of them."""
    kind = KINDS[name]
    if kind.arguments is not None and not kind.arguments.issuperset(body.attributes):
        unknown = (attribute for attribute in body.attributes.values() if attribute.name not in kind.arguments)
        yield from ((attribute, _message("argument", attribute.name, name, kind)) for attribute in unknown)
    for block in body.blocks:
        if block.type in kind.blocks:
            yield from later_things(block.body, block.type)
        elif not kind.more_blocks:
            yield block, _message("block type", block.type, name, kind)


def _message(what: str, name: str, inside: str, kind: Kind) -> str:
    where = f"in {inside} blocks" if inside else "at the top of a file"
    close = get_close_matches(name, sorted({*kind.blocks, *(kind.arguments or ())}), 1, 0.8) if len(name) < MAX_NAME else []
    return f'Unsupported {what}: "{name}" is not known {where} and is not read' + (f'; did you mean "{close[0]}"?' if close else "")
