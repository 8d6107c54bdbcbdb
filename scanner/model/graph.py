"""The canonical resource graph: every node in ARM terms, whatever language declared it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from scanner.model.resource import Gap, Language, Mode, SourceResource
from scanner.model.source import Problem
from scanner.model.value import Path, Value


class EdgeKind(str, Enum):
    PARENT = "parent"
    """From a child to the resource it lies in, or to the nearest ancestor that the unit declares."""
    REFERENCE = "reference"
    """From the node whose body names a resource (``path`` says where) to that resource."""
    ATTACHED = "attached"
    """From an extension (diagnostic setting, lock, role assignment, private endpoint, backup item) to what it is on."""


class Edge(NamedTuple):
    kind: EdgeKind
    target: int
    """The index of the target in ``Graph.nodes``."""
    path: Path = ()
    """Where in the body the reference stands; empty for parents and attachments said elsewhere."""


class Place(NamedTuple):
    """A path in the raw attributes of a source resource: not always the node's own (a folded resource's, say)."""

    source: SourceResource
    path: Path


@dataclass(slots=True, eq=False)
class Node:
    """One Azure resource. The builder fills it; after that nobody changes it."""

    index: int
    address: str
    """In the source's own words. Nodes made from one source resource share its address."""
    type: str
    """ARM type in its canonical case, or the source's own type when ``mapped`` is False."""
    name: Value
    """The last segment of the ARM name (``default`` for ``account/default``), maybe Unknown."""
    source: SourceResource
    body: dict[str, Value]
    """ARM shape: location, sku, kind, identity, tags, zones, properties…; defaults filled in; null means absent and is left out."""
    mapped: bool = True
    api_version: str | None = None
    origins: dict[Path, Place] = field(default_factory=dict)
    """Body path to where it was said. A path without an entry belongs to its closest parent that has one."""
    defaulted: dict[Path, str] = field(default_factory=dict)
    """Body paths that nobody wrote, with whose default it is: ``azurerm 4 default``, ``API default (2023-01-01)``."""
    spelling: Mapping[Path, Path] = field(default_factory=dict)
    """Body path to the raw path that would set it, for naming what is absent. Empty where raw and body agree (ARM, azapi body)."""
    edges: tuple[Edge, ...] = ()
    unlinked: frozenset[EdgeKind] = frozenset()
    """Kinds of edges that this node has to a target that could not be told: it may be any node of the unit."""

    @property
    def language(self) -> Language:
        return self.source.language

    @property
    def judged(self) -> bool:
        """False for data sources and existing resources: they are only referred to."""
        return self.source.mode is Mode.MANAGED


class Folded(NamedTuple):
    """A resource that only configures another one: an association, a rule, an access policy."""

    source: SourceResource
    target: int
    """The index, in ``Graph.nodes``, of the node that its properties went to."""


@dataclass(slots=True, eq=False)
class Graph:
    """All resources of one unit."""

    nodes: tuple[Node, ...] = ()
    gaps: tuple[Gap, ...] = ()
    """Parts that were not available: nothing can be said to be missing of the nodes that they may know of."""
    incoming: dict[int, tuple[tuple[int, Edge], ...]] = field(default_factory=dict)
    """Node index to (source index, edge), for every edge that ends at it."""
    folded: tuple[Folded, ...] = ()
    """The resources that have no node of their own, in source order."""
    reach: tuple[frozenset[int] | None, ...] = ()
    """For each gap the indices of the nodes that it may know of; None for all of them."""
    problems: tuple[Problem, ...] = ()
    """What the provider in use does not have."""
