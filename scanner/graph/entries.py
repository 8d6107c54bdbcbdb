"""One entry of ``mappings/azurerm``, compiled for one provider version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from scanner.graph.forms import Append, Attribute, Block, Call, Each, Form, Join, Name, Property, check_keys, compile_body, names_of
from scanner.graph.versions import Release
from scanner.model.value import Path, Value
from scanner.yaml_file import MalformedData

_ARM_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+(/[A-Za-z0-9.\-]+)+")
_CHILD_TYPE = re.compile(r"[A-Za-z0-9.\-]+(/[A-Za-z0-9.\-]+)*")


@dataclass(frozen=True, slots=True)
class Child:
    """Nodes made from the blocks of a resource."""

    names: tuple[Name, ...]
    type: str
    name: str
    """The name itself, or, when ``name_from`` is set, nothing."""
    name_from: tuple[Name, ...]
    body: tuple[Property, ...]
    spelling: Mapping[Path, Path]
    """Relative to the block."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Where the properties of a resource go that only configures another one."""

    into: tuple[Name, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What an azurerm type is in ARM terms."""

    type: str
    """The ARM type; for a fold, the type that it configures."""
    body: tuple[Property, ...]
    label: str
    """Whose defaults these are."""
    parent: tuple[Name, ...] = ()
    scope: tuple[Name, ...] = ()
    children: tuple[Child, ...] = ()
    fold: Fold | None = None
    spelling: Mapping[Path, Path] = field(default_factory=dict)

    def arm_types(self) -> tuple[str, ...]:
        return (self.type, *(child.type for child in self.children))


def compile_entry(data: Value, release: Release, at: Path = ()) -> Entry:
    """The entry for one provider version. Raises MalformedData, as does everything that compiles a part of it."""
    if not isinstance(data, dict):
        raise MalformedData(at, "must be a mapping")
    if "fold" in data:
        return _compile_fold(data, release, at)
    check_keys(data, ("type", "body", "parent", "scope", "children", "until"), at)
    _check_until(data, at)
    arm_type = _type_of(data.get("type"), _ARM_TYPE, (*at, "type"))
    body = compile_body(data.get("body"), release, (*at, "body"))
    children = data.get("children", [])
    if not isinstance(children, list):
        raise MalformedData((*at, "children"), "must be a list")
    return Entry(
        arm_type,
        body,
        release.label,
        _alternatives(data.get("parent"), release, (*at, "parent")),
        _alternatives(data.get("scope"), release, (*at, "scope")),
        tuple(_compile_child(child, arm_type, release, (*at, "children", index)) for index, child in enumerate(children)),
        spelling=dict(spell_body(body)),
    )


def _check_until(data: Mapping[str, Value], at: Path) -> None:
    until = data.get("until", 1)
    if not isinstance(until, int) or isinstance(until, bool) or until < 1:
        raise MalformedData((*at, "until"), f"must be the first major version without the type, not {until!r}")


def _compile_fold(data: Mapping[str, Value], release: Release, at: Path) -> Entry:
    check_keys(data, ("fold", "body", "until"), at)
    _check_until(data, at)
    fold = data["fold"]
    if not isinstance(fold, dict) or "into" not in fold:
        raise MalformedData((*at, "fold"), "must have the keys into, the attribute that names the target, and type")
    check_keys(fold, ("into", "type"), (*at, "fold"))
    arm_type = _type_of(fold.get("type"), _ARM_TYPE, (*at, "fold", "type"))
    body = compile_body(data.get("body"), release, (*at, "body"), fold=True)
    into = _alternatives(fold["into"], release, (*at, "fold", "into"))
    return Entry(arm_type, body, release.label, fold=Fold(into, arm_type), spelling=dict(spell_body(body)))


def _compile_child(data: Value, parent: str, release: Release, at: Path) -> Child:
    if not isinstance(data, dict):
        raise MalformedData(at, "must be a mapping")
    check_keys(data, ("block", "type", "name", "body"), at)
    for key in ("block", "name"):
        if key not in data:
            raise MalformedData(at, f"a child needs the key {key!r}")
    name = str(data["name"])
    name_from: tuple[Name, ...] = ()
    if name.startswith("."):
        name_from, name = names_of(name[1:], release, (*at, "name")), ""
    body = compile_body(data.get("body"), release, (*at, "body"))
    names = names_of(data["block"], release, (*at, "block"))
    child_type = f"{parent}/{_type_of(data.get('type'), _CHILD_TYPE, (*at, 'type'))}"
    return Child(names, child_type, name, name_from, body, dict(spell_body(body)))


def _type_of(text: Value, form: re.Pattern[str], at: Path) -> str:
    if not isinstance(text, str) or not form.fullmatch(text):
        raise MalformedData(at, f"must be an ARM type, not {text!r}")
    return text


def _alternatives(data: Value, release: Release, at: Path) -> tuple[Name, ...]:
    if data is None:
        return ()
    listed = data if isinstance(data, list) else [data]
    return tuple(name for index, item in enumerate(listed) for name in names_of(item, release, (*at, index)))


def spell_body(body: tuple[Property, ...], at: Path = (), raw: Path = ()) -> Iterator[tuple[Path, Path]]:
    """For each path that the mapping can set, the attribute that sets it. ``*`` stands for the index in a list of blocks."""
    for item in body:
        yield from _spell_form(item.form, (*at, *item.path), raw)


def _spell_form(form: Form, at: Path, raw: Path) -> Iterator[tuple[Path, Path]]:
    if isinstance(form, Attribute):
        yield at, (*raw, *form.names[0])
    elif isinstance(form, Join):
        # The last part is the one that matters in the joins there are: the replication of a storage SKU, the size of a database's.
        yield at, (*raw, *form.items[-1].names[0])
    elif isinstance(form, Block):
        yield at, (*raw, *form.names[0])
        yield from spell_body(form.body, at, (*raw, *form.names[0]))
    elif isinstance(form, Each):
        yield at, (*raw, *form.names[0])
        yield from spell_body(form.body or (), (*at, "*"), (*raw, *form.names[0], "*"))
    elif isinstance(form, Append):
        yield from spell_body(form.body, (*at, "*"), raw)
    elif isinstance(form, Call):
        first = next(iter(form.names.values()))[0]
        yield at, (*raw, *first)
        for part, source in form.shape.parts.items():
            yield (*at, *part), (*raw, *first, *source)
        for key in form.options.get("body", ()):
            yield (*at, "*", key), (*raw, *first, "*")
