"""Traversals: from the steps after a term, as either parser finds them, to the tree that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scanner.terraform.parse.faults import Fault
from scanner.terraform.syntax import Expr, GetAttr, Index, Splat, Variable

ELEMENT = "*"
"""The name of the variable that stands for the element inside of a splat."""


@dataclass(frozen=True, slots=True)
class NameStep:
    """``.name``."""

    name: str
    end: int


@dataclass(frozen=True, slots=True)
class IndexStep:
    """``[key]`` or, when ``legacy``, ``.0``."""

    key: Expr
    end: int
    legacy: bool = False


@dataclass(frozen=True, slots=True)
class SplatStep:
    """``[*]`` or, when ``attribute_only``, ``.*``."""

    start: int
    end: int
    attribute_only: bool


Step: TypeAlias = NameStep | IndexStep | SplatStep


def traversal(term: Expr, steps: Sequence[Step]) -> Expr:
    """The term with its steps. All steps after ``[*]`` belong to the element; after ``.*`` only names and ``.0`` do."""
    expr = term
    splats: list[Expr] = []
    attribute_only = False
    for step in steps:
        if attribute_only and not isinstance(step, NameStep) and not (isinstance(step, IndexStep) and step.legacy):
            if isinstance(step, SplatStep) and step.attribute_only:
                raise Fault(step.start, step.end, "Nested splat expression not allowed: use [*] instead of .* to nest splats.")
            expr, attribute_only = _close(splats.pop(), expr), False
        if isinstance(step, NameStep):
            expr = GetAttr(expr.start, step.end, expr, step.name)
        elif isinstance(step, IndexStep):
            expr = Index(expr.start, step.end, expr, step.key)
        else:
            splats.append(expr)
            expr, attribute_only = Variable(step.start, step.end, ELEMENT), step.attribute_only
    while splats:
        expr = _close(splats.pop(), expr)
    return expr


def _close(source: Expr, body: Expr) -> Splat:
    return Splat(source.start, body.end, source, body)
