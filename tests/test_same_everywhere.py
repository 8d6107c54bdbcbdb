"""One insecure storage account, written in every way that is read: the same rules fail, each in the language's own words and at its own line."""

from __future__ import annotations

import pytest

from scanner.model.result import Outcome, Result
from scanner.scan import scan
from scanner.settings import Settings

TERRAFORM = """\
terraform {{
  required_providers {{
    azurerm = {{ source = "hashicorp/azurerm", version = "~> {major}.0" }}
    azapi   = {{ source = "Azure/azapi", version = "~> 2.0" }}
  }}
}}

"""

AZURERM = """\
resource "azurerm_storage_account" "logs" {{
  name                              = "stlogs"
  resource_group_name               = "rg-logs"
  location                          = "westeurope"
  account_tier                      = "Standard"
  account_replication_type          = "LRS"
  {https_only}        = false
  min_tls_version                   = "TLS1_0"
  allow_nested_items_to_be_public   = true
  shared_access_key_enabled         = true
  cross_tenant_replication_enabled  = true
  infrastructure_encryption_enabled = false

  network_rules {{
    default_action = "Allow"
  }}

  blob_properties {{
    versioning_enabled = false
  }}
}}
"""

AZAPI_BODY = """\
    kind = "StorageV2"
    sku  = { name = "Standard_LRS" }
    properties = {
      supportsHttpsTrafficOnly    = false
      minimumTlsVersion           = "TLS1_0"
      allowBlobPublicAccess       = true
      allowSharedKeyAccess        = true
      allowCrossTenantReplication = true
      encryption = {
        requireInfrastructureEncryption = false
      }
      networkAcls = {
        defaultAction = "Allow"
      }
    }
"""

AZAPI = """\
resource "azapi_resource" "logs" {{
  type      = "Microsoft.Storage/storageAccounts@2023-05-01"
  name      = "stlogs"
  parent_id = var.resource_group_id
  location  = "westeurope"
  body = {opening}
{body}  {closing}
}}

resource "azapi_resource" "blobs" {{
  type      = "Microsoft.Storage/storageAccounts/blobServices@2023-05-01"
  name      = "default"
  parent_id = azapi_resource.logs.id
  body = {opening}
    properties = {{
      isVersioningEnabled = false
    }}
  {closing}
}}

variable "resource_group_id" {{
  type = string
}}
"""

ARM = """\
{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-05-01",
      "name": "stlogs",
      "location": "westeurope",
      "kind": "StorageV2",
      "sku": {
        "name": "Standard_LRS"
      },
      "properties": {
        "supportsHttpsTrafficOnly": false,
        "minimumTlsVersion": "TLS1_0",
        "allowBlobPublicAccess": true,
        "allowSharedKeyAccess": true,
        "allowCrossTenantReplication": true,
        "encryption": {
          "requireInfrastructureEncryption": false
        },
        "networkAcls": {
          "defaultAction": "Allow"
        }
      }
    },
    {
      "type": "Microsoft.Storage/storageAccounts/blobServices",
      "apiVersion": "2023-05-01",
      "name": "stlogs/default",
      "dependsOn": ["[resourceId('Microsoft.Storage/storageAccounts', 'stlogs')]"],
      "properties": {
        "isVersioningEnabled": false
      }
    }
  ]
}
"""

BICEP = """\
resource logs 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'stlogs'
  location: 'westeurope'
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    supportsHttpsTrafficOnly: false
    minimumTlsVersion: 'TLS1_0'
    allowBlobPublicAccess: true
    allowSharedKeyAccess: true
    allowCrossTenantReplication: true
    encryption: {
      requireInfrastructureEncryption: false
    }
    networkAcls: {
      defaultAction: 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: logs
  name: 'default'
  properties: {
    isVersioningEnabled: false
  }
}
"""


def azurerm(major: int) -> str:
    https_only = "https_traffic_only_enabled" if major >= 4 else "enable_https_traffic_only "
    return TERRAFORM.format(major=major) + AZURERM.format(https_only=https_only)


def azapi(opening: str, closing: str) -> str:
    return TERRAFORM.format(major=4) + AZAPI.format(opening=opening, closing=closing, body=AZAPI_BODY)


WAYS = {
    "azurerm 3": ("main.tf", azurerm(3)),
    "azurerm 4": ("main.tf", azurerm(4)),
    "azurerm 5": ("main.tf", azurerm(5)),
    "azapi object": ("main.tf", azapi("{", "}")),
    "azapi jsonencode": ("main.tf", azapi("jsonencode({", "})")),
    "arm": ("azuredeploy.json", ARM),
    "bicep": ("main.bicep", BICEP),
}

