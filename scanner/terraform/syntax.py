"""The syntax tree of HCL, native and JSON alike.

Nodes are made once by the parser and never changed; they are not frozen only because freezing triples the
cost of making them. ``start`` and ``end`` are code-point offsets into the text of ``File.source``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from scanner.files import SourceText
from scanner.model.source import Problem


@dataclass(slots=True, eq=False)
class Literal:
    """A number, bool, null or a string without templates; ``value`` is a Terraform value (see ``values``)."""

    start: int
    end: int
    value: object


@dataclass(slots=True, eq=False)
class Template:
    """A quoted string or heredoc with interpolations or directives, in order.

    A template of one interpolation only (``"${x}"``) has the value of x itself, whatever its type.
    """

    start: int
    end: int
    parts: list[TemplatePart]


@dataclass(slots=True, eq=False)
class TemplateIf:
    """``%{ if … }`` in a template."""

    start: int
    end: int
    condition: Expr
    then: list[TemplatePart]
    otherwise: list[TemplatePart]


@dataclass(slots=True, eq=False)
class TemplateFor:
    """``%{ for … }`` in a template."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Expr
    body: list[TemplatePart]


@dataclass(slots=True, eq=False)
class Variable:
    """The root name of a traversal: ``var``, ``local``, ``each``, ``azurerm_key_vault``, a for variable."""

    start: int
    end: int
    name: str


@dataclass(slots=True, eq=False)
class GetAttr:
    """``.name``."""

    start: int
    end: int
    object: Expr
    name: str


@dataclass(slots=True, eq=False)
class Index:
    """``[key]``."""

    start: int
    end: int
    object: Expr
    key: Expr


@dataclass(slots=True, eq=False)
class Splat:
    """``object[*].a.b[0]`` (full: each step applies to every element) or ``object.*.a`` (attribute-only).

    ``body`` is the expression applied to each element, with a Variable named "*" standing for the element.
    """

    start: int
    end: int
    object: Expr
    body: Expr


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
class Conditional:
    """``a ? b : c``."""

    start: int
    end: int
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(slots=True, eq=False)
class Call:
    """``name`` includes the namespace of a provider-defined function (``provider::azurerm::parse_resource_id``)."""

    start: int
    end: int
    name: str
    arguments: list[Expr]
    expand: bool
    """True when the last argument is followed by ``...``."""


@dataclass(slots=True, eq=False)
class TupleCons:
    """``[…]``."""

    start: int
    end: int
    items: list[Expr]


@dataclass(slots=True, eq=False)
class ObjectCons:
    """``items`` are (key, value); a bare identifier key is already a Literal string, ``(expr)`` is the expression."""

    start: int
    end: int
    items: list[tuple[Expr, Expr]]


@dataclass(slots=True, eq=False)
class ForExpr:
    """A tuple for when ``result_key`` is None, else an object for; ``group`` is the ``...`` after the value."""

    start: int
    end: int
    key: str | None
    value: str
    collection: Expr
    result_key: Expr | None
    result: Expr
    condition: Expr | None
    group: bool


@dataclass(slots=True, eq=False)
class Broken:
    """An expression that is not valid HCL: its value is unknown, its siblings are unharmed."""

    start: int
    end: int
    message: str


Expr: TypeAlias = (
    Literal | Template | Variable | GetAttr | Index | Splat | Unary | Binary | Conditional | Call | TupleCons | ObjectCons | ForExpr | Broken
)
TemplatePart: TypeAlias = str | TemplateIf | TemplateFor | Expr


@dataclass(slots=True, eq=False)
class File:
    """A parsed file. ``problems`` are its syntax errors; what could be parsed beside them is in ``body``."""

    source: SourceText
    body: Body
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Attribute:
    """``name = expression``."""

    name: str
    start: int
    end: int
    expr: Expr
    source: SourceText


@dataclass(slots=True, eq=False)
class Block:
    """``header_end`` is where the opening brace stands: ``start`` to there is what a finding on the block shows."""

    type: str
    labels: list[str]
    start: int
    header_end: int
    end: int
    body: Body
    source: SourceText


@dataclass(slots=True, eq=False)
class Body:
    """What stands between the braces of a block, or in a file."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    lost: str = ""
    """Why not all of it was read, if that is so: then what seems to be absent is not known to be."""
