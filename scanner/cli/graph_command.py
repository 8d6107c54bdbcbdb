"""``soc2scan graph``: the resources as the rules see them, for looking at and for programs."""

from __future__ import annotations

from pathlib import Path

import click

from scanner.cli.options import input_options, inputs_of, settings_of, strict_root_option, working_directory
from scanner.config import load_config
from scanner.report import graph_report
from scanner.scan import graphs


@click.command("graph")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True)
@strict_root_option
@input_options
def command(
    paths: tuple[Path, ...],
    kind: str,
    strict_root: bool,
    engine: str | None,
    environments: tuple[str, ...],
    var_files: tuple[Path, ...],
    variables: tuple[str, ...],
    parameters: tuple[Path, ...],
) -> None:
    """Show the resource graph: what was understood.

    It is that of the code under PATHS (default: the current folder). What could not be read or was not available is told on standard error.
    """
    inputs = inputs_of(var_files, variables, parameters, environments, engine, load_config(working_directory()))
    settings = settings_of(inputs, strict_root=strict_root)
    found = graphs(paths or (Path(),), settings)
    click.echo(graph_report.text(found) if kind == "text" else graph_report.as_json(found), nl=False)
    click.echo(graph_report.trouble(found), err=True, nl=False)
