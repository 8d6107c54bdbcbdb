"""Walks the named paths and sorts what it sees into units, candidates and records."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from scanner.discover.formats import NOT_DEPLOYED, NOT_READ, Format, named_format, sniff
from scanner.discover.ignore import IgnoreRules
from scanner.discover.inputs import Assignment
from scanner.discover.units import Selection, template_units, terraform_units
from scanner.errors import InputError, UsageError
from scanner.files import Files, repository_root
from scanner.model.inputs import Inputs
from scanner.model.result import FileRecord
from scanner.model.source import COMMAND_LINE, Problem
from scanner.model.unit import Discovery, Unit, UnitKind

VENDORED = frozenset(
    {".git", ".terraform", ".terragrunt-cache", "node_modules", "bower_components", ".venv", "venv", "site-packages", "__pycache__", ".tox", ".azure"}
)
"""Folders of fetched or generated things: never the user's own code."""
_NO_INPUTS = Inputs()


@dataclass(slots=True)
class _Seen:
    """What the walk has met so far, by format."""

    by_format: dict[Format, list[Path]] = field(default_factory=dict)
    records: list[FileRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, kind: Format, path: Path) -> None:
        self.by_format.setdefault(kind, []).append(path)

    def of(self, kind: Format) -> list[Path]:
        return self.by_format.get(kind, [])


