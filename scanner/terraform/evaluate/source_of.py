"""Where inside an expression a part of its value is written."""

from __future__ import annotations

from scanner.model.value import Path, Unknown
from scanner.terraform.evaluate.expressions import evaluate
from scanner.terraform.evaluate.scope import Scope
from scanner.terraform.evaluate.templates import condition
from scanner.terraform.syntax import Call, Conditional, Expr, ObjectCons, Template, TemplateFor, TemplateIf, TupleCons
from scanner.terraform.types import convert
from scanner.terraform.values import STRING, EvaluationError, Value


def source_of(expr: Expr, path: Path, scope: Scope) -> tuple[Expr, Path]:
    """The innermost expression that supplies the value at ``path``, and what of the path is left inside of it.

    Stays within the expression: a traversal is where it ends. Never raises; a path that leads nowhere gives the
    innermost expression that would have to supply it.
    """
    while True:
        further = _descend(expr, path, scope)
        if further is None:
            return expr, path
        expr, path = further


def _descend(expr: Expr, path: Path, scope: Scope) -> tuple[Expr, Path] | None:
    if isinstance(expr, Template) and len(expr.parts) == 1:
        part = expr.parts[0]
        return None if isinstance(part, (str, TemplateIf, TemplateFor)) else (part, path)
    if isinstance(expr, Conditional):
        return _taken(expr, path, scope)
    if isinstance(expr, Call):
        return _argument(expr, path, scope)
    if not path:
        return None
    if isinstance(expr, ObjectCons):
        return next(((value, path[1:]) for key, value in reversed(expr.items) if _key(key, scope) == path[0]), None)
    if isinstance(expr, TupleCons) and isinstance(path[0], int) and 0 <= path[0] < len(expr.items):
        return expr.items[path[0]], path[1:]
    return None


def _key(expr: Expr, scope: Scope) -> Value:
    try:
        key = convert(evaluate(expr, scope), STRING)
    except EvaluationError:
        return None
    return None if isinstance(key, Unknown) else key


def _taken(expr: Conditional, path: Path, scope: Scope) -> tuple[Expr, Path] | None:
    try:
        test = condition(evaluate(expr.condition, scope))
    except EvaluationError:
        return None
    return None if isinstance(test, Unknown) else (expr.then if test else expr.otherwise, path)


def _argument(call: Call, path: Path, scope: Scope) -> tuple[Expr, Path] | None:
    """The argument that a function hands on."""
    arguments, name = call.arguments, call.name.removeprefix("core::")
    if not arguments or call.expand:
        return None
    if name in ("tolist", "tomap", "sensitive", "nonsensitive", "tostring", "tobool", "tonumber") and len(arguments) == 1:
        return arguments[0], path
    if name == "convert" and len(arguments) == 2:
        return arguments[0], path
    if name == "jsonencode" and path:  # a path into the text, read as JSON
        return arguments[0], path
    if name == "merge" and path:
        return _merged(arguments, path, scope)
    if name == "concat" and path:
        return _concatenated(arguments, path, scope)
    if name in ("try", "coalesce"):
        for argument in arguments:
            try:
                value = evaluate(argument, scope)
            except EvaluationError:
                continue
            if isinstance(value, Unknown):
                return None
            if name == "try" or (value is not None and value != ""):
                return argument, path
    return None


def _merged(arguments: list[Expr], path: Path, scope: Scope) -> tuple[Expr, Path] | None:
    for argument in reversed(arguments):
        try:
            value = evaluate(argument, scope)
        except EvaluationError:
            return None
        if isinstance(value, dict) and path[0] in value:
            return argument, path
        if value is not None and not isinstance(value, dict):
            return None
    return None


def _concatenated(arguments: list[Expr], path: Path, scope: Scope) -> tuple[Expr, Path] | None:
    position = path[0]
    if not isinstance(position, int) or position < 0:
        return None
    for argument in arguments:
        try:
            value = evaluate(argument, scope)
        except EvaluationError:
            return None
        if not isinstance(value, (list, tuple)):
            return None
        if position < len(value):
            return argument, (position, *path[1:])
        position -= len(value)
    return None
