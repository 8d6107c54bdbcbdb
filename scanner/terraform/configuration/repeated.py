"""Resources and module calls with their instances, as references see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from scanner.model.value import Unknown
from scanner.terraform.configuration.expansion import Expansion
from scanner.terraform.values import Deferred, Value


def written_out(value: Value, depth: int = 0) -> Value:
    """The value with modules in it as objects of their outputs: whoever takes a module as a whole reads them all."""
    if isinstance(value, Deferred):
        return value if value.whole is None else dict(value.whole())
    if _holds_module(value, depth):
        items = [written_out(item, depth + 1) for item in (value.values() if isinstance(value, dict) else value)]
        return dict(zip(value, items, strict=True)) if isinstance(value, dict) else tuple(items)
    return value


def _holds_module(value: Value, depth: int) -> bool:
    """True for an object or a tuple with a module in it, within reach."""
    if depth < 3 and type(value) in (dict, tuple):
        for item in value.values() if isinstance(value, dict) else value:
            kind = type(item)
            if kind is Deferred:
                if item.whole is not None:
                    return True
            elif (kind is dict or kind is tuple) and _holds_module(item, depth + 1):
                return True
    return False


class Part(Protocol):
    """One instance: a resource, or a module."""

    def part(self, name: str | int) -> Value: ...

    def deferred(self) -> Value: ...


Item = TypeVar("Item", bound=Part)


class Repeated(Generic[Item]):
    """All instances of one block. ``expansion`` says how they are numbered or keyed."""

    __slots__ = ("expansion", "items")

    def __init__(self, expansion: Expansion, items: Sequence[Item]) -> None:
        self.expansion, self.items = expansion, items

    def single(self) -> Item | None:
        """The instance of a block without count and for_each, if there may be one."""
        return self.items[0] if self.items and not self.expansion.repeated else None

    def certain(self) -> Item | None:
        """The instance of a block without count and for_each that certainly exists."""
        return self.single() if self.expansion.unknown is None else None

    def at(self, index: str | int) -> Item | None:
        """The instance with that index; for an unknown number of instances, the one that stands for them."""
        for instance, item in zip(self.expansion.instances, self.items, strict=True):
            if instance.index is None or (instance.index == index and type(instance.index) is type(index)):
                return item
        return None

    def value(self) -> Value:
        """The instance, or the tuple or object of all of them."""
        if not self.expansion.repeated:
            if not self.items:  # OpenTofu's enabled = false
                return None
            if self.expansion.unknown is not None:
                return Deferred(self.expansion.unknown.why, part=self.items[0].part, single=False)
            return written_out(self.items[0].deferred())
        if self.expansion.unknown is not None:
            return Deferred(self.expansion.unknown.why, part=self._possible, single=False)
        if self.expansion.keyed:
            return {str(instance.index): item.deferred() for instance, item in zip(self.expansion.instances, self.items, strict=True)}
        return tuple(item.deferred() for item in self.items)

    def _possible(self, index: str | int) -> Value:
        """The instance with that index, where it is not known whether there is one: whoever names it counts on it."""
        item = self.at(index)
        if item is not None:
            return item.deferred()
        return Unknown(self.expansion.unknown.why if self.expansion.unknown else "there is no such instance")
