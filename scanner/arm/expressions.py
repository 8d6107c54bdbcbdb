"""The syntax of template expressions, as a tree.

Nodes are made by the parser of ``[...]`` strings, or directly by a front end that has no such strings (Bicep).
They are never changed; they are not frozen only because freezing triples the cost of making them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from scanner.model.value import Path, Value


@dataclass(slots=True, eq=False)
class Literal:
    """A string, number, bool or null."""

    value: Value


@dataclass(slots=True, eq=False)
class Call:
    """``name`` is in lower case, with the namespace of a user-defined function: ``format``, ``contoso.uniquename``."""

    name: str
    arguments: list[Expr]


@dataclass(slots=True, eq=False)
class Access:
    """``object.key`` and ``object[key]`` alike."""

    object: Expr
    key: Expr


@dataclass(slots=True, eq=False)
class Tree:
    """An object or array written inside an expression; ``path`` is where the template's positions have it."""

    value: Value
    path: Path = ()


Expr: TypeAlias = Literal | Call | Access | Tree


@dataclass(slots=True, eq=False)
class Expression:
    """Stands in the tree of a template wherever a value is computed; ``text`` is how people wrote it."""

    expr: Expr
    text: str


def literal_text(expr: Expr) -> str | None:
    """The text of a literal string, else None."""
    return expr.value if isinstance(expr, Literal) and isinstance(expr.value, str) else None
