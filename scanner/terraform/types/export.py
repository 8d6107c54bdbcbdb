"""Terraform values as plain JSON-like values, for the graph."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from scanner.model.value import SomeItems, Unknown
from scanner.model.value import Value as PlainValue
from scanner.terraform.types.numbers import to_json_number
from scanner.terraform.types.of_value import check_size
from scanner.terraform.values import Value


def export(value: Value) -> PlainValue:
    """Lists for tuples, lists and sets; dicts for objects and maps; int or float for numbers; Unknown stays."""
    check_size(value)
    return _export(value)


def _export(value: Value) -> PlainValue:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, dict):
        return {key: _export(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_export(item) for item in value]
    if isinstance(value, (int, Fraction, float)):
        return to_json_number(value)
    if isinstance(value, SomeItems):
        return replace(value, candidates=tuple(map(_export, value.candidates)), items=tuple(map(_export, value.items)))
    if isinstance(value, Unknown) and value.candidates:
        return replace(value, candidates=tuple(map(_export, value.candidates)))
    return value
