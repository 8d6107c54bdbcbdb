"""Equality of values, and sets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction

from scanner.model.unknowns import Algebra
from scanner.model.value import Unknown, is_known
from scanner.terraform.types.float_text import float_text
from scanner.terraform.types.numbers import number_to_string
from scanner.terraform.types.of_value import check_size, type_of
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import ANY, BOOL, EvaluationError, ListValue, MapValue, SetValue, Type, Value


def equal(a: Value, b: Value) -> bool | Unknown:
    """Deep equality: values of different types differ, nulls are all alike, and an unknown part decides nothing."""
    check_size(a)
    check_size(b)
    return _equal(a, b)


def _equal(a: Value, b: Value) -> bool | Unknown:
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return _equal_unknown(a, b)
    if a is None or b is None:
        return a is b
    if not _same_type(a, b):
        return False
    if isinstance(a, dict):
        if a.keys() != b.keys():
            return False
        return _all_equal((a[key], b[key]) for key in a)
    if isinstance(a, SetValue):
        return _sets_equal(a, b)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and _all_equal(zip(a, b, strict=True))
    return bool(a == b)


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> bool | Unknown:
    unknown: Unknown | None = None
    for a, b in pairs:
        same = _equal(a, b)
        if same is False:
            return False
        if isinstance(same, Unknown):
            unknown = unknown or same
    return unknown or True


def _equal_unknown(a: Value, b: Value) -> bool | Unknown:
    if a is not None and b is not None and not _may_be_same_type(type_of(a), type_of(b)):
        return False
    unknown: Unknown = a if isinstance(a, Unknown) else b
    answer: bool | Unknown = ALGEBRA.over(_equal, (a, b), unknown.why, type=BOOL)
    return answer


def _same_type(a: Value, b: Value) -> bool:
    """The types as far as the outermost level tells; the elements are compared after it."""
    if isinstance(a, bool) or isinstance(b, bool):
        return isinstance(a, bool) and isinstance(b, bool)
    numbers = (int, Fraction, float)
    if isinstance(a, numbers) or isinstance(b, numbers):
        return isinstance(a, numbers) and isinstance(b, numbers)
    if type(a) is not type(b):
        return False
    if isinstance(a, (ListValue, SetValue, MapValue)):
        return _may_be_same_type(a.element, b.element)
    return True


def _may_be_same_type(a: Type, b: Type) -> bool:
    if ANY in (a, b):
        return True
    if a.kind != b.kind or len(a.elements) != len(b.elements) or len(a.attributes) != len(b.attributes):
        return False
    if a.element is not None and b.element is not None:
        return _may_be_same_type(a.element, b.element)
    named = all(x[0] == y[0] and _may_be_same_type(x[1], y[1]) for x, y in zip(a.attributes, b.attributes, strict=True))
    return named and all(map(_may_be_same_type, a.elements, b.elements))


def _sets_equal(a: SetValue, b: SetValue) -> bool | Unknown:
    for item in (*a, *b):
        if not is_known(item):
            return Unknown(_why(item), type=BOOL)
    return set(map(hash_bytes, a)) == set(map(hash_bytes, b))


def _why(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.why
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return next((why for why in map(_why, items) if why), "")


def make_set(items: Iterable[Value], element: Type = ANY) -> SetValue:
    """The distinct items in Terraform's order: strings by bytes, numbers by value, false before true, then nulls, then unknowns.

    Other types have no order that Terraform promises; the one that it has in fact is kept.
    """
    distinct: dict[bytes, Value] = {}
    unknown: list[Value] = []
    for item in items:
        check_size(item)
        if is_known(item):
            distinct.setdefault(hash_bytes(item), item)
        else:
            unknown.append(item)
    if unknown and not all(isinstance(item, Unknown) for item in unknown):
        ordered = sorted([*distinct.values(), *unknown], key=_order)
        return SetValue(ordered, element)
    return SetValue([*sorted(distinct.values(), key=_order), *unknown], element)


def _order(value: Value) -> tuple[int, Value]:
    if value is None:
        return 3, 0
    if isinstance(value, Unknown):
        return 4, 0
    if isinstance(value, (bool, int, Fraction, float)):
        return 0, value
    return (1, value) if isinstance(value, str) else (2, hash_bytes(value))


def hash_bytes(value: Value) -> bytes:
    """Terraform's hash of a value, by whose bytes it orders elements of sets; equal values have equal hashes."""
    return _hash(value).encode("utf-8", "surrogatepass")


def _hash(value: Value) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return "T" if value else "F"
    if value is None:
        return "~"
    if isinstance(value, Unknown):
        return "?"
    if isinstance(value, MapValue):
        return "{" + "".join(f"{quote(key)}:{_hash(value[key])};" for key in sorted(value)) + "}"
    if isinstance(value, dict):
        return "<" + "".join(f"{_hash(value[key])};" for key in sorted(value)) + ">"
    if isinstance(value, tuple):
        return "<" + "".join(f"{_hash(item)};" for item in value) + ">"
    if isinstance(value, list):
        return "[" + "".join(f"{_hash(item)};" for item in value) + "]"
    return _number_hash(value)


def _number_hash(value: int | Fraction | float) -> str:
    """Ten significant digits as Go's %.10g, then the exact value so that close numbers stay distinct."""
    if isinstance(value, int) and abs(value) < 10**10:
        return str(value)
    return f"{float_text(value, 'g', 10)}\0{value if isinstance(value, float) else number_to_string(value)}"


def _key(value: Value) -> Hashable:
    return hash_bytes(value) if is_known(value) else id(value)  # what is unknown in two values may turn out different


ALGEBRA = Algebra(_key, (EvaluationError,))
"""How Terraform's values are told apart when they are candidates of an unknown."""
