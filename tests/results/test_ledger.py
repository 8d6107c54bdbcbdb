"""What became of the resources, in every language: judged, without a rule, without a mapping, without a caller."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run

_RULE = ["--rule", "storage-plain-http"]
_STORAGE = "Microsoft.Storage/storageAccounts"
_ACCOUNT = 'resource "azurerm_storage_account" "{}" {{\n  name = "a"\n}}\n'
_MISSING = 'module "m" {\n  source  = "Azure/x/azurerm"\n  version = "1.0.0"\n}\n'
_ARM = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "resources": [
        {"type": _STORAGE, "apiVersion": "2023-01-01", "name": "a", "properties": {}},
        {"type": "Microsoft.EventHub/namespaces", "apiVersion": "2024-01-01", "name": "e"},
    ],
}
_BICEP = f"""resource a '{_STORAGE}@2023-01-01' = {{
  name: 'a'
}}
resource e 'Microsoft.EventHub/namespaces@2024-01-01' = {{
  name: 'e'
}}
module m 'm.bicep' = {{
  name: 'm'
}}
"""
LEDGERS: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "judged": ({"main.tf": _ACCOUNT.format("a")}, {"resources": {_STORAGE: 1}, "judged": {_STORAGE: 1}}),
    "no rule looks at it": (
        {"main.tf": 'resource "azurerm_key_vault" "a" {\n  name = "a"\n}\n'},
        {"judged": {}, "withoutRule": {"Microsoft.KeyVault/vaults": 1}},
    ),
    "no mapping": (
        {"main.tf": 'resource "azurerm_nothing" "a" {}\nresource "random_pet" "b" {}\n'},
        {"unmapped": {"azurerm_nothing": 1, "random_pet": 1}},
    ),
    "what configures another counts with it": (
        {
            "main.tf": _ACCOUNT.format("a") + 'resource "azurerm_storage_account_network_rules" "a" {\n'
            '  storage_account_id = azurerm_storage_account.a.id\n  default_action = "Deny"\n}\n'
        },
        {"judged": {_STORAGE: 1, "azurerm_storage_account_network_rules": 1}, "withoutRule": {}},
    ),
    "a block that makes a node is no resource of its own": (
        {"main.tf": 'resource "azurerm_storage_account" "a" {\n  name = "a"\n  blob_properties {\n    versioning_enabled = true\n  }\n}\n'},
        {"resources": {_STORAGE: 1}},
    ),
    "no caller": (
        {"main.tf": 'module "m" {\n  source = "./m"\n  count  = 0\n}\n', "m/main.tf": _ACCOUNT.format("a")},
        {"resources": {_STORAGE: 1}, "judged": {_STORAGE: 1}, "uncalled": 1},
    ),
    "several environments": (
        {
            "main.tf": _ACCOUNT.format("a") + 'variable "x" {}\n',
            "p.tfvars": "x = 1",
            "q.tfvars": "x = 2",
            ".soc2scan.yaml": "environments: {p: [p.tfvars], q: [q.tfvars]}",
        },
        {"resources": {_STORAGE: 1}, "judged": {_STORAGE: 1}},
    ),
    "ARM": (
        {"azuredeploy.json": json.dumps(_ARM)},
        {"judged": {_STORAGE: 1}, "withoutRule": {"Microsoft.EventHub/namespaces": 1}},
    ),
    "Bicep": (
        {"main.bicep": _BICEP, "m.bicep": "param x string = 'y'"},
        {"judged": {_STORAGE: 1}, "withoutRule": {"Microsoft.EventHub/namespaces": 1}},
    ),
}


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("files", "expected"), LEDGERS.values(), ids=LEDGERS.keys())
def test_ledger(run: Run, tmp_path: Path, files: dict[str, str], expected: dict[str, object]) -> None:
    _write(tmp_path, files)
    coverage = json.loads(run("scan", "--format", "json", *_RULE).out)["coverage"]
    assert {key: coverage[key] for key in expected} == expected


NOTHING: dict[str, tuple[dict[str, str], int]] = {
    "only modules that are missing": ({"main.tf": _MISSING}, 3),
    "beside what no rule looks at": ({"main.tf": _MISSING + 'resource "azurerm_resource_group" "a" {\n  name = "a"\n}\n'}, 3),
    "beside what is judged": (
        {"main.tf": _MISSING + 'resource "azurerm_storage_account" "a" {\n  name = "a"\n  https_traffic_only_enabled = true\n}\n'},
        0,
    ),
    "a Bicep module of a registry": ({"main.bicep": "module m 'br/public:avm/res/storage/storage-account:0.9.0' = {\n  name: 'm'\n}\n"}, 3),
    "nothing that a rule looks at": ({"main.tf": 'resource "azurerm_resource_group" "a" {\n  name = "a"\n}\n'}, 0),
}


@pytest.mark.parametrize("unknown", ["report", "fail"])
@pytest.mark.parametrize(("files", "code"), NOTHING.values(), ids=NOTHING.keys())
def test_nothing_judged_is_not_clean(run: Run, tmp_path: Path, files: dict[str, str], code: int, unknown: str) -> None:
    _write(tmp_path, files)
    done = run("scan", "--format", "sarif", "--unknown", unknown, *_RULE)
    assert done.code == code
    assert ("nothing was judged" in done.err) == (code == 3)
    invocation = json.loads(done.out)["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] == (code == 0)
    assert any("nothing was judged" in note["message"]["text"] for note in invocation.get("toolExecutionNotifications", ())) == (code == 3)
