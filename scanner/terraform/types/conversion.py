"""Conversion of values between types, by Terraform's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanner.model.value import SomeItems, Unknown
from scanner.terraform.types.comparison import make_set
from scanner.terraform.types.names import PRIMITIVES, mismatch
from scanner.terraform.types.numbers import number_to_string, parse_number
from scanner.terraform.types.of_value import TooLarge, type_of, without_optional
from scanner.terraform.values import ANY, EvaluationError, ListValue, MapValue, SetValue, Type, Value


def convert(value: Value, type: Type) -> Value:
    """The value as ``type``; EvaluationError in Terraform's words when it cannot be one."""
    if type.kind == "any":
        return value
    if type.kind == "string" and isinstance(value, str):
        return value
    have = _type_beside_nulls(value, type)
    if have == type:
        return value
    if not convertible(have, type):
        raise EvaluationError(mismatch(have, type))
    return _apply(value, have, type)


def _type_beside_nulls(value: Value, want: Type) -> Type:
    """The value's type, in which nulls take the type that the others have in common, where it is to become a collection.

    In Terraform a null has a type, and in code that works it is one that fits; here it has none. The attributes of
    an object have nothing in common.
    """
    have = type_of(value)
    if want.element is None:
        return have
    if isinstance(value, tuple) and any(item is None for item in value):
        common = _common([inner for item, inner in zip(value, have.elements, strict=True) if item is not None])
        filled = tuple(common if item is None else inner for item, inner in zip(value, have.elements, strict=True))
        return replace(have, elements=filled)
    if have.kind == "object" and isinstance(value, dict) and None in value.values():
        common = _common([inner for name, inner, _ in have.attributes if value[name] is not None])
        attributes = tuple((name, common if value[name] is None else inner, False) for name, inner, _ in have.attributes)
        return replace(have, attributes=attributes)
    return have


def _common(types: Sequence[Type]) -> Type:
    from scanner.terraform.types.unification import unify

    return unify(types) or (types[0] if types else ANY)


def convertible(have: Type, want: Type) -> bool:
    """True when some value of type ``have`` can become a ``want``; a certain value may still fail ("abc" as a number)."""
    if want.kind == "any" or have.kind == "any" or have == want:
        return True
    if have.kind in PRIMITIVES and want.kind in PRIMITIVES:
        return "string" in (have.kind, want.kind)
    if want.element is not None:
        return _collection_convertible(have, want, want.element)
    if want.kind == "tuple" and have.kind == "tuple":
        return len(have.elements) == len(want.elements) and all(map(convertible, have.elements, want.elements))
    if want.kind == "object" and have.kind == "object":
        given = {name: inner for name, inner, _ in have.attributes}
        return all(convertible(given[name], inner) if name in given else optional for name, inner, optional in want.attributes)
    if want.kind == "object" and have.kind == "map":
        return all(optional or convertible(have.element or ANY, inner) for _, inner, optional in want.attributes)
    return False


def _collection_convertible(have: Type, want: Type, element: Type) -> bool:
    if have.element is not None:
        same_family = have.kind == want.kind or {have.kind, want.kind} == {"list", "set"}
        return same_family and convertible(have.element, element)
    if (want.kind == "map" and have.kind == "object") or (want.kind != "map" and have.kind == "tuple"):
        parts = have.elements or tuple(inner for _, inner, _ in have.attributes)
        common = _common_element(parts, element, want.kind)
        return common is not None and all(convertible(part, common) for part in dict.fromkeys(parts))
    return False


def _common_element(parts: Sequence[Type], element: Type, kind: str) -> Type | None:
    """The element type that tuple elements or object attributes get when ``element`` leaves it open."""
    from scanner.terraform.types.unification import unify  # they need each other

    if element.kind != "any" or not parts:
        return element
    common = unify(parts)
    mixed = common == ANY and any(part.kind != "any" for part in parts)
    return None if mixed and kind != "map" else common


def replace_any(have: Type, want: Type) -> Type:
    """``want`` with what it leaves open taken from ``have``: the type of an unknown value after its conversion."""
    if have.kind == "any" or want.kind in PRIMITIVES:
        return want
    if want.kind == "any":
        return have
    if want.element is not None:
        if have.element is not None:
            return replace(want, element=replace_any(have.element, want.element))
        parts = have.elements or tuple(inner for _, inner, _ in have.attributes)
        common = _common_element(parts, ANY, want.kind) if parts else None
        return replace(want, element=replace_any(common, want.element)) if common is not None else want
    if want.kind == "tuple" and have.kind == "tuple" and len(have.elements) == len(want.elements):
        return replace(want, elements=tuple(map(replace_any, have.elements, want.elements)))
    given = {name: inner for name, inner, _ in have.attributes}
    return replace(want, attributes=tuple((n, replace_any(given.get(n, have.element or ANY), t), o) for n, t, o in want.attributes))


