"""Attributes, indexes and splats of values."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from scanner.model.value import Unknown
from scanner.terraform.evaluate.scope import Evaluate, PlacedError, Scope
from scanner.terraform.evaluate.unknowns import distinct, over_candidates, step
from scanner.terraform.syntax import Expr, GetAttr, Index, Variable
from scanner.terraform.types import TooLarge, convert, friendly_name, type_of
from scanner.terraform.values import NUMBER, STRING, Deferred, EvaluationError, ListValue, MapValue, SetValue, Type, Value


def steps_of(expr: Variable | GetAttr | Index, scope: Scope, evaluate: Evaluate) -> Iterator[Value]:
    """The values that a traversal passes: first what its root means, last what it yields."""
    steps: list[GetAttr | Index] = []
    root: Expr = expr
    while isinstance(root, (GetAttr, Index)):
        steps.append(root)
        root = root.object
    if isinstance(root, Variable):
        names = [root.name]
        end = root.end
        for step_expr in reversed(steps):
            if not isinstance(step_expr, GetAttr):
                break
            names.append(step_expr.name)
            end = step_expr.end
        try:
            value, used = scope.traverse(tuple(names))
        except TooLarge:
            raise
        except EvaluationError as error:  # placed here even if it has a place: that one is in another text
            raise PlacedError(str(error), root.start, end) from error
        del steps[len(steps) - used + 1 :]
    else:
        value = evaluate(root, scope)
    yield value
    while steps:
        value = _step(value, steps.pop(), scope, evaluate)
        yield value


def _step(value: Value, expr: GetAttr | Index, scope: Scope, evaluate: Evaluate) -> Value:
    try:
        return attribute(value, expr.name) if isinstance(expr, GetAttr) else index(value, evaluate(expr.key, scope))
    except (TooLarge, PlacedError):
        raise
    except EvaluationError as error:
        raise PlacedError(str(error), expr.start, expr.end) from error


def attribute(value: Value, name: str) -> Value:
    """``value.name``."""
    if isinstance(value, MapValue):
        if name not in value:
            raise EvaluationError(f'Missing map element: This map does not have an element with the key "{name}".')
        return value[name]
    if isinstance(value, dict):
        if name not in value:
            raise EvaluationError(f'Unsupported attribute: This object does not have an attribute named "{name}".')
        return value[name]
    if isinstance(value, Deferred):
        return value.part(name)
    if isinstance(value, Unknown):
        if value.candidates:
            return over_candidates(lambda candidate: attribute(candidate, name), (value,))
        return step(value, name, _attribute_type(value.type, name))
    if value is None:
        raise EvaluationError("Attempt to get attribute from null value: This value is null, so it does not have any attributes.")
    raise _no_attributes(type_of(value))


def _attribute_type(type: Type | None, name: str) -> Type | None:
    if type is None or type.kind == "any":
        return None
    if type.kind == "map":
        return type.element
    if type.kind != "object":
        raise _no_attributes(type)
    for attribute_name, inner, _ in type.attributes:
        if attribute_name == name:
            return inner
    raise EvaluationError(f'Unsupported attribute: This object does not have an attribute named "{name}".')


def _no_attributes(type: Type) -> EvaluationError:
    if type.kind in ("list", "set", "tuple"):
        return EvaluationError(
            f"Unsupported attribute: Can't access attributes on a {friendly_name(type)}: choose an element of it, or use [*] for all."
        )
    return EvaluationError(f"Unsupported attribute: Can't access attributes on a primitive-typed value ({type.kind}).")


def index(value: Value, key: Value) -> Value:
    """``value[key]``."""
    if value is None:
        raise EvaluationError("Attempt to index null value: This value is null, so it does not have any indices.")
    if key is None:
        raise EvaluationError("Invalid index: Can't use a null value as an indexing key.")
    if isinstance(value, Deferred) and isinstance(key, (str, int)):
        return value.part(key)
    kind = type_of(value).kind if isinstance(value, Unknown) else _kind(value)
    if kind == "any":
        return _into_unknown(value, key, None)
    if kind not in ("list", "tuple", "map", "object"):
        raise EvaluationError(
            "Invalid index: Elements of a set are identified only by their value and don't have any separate index or key to select with."
            if kind == "set"
            else "Invalid index: This value does not have any indices."
        )
    key = _key(key, NUMBER if kind in ("list", "tuple") else STRING)
    if isinstance(value, Unknown):
        return _into_unknown(value, key, value.type)
    if isinstance(key, Unknown):
        return _unknown_element(value, key)
    return _position(value, key) if isinstance(value, (list, tuple)) else _member(value, key)


def _kind(value: Value) -> str:
    if isinstance(value, (ListValue, tuple)):
        return "list" if isinstance(value, ListValue) else "tuple"
    if isinstance(value, dict):
        return "map" if isinstance(value, MapValue) else "object"
    return "set" if isinstance(value, SetValue) else "primitive"


def _key(key: Value, type: Type) -> Value:
    try:
        return convert(key, type)
    except EvaluationError as error:
        raise EvaluationError(f"Invalid index: The given key does not identify an element in this collection value: {error}.") from error


def _position(value: list[Value] | tuple[Value, ...], key: int | Fraction | float) -> Value:
    if not isinstance(key, int):
        raise EvaluationError("Invalid index: The given key does not identify an element in this collection value: indexes are whole numbers.")
    if key < 0:
        raise EvaluationError("Invalid index: The given key does not identify an element in this collection value: a negative number is no index.")
    if key >= len(value):
        said = f"the collection has {len(value)} elements" if value else "the collection has no elements"
        raise EvaluationError(f"Invalid index: The given key does not identify an element in this collection value: {said}.")
    return value[key]


def _member(value: dict[str, Value], key: str) -> Value:
    if key not in value:
        raise EvaluationError(f'Invalid index: The given key "{key}" does not identify an element in this collection value.')
    return value[key]


def _into_unknown(value: Unknown, key: Value, type: Type | None) -> Value:
    if value.candidates:
        return over_candidates(index, (value, key))
    if isinstance(key, Unknown):
        return Unknown(value.why)
    element = type.element if type is not None and type.kind in ("list", "map") else None
    return step(value, key if isinstance(key, (str, int)) else str(key), element)


def _unknown_element(value: Value, key: Unknown) -> Value:
    """An element of a known collection, which of them not being known: any one of them."""
    if key.candidates:
        return over_candidates(index, (value, key))
    elements = list(value.values()) if isinstance(value, dict) else list(value)
    element = value.element if isinstance(value, (ListValue, MapValue)) else None
    return Unknown(key.why, distinct(elements), (), element)
