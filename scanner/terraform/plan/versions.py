"""Provider versions of a plan: a plan names providers and constraints, not the versions that were used."""

from __future__ import annotations

from pathlib import Path

from scanner.files import Files
from scanner.model.source import Problem
from scanner.model.value import Value
from scanner.terraform.configuration.module import provider_source
from scanner.terraform.configuration.providers import Admitted, admitted, locked_versions
from scanner.terraform.configuration.versions import contradict, is_constraint


class PlanProviders:
    def __init__(self, configured: dict[str, Value], directory: Path, files: Files, problems: list[Problem]) -> None:
        """``problems`` gets what is wrong with the lock file."""
        # Those of modules come later: the root's hold when they contradict each other.
        self._configured = dict(sorted(((key, entry) for key, entry in configured.items() if isinstance(entry, dict)), key=_is_of_module))
        self._locked = locked_versions(directory, files, problems)
        self._constraints: dict[str, list[str]] = {}
        for entry in self._configured.values():
            name, constraint = entry.get("full_name", entry.get("name")), entry.get("version_constraint")
            if isinstance(name, str) and isinstance(constraint, str) and is_constraint(constraint):
                known = self._constraints.setdefault(provider_source(name), [])
                if not contradict([*known, constraint]):
                    known.append(constraint)

    def admitted(self, provider: Value, key: Value, in_code: Admitted | None = None) -> Admitted:
        """What counts for the provider that a resource names, or whose configuration it names; the code's where the plan tells nothing."""
        if not isinstance(provider, str):
            entry = self._configured.get(key) if isinstance(key, str) else None
            provider = None if entry is None else entry.get("full_name")
        if not isinstance(provider, str):
            return in_code or Admitted(None, 0)
        source = provider_source(provider)
        constraints = self._constraints.get(source, ())
        return in_code if in_code is not None and not constraints else admitted(source, self._locked, constraints)


def _is_of_module(item: tuple[str, Value]) -> bool:
    return "module_address" in item[1] or ":" in item[0]
