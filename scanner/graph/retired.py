"""What newer majors of azurerm no longer have: a configuration that uses it, and pins nothing, runs with an older one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from scanner.graph.forms import Name
from scanner.graph.shapes import SHAPES
from scanner.graph.versions import NEWEST_MAJOR, is_table
from scanner.model.resource import Language, Mode, SourceResource
from scanner.model.source import Problem
from scanner.model.value import Value

if TYPE_CHECKING:
    from scanner.graph.catalogue import Catalogue

_ENDS_BEFORE = re.compile(r"<\s*(\d+)")


MAX_REMARKS = 100
"""Of one unit."""


@dataclass(frozen=True, slots=True)
class Retired:
    """An attribute, or, with an empty name, the type itself."""

    name: Name
    until: int
    """The first major version without it."""
    renamed: Name = ()
    """What it is called from then on, where that is known."""


class _Use(NamedTuple):
    source: SourceResource
    retired: Retired


def settle_provider(resources: tuple[SourceResource, ...], catalogue: Catalogue) -> tuple[tuple[SourceResource, ...], tuple[Problem, ...]]:
    """The resources, each with the newest major that still has everything the unit uses, where the configuration admits that one;
    and a remark for each name that the major which counts no longer has. A plan's names are its provider's own."""
    azurerm = [source for source in resources if source.type.startswith("azurerm_") and source.mode is Mode.MANAGED]
    used = [_Use(source, item) for source in azurerm for item in catalogue.retired(source.type) if _uses(source.raw, item.name)]
    used = [use for use in used if use.retired.until <= _major(use.source)]
    if not used:
        return resources, ()
    newest = min((use.retired.until for use in used if use.retired.until > use.source.oldest_provider), default=NEWEST_MAJOR + 1) - 1
    settled = tuple(_settled(source, newest) for source in resources)
    return settled, tuple(_remarks(used, newest))


def _settled(source: SourceResource, newest: int) -> SourceResource:
    free = source.type.startswith("azurerm_") and source.oldest_provider <= newest < _major(source)
    return replace(source, provider=(newest,)) if free else source


def _major(source: SourceResource) -> int:
    return (source.provider or (NEWEST_MAJOR,))[0]


def _remarks(used: Iterable[_Use], newest: int) -> Iterator[Problem]:
    told: set[tuple[object, ...]] = set()
    for source, item in used:
        major = _major(_settled(source, newest))
        key = (source.header, item)
        if item.until > major or source.language is Language.PLAN or key in told or len(told) >= MAX_REMARKS:
            continue
        told.add(key)
        name, new = ".".join(item.name), ".".join(item.renamed)
        what = f"{name} of {source.type}" if name else source.type
        rest = f"; it is {new} there" if new and new != name else ""
        span = source.origin.trace(tuple(item.name)).span if name else source.header
        yield Problem(span, f"azurerm {major}, which the configuration asks for, has no {what}{rest}", fatal=False)


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
        current = {name: None for key, name in table.items() if "<" not in key}
        for key, name in table.items():
            end = _ENDS_BEFORE.search(key)
            if end and name not in current:
                new = next((words for now in current for words in _spellings(now)), None)
                renamed = () if new is None else (*outer, *new)
                yield from (Retired((*outer, *words), int(end[1]), renamed) for words in _spellings(name))


def _spellings(names: Value) -> Iterable[Name]:
    if isinstance(names, dict):
        return [words for name in names.values() for words in _spellings(name)]
    return [() if names == "." else tuple(names.split("."))] if isinstance(names, str) else []
