"""Provider versions of a plan: a plan names providers and constraints, not the versions that were used."""

from __future__ import annotations

from pathlib import Path

from scanner.files import Files
from scanner.model.value import Value
from scanner.terraform.configuration.module import provider_source
from scanner.terraform.configuration.providers import locked_versions
from scanner.terraform.configuration.versions import chosen_version


class PlanProviders:
    def __init__(self, configured: dict[str, Value], directory: Path, files: Files) -> None:
        self._configured = {key: entry for key, entry in configured.items() if isinstance(entry, dict)}
        self._locked = locked_versions(directory, files)

    def version(self, provider: Value, key: Value, in_code: tuple[int, ...] | None = None) -> tuple[int, ...] | None:
        """The version of the provider that a resource names, or whose configuration it names; the code's where the plan tells none."""
        if not isinstance(provider, str):
            entry = self._configured.get(key) if isinstance(key, str) else None
            provider = None if entry is None else entry.get("full_name")
        if not isinstance(provider, str):
            return in_code
        source = provider_source(provider)
        constraints = self._constraints(source)
        if in_code is not None and not constraints:
            return in_code
        return self._locked.get(source) or chosen_version(source, constraints)

    def _constraints(self, source: str) -> list[str]:
        found = []
        for entry in self._configured.values():
            name, constraint = entry.get("full_name", entry.get("name")), entry.get("version_constraint")
            if isinstance(name, str) and isinstance(constraint, str) and provider_source(name) == source:
                found.append(constraint)
        return found
