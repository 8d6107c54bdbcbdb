"""In whose tree an input file lies: a file in one root module's folder, or below it, is no other's."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from scanner.discover.formats import Format, named_format
from scanner.files import Files, repository_root


class Places:
    """The root modules that are scanned, and those that can be seen around an input file."""

    def __init__(self, roots: Iterable[Path], modules: Iterable[Path], files: Files) -> None:
        """``modules``: folders with configuration that are known to be no roots."""
        self.roots = frozenset(roots)
        self._modules = frozenset(modules)
        self._files = files
        self._owners: dict[Path, Path | None] = {}
        self._configured: dict[Path, bool] = {}

    def owner(self, path: Path) -> Path | None:
        """The closest root module, scanned or not, at or above the file's folder; None when the file lies in none's tree."""
        folder = path.parent
        if folder not in self._owners:
            self._owners[folder] = self._closest_root(folder)
        return self._owners[folder]

    def _closest_root(self, folder: Path) -> Path | None:
        around = (folder, *folder.parents)
        # What is not scanned is looked at as far as the file's repository, or else the working directory, goes.
        top = repository_root(folder) or (self._files.base if self._files.base in around else folder)
        looked_at = True
        for above in around:
            if above in self.roots or (looked_at and self._is_other_root(above)):
                return above
            looked_at = looked_at and above != top
        return None

    def is_in_module(self, path: Path) -> bool:
        """True when the file lies in the folder of a module that its root module may call, or below it."""
        owner = self.owner(path)
        between = itertools.takewhile(lambda folder: folder != owner, path.parents) if owner is not None else ()
        return any(folder in self._modules or self._has_configuration(folder) for folder in between)

    def _is_other_root(self, folder: Path) -> bool:
        return folder not in self._modules and self._has_configuration(folder) and folder not in self._called

    @cached_property
    def _called(self) -> set[Path]:
        from scanner.terraform.discovery import called_from

        return called_from(self.roots, self._files)

    def _has_configuration(self, folder: Path) -> bool:
        """Told by names: nothing is read."""
        if (known := self._configured.get(folder)) is None:
            try:
                with os.scandir(folder) as entries:
                    known = any(named_format(entry.name) is Format.TERRAFORM for entry in entries)
            except OSError:
                known = False
            self._configured[folder] = known
        return known
