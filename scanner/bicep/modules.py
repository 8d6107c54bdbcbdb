"""Finds and reads the Bicep files that others refer to: by path, or in the cache that `bicep restore` fills."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from scanner.bicep.parse import parse_file
from scanner.bicep.syntax import File
from scanner.errors import InputError
from scanner.files import Files
from scanner.model.resource import Gap
from scanner.model.source import Problem

_REGISTRY = re.compile(r"(br|ts)[:/]")
_PUBLIC = {"public": ("mcr.microsoft.com", "bicep")}


class ModuleUnavailable(Exception):
    """A module that is not at hand; the message says why."""


def cache_folder() -> Path | None:
    """Where `bicep restore` puts modules."""
    try:
        return Path(os.environ.get("BICEP_CACHE_DIRECTORY") or Path.home() / ".bicep").resolve()
    except (OSError, RuntimeError):  # no home, or a loop of links
        return None


@dataclass(slots=True)
class Modules:
    """The files of modules, found and parsed once."""

    files: Files
    parsed: dict[Path, File] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cache: Path | None = field(default_factory=cache_folder)
    _located: dict[tuple[str, Path], Path | str] = field(default_factory=dict)
    """By reference and folder: the file, or why there is none."""

    def locate(self, reference: str, origin: Path) -> Path:
        """The file that a reference in ``origin`` means. Raises ModuleUnavailable."""
        key = (reference, origin.parent)
        if (known := self._located.get(key)) is None:
            try:
                known = self._restored(reference, origin) if _REGISTRY.match(reference) else self._beside(reference, origin)
            except ModuleUnavailable as error:
                known = str(error)
            self._located[key] = known
        if isinstance(known, str):
            raise ModuleUnavailable(known)
        return known

    def _beside(self, reference: str, origin: Path) -> Path:
        path = Path(os.path.normpath(origin.parent / reference))
        if not self.files.allowed(path):
            raise ModuleUnavailable("it lies outside of the scanned tree")
        if not path.is_file():
            raise ModuleUnavailable("there is no such file")
        return path

    def parse(self, path: Path) -> File:
        """The file's tree, parsed once; its syntax errors are in ``problems``. Raises InputError when it cannot be read."""
        if (known := self.parsed.get(path)) is None:
            known = self.parsed[path] = parse_file(self.files.read(path))
            self.problems += known.problems
        return known

    def unread(self) -> Iterator[Gap]:
        """Where something could not be read that may have been a resource."""
        yield from (Gap(span, f"what could not be read in {span.file}") for file in self.parsed.values() for span in file.lost)

    def _restored(self, reference: str, origin: Path) -> Path:
        """``br:registry/path:tag`` or ``br/alias:path:tag`` in the restore cache, where it lies as a compiled template."""
        match = re.fullmatch(r"br(?:/([\w-]+))?:(.+):([\w.\-]+)", reference)
        if match is None:
            raise ModuleUnavailable("template specs lie in Azure" if reference.startswith("ts") else "the reference is not understood")
        alias, repository, tag = match.groups()
        if alias is None:
            registry, _, repository = repository.partition("/")
        else:
            registry, prefix = _alias(alias, origin, self.files)
            repository = f"{prefix}/{repository}" if prefix else repository
        if self.cache is not None:
            folder = self.cache / "br" / registry / repository.replace("/", "$")
            for name in (f"{tag}$", tag):
                if self.is_restored(path := folder / name / "main.json") and self.files.allowed(path) and path.is_file():
                    return path
        raise ModuleUnavailable("it was not restored; run `bicep restore`")

    def is_restored(self, path: Path) -> bool:
        return self.cache is not None and self.cache / "br" in Path(os.path.normpath(path)).parents


def with_restored(files: Files) -> Files:
    """A door that also leads to the modules that were restored from registries."""
    folder = cache_folder()
    return replace(files, roots=(*files.roots, folder / "br")) if folder else files


def _alias(name: str, origin: Path, files: Files) -> tuple[str, str]:
    """Registry and path prefix of a module alias, from the closest bicepconfig.json. Raises ModuleUnavailable."""
    for folder in origin.parents:
        config = folder / "bicepconfig.json"
        if not files.allowed(config):
            break
        if config.is_file():
            from scanner.arm.values import member
            from scanner.json_source import parse_json

            try:
                document = parse_json(files.read(config)).value
            except InputError:
                break
            entry = member(member(member(document, "moduleAliases"), "br"), name)
            if isinstance(entry, dict) and isinstance(entry.get("registry"), str):
                return entry["registry"], str(entry.get("modulePath", ""))
            break
    if name in _PUBLIC:
        return _PUBLIC[name]
    raise ModuleUnavailable(f"the alias {json.dumps(name)} is not defined")
