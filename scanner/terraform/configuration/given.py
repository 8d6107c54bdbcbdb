"""The values given to a root module's variables, in Terraform's order of precedence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.source import Problem
from scanner.model.value import Value as PlainValue
from scanner.terraform.configuration.variables import Declaration, evaluate_constant
from scanner.terraform.parse import parse_expression, parse_file
from scanner.terraform.syntax import Attribute
from scanner.terraform.types import round512
from scanner.terraform.values import EvaluationError, Value

_PREFIX = "TF_VAR_"


@dataclass(frozen=True, slots=True)
class Given:
    """A value from outside: an argument of a variables file, or a text."""

    what: str
    """``terraform.tfvars``, ``--var sku``, ``TF_VAR_sku``."""
    attribute: Attribute | None = None
    text: str = ""
    known: Value = None
    """The value itself, for one that a plan shows."""

    def value(self, declaration: Declaration) -> Value:
        """EvaluationError when it cannot be read."""
        if self.attribute is not None:
            return evaluate_constant(self.attribute.expr)
        if self.known is not None:
            return self.known
        if declaration.literal:
            return self.text
        try:
            return evaluate_constant(parse_expression(self.text, self.what)[1])
        except InputError as error:
            raise EvaluationError(f"Invalid expression in {self.what}: {error.message}") from error


def given_values(directory: Path, files: Files, inputs: Inputs, problems: list[Problem], read: list[str]) -> dict[str, Given]:
    """By variable name; what comes later in the order replaces what came earlier. ``read`` gets the files."""
    values: dict[str, Given] = {}
    for name, text in inputs.environment:
        name = name.removeprefix(_PREFIX)
        values[name] = Given(_PREFIX + name, text=text)
    for path in (*_automatic(directory, files), *(files.base / path for path in inputs.var_files)):
        values.update(_from_file(path, files, problems, read))
    for name, text in inputs.variables:
        values[name] = Given(f"--var {name}", text=text)
    return values


def _automatic(directory: Path, files: Files) -> list[Path]:
    """The variables files that Terraform reads unasked."""
    try:
        names = {entry.name for entry in os.scandir(directory) if not entry.is_dir()} if files.allowed(directory) else set()
    except OSError:
        names = set()
    first = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    return [directory / name for name in (*first, *sorted(name for name in names if name.endswith((".auto.tfvars", ".auto.tfvars.json"))))]


def _from_file(path: Path, files: Files, problems: list[Problem], read: list[str]) -> dict[str, Given]:
    read.append(files.shown(path))
    try:
        file = parse_file(files.read(path))
    except InputError as error:
        problems.append(error.problem())
        return {}
    problems += file.problems
    return {name: Given(path.name, attribute) for name, attribute in file.body.attributes.items()}


def planned_values(values: dict[str, PlainValue]) -> dict[str, Given]:
    """Variables as a plan shows them."""
    return {name: Given("the plan", known=_structural(value)) for name, value in values.items()}


def _structural(value: PlainValue) -> Value:
    """JSON as Terraform's ``jsondecode`` gives it; the declaration's type makes collections of it."""
    if isinstance(value, dict):
        return {name: _structural(item) for name, item in value.items()}
    if isinstance(value, list):
        return tuple(map(_structural, value))
    return round512(Fraction(repr(value))) if isinstance(value, float) else value
