"""Functions on maps, objects and collections in general; those on the order of elements are in ``sequence``."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.model.value import Unknown, is_known
from scanner.terraform.functions.graphemes import clusters
from scanner.terraform.functions.registry import ArgumentError, Function, Parameter, any_of, unknown_from
from scanner.terraform.types import TooLarge, convert, equal, friendly_name, hash_bytes, make_set, outer_type, type_of, unify
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import ANY, BOOL, NUMBER, STRING, EvaluationError, ListValue, MapValue, SetValue, Type, Value, list_of, map_of, set_of


def length(value: Value) -> Value:
    """Known even when elements are not; of an unknown value when its type tells."""
    if isinstance(value, Unknown):
        type = value.type or ANY
        if type.kind in ("tuple", "object"):
            return len(type.elements) + len(type.attributes)
        _length_type(value)
        return unknown_from([value], NUMBER)
    _length_type(value)
    if isinstance(value, str):
        return len(clusters(value))
    if isinstance(value, SetValue) and len(value) > 1 and not is_known(value):
        return unknown_from([value], NUMBER)  # elements may turn out equal
    return len(value)


def _length_type(value: Value) -> None:
    if outer_type(value).kind in ("bool", "number"):
        raise EvaluationError("argument must be a string, a collection type, or a structural type")


def alltrue(items: Value) -> Value:
    for item in items:
        if isinstance(item, Unknown):
            return unknown_from([item], BOOL)
        if not item:
            return False
    return True


def anytrue(items: Value) -> Value:
    if any(item is True for item in items):
        return True
    return False if is_known(items) else unknown_from([items], BOOL)


def coalesce(*values: Value) -> Value:
    """The first that is neither null nor an empty string."""
    common = _coalesce_type(*values)
    for value in values:
        converted = convert(value, common)
        if isinstance(converted, Unknown):
            return converted if value is values[-1] else Unknown(converted.why, type=common)
        if converted is not None and not (common == STRING and converted == ""):
            return converted
    raise EvaluationError("no non-null, non-empty-string arguments")


def _coalesce_type(*values: Value) -> Type:
    common = unify([type_of(value) for value in values])
    if common is None:
        raise EvaluationError("all arguments must have the same type")
    return common


def coalescelist(*values: Value) -> Value:
    if not values:
        raise EvaluationError("at least one argument is required")
    for value in values:
        if isinstance(value, Unknown):
            break
        if value is not None and (isinstance(value, (SetValue, dict)) or not isinstance(value, (list, tuple))):
            raise EvaluationError("coalescelist arguments must be lists or tuples")
    for value in values:
        if isinstance(value, Unknown) or value:
            return value
    raise EvaluationError("no non-null arguments")


def compact(items: Value) -> ListValue:
    return ListValue([item for item in items if item], STRING)


def contains(items: Value, value: Value) -> Value:
    if not isinstance(items, (list, tuple)):
        raise EvaluationError("argument must be list, tuple, or set")
    answers = [equal(value, item) for item in items]
    if any(answer is True for answer in answers):
        return True
    return next((unknown_from([answer], BOOL) for answer in answers if isinstance(answer, Unknown)), False)


def index(items: Value, value: Value) -> Value:
    if isinstance(items, SetValue) or not isinstance(items, (list, tuple)):
        raise EvaluationError("argument must be a list or tuple")
    if not items:
        raise EvaluationError("cannot search an empty list")
    for position, item in enumerate(items):
        same = equal(item, value)
        if isinstance(same, Unknown):
            return unknown_from([same], NUMBER)
        if same:
            return position
    raise EvaluationError("item not found")


def keys(value: Value) -> Value:
    if isinstance(value, Unknown):
        type = value.type or ANY
        if type.kind == "object":
            return tuple(name for name, _, _ in type.attributes)
        return unknown_from([value], _keys_type(type_of(value)))
    names = sorted(value) if isinstance(value, dict) else ()
    return ListValue(names, STRING) if _keys_type(outer_type(value)) == list_of(STRING) else tuple(names)


def _keys_type(type: Type) -> Type:
    if type.kind == "map":
        return list_of(STRING)
    if type.kind not in ("object", "any"):
        raise ArgumentError(0, "must have map or object type")
    return Type("tuple", elements=(STRING,) * len(type.attributes)) if type.kind == "object" else ANY


def values(mapping: Value) -> Value:
    type = _values_type(outer_type(mapping))
    items = [mapping[name] for name in sorted(mapping)]
    return ListValue(items, type.element or ANY) if type.kind == "list" else tuple(items)


def _values_type(type: Type) -> Type:
    if type.kind == "map":
        return list_of(type.element or ANY)
    if type.kind not in ("object", "any"):
        raise EvaluationError("values() requires a map as the first argument")
    return Type("tuple", elements=tuple(inner for _, inner, _ in type.attributes)) if type.kind == "object" else ANY


def lookup(mapping: Value, key: Value, *default: Value) -> Value:
    if len(default) > 1:
        raise EvaluationError(f"lookup() takes two or three arguments, got {len(default) + 2}")
    type = outer_type(mapping)
    if type.kind not in ("map", "object", "any"):
        raise ArgumentError(0, "lookup() requires a map as the first argument")
    fallback = _lookup_default(type, default)
    if isinstance(mapping, Unknown):
        return unknown_from([mapping], type.element)
    if isinstance(key, Unknown):
        return any_of([*mapping.values(), *fallback], key, type.element)
    if key in mapping:
        return mapping[key]
    if fallback:
        return fallback[0]
    if type.kind == "object":
        raise ArgumentError(0, f"the given object has no attribute {quote(key)}")
    raise EvaluationError(f"lookup failed to find key {quote(key)}")


def _lookup_default(type: Type, default: tuple[Value, ...]) -> list[Value]:
    if type.kind != "map" or not default:
        return list(default)
    try:
        return [convert(default[0], type.element or ANY)]
    except TooLarge:
        raise
    except EvaluationError as error:
        raise ArgumentError(2, "the default value must have the same type as the map elements") from error


def merge(*mappings: Value) -> Value:
    """Maps of one type make a map of it; anything else makes an object. Nulls add nothing."""
    type = _merge_type(map(outer_type, mappings))
    merged: dict[str, Value] = {}
    for mapping in mappings:
        merged.update(mapping or {})
    ordered = sorted(merged.items())
    return MapValue(ordered, type.element or ANY) if type.kind == "map" else dict(ordered)


def _merge_type(given: Iterable[Type]) -> Type:
    types = list(given)
    for type in types:
        if type.kind not in ("map", "object", "any"):
            raise EvaluationError(f"arguments must be maps or objects, got {quote(friendly_name(type))}")
    if not types:
        return Type("object")
    return types[0] if all(type == types[0] for type in types) else ANY


def one(items: Value) -> Value:
    many = ArgumentError(0, "must be a list, set, or tuple value with either zero or one elements")
    if not isinstance(items, (list, tuple)):
        raise many
    if isinstance(items, SetValue) and len(items) > 1 and not is_known(items):
        return unknown_from([items], items.element)
    if len(items) > 1:
        raise many
    return items[0] if items else None


def _one_type(items: Value) -> Type:
    type = type_of(items)
    if type.kind == "tuple" and len(type.elements) == 1:
        return type.elements[0]
    if type.kind not in ("list", "set", "any") and type.elements:
        raise ArgumentError(0, "must be a list, set, or tuple value with either zero or one elements")
    return type.element or ANY


def matchkeys(chosen: Value, names: Value, wanted: Value) -> ListValue:
    common = unify([type_of(names), type_of(wanted)])
    if common is None:
        raise EvaluationError("keys and searchset must be of the same type")
    if len(chosen) != len(names):
        raise EvaluationError("length of keys and values should be equal")
    searched = {hash_bytes(search) for search in convert(wanted, common)}
    pairs = zip(chosen, convert(names, common), strict=True)
    return ListValue([value for value, name in pairs if hash_bytes(name) in searched], chosen.element)


def transpose(mapping: Value) -> MapValue:
    found: dict[str, list[str]] = {}
    for key in sorted(mapping):
        if mapping[key] is None:
            raise EvaluationError("input must not contain null list")
        for item in mapping[key]:
            if item is None:
                raise EvaluationError("input list must not contain null string")
            found.setdefault(item, []).append(key)
    return MapValue({item: ListValue(found[item], STRING) for item in sorted(found)}, list_of(STRING))


def zipmap(names: Value, items: Value) -> Value:
    type = _zipmap_type(names, items)
    if not is_known(names):
        return unknown_from([names], type)
    pairs = sorted(dict(zip(names, items, strict=True)).items())
    return MapValue(pairs, type.element or ANY) if type.kind == "map" else dict(pairs)


def _zipmap_type(names: Value, items: Value) -> Type:
    type = type_of(items)
    if type.kind not in ("list", "tuple", "any"):
        raise EvaluationError("values argument must be a list or tuple value")
    if isinstance(items, Unknown) or not is_known(names):
        return map_of(type.element) if type.element else ANY
    if len(names) != len(items):
        raise EvaluationError(f"number of keys ({len(names)}) does not match number of values ({len(items)})")
    for position, name in enumerate(names):
        if name is None:
            raise EvaluationError(f"keys list has null value at index {position}")
    return map_of(type.element) if type.element else Type("object")


def _set_type(*sets: Value) -> Type:
    elements = [type_of(given).element or ANY for given in sets if isinstance(given, Unknown) or given or given.element != ANY]
    common = unify(elements) if elements else ANY
    if common is None:
        raise EvaluationError("given sets must all have compatible element types")
    return set_of(common)


def setunion(*sets: Value) -> SetValue:
    type = _set_type(*sets)
    return make_set([item for given in sets for item in convert(given, type)], type.element or ANY)


def setintersection(first: Value, *others: Value) -> SetValue:
    return _selected(first, others, True)


def setsubtract(first: Value, other: Value) -> SetValue:
    return _selected(first, (other,), False)


def _selected(first: Value, others: Iterable[Value], present: bool) -> SetValue:
    """The elements of the first set that are in all the others, or in none of them."""
    type = _set_type(first, *others)
    rest = [{hash_bytes(item) for item in convert(other, type)} for other in others]
    items = [item for item in convert(first, type) if all((hash_bytes(item) in other) == present for other in rest)]
    return make_set(items, type.element or ANY)


_LIST = Parameter("list")
_SET = Parameter("first_set", set_of(ANY))
_MORE_SETS = Parameter("other_sets", set_of(ANY))
FUNCTIONS = {
    "alltrue": Function((Parameter("list", list_of(BOOL)),), BOOL, alltrue, partly=True),
    "anytrue": Function((Parameter("list", list_of(BOOL)),), BOOL, anytrue, partly=True),
    "coalesce": Function((), _coalesce_type, coalesce, variadic=Parameter("vals", null=True, unknown=True), partly=True),
    "coalescelist": Function((), ANY, coalescelist, variadic=Parameter("vals", null=True, unknown=True), partly=True),
    "compact": Function((Parameter("list", list_of(STRING)),), list_of(STRING), compact),
    "contains": Function((_LIST, Parameter("value")), BOOL, contains, partly=True),
    "index": Function((_LIST, Parameter("value")), NUMBER, index, partly=True),
    "keys": Function((Parameter("inputMap", unknown=True),), lambda value: _keys_type(type_of(value)), keys, partly=True),
    "length": Function((Parameter("value", unknown=True),), NUMBER, length, partly=True),
    "lookup": Function(
        (Parameter("inputMap", unknown=True), Parameter("key", STRING, unknown=True)),
        ANY,
        lookup,
        variadic=Parameter("default", null=True, unknown=True),
        partly=True,
    ),
    "matchkeys": Function(
        (Parameter("values", list_of(ANY)), Parameter("keys", list_of(ANY)), Parameter("searchset", list_of(ANY))),
        lambda *lists: type_of(lists[0]),
        matchkeys,
    ),
    "merge": Function((), lambda *mappings: _merge_type(map(type_of, mappings)), merge, variadic=Parameter("maps", null=True), partly=True),
    "one": Function((_LIST,), _one_type, one, partly=True),
    "setintersection": Function((_SET,), _set_type, setintersection, variadic=_MORE_SETS),
    "setsubtract": Function((Parameter("a", set_of(ANY)), Parameter("b", set_of(ANY))), _set_type, setsubtract),
    "setunion": Function((_SET,), _set_type, setunion, variadic=_MORE_SETS, partly=True),
    "transpose": Function((Parameter("values", map_of(list_of(STRING))),), map_of(list_of(STRING)), transpose),
    "values": Function((Parameter("mapping"),), lambda mapping: _values_type(type_of(mapping)), values, partly=True),
    "zipmap": Function((Parameter("keys", list_of(STRING)), Parameter("values")), _zipmap_type, zipmap, partly=True),
}
