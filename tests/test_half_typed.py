"""Code that is half typed: what was written is judged, and nothing is said to be missing from what was not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.scan import scan
from scanner.settings import Settings

VAULT = """\
resource "azurerm_key_vault" "kv" {
  name = "kv"
}
"""
ACCOUNT = """\
resource "azurerm_storage_account" "b" {
  min_tls_version = "TLS1_0"
"""
STORE = """\
resource b 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'b'
  properties: {
    minimumTlsVersion: 'TLS1_0'
"""
KEYS = """\
resource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv'
  location: 'westeurope'
  properties: { tenantId: 't', sku: { family: 'A', name: 'standard' } }
}
"""


def verdicts(folder: Path, name: str, text: str) -> dict[str, dict[str, str]]:
    """By resource and rule."""
    (folder / name).write_text(text, encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for result in scan([folder], Settings(base=folder, jobs=1)).results:
        found.setdefault(result.subject.address.rpartition(".")[2], {})[result.rule] = result.outcome.value
    return found


@pytest.mark.parametrize(
    ("name", "text", "failing"),
    [
        ("main.tf", 'resource "azurerm_storage_account" "b" {', set()),
        ("main.tf", ACCOUNT, {"storage-weak-tls"}),
        ("main.tf", ACCOUNT + "  network_rules {\n", {"storage-weak-tls"}),
        ("main.tf", ACCOUNT + "  network_rules {\n    default_action = \n", {"storage-weak-tls"}),
        ("main.tf", ACCOUNT + VAULT, {"storage-weak-tls"}),
        ("main.tf", ACCOUNT + "  network_rules {\n" + VAULT, {"storage-weak-tls"}),
        ("main.tf", ACCOUNT + "  tags = { a = 1 } blob_properties {}\n}\n", {"storage-weak-tls"}),
        ("main.bicep", "resource b 'Microsoft.Storage/storageAccounts@2023-05-01' = {", set()),
        ("main.bicep", STORE, {"storage-weak-tls"}),
        ("main.bicep", STORE + "    supportsHttps", {"storage-weak-tls"}),
        ("main.bicep", STORE + "    networkAcls: {\n", {"storage-weak-tls"}),
        ("main.bicep", STORE + KEYS, {"storage-weak-tls"}),
        # This object is whole: what it lacks is missing.
        ("main.bicep", STORE + "  }\n" + KEYS, {"storage-weak-tls", "storage-open-network", "storage-shared-key-access"}),
        ("main.bicep", STORE + "    networkAcls { defaultAction: 'Deny' }\n  }\n  sku 1\n}\n", {"storage-weak-tls"}),
    ],
)
def test_nothing_is_missing_from_what_was_not_read(name: str, text: str, failing: set[str], tmp_path: Path) -> None:
    found = verdicts(tmp_path, name, text)
    assert {rule for rule, outcome in found["b"].items() if outcome == "fail"} == failing
    assert "storage-no-blob-versioning" in found["b"]
    assert ("kv" in found) == (VAULT in text or KEYS in text)
    assert all("fail" in rules.values() for address, rules in found.items() if address == "kv")


@pytest.mark.parametrize(
    ("name", "text", "outcome"),
    [
        ("main.tf", VAULT, "fail"),
        ("main.tf", VAULT + 'resource azurerm_monitor_diagnostic_setting "d"\n', "open"),
        ("main.tf", VAULT + 'resource "azurerm_monitor_diagnostic_setting" "d" {\n', "open"),
        ("main.bicep", KEYS, "fail"),
        ("main.bicep", KEYS + "resource d '", "open"),
        ("main.bicep", KEYS + "resource d 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {\n", "open"),
        ("main.bicep", KEYS + "param p string =\n", "fail"),
    ],
)
def test_a_lost_declaration_may_be_the_one_that_seems_to_be_missing(name: str, text: str, outcome: str, tmp_path: Path) -> None:
    assert verdicts(tmp_path, name, text)["kv"]["key-vault-no-audit-log"] == outcome


def test_a_property_whose_name_is_unknown_may_be_any(tmp_path: Path) -> None:
    text = "param p string\n" + STORE.replace("minimumTlsVersion: 'TLS1_0'", "'${p}': true") + "  }\n}\n"
    assert verdicts(tmp_path, "main.bicep", text)["b"]["storage-weak-tls"] == "open"
