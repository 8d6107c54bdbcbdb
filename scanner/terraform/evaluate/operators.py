"""Terraform's operators on values."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from scanner.model.value import Unknown
from scanner.terraform.evaluate.unknowns import over_candidates, same
from scanner.terraform.types import convert, round512
from scanner.terraform.values import BOOL, NUMBER, Deferred, EvaluationError, Number, Type, Value


def binary(operator: str, left: Value, right: Value) -> Value:
    """The value of ``left operator right``."""
    if operator == "==" or operator == "!=":
        answer = False if (left is None and _exists(right)) or (right is None and _exists(left)) else same(left, right)
        return answer if operator == "==" else _negated(answer)
    kind = BOOL if operator in ("&&", "||") else NUMBER
    left, right = _operand(left, kind, "left operand"), _operand(right, kind, "right operand")
    if operator in ("&&", "||"):
        return _logical(operator == "||", left, right)
    if type(left) is int and type(right) is int and operator in _ON_INTEGERS:
        return round512(_ON_INTEGERS[operator](left, right))
    operation, result = (_COMPARISONS[operator], BOOL) if operator in _COMPARISONS else (_ARITHMETIC[operator], NUMBER)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return over_candidates(operation, (left, right), result)
    return operation(left, right)


def unary(operator: str, value: Value) -> Value:
    operand = _operand(value, BOOL if operator == "!" else NUMBER, "unary operand")
    return _negated(operand) if operator == "!" else _negative(operand)


def _exists(value: Value) -> bool:
    """True for a resource or a module that certainly is there, whatever its attributes will be."""
    return isinstance(value, Deferred) and value.single


def _operand(value: Value, kind: Type, place: str) -> Value:
    if value is None:
        raise EvaluationError("Operation failed: Error during operation: argument must not be null.")
    if type(value) is bool and kind is BOOL:
        return value
    try:
        return convert(value, kind)
    except EvaluationError as error:
        raise EvaluationError(f"Invalid operand: Unsuitable value for {place}: {error}.") from error


def _negated(value: Value) -> Value:
    return over_candidates(_negated, (value,), BOOL) if isinstance(value, Unknown) else not value


def _negative(value: Value) -> Value:
    return over_candidates(_negative, (value,), NUMBER) if isinstance(value, Unknown) else -value


def _logical(decisive: bool, left: Value, right: Value) -> Value:
    """``||`` when ``decisive`` is True, else ``&&``: a decisive operand decides, whatever the other one will be.

    Terraform before 1.15 leaves that to the deployment; a deployment that succeeds gives the same answer.
    """
    if left is decisive or right is decisive:
        return decisive
    if isinstance(left, Unknown):
        return left if right is not decisive and not isinstance(right, Unknown) else over_candidates(_either(decisive), (left, right), BOOL)
    return right if isinstance(right, Unknown) else not decisive


def _either(decisive: bool) -> Callable[[bool, bool], bool]:
    return (lambda left, right: left or right) if decisive else (lambda left, right: left and right)


def _add(left: Number, right: Number) -> Number:
    return _finite(left + right, "add infinities of opposite signs")


def _subtract(left: Number, right: Number) -> Number:
    return _finite(left - right, "subtract infinity from itself")


def _multiply(left: Number, right: Number) -> Number:
    return _finite(left * right, "multiply zero by infinity")


def _divide(left: Number, right: Number) -> Number:
    if right == 0:
        if left == 0:
            raise EvaluationError("Operation failed: Error during operation: can't divide zero by zero or infinity by infinity.")
        return math.copysign(math.inf, left)
    if math.isinf(left) or math.isinf(right):
        return 0 if math.isinf(right) and not math.isinf(left) else _finite(left / right, "divide infinity by infinity")
    return round512(Fraction(left) / Fraction(right))


def _modulo(left: Number, right: Number) -> Number:
    """The remainder of a division that rounds towards zero; with nothing to divide by, the number itself."""
    if math.isinf(left) or math.isinf(right):
        raise EvaluationError("Operation failed: Error during operation: can't use modulo with infinity.")
    if right == 0:
        return left
    quotient = math.trunc(round512(Fraction(left) / Fraction(right)))
    return _subtract(left, round512(Fraction(right) * quotient))


def _finite(number: Number, what: str) -> Number:
    if isinstance(number, float) and math.isnan(number):
        raise EvaluationError(f"Operation failed: Error during operation: can't {what}.")
    return round512(number)


_ON_INTEGERS: dict[str, Callable[[int, int], int]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
}
_ARITHMETIC: dict[str, Callable[[Number, Number], Number]] = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide, "%": _modulo}
_COMPARISONS: dict[str, Callable[[Number, Number], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
