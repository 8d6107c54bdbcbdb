"""A block with its scope: arguments evaluated and nested blocks expanded when somebody asks for them."""

from __future__ import annotations

from typing import Protocol

from scanner.files import SourceText
from scanner.model.unknowns import MAX_CANDIDATES, possible
from scanner.model.value import OpenObject, Path, SomeItems, Unknown
from scanner.model.value import Value as PlainValue
from scanner.terraform.configuration.deferred import attribute_after_apply, of_resource, plain
from scanner.terraform.configuration.scope import IteratorScope
from scanner.terraform.evaluate import Scope
from scanner.terraform.syntax import Block, Expr, Variable
from scanner.terraform.types import friendly_name, type_of
from scanner.terraform.values import SetValue, Value

META_ARGUMENTS = frozenset({"count", "for_each", "provider", "depends_on"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection", "_"})
MAX_BLOCKS = 10_000
MAX_DEPTH = 40

_UNASKED = object()
_RUNNING = object()


class Evaluator(Protocol):
    """Evaluates an expression; what Terraform would refuse becomes a problem and an Unknown."""

    def value_of(self, expr: Expr, scope: Scope, source: SourceText) -> Value: ...

    def refuse(self, source: SourceText, start: int, end: int, message: str) -> Unknown: ...

    def may_make(self, blocks: int) -> bool:
        """Whether dynamic blocks may make so many more; asked once for each."""
        ...


class BlockInstance:
    """The body of a resource, or of one of its blocks (from a dynamic block too), with the scope it is evaluated in."""

    __slots__ = ("_blocks", "_depth", "_values", "address", "block", "body", "evaluator", "generator", "path", "scope")

    def __init__(
        self,
        block: Block,
        scope: Scope,
        evaluator: Evaluator,
        address: str,
        path: Path = (),
        generator: Block | None = None,
        depth: int = 0,
    ) -> None:
        self.block, self.body, self.scope, self.evaluator = block, block.body, scope, evaluator
        self.address, self.path = address, path
        self.generator = generator
        """For the content of a dynamic block: that block."""
        self._depth = depth
        self._values: dict[str, Value] = {}
        self._blocks: dict[str, list[BlockInstance] | Unknown] = {}

    # ------------------------------------------------------------------ parts

    def attribute(self, name: str) -> Value:
        """The value of a written argument."""
        if (value := self._values.get(name, _UNASKED)) is _UNASKED:
            written = self.body.attributes[name]
            self._values[name] = _RUNNING
            value = self._values[name] = self.evaluator.value_of(written.expr, self.scope, written.source)
        elif value is _RUNNING:
            written = self.body.attributes[name]
            return self.evaluator.refuse(written.source, written.start, written.end, f"Cycle: {self.address}")
        return value

    def block_types(self) -> list[str]:
        """The types of the nested blocks, in order of appearance."""
        names = dict.fromkeys(_made(block) for block in self.body.blocks)
        return [name for name in names if name is not None and not (self._depth == 0 and name in META_BLOCKS)]

    def blocks(self, kind: str) -> list[BlockInstance] | Unknown:
        """The nested blocks of a type, dynamic ones expanded; Unknown when it is not known how many there are."""
        if kind not in self._blocks:
            self._blocks[kind] = Unknown(f"the {kind} blocks of {self.address} depend on themselves")
            self._blocks[kind] = self._expanded(kind)
        return self._blocks[kind]

    def names(self) -> list[str]:
        """The written arguments that are the resource's own."""
        return [name for name in self.body.attributes if self._depth or name not in META_ARGUMENTS]

    # ------------------------------------------------------------------ as a value

    def part(self, name: str | int) -> Value:
        """What a reference to this attribute gives: as after planning, so what is not written is known after apply."""
        if isinstance(name, str):
            if name in self.body.attributes and (self._depth or name not in META_ARGUMENTS):
                value = self.attribute(name)
                if value is not None:
                    return value
            elif name in self.block_types():
                blocks = self.blocks(name)
                if isinstance(blocks, Unknown):
                    return Unknown(blocks.why)
                if blocks:  # where there are none, the provider may add some: the identity of a cluster's nodes
                    return tuple(block.deferred() for block in blocks)
        return attribute_after_apply(self.address, (*self.path, name))

    def deferred(self) -> Value:
        """The whole as a value."""
        return of_resource(self.address, self.path, self.part)

    def raw(self) -> dict[str, PlainValue]:
        """The attributes in the shape of ``terraform show -json``; what is null is left out."""
        result: dict[str, PlainValue] = OpenObject(self.body.lost) if self.body.lost else {}
        for name in self.names():
            value = plain(self.attribute(name))
            if value is not None:
                result[name] = value
        for kind in self.block_types():
            blocks = self.blocks(kind)
            result[kind] = plain(blocks) if isinstance(blocks, Unknown) else [block.raw() for block in blocks]
        return result

    # ------------------------------------------------------------------ expansion

    def _expanded(self, kind: str) -> list[BlockInstance] | Unknown:
        if self._depth >= MAX_DEPTH:
            return Unknown("blocks are nested too deeply")
        variants: list[list[BlockInstance]] = [[]]
        unknown: Unknown | None = None
        for block in self.body.blocks:
            if block.type == "dynamic" and block.labels == [kind]:
                content = _content(block)
                collection = self._collection(block, kind, content)
                unknown = collection if unknown is None and isinstance(collection, Unknown) else unknown
                variants = self._with_dynamic(variants, block, kind, content, collection)
            elif block.type == kind:
                variants = [[*made, self._child(block, self.scope, kind, len(made), None)] for made in variants]
        if unknown is None:
            return variants[0]
        candidates = tuple([block.raw() for block in made] for made in variants)
        certain = [self._child(block, self.scope, kind, index, None).raw() for index, block in enumerate(self.body.blocks) if block.type == kind]
        return SomeItems(unknown.why, candidates, items=tuple(certain)) if certain else Unknown(unknown.why, candidates)

    def _collection(self, block: Block, kind: str, content: Block | None) -> Value:
        """What a dynamic block goes through: a collection, or Unknown."""
        for_each = block.body.attributes.get("for_each")
        if for_each is None or content is None:
            what = 'Missing required argument "for_each"' if for_each is None else "Missing content block"
            return self.evaluator.refuse(block.source, block.start, block.header_end, f'{what}: the dynamic block "{kind}" is incomplete')
        value = self.evaluator.value_of(for_each.expr, self.scope, for_each.source)
        if isinstance(value, Unknown):
            return value
        if (items := _elements(value)) is not None:
            if len(items) <= MAX_BLOCKS and self.evaluator.may_make(len(items)):
                return value
            return self.evaluator.refuse(for_each.source, for_each.start, for_each.end, "more blocks than these are not evaluated")
        have = "null" if value is None else friendly_name(type_of(value))
        message = f"Invalid dynamic for_each value: cannot use a {have} value in for_each; an iterable collection is required"
        return self.evaluator.refuse(for_each.source, for_each.start, for_each.end, message)

    def _with_dynamic(
        self, variants: list[list[BlockInstance]], block: Block, kind: str, content: Block | None, collection: Value
    ) -> list[list[BlockInstance]]:
        """Each list of blocks with those of a dynamic block after it; more lists when the collection is one of several, none when it is open."""
        choices = possible(collection)
        for_each = block.body.attributes.get("for_each")
        if for_each is None or content is None or not 0 < len(variants) * len(choices) <= MAX_CANDIDATES:
            return []
        longer = []
        for choice in choices:
            items = _elements(choice)
            if items is None or len(items) > MAX_BLOCKS or (len(choices) > 1 and not self.evaluator.may_make(len(items) * len(variants))):
                return []
            for made in variants:
                blocks = list(made)
                for key, item in items:
                    scope = IteratorScope(self.scope, _iterator_name(block, kind), for_each, key, item)
                    blocks.append(self._child(content, scope, kind, len(blocks), block))
                longer.append(blocks)
        return longer

    def _child(self, block: Block, scope: Scope, kind: str, index: int, generator: Block | None) -> BlockInstance:
        return BlockInstance(block, scope, self.evaluator, self.address, (*self.path, kind, index), generator, self._depth + 1)


def _made(block: Block) -> str | None:
    """The type of block that a block in a body makes."""
    return (block.labels[0] if len(block.labels) == 1 else None) if block.type == "dynamic" else block.type


def _content(block: Block) -> Block | None:
    return next((nested for nested in block.body.blocks if nested.type == "content"), None)


def _iterator_name(block: Block, kind: str) -> str:
    iterator = block.body.attributes.get("iterator")
    return iterator.expr.name if iterator is not None and isinstance(iterator.expr, Variable) else kind


def _elements(value: Value) -> list[tuple[Value, Value]] | None:
    """Keys and values in Terraform's order; None for what is no collection."""
    if isinstance(value, dict):
        return [(key, value[key]) for key in sorted(value)]
    if isinstance(value, SetValue):
        return [(item, item) for item in value]
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    return None
