"""Functions that take a lambda."""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import TYPE_CHECKING, TypeAlias

from scanner.arm.expressions import Call, Expr, literal_text
from scanner.arm.functions.table import Special, as_array, as_bool, as_object, as_text
from scanner.arm.values import EvaluationError, check_size, decided, over_candidates
from scanner.model.value import Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.evaluator import Environment, Evaluator

Lambda: TypeAlias = Callable[..., Value]


def _lambda(evaluator: Evaluator, environment: Environment, expr: Expr, function: str) -> Lambda:
    """The lambda as a function of as many arguments as it names; further ones are dropped."""
    if not isinstance(expr, Call) or expr.name != "lambda" or not expr.arguments:
        raise EvaluationError(f"{function}() expects a lambda")
    *names, body = expr.arguments
    variables = [literal_text(name) for name in names]
    if None in variables:
        raise EvaluationError("the variables of a lambda are literal names")

    def apply(*values: Value) -> Value:
        local = dict(zip((name.lower() for name in variables if name), values, strict=False))
        return check_size(evaluator.evaluate(body, environment.with_locals(local)))

    return apply


def _over(name: str, most_arguments: int, compute: Callable[..., Value], plain: int = 1) -> Special:
    """A function of ``plain`` values followed by lambdas; unknown values give an unknown result."""

    def apply(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
        values = [evaluator.evaluate(argument, environment) for argument in arguments[:plain]]
        lambdas = [_lambda(evaluator, environment, argument, name) for argument in arguments[plain:]]
        if isinstance(values[0], Unknown):
            return over_candidates(values[:1], lambda chosen: compute(*chosen, *values[1:], *lambdas), values[0].why, ())
        return compute(*values, *lambdas)

    return Special(name, plain + 1, most_arguments, apply)


def _filter(items: Value, keep: Lambda) -> Value:
    return [item for index, item in enumerate(as_array("filter", items)) if as_bool("filter", decided(keep(item, index)))]


def _map(items: Value, change: Lambda) -> Value:
    return [change(item, index) for index, item in enumerate(as_array("map", items))]


def _reduce(items: Value, start: Value, combine: Lambda) -> Value:
    for index, item in enumerate(as_array("reduce", items)):
        start = combine(start, item, index)
    return start


def _sort(items: Value, before: Lambda) -> Value:
    def compare(left: Value, right: Value) -> int:
        if as_bool("sort", decided(before(left, right))):
            return -1
        return 1 if as_bool("sort", decided(before(right, left))) else 0

    return sorted(as_array("sort", items), key=cmp_to_key(compare))


def _to_object(items: Value, key: Lambda, value: Lambda | None = None) -> Value:
    result: dict[str, Value] = {}
    for item in as_array("toObject", items):
        result[as_text("toObject", decided(key(item)))] = value(item) if value else item
    return result


def _group_by(items: Value, key: Lambda) -> Value:
    groups: dict[str, list[Value]] = {}
    for item in as_array("groupBy", items):
        groups.setdefault(as_text("groupBy", decided(key(item))), []).append(item)
    return groups


def _map_values(tree: Value, change: Lambda) -> Value:
    return {key: change(value) for key, value in as_object("mapValues", tree).items()}


def _variable(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    name = as_text("lambdaVariables", evaluator.evaluate(arguments[0], environment))
    if name.lower() not in environment.locals:
        raise EvaluationError(f"there is no lambda variable {name!r} here")
    return environment.locals[name.lower()]


def _stray(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    raise EvaluationError("a lambda stands where a value was expected")


FUNCTIONS = (
    _over("filter", 2, _filter),
    _over("map", 2, _map),
    _over("mapValues", 2, _map_values),
    _over("groupBy", 2, _group_by),
    _over("reduce", 3, _reduce, plain=2),
    _over("sort", 2, _sort),
    _over("toObject", 3, _to_object),
    Special("lambda", 1, None, _stray),
    Special("lambdaVariables", 1, 1, _variable),
)
