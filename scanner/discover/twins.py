"""Templates that the Bicep compiler made of a source beside them: one thing, which is judged at the source."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scanner.files import Files


def sources_of(compiled: Iterable[Path], bicep: Iterable[Path], files: Files) -> dict[Path, list[Path]]:
    """The Bicep files that each compiled template may be made of: the one of its name, else those in its folder
    that declare the same parameters and the same types of resources."""
    by_folder: dict[Path, list[Path]] = {}
    for source in sorted(bicep):
        by_folder.setdefault(source.parent, []).append(source)
    return {path: found for path in compiled if (found := _sources(path, by_folder.get(path.parent, []), files))}


def _sources(path: Path, beside: list[Path], files: Files) -> list[Path]:
    if not beside:
        return []
    if same := [source for source in beside if source.stem.lower() == path.stem.lower()]:
        return same
    from scanner.arm.outline import outline

    made = outline(path, files)
    return [source for source in beside if (one := outline(source, files)).parameters == made.parameters and one.types == made.types]
