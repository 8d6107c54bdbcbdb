"""The resource graph as text and as JSON: what was understood, what went into what, and what was not available."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from scanner.graph.place import trace_of
from scanner.model.graph import Edge, Folded, Graph, Node
from scanner.model.resource import Evaluated, Mode
from scanner.model.source import Problem, Step
from scanner.model.unit import Unit
from scanner.model.value import Path as ValuePath
from scanner.model.value import Unknown, Value
from scanner.report.json_report import SCHEMA_VERSION, location
from scanner.report.summary import gap_lines, problem_lines

Units: TypeAlias = Sequence[tuple[Unit, Evaluated, Graph]]


def text(units: Units) -> str:
    """A line for each resource, its edges below it; then what only configures another resource."""
    return "".join(f"{line}\n" for unit, _, graph in units for line in _lines(unit, graph))


def _lines(unit: Unit, graph: Graph) -> Iterator[str]:
    environment = (f" in {unit.environment}" if unit.environment else "") + (f" for {unit.engine.label} only" if unit.engine else "")
    yield f"# {unit.path}{environment}" + (" (nothing deploys this: its inputs are unknown)" if unit.blocks else "")
    for node in _nodes(unit, graph):
        yield f"{node.address}  {node.type}"
        yield from (f"  {edge.kind.value} {graph.nodes[edge.target].address}" for edge in node.edges)
    yield from (f"{item.source.address}  in {graph.nodes[item.target].address}" for item in _folded(unit, graph))


def as_json(units: Units) -> str:
    """One document for all units."""
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "resources": [_node(node, unit, graph) for unit, _, graph in units for node in _nodes(unit, graph)],
        "folded": [_fold(item, graph) for unit, _, graph in units for item in _folded(unit, graph)],
        "notAvailable": [{"what": gap.what, **location(gap.span)} for gap in _gaps(units)],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def trouble(units: Units) -> str:
    """What could not be read, and what was not available, a line each; a word when there is nothing to show."""
    problems: set[Problem] = {problem for unit, evaluated, graph in units if not unit.blocks for problem in (*evaluated.problems, *graph.problems)}
    lines = [*problem_lines(sorted(problems, key=lambda problem: (problem.span, problem.message))), *gap_lines(_gaps(units))]
    if not any(_nodes(unit, graph) for unit, _, graph in units):
        lines.append("the graph is empty: " + ("the code declares no resource" if units else "there is no code to read"))
    return "".join(f"{line}\n" for line in lines)


def _gaps(units: Units) -> tuple[Step, ...]:
    gaps = {Step(gap.span, gap.what) for unit, _, graph in units if not unit.blocks for gap in graph.gaps}
    return tuple(sorted(gaps, key=lambda gap: (gap.span, gap.what)))


def _nodes(unit: Unit, graph: Graph) -> list[Node]:
    """What the deployment would create or change: data sources and existing resources are only referred to."""
    return [node for node in graph.nodes if node.judged and unit.judges(node.source.header)]


def _folded(unit: Unit, graph: Graph) -> list[Folded]:
    return [item for item in graph.folded if item.source.mode is Mode.MANAGED and unit.judges(item.source.header)]


def _fold(item: Folded, graph: Graph) -> dict[str, Any]:
    return {
        "address": item.source.address,
        "sourceType": item.source.type,
        "into": graph.nodes[item.target].address,
        "location": location(item.source.header),
    }


def _node(node: Node, unit: Unit, graph: Graph) -> dict[str, Any]:
    return {
        "address": node.address,
        "type": node.type,
        "name": plain(node.name),
        "language": node.language.value,
        "sourceType": node.source.type,
        **({"uncalled": True} if unit.blocks else {}),
        "body": plain(node.body) if node.mapped else None,
        "raw": plain(node.source.raw),
        "defaulted": {_dotted(path): whose for path, whose in sorted(node.defaulted.items(), key=lambda item: _dotted(item[0]))},
        "location": location(trace_of(node, ()).span),
        "edges": [_edge(edge, graph) for edge in node.edges],
    }


def _edge(edge: Edge, graph: Graph) -> dict[str, Any]:
    return {"kind": edge.kind.value, "target": graph.nodes[edge.target].address, "path": _dotted(edge.path)}


def _dotted(path: ValuePath) -> str:
    text = ""
    for segment in path:
        text += f"[{segment}]" if isinstance(segment, int) else f".{segment}" if text else segment
    return text


def plain(value: Value) -> Any:
    """The value as JSON, an unknown leaf as ``{"$unknown": why}`` with its candidates."""
    if isinstance(value, Unknown):
        candidates = {"candidates": [plain(item) for item in value.candidates]} if value.candidates else {}
        return {"$unknown": value.why, **candidates}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
