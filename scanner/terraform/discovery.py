"""Which directories are root modules, and which roots a file belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.terraform.configuration.module import SUFFIXES, configuration_files, constant
from scanner.terraform.configuration.sources import local_directory
from scanner.terraform.parse import parse_file

_MAY_CALL = re.compile(r'^[ \t]*module[ \t]+["\w]|"module"[ \t]*:', re.M)


def root_modules(directories: Iterable[Path], files: Files) -> tuple[list[Path], set[Path]]:
    """The directories with configuration that no other of them calls, sorted; and those that are called.

    Of directories that call each other in a circle, and that nobody else calls, the first counts as a root.
    """
    return _roots(_local_calls(directories, files))


def _roots(calls: dict[Path, set[Path]]) -> tuple[list[Path], set[Path]]:
    called = {target for caller, targets in calls.items() for target in targets if target != caller}
    roots = [directory for directory in sorted(calls) if directory not in called]
    reached = _reach(roots, calls)
    for directory in sorted(calls):
        if directory not in reached:
            roots.append(directory)
            reached |= _reach([directory], calls)
    return sorted(roots), called & calls.keys()


def owners(changed: Iterable[Path], directories: Iterable[Path], files: Files) -> list[Path]:
    """The root modules among ``directories`` that use the changed files, through module calls of any depth, sorted.

    A file in a folder without configuration (variable values of an environment, a template) belongs to the
    closest folder above it that has some; configuration, which may be deleted, belongs to its own.
    """
    calls = _local_calls(directories, files)
    roots, _ = _roots(calls)
    touched = set()
    for path in changed:
        around = () if path.name.endswith(SUFFIXES) else path.parents
        touched.add(next((folder for folder in around if folder in calls), path.parent))
    return [root for root in roots if touched & _reach([root], calls)]


def called_from(roots: Iterable[Path], files: Files) -> set[Path]:
    """The local folders that the root modules call, through calls of any depth."""
    calls: dict[Path, set[Path]] = {}
    waiting = list(roots)
    while waiting:
        new = _local_calls([folder for folder in waiting if folder not in calls], files)
        calls |= new
        waiting = [target for targets in new.values() for target in targets if target not in calls]
    return {target for targets in calls.values() for target in targets}


def _local_calls(directories: Iterable[Path], files: Files) -> dict[Path, set[Path]]:
    """The local folders that each directory calls; directories without configuration are left out."""
    calls: dict[Path, set[Path]] = {}
    for directory in directories:
        primary, override = configuration_files(directory, files)
        if primary or override:
            calls[directory] = {target for path in (*primary, *override) for target in _targets(path, files)}
    return calls


def _targets(path: Path, files: Files) -> set[Path]:
    try:
        source = files.read(path)
        # Most files call nothing: they need not be parsed to know it.
        blocks = parse_file(source).body.blocks if _MAY_CALL.search(source.text) else []
    except InputError:
        return set()  # reported when the module is loaded
    named = [constant(block.body, "source") for block in blocks if block.type == "module"]
    found = [local_directory(path.parent, name) for name in named if isinstance(name, str)]
    return {target for target in found if target is not None}


def _reach(starts: Iterable[Path], calls: dict[Path, set[Path]]) -> set[Path]:
    reached: set[Path] = set()
    waiting = list(starts)
    while waiting:
        directory = waiting.pop()
        if directory not in reached:
            reached.add(directory)
            waiting += calls.get(directory, ())
    return reached
