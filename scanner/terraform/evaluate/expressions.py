"""The value of an expression: one rule for each kind of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanner.model.value import Unknown, is_set, never_null
from scanner.terraform.evaluate.attempts import can, try_
from scanner.terraform.evaluate.loops import for_expression, splat
from scanner.terraform.evaluate.operators import binary, unary
from scanner.terraform.evaluate.scope import PlacedError, Scope, bounded
from scanner.terraform.evaluate.templates import condition, template
from scanner.terraform.evaluate.traversal import steps_of
from scanner.terraform.evaluate.type_constraints import COLLECTIONS, INVALID_TYPE, parse_constraint
from scanner.terraform.evaluate.unknowns import either_parts, one_of
from scanner.terraform.syntax import (
    Binary,
    Broken,
    Call,
    Conditional,
    Expr,
    ForExpr,
    GetAttr,
    Index,
    Literal,
    ObjectCons,
    Splat,
    Template,
    TupleCons,
    Unary,
    Variable,
)
from scanner.terraform.types import TooLarge, convert, type_of, unify
from scanner.terraform.values import STRING, EvaluationError, Type, Value

MAY_BE_NULL = frozenset((
    "element", "ephemeralasnull", "jsondecode", "lookup", "nonsensitive", "one", "sensitive", "tobool", "tolist", "tomap", "tonumber", "toset",
    "tostring", "yamldecode",
))  # fmt: skip
"""Functions whose result may be null; all others have an answer, or fail."""


def evaluate(expr: Expr, scope: Scope) -> Value:
    """The expression's value, as Terraform computes it; PlacedError for what Terraform would refuse."""
    try:
        return _RULES[type(expr)](expr, scope)
    except PlacedError:
        raise
    except TooLarge as error:  # our limit, not Terraform's refusal
        return Unknown(str(error))
    except EvaluationError as error:
        raise PlacedError(str(error), expr.start, expr.end) from error
    except RecursionError:  # a chain of declarations too long, each evaluated within the one that reads it
        return Unknown("the value depends on too long a chain of others to be evaluated")


def _broken(expr: Broken, scope: Scope) -> Value:
    return Unknown(f"the expression could not be read: {expr.message}")


def _traversal(expr: Variable | GetAttr | Index, scope: Scope) -> Value:
    *_, last = steps_of(expr, scope, evaluate)
    return last


def _binary(expr: Binary, scope: Scope) -> Value:
    chain: list[Binary] = []
    left: Expr = expr
    while isinstance(left, Binary):
        chain.append(left)
        left = left.left
    value = evaluate(left, scope)
    for node in reversed(chain):
        right = evaluate(node.right, scope)
        try:
            value = binary(node.operator, value, right)
        except TooLarge:
            raise
        except EvaluationError as error:
            raise PlacedError(str(error), node.start, node.end) from error
    return never_null(value)


def _conditional(expr: Conditional, scope: Scope) -> Value:
    """Both results are evaluated, because their types make the type of the whole; an error counts only in the one taken."""
    test = condition(evaluate(expr.condition, scope))
    arms = [_attempt(arm, scope) for arm in (expr.then, expr.otherwise)]
    then, otherwise = (Unknown(str(arm)) if isinstance(arm, EvaluationError) else arm for arm in arms)
    type = _common_type(then, otherwise)
    if isinstance(test, Unknown):
        if any(isinstance(arm, EvaluationError) for arm in arms):
            return Unknown(test.why, type=type)
        then, otherwise = convert(then, type), convert(otherwise, type)
        value = one_of((then, otherwise), test.why, type, either_parts(then, otherwise, test.why))
        return never_null(value) if is_set(then) and is_set(otherwise) else value
    taken = arms[0] if test else arms[1]
    if isinstance(taken, EvaluationError):
        raise taken
    try:
        return convert(taken, type)
    except TooLarge:
        raise
    except EvaluationError as error:
        side = "true" if test else "false"
        raise EvaluationError(f"Inconsistent conditional result types: The {side} result value has the wrong type: {error}.") from error


def _attempt(expr: Expr, scope: Scope) -> Value | EvaluationError:
    try:
        return evaluate(expr, scope)
    except EvaluationError as error:
        return error


