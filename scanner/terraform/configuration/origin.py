"""Where the attributes of a resource are written, the chain their values came through, and the resources they read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scanner.files import SourceText
from scanner.model.source import Span, Step, Trace
from scanner.model.value import Path, Reference, Unknown
from scanner.terraform.configuration.body import BlockInstance
from scanner.terraform.configuration.links import Link, Target, follow
from scanner.terraform.configuration.module import attribute_span, block_span
from scanner.terraform.configuration.resource import ResourceInstance
from scanner.terraform.configuration.traversals import Traversal, item_start, traversal, traversals
from scanner.terraform.configuration.written_text import WrittenText, written_text
from scanner.terraform.evaluate import Scope, source_of
from scanner.terraform.syntax import Attribute, Call, Expr, ObjectCons, TupleCons
from scanner.terraform.values import EvaluationError

MAX_STEPS = 20
MAX_VISITS = 2_000
_ENCODERS = frozenset({"jsonencode", "yamlencode", "base64encode"})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a raw path leads in the syntax: a block, the argument in it if one is written, and what is left of the path."""

    block: BlockInstance
    attribute: Attribute | None
    rest: Path


class ResourceOrigin:
    """The ``Origin`` of a resource instance of a configuration."""

    __slots__ = ("_instance",)

    def __init__(self, instance: ResourceInstance) -> None:
        self._instance = instance

    def trace(self, path: Path) -> Trace:
        place = _locate(self._instance.body, path)
        if place.attribute is None:
            return Trace(_header(place), written=not place.rest and bool(path))
        attribute, scope = place.attribute, place.block.scope
        expr, rest = _descend(attribute.expr, place.rest, scope)
        span = attribute_span(attribute)
        if expr is not attribute.expr:
            span = attribute.source.span(item_start(attribute.expr, expr), expr.end)
        chain = _chain(expr, rest, scope, attribute.source)
        return Trace(span, written=not rest or bool(chain), chain=chain)

    def written_text(self, name: str) -> WrittenText | None:
        """Where the lines of the text are written that an argument gives; None where it is not written in lines."""
        place = _locate(self._instance.body, (name,))
        return None if place.attribute is None else written_text(place.attribute.expr, place.block.scope, place.attribute.source)

    def inside(self, path: Path, *, head: bool = False) -> Span:
        """Where the value at a path that leads into an encoded text is written, also when all of the text comes from elsewhere.

        ``head``: of an object or list only up to the bracket that opens it.
        """
        place = _locate(self._instance.body, path)
        if place.attribute is None:
            return _header(place)
        whole, rest, scope, source = place.attribute.expr, place.rest, place.block.scope, place.attribute.source
        span = attribute_span(place.attribute)
        for _ in range(MAX_STEPS):
            expr, rest = _descend(whole, rest, scope)
            if expr is not whole:
                ends = expr.start + 1 if head and isinstance(expr, (ObjectCons, TupleCons)) else expr.end
                span = source.span(item_start(whole, expr), ends)
            found = traversal(expr, scope)
            link = follow(found, scope) if rest and found is not None and found.whole else None
            if link is None or isinstance(link, Target) or link.expr is None or link.scope is None or link.source is None:
                break
            whole, scope, source, rest = link.expr, link.scope, link.source, (*link.path, *rest)
            span = link.step.span
        return span

    def references(self, path: Path) -> tuple[Reference, ...]:
        place = _locate(self._instance.body, path)
        if place.attribute is not None:
            expr, _ = _descend(place.attribute.expr, place.rest, place.block.scope)
            starts = [(expr, place.block.scope)]
        else:
            starts = [] if place.rest else list(_expressions(place.block))
        return tuple(dict.fromkeys(references_of(starts)))


def _locate(block: BlockInstance, path: Path) -> _Place:
    at = 0
    while at < len(path):
        name = path[at]
        if name in block.names():
            return _Place(block, block.body.attributes[str(name)], path[at + 1 :])
        blocks = block.blocks(str(name)) if name in block.block_types() else []
        index = path[at + 1] if at + 1 < len(path) else 0
        if isinstance(blocks, Unknown) or not isinstance(index, int) or not 0 <= index < len(blocks):
            return _Place(block, None, path[at:])
        block, at = blocks[index], at + 2
    return _Place(block, None, ())


