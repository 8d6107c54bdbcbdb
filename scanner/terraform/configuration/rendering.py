"""Templates in files of their own: ``templatefile`` and ``templatestring``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from scanner.errors import InputError
from scanner.terraform.evaluate import ChildScope, Exhausted, Scope, evaluate
from scanner.terraform.functions.registry import Renderer
from scanner.terraform.parse import parse_template
from scanner.terraform.syntax import Expr
from scanner.terraform.values import EvaluationError, Value

MAX_KEPT = 512
MAX_KEPT_TEXT = 32_768
"""Templates are kept for the next call, unless they are larger."""
MAX_STEPS_IN_ALL = 500_000
"""Of all templates that one instance of a module renders: a loop may render thousands."""


class TemplateScope:
    """No names but the variables handed over; all functions but those that render templates again."""

    def __init__(self, around: Scope) -> None:
        self.around = around

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        raise EvaluationError(f'vars map does not contain key "{names[0]}"')

    def call(self, name: str, arguments: list[Value]) -> Value:
        if name.removeprefix("core::") in ("templatefile", "templatestring"):
            raise EvaluationError(f"cannot recursively call {name} from inside a template")
        return self.around.call(name, arguments)


@lru_cache(maxsize=MAX_KEPT)
def _kept(text: str, file: str) -> Expr:
    return parse_template(text, file)[1]


def parsed_template(text: str, file: str) -> Expr:
    """Raises InputError."""
    return _kept(text, file) if len(text) <= MAX_KEPT_TEXT else parse_template(text, file)[1]


def renderer(scope: Scope) -> Renderer:
    """Renders with the functions of ``scope``; EvaluationError when the template is none, or fails."""

    spent = 0

    def render(text: str, file: str, variables: Mapping[str, Value]) -> Value:
        try:
            template = parsed_template(text, file)
        except InputError as error:
            raise EvaluationError(str(error)) from error
        nonlocal spent
        inside = ChildScope(TemplateScope(scope), variables)
        try:
            return evaluate(template, inside)
        finally:
            spent += inside.spent[0]
            if spent > MAX_STEPS_IN_ALL:
                raise Exhausted

    return render
