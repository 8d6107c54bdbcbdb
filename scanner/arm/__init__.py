"""Azure Resource Manager templates: JSON text to evaluated resources."""

from __future__ import annotations

import re

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
        return _schema_is(document, _PARAMETERS_SCHEMA)
    entries = document["parameters"].values()
    return "contentVersion" in document and all(isinstance(entry, dict) and ("value" in entry or "reference" in entry) for entry in entries)


def _schema_is(document: dict[str, object], pattern: re.Pattern[str]) -> bool:
    schema = document.get("$schema")
    return isinstance(schema, str) and pattern.search(schema) is not None
