"""Syntax trees in a short notation, for tests."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from scanner.files import SourceText
from scanner.terraform.syntax import (
    Binary,
    Block,
    Body,
    Broken,
    Call,
    Conditional,
    Expr,
    ForExpr,
    GetAttr,
    Index,
    Literal,
    ObjectCons,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
    TupleCons,
    Unary,
    Variable,
)


def short(node: TemplatePart) -> str:
    """The expression as an S-expression."""
    match node:
        case str():
            return repr(node)
        case Literal():
            return repr(node.value)
        case Template():
            return f"(template {_all(node.parts)})"
        case TemplateIf():
            return f"(if {short(node.condition)} [{_all(node.then)}] [{_all(node.otherwise)}])"
        case TemplateFor():
            return f"(for {node.key} {node.value} {short(node.collection)} [{_all(node.body)}])"
        case Variable():
            return node.name
        case GetAttr():
            return f"{short(node.object)}.{node.name}"
        case Index():
            return f"{short(node.object)}[{short(node.key)}]"
        case Splat():
            return f"(splat {short(node.object)} {short(node.body)})"
        case Unary():
            return f"({node.operator} {short(node.operand)})"
        case Binary():
            return f"({node.operator} {short(node.left)} {short(node.right)})"
        case Conditional():
            return f"(? {short(node.condition)} {short(node.then)} {short(node.otherwise)})"
        case _:
            return _containers(node)


def _containers(node: Expr) -> str:
    match node:
        case Call():
            return f"{node.name}({', '.join(map(short, node.arguments))}{'...' if node.expand else ''})"
        case TupleCons():
            return f"[{', '.join(map(short, node.items))}]"
        case ObjectCons():
            return "{" + ", ".join(f"{short(key)}: {short(value)}" for key, value in node.items) + "}"
        case ForExpr():
            key = "" if node.result_key is None else f"{short(node.result_key)} => "
            condition = "" if node.condition is None else f" if {short(node.condition)}"
            return f"(for {node.key} {node.value} {short(node.collection)}: {key}{short(node.result)}{'...' if node.group else ''}{condition})"
        case Broken():
            return "BROKEN"
        case _:
            raise AssertionError(node)


def _all(parts: list[TemplatePart]) -> str:
    return " ".join(map(short, parts))


def outline(body: Body) -> dict[str, Any]:
    """Attributes by name, and blocks as ``type label label``."""
    result: dict[str, Any] = {name: short(attribute.expr) for name, attribute in body.attributes.items()}
    for block in body.blocks:
        result.setdefault(_header(block), []).append(outline(block.body))
    return result


def _header(block: Block) -> str:
    return " ".join([block.type, *block.labels])


def dump(node: Any) -> Any:
    """Everything in a tree, offsets included."""
    if isinstance(node, SourceText):
        return node.file
    if is_dataclass(node):
        return (type(node).__name__, *(dump(getattr(node, field.name)) for field in fields(node)))
    if isinstance(node, (list, tuple)):
        return [dump(item) for item in node]
    if isinstance(node, dict):
        return [(key, dump(value)) for key, value in node.items()]
    return type(node).__name__, node
