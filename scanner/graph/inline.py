"""Children that are written inside their parent (``properties.subnets``) become nodes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanner.graph.catalogue import Catalogue
from scanner.graph.declared import Declared
from scanner.graph.property_names import canonical_body
from scanner.model.graph import Node, Place
from scanner.model.resource import Mode
from scanner.model.value import Path, Unknown, Value


def lift_inline(declared: Declared, catalogue: Catalogue) -> Iterator[Declared]:
    """The node, then its inline children, at any depth; they are taken out of its body."""
    yield declared
    node = declared.node
    if not node.mapped or node.source.mode is Mode.EXISTING:
        return
    for path, kind in catalogue.arm_type(node.type, node.api_version).inline:
        for child in _lift(declared, path, kind):
            child.node.type = catalogue.canonical(child.node.type)
            child.node.body = canonical_body(child.node.body, catalogue.names(child.node.type))
            yield from lift_inline(child, catalogue)


def _lift(parent: Declared, path: tuple[str, ...], kind: str) -> Iterator[Declared]:
    holder: Value = parent.node.body
    for step in path[:-1]:
        holder = holder.get(step) if isinstance(holder, dict) else None
    if not isinstance(holder, dict) or path[-1] not in holder:
        return
    elements = holder[path[-1]]
    if not isinstance(elements, (list, Unknown)):
        return
    del holder[path[-1]]
    tables = _Tables(parent.node, path)
    if isinstance(elements, Unknown):
        yield _child(parent, kind, elements, tables, None)
    else:
        for index, element in enumerate(elements):
            yield _child(parent, kind, element, tables, index)


def _child(parent: Declared, kind: str, element: Value, tables: _Tables, index: int | None) -> Declared:
    """``index`` is None when it is unknown which children there are: one node stands for all of them then."""
    source = parent.node.source
    if index is None:
        source = replace(source, condition=Unknown(element.why), circumstances=frozenset())
    if isinstance(element, Unknown):
        element = {"name": Unknown(element.why), "properties": Unknown(element.why)}
    body: dict[str, Value] = element if isinstance(element, dict) else {}
    name = body.setdefault("name", Unknown("the name is not written"))
    place = "*" if index is None else name if isinstance(name, str) else index
    node = Node(
        0,
        f"{parent.node.address}/{kind}/{place}",
        f"{parent.node.type}/{kind}",
        name,
        source,
        body,
        True,
        parent.node.api_version,
        tables.origins(index),
        tables.defaulted.get(index, {}),
        tables.spelling(index),
    )
    return Declared(node, inside=parent)


class _Tables:
    """A parent's side tables, cut up by the element of the list that they speak of."""

    def __init__(self, node: Node, path: Path) -> None:
        self._path = path
        self._parent = node
        self._origins: dict[int | None, dict[Path, Place]] = {}
        self.defaulted: dict[int | None, dict[Path, str]] = {}
        size = len(path)
        for table, parts in ((node.origins, self._origins), (node.defaulted, self.defaulted)):
            self._cut(table, parts, size)
        general = (*path, "*")
        self._spelling = [(at[size + 1 :], words) for at, words in node.spelling.items() if at[: size + 1] == general]

    def _cut(self, table: dict[Path, Value], parts: dict[int | None, dict[Path, Value]], size: int) -> None:
        for at in [at for at in table if len(at) > size and at[:size] == self._path]:
            index = at[size]
            if isinstance(index, int):
                parts.setdefault(index, {})[at[size + 1 :]] = table.pop(at)

    def origins(self, index: int | None) -> dict[Path, Place]:
        found = self._origins.get(index, {})
        if () not in found:
            found[()] = self._place(index)
        return found

    def _place(self, index: int | None) -> Place:
        for size in range(len(self._path), -1, -1):
            if (place := self._parent.origins.get(self._path[:size])) is not None:
                tail = self._path[size:] if index is None else (*self._path[size:], index)
                return Place(place.source, (*place.path, *tail))
        return Place(self._parent.source, ())

    def spelling(self, index: int | None) -> dict[Path, Path]:
        return {at: _with_index(words, index or 0) for at, words in self._spelling}


def _with_index(words: Path, index: int) -> Path:
    at = words.index("*")
    return (*words[:at], index, *words[at + 1 :])
