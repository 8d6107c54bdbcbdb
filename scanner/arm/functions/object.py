"""Object functions."""

from __future__ import annotations

from scanner.arm.functions.array import order
from scanner.arm.functions.table import Arguments, Function, Needs, as_array, as_object, as_text, wrong_type
from scanner.arm.values import EvaluationError, Undecided, absent, call_parts, decided, member_name, over_candidates, partial_name
from scanner.model.unknowns import MAX_CANDIDATES
from scanner.model.value import Part, Reference, Symbol, Unknown, Value


def _create_object(arguments: Arguments) -> Value:
    if len(arguments) % 2:
        raise EvaluationError("createObject() expects names and values in turn")
    result: dict[str, Value] = {}
    for name, value in zip(arguments[::2], arguments[1::2], strict=True):
        if isinstance(name, Unknown) and not name.parts:
            raise Undecided(name)
        result[partial_name(name, "") if isinstance(name, Unknown) else as_text("createObject", name)] = value
    return result


def _items(arguments: Arguments) -> Value:
    entries = as_object("items", arguments[0])
    return [{"key": key, "value": entries[key]} for key in sorted(entries, key=order)]


def _shallow_merge(arguments: Arguments) -> Value:
    result: dict[str, Value] = {}
    for part in as_array("shallowMerge", arguments[0]):
        for key, value in as_object("shallowMerge", decided(part)).items():
            result[member_name(result, key) or key] = value
    return result


def access(value: Value, key: Value) -> Value:
    """``value.key`` or ``value[key]``; EvaluationError when there is no such thing."""
    if isinstance(value, Unknown):
        return over_candidates([value, key], lambda pair: access(*pair), value.why, _deeper(value, key))
    if isinstance(key, Unknown):
        members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        if not key.candidates and 0 < len(members) <= MAX_CANDIDATES:
            key = Unknown(key.why, tuple(value) if isinstance(value, dict) else tuple(range(len(value))), key.parts)
        return over_candidates([value, key], lambda pair: access(*pair), key.why, ())
    if isinstance(value, dict):
        if not isinstance(key, str):
            raise wrong_type("property access", "a name", key)
        if (name := member_name(value, key)) is None:
            if (unknown := absent(value)) is not None:
                return unknown
            raise EvaluationError(f"the property {key!r} does not exist; there {_available(value)}")
        return value[name]
    if isinstance(value, list):
        if isinstance(key, bool) or not isinstance(key, int):
            raise EvaluationError(f"an array has no property {key!r}; its elements are read by number")
        if not 0 <= key < len(value):
            raise EvaluationError(f"index {key} is outside the array of {len(value)} elements")
        return value[key]
    raise EvaluationError(f"the property {key!r} cannot be read from {'null' if value is None else 'a single value'}")


def _available(value: dict[str, Value]) -> str:
    names = ", ".join(list(value)[:8])
    return f"are: {names}" if names else "are none"


def _deeper(value: Unknown, key: Value) -> tuple[Part, ...]:
    """The symbol or reference for a property of what one symbol or reference stands for."""
    if len(value.parts) != 1 or not isinstance(key, (str, int)):
        return ()
    part = value.parts[0]
    if isinstance(part, Reference):
        return (Reference(part.address, (*part.path, key)),)
    written = f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{key!r}]"
    return (Symbol(part.text + written),) if isinstance(part, Symbol) else ()


def _try_get(arguments: Arguments) -> Value:
    """The property or element, null when it is missing; further keys are read from what was found."""
    value, key, *rest = arguments
    if isinstance(value, Unknown) or isinstance(key, Unknown):
        unknown = value if isinstance(value, Unknown) else key
        return over_candidates(arguments, _try_get, unknown.why, call_parts("tryGet", arguments))
    if isinstance(value, dict):
        name = member_name(value, as_text("tryGet", key))
        value = absent(value) if name is None else value[name]
    elif isinstance(value, list):
        index = key if isinstance(key, int) and not isinstance(key, bool) else None
        if index is None:
            raise wrong_type("tryGet", "a number for an array", key)
        value = value[index] if 0 <= index < len(value) else None
    elif value is not None:
        raise wrong_type("tryGet", "an object or an array", value)
    for key in rest:
        if value is None:
            return None
        value = access(value, key)
    return value


FUNCTIONS = (
    Function("createObject", 0, None, _create_object, Needs.NOTHING),
    Function("items", 1, 1, _items, Needs.TOP),
    Function("shallowMerge", 1, 1, _shallow_merge, Needs.TOP),
    Function("tryGet", 2, None, _try_get, Needs.NOTHING),
)
