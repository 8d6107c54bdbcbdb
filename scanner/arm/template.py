"""The template model: what ARM JSON gives as it is and Bicep is lowered to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Protocol

from scanner.arm.expressions import Expression
from scanner.arm.parser import is_expression, parse_expression, unescape
from scanner.arm.values import member_name
from scanner.model.resource import Language
from scanner.model.source import Span
from scanner.model.value import Path, Value


class Positions(Protocol):
    """Where the parts of a tree are written. A path that is not written gives the closest part around it."""

    def span(self, path: Path) -> Span: ...

    def key_span(self, path: Path) -> Span: ...

    def head_span(self, path: Path) -> Span:
        """The property up to the bracket that opens its value; all of it when it is no object or array."""
        ...

    def written(self, path: Path) -> bool: ...


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """Stands for the template of a deployment that a Bicep module reference supplies; opened when it is needed."""

    reference: str
    """A path, or a registry reference such as ``br/public:avm/res/storage/storage-account:0.9.0``."""
    origin: FilePath
    """The file that refers to it."""


class Expressions:
    """Parses each expression string once."""

    def __init__(self) -> None:
        self._parsed: dict[str, Expression] = {}

    def parse(self, text: str) -> Expression:
        """Raises ExpressionError."""
        if (known := self._parsed.get(text)) is None:
            known = self._parsed[text] = parse_expression(text)
        return known


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """A tree of plain values, in which an ``Expression`` may stand anywhere, and the places of its parts.

    In JSON (``strings``) expressions are strings in brackets, and are parsed when they are met.
    """

    root: dict[str, Value]
    positions: Positions
    file: FilePath
    language: Language
    expressions: Expressions
    base: Path = ()
    """Where ``root`` stands among the positions: nested templates share those of the file."""
    strings: bool = True
    foreign: bool = False
    """True for what was fetched from a registry: nobody here can edit it, so places in it are told as those that use it."""

    def nested(self, root: dict[str, Value], path: Path) -> Template:
        """The template that is written at ``path`` of this one."""
        return Template(root, self.positions, self.file, self.language, self.expressions, (*self.base, *path), self.strings, self.foreign)

    def computed(self, node: Value) -> Expression | None:
        """The expression that the node is, or None when it is a plain value. Raises ExpressionError."""
        if type(node) is str:
            return self.expressions.parse(node) if self.strings and is_expression(node) else None
        return node if type(node) is Expression else None

    def plain(self, text: str) -> str:
        """What a string that is no expression stands for."""
        return unescape(text) if self.strings else text

    def span(self, path: Path) -> Span:
        return self.positions.span((*self.base, *path))

    def key_span(self, path: Path) -> Span:
        return self.positions.key_span((*self.base, *path))

    def head_span(self, path: Path) -> Span:
        return self.positions.head_span((*self.base, *path))

    def written(self, path: Path) -> bool:
        return self.positions.written((*self.base, *path))

    def section(self, name: str) -> tuple[Path, dict[str, Value]]:
        """A top-level object such as ``parameters``, with its path; empty when there is none."""
        key = member_name(self.root, name)
        section = self.root[key] if key is not None else None
        return (key or name,), section if isinstance(section, dict) else {}

    def node(self, path: Path) -> Value:
        """What stands at a path; None when nothing does."""
        node: Value = self.root
        for segment in path:
            if isinstance(segment, int):
                node = node[segment] if isinstance(node, list) and segment < len(node) else None
            else:
                node = node.get(segment) if isinstance(node, dict) else None
        return node


def shown(node: Value) -> str:
    """How people wrote the node: for addresses of things whose name is not known."""
    return node.text if isinstance(node, Expression) else str(node)


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a template."""

    template: Template
    path: Path

    def __truediv__(self, segment: str | int) -> Place:
        return Place(self.template, (*self.path, segment))