def _apply(value: Value, have: Type, want: Type) -> Value:
    """Convert where the types allow it."""
    if want.kind == "any" or value is None:
        return value
    if isinstance(value, Unknown):
        return _unknown(value, have, want)
    if have == want:
        return value
    if want.kind in PRIMITIVES:
        return _primitive(value, want.kind)
    if want.kind == "tuple":
        return tuple(map(_apply, value, have.elements, want.elements))
    if want.kind == "object":
        return _object(value, have, want)
    if want.kind == "map":
        return _map(value, have, want)
    return _sequence(value, have, want)


def _unknown(value: Unknown, have: Type, want: Type) -> Unknown:
    target = replace_any(have, without_optional(want))
    candidates = tuple(converted for candidate in value.candidates for converted in _if_convertible(candidate, want))
    parts = value.parts if want.kind == "string" else ()
    if isinstance(value, SomeItems) and want.kind in ("list", "set", "any"):
        return SomeItems(value.why, candidates, parts, target, value.certain, value.items)
    return Unknown(value.why, candidates, parts, target, value.certain)


def _if_convertible(candidate: Value, want: Type) -> tuple[Value, ...]:
    """Nothing for a value with which the deployment would fail."""
    try:
        return (convert(candidate, want),)
    except EvaluationError:
        return ()


def _primitive(value: Value, kind: str) -> Value:
    if kind == "string":
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else number_to_string(value)
    if not isinstance(value, str):
        return value
    if kind == "number":
        return parse_number(value)
    if value in ("true", "1", "false", "0"):
        return value in ("true", "1")
    if value.lower() in ("true", "false"):
        raise EvaluationError(f'a bool is required; to convert from string, use lowercase "{value.lower()}"')
    raise EvaluationError("a bool is required")


def _inner(value: Value, want: Type, where: str) -> Value:
    """An element as the collection wants it; whichever element fails is named."""
    if want.kind == "any":
        return value
    have = _type_beside_nulls(value, want)
    if have == want:
        return value
    if not convertible(have, want):
        raise EvaluationError(f"{where}: {mismatch(have, want)}")
    try:
        return _apply(value, have, want)
    except TooLarge:
        raise
    except EvaluationError as error:
        raise EvaluationError(f"{where}: {error}") from error


def _wanted_element(have: Type, want: Type) -> Type:
    element = want.element or ANY
    if have.element is not None:
        return have.element if element.kind == "any" else element
    parts = have.elements or tuple(inner for _, inner, _ in have.attributes)
    return _common_element(parts, element, want.kind) or ANY


def _settled(items: list[Value], element: Type) -> tuple[list[Value], Type]:
    """Items and their type once an ``any`` inside the element type has been filled by what the items are."""
    from scanner.terraform.types.unification import unify

    if not items or not has_any(element):
        return items, without_optional(element)
    common = unify([type_of(item) for item in items])
    if common is None:
        raise EvaluationError("cannot find a common base type for all elements")
    return [_inner(item, common, f"element {index}") for index, item in enumerate(items)], common


def has_any(type: Type) -> bool:
    """True when the type leaves something open."""
    if type.kind == "any" or (type.element is not None and has_any(type.element)):
        return True
    return any(map(has_any, type.elements)) or any(has_any(inner) for _, inner, _ in type.attributes)


def _sequence(value: Value, have: Type, want: Type) -> Value:
    if want.kind == "list" and isinstance(value, SetValue) and any(isinstance(item, Unknown) for item in value):
        return Unknown(_first_why(value), type=replace_any(have, without_optional(want)))  # its length is not known
    element = _wanted_element(have, want)
    items, settled = _settled([_inner(item, element, f"element {index}") for index, item in enumerate(value)], element)
    return ListValue(items, settled) if want.kind == "list" else make_set(items, settled)


def _first_why(items: Sequence[Value]) -> str:
    return next(item.why for item in items if isinstance(item, Unknown))


def _map(value: Value, have: Type, want: Type) -> MapValue:
    element = _wanted_element(have, want)
    names = sorted(value)
    items, settled = _settled([_inner(value[name], element, f'element "{name}"') for name in names], element)
    return MapValue(zip(names, items, strict=True), settled)


def _object(value: Value, have: Type, want: Type) -> dict[str, Value]:
    result: dict[str, Value] = {}
    for name, inner, optional in want.attributes:
        if name in value:
            result[name] = _inner(value[name], inner, f'attribute "{name}"')
        elif optional:
            result[name] = None
        else:
            raise EvaluationError(f'map has no element for required attribute "{name}"')
    return result
