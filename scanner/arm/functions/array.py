"""Array functions; those that take strings or objects as well are here too."""

from __future__ import annotations

from collections.abc import Callable

from scanner.arm.equality import equal
from scanner.arm.functions.table import Arguments, Function, Needs, as_array, as_int, as_object, as_text, kind_of, wrong_type
from scanner.arm.values import (
    EvaluationError,
    Undecided,
    absent,
    call_parts,
    decided,
    distinct,
    first_unknown,
    joined,
    member_name,
    over_candidates,
    spelled,
    text,
)
from scanner.model.unknowns import identity
from scanner.model.value import SomeItems, Unknown, Value

MAX_RANGE = 10_000


def _array(arguments: Arguments) -> Value:
    value = arguments[0]
    return value if isinstance(value, list) else [value]


def _concat(arguments: Arguments) -> Value:
    """Arrays to an array, everything else to a text."""
    if any(isinstance(value, list) for value in arguments):
        if any(isinstance(value, Unknown) for value in arguments):
            return _some_items(arguments)
        return [item for value in arguments for item in as_array("concat", decided(value))]
    for value in arguments:
        if value is None or isinstance(value, dict):
            raise wrong_type("concat", "strings or arrays", value)
    unknown = next((value for value in arguments if isinstance(value, Unknown)), None)
    if unknown is None:
        return text(joined(map(spelled, arguments)), "")
    if any(isinstance(value, Unknown) and value.type == "array" for value in arguments):
        return Unknown(unknown.why, type="array")
    return over_candidates(arguments, _concat, unknown.why, joined(map(spelled, arguments)))


def _some_items(arguments: Arguments) -> Value:
    """An array that is sure to have the items of those that are known."""
    waits = next(value for value in arguments if isinstance(value, Unknown))
    result = over_candidates(arguments, _concat, waits.why, ())
    if not isinstance(result, Unknown):
        return result
    lists = (value.items if isinstance(value, SomeItems) else value for value in arguments)
    certain = tuple(item for value in lists if isinstance(value, (list, tuple)) for item in value)
    return SomeItems(result.why, result.candidates, type="array", items=certain)


def _contains(arguments: Arguments) -> Value:
    container, wanted = arguments
    if isinstance(container, Unknown):
        if isinstance(wanted, str) and any(isinstance(part, str) and wanted in part for part in container.parts):
            return True
        return over_candidates(arguments, _contains, container.why, call_parts("contains", arguments))
    if isinstance(container, list):
        outcomes = [equal(item, wanted) for item in container]
        if any(outcome is True for outcome in outcomes):
            return True
        unknown = next((outcome for outcome in outcomes if isinstance(outcome, Unknown)), False)
        if isinstance(unknown, Unknown) and isinstance(wanted, Unknown):
            return over_candidates(arguments, _contains, unknown.why, call_parts("contains", arguments))
        return unknown
    if isinstance(wanted, Unknown):
        return over_candidates(arguments, _contains, wanted.why, call_parts("contains", arguments))
    if isinstance(container, dict):
        return member_name(container, as_text("contains", wanted)) is not None or absent(container) or False
    if isinstance(container, str):
        if not isinstance(wanted, str):
            raise wrong_type("contains", "a string to look for in a string", wanted)
        return wanted in container
    raise wrong_type("contains", "an array, an object or a string", container)


def _empty(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, Unknown):
        if any(isinstance(part, str) for part in value.parts):
            return False
        return over_candidates(arguments, _empty, value.why, call_parts("empty", arguments))
    if value is None or isinstance(value, (str, list, dict)):
        return not value
    raise wrong_type("empty", "an array, an object or a string", value)


def _length(arguments: Arguments) -> Value:
    value = arguments[0]
    if isinstance(value, (list, dict)):
        return len(value)
    if isinstance(value, str):
        return _units(value)
    raise wrong_type("length", "an array, an object or a string", value)


def _units(value: str) -> int:
    """ARM counts UTF-16 code units."""
    return len(value) + sum(character > "\uffff" for character in value)


def _end(name: str, index: int) -> Callable[[Arguments], Value]:
    def apply(arguments: Arguments) -> Value:
        value = arguments[0]
        if not isinstance(value, (list, str)):
            raise wrong_type(name, "an array or a string", value)
        if not value:
            return "" if isinstance(value, str) else None
        return value[index]

    return apply


def _flatten(arguments: Arguments) -> Value:
    items = as_array("flatten", arguments[0])
    return [item for inner in items for item in as_array("flatten", decided(inner))]


def _index_of(name: str, last: bool) -> Callable[[Arguments], Value]:
    def apply(arguments: Arguments) -> Value:
        container, wanted = arguments
        if isinstance(container, str):
            # In strings, unlike in arrays, case does not matter.
            haystack, needle = container.lower(), as_text(name, wanted).lower()
            return haystack.rfind(needle) if last else haystack.find(needle)
        items = list(enumerate(as_array(name, container)))
        for index, item in reversed(items) if last else items:
            if decided(equal(item, wanted)):
                return index
        return -1

    return apply


def _combine(name: str, arguments: Arguments, arrays: Callable[[Arguments], Value], objects: Callable[[Arguments], Value]) -> Value:
    if all(isinstance(value, dict) for value in arguments):
        return objects(arguments)
    if all(isinstance(value, list) for value in arguments):
        return arrays(arguments)
    kinds = sorted({kind_of(value) for value in arguments})
    raise EvaluationError(f"{name}() expects only arrays or only objects, not {' and '.join(kinds)}")


