"""Hand-made source resources for the tests of the graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scanner.graph import build_graph
from scanner.model.graph import Edge, EdgeKind, Graph, Node
from scanner.model.resource import Evaluated, Language, Mode, SourceResource
from scanner.model.source import Span, Trace
from scanner.model.value import Path, Reference, Unknown, Value

HEADER = Span("main.tf", 1, 1, 1, 1)


@dataclass
class SpyOrigin:
    """Answers with a trace that names the raw path it was asked for."""

    references_by_path: dict[Path, tuple[Reference, ...]] = field(default_factory=dict)
    name: str = "main.tf"

    def trace(self, path: Path) -> Trace:
        return Trace(Span(f"{self.name}#{'/'.join(map(str, path))}", 1, 1, 1, 1), True)

    def references(self, path: Path) -> tuple[Reference, ...]:
        return self.references_by_path.get(path, ())


def terraform(address: str, /, *, provider: tuple[int, ...] | None = (4,), **raw: Value) -> SourceResource:
    """``azurerm_subnet.a`` or ``data.azurerm_subnet.a`` with attributes; ``condition_``, ``references_`` and ``oldest_`` are not attributes."""
    condition = raw.pop("condition_", True)
    references = raw.pop("references_", {})
    circumstances = frozenset(raw.pop("circumstances_", ()))
    parts = address.split(".")
    mode = Mode.EXISTING if parts[0] == "data" else Mode.MANAGED
    kind = parts[1] if mode is Mode.EXISTING else parts[0]
    if kind == "module":
        kind = parts[-2]
    origin = SpyOrigin(references, address)
    oldest = raw.pop("oldest_", 0 if provider in (None, (5,)) else provider[0])
    return SourceResource(
        address, kind, parts[-1], Language.TERRAFORM, raw, HEADER, origin, None, mode, condition, provider, oldest, circumstances=circumstances
    )


def arm(kind: str, name: Value, /, *, language: Language = Language.ARM, api: str | None = "2023-01-01", **raw: Value) -> SourceResource:
    scope = raw.pop("scope_", None)
    address = raw.pop("address_", name if isinstance(name, str) else f"<{kind}>")
    mode = raw.pop("mode_", Mode.MANAGED)
    depends_on = raw.pop("depends_on_", ())
    body = {"name": name, **raw}
    return SourceResource(address, kind, name, language, body, HEADER, SpyOrigin(name=address), api, mode, scope=scope, depends_on=depends_on)


def computed(address: str, *path: str | int) -> Unknown:
    """``azurerm_subnet.a.id`` before deployment."""
    return Unknown(f"{address} is not deployed yet", parts=(Reference(address, path or ("id",)),))


def graph(*sources: SourceResource) -> Graph:
    return build_graph(Evaluated(tuple(sources)))


def node_of(*sources: SourceResource) -> Node:
    """The first node of a graph."""
    return graph(*sources).nodes[0]


def edges(built: Graph) -> set[tuple[str, str, str]]:
    """(kind, from, to), by address and type's last part where an address is shared."""
    return {(edge.kind.value, node.address, built.nodes[edge.target].address) for node in built.nodes for edge in node.edges}


def at(body: Any, path: str) -> Value:
    """The value at a dotted path; None when absent."""
    for step in path.split("."):
        if isinstance(body, list):
            body = body[int(step)]
        elif isinstance(body, dict):
            body = body.get(step)
        else:
            return None
    return body


__all__ = ["HEADER", "Edge", "EdgeKind", "SpyOrigin", "arm", "at", "computed", "edges", "graph", "node_of", "terraform"]