# rule, what azurerm calls it, what ARM calls it, and what no other line of the source holds
WRITTEN = (
    ("storage-not-zone-redundant", "account_replication_type", "sku.name", "LRS"),
    ("storage-plain-http", "https_traffic_only_enabled", "properties.supportsHttpsTrafficOnly", ""),
    ("storage-weak-tls", "min_tls_version", "properties.minimumTlsVersion", ""),
    ("storage-public-blob-access", "allow_nested_items_to_be_public", "properties.allowBlobPublicAccess", ""),
    ("storage-shared-key-access", "shared_access_key_enabled", "properties.allowSharedKeyAccess", ""),
    ("storage-cross-tenant-replication", "cross_tenant_replication_enabled", "properties.allowCrossTenantReplication", ""),
    ("storage-no-infrastructure-encryption", "infrastructure_encryption_enabled", "properties.encryption.requireInfrastructureEncryption", ""),
    ("storage-open-network", "network_rules.default_action", "properties.networkAcls.defaultAction", ""),
    ("storage-no-blob-versioning", "blob_properties.versioning_enabled", "properties.isVersioningEnabled", ""),
)
# Nothing is written about it: the place is the block that it is missing from, one line above the versioning.
MISSING = ("storage-soft-delete-off", "blob_properties.delete_retention_policy", "properties.deleteRetentionPolicy")

SUBJECTS = {
    "azurerm": "azurerm_storage_account.logs",
    "azapi": "azapi_resource.logs",
    "arm": "Microsoft.Storage/storageAccounts/stlogs",
    "bicep": "logs",
}

MESSAGES = {
    "azurerm": ('min_tls_version is "TLS1_0"', 'Set `min_tls_version = "TLS1_2"`.'),
    "azapi": ('body.properties.minimumTlsVersion is "TLS1_0"', 'In `body.properties`, set `minimumTlsVersion = "TLS1_2"`.'),
    "arm": ('properties.minimumTlsVersion is "TLS1_0"', 'Set `"minimumTlsVersion": "TLS1_2"` in `properties`.'),
    "bicep": ("properties.minimumTlsVersion is 'TLS1_0'", "Set `properties.minimumTlsVersion: 'TLS1_2'`."),
}


def words(way: str, in_azurerm: str, in_arm: str) -> str:
    """What the way of writing calls an attribute."""
    if way == "azurerm 3":
        return in_azurerm.replace("https_traffic_only_enabled", "enable_https_traffic_only")
    return {"azurerm": in_azurerm, "azapi": f"body.{in_arm}"}.get(way.split()[0], in_arm)


def line_of(source: str, text: str) -> int:
    (line,) = (number for number, line in enumerate(source.splitlines(), 1) if text in line)
    return line


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Result]]:
    """For each way of writing the failing results by rule."""
    answer: dict[str, dict[str, Result]] = {}
    for way, (name, source) in WAYS.items():
        folder = tmp_path_factory.mktemp("account")
        (folder / name).write_text(source, encoding="utf-8")
        scanned = scan([folder], Settings(base=folder, jobs=1))
        assert scanned.problems == ()
        failing = [result for result in scanned.results if result.outcome is Outcome.FAIL]
        answer[way] = {result.rule: result for result in failing}
        assert len(answer[way]) == len(failing), "one result per rule"
    return answer


def test_same_rules_fail(found: dict[str, dict[str, Result]]) -> None:
    expected = {MISSING[0], *(rule for rule, *_ in WRITTEN)}
    assert {way: set(results) for way, results in found.items()} == dict.fromkeys(WAYS, expected)


@pytest.mark.parametrize("way", WAYS)
def test_own_words_and_line(way: str, found: dict[str, dict[str, Result]]) -> None:
    name, source = WAYS[way]
    for rule, in_azurerm, in_arm, only_there in WRITTEN:
        own, result = words(way, in_azurerm, in_arm), found[way][rule]
        assert (rule, result.path) == (rule, own)
        assert (rule, result.span.file, result.span.line) == (rule, name, line_of(source, only_there or own.split(".")[-1]))
        assert result.message.startswith(f"{own} is ") or rule == "storage-no-blob-versioning"
        assert result.subject.address == SUBJECTS[way.split()[0]]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_missing(way: str, found: dict[str, dict[str, Result]]) -> None:
    rule, in_azurerm, in_arm = MISSING
    _, source = WAYS[way]
    assert found[way][rule].path.startswith(words(way, in_azurerm, in_arm))
    assert found[way][rule].span.line == line_of(source, "ersioning") - 1


@pytest.mark.parametrize("way", WAYS)
def test_message_and_remedy(way: str, found: dict[str, dict[str, Result]]) -> None:
    message, remedy = MESSAGES[way.split()[0]]
    assert found[way]["storage-weak-tls"].message == f"{message}; the account does not ask for TLS 1.2"
    assert found[way]["storage-weak-tls"].remedy == f"Require TLS 1.2. {remedy}"
