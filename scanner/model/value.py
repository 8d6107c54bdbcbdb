"""Values as rules see them: JSON-like trees in which a leaf (or a whole branch) may be unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

Value: TypeAlias = Any
"""None, bool, int, float, str, list[Value], dict[str, Value] or Unknown. Any, because the recursion cannot be named cheaply."""

Path: TypeAlias = tuple[str | int, ...]
"""A place in a tree of values: ("properties", "ipRules", 0, "value")."""


class Reference(NamedTuple):
    """A part of a value that another resource of the same unit supplies: its address and the attribute read."""

    address: str
    path: Path


class Symbol(NamedTuple):
    """A part of a value that an input supplies; two symbols with the same text stand for the same text."""

    text: str


Part: TypeAlias = str | Reference | Symbol


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that only the deployment knows.

    ``why`` names what it waits for ("variable \"sku\" has no value"). ``candidates``, when there are some, are
    all the values it can take. ``parts``, when there are some, spell the text it will be: literal pieces,
    references and symbols in order, so that a partly known id can still be followed to the resource it names.
    ``type`` is the front end's own notion of a type, or None. ``certain`` says that it cannot be null.
    """

    why: str
    candidates: tuple[Value, ...] = ()
    parts: tuple[Part, ...] = ()
    type: Any = None
    certain: bool = field(default=False, compare=False)

    def references(self) -> tuple[Reference, ...]:
        return tuple(part for part in self.parts if isinstance(part, Reference))


def never_null(value: Value) -> Value:
    """The same value, of which it is sure that it is not null."""
    return replace(value, certain=True) if isinstance(value, Unknown) and not value.certain else value


def is_set(value: Value) -> bool:
    """True when the value is sure not to be null."""
    if not isinstance(value, Unknown):
        return value is not None
    return value.certain or any(isinstance(part, str) and part for part in value.parts)


class PartialName(str):
    """The name of a property of which a part is unknown: it may be any name that is not otherwise there."""

    __slots__ = ()


class OpenObject(dict[str, Value]):
    """An object of which not all properties are known: what it seems to lack is unknown, for the reason ``why``."""

    __slots__ = ("why",)

    def __init__(self, why: str, known: dict[str, Value] | None = None) -> None:
        super().__init__(known or {})
        self.why = why

    def get(self, key: str, default: Value = None) -> Value:
        return self[key] if key in self else Unknown(self.why)


@dataclass(frozen=True, slots=True)
class SomeItems(Unknown):
    """A list of which some items are certain, but not whether there are others, nor where they stand."""

    items: tuple[Value, ...] = ()


def is_known(value: Value) -> bool:
    """True when nothing in the tree is unknown."""
    if isinstance(value, Unknown):
        return False
    if isinstance(value, dict):
        return all(map(is_known, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_known, value))
    return True


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Every leaf with its path, in document order; an empty list or object is a leaf too."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, (list, tuple)) and value:
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    else:
        yield path, value


def texts(value: Value) -> Iterator[tuple[Part, ...]]:
    """Every text in the tree in its parts, whatever the unknown ones turn out to be; what nothing is known of is left out."""
    pending: list[Value] = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            yield (item,)
        elif isinstance(item, dict):
            pending += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple)):
            pending += item
        elif isinstance(item, Unknown):
            if item.parts:
                yield item.parts
            pending += item.candidates
