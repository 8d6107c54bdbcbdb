"""Which files git leaves out: .gitignore files from the repository's root down, and .git/info/exclude."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scanner.files import repository_root

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class IgnoreRules:
    """The ignore rules in force in one folder; ``below`` gives those of a folder inside it."""

    __slots__ = ("_levels",)

    def __init__(self, levels: tuple[tuple[Path, GitIgnoreSpec], ...] = ()) -> None:
        self._levels = levels

    @classmethod
    def at(cls, directory: Path) -> IgnoreRules:
        """The rules in force in ``directory``, its own .gitignore included; none outside a repository."""
        root = repository_root(directory)
        if root is None:
            return cls().below(directory)
        rules = cls(_level(root, root / ".git" / "info" / "exclude"))
        for folder in reversed([directory, *directory.parents][: len(directory.parts) - len(root.parts) + 1]):
            rules = rules.below(folder)
        return rules

    def below(self, directory: Path) -> IgnoreRules:
        level = _level(directory, directory / ".gitignore")
        return IgnoreRules((*self._levels, *level)) if level else self

    def ignores(self, path: Path, is_directory: bool) -> bool:
        """The deepest file that has a word on the path decides, and in it the last pattern, as git has it."""
        for folder, spec in reversed(self._levels):
            relative = path.relative_to(folder).as_posix() + ("/" if is_directory else "")
            verdict = spec.check_file(relative).include
            if verdict is not None:
                return verdict
        return False


def _level(folder: Path, file: Path) -> tuple[tuple[Path, GitIgnoreSpec], ...]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    from pathspec import GitIgnoreSpec  # only where there is a .gitignore: the import takes 20 ms

    return ((folder, GitIgnoreSpec.from_lines(lines)),)
