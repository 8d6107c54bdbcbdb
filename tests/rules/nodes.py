"""Graphs made by hand, for tests of the engine alone."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.model.graph import Edge, EdgeKind, Graph, Node
from scanner.model.resource import Gap, Language, Mode, SourceResource
from scanner.model.rule import Fix, Rule, Severity
from scanner.model.source import Span, Trace
from scanner.model.value import Path, Reference, Value

SPAN = Span("main.json", 1, 1, 1, 2)


class Nowhere:
    def trace(self, path: Path) -> Trace:
        return Trace(SPAN, written=False)

    def references(self, path: Path) -> tuple[Reference, ...]:
        return ()


def node(
    type_: str,
    body: dict[str, Value],
    address: str = "it",
    *,
    condition: Value = True,
    circumstances: Iterable[str] = (),
    mode: Mode = Mode.MANAGED,
    edges: Iterable[tuple[EdgeKind, int] | tuple[EdgeKind, int, Path]] = (),
    unlinked: Iterable[EdgeKind] = (),
    language: Language = Language.ARM,
) -> Node:
    source = SourceResource(
        address, type_, address, language, body, SPAN, Nowhere(), condition=condition, circumstances=frozenset(circumstances), mode=mode
    )
    return Node(-1, address, type_, address, source, body, edges=tuple(Edge(*edge) for edge in edges), unlinked=frozenset(unlinked))


def graph(*nodes: Node, gaps: int = 0, reach: tuple[frozenset[int] | None, ...] = ()) -> Graph:
    incoming: dict[int, tuple[tuple[int, Edge], ...]] = {}
    for index, each in enumerate(nodes):
        each.index = index
    for each in nodes:
        for edge in each.edges:
            incoming[edge.target] = (*incoming.get(edge.target, ()), (each.index, edge))
    return Graph(nodes, tuple(Gap(SPAN, "module.network") for _ in range(gaps)), incoming, reach=reach)


def rule(
    assertion: dict[str, Value], *, types: tuple[str, ...] = ("A/b",), where: dict[str, Value] | None = None, message: str = "{path} is {value}"
) -> Rule:
    return Rule(
        id="test-rule", title="Title", severity=Severity.HIGH, confidence="high", theme="governance", controls=(), why="why", types=types,
        where=where, assertion=assertion, message=message, fix=Fix("Repair it.", {}, {}), references=(), equivalents={}, aliases=(),
        since="0.1.0", file="test/rule.yaml",
    )  # fmt: skip
