"""The forms in which a mapping says where a property comes from, compiled for one provider version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from scanner.graph.shapes import SHAPES, Shape
from scanner.graph.versions import Release, choice, choices
from scanner.model.unknowns import Algebra
from scanner.model.value import Path, Unknown, Value
from scanner.yaml_file import MalformedData

Name: TypeAlias = tuple[str, ...]
"""An attribute's path in words, without the index of a block that occurs at most once. Empty for the element itself."""

ALGEBRA = Algebra()
"""How values are told apart in the graph when they are candidates of an unknown."""

NAMED_VALUES: dict[str, dict[str, Value]] = {
    "enabled": {"true": "Enabled", "false": "Disabled"},
    "negated": {"true": False, "false": True},
    "on-off": {"true": "On", "false": "Off"},
}


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value of an attribute, or its default."""

    names: tuple[Name, ...]
    """The version's own name first, then its other spellings."""
    default: Value = None
    """In ARM's terms already."""
    values: Mapping[str, Value] | None = None
    """The source's values in lower case, and ARM's."""
    written: Mapping[str, Value] = field(default_factory=dict)
    """The source's values as they are spelled, by those in lower case."""


@dataclass(frozen=True, slots=True)
class Join:
    """A text made of several attributes."""

    items: tuple[Attribute, ...]
    separator: str
    rest: Attribute
    """Its default and values apply to the whole text."""


@dataclass(frozen=True, slots=True)
class Const:
    """Always the same value."""

    value: Value


@dataclass(frozen=True, slots=True)
class Block:
    """An object made from a block that occurs at most once."""

    names: tuple[Name, ...]
    body: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list with one element for each block or element."""

    names: tuple[Name, ...]
    body: tuple[Property, ...] | None
    rest: Attribute
    """Its values apply to each element, its default to the whole list."""


@dataclass(frozen=True, slots=True)
class Append:
    """One element more for the list of the resource that is configured."""

    body: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """What a named function makes of attributes."""

    shape: Shape
    names: Mapping[str, tuple[Name, ...]]
    """The attributes it reads, by key."""
    options: Mapping[str, Value]
    default: Value
    """In ARM's terms."""


Form: TypeAlias = Attribute | Join | Const | Block | Each | Append | Call


@dataclass(frozen=True, slots=True)
class Property:
    """An ARM path, and where its value comes from."""

    path: tuple[str, ...]
    form: Form


def compile_body(data: Value, release: Release, at: Path, *, fold: bool = False) -> tuple[Property, ...]:
    """The properties of a ``body`` for one provider version; ``fold`` lets ``append`` through. Raises MalformedData."""
    if not isinstance(data, dict) or not data:
        raise MalformedData(at, "must map ARM paths to where they come from")
    return tuple(Property(dotted(path, (*at, path)), compile_form(form, release, (*at, path), fold=fold)) for path, form in data.items())


def compile_form(data: Value, release: Release, at: Path, *, fold: bool = False) -> Form:
    if isinstance(data, str):
        return Attribute((dotted(data, at),))
    if not isinstance(data, dict):
        raise MalformedData(at, f"must be an attribute or a mapping with one of {', '.join(_FORMS)}")
    kinds = [kind for kind in _FORMS if kind in data and not (kind == "from" and "call" in data)]
    if len(kinds) != 1:
        raise MalformedData(at, f"must have exactly one of the keys {', '.join(_FORMS)}")
    if kinds[0] == "append" and not fold:
        raise MalformedData((*at, "append"), "append is only meant for a property of a fold")
    keys, compiled = _FORMS[kinds[0]]
    if keys:
        check_keys(data, keys, at)
    return compiled(data, release, at)


def check_keys(data: Mapping[str, Value], allowed: Iterable[str], at: Path) -> None:
    """Raises MalformedData for a key that is not allowed."""
    for key in data:
        if key not in allowed:
            raise MalformedData((*at, key), f"unknown key {key!r}; known here: {', '.join(allowed)}")


def dotted(text: Value, at: Path) -> Name:
    """``a.b`` in parts; the element itself, ``.``, has none. Raises MalformedData."""
    if not isinstance(text, str) or not text:
        raise MalformedData(at, "must be a name, with dots between its parts")
    if text == ".":
        return ()
    parts = tuple(text.split("."))
    if "" in parts:
        raise MalformedData(at, f"{text!r} has an empty part")
    return parts


def names_of(data: Value, release: Release, at: Path) -> tuple[Name, ...]:
    """An attribute's names: the one for the release first; of a list, all in order. Raises MalformedData."""
    options = data if isinstance(data, list) else [data]
    return tuple(dict.fromkeys(dotted(name, at) for option in options for name in choices(option, release, at)))


