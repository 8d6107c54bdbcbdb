"""Azure Resource Manager templates: JSON text to evaluated resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from scanner.arm.evaluator import Environment
    from scanner.files import Files
    from scanner.model.resource import Evaluated
    from scanner.model.value import Value

_TEMPLATE_SCHEMA = re.compile(r"/(subscription|managementGroup|tenant)?deploymentTemplate\.json#?$", re.I)
_PARAMETERS_SCHEMA = re.compile(r"/(\w*)deploymentParameters\.json#?$", re.I)


def is_template(document: object) -> bool:
    """True for a deployment template: its schema says so, or it has what no other document has."""
    if not isinstance(document, dict) or not isinstance(document.get("resources"), (list, dict)):
        return False
    if _schema_is(document, _TEMPLATE_SCHEMA):
        return True
    return "contentVersion" in document and not _schema_is(document, _PARAMETERS_SCHEMA)


def is_parameters(document: object) -> bool:
    """True for a parameters file, with its schema or, without one, in its shape."""
    if not isinstance(document, dict) or not isinstance(document.get("parameters"), dict) or "resources" in document:
        return False
    if "$schema" in document:
        return says_parameters(document)
    entries = document["parameters"].values()
    alone = "contentVersion" in document or document.keys() <= {"metadata", "parameters"}
    return alone and all(isinstance(entry, dict) and ("value" in entry or "reference" in entry) for entry in entries)


def says_parameters(document: object) -> bool:
    """True for what has the schema of a parameters file, whatever else is in it."""
    return isinstance(document, dict) and _schema_is(document, _PARAMETERS_SCHEMA)


def _schema_is(document: dict[str, object], pattern: re.Pattern[str]) -> bool:
    schema = document.get("$schema")
    return isinstance(schema, str) and pattern.search(schema) is not None


def load_template(path: Path, files: Files, parameters: tuple[Path, ...] = ()) -> Evaluated:
    """The resources that deploying the template would create, with the values of the parameters files, later ones winning."""
    from scanner.arm.load import load_template

    return load_template(path, files, parameters)


def load_uncalled(path: Path, files: Files, blocks: Collection[tuple[str, int]], known: Collection[str], deployed: bool) -> Evaluated:
    """The resources of the template with its inputs unknown, for those that it declares in ``blocks`` and nothing deploys."""
    from scanner.arm.load import load_uncalled

    return load_uncalled(path, files, blocks, known, deployed)


def console_scope() -> Environment:
    """Where expressions can be evaluated that belong to no template: a deployment to a resource group."""
    from scanner.arm.console import console_scope

    return console_scope()


def evaluate_expression(text: str, scope: Environment | None = None) -> Value:
    """The value of an expression, with or without its brackets. Raises InputError for what ARM would refuse."""
    from scanner.arm.console import evaluate_expression

    return evaluate_expression(text, scope or console_scope())
