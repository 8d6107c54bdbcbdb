"""``soc2scan console``: evaluate expressions as the scan does, one JSON line for each."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from scanner.cli.graph_command import plain
from scanner.cli.options import input_options, inputs_of, settings_of
from scanner.errors import InputError
from scanner.model.value import Unknown
from scanner.scan import files_for, rooted


@click.command("console")
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--arm", is_flag=True, help="ARM template expressions instead of Terraform's.")
@click.option("--json-input", is_flag=True, help="Each input line is a JSON string, so that an expression may span lines.")
@input_options
def command(
    directory: Path | None,
    arm: bool,
    json_input: bool,
    environments: tuple[str, ...],
    var_files: tuple[Path, ...],
    variables: tuple[str, ...],
    parameters: tuple[Path, ...],
) -> None:
    """Evaluate the expressions on standard input, one a line, in the root module DIRECTORY.

    Each answer is one JSON line: {"value": …, "type": …}, {"unknown": why} or {"error": message}.
    """
    inputs = inputs_of(var_files, variables, parameters)
    if arm:
        from scanner.arm import evaluate_expression

        answer = evaluate_expression
    else:
        from scanner.terraform.console import console

        (folder,), settings = rooted([directory or Path()], settings_of(inputs))
        answer = console(folder if directory else None, files_for(settings), inputs)
    for line in sys.stdin:
        if line.strip():
            click.echo(json.dumps(_answer(line, json_input, answer), ensure_ascii=False))


def _answer(line: str, json_input: bool, evaluate: Any) -> dict[str, Any]:
    try:
        text = json.loads(line) if json_input else line.rstrip("\n")
        value = evaluate(text)
    except (InputError, ValueError) as error:
        return {"error": str(error)}
    if isinstance(value, Unknown):
        return {"unknown": value.why}
    return {"value": plain(value), "type": ""}
