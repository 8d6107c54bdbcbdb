"""Edges between the nodes of a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from scanner.graph.catalogue import Catalogue
from scanner.graph.declared import Declared, Hint
from scanner.graph.index import ELSEWHERE, Found, Index, full_names
from scanner.graph.resource_ids import ResourceId, ancestor_types
from scanner.model.graph import Edge, EdgeKind, Node
from scanner.model.resource import Language
from scanner.model.value import Path, Unknown, Value

RESOURCE_GROUPS = "microsoft.resources/resourcegroups"

EXTENSIONS = frozenset(
    (
        "microsoft.advisor/suppressions",
        "microsoft.authorization/locks",
        "microsoft.authorization/policyassignments",
        "microsoft.authorization/policyexemptions",
        "microsoft.authorization/roleassignments",
        "microsoft.authorization/roleeligibilityschedulerequests",
        "microsoft.authorization/roleassignmentschedulerequests",
        "microsoft.consumption/budgets",
        "microsoft.insights/datacollectionruleassociations",
        "microsoft.insights/diagnosticsettings",
        "microsoft.guestconfiguration/guestconfigurationassignments",
        "microsoft.maintenance/configurationassignments",
        "microsoft.security/advancedthreatprotectionsettings",
        "microsoft.security/defenderforstoragesettings",
        "microsoft.securityinsights/onboardingstates",
    )
)
"""Types that are deployed on any resource, resource groups included."""

NOT_RESOURCE_IDS = ("tenantId", "clientId", "principalId", "objectId", "applicationId", "appId", "subscriptionId", "groupId", "roleDefinitionId")
"""What properties are called, or end in, whose ids are not those of resources that a unit declares."""

MAX_DEPTH = 100


class Linker:
    """Collects edges; ``finish`` writes them into the nodes once these are numbered."""

    def __init__(self, index: Index, catalogue: Catalogue) -> None:
        self._index, self._catalogue = index, catalogue
        self._edges: dict[int, dict[tuple[EdgeKind, int, Path], Declared]] = {}
        self._unlinked: dict[int, set[EdgeKind]] = {}

    # --- parents: they come first, since a child's id begins with its parent's names ---

    def link_parents(self, declared: Iterable[Declared]) -> None:
        """Outer types first, so that a parent's names are known when its children need them."""
        for item in sorted(declared, key=lambda item: item.node.type.count("/")):
            found = self._find_parents(item)
            self._connect(item, EdgeKind.PARENT, found)
            if item.names is None:
                item.names = full_names(item, found.targets[0] if len(found.targets) == 1 else None)
            self._index.add_id(item)

    def _find_parents(self, item: Declared) -> Found:
        if item.inside is not None:
            return Found((item.inside,))
        types = ancestor_types(item.node.type)
        if item.node.language in (Language.ARM, Language.BICEP):
            return self._by_own_name(item, types) if types else ELSEWHERE
        if not item.parents:
            return ELSEWHERE
        if item.node.spelling.get(()) == ("body",):
            return self._azapi_parent(item, types)
        results = [self._index.resolve(hint, item, types) for hint in item.parents]
        for found in results:
            if found.targets:
                return self._step_in(item, found)
        return results[0] if all(found.told for found in results) else Found(told=False)

    def _by_own_name(self, item: Declared, types: list[str]) -> Found:
        if not self._index.declares(types):
            return ELSEWHERE
        if item.names is None:
            said = [self._index.at_address_of(address) for address in item.node.source.depends_on]
            named = [target for target in said if target is not None and target.node.type.lower() == types[0].lower()]
            return Found(tuple(named)) if len(named) == 1 else Found(told=False)
        told = True
        for kind in types:
            found = self._index.by_id(ResourceId(None, kind.lower(), item.names[: kind.count("/")]))
            if found.targets:
                return found
            told = told and found.told
        return Found(told=told)

    def _azapi_parent(self, item: Declared, types: list[str]) -> Found:
        """``parent_id`` is also what an extension is deployed on."""
        hint = item.parents[0]
        if item.node.type.lower() in EXTENSIONS:
            item.scopes, item.parents = item.parents, ()
            return ELSEWHERE
        if types:
            return self._step_in(item, self._index.resolve(hint, item, types))
        found = self._index.resolve(hint, item, ())
        others = tuple(target for target in found.targets if target.node.type.lower() != RESOURCE_GROUPS)
        if others and all(target.node.mapped for target in others):
            item.scopes = item.parents
        return ELSEWHERE

    def _step_in(self, item: Declared, found: Found) -> Found:
        """A container of an account lies in the account's blob service, where that is declared."""
        wanted = ancestor_types(item.node.type)
        if len(found.targets) != 1 or not wanted or found.targets[0].node.type.lower() == wanted[0].lower():
            return found
        outer = found.targets[0]
        if outer.names is None:
            return found
        for kind in wanted:
            missing = kind.count("/") - len(outer.names)
            if missing <= 0:
                break
            inner = self._index.by_id(ResourceId(None, kind.lower(), (*outer.names, *("default",) * missing)))
            if len(inner.targets) == 1:
                return inner
        return found

    # --- attachments and references ---

    def link_attachments(self, declared: Iterable[Declared]) -> None:
        for item in declared:
            for hint in item.scopes:
                self._connect(item, EdgeKind.ATTACHED, self._index.resolve(hint, item, ()))
            path = self._catalogue.arm_type(item.node.type, item.node.api_version).scope if item.node.mapped else ()
            for at, value in _matches(item.node.body, path) if path else ():
                self._connect(item, EdgeKind.ATTACHED, self._index.resolve(Hint(value, at), item, ()), at)

    def link_references(self, declared: Iterable[Declared]) -> None:
        for item in declared:
            for path, value in text_leaves(item.node.body):
                found = self._index.follow(value)
                for target in found.targets:
                    self._connect(item, EdgeKind.REFERENCE, Found((target,)), path)
                if not found.told and not found.targets and _may_be_id(path):
                    self._unlinked.setdefault(id(item), set()).add(EdgeKind.REFERENCE)

    def _connect(self, item: Declared, kind: EdgeKind, found: Found, path: Path = ()) -> None:
        edges = self._edges.setdefault(id(item), {})
        for target in found.targets:
            if target is not item:
                edges.setdefault((kind, id(target), path), target)
        if not found.told and not found.targets:
            self._unlinked.setdefault(id(item), set()).add(kind)

    def finish(self, declared: Iterable[Declared]) -> dict[int, tuple[tuple[int, Edge], ...]]:
        """Writes the edges into the nodes; returns them by their target."""
        incoming: dict[int, list[tuple[int, Edge]]] = {}
        for item in declared:
            node = item.node
            found = self._edges.get(id(item), {})
            node.edges = tuple(Edge(kind, target.node.index, path) for (kind, _, path), target in found.items())
            if node.judged:
                node.unlinked = frozenset(self._unlinked.get(id(item), ()))
            for edge in node.edges:
                incoming.setdefault(edge.target, []).append((node.index, edge))
        return {target: tuple(edges) for target, edges in sorted(incoming.items())}


