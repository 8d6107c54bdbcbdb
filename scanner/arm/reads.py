"""Which resources of a template an expression reads."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.arm.evaluator import Environment
from scanner.arm.expressions import Access, Call, Expr, Expression, Tree
from scanner.arm.parser import ExpressionError
from scanner.arm.template import Template
from scanner.arm.values import EvaluationError, member, member_name
from scanner.model.value import Path, Reference, Symbol, Value

MAX_NAMES = 40
"""How many variables and defaults are looked into for one value."""


def reads(template: Template, node: Value, environment: Environment) -> Iterator[Reference]:
    """The resources that the expressions in a tree read, in order, each once."""
    found: dict[Reference, None] = {}
    _collect(template, node, environment, found, set())
    yield from found


def _collect(template: Template, node: Value, environment: Environment, found: dict[Reference, None], seen: set[Symbol]) -> None:
    if isinstance(node, (dict, list)):
        for item in node.values() if isinstance(node, dict) else node:
            _collect(template, item, environment, found, seen)
    elif isinstance(node, (str, Expression)):
        try:
            expression = template.computed(node)
        except ExpressionError:
            return
        if expression is not None:
            _collect_calls(expression.expr, environment, found, seen)


def _collect_calls(expr: Expr, environment: Environment, found: dict[Reference, None], seen: set[Symbol]) -> None:
    path: Path = ()
    while isinstance(expr, Access):
        key = environment.scope.evaluator.attempt(expr.key, environment)
        path, expr = ((key, *path) if isinstance(key, (str, int)) else ()), expr.object
    if isinstance(expr, Tree):
        _collect(environment.scope.template, expr.value, environment, found, seen)
    if not isinstance(expr, Call):
        return
    for argument in expr.arguments:
        _collect_calls(argument, environment, found, seen)
    scope = environment.scope
    if expr.name.endswith("resourceid"):
        declared, path = scope.resolve(scope.evaluator.attempt(expr, environment)), ("id",)
    elif (expr.name in ("reference", "resourceinfo") or expr.name.startswith("list")) and expr.arguments:
        declared = scope.resolve(scope.evaluator.attempt(expr.arguments[0], environment))
        path = {"reference": ("properties", *path) if len(expr.arguments) < 3 else path, "resourceinfo": path}.get(expr.name, ("list",))
    else:
        if expr.name in ("parameters", "variables") and environment.arguments is None:
            _collect_named(expr, environment, found, seen)
        return
    if declared is not None:
        found.pop(Reference(declared.address, ("id",)), None)  # the id was only there to read from
        found[Reference(declared.address, path)] = None


def _collect_named(call: Call, environment: Environment, found: dict[Reference, None], seen: set[Symbol]) -> None:
    """What the definition of a variable, or the default of a parameter, reads."""
    scope = environment.scope
    try:
        name = scope.evaluator.evaluate(call.arguments[0], environment)
    except EvaluationError:
        return
    mark = scope.symbol(f"{call.name}({name!r})")
    entries = scope.template.section(call.name)[1]
    entry = member_name(entries, name) if isinstance(name, str) else None
    if entry is None or mark in seen or len(seen) > MAX_NAMES:
        return
    seen.add(mark)
    node = entries[entry]
    _collect(scope.template, node if call.name == "variables" else member(node, "defaultValue"), scope.environment, found, seen)
