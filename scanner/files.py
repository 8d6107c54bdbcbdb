"""The only door to the disk: reads files inside the scanned trees, with a size cap, and says how they are shown."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path

from scanner.errors import InputError
from scanner.model.source import Span

MAX_BYTES = 32 * 1024 * 1024
"""Larger files are refused: the largest compiled landing-zone templates have about 4 MB."""
MAX_FOLLOWED = 1_000
"""Folders outside of the scanned trees."""
CONFIGURATION = (".tf", ".tf.json", ".tofu", ".tofu.json")
"""What Terraform reads of a module's folder, by the ends of the names."""


@dataclass(slots=True, eq=False)
class SourceText:
    """A decoded file. ``text`` has no byte order mark; offsets are code points into ``text``."""

    file: str
    text: str
    _line_starts: list[int] | None = field(default=None, repr=False)

    def _starts(self) -> list[int]:
        if self._line_starts is None:
            starts, find, at = [0], self.text.find, 0
            while (at := find("\n", at) + 1) > 0:
                starts.append(at)
            self._line_starts = starts
        return self._line_starts

    def line_of(self, at: int) -> int:
        """The number of the line in which an offset of ``text`` lies."""
        return bisect_right(self._starts(), at)

    def line(self, number: int) -> tuple[int, int]:
        """The offsets between which what is written in a line stands."""
        start = self._starts()[number - 1]
        line = self.text[start : self._starts()[number] if number < len(self._starts()) else None]
        return start + len(line) - len(line.lstrip()), start + max(len(line.rstrip()), len(line) - len(line.lstrip()))

    def span(self, start: int, end: int) -> Span:
        """The span between two code-point offsets of ``text``."""
        starts = self._starts()
        first, last = bisect_right(starts, start), bisect_right(starts, end)
        return Span(self.file, first, start - starts[first - 1] + 1, last, end - starts[last - 1] + 1)


def whole_file(shown: str) -> Span:
    """The span to use when nothing finer than the file is known."""
    return Span(shown, 1, 1, 1, 1)


@dataclass(slots=True)
class Files:
    """Reads below ``roots`` (the trees and files that the user named) and nowhere else.

    A path is judged by where it really lies, so a symlink cannot lead out. Texts are cached: each file is read once.
    The one exception are modules: of a folder that the ``source`` of a module names, the configuration may be read as text
    wherever it lies. That lets neither a function of the code nor a link reach anything else there.
    """

    roots: tuple[Path, ...]
    """Resolved directories (or single files) that may be read."""
    base: Path
    """The working directory: what shown paths are relative to."""
    kept: dict[Hashable, object] = field(default_factory=dict, repr=False)
    """What a front end made of files and folders, for whoever asks for the same again."""
    follows: bool = False
    """Whether modules outside of the roots may be read."""
    _followed: set[Path] = field(default_factory=set, repr=False)
    """Their folders, resolved."""
    _texts: dict[Path, SourceText] = field(default_factory=dict, repr=False)
    _allowed: dict[Path, bool] = field(default_factory=dict, repr=False)

    def shown(self, path: Path) -> str:
        """The path as people see it: relative to the working directory if below it, else absolute; forward slashes."""
        absolute = Path(os.path.normpath(self.base / path))
        try:
            return absolute.relative_to(self.base).as_posix()
        except ValueError:
            return absolute.as_posix()

    def allowed(self, path: Path) -> bool:
        """True when the path, symlinks followed, lies inside the roots."""
        if (known := self._allowed.get(path)) is None:
            known = self._allowed[path] = self._inside(path)
        return known

    def _inside(self, path: Path) -> bool:
        try:
            real = path.resolve()
        except (OSError, RuntimeError, ValueError):  # symlink loops, embedded NUL
            return False
        return any(real == root or root in real.parents for root in self.roots)

    def follow(self, folder: Path) -> bool:
        """Whether the configuration in a module's folder may be read, from now on; the caller vouches that a ``source`` names it."""
        if self.allowed(folder) or not self.follows:
            return self.allowed(folder)
        if any(root in folder.parents for root in self.roots):
            return False  # a link that leads out
        try:
            real = folder.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            return False
        if len(self._followed) < MAX_FOLLOWED and real.is_dir():
            self._followed.add(real)
        return real in self._followed

    def may_configure(self, path: Path) -> bool:
        """Whether a module's folder, or a file of its configuration, may be read: inside the roots, or followed."""
        return self.allowed(path) or (bool(self._followed) and self._is_followed(path))

    def _is_followed(self, path: Path) -> bool:
        try:
            real = path.resolve()
        except (OSError, RuntimeError, ValueError):
            return False
        return real in self._followed or (real.parent in self._followed and real.name.endswith(CONFIGURATION))

    def read_bytes(self, path: Path) -> bytes:
        """The file's bytes; InputError when it is outside the roots, too large or unreadable."""
        where = whole_file(self.shown(path))
        if not self.allowed(path):
            raise InputError(where, "lies outside the scanned tree and was not read")
        return _contents(path, where)

    def read(self, path: Path) -> SourceText:
        """The file as text: UTF-8 with or without BOM, or UTF-16 with BOM; InputError when it is none of these."""
        if (known := self._texts.get(path)) is None:
            shown = self.shown(path)
            outside = not self.allowed(path) and self.may_configure(path)
            data = _contents(path, whole_file(shown)) if outside else self.read_bytes(path)
            known = self._texts[path] = SourceText(shown, decode(data, shown))
        return known


def _contents(path: Path, where: Span) -> bytes:
    try:
        if not path.is_file():
            raise InputError(where, "is not a regular file" if path.exists() else "does not exist")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise InputError(where, f"has {size:,} bytes; files over {MAX_BYTES:,} bytes are not read")
        return path.read_bytes()
    except OSError as error:
        raise InputError(where, f"cannot be read: {error.strerror or error}") from error


def repository_root(path: Path) -> Path | None:
    """The closest folder at or above ``path`` that holds a .git (a folder, or the file of a worktree)."""
    return next((folder for folder in (path, *path.parents) if (folder / ".git").exists()), None)


def decode(data: bytes, shown: str) -> str:
    """Text of UTF-8 or UTF-16 bytes, line ends as they are."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(Span(shown, line, 1, line, 1), f"is not valid {encoding[:6].upper().rstrip('-')} text (byte {error.start})") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(Span(shown, line, 1, line, 1), "is a binary file (it contains NUL characters)")
    return text
