"""Terraform: configurations and plans."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.resource import Evaluated

if TYPE_CHECKING:
    from scanner.terraform.configuration.scope import ModuleScope


def load_root(directory: Path, files: Files, inputs: Inputs) -> Evaluated:
    """The resources that planning the root module in ``directory`` would show, as far as code and inputs tell."""
    from scanner.terraform.configuration.load import load_root

    return load_root(directory, files, inputs)


def load_module(directory: Path, files: Files) -> Evaluated:
    """The resources of a module judged by itself, whatever its caller gives it: every variable is unknown."""
    from scanner.terraform.configuration.load import load_module

    return load_module(directory, files)


def root_scope(directory: Path | None, files: Files, inputs: Inputs) -> ModuleScope:
    """The scope of `terraform console` in ``directory``; without one, that of an empty module."""
    from scanner.terraform.configuration.load import root_scope

    return root_scope(directory, files, inputs)


def load_plan(path: Path, files: Files) -> Evaluated:
    """The resources of a plan as `terraform show -json` prints it."""
    from scanner.terraform.plan import load_plan

    return load_plan(path, files)


def is_plan(document: object) -> bool:
    """True when parsed JSON is a plan: what `terraform show -json` or `tofu show -json` prints for one."""
    return isinstance(document, dict) and "format_version" in document and ("planned_values" in document or "resource_changes" in document)
