"""Override files: how Terraform lays their blocks over those of the other files."""

from __future__ import annotations

from scanner.terraform.syntax import Block, Body

_MERGED_BY_ATTRIBUTE = frozenset({"lifecycle"})
"""Nested blocks of which single arguments are replaced, not the whole block."""


def merge_block(base: Block, override: Block) -> Block:
    """``base`` with what ``override`` says instead; places stay those of whoever wrote the thing."""
    return Block(base.type, base.labels, base.start, base.header_end, base.end, merge_body(base.body, override.body), base.source)


def merge_body(base: Body, override: Body) -> Body:
    """Arguments are replaced one by one, nested blocks by type: those of the override take the place of all of that type."""
    replaced = {_kind(block) for block in override.blocks}
    blocks = []
    merged = set()
    for block in base.blocks:
        kind = _kind(block)
        if kind not in replaced:
            blocks.append(block)
        elif kind in _MERGED_BY_ATTRIBUTE:
            newer = next(other for other in override.blocks if _kind(other) == kind)
            blocks.append(merge_block(block, newer))
            merged.add(kind)
    blocks += [block for block in override.blocks if _kind(block) not in merged]
    return Body({**base.attributes, **override.attributes}, blocks, base.lost or override.lost)


def _kind(block: Block) -> str:
    """The type of block it makes: a dynamic block counts as one of the type in its label."""
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type
