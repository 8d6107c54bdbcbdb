"""Terraform's values in Python, as cty has them.

| Terraform    | Python                                                                    |
|--------------|---------------------------------------------------------------------------|
| null         | None                                                                      |
| bool, string | bool, str (always NFC)                                                    |
| number       | int when whole, else Fraction, rounded to 512 bits as Terraform does; float only for the infinities |
| tuple        | tuple                                                                     |
| object       | dict                                                                      |
| list(T)      | ListValue, a list that knows T                                            |
| set(T)       | SetValue: distinct elements in Terraform's order                          |
| map(T)       | MapValue, a dict that knows T, in order of its keys                       |
| unknown      | Unknown, ``type`` being a Type, or None when nothing is known of it       |

Values are never changed once made. Collections may contain Unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from scanner.model.value import Unknown

Number: TypeAlias = int | Fraction | float
Value: TypeAlias = Any
"""One of the above."""


@dataclass(frozen=True, slots=True)
class Type:
    """``kind`` is any, bool, number, string, list, set, map, tuple or object.

    ``element`` belongs to list, set and map; ``elements`` to tuple; ``attributes`` to object, as
    (name, type, optional) in order of names.
    """

    kind: str
    element: Type | None = None
    elements: tuple[Type, ...] = ()
    attributes: tuple[tuple[str, Type, bool], ...] = ()


ANY = Type("any")
BOOL = Type("bool")
NUMBER = Type("number")
STRING = Type("string")


def list_of(element: Type) -> Type:
    return Type("list", element)


def set_of(element: Type) -> Type:
    return Type("set", element)


def map_of(element: Type) -> Type:
    return Type("map", element)


class ListValue(list[Value]):
    """A list(T)."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type = ANY) -> None:
        super().__init__(items)
        self.element = element


class SetValue(list[Value]):
    """A set(T): distinct, in Terraform's iteration order. Make it with ``types.make_set``."""

    __slots__ = ("element",)

    def __init__(self, items: Iterable[Value] = (), element: Type = ANY) -> None:
        super().__init__(items)
        self.element = element


class MapValue(dict[str, Value]):
    """A map(T), keys in order."""

    __slots__ = ("element",)

    def __init__(self, items: Mapping[str, Value] | Iterable[tuple[str, Value]] = (), element: Type = ANY) -> None:
        super().__init__(items)
        self.element = element


class EvaluationError(Exception):
    """What Terraform itself would refuse: the message is for people, the place is added by the evaluator."""


def _nothing(_: str | int) -> Value:
    return Unknown("nothing is known of it")


@dataclass(frozen=True, slots=True)
class Deferred(Unknown):
    """A resource, a module, or several of them: unknown as a whole, yet its parts can be asked for one at a time.

    Only so can one attribute of a resource depend on another resource that reads a different attribute of the first.
    """

    part: Callable[[str | int], Value] = field(default=_nothing, compare=False, repr=False)
    """The attribute, or the element, of that name or index."""
    single: bool = True
    """One object, not a collection of an unknown number of them."""
    whole: Callable[[], Mapping[str, Value]] | None = field(default=None, compare=False, repr=False)
    """All attributes, where it is known which there are."""


@dataclass(frozen=True, slots=True)
class SomeEntries(Unknown):
    """An object of which it is not known which of some entries it has, or under which keys."""

    key: Value = field(default=None, compare=False)
    """What the key of any of them is: Unknown, unless they share it."""
    value: Value = field(default=None, compare=False)
