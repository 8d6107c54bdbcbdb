"""``fileset``'s patterns: ``*``, ``?``, ``[a-z]``, ``{a,b}``, and ``**`` for any number of folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from scanner.files import Files
from scanner.model.value import Unknown
from scanner.terraform.functions.regex_machine import Machine
from scanner.terraform.functions.regex_program import Program
from scanner.terraform.functions.regex_tree import LAST, Assertion, Characters, Choice, Excluded, Node, Pattern, Repeat, Run
from scanner.terraform.types import TooLarge
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import STRING, EvaluationError, set_of

MAX_ENTRIES = 100_000
MAX_STEPS = 10_000_000
"""To compare names with one segment of the pattern."""

_ANY = Characters(((0, 46), (48, LAST)))
"""All but the slash."""


def glob(files: Files, base: Path, pattern: str) -> list[str] | Unknown:
    """The regular files that match, relative to ``base``, with forward slashes; Unknown when the pattern leads out of the tree."""
    found: dict[str, None] = {}
    walk = _Walk(files)
    parts = os.path.normpath(pattern.lstrip("/")).split("/")
    if not files.allowed(base.joinpath(*[part for part in parts if part == ".."])):
        return Unknown(f"{pattern} leads outside the scanned tree", type=set_of(STRING))
    for part in parts:
        _segment(part)  # a bad pattern is refused even where nothing would be compared with it
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
            segment = _segment(part)
            for entry in self._entries(folder):
                if segment.search(entry.name) is not None:
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


def _segment(part: str) -> Machine:
    """One segment of the pattern, to be held against whole names."""
    return Machine(_program(part), MAX_STEPS)


@lru_cache(maxsize=256)
def _program(part: str) -> Program:
    return Program(Pattern(Run((Assertion("text-start"), *_nodes(part), Assertion("text-end"))), ()))


def _nodes(part: str) -> list[Node]:
    nodes: list[Node] = []
    at = 0
    while at < len(part):
        character = part[at]
        at += 1
        if character in "*?":
            if character == "?" or part[at - 2 : at] != "**":
                nodes.append(Repeat(_ANY, 0, None, True) if character == "*" else _ANY)
        elif character in "[{":
            end = part.find("]" if character == "[" else "}", at)
            if end < 0:
                raise EvaluationError(f"failed to glob pattern {quote(part)}: syntax error in pattern")
            inner = part[at:end]
            nodes.append(_class(inner) if character == "[" else Choice(tuple(Run(tuple(_nodes(option))) for option in inner.split(","))))
            at = end + 1
        else:
            escaped = character == "\\" and at < len(part)
            literal = part[at] if escaped else character
            at += escaped
            nodes.append(Characters(((ord(literal), ord(literal)),)))
    return nodes


def _class(inner: str) -> Characters:
    negated = inner.startswith("^")
    members = inner[negated:]
    ranges: list[tuple[int, int]] = []
    at = 0
    while at < len(members):
        ranged = members[at + 1 : at + 2] == "-" and at + 2 < len(members)
        ranges.append((ord(members[at]), ord(members[at + 2 if ranged else at])))
        at += 3 if ranged else 1
    found = Characters(tuple(ranges))
    return Excluded(found) if negated else found
