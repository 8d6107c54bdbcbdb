"""From one source resource to its nodes, whatever language it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from scanner.graph.entries import Entry
from scanner.graph.resource_ids import Key
from scanner.graph.translate import Draft
from scanner.model.graph import Node
from scanner.model.resource import SourceResource
from scanner.model.value import Path, Value


class Hint(NamedTuple):
    """What a source says about another resource: an id or a name, and the raw path where it says so."""

    value: Value
    raw: Path


@dataclass(slots=True, eq=False)
class Declared:
    """A node, and what its source says about its place among the others."""

    node: Node
    inside: Declared | None = None
    """The node whose block or inline property this one was."""
    parents: tuple[Hint, ...] = ()
    scopes: tuple[Hint, ...] = ()
    names: tuple[Key, ...] | None = None
    """The names in its id, outermost first; None as long as they cannot be told."""
    fold: Folding | None = None
    """Set when the resource only configures another. The node then stays only if the other one is not found."""
    folded_into: Declared | None = None
    """Where its properties went, when it was found."""


@dataclass(slots=True, eq=False)
class Folding:
    """Properties on their way to another node."""

    source: SourceResource
    entry: Entry
    into: tuple[Hint, ...]
    draft: Draft
    alone: Node | None = None
    """The node that it is when its parent is in the unit, and the target itself is declared nowhere."""
