"""Nodes of an azurerm resource, made as its mapping says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scanner.graph.declared import Declared, Folding, Hint
from scanner.graph.entries import Child, Entry
from scanner.graph.forms import Name
from scanner.graph.translate import Draft, only_block, read
from scanner.model.graph import Node, Place
from scanner.model.resource import Mode, SourceResource
from scanner.model.value import Path, Unknown, Value


def declare_mapped(source: SourceResource, entry: Entry) -> list[Declared]:
    """The resource's node, then those of its child blocks; for a fold, the node that stays if its target is not found."""
    existing = source.mode is Mode.EXISTING
    draft = Draft(source, entry.label, with_defaults=not existing)
    properties = [item for item in entry.body if item.path == ("name",)] if existing else entry.body
    draft.fill(properties, source.raw, (), draft.body)
    if entry.fold is not None:
        folding = Folding(source, entry, hints(source.raw, entry.fold.into), draft)
        return [Declared(unmapped_node(source, mapped=True), fold=folding)]
    name = draft.body.setdefault("name", Unknown("Azure generates the name"))
    node = Node(0, source.address, entry.type, name, source, draft.body, True, source.api_version, draft.origins, draft.defaulted, entry.spelling)
    declared = Declared(node, parents=hints(source.raw, entry.parent), scopes=hints(source.raw, entry.scope))
    children = () if existing else entry.children
    return [declared, *(made for child in children for made in _declare_children(declared, entry, child))]


def unmapped_node(source: SourceResource, *, mapped: bool = False) -> Node:
    """A node that only says that the resource is there."""
    name = source.raw.get("name")
    return Node(0, source.address, source.type, source.name if name is None else name, source, {}, mapped)


def hints(raw: Mapping[str, Value], names: Iterable[Name]) -> tuple[Hint, ...]:
    """What the written ones among the attributes say about another resource."""
    found = (read(raw, (name,)) for name in names)
    return tuple(Hint(value, path) for value, path in found if value is not None)


def _declare_children(parent: Declared, entry: Entry, child: Child) -> list[Declared]:
    source = parent.node.source
    blocks, path = read(source.raw, child.names)
    if blocks is None:
        return []
    if isinstance(blocks, (list, tuple)) and len(blocks) > 1 and not child.name_from:  # all would be the same node
        blocks, path = only_block(blocks, path)
    if isinstance(blocks, (list, tuple)):
        return [_declare_child(parent, source, entry, child, block, (*path, index)) for index, block in enumerate(blocks)]
    if isinstance(blocks, Unknown):
        return [
            _declare_child(parent, source if sure else _doubtful(source, blocks), entry, child, block, at)
            for block, at, sure in _possible_blocks(blocks, path)
        ]
    return [_declare_child(parent, source, entry, child, blocks, path)]


def _possible_blocks(blocks: Unknown, path: Path) -> Iterator[tuple[Value, Path, bool]]:
    """The blocks that a dynamic one may make, each with its place and whether it is sure to be there; one stands for all that nothing is known of."""
    variants = [[] if item is None else item for item in blocks.candidates]
    if not variants or not all(isinstance(item, (list, tuple)) for item in variants):
        yield Unknown(blocks.why), path, False
        return
    for index in range(max(map(len, variants))):
        choices = [item[index] for item in variants if len(item) > index]
        agreed = all(choice == choices[0] for choice in choices)
        yield choices[0] if agreed else Unknown(blocks.why, tuple(choices)), (*path, index), len(choices) == len(variants)


def _doubtful(source: SourceResource, blocks: Unknown) -> SourceResource:
    """The resource as the source of a block of which it is open whether it is there."""
    return replace(source, condition=Unknown(blocks.why), circumstances=frozenset())


def _declare_child(parent: Declared, source: SourceResource, entry: Entry, child: Child, block: Value, raw: Path) -> Declared:
    draft = Draft(source, entry.label)
    draft.origins[()] = Place(source, raw)
    draft.fill(child.body, block, raw, draft.body)
    name: Value = child.name
    if child.name_from:
        name, path = read(block, child.name_from)
        if name is None:
            name = Unknown("Azure generates the name")
        else:
            draft.origins[("name",)] = Place(source, raw + path)
    draft.body["name"] = name
    # A block that occurs at most once has no index in people's words.
    said = tuple(step for step in raw if step != 0)
    spelling = {at: (*said, *words) for at, words in child.spelling.items()}
    node = Node(0, source.address, child.type, name, source, draft.body, True, source.api_version, draft.origins, draft.defaulted, spelling)
    return Declared(node, inside=parent)
