"""Nodes of ARM and Bicep resources: the source is in the graph's terms but for the case of names."""

from __future__ import annotations

from scanner.graph.catalogue import Catalogue
from scanner.graph.declared import Declared, Hint
from scanner.graph.property_names import canonical_body
from scanner.graph.resource_ids import Key, keys_of, last_segment
from scanner.model.graph import Node, Place
from scanner.model.resource import SourceResource
from scanner.model.value import Part, Unknown, Value

_OLD_EXTENSION = "/providers/"


def declare_arm(source: SourceResource, catalogue: Catalogue) -> Declared:
    """The node of a resource that is written in ARM terms already, and what it says about its place among others."""
    written, names = source.type, keys_of(source.name)
    scopes: tuple[Hint, ...] = () if source.scope is None else (Hint(source.scope, ("scope",)),)
    if _OLD_EXTENSION in written.lower() and names is not None:
        written, names, scopes = _modern(written, names)
    arm_type = catalogue.canonical(written)
    body: dict[str, Value] = canonical_body(source.raw, catalogue.names(arm_type))
    name = body["name"] = last_segment(source.name)
    node = Node(0, source.address, arm_type, name, source, body, True, source.api_version, {(): Place(source, ())})
    if names is not None and len(names) != arm_type.count("/"):
        names = None
    return Declared(node, scopes=scopes, names=names)


def _modern(written: str, names: tuple[Key, ...]) -> tuple[str, tuple[Key, ...] | None, tuple[Hint, ...]]:
    """The old way to say what an extension is on: ``Microsoft.X/y/providers/locks`` named ``y1/Microsoft.Authorization/lock1``."""
    at = written.lower().index(_OLD_EXTENSION)
    base, kind = written[:at], written[at + len(_OLD_EXTENSION) :]
    depth = base.count("/")
    if len(names) < depth + 2 or not isinstance(names[depth], str):
        return written, None, ()
    target = _id_text(base, names[:depth])
    return f"{names[depth]}/{kind}", names[depth + 1 :], (Hint(target, ("name",)),)


def _id_text(arm_type: str, names: tuple[Key, ...]) -> Value:
    namespace, *types = arm_type.split("/")
    parts: list[Part] = [namespace]
    for kind, name in zip(types, names, strict=True):
        parts.append(f"/{kind}/")
        parts.extend((name,) if isinstance(name, str) else name)
    if all(isinstance(part, str) for part in parts):
        return "".join(map(str, parts))
    return Unknown("the name depends on the deployment", parts=tuple(parts))
