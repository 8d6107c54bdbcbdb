"""``soc2scan console``: evaluate expressions as the scan does, one JSON line for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scanner.cli.options import input_options, inputs_of, settings_of
from scanner.config import Config
from scanner.errors import InputError, UsageError
from scanner.model.inputs import Inputs
from scanner.model.value import Unknown, Value
from scanner.report.graph_report import plain
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
    engine: str | None,
    environments: tuple[str, ...],
    var_files: tuple[Path, ...],
    variables: tuple[str, ...],
    parameters: tuple[Path, ...],
) -> None:
    """Evaluate the expressions on standard input.

    One a line, in the root module DIRECTORY if one is given.
    Each answer is one JSON line: {"value": …, "type": …}, {"unknown": why} or {"error": message}.
    """
    evaluate = _arm() if arm else _terraform(directory, inputs_of(var_files, variables, parameters, environments, engine, Config()))
    for line in sys.stdin:
        if line.strip():
            click.echo(json.dumps(_answer(line, json_input, evaluate), ensure_ascii=False))


Evaluate = Callable[[str], tuple[Value, str]]
"""An expression to its value and type; InputError for what the language refuses."""


def _terraform(directory: Path | None, inputs: Inputs) -> Evaluate:
    from scanner.discover import root_units
    from scanner.terraform.console import console

    (folder,), settings = rooted([directory or Path()], settings_of(inputs))
    files = files_for(settings)
    units = root_units(folder, files, inputs)
    if len(units) > 1:
        raise UsageError("the console evaluates for one environment at a time")
    return console(folder if directory else None, files, replace(inputs, var_files=units[0].var_files))


def _arm() -> Evaluate:
    from scanner.arm import evaluate_expression
    from scanner.arm.functions.table import kind_of

    def evaluate(text: str) -> tuple[Value, str]:
        value = evaluate_expression(text)
        return value, kind_of(value).lower()

    return evaluate


def _answer(line: str, json_input: bool, evaluate: Evaluate) -> dict[str, Any]:
    try:
        value, kind = evaluate(json.loads(line) if json_input else line.rstrip("\n"))
    except InputError as error:
        return {"error": error.message}
    except json.JSONDecodeError as error:
        return {"error": f"the line is not a JSON string: {error}"}
    if isinstance(value, Unknown):
        return {"unknown": value.why}
    return {"value": plain(value), "type": kind}
