"""What only a resource itself can say, whatever code is missing."""

from __future__ import annotations

import pytest

from scanner.graph.gaps import said_inside
from scanner.model.resource import SourceResource
from tests.graph.source import arm, node_of, terraform

AZURERM = terraform("azurerm_storage_account.a", name="acct", account_tier="Standard", account_replication_type="LRS")
AZAPI = terraform("azapi_resource.a", type="Microsoft.Storage/storageAccounts@2023-01-01", name="acct")
BLOBS, SETTINGS = "microsoft.storage/storageaccounts/blobservices", "microsoft.insights/diagnosticsettings"


@pytest.mark.parametrize(
    ("source", "types", "inside"),
    [
        (AZURERM, {BLOBS}, True),
        (AZURERM, {BLOBS, SETTINGS}, False),
        (AZURERM, {SETTINGS}, False),
        (AZAPI, {BLOBS}, False),
        (arm("Microsoft.Storage/storageAccounts", "acct"), {BLOBS}, False),
    ],
)
def test_said_inside(source: SourceResource, types: set[str], inside: bool) -> None:
    assert said_inside(node_of(source), types) is inside
