"""A graph as the rules ask it: by type, along its edges, and by what could not be told."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property
from typing import Any

from scanner.graph.gaps import said_inside
from scanner.model.graph import EdgeKind, Graph, Node
from scanner.model.resource import Gap
from scanner.model.value import Path
from scanner.rules.jsonpath import Steps


class GraphIndex:
    """Made once per evaluation; everything is computed when first asked for."""

    def __init__(self, graph: Graph, *, later: bool = False) -> None:
        self._graph = graph
        self.later = later
        """True when the graph is asked about a time after creation: what nobody keeps as it was is not known then."""
        self._unlinked: dict[EdgeKind, tuple[Node, ...]] = {}
        self.memory: dict[tuple[str, int], Any] = {}
        """What has been worked out about a node, by what it is and the node's index: several rules ask the same."""

    def gap(self, node: Node, types: Collection[str]) -> Gap | None:
        """A part that was not available and may hold a node of one of the types that concerns this one."""
        gaps, reach = self._graph.gaps, self._graph.reach
        if not gaps or said_inside(node, types):
            return None
        return next((gap for index, gap in enumerate(gaps) if not reach or (known := reach[index]) is None or node.index in known), None)

    @cached_property
    def after_creation(self) -> GraphIndex | None:
        """The same graph, asked about the time after creation; None when nothing is different then."""
        sources = (*(node.source for node in self._graph.nodes), *(folded.source for folded in self._graph.folded))
        return GraphIndex(self._graph, later=True) if any(source.ignored for source in sources) else None

    @cached_property
    def _judged(self) -> dict[str, list[Node]]:
        by_type: dict[str, list[Node]] = {}
        for node in self._graph.nodes:
            if node.judged and node.mapped:
                by_type.setdefault(node.type.casefold(), []).append(node)
        return by_type

    def judged(self, types: tuple[str, ...]) -> list[Node]:
        """The nodes of the types that are judged, in the graph's order."""
        if len(types) == 1:
            return self._judged.get(types[0].casefold(), [])
        found = [node for name in {name.casefold() for name in types} for node in self._judged.get(name, ())]
        return sorted(found, key=lambda node: node.index)

    def outward(self, node: Node, kind: EdgeKind, at: Steps = ()) -> list[Node]:
        """What the node's edges of a kind lead to; parents at any depth."""
        seen = {node.index}
        found: list[Node] = []
        queue = [node]
        for source in queue:
            for edge in source.edges:
                if edge.kind is kind and edge.target not in seen and lies_at(edge.path, at):
                    seen.add(edge.target)
                    found.append(self._graph.nodes[edge.target])
                    if kind is EdgeKind.PARENT:
                        queue.append(found[-1])
        return found

    def inward(self, node: Node, kind: EdgeKind, at: Steps = ()) -> list[Node]:
        """The nodes whose edges of a kind lead here; children at any depth. What is only referred to says nothing of what it points at."""
        seen = {node.index}
        found: list[Node] = []
        queue = [node.index]
        for target in queue:
            for index, edge in self._graph.incoming.get(target, ()):
                if edge.kind is kind and index not in seen and lies_at(edge.path, at):
                    seen.add(index)
                    found.append(self._graph.nodes[index])
                    if kind is EdgeKind.PARENT:
                        queue.append(index)
        return sorted((child for child in found if child.judged), key=lambda child: child.index)

    def unlinked(self, kind: EdgeKind) -> tuple[Node, ...]:
        """Nodes with an edge of this kind to a target that could not be told; for parents, those that lie in such a node too."""
        if kind not in self._unlinked:
            roots = [node for node in self._graph.nodes if kind in node.unlinked]
            below = [child for root in roots for child in self.inward(root, kind)] if kind is EdgeKind.PARENT else []
            self._unlinked[kind] = tuple({node.index: node for node in (*roots, *below) if node.judged}.values())
        return self._unlinked[kind]


def lies_at(path: Path, at: Steps) -> bool:
    """True when the path lies at or below the place; names without regard to case."""
    return len(path) >= len(at) and all(_same(segment, step) for segment, step in zip(path, at, strict=False))


def _same(segment: str | int, step: object) -> bool:
    if isinstance(step, str):
        return isinstance(segment, str) and segment.casefold() == step.casefold()
    return not isinstance(step, int) or segment == step
