"""What is slow to compile and depends on files only, kept in the user's cache directory as JSON.

A cache that cannot be read or written is no error: the value is then made anew.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from time import time_ns
from typing import Any, TypeAlias
from zlib import crc32

from scanner import __version__

JSON: TypeAlias = Any
"""None, bool, int, float, str, list[JSON] or dict[str, JSON]."""


def cache_directory() -> Path:
    """Where this user's caches belong; it need not exist."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return Path(base) / "soc2scan" / "cache" if base else Path.home() / "AppData" / "Local" / "soc2scan" / "cache"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and Path(base).is_absolute() else Path.home() / ".cache") / "soc2scan"


def cached_json(key_files: Iterable[Path], kind: str, build: Callable[[], JSON]) -> JSON:
    """``build()``, or what it returned last time for the same files, unchanged since.

    ``key_files`` are all the files that ``build`` reads; ``kind`` names what is kept and is a part of the file's name.
    """
    try:
        place, key = _identify(sorted(key_files), kind)
    except (OSError, RuntimeError):  # a file that went away, a user without a home directory
        return build()
    found, value = _load(place, key)
    if not found:
        value = build()
        _store(place, {"key": key, "value": value})
    return value


def _identify(files: list[Path], kind: str) -> tuple[Path, str]:
    """The cache file of this set of files, and the key that tells whether its content is still good."""
    paths, key = 0, f"{__version__}"
    for file in files:
        status = file.stat()
        path = str(file.absolute())
        paths = crc32(os.fsencode(path), paths)
        key += f"\n{path} {status.st_size} {status.st_mtime_ns}"
    return cache_directory() / f"{kind}-{paths:08x}.json", key


def _load(place: Path, key: str) -> tuple[bool, JSON]:
    try:
        document = json.loads(place.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False, None
    if not isinstance(document, dict) or document.get("key") != key or "value" not in document:
        return False, None
    return True, document["value"]


def _store(place: Path, document: JSON) -> None:
    """Writes beside the target and renames, so that no reader ever sees half a file."""
    temporary = place.with_name(f"{place.name}.{os.getpid()}.{time_ns()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("x", encoding="utf-8") as file:
            json.dump(document, file, separators=(",", ":"))
        temporary.replace(place)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