def _union(arguments: Arguments) -> Value:
    def objects(parts: Arguments) -> Value:
        result: dict[str, Value] = {}
        for part in parts:
            result = _merged(result, part)
        return result

    def arrays(parts: Arguments) -> Value:
        items = [item for part in parts for item in part]
        return distinct(items) if first_unknown(items) is None else _surely_distinct(items)

    return _combine("union", arguments, arrays, objects)


def _merged(left: dict[str, Value], right: dict[str, Value]) -> dict[str, Value]:
    """Objects are merged at every depth; anything else is replaced."""
    hidden = absent(right)  # a name of the right that is not known may be any of the left
    result: dict[str, Value] = dict(left)
    if hidden is not None:
        result.update(dict.fromkeys(left, hidden))
    for key, value in right.items():
        name = member_name(result, key) or key
        known = result.get(name)
        if isinstance(known, dict) and isinstance(value, dict):
            result[name] = _merged(known, value)
        elif isinstance(value, Unknown) and isinstance(known, dict):
            result[name] = Unknown(value.why)  # if it is an object, it is merged with what was there
        else:
            result[name] = value
    return result


def _surely_distinct(items: list[Value]) -> list[Value]:
    """Without repeats, although parts are unknown; Undecided when one may be a repeat."""
    if len(items) > 200:
        raise Undecided(next(unknown for unknown in map(first_unknown, items) if unknown))
    kept: list[Value] = []
    for item in items:
        outcomes = [equal(item, other) for other in kept]
        if True not in outcomes:
            kept.extend([item] if all(decided(outcome) is False for outcome in outcomes) else [])
    return kept


def _intersection(arguments: Arguments) -> Value:
    def arrays(parts: Arguments) -> Value:
        if unknown := first_unknown(parts):
            raise Undecided(unknown)
        common = set.intersection(*({identity(item) for item in part} for part in parts))
        return distinct(item for item in parts[0] if identity(item) in common)

    def objects(parts: Arguments) -> Value:
        first, *others = parts
        return {key: value for key, value in first.items() if all(key in other and decided(equal(value, other[key])) for other in others)}

    return _combine("intersection", arguments, arrays, objects)


def _extreme(name: str, choose: Callable[[list[int]], int]) -> Callable[[Arguments], Value]:
    def apply(arguments: Arguments) -> Value:
        numbers = as_array(name, arguments[0]) if len(arguments) == 1 and isinstance(arguments[0], list) else arguments
        if not numbers:
            raise EvaluationError(f"{name}() expects at least one integer")
        return choose([as_int(name, number) for number in numbers])

    return apply


def _range(arguments: Arguments) -> Value:
    start, count = (as_int("range", value) for value in arguments)
    if not 0 <= count <= MAX_RANGE or not -(2**31) <= start < 2**31 or start + count > 2**31:
        raise EvaluationError(f"range() makes at most {MAX_RANGE:,} numbers, between -2147483648 and 2147483647")
    return list(range(start, start + count))


def _skip(arguments: Arguments) -> Value:
    return _sliceable("skip", arguments[0])[max(0, as_int("skip", arguments[1])) :]


def _take(arguments: Arguments) -> Value:
    return _sliceable("take", arguments[0])[: max(0, as_int("take", arguments[1]))]


def _sliceable(name: str, value: Value) -> list[Value] | str:
    if not isinstance(value, (list, str)):
        raise wrong_type(name, "an array or a string", value)
    return value


def _from_end(name: str, strict: bool) -> Callable[[Arguments], Value]:
    def apply(arguments: Arguments) -> Value:
        items, position = as_array(name, arguments[0]), as_int(name, arguments[1])
        if 1 <= position <= len(items):
            return items[-position]
        if strict or position < 1:
            raise EvaluationError(f"{name}(): position {position} from the end is outside the array of {len(items)} elements")
        return None

    return apply


def _object_keys(arguments: Arguments) -> Value:
    return sorted(as_object("objectKeys", arguments[0]), key=order)


def order(key: str) -> tuple[str, str]:
    """How ARM sorts names: without regard to case, small letters first where that is all that differs."""
    return key.lower(), key.swapcase()


def _distinct(arguments: Arguments) -> Value:
    return distinct(as_array("distinct", arguments[0]))


FUNCTIONS = (
    Function("array", 1, 1, _array, Needs.TOP),
    Function("concat", 1, None, _concat, Needs.NOTHING),
    Function("contains", 2, 2, _contains, Needs.NOTHING),
    Function("createArray", 0, None, list, Needs.NOTHING),
    Function("distinct", 1, 1, _distinct),
    Function("empty", 1, 1, _empty, Needs.NOTHING),
    Function("first", 1, 1, _end("first", 0), Needs.TOP),
    Function("flatten", 1, 1, _flatten, Needs.TOP),
    Function("indexFromEnd", 2, 2, _from_end("indexFromEnd", True), Needs.TOP),
    Function("indexOf", 2, 2, _index_of("indexOf", False), Needs.TOP),
    Function("intersection", 2, None, _intersection, Needs.TOP),
    Function("last", 1, 1, _end("last", -1), Needs.TOP),
    Function("lastIndexOf", 2, 2, _index_of("lastIndexOf", True), Needs.TOP),
    Function("length", 1, 1, _length, Needs.TOP),
    Function("max", 1, None, _extreme("max", max)),
    Function("min", 1, None, _extreme("min", min)),
    Function("objectKeys", 1, 1, _object_keys, Needs.TOP),
    Function("range", 2, 2, _range),
    Function("skip", 2, 2, _skip, Needs.TOP),
    Function("take", 2, 2, _take, Needs.TOP),
    Function("tryIndexFromEnd", 2, 2, _from_end("tryIndexFromEnd", False), Needs.TOP),
    Function("union", 1, None, _union, Needs.TOP),
)