def _rest(data: Mapping[str, Value], release: Release, at: Path, names: tuple[Name, ...] = ()) -> Attribute:
    """The keys ``default`` and ``values``, which several forms share."""
    values = data.get("values")
    written: dict[str, Value] = {"true": True, "false": False}
    if isinstance(values, str):
        if values not in NAMED_VALUES:
            raise MalformedData((*at, "values"), f"no table of values is named {values!r}; there are {', '.join(NAMED_VALUES)}")
        values = NAMED_VALUES[values]
    elif values is not None:
        if not isinstance(values, dict):
            raise MalformedData((*at, "values"), "must be a mapping of values, or the name of one")
        written = {key.lower(): written.get(key, key) for key in values}
        values = {key.lower(): value for key, value in values.items()}
    default = choice(data.get("default"), release, (*at, "default"))
    return Attribute(names, translate(default, values), values, written)


def _attribute(data: Mapping[str, Value], release: Release, at: Path) -> Form:
    return _rest(data, release, at, names_of(data["from"], release, (*at, "from")))


def _join(data: Mapping[str, Value], release: Release, at: Path) -> Form:
    items = data["join"] if isinstance(data["join"], list) else [data["join"]]
    compiled = [compile_form(item, release, (*at, "join", index)) for index, item in enumerate(items)]
    attributes = tuple(item for item in compiled if isinstance(item, Attribute))
    if not attributes or len(attributes) != len(compiled):
        raise MalformedData((*at, "join"), "must be a list of attributes")
    separator = data.get("with", "")
    if not isinstance(separator, str):
        raise MalformedData((*at, "with"), "must be text")
    return Join(attributes, separator, _rest(data, release, at))


def _const(data: Mapping[str, Value], release: Release, at: Path) -> Form:
    return Const(choice(data["const"], release, (*at, "const")))


def _block(data: Mapping[str, Value], release: Release, at: Path) -> Form:
    names = names_of(data["block"], release, (*at, "block"))
    return Block(names, compile_body(data.get("body"), release, (*at, "body")))


def _each(data: Mapping[str, Value], release: Release, at: Path) -> Form:
    names = names_of(data["each"], release, (*at, "each"))
    body = compile_body(data["body"], release, (*at, "body")) if "body" in data else None
    return Each(names, body, _rest(data, release, at))


def _append(data: Mapping[str, Value], release: Release, at: Path) -> Form:
    return Append(compile_body(data["append"], release, (*at, "append")))


def _call(data: Mapping[str, Value], release: Release, at: Path) -> Form:
    shape = SHAPES.get(data["call"]) if isinstance(data["call"], str) else None
    if shape is None:
        raise MalformedData((*at, "call"), f"no shape is named {data['call']!r}; there are {', '.join(sorted(SHAPES))}")
    check_keys(data, ("call", "default", *shape.attributes, *shape.options), at)
    names: dict[str, tuple[Name, ...]] = {}
    for key, usual in shape.attributes.items():
        if key not in data and usual is None:
            raise MalformedData(at, f"the shape {data['call']} needs the key {key!r}")
        names[key] = names_of(data.get(key, usual), release, (*at, key))
    options = {key: choice(data[key], release, (*at, key)) for key in shape.options if key in data}
    first = options.get("current")
    if first in names:  # what people are told to write
        names = {first: names[first], **names}
    return Call(shape, names, options, choice(data.get("default"), release, (*at, "default")))


_Compiler: TypeAlias = Callable[[Mapping[str, Value], Release, Path], Form]

_FORMS: dict[str, tuple[tuple[str, ...], _Compiler]] = {
    "from": (("from", "default", "values"), _attribute),
    "join": (("join", "with", "default", "values"), _join),
    "const": (("const",), _const),
    "block": (("block", "body"), _block),
    "each": (("each", "body", "values", "default"), _each),
    "call": ((), _call),
    "append": (("append",), _append),
}


def translate(value: Value, values: Mapping[str, Value] | None) -> Value:
    """The value in ARM's terms: unlisted ones pass, those of a list are taken one by one, an Unknown by its candidates."""
    if values is None or value is None:
        return value
    if isinstance(value, Unknown):
        return ALGEBRA.over(lambda item: translate(item, values), (value,), value.why)
    if isinstance(value, (list, tuple)):
        return [translate(item, values) for item in value]
    if isinstance(value, dict):
        return value
    return values.get(("true" if value else "false") if isinstance(value, bool) else str(value).lower(), value)
