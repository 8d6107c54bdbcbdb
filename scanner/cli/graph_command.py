"""``soc2scan graph``: the resources as the rules see them, for looking at and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from scanner.cli.options import input_options, inputs_of, settings_of, working_directory
from scanner.config import load_config
from scanner.graph.place import trace_of
from scanner.model.graph import Edge, Graph, Node
from scanner.model.value import Path as ValuePath
from scanner.model.value import Unknown, Value
from scanner.report.json_report import SCHEMA_VERSION, location
from scanner.scan import graphs


@click.command("graph")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True)
@input_options
def command(
    paths: tuple[Path, ...],
    kind: str,
    environments: tuple[str, ...],
    var_files: tuple[Path, ...],
    variables: tuple[str, ...],
    parameters: tuple[Path, ...],
) -> None:
    """Show the resource graph: what was understood.

    It is that of the code under PATHS (default: the current folder).
    """
    settings = settings_of(inputs_of(var_files, variables, parameters, environments, load_config(working_directory())))
    found = graphs(paths or (Path(),), settings)
    if kind == "text":
        for unit, _, graph in found:
            click.echo(f"# {unit.path}" + (f" in {unit.environment}" if unit.environment else ""))
            for node in filter(_deployed, graph.nodes):
                click.echo(
                    f"{node.address}  {node.type}" + "".join(f"\n  {edge.kind.value} {graph.nodes[edge.target].address}" for edge in node.edges)
                )
        return
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "resources": [_node(node, graph) for _, _, graph in found for node in filter(_deployed, graph.nodes)],
    }
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _deployed(node: Node) -> bool:
    """What the deployment would create or change: data sources and existing resources are only referred to."""
    return node.judged


def _node(node: Node, graph: Graph) -> dict[str, Any]:
    return {
        "address": node.address,
        "type": node.type,
        "name": plain(node.name),
        "language": node.language.value,
        "sourceType": node.source.type,
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
