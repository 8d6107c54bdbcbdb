"""Single expressions, evaluated in a root module as `terraform console` does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.value import Value
from scanner.terraform import root_scope
from scanner.terraform.configuration.deep_stack import with_deep_stack
from scanner.terraform.evaluate import evaluate
from scanner.terraform.evaluate.scope import bounded
from scanner.terraform.parse import parse_expression
from scanner.terraform.types import TooLarge, export, type_name, type_of
from scanner.terraform.values import EvaluationError


def console(directory: Path | None, files: Files, inputs: Inputs) -> Callable[[str], tuple[Value, str]]:
    """A function from an expression to its value (as plain JSON-like data) and type; it raises InputError for what
    Terraform refuses. Without a directory, that of an empty module."""
    scope = root_scope(directory, files, inputs)

    def answer(text: str) -> tuple[Value, str]:
        source, expr = parse_expression(text)
        try:
            value = with_deep_stack(lambda: bounded(lambda: evaluate(expr, scope), scope))
            return export(value), type_name(type_of(value))
        except TooLarge as error:
            raise InputError(source.span(0, len(text)), f"too large to be evaluated: {error}") from error
        except EvaluationError as error:
            start, end = getattr(error, "start", 0), getattr(error, "end", len(text))
            raise InputError(source.span(start, end), str(error)) from error

    return answer
