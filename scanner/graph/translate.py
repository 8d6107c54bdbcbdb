"""Fills a body from the attributes of a Terraform resource, as a mapping says; notes where each property came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from scanner.graph.forms import ALGEBRA, Append, Attribute, Block, Call, Const, Each, Form, Join, Name, Property, translate
from scanner.graph.property_names import canonical_body
from scanner.model.graph import Place
from scanner.model.resource import SourceResource
from scanner.model.unknowns import joined_parts
from scanner.model.value import Part, Path, SomeItems, Unknown, Value


@dataclass(slots=True)
class Draft:
    """A body in the making, with its side tables."""

    source: SourceResource
    label: str
    """Whose defaults are filled in."""
    with_defaults: bool = True
    body: dict[str, Value] = field(default_factory=dict)
    origins: dict[Path, Place] = field(default_factory=dict)
    defaulted: dict[Path, str] = field(default_factory=dict)

    def fill(self, properties: Iterable[Property], element: Value, raw: Path, target: dict[str, Value], at: Path = ()) -> None:
        """Sets the properties of ``target``, which stands at ``at`` in the body, from ``element``, which stands at ``raw``."""
        for item in properties:
            where = (*at, *item.path)
            value = self._produce(item.form, element, raw, where)
            if value is not None and not put(target, item.path, value):
                self.defaulted.pop(where, None)

    def _produce(self, form: Form, element: Value, raw: Path, at: Path) -> Value:
        if isinstance(form, Attribute):
            return self._attribute(form, element, raw, at)
        if isinstance(form, Const):
            return form.value
        if isinstance(form, Block):
            return self._block(form, element, raw, at)
        if isinstance(form, Each):
            return self._each(form, element, raw, at)
        if isinstance(form, Join):
            return self._join(form, element, raw, at)
        if isinstance(form, Append):
            added: dict[str, Value] = {}
            self.fill(form.body, element, raw, added, (*at, 0))
            return [added]
        return self._call(form, element, raw, at)

    def _attribute(self, form: Attribute, element: Value, raw: Path, at: Path) -> Value:
        value, path = read(element, form.names)
        if value is None:
            return self._default(form.default, at)
        self.origins[at] = Place(self.source, raw + path)
        if isinstance(value, Unknown) and None in value.candidates:  # then the default applies, which is in ARM's terms already
            return ALGEBRA.over(lambda item: deepcopy(form.default) if item is None else translate(item, form.values), (value,), value.why)
        if isinstance(value, (dict, list, tuple, Unknown)):
            value = canonical_body(value, {})
        return value if form.values is None else translate(value, form.values)

    def _default(self, default: Value, at: Path) -> Value:
        if default is None or not self.with_defaults:
            return None
        self.defaulted[at] = self.label
        return deepcopy(default) if isinstance(default, (dict, list)) else default

    def _block(self, form: Block, element: Value, raw: Path, at: Path) -> Value:
        value, path = read(element, form.names)
        if isinstance(value, (list, tuple)):
            if not value:
                return None
            value, path = only_block(value, path)
        if value is None:
            return None
        self.origins[at] = Place(self.source, raw + path)
        if not isinstance(value, dict):
            return Unknown(value.why) if isinstance(value, Unknown) else None
        result: dict[str, Value] = {}
        self.fill(form.body, value, raw + path, result, at)
        return result

    def _each(self, form: Each, element: Value, raw: Path, at: Path) -> Value:
        value, path = read(element, form.names)
        if value is None:
            return self._default(form.rest.default, at)
        raw = raw + path
        self.origins[at] = Place(self.source, raw)
        if isinstance(value, Unknown):
            if form.body is None:
                return translate(value, form.rest.values)
            return SomeItems(value.why, items=self._certain(form.body, value, raw)) if isinstance(value, SomeItems) else Unknown(value.why)
        listed = isinstance(value, (list, tuple))
        items = value if listed else [value]
        if form.body is None:
            return [translate(canonical_body(item, {}), form.rest.values) for item in items]
        result: list[Value] = []
        for index, item in enumerate(items):
            place, where = ((*raw, index) if listed else raw), (*at, index)
            self.origins[where] = Place(self.source, place)
            filled: dict[str, Value] = {}
            self.fill(form.body, item, place, filled, where)
            result.append(filled)
        return result

    def _certain(self, properties: Iterable[Property], value: SomeItems, raw: Path) -> tuple[Value, ...]:
        """The certain items, filled in; they have no places of their own."""
        items: list[dict[str, Value]] = [{} for _ in value.items]
        for filled, item in zip(items, value.items, strict=True):
            Draft(self.source, self.label, self.with_defaults).fill(properties, item, raw, filled)
        return tuple(items)

    def _join(self, form: Join, element: Value, raw: Path, at: Path) -> Value:
        pieces: list[Value] = []
        for item in form.items:
            value, path = read(element, item.names)
            if value is not None:
                self.origins[at] = Place(self.source, raw + path)
            elif item.default is None or not self.with_defaults:
                self.origins.pop(at, None)
                return self._default(form.rest.default, at)
            else:
                value = item.default
            pieces.append(self._piece(value, item))
        if at not in self.origins:
            self.defaulted[at] = self.label
        return translate(join(pieces, form.separator), form.rest.values)

    def _piece(self, value: Value, item: Attribute) -> Value:
        """The value in ARM's terms, the default where it may turn out null."""
        if isinstance(value, Unknown) and None in value.candidates and item.default is not None and self.with_defaults:
            return ALGEBRA.over(lambda given: translate(item.default if given is None else given, item.values), (value,), value.why)
        return translate(value, item.values)

    def _call(self, form: Call, element: Value, raw: Path, at: Path) -> Value:
        given: dict[str, Value] = {}
        for key, names in form.names.items():
            value, path = read(element, names)
            if value is None:
                continue
            given[key] = value
            if len(given) == 1:
                self.origins[at] = Place(self.source, raw + path)
                inside = (*path, 0) if isinstance(value, (list, tuple)) else path
                for part, below in form.shape.parts.items():
                    self.origins[at + part] = Place(self.source, raw + inside + below)
        if not given:
            return self._default(form.default, at)
        result = _apply(form, given)
        only = next(iter(given.values()))
        if isinstance(result, Unknown) and len(given) == 1 and isinstance(only, SomeItems):
            items = form.shape.apply({key: list(only.items) for key in given}, form.options)
            return SomeItems(result.why, items=tuple(items)) if isinstance(items, list) else result
        if result is None:
            self.origins.pop(at, None)
            return self._default(form.default, at)
        if isinstance(result, Unknown) and None in result.candidates and self.with_defaults:
            return ALGEBRA.over(lambda item: deepcopy(form.default) if item is None else item, (result,), result.why)
        return result


