"""Finds the node that a reference, a resource id or a name means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from scanner.graph.declared import Declared, Hint
from scanner.graph.resource_ids import Key, ResourceId, key_of, keys_of, pieces, read_id
from scanner.model.value import Path, Reference, Unknown, Value

MOST_TARGETS = 64
"""A value that may mean more nodes than this says nothing; it also keeps the number of edges linear."""


class Found(NamedTuple):
    targets: tuple[Declared, ...] = ()
    told: bool = True
    """False when it cannot be told which resource is meant. True and no target: one outside the unit."""


UNTOLD = Found(told=False)
ELSEWHERE = Found()


class Index:
    def __init__(self, declared: Iterable[Declared]) -> None:
        self._by_address: dict[str, list[Declared]] = {}
        self._by_block: dict[tuple[str, Path], Declared] = {}
        self._by_base: dict[str, list[Declared]] = {}
        self._by_name: dict[tuple[str, Key], list[Declared]] = {}
        self._by_id: dict[tuple[str, tuple[Key, ...]], list[Declared]] = {}
        self._types: set[str] = set()
        self._unnamed: set[str] = set()
        for item in declared:
            self.add(item)

    def add(self, item: Declared) -> None:
        node = item.node
        for address in dict.fromkeys((node.address, node.source.address)):
            self._by_address.setdefault(address, []).append(item)
        if item.inside is not None and () in node.origins:
            self._by_block.setdefault((node.source.address, node.origins[()].path), item)
        if node.address.endswith("]") and item.inside is None:
            self._by_base.setdefault(without_key(node.address), []).append(item)
        key = name_key(node.name)
        kind = node.type.lower()
        self._types.add(kind)
        if key is not None:
            self._by_name.setdefault((kind, key), []).append(item)
        if not isinstance(key, str):
            self._unnamed.add(kind)

    def declares(self, types: Iterable[str]) -> bool:
        """True when the unit has a node of one of the types."""
        return any(kind.lower() in self._types for kind in types)

    def add_id(self, item: Declared) -> None:
        """Makes the node known by its names, outer ones included."""
        if item.names is not None:
            self._by_id.setdefault((item.node.type.lower(), item.names), []).append(item)

    def add_alias(self, address: str, item: Declared) -> None:
        """Makes a reference to a folded resource mean the one that it went into."""
        self._by_address.setdefault(address, []).append(item)

    def at_address(self, reference: Reference) -> Found:
        """The resource at an address; every instance, when the reference does not say which."""
        found = self._by_address.get(reference.address)
        if found is not None:
            return Found((self._managed(self._part(reference) or found[0]),))
        instances = self._by_base.get(reference.address)
        if instances is None and reference.address.endswith("]"):  # the number of instances is unknown: one stands for all
            instances = self._by_address.get(without_key(reference.address), [])[:1]
        if not instances or len(instances) > MOST_TARGETS:
            return UNTOLD
        return Found(tuple(instances))

    def _part(self, reference: Reference) -> Declared | None:
        """The node of the block that the attribute is in, where that block is a node of its own."""
        for size in range(len(reference.path) - 1, 0, -1):
            found = self._by_block.get((reference.address, reference.path[:size]))
            if found is not None:
                return found
        return None

    def _managed(self, item: Declared) -> Declared:
        """A data source that reads what the unit itself manages stands for that."""
        if item.node.judged or item.names is None:
            return item
        twins = [twin for twin in self._by_id.get((item.node.type.lower(), item.names), ()) if twin.node.judged]
        return twins[0] if len(twins) == 1 else item

    def at_address_of(self, address: str) -> Declared | None:
        """The resource at exactly this address."""
        found = self._by_address.get(address)
        return found[0] if found else None

    def by_id(self, target: ResourceId) -> Found:
        if target.base is not None:
            return self._below(target)
        if target.type not in self._types:
            return ELSEWHERE
        known = self._by_id.get((target.type, target.names))
        if known:
            return _distinct(known)
        last = target.names[-1]
        # A node whose outer names are not known may be the one.
        same_name = self._by_name.get((target.type, last), ())
        if len(same_name) > MOST_TARGETS:
            return UNTOLD
        partial = [item for item in same_name if item.names is None]
        if partial:
            return _distinct(partial)
        if isinstance(last, tuple) and len(last) == 1 and isinstance(last[0], Reference):
            return _of_types(self.at_address(last[0]), (target.type,))
        known_names = all(isinstance(name, str) for name in target.names)
        return ELSEWHERE if known_names and target.type not in self._unnamed else UNTOLD

    def _below(self, target: ResourceId) -> Found:
        assert target.base is not None
        base = self.at_address(target.base)
        if not target.type:
            return base
        targets: list[Declared] = []
        for item in base.targets:
            if item.names is not None:
                found = self.by_id(ResourceId(None, f"{item.node.type.lower()}/{target.type}", (*item.names, *target.names)))
                targets.extend(found.targets)
        return Found(tuple(targets), base.told and bool(base.targets))

    def by_name(self, name: Value, types: Sequence[str]) -> Found:
        """The node of one of the types that has this name."""
        key = name_key(name)
        if key is None:
            return UNTOLD
        for kind in types:
            known = self._by_name.get((kind.lower(), key))
            if known:
                return _distinct(known)
        if isinstance(key, str):
            return UNTOLD if any(kind.lower() in self._unnamed for kind in types) else ELSEWHERE
        return UNTOLD

    def follow(self, value: Value) -> Found:
        """The nodes that a value names by reference or by id, whatever their type."""
        if isinstance(value, Unknown):
            return self._follow_unknown(value)
        target = read_id(value)
        return ELSEWHERE if target is None else self.by_id(target)

    def _follow_unknown(self, value: Unknown) -> Found:
        target = read_id(value)
        if target is not None:
            found = self.by_id(target)
            if found.targets or found.told:
                return found
        references = value.references()
        if references:
            return _union(self.at_address(reference) for reference in references)
        if value.candidates:
            return _union(self.follow(candidate) for candidate in value.candidates if candidate is not None)
        return UNTOLD

    def resolve(self, hint: Hint, item: Declared, types: Sequence[str]) -> Found:
        """The node of one of the types (any type, when there are none) that an attribute means by reference, id or name."""
        value = hint.value
        if types and not self.declares(types):
            return ELSEWHERE
        found = self.follow(value)
        if found.targets:
            found = _of_types(found, types) if types else found
            if found.targets:
                return self._narrow(found, hint, item)
        elif types and found.told:
            found = self._outer(value, types)
        if types and len(pieces(value) or ()) == 1:
            found = self._narrow(self.by_name(value, types), hint, item)
        if found.targets or found.told:
            return found
        said = item.node.source.origin.references(hint.raw)
        found = _union(map(self.at_address, said)) if said else UNTOLD
        found = _of_types(found, types) if types else found
        return found if len(found.targets) == 1 else UNTOLD

    def _outer(self, value: Value, types: Sequence[str]) -> Found:
        """The nearest of the types that the id goes through: ``<account>/blobServices/default`` lies in the account, where no service is declared."""
        target = read_id(value)
        while target is not None and target.names[1 if target.base is None else 0 :]:
            target = ResourceId(target.base, target.type.rpartition("/")[0], target.names[:-1])
            found = _of_types(self.by_id(target), types)
            if found.targets or not found.told:
                return found
        return ELSEWHERE

    def _narrow(self, found: Found, hint: Hint, item: Declared) -> Found:
        """Of several nodes with the same name, the one that the expression refers to, or that lies in the same resource group."""
        if len(found.targets) < 2:
            return found
        said = {reference.address for reference in item.node.source.origin.references(hint.raw)}
        exact = [target for target in found.targets if target.node.address in said]
        if len(exact) == 1:
            return Found(tuple(exact))
        instances = [target for target in found.targets if without_key(target.node.address) in said]
        if instances:
            return Found(tuple(instances))
        group = item.node.source.raw.get("resource_group_name")
        near = [target for target in found.targets if group is not None and target.node.source.raw.get("resource_group_name") == group]
        return Found(tuple(near)) if len(near) == 1 else found


def name_key(name: Value) -> Key | None:
    """None when nothing is known of the name."""
    found = pieces(name)
    return None if found is None else key_of(found[-1])


def full_names(item: Declared, parent: Declared | None) -> tuple[Key, ...] | None:
    """The names in the node's id, where they can be told. What lies between is ``default``, as ARM's singletons are all called."""
    own = keys_of(item.node.name)
    depth = item.node.type.count("/")
    if not own or len(own) != 1:
        return None
    if depth == 1:
        return own
    if parent is None or parent.names is None:
        return None
    between = depth - 1 - len(parent.names)
    return (*parent.names, *("default",) * between, *own) if between >= 0 else None


def without_key(address: str) -> str:
    """``azurerm_subnet.this`` of ``azurerm_subnet.this["a"]``."""
    if not address.endswith("]"):
        return address
    start = address.rfind('["') if address.endswith('"]') else address.rfind("[")
    return address[:start] if start > 0 else address


def _of_types(found: Found, types: Collection[str]) -> Found:
    wanted = {kind.lower() for kind in types}
    return Found(tuple(item for item in found.targets if item.node.type.lower() in wanted), found.told)


def _distinct(known: Sequence[Declared]) -> Found:
    """All of them, but data sources only where nothing managed has the same name."""
    if len(known) > MOST_TARGETS:
        return UNTOLD
    return Found(tuple(item for item in known if item.node.judged) or tuple(known))


def _union(results: Iterable[Found]) -> Found:
    targets: dict[int, Declared] = {}
    told = True
    for found in results:
        told = told and found.told
        targets.update((id(item), item) for item in found.targets)
    return Found(tuple(targets.values()), told) if len(targets) <= MOST_TARGETS else UNTOLD
