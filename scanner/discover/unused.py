"""Inputs that lie in the scanned tree, judged nothing, and set what open results wait for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import is_variables_file
from scanner.model.result import Outcome, ScanResult, UnitOutcome, UnusedInput
from scanner.model.unit import Unit, UnitKind

_MOST_FILES, _MOST_PARSED = 1_000, 100
_WAITS = re.compile(r'\b(variable|parameter) "([^"]+)" has no value')
"""As the front ends say what an unknown value waits for."""
_NAMES = re.compile(r'(?:^|[{,])[ \t]*(?:param[ \t]+)?"?([A-Za-z_][\w-]*)"?[ \t]*[=:]', re.M)
"""All that can be the name of an input in a file of any language, and more: it spares the parsing of most files."""


def unused_inputs(
    units: Sequence[Unit], candidates: Iterable[Path], outcomes: Iterable[UnitOutcome], merged: ScanResult, files: Files
) -> tuple[UnusedInput, ...]:
    """What is waited for most comes first. Files are looked at only when results wait for something.

    ``outcomes`` are those of the units, in their order; others, of code without a caller, may follow.
    """
    waiting_units = _waiting(units, outcomes)
    if not waiting_units:
        return ()
    skipped = {record.file for record in merged.coverage.files if record.status == "skipped"}
    unused = [path for path in candidates if _is_input(path) and files.shown(path) in skipped]
    setters: dict[tuple[str, str], list[str]] = {}
    parsed = 0
    roots = frozenset(unit.path for unit in units if unit.kind is UnitKind.TERRAFORM)
    for path in unused[:_MOST_FILES]:
        kind = "variable" if is_variables_file(path.name) else "parameter"
        wanted = {name for (of_kind, name), own in waiting_units.items() if of_kind == kind and _may_judge(path, own, roots)}
        if parsed < _MOST_PARSED and wanted and (mentioned := wanted & _mentioned(path, files)):
            parsed += 1
            for name in mentioned.intersection(_set_by(path, files)):
                setters.setdefault((kind, name), []).append(files.shown(path))
    waiting = Counter(key for result in merged.results if result.outcome is Outcome.OPEN for key in _waits_for(result.message))
    found = [UnusedInput(*key, waiting[key], tuple(sorted(set_by))) for key, set_by in setters.items()]
    return tuple(sorted((one for one in found if one.results), key=lambda one: (-one.results, one.kind, one.name)))


def _waiting(units: Iterable[Unit], outcomes: Iterable[UnitOutcome]) -> dict[tuple[str, str], set[Path]]:
    """By what open results wait for, kind and name, the units."""
    waiting: dict[tuple[str, str], set[Path]] = {}
    for unit, outcome in zip(units, outcomes, strict=False):
        for result in outcome.results:
            if result.outcome is Outcome.OPEN:
                for key in _waits_for(result.message):
                    waiting.setdefault(key, set()).add(unit.path)
    return waiting


def _waits_for(message: str) -> set[tuple[str, str]]:
    return set(_WAITS.findall(message))


def _is_input(path: Path) -> bool:
    return is_variables_file(path.name) or path.suffix.lower() in (".bicepparam", ".json", ".jsonc")


def _may_judge(path: Path, waiting: Collection[Path], roots: Collection[Path]) -> bool:
    """False for a variables file in another root module's tree."""
    owner = next((folder for folder in path.parents if folder in roots), None) if is_variables_file(path.name) else None
    return owner is None or owner in waiting


def _mentioned(path: Path, files: Files) -> set[str]:
    try:
        return set(_NAMES.findall(files.read(path).text))
    except InputError:
        return set()


def _set_by(path: Path, files: Files) -> Collection[str]:
    """The names of the inputs that the file sets, as they are written."""
    try:
        if is_variables_file(path.name):
            from scanner.terraform.parse import parse_file

            return parse_file(files.read(path)).body.attributes.keys()
        if path.suffix.lower() == ".bicepparam":
            return re.findall(r"^[ \t]*param[ \t]+(\w+)", files.read(path).text, re.M)
        from scanner.json_source import parse_json

        document = parse_json(files.read(path)).value
        parameters = document.get("parameters") if isinstance(document, dict) else None
        return parameters.keys() if isinstance(parameters, dict) else ()
    except InputError:
        return ()
