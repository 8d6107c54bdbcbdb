"""``fileset``'s patterns: ``*``, ``?``, ``[a-z]``, ``{a,b}``, and ``**`` for any number of folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from scanner.files import Files
from scanner.model.value import Unknown
from scanner.terraform.types import TooLarge
from scanner.terraform.values import STRING, EvaluationError, set_of

MAX_ENTRIES = 100_000


def glob(files: Files, base: Path, pattern: str) -> list[str] | Unknown:
    """The regular files that match, relative to ``base``, with forward slashes; Unknown when the pattern leads out of the tree."""
    found: dict[str, None] = {}
    walk = _Walk(files)
    parts = os.path.normpath(pattern.lstrip("/")).split("/")
    if not files.allowed(base.joinpath(*[part for part in parts if part == ".."])):
        return Unknown(f"{pattern} leads outside the scanned tree", type=set_of(STRING))
    for part in parts:
        _expression(part)  # a bad pattern is refused even where nothing would be compared with it
    found.update(dict.fromkeys(Path(os.path.relpath(path, base)).as_posix() for path in walk.matches(base, parts)))
    return list(found)


class _Walk:
    """Looks into folders, each entry counted."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._left = MAX_ENTRIES

    def matches(self, folder: Path, parts: list[str]) -> Iterator[Path]:
        part, rest = parts[0], parts[1:]
        if part == "**":
            yield from self._any_depth(folder, rest or ["*"])
        elif part in (".", "..") or not re.search(r"[*?\[{\\]", part):
            yield from self._into(folder / part, rest)
        else:
            expression = re.compile(_expression(part))
            for entry in self._entries(folder):
                if expression.fullmatch(entry.name):
                    yield from self._into(Path(entry.path), rest)

    def _into(self, path: Path, rest: list[str]) -> Iterator[Path]:
        if not rest:
            if path.is_file() and self._files.allowed(path):
                yield path
        elif path.is_dir():
            yield from self.matches(path, rest)

    def _any_depth(self, folder: Path, rest: list[str]) -> Iterator[Path]:
        folders = [folder]
        for current in folders:  # grows while it is walked
            yield from self.matches(current, rest)
            folders += [Path(entry.path) for entry in self._entries(current) if entry.is_dir(follow_symlinks=False)]

    def _entries(self, folder: Path) -> list[os.DirEntry[str]]:
        if not self._files.allowed(folder):
            return []
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            return []
        self._left -= len(found)
        if self._left < 0:
            raise TooLarge("there are too many files to look through")
        return found


def _expression(part: str) -> str:
    """One segment of the pattern as a regular expression."""
    result: list[str] = []
    at = 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == "*":
            if result[-1:] != ["[^/]*"]:
                result.append("[^/]*")
        elif character == "?":
            result.append("[^/]")
        elif character == "[":
            end = part.find("]", at + 1)
            if end < 0:
                raise EvaluationError(f"failed to glob pattern {part}: syntax error in pattern")
            inner = part[at:end]
            negated = inner[0] == "^"
            members = re.sub(r"([][^&~|])", r"\\\1", inner[negated:])
            result.append(f"[^{members}]" if negated else f"[{members}]")
            at = end + 1
        elif character == "{":
            end = part.find("}", at)
            if end < 0:
                raise EvaluationError(f"failed to glob pattern {part}: syntax error in pattern")
            result.append(f"(?:{'|'.join(map(_expression, part[at:end].split(',')))})")
            at = end + 1
        elif character == "\\" and at < len(part):
            result.append(re.escape(part[at]))
            at += 1
        else:
            result.append(re.escape(character))
    return "".join(result)