def text_leaves(body: Value) -> Iterator[tuple[Path, Value]]:
    """Every leaf that may name a resource, in document order: unknown ones, ids, and keys that are ids."""
    stack: list[tuple[Path, Value]] = [((), body)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            if "/" in value and len(value) > 12:
                yield path, value
        elif isinstance(value, dict):
            if len(path) < MAX_DEPTH:
                for key in value:
                    if "/" in key:
                        yield (*path, key), key
                stack.extend([((*path, key), item) for key, item in reversed(value.items())])
        elif isinstance(value, (list, tuple)):
            if len(path) < MAX_DEPTH:
                stack.extend([((*path, index), value[index]) for index in range(len(value) - 1, -1, -1)])
        elif isinstance(value, Unknown):
            yield path, value


def _may_be_id(path: Path) -> bool:
    """True where an unknown value may well be a resource id: ``…Id``, ``id``, or a whole subtree of properties."""
    names = [step for step in path if isinstance(step, str)]
    last = names[-1] if names else ""
    if last in ("properties", "userAssignedIdentities"):
        return True
    if last.lower().endswith(tuple(map(str.lower, NOT_RESOURCE_IDS))) or names[-2:] == ["resource", "id"]:  # a Cosmos DB database's name
        return False
    return last.endswith(("Id", "Ids")) or last.lower() in ("id", "ids", "resourceid")


def _matches(value: Value, path: Sequence[str], at: Path = ()) -> Iterable[tuple[Path, Value]]:
    """The values at a path in which ``*`` stands for every element of a list."""
    if value is None:
        return
    if not path or isinstance(value, Unknown):
        yield at, value
    elif path[0] == "*" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _matches(item, path[1:], (*at, index))
    elif isinstance(value, dict):
        yield from _matches(value.get(path[0]), path[1:], (*at, path[0]))


def numbered(declared: Iterable[Declared]) -> tuple[Node, ...]:
    """The nodes in order, each with its index."""
    nodes = tuple(item.node for item in declared)
    for index, node in enumerate(nodes):
        node.index = index
    return nodes
