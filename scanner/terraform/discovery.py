"""Which directories are root modules, and which roots a file belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import Engine
from scanner.terraform.configuration.module import SUFFIXES, TOFU, configuration_files, configuration_names
from scanner.terraform.configuration.sources import local_directory
from scanner.terraform.parse import parse_file
from scanner.terraform.syntax import Expr, Literal

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


def engines(root: Path, files: Files) -> list[Engine]:
    """The engines that read a root module, when they read different files; none when it makes no difference which it is."""
    if not any(name.endswith(TOFU) for folder in (root, *called_from([root], files)) for name in configuration_names(folder, files)):
        return []
    return [engine for engine in Engine if any(configuration_files(root, files, engine))]


def _local_calls(directories: Iterable[Path], files: Files) -> dict[Path, set[Path]]:
    """The local folders that each directory calls; directories without configuration are left out."""
    calls: dict[Path, set[Path]] = {}
    computed: set[Path] = set()
    for directory in directories:
        if names := configuration_names(directory, files):
            sources = [source for name in names for source in _sources(directory / name, files)]
            found = [local_directory(directory, source.value) for source in sources if isinstance(source, Literal) and isinstance(source.value, str)]
            calls[directory] = {target for target in found if target is not None}
            if not all(isinstance(source, Literal) for source in sources):
                computed.add(directory)
    if computed:
        _follow_computed(calls, computed, files)
    return calls


def _follow_computed(calls: dict[Path, set[Path]], computed: set[Path], files: Files) -> None:
    """Adds to the roots that lead to computed sources the folders where these lead, with the inputs that lie beside the root."""
    from scanner.terraform.configuration.load import called_folders

    for root in _roots(calls)[0]:
        if _reach([root], calls) & computed:
            calls[root] |= called_folders(root, files)


def _sources(path: Path, files: Files) -> list[Expr]:
    """The sources of the module calls in a file."""
    try:
        source = files.read(path)
        # Most files call nothing: they need not be parsed to know it.
        blocks = parse_file(source).body.blocks if _MAY_CALL.search(source.text) else []
    except InputError:
        return []  # reported when the module is loaded
    return [block.body.attributes["source"].expr for block in blocks if block.type == "module" and "source" in block.body.attributes]


def _reach(starts: Iterable[Path], calls: dict[Path, set[Path]]) -> set[Path]:
    reached: set[Path] = set()
    waiting = list(starts)
    while waiting:
        directory = waiting.pop()
        if directory not in reached:
            reached.add(directory)
            waiting += calls.get(directory, ())
    return reached
