"""What decides whether an instance exists, as a text that is the same wherever the same is asked."""

from __future__ import annotations

from collections.abc import Mapping

from scanner.files import SourceText
from scanner.terraform.syntax import Block, Call, Conditional, Expr, GetAttr, Literal, ObjectCons, TupleCons, Variable

MAX_CHAIN = 20
"""Of resources that are repeated for each instance of another."""


def circumstance(block: Block, index: int | str | None, resources: Mapping[tuple[str, str], Block]) -> str:
    """The question that the block's count or for_each asks of the instance with that index, within its module.

    ``for_each = azurerm_subnet.a`` asks what the subnet's own for_each asks, and ``x ? 1 : 0`` the same as ``x ? {…} : {}``.
    """
    for _ in range(MAX_CHAIN):
        written = block.body.attributes.get("count") or block.body.attributes.get("for_each")
        if written is None:
            break
        expr = _unwrapped(written.expr)
        other = resources.get((expr.object.name, expr.name)) if isinstance(expr, GetAttr) and isinstance(expr.object, Variable) else None
        if other is None:
            return _question(expr, index, written.source)
        block = other
    return f"{block.source.file}:{block.start}"  # nothing else asks this


def _question(expr: Expr, index: int | str | None, source: SourceText) -> str:
    if isinstance(expr, Conditional):
        for arm, other, sign in ((expr.then, expr.otherwise, ""), (expr.otherwise, expr.then, "!")):
            if _is_nothing(other) and _is_one(arm):
                return f"{sign}{_text(expr.condition, source)}"
    return f"{_text(expr, source)}[{'' if index is None else index}]"


def _unwrapped(expr: Expr) -> Expr:
    """The collection in ``length(x)`` and ``toset(x)``: there are as many instances as it has elements."""
    while isinstance(expr, Call) and expr.name in ("length", "toset") and len(expr.arguments) == 1:
        expr = expr.arguments[0]
    return expr


def _is_nothing(expr: Expr) -> bool:
    expr = _unwrapped(expr)
    return (isinstance(expr, Literal) and expr.value == 0) or (isinstance(expr, (TupleCons, ObjectCons)) and not expr.items)


def _is_one(expr: Expr) -> bool:
    """True for what always gives the same instances."""
    expr = _unwrapped(expr)
    return isinstance(expr, Literal) or (isinstance(expr, TupleCons) and all(isinstance(item, Literal) for item in expr.items))


def _text(expr: Expr, source: SourceText) -> str:
    return "".join(source.text[expr.start : expr.end].split())
