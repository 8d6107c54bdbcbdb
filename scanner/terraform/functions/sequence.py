"""Functions on lists and tuples that cut, join and order them."""

from __future__ import annotations

from itertools import product

from scanner.model.value import SomeItems, Unknown, is_known
from scanner.terraform.functions.registry import (
    MAX_ELEMENTS,
    ArgumentError,
    Function,
    Parameter,
    any_of,
    certain_items,
    first_unknown,
    number,
    unknown_from,
    whole_number,
)
from scanner.terraform.types import TooLarge, convert, friendly_name, hash_bytes, make_set, outer_type, type_of, unify
from scanner.terraform.values import ANY, NUMBER, STRING, EvaluationError, ListValue, Number, SetValue, Type, Value, list_of


def element(items: Value, position: Value) -> Value:
    """Counting starts again at the first element after the last; from the end for a negative index, as later versions than 1.11 have it."""
    type = type_of(items)
    if type.kind not in ("list", "tuple"):
        raise EvaluationError(f"cannot read elements from {friendly_name(type)}")
    if isinstance(position, Unknown):
        return any_of(items, position, type.element)
    try:
        at = whole_number(position)
    except EvaluationError as error:
        raise EvaluationError(f"invalid index: {error}") from error
    if not items:
        raise EvaluationError("cannot use element function with an empty list")
    return items[at % len(items)]


def _first_of_each(items: Value) -> list[Value]:
    found: dict[bytes, Value] = {}
    for item in items:
        found.setdefault(hash_bytes(item), item)
    return list(found.values())


def distinct(items: Value) -> ListValue:
    return ListValue(_first_of_each(items), items.element)


def chunklist(items: Value, size: Value) -> ListValue:
    try:
        count = whole_number(size)
    except EvaluationError as error:
        raise EvaluationError(f"invalid size: {error}") from error
    if count < 0:
        raise EvaluationError("the size argument must be positive")
    step = count or len(items) or 1
    chunks = [ListValue(items[start : start + step], items.element) for start in range(0, len(items), step)]
    return ListValue(chunks, list_of(items.element))


def _concat_type(*sequences: Value) -> Type:
    if not sequences:
        raise EvaluationError("at least one argument is required")
    types = [outer_type(sequence) for sequence in sequences]
    if all(type.kind == "list" for type in types) and (common := unify(types)) is not None:
        return common
    for type in types:
        if type.kind not in ("list", "tuple", "any"):
            raise ArgumentError(0, f"all arguments must be lists or tuples; got {friendly_name(type)}")
    return ANY


def concat(*sequences: Value) -> Value:
    """Lists of types with a common one make a list of it; anything else makes a tuple."""
    type = _concat_type(*sequences)
    if any(isinstance(sequence, Unknown) for sequence in sequences):
        return SomeItems(unknown_from(sequences, type).why, type=type, items=certain_items(sequences))
    if type.kind == "list":
        return ListValue([item for sequence in sequences for item in convert(sequence, type)], type.element or ANY)
    return tuple(item for sequence in sequences for item in sequence)


def flatten(items: Value) -> Value:
    _flatten_type(items)
    found: list[Value] = []
    unknown = _flatten_into(items, found)
    return tuple(found) if unknown is None else Unknown(unknown.why, type=ANY)


def _flatten_type(items: Value) -> Type:
    if outer_type(items).kind not in ("list", "set", "tuple", "any"):
        raise EvaluationError("can only flatten lists, sets and tuples")
    return ANY


def _flatten_into(items: Value, found: list[Value]) -> Unknown | None:
    """Add the leaves; the unknown that keeps the number of leaves open, if any."""
    if isinstance(items, SetValue) and len(items) > 1 and not is_known(items):
        return unknown_from([items], ANY)
    for item in items:
        if isinstance(item, Unknown) and (item.type is None or item.type.kind in ("any", "list", "set", "tuple")):
            return item
        if isinstance(item, (list, tuple)):
            if (unknown := _flatten_into(item, found)) is not None:
                return unknown
        else:
            found.append(item)
    return None


def _reverse_type(items: Value) -> Type:
    type = type_of(items)
    if type.kind == "tuple":
        return Type("tuple", elements=type.elements[::-1])
    if type.element is None or type.kind == "map":
        if type.kind == "any":
            return ANY
        raise ArgumentError(0, f"can only reverse list or tuple values, not {friendly_name(type)}")
    return list_of(type.element)


def reverse(items: Value) -> Value:
    type = _reverse_type(items)
    return tuple(reversed(items)) if type.kind == "tuple" else ListValue(reversed(items), type.element or ANY)