def scan_roots(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The trees that may be read: named folders, and for a named file its repository (its folder outside one).

    A named folder inside a repository may reach the whole repository: modules are often siblings (``../modules``).
    """
    roots = []
    for path in paths:
        folder = path if path.is_dir() else path.parent
        roots.append(repository_root(folder) or folder)
    return tuple(sorted(set(roots)))


def discover(paths: Iterable[Path], files: Files, inputs: Inputs = _NO_INPUTS, changed: bool = False) -> Discovery:
    """The units below ``paths`` (absolute, resolved), with their inputs. Raises UsageError for a path that does not exist.

    ``changed``: the files among them are judged within whatever deploys them, as in a scan of everything; they may be
    deleted, and there may be none.
    """
    named = sorted(set(paths))
    seen = _Seen()
    gone = [path for path in named if not os.path.lexists(path)]
    if gone and not changed:
        raise UsageError(f"no such file or folder: {files.shown(gone[0])}")
    directories = [path for path in named if path.is_dir()]
    others = sorted(set(named).difference(gone, directories))
    single = [path for path in others if not any(folder in path.parents for folder in directories)]
    gone = [path for path in gone if path.parent.is_dir()]
    for directory in directories:
        for path in _walk(directory, IgnoreRules.at(directory), files, seen):
            _classify(path, files, seen)
    for path in single:
        _classify(path, files, seen, by_user=True, chosen=not changed)
    only = frozenset(single) if not directories and (single or changed) else None
    around = cache(lambda: _around([*single, *gone], files))
    selection = Selection(seen.by_format, only is not None, changed, around, tuple(gone), inputs)
    templates, reasons = template_units(selection, files)
    units = [*terraform_units(selection, files), *templates, *(Unit(UnitKind.PLAN, path) for path in seen.of(Format.PLAN))]
    assignment = _assignment(units, selection, single, files)
    candidates = [path for paths_of_kind in seen.by_format.values() for path in paths_of_kind]
    return Discovery(
        tuple(sorted(assignment.assigned, key=lambda unit: (unit.path, unit.kind))),
        tuple(sorted(set(candidates))),
        tuple(sorted(set(seen.records), key=lambda r: r.file)),
        only,
        (*seen.problems, *_remarks(assignment, changed, directories, bool(named))),
        changed,
        {files.shown(path): why for path, why in reasons.items()},
    )


def _remarks(assignment: Assignment, changed: bool, directories: Collection[Path], any_named: bool) -> tuple[Problem, ...]:
    """What is odd about the inputs; of changed files nothing is, since other files may need them."""
    if changed:
        return () if any_named else (Problem(COMMAND_LINE, "--changed names no files, so nothing is scanned", fatal=False),)
    return tuple(assignment.remarks(lambda path: any(folder in (path, *path.parents) for folder in directories)))


def _assignment(units: Iterable[Unit], selection: Selection, single: Iterable[Path], files: Files) -> Assignment:
    """The units with their inputs; what surrounds single files is looked up only where it can matter."""
    if selection.single_files:
        seen = selection.around() if selection.inputs.auto and any(unit.kind is UnitKind.TERRAFORM for unit in units) else selection.seen
        return Assignment(units, (), selection.inputs, seen.get(Format.VARIABLES, ()), single, files)
    modules = {*selection.folders()}.difference(unit.path for unit in units)
    return Assignment(units, modules, selection.inputs, selection.seen.get(Format.VARIABLES, ()), (), files)


def _walk(directory: Path, rules: IgnoreRules, files: Files, seen: _Seen) -> Iterator[Path]:
    """The files below; never through a symlink, never into ignored or vendored folders. A stack, since trees may be deep."""
    stack = [(directory, rules)]
    while stack:
        folder, rules = stack.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            seen.records.append(FileRecord(files.shown(folder) + "/", "failed", f"cannot be listed: {error.strerror}"))
            continue
        for entry in entries:
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                if _enter(path, rules, files, seen):
                    stack.append((path, rules.below(path)))
            elif named_format(entry.name) is not Format.UNKNOWN:
                fate = _fate(path, entry.is_symlink(), rules, files)
                if fate is None:
                    yield path
                else:
                    seen.records.append(FileRecord(files.shown(path), *fate))


def _enter(path: Path, rules: IgnoreRules, files: Files, seen: _Seen) -> bool:
    """Whether the walk goes into the folder; if not, the ledger says why."""
    if path.name in VENDORED:
        if path.name != ".git":
            seen.records.append(FileRecord(files.shown(path) + "/", "skipped", "a folder of fetched or generated files"))
        return False
    if rules.ignores(path, is_directory=True):
        seen.records.append(FileRecord(files.shown(path) + "/", "skipped", "ignored by git"))
        return False
    return True


def _fate(path: Path, is_link: bool, rules: IgnoreRules, files: Files) -> tuple[str, str] | None:
    """Why a file is not looked at; None when it is."""
    if is_link:
        if not path.exists():
            return "failed", "a link that leads nowhere"
        if not files.allowed(path):
            return "skipped", "a link that leads out of the scanned tree"
        if path.is_dir():
            return "skipped", "a link to a folder"
    return ("skipped", "ignored by git") if rules.ignores(path, is_directory=False) else None


def _classify(path: Path, files: Files, seen: _Seen, by_user: bool = False, chosen: bool = False) -> None:
    """``by_user``: it was named, whatever its name. ``chosen``: it is also to be judged by itself, though compiled from something else."""
    kind = named_format(path.name)
    if kind is None or (by_user and kind is Format.UNKNOWN):
        try:
            kind = sniff(path, files)
        except InputError as error:
            seen.problems.append(error.problem())
            return
    if kind in NOT_READ:
        fate = "failed" if by_user and kind not in NOT_DEPLOYED else "skipped"
        seen.records.append(FileRecord(files.shown(path), fate, kind.value))
    else:
        seen.add(Format.TEMPLATE if chosen and kind is Format.COMPILED else kind, path)


def _around(single: Iterable[Path], files: Files) -> dict[Format, list[Path]]:
    """What surrounds the files, by the formats that names prove: nothing is read.

    That is their repositories; outside of one only their own folders, which may be somebody's whole home.
    """
    found = _Seen()
    folders = {path.parent for path in single}
    repositories = {root for folder in folders if (root := repository_root(folder)) is not None}
    paths = [path for root in sorted(repositories) for path in _walk(root, IgnoreRules.at(root), files, found)]
    alone = sorted(folder for folder in folders if repository_root(folder) is None)
    for path in (*paths, *(path for folder in alone for path in sorted(folder.iterdir()) if path.is_file() and files.allowed(path))):
        kind = named_format(path.name)
        if kind is not None:
            found.add(kind, path)
    return found.by_format
