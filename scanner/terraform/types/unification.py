"""The one type that several types can all become, as conditionals, lists and ``coalesce`` need it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scanner.terraform.types.conversion import convertible
from scanner.terraform.types.names import PRIMITIVES
from scanner.terraform.types.of_value import TooLarge
from scanner.terraform.values import ANY, Type

MAX_TYPES = 60
"""Distinct types beyond which no attempt is made to compare each with each."""


def unify(types: Iterable[Type]) -> Type | None:
    """The most general type that all the types convert to, or None when there is none (or no type at all)."""
    distinct = list(dict.fromkeys(types))
    if len(distinct) <= 1:
        return distinct[0] if distinct else None
    kinds = {type.kind for type in distinct}
    concrete = kinds - {"any"}
    if len(concrete) == 1 and not concrete <= PRIMITIVES:
        return ANY if "any" in kinds else _SAME_KIND[concrete.pop()](distinct)
    if concrete == {"map", "object"} and (found := _as_collections(distinct, "object", "map")):
        return found
    if concrete == {"list", "tuple"} and (found := _as_collections(distinct, "tuple", "list")):
        return found
    if {"object", "tuple"} <= concrete:
        return None
    if len(distinct) > MAX_TYPES:
        raise TooLarge("too many different types to find a common one")
    for wanted in _most_general_first(distinct):
        if all(type == wanted or convertible(type, wanted) for type in distinct):
            return wanted
    return None


def _as_collections(types: Sequence[Type], structural: str, kind: str) -> Type | None:
    """Objects among maps are maps in disguise, and tuples among lists are lists."""
    inner = [part for type in types if type.kind == structural for part in _parts(type)]
    element = unify(inner)
    if element is None:
        return None
    found = unify([Type(kind, element) if type.kind == structural else type for type in types])
    return found if found is not None and found.kind == kind else None


def _parts(type: Type) -> tuple[Type, ...]:
    return type.elements if type.kind == "tuple" else tuple(inner for _, inner, _ in type.attributes)


def _collections(types: Sequence[Type]) -> Type | None:
    element = unify([type.element or ANY for type in types])
    return None if element is None else Type(types[0].kind, element)


def _objects(types: Sequence[Type]) -> Type | None:
    names = [name for name, _, _ in types[0].attributes]
    if any([name for name, _, _ in type.attributes] != names for type in types):
        return _to_collection(types, "map")
    columns = [unify([type.attributes[index][1] for type in types]) for index in range(len(names))]
    attributes = tuple((name, column, False) for name, column in zip(names, columns, strict=True) if column is not None)
    return Type("object", attributes=attributes) if len(attributes) == len(names) else None


def _tuples(types: Sequence[Type]) -> Type | None:
    length = len(types[0].elements)
    if any(len(type.elements) != length for type in types):
        return _to_collection(types, "list")
    columns = [unify([type.elements[index] for type in types]) for index in range(length)]
    elements = tuple(column for column in columns if column is not None)
    return Type("tuple", elements=elements) if len(elements) == length else None


def _to_collection(types: Sequence[Type], kind: str) -> Type | None:
    element = unify([part for type in types for part in _parts(type)])
    wanted = None if element is None else Type(kind, element)
    return wanted if wanted is not None and all(convertible(type, wanted) for type in types) else None


_SAME_KIND: dict[str, Callable[[Sequence[Type]], Type | None]] = {
    "list": _collections,
    "set": _collections,
    "map": _collections,
    "object": _objects,
    "tuple": _tuples,
}


def _most_general_first(types: Sequence[Type]) -> list[Type]:
    """Topological order of "more general than"; types that cannot be compared keep their order."""
    waiting = [sum(_compare(other, type) < 0 for other in types) for type in types]
    queue = [index for index, count in enumerate(waiting) if count == 0]
    for index in queue:  # grows while it is walked
        for other, type in enumerate(types):
            if _compare(types[index], type) < 0:
                waiting[other] -= 1
                if waiting[other] == 0:
                    queue.append(other)
    return [types[index] for index in queue]


_GENERALITY = {("list", "tuple"): -1, ("map", "object"): -1, ("list", "set"): -1, ("tuple", "set"): -1}


def _compare(a: Type, b: Type) -> int:
    """Negative when ``a`` is the more general type, positive when ``b`` is, else 0."""
    if a.kind == "any" or b.kind == "any":
        return (a.kind == "any") - (b.kind == "any")
    if a.kind in PRIMITIVES and b.kind in PRIMITIVES:
        return (b.kind == "string") - (a.kind == "string")
    if a.element is not None and b.element is not None and a.kind == b.kind:
        return _compare(a.element, b.element)
    if a.kind != b.kind:
        return _GENERALITY.get((a.kind, b.kind), 0) or -_GENERALITY.get((b.kind, a.kind), 0)
    if [name for name, _, _ in a.attributes] != [name for name, _, _ in b.attributes] or len(a.elements) != len(b.elements):
        return 0
    signs = {_compare(x, y) for x, y in zip(_parts(a), _parts(b), strict=True)} - {0}
    return signs.pop() if len(signs) == 1 else 0
