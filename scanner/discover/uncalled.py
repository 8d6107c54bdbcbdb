"""What only the outcomes of all units show: code that none of them deploys, and templates that others deploy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from itertools import compress
from pathlib import Path
from typing import TypeAlias

from scanner.discover.formats import Format, named_format
from scanner.errors import InputError
from scanner.files import Files
from scanner.model.result import UnitOutcome
from scanner.model.unit import Unit, UnitKind

_LINK = re.compile("templateLink", re.IGNORECASE)

Block: TypeAlias = tuple[str, int]
"""File and line of a declaration."""


def uncalled_units(units: Iterable[Unit], outcomes: Sequence[UnitOutcome], tried: Set[Block], files: Files) -> list[Unit]:
    """The units for what is declared and has no instance in any unit: a library's modules, a for_each over an empty default,
    a module or resource behind a switch that is off. A Terraform module is judged by its folder, a template by its file.

    ``units`` had these outcomes.
    """
    declared: set[Block] = set()
    instantiated: set[Block] = set()
    for outcome in outcomes:
        declared |= outcome.declared
        instantiated |= outcome.instantiated
    places: dict[tuple[UnitKind, Path], set[Block]] = {}
    for block in declared - instantiated - tried:
        path = files.base / block[0]
        place = (UnitKind.MODULE, path.parent) if named_format(path.name) is Format.TERRAFORM else (UnitKind.TEMPLATE, path)
        places.setdefault(place, set()).add(block)
    known = frozenset(file for file in _read(outcomes) if named_format(file) is not Format.TERRAFORM)
    deployed = {unit.path for unit in units if unit.kind in (UnitKind.ARM, UnitKind.BICEP)}
    return [
        Unit(kind, path, blocks=frozenset(blocks), known=known if kind is UnitKind.TEMPLATE else frozenset(), deployed=path in deployed)
        for (kind, path), blocks in sorted(places.items())
    ]


def by_links(units: Iterable[Unit], files: Files) -> tuple[list[Unit], list[Unit]]:
    """The units apart: those that may deploy templates in other files, and templates without links, which others may deploy."""
    parts: tuple[list[Unit], list[Unit]] = ([], [])
    for unit in units:
        parts[_may_be_deployed(unit) and not _links(unit, files)].append(unit)
    return parts


def _links(unit: Unit, files: Files) -> bool:
    try:
        return _LINK.search(files.read(unit.path).text) is not None
    except InputError:
        return True  # told when it is judged


def deployed_by_themselves(units: Sequence[Unit], outcomes: Sequence[UnitOutcome], files: Files) -> tuple[list[Unit], list[UnitOutcome]]:
    """The units and outcomes without ARM templates that another unit deploys: what it passes to them counts, not what is unknown to them alone.

    Of templates that lead to one another, the first stays.
    """
    reads: dict[str, set[str]] = {}
    linkable = set()
    for unit, outcome in zip(units, outcomes, strict=True):
        name = files.shown(unit.path)
        reads.setdefault(name, set()).update(_read((outcome,)) - {name})
        if _may_be_deployed(unit):
            linkable.add(name)
    linked = set().union(*reads.values())
    kept: set[str] = set()
    reached: set[str] = set()
    for name in sorted(reads, key=lambda name: (name in linkable, name in linked, name)):
        if name not in linkable or name not in reached:
            kept.add(name)
            reached |= reads[name]
    stay = [files.shown(unit.path) in kept for unit in units]
    return list(compress(units, stay)), list(compress(outcomes, stay))


def not_deployed(units: Iterable[Unit], outcomes: Iterable[UnitOutcome], files: Files) -> list[Unit]:
    """The units whose templates none of the outcomes deploys."""
    read = _read(outcomes)
    return [unit for unit in units if files.shown(unit.path) not in read]


def _may_be_deployed(unit: Unit) -> bool:
    """Whether another unit may deploy it. One with parameters beside it is deployed by itself, too; those given for all may be for the other."""
    return unit.kind is UnitKind.ARM and not any(unit.path.parent in path.parents for path in unit.parameters)


def _read(outcomes: Iterable[UnitOutcome]) -> set[str]:
    return {record.file for outcome in outcomes for record in outcome.coverage.files}
