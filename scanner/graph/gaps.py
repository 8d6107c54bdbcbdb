"""Which resources the missing parts of a unit may say more about: those whose id or name flows into them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from scanner.graph.catalogue import load_catalogue
from scanner.graph.declared import Declared
from scanner.graph.index import Index, name_key
from scanner.graph.resource_ids import Key, key_of, pieces
from scanner.model.graph import Node
from scanner.model.resource import Gap
from scanner.model.value import Part, Path, Reference, Unknown

IDENTIFYING = ("id", "name")
"""The attributes by which another resource can be deployed on one, or in it; its location or its tags say nothing of it."""


def reach(gaps: Iterable[Gap], declared: Sequence[Declared], index: Index) -> tuple[frozenset[int] | None, ...]:
    """For each gap the (numbered) nodes that it may know of; None for all of them."""
    gaps = tuple(gaps)
    names: dict[Key, list[Node]] = {}
    if any(gap.receives for gap in gaps):
        for item in declared:
            if (key := name_key(item.node.name)) is not None:
                names.setdefault(key, []).append(item.node)
    return tuple(None if gap.receives is None else frozenset(_known(gap.receives, names, index)) for gap in gaps)


def _known(texts: Iterable[tuple[Part, ...]], names: dict[Key, list[Node]], index: Index) -> Iterable[int]:
    for parts in texts:
        for part in parts:
            if isinstance(part, Reference) and _identifies(part.path):
                yield from (item.node.index for item in index.at_address(part).targets)
        for piece in pieces(Unknown("", parts=parts)) or ():  # a name, or the names in an id
            yield from (node.index for node in names.get(key_of(piece), ()))


def _identifies(path: Path) -> bool:
    """True for an id, a name, and for the resource (or all of its instances) as a whole."""
    names = [step for step in path if isinstance(step, str)]
    return not names or names[-1] in IDENTIFYING


def said_inside(node: Node, types: Collection[str]) -> bool:
    """True when azurerm has no resource for any of the types, so that whatever is said of them is said in the node's own source."""
    return node.source.type.startswith("azurerm_") and load_catalogue().separate.isdisjoint(types)
