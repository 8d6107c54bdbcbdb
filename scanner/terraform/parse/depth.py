"""The guard that makes every tree safe for code that walks it by recursion."""

from __future__ import annotations

from scanner.terraform.parse.faults import MAX_TREE_DEPTH, TOO_DEEP, Fault
from scanner.terraform.syntax import (
    Binary,
    Call,
    Conditional,
    Expr,
    ForExpr,
    GetAttr,
    Index,
    ObjectCons,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TemplatePart,
    TupleCons,
    Unary,
)


def check_depth(expr: Expr) -> Expr:
    """The expression itself; Fault when its tree has more levels than MAX_TREE_DEPTH (a chain of operators counts one for each)."""
    if expr.end - expr.start <= MAX_TREE_DEPTH:  # every level takes a character
        return expr
    level: list[TemplatePart] = [expr]
    for _ in range(MAX_TREE_DEPTH):
        level = [child for parent in level for child in children(parent)]
        if not level:
            return expr
    raise Fault(expr.start, expr.end, TOO_DEEP)


def children(node: TemplatePart) -> list[TemplatePart]:
    """The parts of an expression or template part that are such themselves, in source order."""
    if isinstance(node, GetAttr):
        return [node.object]
    if isinstance(node, Call):
        return [*node.arguments]
    if isinstance(node, ObjectCons):
        return [side for item in node.items for side in item]
    if isinstance(node, TupleCons):
        return [*node.items]
    if isinstance(node, Template):
        return node.parts
    if isinstance(node, Index):
        return [node.object, node.key]
    if isinstance(node, Conditional):
        return [node.condition, node.then, node.otherwise]
    if isinstance(node, Binary):
        return [node.left, node.right]
    if isinstance(node, Unary):
        return [node.operand]
    return _rarer(node)


def _rarer(node: TemplatePart) -> list[TemplatePart]:
    if isinstance(node, Splat):
        return [node.object, node.body]
    if isinstance(node, ForExpr):
        optional = [part for part in (node.result_key, node.condition) if part is not None]
        return [node.collection, node.result, *optional]
    if isinstance(node, TemplateIf):
        return [node.condition, *node.then, *node.otherwise]
    if isinstance(node, TemplateFor):
        return [node.collection, *node.body]
    return []
