"""Comparison functions."""

from __future__ import annotations

import operator
from collections.abc import Callable

from scanner.arm.equality import equal
from scanner.arm.functions.table import Arguments, Function, Needs, kind_of
from scanner.arm.values import EvaluationError
from scanner.model.value import Value


def _equals(arguments: Arguments) -> Value:
    return equal(*arguments)


def _ordered(name: str, compare: Callable[[Value, Value], bool]) -> Function:
    def apply(arguments: Arguments) -> Value:
        left, right = arguments
        if isinstance(left, str) and isinstance(right, str):
            return compare(_culture_key(left), _culture_key(right))
        if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in arguments):
            return compare(left, right)
        raise EvaluationError(f"{name}() compares two integers or two strings, not {kind_of(left)} and {kind_of(right)}")

    return Function(name, 2, 2, apply)


def _culture_key(value: str) -> tuple[str, str]:
    """Letters in alphabetical order, small before capital where nothing else differs."""
    return value.lower(), value.swapcase()


FUNCTIONS = (
    Function("equals", 2, 2, _equals, Needs.NOTHING),
    _ordered("greater", operator.gt),
    _ordered("greaterOrEquals", operator.ge),
    _ordered("less", operator.lt),
    _ordered("lessOrEquals", operator.le),
)
