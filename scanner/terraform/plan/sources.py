"""The configuration that a plan was made from, where it lies beside the plan."""

from __future__ import annotations

from pathlib import Path

from scanner.files import Files
from scanner.model.inputs import Engine, Inputs
from scanner.model.resource import SourceResource
from scanner.model.value import Value
from scanner.terraform.configuration.load import load_root
from scanner.terraform.configuration.module import configuration_files
from scanner.terraform.plan.references import without_indexes


class Sources:
    """The resources of the configuration in the plan's folder, or the one above it, by address."""

    def __init__(self, plan: Path, files: Files, document: dict[str, Value]) -> None:
        self.files: tuple[str, ...] = ()
        self._exact: dict[str, SourceResource] = {}
        self._declared: dict[str, SourceResource] = {}
        folder = next((folder for folder in (plan.parent, plan.parent.parent) if any(configuration_files(folder, files))), None)
        self.folder = folder or plan.parent
        """The root module's, where there is one."""
        if folder is None:
            return
        evaluated = load_root(folder, files, Inputs(engine=_engine(document)), _variables(document))
        self.files = evaluated.files
        for resource in evaluated.resources:
            self._exact[resource.address] = resource
            self._declared.setdefault(without_indexes(resource.address), resource)

    def resource(self, address: str, type: str) -> SourceResource | None:
        """The resource of that address; of an instance that the code alone does not show, any of the same declaration."""
        found = self._exact.get(address) or self._declared.get(without_indexes(address))
        return found if found is not None and found.type == type else None


def _engine(document: dict[str, Value]) -> Engine:
    """Whose plan it is: each engine names providers by its own registry."""
    changes = document.get("resource_changes")
    names = [change.get("provider_name") for change in (changes if isinstance(changes, list) else ()) if isinstance(change, dict)]
    return Engine.OPENTOFU if any(isinstance(name, str) and name.startswith("registry.opentofu.org/") for name in names) else Engine.TERRAFORM


def _variables(document: dict[str, Value]) -> dict[str, Value]:
    """The values that the plan was made with."""
    variables = document.get("variables")
    entries = variables if isinstance(variables, dict) else {}
    return {name: entry["value"] for name, entry in entries.items() if isinstance(entry, dict) and "value" in entry}
