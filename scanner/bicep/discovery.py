"""Which Bicep files are deployed by themselves, and with which parameters files. Read with patterns: nothing is parsed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files

_MODULE = re.compile(r"^[ \t]*module[ \t]+\w+[ \t]+'([^'$:]+\.bicep)'", re.MULTILINE)
_USING = re.compile(r"^[ \t]*using[ \t]+'([^'$:]+\.bicep)'", re.MULTILINE)


def root_files(paths: Iterable[Path], files: Files) -> list[Path]:
    """Those of the .bicep files that no other uses as a module; of files that use one another, the first."""
    known = sorted(paths)
    used = {path: _targets(_MODULE, path, files) - {path} for path in known}
    called = set().union(*used.values()) if used else set()
    roots = [path for path in known if path not in called]
    reached = _reachable(roots, used)
    for path in known:  # what only a circle leads to
        if path not in reached:
            roots.append(path)
            reached |= _reachable([path], used)
    return sorted(roots)


def owning_files(changed: Iterable[Path], around: Iterable[Path], files: Files) -> list[Path]:
    """The roots among ``around`` that use the changed files, through modules of any depth; a root owns itself."""
    everything = sorted({*around, *changed})
    used = {path: _targets(_MODULE, path, files) for path in everything}
    wanted = set(changed)
    return [root for root in root_files(everything, files) if _reachable([root], used) & wanted]


def parameters_by_template(paths: Iterable[Path], files: Files) -> dict[Path, list[Path]]:
    """The .bicepparam files by the .bicep file that they are for."""
    found: dict[Path, list[Path]] = {}
    for path in sorted(paths):
        for template in _targets(_USING, path, files):
            found.setdefault(template, []).append(path)
    return found


def _targets(pattern: re.Pattern[str], path: Path, files: Files) -> set[Path]:
    try:
        text = files.read(path).text
    except InputError:
        return set()  # told when the file itself is analysed
    return {Path(os.path.normpath(path.parent / target)) for target in pattern.findall(text)}


def _reachable(starts: Iterable[Path], used: dict[Path, set[Path]]) -> set[Path]:
    reached: set[Path] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting.extend(used.get(path, ()))
    return reached
