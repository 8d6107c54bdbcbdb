"""The syntax tree of Bicep: declarations, expressions, types.

Nodes are made once by the parser and never changed; they are not frozen only because freezing triples the cost
of making them. ``start`` and ``end`` are code-point offsets into the file's text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from scanner.bicep.type_syntax import Type as Type
from scanner.bicep.type_syntax import TypeAccess as TypeAccess
from scanner.bicep.type_syntax import TypeArray as TypeArray
from scanner.bicep.type_syntax import TypeLiteral as TypeLiteral
from scanner.bicep.type_syntax import TypeMember as TypeMember
from scanner.bicep.type_syntax import TypeName as TypeName
from scanner.bicep.type_syntax import TypeNullable as TypeNullable
from scanner.bicep.type_syntax import TypeObject as TypeObject
from scanner.bicep.type_syntax import TypeTuple as TypeTuple
from scanner.bicep.type_syntax import TypeUnion as TypeUnion
from scanner.files import SourceText
from scanner.model.source import Problem, Span


# ---- expressions
@dataclass(slots=True, eq=False)
class Literal:
    """A text without holes, a number, true, false or null."""

    start: int
    end: int
    value: str | int | bool | None


@dataclass(slots=True, eq=False)
class Interpolation:
    """``'${a}-${b}'``: texts and expressions in order."""

    start: int
    end: int
    parts: list[str | Expr]


@dataclass(slots=True, eq=False)
class Name:
    """A reference to something declared."""

    start: int
    end: int
    name: str


@dataclass(slots=True, eq=False)
class Member:
    """``object.name`` or ``object.?name``; also ``object::name``, a nested resource, when ``nested``."""

    start: int
    end: int
    object: Expr
    name: str
    safe: bool = False
    nested: bool = False


@dataclass(slots=True, eq=False)
class Index:
    """``object[key]``, ``object[?key]``, ``object[^key]`` from the end."""

    start: int
    end: int
    object: Expr
    key: Expr
    safe: bool = False
    from_end: bool = False


@dataclass(slots=True, eq=False)
class Call:
    """``name(…)``; with ``object``, a method: ``storage.listKeys()``, ``az.resourceGroup()``."""

    start: int
    end: int
    name: str
    arguments: list[Expr]
    object: Expr | None = None
    safe: bool = False


@dataclass(slots=True, eq=False)
class Unary:
    """``!x`` or ``-x``."""

    start: int
    end: int
    operator: str
    operand: Expr


@dataclass(slots=True, eq=False)
class Binary:
    """Two operands with an operator between them."""

    start: int
    end: int
    operator: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Ternary:
    """``a ? b : c``."""

    start: int
    end: int
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(slots=True, eq=False)
class Lambda:
    """``(x, i) => …``."""

    start: int
    end: int
    parameters: list[str]
    body: Expr


@dataclass(slots=True, eq=False)
class Spread:
    """``...expression`` in an object or array."""

    start: int
    end: int
    value: Expr


@dataclass(slots=True, eq=False)
class Array:
    """``[…]``."""

    start: int
    end: int
    items: list[Expr | Spread]


@dataclass(slots=True, eq=False)
class Property:
    """``key: value`` in an object."""

    start: int
    end: int
    key: str | Interpolation
    value: Expr


@dataclass(slots=True, eq=False)
class Object:
    """``resources`` are the nested resource declarations of a resource body."""

    start: int
    end: int
    items: list[Property | Spread]
    resources: list[Resource] = field(default_factory=list)
    lost: str = ""
    """Why not all of it was read, if that is so: then what seems to be absent is not known to be."""


@dataclass(slots=True, eq=False)
class For:
    """``[for item, index in collection: body]``; ``condition`` is the ``if`` between colon and body."""

    start: int
    end: int
    item: str
    index: str | None
    collection: Expr
    body: Expr
    condition: Expr | None = None


@dataclass(slots=True, eq=False)
class Broken:
    """Syntax that is not understood: its value is unknown, its siblings are unharmed."""

    start: int
    end: int
    message: str


Expr: TypeAlias = Literal | Interpolation | Name | Member | Index | Call | Unary | Binary | Ternary | Lambda | Array | Object | For | Broken


# ---- declarations
@dataclass(slots=True, eq=False)
class TargetScope:
    """``targetScope = …``."""

    start: int
    end: int
    value: Expr


@dataclass(slots=True, eq=False)
class Metadata:
    """``metadata name = …``."""

    start: int
    end: int
    name: str
    value: Expr


@dataclass(slots=True, eq=False)
class Parameter:
    """``param name type = default``; in a parameters file ``type`` is None and ``value`` is the value given."""

    start: int
    end: int
    name: str
    type: Type | None
    value: Expr | None
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class Variable:
    """``var name = …``."""

    start: int
    end: int
    name: str
    value: Expr
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class AliasDeclaration:
    """``type name = …``."""

    start: int
    end: int
    name: str
    type: Type
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class Output:
    """``output name type = …``."""

    start: int
    end: int
    name: str
    type: Type
    value: Expr
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class Function:
    """``func name(…) type => …``."""

    start: int
    end: int
    name: str
    parameters: list[tuple[str, Type]]
    result: Type
    body: Expr
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class Resource:
    """``resource symbol 'type@version' [existing] = body``. ``header_end`` is the end of the type: what a finding
    about something absent shows. ``condition`` and ``loop`` are taken off the body."""

    start: int
    end: int
    header_end: int
    symbol: str
    type: Expr
    existing: bool
    body: Object | Broken
    condition: Expr | None
    loop: For | None
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class Module:
    """``module symbol 'path' = body``; like a resource."""

    start: int
    end: int
    header_end: int
    symbol: str
    path: Expr
    body: Object | Broken
    condition: Expr | None
    loop: For | None
    decorators: list[Call]


@dataclass(slots=True, eq=False)
class Import:
    """Compile-time import; ``names`` are (exported, local) pairs, or ``wildcard`` is the namespace."""

    start: int
    end: int
    names: list[tuple[str, str]]
    wildcard: str | None
    path: Expr


@dataclass(slots=True, eq=False)
class Extension:
    """``extension name with {…} as alias``."""

    start: int
    end: int
    name: str
    alias: str | None


@dataclass(slots=True, eq=False)
class Using:
    """``using 'main.bicep'``, or ``using none``, in a parameters file."""

    start: int
    end: int
    path: Expr | None


@dataclass(slots=True, eq=False)
class Extends:
    """``extends 'file.bicepparam'``."""

    start: int
    end: int
    path: Expr


Declaration: TypeAlias = (
    TargetScope | Metadata | Parameter | Variable | AliasDeclaration | Output | Function | Resource | Module | Import | Extension | Using | Extends
)


@dataclass(slots=True, eq=False)
class File:
    """A parsed file; ``problems`` are its syntax errors, everything else is in ``declarations``."""

    source: SourceText
    declarations: list[Declaration]
    problems: list[Problem] = field(default_factory=list)
    lost: list[Span] = field(default_factory=list)
    """Where something could not be read that may have been a declaration."""
