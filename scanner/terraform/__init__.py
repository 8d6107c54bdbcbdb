"""Terraform: configurations and plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scanner.files import Files
from scanner.model.inputs import Engine, Inputs
from scanner.model.resource import Evaluated

if TYPE_CHECKING:
    from scanner.terraform.configuration.scope import ModuleScope


def load_root(directory: Path, files: Files, inputs: Inputs) -> Evaluated:
    """The resources that planning the root module in ``directory`` would show, as far as code and inputs tell."""
    from scanner.terraform.configuration.load import load_root

    return load_root(directory, files, inputs)


def load_module(directory: Path, files: Files, engine: Engine | None = None) -> Evaluated:
    """The resources of a module judged by itself, whatever its caller gives it: every variable is unknown."""
    from scanner.terraform.configuration.load import load_module

    return load_module(directory, files, engine)


def root_scope(directory: Path | None, files: Files, inputs: Inputs) -> ModuleScope:
    """The scope of `terraform console` in ``directory``; without one, that of an empty module."""
    from scanner.terraform.configuration.load import root_scope

    return root_scope(directory, files, inputs)


def load_plan(path: Path, files: Files) -> Evaluated:
    """The resources of a plan as `terraform show -json` prints it."""
    from scanner.terraform.plan import load_plan

    return load_plan(path, files)


def is_plan(document: object) -> bool:
    """True when parsed JSON is a plan: what `terraform show -json` or `tofu show -json` prints for one, or its list of changes alone."""
    if isinstance(document, list):
        return bool(document) and all(isinstance(item, dict) and _is_change(item.get("change")) for item in document)
    if not isinstance(document, dict):
        return False
    planned, changes = document.get("planned_values"), document.get("resource_changes")
    if isinstance(changes, list) or (isinstance(planned, dict) and "root_module" in planned):
        return True  # cut down to these
    return "format_version" in document and (planned is not None or changes is not None)


def _is_change(change: object) -> bool:
    return isinstance(change, dict) and "actions" in change and "after" in change
