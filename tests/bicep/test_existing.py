"""A mere ``existing`` reference changes no verdict on what it lies in or is attached to."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.scan import scan
from scanner.settings import Settings

DEPLOYED = """
resource st 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'st'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: { name: 'Standard_GRS' }
  properties: {}
}
resource sql 'Microsoft.Sql/servers@2023-05-01-preview' = {
  name: 'sql'
  location: 'westeurope'
  properties: { administratorLogin: 'a' }
}
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  location: 'westeurope'
  properties: { tenantId: 't', sku: { family: 'A', name: 'standard' } }
}
resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: 'web'
  location: 'westeurope'
  kind: 'app'
  properties: { httpsOnly: true }
}
"""
CHILDREN = [
    ("st", "Microsoft.Storage/storageAccounts/blobServices@2023-05-01", "default"),
    ("sql", "Microsoft.Sql/servers/auditingSettings@2023-05-01-preview", "default"),
    ("sql", "Microsoft.Sql/servers/administrators@2023-05-01-preview", "ActiveDirectory"),
    ("sql", "Microsoft.Sql/servers/firewallRules@2023-05-01-preview", "f"),
    ("site", "Microsoft.Web/sites/config@2023-12-01", "web"),
    ("kv", "Microsoft.Insights/diagnosticSettings@2021-05-01-preview", "d"),
]


def verdicts(folder: Path, text: str) -> set[tuple[str, str, str]]:
    (folder / "main.bicep").write_text(text)
    return {(result.subject.address, result.rule, result.outcome.value) for result in scan([folder], Settings(base=folder, jobs=1)).results}


@pytest.mark.parametrize(("owner", "kind", "name"), CHILDREN)
def test_existing_child(owner: str, kind: str, name: str, tmp_path: Path) -> None:
    holder = "scope" if kind.startswith("Microsoft.Insights") else "parent"
    existing = f"resource e '{kind}' existing = {{\n  {holder}: {owner}\n  name: '{name}'\n}}\noutput o string = e.id\n"
    assert verdicts(tmp_path, DEPLOYED + existing) == verdicts(tmp_path, DEPLOYED)


def test_another_name_for_what_is_deployed(tmp_path: Path) -> None:
    setting = """
resource d 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: kv
  name: 'd'
  properties: { workspaceId: 'x', logs: [{ categoryGroup: 'audit', enabled: true }] }
}
"""
    again = "resource again 'Microsoft.KeyVault/vaults@2023-07-01' existing = {\n  name: 'kv'\n}\n"
    assert verdicts(tmp_path, DEPLOYED + again + setting.replace("scope: kv", "scope: again")) == verdicts(tmp_path, DEPLOYED + setting)
