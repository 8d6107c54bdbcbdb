"""How to repair a node, in the words of its source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from scanner.graph.catalogue import Catalogue, load_catalogue
from scanner.graph.forms import Append, Attribute, Block, Call, Const, Each, Form, Join, Property
from scanner.graph.place import place_of, words_of, written_path
from scanner.graph.resource_ids import ancestor_types
from scanner.model.graph import Node, Place
from scanner.model.resource import Language, SourceResource
from scanner.model.value import Path, Unknown, Value

Setting: TypeAlias = tuple[Path, Value]
"""Words and value in the source's own terms. None means: leave it out."""


def spell(node: Node, arm_path: Path) -> str:
    """The property in the source's words: ``network_rules.default_action``; only its name where the source has no words for it."""
    return written_path(words_of(node, arm_path) if settable(node, arm_path) else arm_path[-1:])


def settable(node: Node, path: Path) -> bool:
    """False when the azurerm type has no attribute for the property: then ARM's path is all there is to name it."""
    return not node.source.type.startswith("azurerm_") or words_of(node, path)[:1] != ("properties",)


def said(node: Node, path: Path, value: Value) -> tuple[Path, Value]:
    """The words for a property, and its value as the source has it or would: ``public_network_access_enabled`` and true, for Enabled."""
    words = words_of(node, path)
    if value is None or isinstance(value, Unknown) or node.language in (Language.ARM, Language.BICEP):
        return words, value
    written = _raw_at(node.origins[path]) if path in node.origins else None
    if written is not None and not isinstance(written, Unknown):
        return words, written
    settings = list(_in_source(node, path, value, None))
    return settings[0] if len(settings) == 1 else (words, value)


def _raw_at(place: Place) -> Value:
    value: Value = place.source.raw
    for step in place.path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, (list, tuple)) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def remedy(node: Node, settings: Mapping[Path, Value], catalogue: Catalogue | None = None) -> str:
    """What to set, as a sentence or two: ``Set `min_tls_version = "TLS1_2"`.``"""
    translated = list(dict(item for path, value in settings.items() for item in _in_source(node, path, value, catalogue)).items())
    if node.language is Language.BICEP:
        return _sentence([f"{written_path(words)}: {_bicep(value)}" for words, value in translated])
    if node.language is Language.ARM:
        return " ".join(_json_sentence(words, value) for words, value in translated)
    return " ".join(_hcl_sentences(translated))


def _in_source(node: Node, path: Path, value: Value, catalogue: Catalogue | None) -> Iterator[Setting]:
    words = words_of(node, path)
    if node.language in (Language.ARM, Language.BICEP):
        yield words, value
        return
    source = place_of(node, path).source
    found = _form_at(node, source, path, catalogue or load_catalogue())
    if found is None:
        if () in node.spelling or words != path:  # else the resource has no attribute for it
            yield words, value
    else:
        yield from _inverted(found, words, value, source)


def _form_at(node: Node, source: SourceResource, path: Path, catalogue: Catalogue) -> Form | None:
    """The mapping's form for exactly this property."""
    entry = catalogue.entry(source.type, source.provider)
    if entry is None:
        return None
    if node.type.lower() == entry.type.lower():
        return _form_in(entry.body, path)
    for child in entry.children:
        if child.type.lower() == node.type.lower():
            return _form_in(child.body, path)
    for outer in ancestor_types(node.type)[:1]:  # an inline child, written in its parent's body
        for inline, kind in catalogue.arm_type(outer, None).inline:
            if f"{outer}/{kind}".lower() == node.type.lower():
                return _form_in(entry.body, (*inline, 0, *path))
    return None


