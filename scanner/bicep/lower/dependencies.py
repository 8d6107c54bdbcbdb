"""What a resource or module waits for: all that its declaration refers to, as the compiler works it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from scanner.arm.expressions import Expr, Literal
from scanner.bicep import syntax as s
from scanner.bicep.lower.names import Declared
from scanner.bicep.lower.references import ReferenceLowering

_IDENTIFIERS = frozenset(("id", "name", "type", "apiVersion"))
_MOST = 50
"""Existing resources looked through for one declaration."""
_DEEPEST = 40
"""Variables that refer to variables; a circle is a mistake that the compiler reports."""


class Dependency(NamedTuple):
    target: Declared
    turn: Expr | None
    weak: bool
    """Only what identifies the target is read, so that an existing one is not looked at."""


class Dependencies:
    """Of one file; what variables refer to is worked out once."""

    def __init__(self) -> None:
        self._of_variables: dict[str, list[Dependency]] = {}

    def of(self, declared: Declared, inner: ReferenceLowering) -> list[Dependency]:
        """What the declaration waits for, each once. ``inner`` is the lowering of its body."""
        found: dict[tuple[str, Expr | None], Dependency] = {}
        for one in self._all(declared, inner, {declared.key}):
            found.setdefault((one.target.key, one.turn), one)
        return list(found.values())

    def _all(self, declared: Declared, inner: ReferenceLowering, seen: set[str]) -> Iterator[Dependency]:
        for one in self._direct(declared, inner):
            if not (one.weak and isinstance(one.target.node, s.Resource) and one.target.node.existing):
                yield one
            elif one.target.key not in seen and len(seen) < _MOST:
                # Nobody looks at it, but it may be named after what is deployed.
                seen.add(one.target.key)
                around = inner.with_local(dict.fromkeys(_loop_variables(one.target.loop), Literal(None)), one.target)
                yield from (further._replace(turn=None) for further in self._all(one.target, around, seen))

    def _direct(self, declared: Declared, inner: ReferenceLowering) -> Iterator[Dependency]:
        node = declared.node
        if declared.outer is not None:
            yield from self._named(declared.outer, inner)
        walk = _Walk(self, inner)
        for part in (node.condition, node.loop.collection if node.loop else None):
            if part is not None:
                yield from walk.references(part)
        for item in node.body.items if isinstance(node.body, s.Object) else ():
            weak = isinstance(item, s.Property) and item.key in ("parent", "scope")
            yield from (one._replace(weak=one.weak or (weak and not one.target.is_module)) for one in walk.references(item.value))

    @staticmethod
    def _named(outer: Declared, inner: ReferenceLowering) -> Iterator[Dependency]:
        found = inner.declared(s.Name(0, 0, outer.node.symbol))
        yield Dependency(outer, found[1] if found and found[0] is outer else None, weak=True)

    def of_variable(self, name: str, lowering: ReferenceLowering, depth: int) -> list[Dependency]:
        if (known := self._of_variables.get(name)) is None:
            self._of_variables[name] = []  # a circle ends here
            walk = _Walk(self, type(lowering)(lowering.context), depth + 1)
            known = [one._replace(turn=None) for one in walk.references(lowering.names.variables[name].value)]
            self._of_variables[name] = known
        return known


class _Walk:
    """Through an expression. ``hidden`` are names that loops and lambdas inside of it give another meaning."""

    def __init__(self, dependencies: Dependencies, lowering: ReferenceLowering, depth: int = 0, hidden: frozenset[str] = frozenset()) -> None:
        self.dependencies, self.lowering, self.depth, self.hidden = dependencies, lowering, depth, hidden

    def references(self, node: s.Expr, weak: bool = False) -> Iterator[Dependency]:
        if isinstance(node, s.Name) and node.name in self.hidden:
            return
        if (found := self._declared(node)) is not None:
            yield Dependency(*found, weak)
            if isinstance(node, s.Index):
                yield from self.references(node.key)
        elif isinstance(node, s.Name):
            if node.name in self.lowering.names.variables and node.name not in self.lowering.local and self.depth < _DEEPEST:
                yield from self.dependencies.of_variable(node.name, self.lowering, self.depth)
        elif isinstance(node, (s.For, s.Lambda)):
            yield from self._bound(node)
        else:
            weak = isinstance(node, s.Call) or (isinstance(node, s.Member) and node.name in _IDENTIFIERS)
            for part in _parts(node):
                yield from self.references(part, weak and part is getattr(node, "object", None))

    def _declared(self, node: s.Expr) -> tuple[Declared, Expr | None] | None:
        base = node
        while isinstance(base, (s.Index, s.Member)):
            base = base.object
        if not isinstance(base, s.Name) or base.name in self.hidden:
            return None
        found = self.lowering.declared(node)
        if found is not None and isinstance(node, s.Index) and self.hidden.intersection(_names(node.key)):
            return found[0], None  # which turn is meant changes within the declaration
        return found

    def _bound(self, node: s.For | s.Lambda) -> Iterator[Dependency]:
        names = node.parameters if isinstance(node, s.Lambda) else _loop_variables(node)
        inner = _Walk(self.dependencies, self.lowering, self.depth, self.hidden.union(names))
        if isinstance(node, s.For):
            yield from self.references(node.collection)
        yield from inner.references(node.body)


def _loop_variables(loop: s.For | None) -> list[str]:
    return [name for name in (loop.item, loop.index) if name] if loop else []


def _names(node: s.Expr) -> Iterator[str]:
    if isinstance(node, s.Name):
        yield node.name
    for part in _parts(node):
        yield from _names(part)


def _parts(node: s.Expr) -> Iterator[s.Expr]:
    match node:
        case s.Interpolation():
            yield from (part for part in node.parts if not isinstance(part, str))
        case s.Member():
            yield node.object
        case s.Index():
            yield from (node.object, node.key)
        case s.Call():
            yield from node.arguments if node.object is None else (node.object, *node.arguments)
        case s.Unary():
            yield node.operand
        case s.Binary():
            yield from (node.left, node.right)
        case s.Ternary():
            yield from (node.condition, node.then, node.otherwise)
        case s.Array():
            yield from (item.value if isinstance(item, s.Spread) else item for item in node.items)
        case s.Object():
            for item in node.items:
                if isinstance(item, s.Property) and not isinstance(item.key, str):
                    yield item.key
                yield item.value
        case s.For():
            yield from (node.collection, node.body)
        case s.Lambda():
            yield node.body
