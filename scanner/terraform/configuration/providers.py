"""Which version of its provider each resource is planned with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files
from scanner.terraform.configuration.module import Module, constant, provider_source
from scanner.terraform.configuration.versions import chosen_version, parse_version
from scanner.terraform.parse import parse_file


class Providers:
    """The versions in use: the lock file's, else what the constraints of all modules together leave."""

    def __init__(self, root: Path, modules: Iterable[Module], files: Files) -> None:
        self._locked = locked_versions(root, files)
        self._constraints: dict[str, list[str]] = {}
        for module in modules:
            for requirement in module.requirements.values():
                self._constrain(requirement.source, requirement.constraint)
            for block in module.providers:  # the way of Terraform 0.12
                self._constrain(self.source(module, block.labels[0]), constant(block.body, "version"))
        self._chosen: dict[str, tuple[int, ...] | None] = {}

    def _constrain(self, source: str, constraint: object) -> None:
        if isinstance(constraint, str):
            self._constraints.setdefault(source, []).append(constraint)

    @staticmethod
    def source(module: Module, name: str) -> str:
        """The source of the provider that a module calls ``name``."""
        requirement = module.requirements.get(name)
        return provider_source(name) if requirement is None else requirement.source

    def version(self, module: Module, name: str) -> tuple[int, ...] | None:
        source = self.source(module, name)
        if source not in self._chosen:
            self._chosen[source] = self._locked.get(source) or chosen_version(source, self._constraints.get(source, ()))
        return self._chosen[source]


def locked_versions(root: Path, files: Files) -> dict[str, tuple[int, ...]]:
    """The versions in .terraform.lock.hcl, by source."""
    path = root / ".terraform.lock.hcl"
    if not path.is_file():
        return {}
    try:
        blocks = parse_file(files.read(path)).body.blocks
    except InputError:  # constraints do instead
        return {}
    locked = {}
    for block in blocks:
        version = constant(block.body, "version")
        if block.type == "provider" and len(block.labels) == 1 and isinstance(version, str) and (numbers := parse_version(version)):
            locked[provider_source(block.labels[0])] = numbers
    return locked