def _common_type(then: Value, otherwise: Value) -> Type:
    left, right = type_of(then), type_of(otherwise)
    if left == right or otherwise is None:
        return left
    if then is None:
        return right
    if (common := unify((left, right))) is None:
        raise EvaluationError("Inconsistent conditional result types: The true and false result expressions must have consistent types.")
    return common


def _call(expr: Call, scope: Scope) -> Value:
    name = expr.name.removeprefix("core::")
    if name in ("try", "can") and not expr.expand:
        return try_(expr, scope, evaluate) if name == "try" else can(expr, scope, evaluate)
    if name == "convert" and not expr.expand and len(expr.arguments) == 2:
        return _converted(expr.arguments[0], expr.arguments[1], scope)
    arguments = [evaluate(argument, scope) for argument in expr.arguments]
    if expr.expand:
        last = arguments.pop()
        if isinstance(last, Unknown):
            return Unknown(last.why)
        if not isinstance(last, (list, tuple)):
            what = "null" if last is None else "neither a tuple, list nor set"
            raise EvaluationError(f"Invalid expanding argument value: The expanding argument (indicated by ...) is {what}.")
        arguments += last
    try:
        result = scope.call(expr.name, arguments)
        return result if name in MAY_BE_NULL or name.startswith("provider::") else never_null(result)
    except TooLarge:
        raise
    except EvaluationError as error:  # placed here even if it has a place: that one is in another text
        raise PlacedError(str(error), expr.start, expr.end) from error


def _converted(value: Expr, type: Expr, scope: Scope) -> Value:
    """``convert(value, list(string))``: the second argument is no expression but a type constraint."""
    if isinstance(type, Literal) or (isinstance(type, Variable) and type.name in COLLECTIONS):
        raise PlacedError(INVALID_TYPE, type.start, type.end)  # variables still take these
    constraint = parse_constraint(type, lambda default: evaluate(default, scope))
    try:
        return constraint.apply(evaluate(value, scope))
    except (TooLarge, PlacedError):
        raise
    except EvaluationError as error:
        raise PlacedError(f'Invalid value for "value" parameter: {error}.', value.start, value.end) from error


def _object(expr: ObjectCons, scope: Scope) -> Value:
    items: dict[str, Value] = {}
    unknown: Unknown | None = None
    for key_expr, value_expr in expr.items:
        key = key_expr.value if isinstance(key_expr, Literal) and type(key_expr.value) is str else _key(key_expr, scope)
        value = evaluate(value_expr, scope)
        if isinstance(key, Unknown):
            unknown = unknown or key
        else:
            items[key] = value
    return items if unknown is None else Unknown(unknown.why)


def _key(expr: Expr, scope: Scope) -> Value:
    if _ambiguous(expr):
        raise PlacedError(
            "Ambiguous attribute key: put a reference into parentheses, or a name that contains periods into quotes.", expr.start, expr.end
        )
    key = evaluate(expr, scope)
    if key is None:
        raise PlacedError("Null value as key: Can't use a null value as a key.", expr.start, expr.end)
    try:
        return convert(key, STRING)
    except TooLarge:
        raise
    except EvaluationError as error:
        raise PlacedError(f"Incorrect key type: Can't use this value as a key: {error}.", expr.start, expr.end) from error


def _ambiguous(key: Expr) -> bool:
    """True for ``a.b`` without parentheses (those would be part of the offsets)."""
    root = key
    while isinstance(root, GetAttr) or (isinstance(root, Index) and isinstance(root.key, Literal)):
        root = root.object
    return root is not key and isinstance(root, Variable) and key.start == root.start and root.end - root.start == len(root.name)


_RULES: dict[type, Callable[[Any, Scope], Value]] = {
    Literal: lambda expr, scope: expr.value,
    Template: lambda expr, scope: bounded(lambda: template(expr, scope, evaluate), scope),
    Variable: _traversal,
    GetAttr: _traversal,
    Index: _traversal,
    Splat: lambda expr, scope: bounded(lambda: splat(expr, scope, evaluate), scope),
    Unary: lambda expr, scope: never_null(unary(expr.operator, evaluate(expr.operand, scope))),
    Binary: _binary,
    Conditional: _conditional,
    Call: _call,
    TupleCons: lambda expr, scope: tuple([evaluate(item, scope) for item in expr.items]),
    ObjectCons: _object,
    ForExpr: lambda expr, scope: bounded(lambda: for_expression(expr, scope, evaluate), scope),
    Broken: _broken,
}