def _header(place: _Place) -> Span:
    """The header of the block that the path leads to; of the one that would make it, where it is open whether there is one."""
    if place.rest:
        for block in place.block.body.blocks:
            if block.type == "dynamic" and block.labels == [place.rest[0]]:
                return block_span(block)
    return block_span(place.block.generator or place.block.block)


def _expressions(block: BlockInstance) -> Iterator[tuple[Expr, Scope]]:
    """All argument expressions in a block and the blocks in it."""
    waiting = [block]
    while waiting:
        block = waiting.pop()
        yield from ((block.body.attributes[name].expr, block.scope) for name in block.names())
        for kind in reversed(block.block_types()):
            blocks = block.blocks(kind)
            waiting += [] if isinstance(blocks, Unknown) else reversed(blocks)


def _descend(expr: Expr, path: Path, scope: Scope) -> tuple[Expr, Path]:
    """The expression inside ``expr`` that makes the part at ``path``, and what of the path it still has to explain.

    A path may lead on into a text that was encoded: rules look into the JSON that azapi takes.
    """
    try:
        expr, path = source_of(expr, path, scope)
        while path and isinstance(expr, Call) and expr.name in _ENCODERS and len(expr.arguments) == 1:
            expr, path = source_of(expr.arguments[0], path, scope)
    except (EvaluationError, RecursionError):
        pass
    return expr, path


def _chain(expr: Expr, path: Path, scope: Scope, source: SourceText) -> tuple[Step, ...]:
    """The stations from the expression back to where the value was first written."""
    steps: list[Step] = []
    while len(steps) < MAX_STEPS:
        found = traversal(expr, scope)
        link = None if found is None or not found.whole else follow(found, scope)
        if isinstance(link, Target):
            link = _attribute_of(link, path)
            path = ()
        if link is None or link.step in steps:
            break
        if link.expr is None or link.scope is None or link.source is None:
            steps.append(link.step)
            break
        whole, scope, source = link.expr, link.scope, link.source
        expr, path = _descend(whole, (*link.path, *path), scope)
        span = link.step.span if expr is whole else source.span(item_start(whole, expr), expr.end)
        steps.append(Step(span, link.step.what))
    return tuple(steps)


def _attribute_of(target: Target, path: Path) -> Link | None:
    """The argument of another resource that a value was read from, where it is written."""
    if target.instance is None:
        return None
    whole = (*target.path, *path)
    place = _locate(target.instance.body, whole)
    if place.attribute is None or not whole:
        return None
    shown = ".".join((target.address, *map(str, whole)))
    return Link(Step(attribute_span(place.attribute), shown), place.attribute.expr, place.block.scope, place.attribute.source, place.rest)


def references_of(
    starts: list[tuple[Expr, Scope]], beyond: Callable[[Traversal, Scope], list[tuple[Expr, Scope]]] = lambda found, scope: []
) -> Iterator[Reference]:
    """The resources that expressions read, looking through variables, locals, loops and module outputs.

    ``beyond`` gives the expressions to go on with where a traversal leads to nothing that is at hand.
    """
    waiting = list(reversed(starts))
    visited: set[tuple[int, int]] = set()
    while waiting and len(visited) < MAX_VISITS:
        expr, scope = waiting.pop()
        if (id(expr), id(scope)) in visited:
            continue
        visited.add((id(expr), id(scope)))
        inner: list[tuple[Expr, Scope]] = []
        for found in traversals(expr, scope):
            link = follow(found, scope)
            if isinstance(link, Target):
                yield Reference(link.address, link.path)
            elif link is not None and link.expr is not None and link.scope is not None:
                inner.append((_descend(link.expr, link.path, link.scope)[0], link.scope))
            elif link is None:
                inner += beyond(found, scope)
        waiting += reversed(inner)
