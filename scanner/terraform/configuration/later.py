"""What a configuration holds that no version of the languages has yet: it is told, and costs nothing beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from scanner.terraform.blocks import FILE, KINDS, MODULE_ARGUMENTS, Kind
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


def undeclared_arguments(call: Block, variables: Collection[str]) -> Iterator[tuple[Attribute, str]]:
    """The arguments of a module call that are neither the module's variables nor meta-arguments."""
    for attribute in call.body.attributes.values():
        if attribute.name not in variables and attribute.name not in MODULE_ARGUMENTS:
            hint = _hint(attribute.name, variables)
            yield attribute, f'Unsupported argument: the module "{call.labels[0]}" has no variable named "{attribute.name}", so it is not read{hint}'


def _message(what: str, name: str, inside: str, kind: Kind) -> str:
    where = f"in {inside} blocks" if inside else "at the top of a file"
    return f'Unsupported {what}: "{name}" is not known {where} and is not read' + _hint(name, {*kind.blocks, *(kind.arguments or ())})


def _hint(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, sorted(known), 1, 0.8) if len(name) < MAX_NAME else []
    return f'; did you mean "{close[0]}"?' if close else ""
