"""How expressions speak of resources and modules: by symbolic name, by id, by the name they will have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from scanner.arm.expressions import Access, Call, Expr, Literal
from scanner.bicep import syntax as s
from scanner.bicep.lower.context import FileContext
from scanner.bicep.lower.names import Declared
from scanner.model.value import Symbol, Unknown

Lowering = TypeVar("Lowering", bound="ReferenceLowering")


def call(name: str, *arguments: Expr) -> Call:
    return Call(name, list(arguments))


def unknown(why: str, name: str = "") -> Literal:
    """A value that cannot be told; with a name, one that is the same wherever it is used."""
    return Literal(Unknown(why, parts=(Symbol(name),) if name else ()))


def literal_of(node: s.Expr) -> s.Literal | None:
    """The literal that the expression is, be it a negative number."""
    if isinstance(node, s.Unary) and node.operator == "-" and isinstance(node.operand, s.Literal) and isinstance(node.operand.value, int):
        return s.Literal(node.start, node.end, -node.operand.value)
    return node if isinstance(node, s.Literal) else None


def loop_names(loop: s.For, collection: Expr, index: Expr) -> dict[str, Expr]:
    """What the variables of a loop stand for in the turn with this index."""
    names: dict[str, Expr] = {loop.item: Access(collection, index)}
    if loop.index:
        names[loop.index] = index
    return names


class ReferenceLowering:
    """``local`` are loop and lambda variables in force."""

    def __init__(self, context: FileContext) -> None:
        self.context = context
        self.names = context.names
        self.local: Mapping[str, Expr] = {}
        self.within: Declared | None = None
        """The resource whose body is being lowered: its nested resources are called by their own names."""

    def expr(self, node: s.Expr) -> Expr:
        raise NotImplementedError

    def with_local(self: Lowering, local: Mapping[str, Expr], within: Declared | None = None) -> Lowering:
        inner = type(self)(self.context)
        inner.local = {**self.local, **local}
        inner.within = within or self.within
        return inner

    def with_turn(self: Lowering, declared: Declared, index: Expr | None) -> Lowering:
        """The lowering of what is written in the declaration, with the loop variables of one turn of its loop.

        The names in force here mean nothing there, nor do the loop's own in the collection that it runs over.
        """
        there = type(self)(self.context)
        if declared.loop is None or index is None:
            there.within = declared
            return there
        there.within = self.within if index == self._own_turn(declared) else None
        with self.context.taking_in(declared.loop) as allowed:
            collection = type(self)(self.context).expr(declared.loop.collection) if allowed else unknown("the loop is defined by itself")
        there.local = loop_names(declared.loop, collection, index)
        return there

    def declared(self, node: s.Expr) -> tuple[Declared, Expr | None] | None:
        """The resource or module that an expression names, with the index of the turn meant, if it is in a loop."""
        if isinstance(node, s.Name) and node.name not in self.local:
            around = self.within
            while around is not None:
                if (found := self.names.deployed.get(f"{around.key}::{node.name}")) is not None:
                    return found, self._own_turn(found)
                around = around.outer
            found = self.names.deployed.get(node.name)
            return (found, self._own_turn(found)) if found else None
        if isinstance(node, s.Index) and not node.safe and (base := self.declared(node.object)) is not None:
            return base[0], self.expr(node.key)
        if isinstance(node, s.Member) and node.nested and (base := self.declared(node.object)) is not None:
            found = self.names.deployed.get(f"{base[0].key}::{node.name}")
            return (found, base[1]) if found else None
        return None

    def _own_turn(self, declared: Declared) -> Expr | None:
        """Inside a loop's own body, a resource around or beside means the one of the same turn."""
        if self.within is None or declared.loop is None or self.within.loop is not declared.loop:
            return None
        return call("copyindex", Literal(self.within.key))

    def symbol(self, declared: Declared, index: Expr | None) -> Expr:
        return Literal(declared.key) if index is None else call("format", Literal(declared.key + "[{0}]"), index)

    def whole(self, declared: Declared, index: Expr | None) -> Expr:
        if declared.extensible:
            return call("reference", self.symbol(declared, index))
        return call("reference", self.symbol(declared, index), Literal(declared.version), Literal("full"))

    def id(self, declared: Declared, index: Expr | None) -> Expr:
        """The resource's id. Of one that may not be deployed it is put together, since the deployment may not have it."""
        names = self.segments(declared, index)
        plain = declared.property("scope") is None and len(names) == declared.type.count("/")
        if declared.conditional and plain and self.names.target_scope == "resourceGroup":
            return call("resourceid", Literal(declared.type), *names)
        return Access(call("resourceinfo", self.symbol(declared, index)), Literal("id"))

    def segments(self, declared: Declared, index: Expr | None) -> list[Expr]:
        """The names of its ancestors and its own, as far as they are written apart."""
        inner = self.with_turn(declared, index)
        own, around = inner.own_name(declared, index), inner.parent(declared, index)
        with self.context.taking_in(declared) as allowed:
            return [*inner.segments(*around), own] if around and allowed else [own]

    def parent(self, declared: Declared, index: Expr | None = None) -> tuple[Declared, Expr | None] | None:
        """The resource that it is a child of: the one it is written in, or names as its parent."""
        if declared.outer is not None:
            return declared.outer, index
        written = declared.property("parent")
        return self.declared(written.value) if written else None

    def own_name(self, declared: Declared, index: Expr | None = None) -> Expr:
        """The name as it is written; a module without one gets the compiler's."""
        written = declared.property("name")
        if written is not None:
            with self.context.taking_in(written) as allowed:
                return self.expr(written.value) if allowed else unknown("the name is made of itself")
        if not declared.is_module:
            return unknown("the resource has no name")
        unique = call("uniquestring", Literal(declared.key), Access(call("deployment"), Literal("name")))
        numbered = [] if declared.loop is None else [index or call("copyindex", Literal(declared.key))]
        pattern = "-".join([declared.key, *(f"{{{number}}}" for number in range(len(numbered) + 1))])
        return call("format", Literal(pattern), *numbered, unique)

    def property_of(self, declared: Declared, index: Expr | None, name: str) -> Expr:
        if declared.extensible:
            return Access(self.whole(declared, index), Literal(name))
        if name == "id":
            return self.id(declared, index)
        if name == "name":
            return self.with_turn(declared, index).own_name(declared, index)
        if name in ("type", "apiVersion"):
            return Literal(declared.type if name == "type" else declared.version)
        if name == "properties":
            return call("reference", self.symbol(declared, index))
        if name == "outputs" and declared.is_module:
            return Access(call("reference", self.symbol(declared, index)), Literal("outputs"))
        return Access(self.whole(declared, index), Literal(name))
