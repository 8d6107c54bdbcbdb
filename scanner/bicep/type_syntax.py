"""The syntax tree of Bicep's types; ``scanner.bicep.syntax`` has them too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from scanner.bicep.syntax import Call


@dataclass(slots=True, eq=False)
class TypeName:
    """``string``, an alias, ``ns.alias``; ``arguments`` of ``resourceInput<'…'>``."""

    start: int
    end: int
    name: str
    arguments: list[Type] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class TypeLiteral:
    """A type with one value."""

    start: int
    end: int
    value: str | int | bool | None


@dataclass(slots=True, eq=False)
class TypeUnion:
    """``a | b``."""

    start: int
    end: int
    members: list[Type]


@dataclass(slots=True, eq=False)
class TypeNullable:
    """``a?``."""

    start: int
    end: int
    base: Type


@dataclass(slots=True, eq=False)
class TypeArray:
    """``a[]``."""

    start: int
    end: int
    item: Type


@dataclass(slots=True, eq=False)
class TypeAccess:
    """``base.name``, ``base[*]``, ``base.*``, ``base[0]``."""

    start: int
    end: int
    base: Type
    name: str


@dataclass(slots=True, eq=False)
class TypeMember:
    """A property of an object type; ``name`` is "*" for additional properties."""

    start: int
    end: int
    name: str
    type: Type
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class TypeObject:
    """``{ name: type }``."""

    start: int
    end: int
    members: list[TypeMember]


@dataclass(slots=True, eq=False)
class TypeTuple:
    """``[ type ]``."""

    start: int
    end: int
    items: list[Type]


Type: TypeAlias = TypeName | TypeLiteral | TypeUnion | TypeNullable | TypeArray | TypeAccess | TypeObject | TypeTuple
