"""Numeric functions: integers of 64 bits, as ARM has them."""

from __future__ import annotations

from collections.abc import Callable

from scanner.arm.functions.table import Arguments, Function, as_int, wrong_type
from scanner.arm.values import EvaluationError
from scanner.model.value import Value

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1


def _arithmetic(name: str, compute: Callable[[int, int], int]) -> Function:
    def apply(arguments: Arguments) -> Value:
        return checked(name, compute(as_int(name, arguments[0]), as_int(name, arguments[1])))

    return Function(name, 2, 2, apply)


def checked(name: str, number: int) -> int:
    """The number; EvaluationError when ARM cannot hold it."""
    if not _LOWEST <= number <= _HIGHEST:
        raise EvaluationError(f"{name}(): the result does not fit in 64 bits")
    return number


def _div(left: int, right: int) -> int:
    if right == 0:
        raise EvaluationError("div(): division by zero")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _mod(left: int, right: int) -> int:
    if right == 0:
        raise EvaluationError("mod(): division by zero")
    return left - right * _div(left, right)


def _int(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, float):
        return int(value)
    if isinstance(value, str):
        digits = value.strip()
        unsigned = digits[1:] if digits[:1] in ("-", "+") else digits
        if not (unsigned.isascii() and unsigned.isdigit()) or len(unsigned) > 19:
            raise EvaluationError(f"int(): {value[:40]!r} is not an integer")
        return checked("int", int(digits))
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type("int", "a string or an integer", value)
    return value


def _float(arguments: Arguments) -> Value:
    value = arguments[0]
    try:
        return float(value)
    except (TypeError, ValueError):
        raise wrong_type("float", "a number or its text", value) from None


FUNCTIONS = (
    _arithmetic("add", lambda left, right: left + right),
    _arithmetic("sub", lambda left, right: left - right),
    _arithmetic("mul", lambda left, right: left * right),
    _arithmetic("div", _div),
    _arithmetic("mod", _mod),
    Function("int", 1, 1, _int),
    Function("float", 1, 1, _float),
)
