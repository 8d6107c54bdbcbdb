"""Logical functions, in three-valued logic where a test is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.arm.functions.table import Arguments, Function, Special, as_bool, as_text, wrong_type
from scanner.arm.values import EvaluationError, call_parts, one_of
from scanner.model.value import Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.evaluator import Environment, Evaluator
    from scanner.arm.expressions import Expr


def _if(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    test = evaluator.evaluate(arguments[0], environment)
    if not isinstance(test, Unknown):
        return evaluator.evaluate(arguments[1 if as_bool("if", test) else 2], environment)
    branches = [evaluator.attempt(branch, environment) for branch in arguments[1:]]
    return one_of(branches, test.why, call_parts("if", [test, *branches]))


def _connective(name: str, decisive: bool) -> Special:
    def apply(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
        unknown: Unknown | None = None
        for argument in arguments:
            # What comes after an unknown one may never be evaluated: a mistake in it is none.
            value = evaluator.attempt(argument, environment) if unknown else evaluator.evaluate(argument, environment)
            if isinstance(value, Unknown):
                unknown = unknown or value
            elif as_bool(name, value) is decisive:
                return decisive
        return unknown or not decisive

    return Special(name, 2, None, apply)


def _not(arguments: Arguments) -> Value:
    return not as_bool("not", arguments[0])


def _bool(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value != 0
    if as_text("bool", value).strip().lower() in ("true", "false", "1", "0"):
        return value.strip().lower() in ("true", "1")
    raise EvaluationError(f"bool(): {value[:40]!r} is neither true nor false")


def _coalesce(arguments: Arguments) -> Value:
    """The first argument that is not null. Arguments after an unknown that cannot be null do not matter."""
    first, *rest = arguments
    if not rest:
        return first
    if not isinstance(first, Unknown):
        return _coalesce(rest) if first is None else first
    if first.type is not None or any(isinstance(part, str) for part in first.parts):
        return first
    parts = call_parts("coalesce", arguments)
    if not first.candidates:
        return Unknown(first.why, parts=parts)
    options = [candidate for candidate in first.candidates if candidate is not None]
    return one_of(options if len(options) == len(first.candidates) else [*options, _coalesce(rest)], first.why, parts)


def _coalesce_special(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    values: list[Value] = []
    for argument in arguments:
        values.append(evaluator.attempt(argument, environment) if values else evaluator.evaluate(argument, environment))
        if values[-1] is not None and not isinstance(values[-1], Unknown):
            break
        if values[-1] is None:
            values.pop()
    return _coalesce(values) if values else None


def _constant(name: str, value: Value) -> Function:
    def apply(arguments: Arguments) -> Value:
        return value

    return Function(name, 0, 0, apply)


def _fail(arguments: Arguments) -> Value:
    message = arguments[0]
    if not isinstance(message, str):
        raise wrong_type("fail", "a string", message)
    raise EvaluationError(f"fail(): {message[:200]}")


FUNCTIONS: tuple[Function | Special, ...] = (
    _connective("and", False),
    _connective("or", True),
    Special("if", 3, 3, _if),
    Special("coalesce", 1, None, _coalesce_special),
    Function("not", 1, 1, _not),
    Function("bool", 1, 1, _bool),
    Function("fail", 1, 1, _fail),
    _constant("true", True),
    _constant("false", False),
    _constant("null", None),
)