def _form_in(body: Sequence[Property], path: Path) -> Form | None:
    first = _folded(path[0]) if path else None
    for item in body:
        size = len(item.path)
        if _folded(item.path[0]) != first or tuple(map(_folded, path[:size])) != tuple(map(_folded, item.path)):
            continue
        if len(path) == size:
            return item.form
        inner = item.form.body if isinstance(item.form, (Block, Each, Append)) else None
        rest = path[size + 1 :] if isinstance(item.form, (Each, Append)) else path[size:]
        found = _form_in(inner, rest) if inner else None
        if found is not None:
            return found
    return None


def _folded(step: str | int) -> str | int:
    return step.lower() if isinstance(step, str) else step


def _inverted(form: Form, words: Path, value: Value, source: SourceResource) -> Iterator[Setting]:
    """What to write so that the property gets the value."""
    if isinstance(form, Attribute):
        yield words, _untranslated(value, form)
    elif isinstance(form, Each) and isinstance(value, list):
        only = form.body[0].form if form.body and len(form.body) == 1 else None
        if isinstance(only, Attribute) and only.names == ((),):
            value = [next(iter(item.values()), None) if isinstance(item, dict) else item for item in value]
        yield words, _untranslated(value, form.rest)
    elif isinstance(form, Block) and isinstance(value, dict):
        for inner in form.body:
            if inner.path[0] in value and len(inner.path) == 1 and isinstance(inner.form, (Attribute, Block)):
                yield from _inverted(inner.form, (*words, *inner.form.names[0]), value[inner.path[0]], source)
    elif isinstance(form, Join) and isinstance(value, str) and form.separator:
        pieces = value.split(form.separator, len(form.items) - 1)
        for item, piece in zip(form.items, pieces, strict=False):
            if source.raw.get(item.names[0][-1]) != piece:
                yield (*words[:-1], *item.names[0]), _untranslated(piece, item)
    elif isinstance(form, Call) and form.shape.invert is not None:
        own = next(iter(form.names.values()))[0]
        outer = words[: len(words) - len(own)]
        for key, item in form.shape.invert(value, form.options).items():
            yield (*outer, *form.names[key][0]), item
    elif not isinstance(form, Const):
        yield words, value


def _untranslated(value: Value, form: Attribute) -> Value:
    if isinstance(value, list):
        return [_untranslated(item, form) for item in value]
    for source, arm in (form.values or {}).items():
        if type(arm) is type(value) and (arm.lower() == value.lower() if isinstance(arm, str) else arm == value):
            return form.written.get(source, source)
    return value


# --- wording ---


def _sentence(items: Sequence[str]) -> str:
    quoted = [f"`{item}`" for item in items]
    return f"Set {_listed(quoted)}." if quoted else ""


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _hcl_sentences(settings: Sequence[Setting]) -> Iterator[str]:
    groups: dict[Path, list[Setting]] = {}
    for words, value in settings:
        groups.setdefault(words[:-1], []).append((words, value))
    for outer, group in groups.items():
        removed = [f"`{written_path(words)}`" for words, value in group if value is None]
        if removed:
            yield f"Remove {_listed(removed)}."
        plain = [f"{words[-1]} = {_hcl(value)}" for words, value in group if value is not None]
        if not plain:
            continue
        if not outer:
            yield _sentence(plain)
        elif len(plain) == 1 and outer[0] != "body" and not any(isinstance(step, int) for step in outer):
            yield f"Set `{' { '.join(map(str, outer))} {{ {plain[0]}{' }' * len(outer)}`."
        else:
            yield f"In `{written_path(outer)}`, set {_listed([f'`{item}`' for item in plain])}."


def _json_sentence(words: Path, value: Value) -> str:
    if value is None:
        return f"Remove `{written_path(words)}`."
    outer = f" in `{written_path(words[:-1])}`" if len(words) > 1 else ""
    return f"Set `{json.dumps(str(words[-1]))}: {json.dumps(value, ensure_ascii=False)}`{outer}."


def _hcl(value: Value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_hcl(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_hcl, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    return json.dumps(value)


def _bicep(value: Value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {_bicep(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_bicep, value)) + "]"
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\${") + "'"
    return json.dumps(value)
