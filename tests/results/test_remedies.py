"""Remedies fit the case: what exists already is changed and not added, a block is not written as an attribute."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

_BLOB = """resource st 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'st'
  properties: {}
%s}
"""
_CHILD = "  resource blobs 'blobServices' = {\n    name: 'default'\n    properties: { isVersioningEnabled: false }\n  }\n"
_MAYBE = 'variable "x" {}\nresource "%s" "a" {\n  name = "a"\n  dynamic "%s" {\n    for_each = var.x\n    content {\n      %s = %s\n    }\n  }\n}\n'
CASES: dict[str, tuple[str, str, str, str]] = {
    "a child that is missing": (
        "main.bicep",
        _BLOB % "",
        "storage-no-blob-versioning",
        "Add a blobServices child named 'default' with properties.isVersioningEnabled: true.",
    ),
    "a child that is there": (
        "main.bicep",
        _BLOB % _CHILD,
        "storage-no-blob-versioning",
        "Enable versioning, and expire old versions with a lifecycle rule. Set `properties.isVersioningEnabled: true`.",
    ),
    "a type that can": (
        "main.tf",
        'resource "azurerm_linux_virtual_machine" "a" {\n  name = "a"\n}\n',
        "compute-host-encryption-off",
        "Set encryption_at_host_enabled = true.",
    ),
    "a type that cannot": (
        "main.tf",
        'resource "azurerm_virtual_machine" "a" {\n  name = "a"\n}\n',
        "compute-host-encryption-off",
        "Encrypt the machine at the host. azurerm_virtual_machine has no attribute for encryptionAtHost; newer types have one.",
    ),
    "a block that may be absent": (
        "main.tf",
        _MAYBE % ("azurerm_mssql_database", "short_term_retention_policy", "retention_days", "var.x"),
        "sql-short-backup-retention",
        "Keep at least 7 days, better 14. Set `short_term_retention_policy { retention_days = 14 }`.",
    ),
}


@pytest.mark.parametrize(("file", "code", "rule", "remedy"), CASES.values(), ids=CASES.keys())
def test_remedy(run: Run, tmp_path: Path, file: str, code: str, rule: str, remedy: str) -> None:
    (tmp_path / file).write_text(code, encoding="utf-8")
    (result,) = json.loads(run("scan", "--format", "json", "--rule", rule).out)["results"]
    assert result["remedy"] == remedy
