"""What a template is deployed to, as its schema says."""

from __future__ import annotations

import re

from scanner.arm.values import member
from scanner.model.value import Value

_SCHEMA = re.compile(r"/(subscription|managementGroup|tenant)?deploymentTemplate\.json", re.I)
_LEVELS = {"subscription": "subscription", "managementgroup": "managementGroup", "tenant": "tenant", "": "resourceGroup"}


def level_of(root: dict[str, Value]) -> str | None:
    """resourceGroup, subscription, managementGroup or tenant; None when there is no schema to tell."""
    schema = member(root, "$schema")
    match = _SCHEMA.search(schema) if isinstance(schema, str) else None
    return _LEVELS[(match[1] or "").lower()] if match else None
