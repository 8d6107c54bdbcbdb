"""OpenTofu's ``assume…`` functions (1.13): what an author promises of a value that only the deployment knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from scanner.model.value import Symbol, Unknown, is_known
from scanner.terraform.functions.registry import ArgumentError, Function, Parameter, number, texts, whole_number
from scanner.terraform.types import convert, equal, type_of
from scanner.terraform.values import ANY, STRING, EvaluationError, Type, Value, list_of, map_of, set_of

_BROKEN = "assumption was not upheld"


def assumeequal(actual: Value, expected: Value) -> Value:
    """The expected value: the deployment fails unless the other one is equal to it."""
    try:
        converted = convert(actual, type_of(expected))
    except EvaluationError as error:
        raise ArgumentError(0, str(error)) from error
    if is_known(converted) and is_known(expected) and equal(converted, expected) is False:
        raise ArgumentError(0, "the actual value does not match the assumed value")
    return expected


def assumenotnull(value: Value) -> Value:
    if value is None:
        raise ArgumentError(0, _BROKEN)
    return value


def assumestringprefix(value: Value, prefix: str) -> Value:
    if isinstance(value, Unknown):
        return value if value.parts or value.candidates else replace(value, parts=(prefix, Symbol(value.why)))
    if not value.startswith(prefix):
        raise ArgumentError(0, _BROKEN)
    return value


def _length(type: Type, bounds: Callable[..., bool], *names: str) -> Function:
    def run(value: Value, *limits: Value) -> Value:
        if not isinstance(value, Unknown) and not bounds(len(value), *map(whole_number, limits)):
            raise ArgumentError(0, _BROKEN)
        return value

    return Function((Parameter("value", type, unknown=True), *map(number, names)), type, run, partly=True)


_ANYTHING = Parameter("value", null=True, unknown=True)
_LENGTHS: tuple[tuple[str, Callable[..., bool], tuple[str, ...]], ...] = (
    ("", lambda length, least, most: least <= length <= most, ("min_length", "max_length")),
    ("min", lambda length, least: least <= length, ("min_length",)),
    ("max", lambda length, most: length <= most, ("max_length",)),
)
FUNCTIONS = {
    "assumeequal": Function((_ANYTHING, _ANYTHING), ANY, assumeequal, partly=True),
    "assumenotnull": Function((_ANYTHING,), ANY, assumenotnull, partly=True),
    "assumestringprefix": Function((Parameter("value", STRING, unknown=True), *texts("prefix")), STRING, assumestringprefix, partly=True),
    **{
        f"assume{kind}length{suffix}": _length(type, bounds, *names)
        for kind, type in (("list", list_of(ANY)), ("set", set_of(ANY)), ("map", map_of(ANY)))
        for suffix, bounds, names in _LENGTHS
    },
}
