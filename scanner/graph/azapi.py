"""Nodes of azapi resources, whose body is ARM already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scanner.graph.azurerm import hints, unmapped_node
from scanner.graph.catalogue import Catalogue
from scanner.graph.declared import Declared, Folding, Hint
from scanner.graph.entries import Entry, Fold
from scanner.graph.json_body import parse_body
from scanner.graph.property_names import canonical_body
from scanner.graph.shapes import SHAPES
from scanner.graph.translate import Draft, join
from scanner.model.graph import Node, Place
from scanner.model.resource import Gap, Mode, SourceResource
from scanner.model.value import Path, Unknown, Value, texts

RESOURCES = ("azapi_resource", "azapi_data_plane_resource")
UPDATE = "azapi_update_resource"

SPELLING: Mapping[Path, Path] = {
    (): ("body",),
    ("name",): ("name",),
    ("location",): ("location",),
    ("tags",): ("tags",),
    ("identity",): ("identity",),
    ("identity", "userAssignedIdentities"): ("identity", "identity_ids"),
}


def declare_azapi(source: SourceResource, catalogue: Catalogue) -> list[Declared]:
    """The node of an ``azapi_resource``; an ``azapi_update_resource`` folds; what only acts makes an unmapped node."""
    if source.type not in (*RESOURCES, UPDATE):
        return [Declared(unmapped_node(source))]
    written = source.raw.get("type")
    if not isinstance(written, str):
        return [Declared(unmapped_node(source))]
    arm_type, _, version = written.partition("@")
    arm_type = catalogue.canonical(arm_type)
    draft = Draft(source, "")
    _fill_body(draft, canonical_body(parse_body(source.raw.get("body")), catalogue.names(arm_type)))
    if source.type == UPDATE:
        return [_declare_update(source, arm_type, version, draft)]
    _fill_attributes(draft)
    name = draft.body.setdefault("name", Unknown("the name is not written"))
    if source.mode is Mode.EXISTING:
        draft.body = {"name": name}
    parents = hints(source.raw, [("parent_id",)]) or hints(source.raw, [("resource_id",)])
    return [Declared(_node(source, arm_type, version, draft), parents=parents)]


def untold_types(resources: Iterable[SourceResource]) -> Iterator[Gap]:
    """A gap for each azapi resource whose type is an unknown value: it may be the very thing that seems to be missing."""
    for source in resources:
        if source.type in (*RESOURCES, UPDATE) and source.mode is Mode.MANAGED and isinstance(source.raw.get("type"), Unknown):
            said = {key: value for key, value in source.raw.items() if key not in ("location", "tags", "type")}
            yield Gap(source.header, f"the type of {source.address} is not known before deployment", frozenset(texts(said)))


def _node(source: SourceResource, arm_type: str, version: str, draft: Draft) -> Node:
    name = draft.body["name"]
    return Node(0, source.address, arm_type, name, source, draft.body, True, version or None, draft.origins, {}, SPELLING)


def _declare_update(source: SourceResource, arm_type: str, version: str, draft: Draft) -> Declared:
    """Its target is named by ``resource_id``, or by ``parent_id`` and ``name``.

    A part that comes with its parent (``networkRuleSets/default``) is not declared anywhere: the update is then its declaration.
    """
    into = hints(source.raw, [("resource_id",)])
    parents = hints(source.raw, [("parent_id",)])
    name = source.raw.get("name")
    alone = None
    if not into and parents and name is not None:
        into = (Hint(_child_id(parents[0].value, arm_type, name), ("parent_id",)),)
        if arm_type.count("/") > 1:
            alone = _node(source, arm_type, version, replace(draft, body={"name": name, **draft.body}))
    draft.body.pop("name", None)
    entry = Entry(arm_type, (), "", fold=Fold((), arm_type), spelling=SPELLING)
    return Declared(unmapped_node(source, mapped=True), parents=parents, fold=Folding(source, entry, into, draft, alone))


def _child_id(parent: Value, arm_type: str, name: Value) -> Value:
    kind = f"/{arm_type.rpartition('/')[2]}/" if arm_type.count("/") > 1 else f"/providers/{arm_type}/"
    return join([parent, kind, name], "")


def _fill_body(draft: Draft, body: Value) -> None:
    if isinstance(body, Unknown):
        draft.body["properties"] = Unknown(body.why)
        draft.origins["properties",] = Place(draft.source, ("body",))
    elif isinstance(body, dict):
        draft.body.update(body)
        for key in body:
            draft.origins[key,] = Place(draft.source, ("body", key))


def _fill_attributes(draft: Draft) -> None:
    """What azapi takes outside the body."""
    raw = draft.source.raw
    for key in ("name", "location", "tags"):
        if raw.get(key) is not None:
            draft.body[key] = canonical_body(raw[key], {})
            draft.origins[key,] = Place(draft.source, (key,))
    identity = raw.get("identity")
    if identity:
        value = identity if isinstance(identity, Unknown) else SHAPES["identity"].apply({"from": identity}, {})
        draft.body["identity"] = Unknown(value.why) if isinstance(value, Unknown) else value
        inside = ("identity", 0) if isinstance(identity, (list, tuple)) else ("identity",)
        draft.origins["identity",] = Place(draft.source, inside)
        draft.origins["identity", "userAssignedIdentities"] = Place(draft.source, (*inside, "identity_ids"))
