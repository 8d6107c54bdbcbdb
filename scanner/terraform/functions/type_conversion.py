"""Functions that convert between types, or only look at how a value is marked."""

from __future__ import annotations

import re

from scanner.model.value import Unknown
from scanner.terraform.functions.registry import ArgumentError, Function, Parameter
from scanner.terraform.types import TooLarge, constraint_name, convert, friendly_name, type_of
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import ANY, BOOL, NUMBER, STRING, EvaluationError, Type, Value, list_of, map_of, set_of


def _converter(type: Type) -> Function:
    def run(value: Value) -> Value:
        try:
            return convert(value, type)
        except TooLarge:
            raise
        except EvaluationError as error:
            raise ArgumentError(0, _refusal(value, type)) from error

    return Function((Parameter("v", null=True, unknown=True),), type, run, partly=True)


_ALLOWED = {
    "bool": 'only the strings "true" or "false" are allowed',
    "number": "given string must be a decimal representation of a number",
}


def _refusal(value: Value, type: Type) -> str:
    if isinstance(value, str) and type.kind in _ALLOWED:
        return f"cannot convert {quote(value)} to {type.kind}; {_ALLOWED[type.kind]}"
    return f"cannot convert {friendly_name(type_of(value))} to {constraint_name(type)}"


def _same(value: Value) -> Value:
    """Marks are not tracked: a value marked as sensitive or ephemeral is the same value."""
    return value


_EPHEMERAL = re.compile(r"(?:^|(?<!module)\.)ephemeral\.")
"""In the address of an ephemeral resource."""


def ephemeralasnull(value: Value) -> Value:
    """Marks are not tracked, yet whatever an ephemeral resource supplies is ephemeral."""
    if isinstance(value, Unknown):
        return None if any(_EPHEMERAL.search(reference.address) for reference in value.references()) else value
    if isinstance(value, dict):
        return {name: ephemeralasnull(item) for name, item in value.items()} if type(value) is dict else value
    return tuple(map(ephemeralasnull, value)) if isinstance(value, tuple) else value


def issensitive(value: Value) -> Value:
    return Unknown("whether the value is sensitive is not tracked", type=BOOL)


def try_(*values: Value) -> Value:
    """With arguments that are already evaluated, and so did not fail, the first is the answer."""
    if not values:
        raise EvaluationError("at least one argument is required")
    return values[0]


def can(value: Value) -> Value:
    return Unknown(value.why, type=BOOL) if isinstance(value, Unknown) else True


def convert_(value: Value, type: Value) -> Value:
    raise ArgumentError(1, "a type constraint is required")  # where there is one, the evaluator converts


_VALUE = (Parameter("value", null=True, unknown=True),)
FUNCTIONS = {
    "can": Function((Parameter("expression", null=True, unknown=True),), BOOL, can, partly=True),
    "convert": Function((Parameter("value", null=True), Parameter("type", null=True)), ANY, convert_),
    "ephemeralasnull": Function(_VALUE, ANY, ephemeralasnull, partly=True),
    "issensitive": Function(_VALUE, BOOL, issensitive, partly=True),
    "nonsensitive": Function(_VALUE, ANY, _same, partly=True),
    "sensitive": Function(_VALUE, ANY, _same, partly=True),
    "tobool": _converter(BOOL),
    "tolist": _converter(list_of(ANY)),
    "tomap": _converter(map_of(ANY)),
    "tonumber": _converter(NUMBER),
    "toset": _converter(set_of(ANY)),
    "tostring": _converter(STRING),
    "try": Function((), ANY, try_, variadic=Parameter("expressions", null=True, unknown=True), partly=True),
}
