"""Traversals in expressions: ``local.tags["env"]``, ``azurerm_subnet.a.id``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.model.value import Path
from scanner.terraform.evaluate import Scope, evaluate
from scanner.terraform.parse.steps import ELEMENT
from scanner.terraform.syntax import (
    Binary,
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
from scanner.terraform.values import EvaluationError


@dataclass(frozen=True, slots=True)
class Traversal:
    """A root name and the steps from there, as far as their keys are known; ``whole`` is False when more steps follow."""

    expr: Expr
    root: str
    steps: Path
    whole: bool = True


def traversal(expr: Expr, scope: Scope) -> Traversal | None:
    """The expression as a traversal; None when it does not start at a name."""
    steps: list[str | int] = []
    whole = True
    start = expr
    while not isinstance(expr, Variable):
        if isinstance(expr, GetAttr):
            steps.append(expr.name)
        elif isinstance(expr, Index):
            key = _key(expr.key, scope)
            if key is None:
                steps.clear()
                whole = False
            else:
                steps.append(key)
        elif isinstance(expr, Splat):
            whole = False
            steps.clear()
        else:
            return None
        expr = expr.object
    return Traversal(start, expr.name, tuple(reversed(steps)), whole)


def _key(expr: Expr, scope: Scope) -> str | int | None:
    if isinstance(expr, Literal):
        value = expr.value
    else:
        try:
            value = evaluate(expr, scope)
        except (EvaluationError, RecursionError):
            return None
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def traversals(expr: Expr, scope: Scope) -> Iterator[Traversal]:
    """Every traversal in the expression that starts at a name of ``scope``, in source order."""
    waiting: list[tuple[TemplatePart, frozenset[str]]] = [(expr, frozenset({ELEMENT}))]
    while waiting:
        part, bound = waiting.pop()
        if isinstance(part, (GetAttr, Index, Splat, Variable)):
            found = traversal(part, scope)
            if found is not None and found.root not in bound:
                yield found
            if isinstance(part, Variable):
                continue
        inner = list(_children(part, bound)) if not isinstance(part, (GetAttr, Index, Splat)) else list(_off_the_path(part, bound))
        waiting += reversed(inner)


def _off_the_path(expr: Expr, bound: frozenset[str]) -> Iterator[tuple[TemplatePart, frozenset[str]]]:
    """What a chain of steps holds besides its root: computed keys, and the object when it is no name."""
    while isinstance(expr, (GetAttr, Index, Splat)):
        if isinstance(expr, Index):
            yield expr.key, bound
        if isinstance(expr, Splat):
            yield expr.body, bound
        expr = expr.object
    if not isinstance(expr, Variable):
        yield expr, bound


def _children(part: TemplatePart, bound: frozenset[str]) -> Iterator[tuple[TemplatePart, frozenset[str]]]:
    if isinstance(part, Template):
        yield from ((inner, bound) for inner in part.parts)
    elif isinstance(part, TemplateIf):
        yield part.condition, bound
        yield from ((inner, bound) for inner in (*part.then, *part.otherwise))
    elif isinstance(part, TemplateFor):
        yield part.collection, bound
        yield from ((inner, bound | {part.value, part.key or part.value}) for inner in part.body)
    elif isinstance(part, Unary):
        yield part.operand, bound
    elif isinstance(part, Binary):
        yield part.left, bound
        yield part.right, bound
    elif isinstance(part, Conditional):
        yield from ((inner, bound) for inner in (part.condition, part.then, part.otherwise))
    elif isinstance(part, Call):
        yield from ((inner, bound) for inner in part.arguments)
    elif isinstance(part, TupleCons):
        yield from ((inner, bound) for inner in part.items)
    elif isinstance(part, ObjectCons):
        for key, value in part.items:
            yield key, bound
            yield value, bound
    elif isinstance(part, ForExpr):
        yield part.collection, bound
        inside = bound | {part.value, part.key or part.value}
        yield from ((inner, inside) for inner in (part.condition, part.result_key, part.result) if inner is not None)


def item_start(root: Expr, target: Expr) -> int:
    """Where the object item (or element) that has ``target`` as its value starts, looking inside ``root``."""
    waiting: list[TemplatePart] = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ObjectCons):
            for key, value in part.items:
                if value is target:
                    return key.start
        waiting += [inner for inner, _ in _children(part, frozenset())]
    return target.start
