"""Functions on numbers."""

from __future__ import annotations

import math
from fractions import Fraction

from scanner.terraform.functions.go_math import divide, natural_log, power
from scanner.terraform.functions.registry import ArgumentError, Function, Parameter, number, whole_number
from scanner.terraform.types import TooLarge, convert, round512
from scanner.terraform.types.numbers import from_float, whole
from scanner.terraform.values import NUMBER, EvaluationError, Number, Value

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def ceil(value: Number) -> Number:
    return value if isinstance(value, float) else round512(math.ceil(value))


def floor(value: Number) -> Number:
    return value if isinstance(value, float) else round512(math.floor(value))


def _float(value: Number) -> float:
    try:
        return float(value)
    except OverflowError as error:
        raise EvaluationError("value must be between -1.7976931348623157e+308 and 1.7976931348623157e+308 inclusive") from error


def _from_float(value: float) -> Number:
    if math.isnan(value):
        raise EvaluationError("result is not a number")
    return from_float(value)


def log(value: Number, base: Number) -> Number:
    return _from_float(divide(natural_log(_float(value)), natural_log(_float(base))))


def pow_(value: Number, exponent: Number) -> Number:
    return _from_float(power(_float(value), _float(exponent)))


def signum(value: Number) -> int:
    checked = whole_number(value)
    return (checked > 0) - (checked < 0)


def parseint(text: Value, base: Value) -> int:
    if not isinstance(text, str):
        from scanner.terraform.types import friendly_name, type_of

        raise ArgumentError(0, f"first argument must be a string, not {friendly_name(type_of(text))}")
    radix = whole_number(base)
    if not 2 <= radix <= 62:
        raise ArgumentError(1, "base must be a whole number between 2 and 62 inclusive")
    if len(text) > 2_000:
        raise TooLarge("the number is too large to evaluate")
    digits = text[1:] if text[:1] in ("+", "-") else text
    allowed = _DIGITS[:radix]
    known = digits if radix > 36 else digits.lower()
    if not known or any(digit not in allowed for digit in known):
        raise ArgumentError(0, f'cannot parse "{text}" as a base {radix} integer')
    result = 0
    for digit in known:
        result = result * radix + allowed.index(digit)
    return -result if text.startswith("-") else result


def largest(*values: Number) -> Number:
    return max(_at_least_one(values))


def smallest(*values: Number) -> Number:
    return min(_at_least_one(values))


def _at_least_one(values: tuple[Number, ...]) -> tuple[Number, ...]:
    if not values:
        raise EvaluationError("must pass at least one number")
    return values


def sum_(values: Value) -> Number:
    wrong = ArgumentError(0, "argument must be list, set, or tuple of number values")
    if isinstance(values, dict) and values:
        kind = "object" if type(values) is dict else "map"
        raise ArgumentError(0, f"argument must be list, set, or tuple. Received {kind}")
    if not isinstance(values, (list, tuple, dict)):
        raise ArgumentError(0, "cannot sum noniterable")
    if not values:
        raise ArgumentError(0, "cannot sum an empty list")
    total: Number = 0
    for value in values:
        try:
            term = convert(value, NUMBER)
        except TooLarge:
            raise
        except EvaluationError as error:
            raise wrong from error
        if term is None:
            raise wrong
        total = add(total, term)
    return total


def add(a: Number, b: Number) -> Number:
    """The sum as Terraform rounds it."""
    if isinstance(a, float) or isinstance(b, float):
        infinite = [number for number in (a, b) if isinstance(number, float)]
        if len(set(infinite)) > 1:
            raise EvaluationError("can't compute sum of opposing infinities")
        return infinite[0]
    return round512(whole(Fraction(a) + b))


_NUMBERS = Parameter("numbers", NUMBER)
FUNCTIONS = {
    "abs": Function((number("num"),), NUMBER, abs),
    "ceil": Function((number("num"),), NUMBER, ceil),
    "floor": Function((number("num"),), NUMBER, floor),
    "log": Function((number("num"), number("base")), NUMBER, log),
    "max": Function((), NUMBER, largest, variadic=_NUMBERS),
    "min": Function((), NUMBER, smallest, variadic=_NUMBERS),
    "parseint": Function((Parameter("number"), number("base")), NUMBER, parseint),
    "pow": Function((number("num"), number("power")), NUMBER, pow_),
    "signum": Function((number("num"),), NUMBER, signum),
    "sum": Function((Parameter("list"),), NUMBER, sum_),
}
