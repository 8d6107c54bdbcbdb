"""The type of a value, and the limit on how large a value may get."""

from __future__ import annotations

from dataclasses import replace

from scanner.model.value import Unknown
from scanner.terraform.values import ANY, BOOL, NUMBER, STRING, EvaluationError, ListValue, MapValue, SetValue, Type, Value

MAX_NODES = 500_000
MAX_DEPTH = 100
MAX_MEASURED = 1_000
CONTAINERS = frozenset({list, tuple, dict, ListValue, SetValue, MapValue})


class TooLarge(EvaluationError):
    """Not Terraform's refusal but ours: the value is larger or deeper than is worth evaluating."""


def check_size(value: Value) -> int:
    """How many parts the value has. TooLarge for one that recursion or memory would not stand (shared parts count each time they occur)."""
    if type(value) not in CONTAINERS:
        return 1
    left = MAX_NODES
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[Value] = []
        for container in level:
            left -= len(container)
            if left < 0:
                raise TooLarge("the value is too large to evaluate")
            items = container if isinstance(container, (list, tuple)) else container.values()
            below += [item for item in items if type(item) in CONTAINERS]
        if not below:
            return MAX_NODES - left
        level = below
    raise TooLarge("the value is nested too deeply to evaluate")


class Measured:
    """Checks sizes as ``check_size`` does, but goes through a value once however often it comes: values are never changed."""

    def __init__(self) -> None:
        self._known: dict[int, Value] = {}

    def check(self, value: Value) -> None:
        if type(value) not in CONTAINERS or id(value) in self._known:
            return
        check_size(value)
        if len(self._known) >= MAX_MEASURED:
            self._known.clear()
        self._known[id(value)] = value  # kept, so that no other value can have its identity


def type_of(value: Value) -> Type:
    """The value's type; a null or wholly unknown part is of type any."""
    check_size(value)
    return _type_of(value)


def _type_of(value: Value) -> Type:
    if isinstance(value, str):
        return STRING
    if isinstance(value, bool):
        return BOOL
    if type(value) in CONTAINERS:
        return _type_of_container(value)
    if isinstance(value, Unknown):
        return value.type if isinstance(value.type, Type) else ANY
    return ANY if value is None else NUMBER


def _type_of_container(value: Value) -> Type:
    if isinstance(value, MapValue):
        return Type("map", value.element)
    if isinstance(value, dict):
        return Type("object", attributes=tuple([(name, _type_of(value[name]), False) for name in sorted(value)]))
    if isinstance(value, SetValue):
        return Type("set", value.element)
    if isinstance(value, ListValue):
        return Type("list", value.element)
    return Type("tuple", elements=tuple(map(_type_of, value)))


def outer_type(value: Value) -> Type:
    """The type, of tuples and objects without their parts: tells the kind and the elements' type without going through the value."""
    if isinstance(value, dict):
        return Type("map", value.element) if isinstance(value, MapValue) else Type("object")
    if isinstance(value, (tuple, list)) and not isinstance(value, (SetValue, ListValue)):
        return Type("tuple")
    return _type_of(value)


def without_optional(type: Type) -> Type:
    """The type of a value that was converted to ``type``: what is optional there is simply present."""
    if type.element is not None:
        return replace(type, element=without_optional(type.element))
    if type.elements:
        return replace(type, elements=tuple(map(without_optional, type.elements)))
    if type.attributes:
        return replace(type, attributes=tuple((name, without_optional(inner), False) for name, inner, _ in type.attributes))
    return type
