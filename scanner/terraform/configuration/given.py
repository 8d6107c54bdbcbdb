"""The values given to a root module's variables, in Terraform's order of precedence."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import Inputs, is_loaded_unasked
from scanner.model.resource import Undeclared
from scanner.model.source import COMMAND_LINE, Problem, Span
from scanner.model.value import Value as PlainValue
from scanner.terraform.configuration.module import attribute_span
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


@dataclass(slots=True)
class GivenValues:
    """What is given to a root module: by variable name, and by where it comes from."""

    by_name: dict[str, Given] = field(default_factory=dict)
    sources: dict[str, list[tuple[str, Span]]] = field(default_factory=dict)
    """The names that each file or argument gives. Those of the environment, which is not made for one root module, are not among them."""

    def undeclared(self, variables: Collection[str]) -> tuple[Undeclared, ...]:
        """What Terraform would warn of, or refuse on the command line."""
        return tuple(
            Undeclared(source, name, Problem(span, _no_such_variable(name, variables), fatal=False))
            for source, names in self.sources.items()
            for name, span in names
            if name not in variables
        )


def _no_such_variable(name: str, variables: Collection[str]) -> str:
    from difflib import get_close_matches  # here, since few runs need it

    close = get_close_matches(name, sorted(variables), 1)
    hint = f'; did you mean "{close[0]}"?' if close else ""
    return f'Value for undeclared variable: the root module does not declare a variable named "{name}"{hint}'


def given_values(directory: Path, files: Files, inputs: Inputs, problems: list[Problem], read: list[str]) -> GivenValues:
    """What comes later in Terraform's order replaces what came earlier. ``read`` gets the files."""
    given = GivenValues()
    for name, text in inputs.environment:
        name = name.removeprefix(_PREFIX)
        given.by_name[name] = Given(_PREFIX + name, text=text)
    unasked = (path for path in _automatic(directory, files) if path not in inputs.left_out)
    for path in dict.fromkeys((*unasked, *(files.base / path for path in inputs.var_files))):
        shown = files.shown(path)
        read.append(shown)
        given.sources[shown] = []
        for name, attribute in _attributes(path, files, problems).items():
            given.by_name[name] = Given(path.name, attribute)
            given.sources[shown].append((name, attribute_span(attribute)))
    for name, text in inputs.variables:
        option = f"--var {name}"
        given.by_name[name] = Given(option, text=text)
        given.sources[option] = [(name, COMMAND_LINE)]
    return given


def _automatic(directory: Path, files: Files) -> list[Path]:
    """The variables files that Terraform reads unasked, in its order."""
    try:
        names = {entry.name for entry in os.scandir(directory) if not entry.is_dir()} if files.allowed(directory) else set()
    except OSError:
        names = set()
    own = sorted(filter(is_loaded_unasked, names), key=lambda name: (name.endswith((".auto.tfvars", ".auto.tfvars.json")), name))
    return [directory / name for name in own]


def _attributes(path: Path, files: Files, problems: list[Problem]) -> dict[str, Attribute]:
    try:
        file = parse_file(files.read(path))
    except InputError as error:
        problems.append(error.problem())
        return {}
    problems += file.problems
    return file.body.attributes


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
