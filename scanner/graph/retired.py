"""What newer majors of azurerm no longer have: a configuration that uses it, and pins nothing, runs with an older one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scanner.graph.forms import Name
from scanner.graph.shapes import SHAPES
from scanner.graph.versions import NEWEST_MAJOR, is_table
from scanner.model.resource import Mode, SourceResource
from scanner.model.value import Value

if TYPE_CHECKING:
    from scanner.graph.catalogue import Catalogue

_ENDS_BEFORE = re.compile(r"<\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Retired:
    """An attribute, or, with an empty name, the type itself."""

    name: Name
    until: int
    """The first major version without it."""


def settle_provider(resources: tuple[SourceResource, ...], catalogue: Catalogue) -> tuple[SourceResource, ...]:
    """The resources, each with the newest major that still has everything the unit uses, where the newest of all was admitted."""
    free = [source for source in resources if source.type.startswith("azurerm_") and _is_free(source)]
    used = (item.until for source in free if source.mode is Mode.MANAGED for item in catalogue.retired(source.type) if _uses(source.raw, item.name))
    newest = min(used, default=NEWEST_MAJOR + 1) - 1
    if newest >= NEWEST_MAJOR:
        return resources
    return tuple(replace(source, provider=(newest,)) if source.type.startswith("azurerm_") and _is_free(source) else source for source in resources)


def _is_free(source: SourceResource) -> bool:
    return source.provider in (None, (NEWEST_MAJOR,))


def _uses(value: Value, name: Name) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_uses(item, name) for item in value)
    if not name:
        return value is not None
    return isinstance(value, dict) and _uses(value.get(name[0]), name[1:])


def retired_of(entry: Mapping[str, Value]) -> Iterator[Retired]:
    """What an entry of the mapping says by ``until`` and by its tables of names."""
    until = entry.get("until")
    if isinstance(until, int):
        yield Retired((), until)
    for key in ("parent", "scope"):
        yield from _in_names(entry.get(key), ())
    fold = entry.get("fold")
    yield from _in_names(fold.get("into") if isinstance(fold, dict) else None, ())
    yield from _in_body(entry.get("body"), ())
    children = entry.get("children")
    for child in children if isinstance(children, list) else ():
        yield from _in_form(child, ())


def _in_body(body: Value, outer: Name) -> Iterator[Retired]:
    for form in body.values() if isinstance(body, dict) else ():
        yield from _in_form(form, outer)


def _in_form(form: Value, outer: Name) -> Iterator[Retired]:
    if not isinstance(form, dict):
        return
    shape = SHAPES.get(str(form.get("call")))
    for key in ("from", "block", "each", *(shape.attributes if shape else ())):
        yield from _in_names(form.get(key), outer)
    items = form.get("join")
    for item in items if isinstance(items, list) else ():
        yield from _in_form(item, outer)
    for block in _spellings(form.get("block", form.get("each", "."))):
        yield from _in_body(form.get("body"), (*outer, *block))
    yield from _in_body(form.get("append"), outer)


def _in_names(names: Value, outer: Name) -> Iterator[Retired]:
    for table in names if isinstance(names, list) else [names]:
        if not is_table(table) or not isinstance(table, dict):
            continue
        current = {name for key, name in table.items() if "<" not in key}
        for key, name in table.items():
            end = _ENDS_BEFORE.search(key)
            if end and name not in current:
                yield from (Retired((*outer, *words), int(end[1])) for words in _spellings(name))


def _spellings(names: Value) -> Iterable[Name]:
    if isinstance(names, dict):
        return [words for name in names.values() for words in _spellings(name)]
    return [() if names == "." else tuple(names.split("."))] if isinstance(names, str) else []