def _apply(form: Call, given: dict[str, Value]) -> Value:
    unknown = next((item for item in given.values() if isinstance(item, Unknown)), None)
    if unknown is None:
        return form.shape.apply(given, form.options)

    def apply(*chosen: Value) -> Value:
        written = {key: item for key, item in zip(given, chosen, strict=True) if item is not None}
        return form.shape.apply(written, form.options) if written else None

    return ALGEBRA.over(apply, tuple(given.values()), unknown.why)


def read(element: Value, names: tuple[Name, ...]) -> tuple[Value, Path]:
    """The first of the attributes that is written, with its path below the element; None when none is."""
    for name in names:
        value, path = (element.get(name[0]), name) if len(name) == 1 and isinstance(element, dict) else _descend(element, name)
        if value is not None:
            return value, path
    return None, ()


def only_block(blocks: Sequence[Value], path: Path) -> tuple[Value, Path]:
    """The block of which there may be one, with its place; unknown when there are more: the provider would refuse them."""
    if len(blocks) == 1:
        return blocks[0], (*path, 0)
    name = next((step for step in reversed(path) if isinstance(step, str)), "block")
    return Unknown(f"{name} is written {len(blocks)} times where the provider accepts one block"), path


def _descend(value: Value, name: Name) -> tuple[Value, Path]:
    path: Path = ()
    for position, step in enumerate(name):
        if isinstance(value, (list, tuple)):
            if not value:
                return None, path
            value, path = only_block(value, path)
        if isinstance(value, Unknown):
            return ALGEBRA.over(lambda item, rest=name[position:]: _descend(item, rest)[0], (value,), value.why), path
        if not isinstance(value, dict):
            return None, path
        value, path = value.get(step), (*path, step)
    return value, path


def join(pieces: list[Value], separator: str) -> Value:
    """One text of several, which may be unknown: then with its candidates and parts as far as the pieces have them."""
    unknown = next((item for item in pieces if isinstance(item, Unknown)), None)
    if unknown is None:
        return separator.join(map(_text, pieces))

    def text(*chosen: Value) -> Value:
        return None if None in chosen else separator.join(map(_text, chosen))

    return ALGEBRA.over(text, pieces, unknown.why, _parts(pieces, separator))


def _parts(pieces: list[Value], separator: str) -> tuple[Part, ...]:
    """The parts of the joined text; none when one of the pieces has none."""
    texts: list[tuple[Part, ...]] = []
    for index, item in enumerate(pieces):
        spelled = item.parts if isinstance(item, Unknown) else (_text(item),)
        if not spelled:
            return ()
        texts.append((separator, *spelled) if index else spelled)
    return joined_parts(texts) or ()


def _text(value: Value) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def put(target: dict[str, Value], path: tuple[str, ...], value: Value) -> bool:
    """Sets the value in nested objects; False when one of them is unknown as a whole."""
    for step in path[:-1]:
        inner = target.get(step)
        if inner is None:
            inner = target[step] = {}
        elif not isinstance(inner, dict):
            return False
        target = inner
    known = target.get(path[-1])
    if isinstance(known, Unknown):
        return False
    if isinstance(known, dict) and isinstance(value, dict):
        for step, item in value.items():
            put(known, (step,), item)
    else:
        target[path[-1]] = value
    return True
