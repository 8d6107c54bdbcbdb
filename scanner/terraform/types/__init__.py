"""Terraform's type system: which type a value has, and how values become other types."""

from __future__ import annotations

from scanner.terraform.types.comparison import ALGEBRA, equal, hash_bytes, make_set
from scanner.terraform.types.conversion import convert, convertible, replace_any
from scanner.terraform.types.export import export
from scanner.terraform.types.names import constraint_name, friendly_name, mismatch, type_name
from scanner.terraform.types.numbers import number_to_string, parse_number, round512, to_json_number
from scanner.terraform.types.of_value import Measured, TooLarge, check_size, outer_type, type_of, without_optional
from scanner.terraform.types.unification import unify

__all__ = [
    "ALGEBRA",
    "Measured",
    "TooLarge",
    "check_size",
    "constraint_name",
    "convert",
    "convertible",
    "equal",
    "export",
    "friendly_name",
    "hash_bytes",
    "make_set",
    "mismatch",
    "number_to_string",
    "outer_type",
    "parse_number",
    "replace_any",
    "round512",
    "to_json_number",
    "type_name",
    "type_of",
    "unify",
    "without_optional",
]