def slice_(items: Value, start: Value, end: Value) -> Value:
    kind = _slice_type(items, start, end).kind
    first, last = _bound(start, "start"), _bound(end, "end")
    for argument, bound, name in ((1, first, "start"), (2, last, "end")):
        if bound < 0:
            raise ArgumentError(argument, f"{name} index must not be less than zero")
        if bound > len(items):
            raise ArgumentError(argument, f"{name} index must not be greater than the length of the list")
    if first > last:
        raise ArgumentError(1, "start index must not be greater than end index")
    return ListValue(items[first:last], items.element) if kind == "list" else tuple(items[first:last])


def _bound(value: Value, name: str) -> int:
    try:
        return whole_number(value)
    except EvaluationError as error:
        raise ArgumentError(1 if name == "start" else 2, f"invalid {name} index: {error}") from error


def _slice_type(items: Value, start: Value, end: Value) -> Type:
    type = type_of(items)
    if type.kind == "set":
        raise ArgumentError(
            0,
            "cannot slice a set, because its elements do not have indices; "
            "explicitly convert to a list if the ordering of the result is not important",
        )
    if type.kind not in ("list", "tuple", "any"):
        raise ArgumentError(0, "must be a list or tuple value")
    return type if type.kind == "list" else ANY


def sort(items: Value) -> ListValue:
    """With an unknown element only the number of elements is known."""
    if (unknown := first_unknown(items)) is not None:
        return ListValue([Unknown(unknown.why, type=STRING)] * len(items), STRING)
    for position, item in enumerate(items):
        if item is None:
            raise EvaluationError(f"given list element {position} is null; a null string cannot be sorted")
    return ListValue(sorted(items), STRING)


def range_(*bounds: Number) -> ListValue:
    from scanner.terraform.functions.numeric import add

    if not 1 <= len(bounds) <= 3:
        raise EvaluationError("must have one, two, or three arguments")
    start, end = (0, bounds[0]) if len(bounds) == 1 else (bounds[0], bounds[1])
    step = bounds[2] if len(bounds) == 3 else -1 if end < start else 1
    if step == 0:
        raise ArgumentError(0, "step must not be zero")
    if step < 0 and end > start:
        raise ArgumentError(0, "end must be less than start when step is negative")
    if step > 0 and end < start:
        raise ArgumentError(0, "end must be greater than start when step is positive")
    items: list[Number] = []
    at = start
    while at > end if step < 0 else at < end:
        if len(items) >= 1024:
            raise EvaluationError("more than 1024 values were generated; either decrease the difference between start and end or use a smaller step")
        items.append(at)
        at = add(at, step)
    return ListValue(items, NUMBER)


def _setproduct_type(*sets: Value) -> Type:
    if len(sets) < 2:
        raise EvaluationError("at least two arguments are required")
    types = [type_of(given) for given in sets]
    elements = tuple(map(_product_element, types))
    return Type("set" if any(type.kind == "set" for type in types) else "list", Type("tuple", elements=elements))


def _product_element(type: Type) -> Type:
    if type.kind in ("set", "list"):
        return type.element or ANY
    if type.kind not in ("tuple", "any"):
        raise ArgumentError(0, "a set or a list is required")
    common = unify(type.elements) if type.elements else ANY
    if common is None:
        raise ArgumentError(0, "all elements must be of the same type")
    return common


def setproduct(*sets: Value) -> Value:
    type = _setproduct_type(*sets)
    total = 1
    for given in sets:
        if isinstance(given, Unknown) or (isinstance(given, SetValue) and len(given) > 1 and not is_known(given)):
            return unknown_from([given], type)
        total *= len(given)
    if total > MAX_ELEMENTS:
        raise TooLarge("the product is too large to evaluate")
    tuple_type = type.element or ANY
    columns = [[convert(item, wanted) for item in given] for given, wanted in zip(sets, tuple_type.elements, strict=True)]
    rows = list(product(*columns))
    return ListValue(rows, tuple_type) if type.kind == "list" else make_set(rows, tuple_type)


_LIST = Parameter("list")
_ANY_LIST = Parameter("list", list_of(ANY))
FUNCTIONS = {
    "chunklist": Function((_ANY_LIST, number("size")), lambda items, _: list_of(type_of(items)), chunklist, partly=True),
    "concat": Function((), _concat_type, concat, variadic=Parameter("seqs", unknown=True), partly=True),
    "distinct": Function((_ANY_LIST,), type_of, distinct),
    "element": Function((_LIST, Parameter("index", NUMBER, unknown=True)), lambda items, _: type_of(items).element or ANY, element, partly=True),
    "flatten": Function((_LIST,), _flatten_type, flatten, partly=True),
    "range": Function((), list_of(NUMBER), range_, variadic=number("params")),
    "reverse": Function((_LIST,), _reverse_type, reverse, partly=True),
    "setproduct": Function((), _setproduct_type, setproduct, variadic=Parameter("sets", unknown=True), partly=True),
    "slice": Function((_LIST, number("start_index"), number("end_index")), _slice_type, slice_, partly=True),
    "sort": Function((Parameter("list", list_of(STRING)),), list_of(STRING), sort, partly=True),
}
