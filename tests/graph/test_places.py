"""From a path in a body back to the source: its words, its place, and what to write there."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.graph.place import trace_of
from scanner.graph.remedy import remedy, settable, spell
from scanner.model.graph import Node
from scanner.model.resource import Language, SourceResource
from scanner.model.value import Path
from tests.graph.source import arm, graph, node_of, terraform


def storage(provider: tuple[int, ...] = (4,), **raw: Any) -> SourceResource:
    return terraform("azurerm_storage_account.a", provider=provider, **{"account_tier": "Standard", "account_replication_type": "LRS", **raw})


NSG = terraform("azurerm_network_security_group.n", name="n", security_rule=[{"name": "a"}, {"name": "b", "access": "Allow"}])
ARM = arm("Microsoft.Storage/storageAccounts", "a", properties={"MINIMUMtlsVersion": "x", "a.b": {"c": 1}})
AZAPI = terraform(
    "azapi_resource.a",
    type="Microsoft.Storage/storageAccounts@2023-01-01",
    name="a",
    body={"properties": {"minimumTlsVersion": "x"}},
    identity=[{"type": "UserAssigned", "identity_ids": ["/i"]}],
)

PLACES: dict[str, tuple[SourceResource, int, Path, str, str]] = {
    "an older name in a block of its own": (
        terraform("azurerm_kubernetes_cluster.k", provider=(2, 99, 0), role_based_access_control=[{"enabled": False}]),
        0,
        ("properties", "enableRBAC"),
        "role_based_access_control.enabled",
        "role_based_access_control/0/enabled",
    ),
    "the same in newer code": (
        terraform("azurerm_kubernetes_cluster.k", provider=(4,), role_based_access_control=[{"enabled": False}]),
        0,
        ("properties", "enableRBAC"),
        "role_based_access_control.enabled",
        "role_based_access_control/0/enabled",
    ),
    "written": (storage(https_traffic_only_enabled=False), 0, ("properties", "supportsHttpsTrafficOnly"), "https_traffic_only_enabled", "="),
    "not written": (storage(), 0, ("properties", "supportsHttpsTrafficOnly"), "https_traffic_only_enabled", "="),
    "not written, older provider": (storage((3,)), 0, ("properties", "supportsHttpsTrafficOnly"), "enable_https_traffic_only", "="),
    "written by its older name": (
        storage(enable_https_traffic_only=False),
        0,
        ("properties", "supportsHttpsTrafficOnly"),
        "enable_https_traffic_only",
        "=",
    ),
    "in a block": (
        storage(network_rules=[{"default_action": "Allow"}]),
        0,
        ("properties", "networkAcls", "defaultAction"),
        "network_rules.default_action",
        "network_rules/0/default_action",
    ),
    "not written in a block": (
        storage(network_rules=[{}]),
        0,
        ("properties", "networkAcls", "defaultAction"),
        "network_rules.default_action",
        "network_rules/0/default_action",
    ),
    "in a block that is not there": (
        storage(),
        0,
        ("properties", "networkAcls", "defaultAction"),
        "network_rules.default_action",
        "network_rules/default_action",
    ),
    "in a list": (
        storage(network_rules=[{"ip_rules": ["1.1.1.1", "2.2.2.2"]}]),
        0,
        ("properties", "networkAcls", "ipRules", 1, "value"),
        "network_rules.ip_rules[1]",
        "network_rules/0/ip_rules/1",
    ),
    "in a child's block": (
        storage(blob_properties=[{"versioning_enabled": False}]),
        1,
        ("properties", "isVersioningEnabled"),
        "blob_properties.versioning_enabled",
        "blob_properties/0/versioning_enabled",
    ),
    "in an inline child": (NSG, 2, ("properties", "access"), "security_rule[1].access", "security_rule/1/access"),
    "not written in an inline child": (NSG, 1, ("properties", "access"), "security_rule[0].access", "security_rule/0/access"),
    "inside a value": (storage(tags={"a b": "c"}), 0, ("tags", "a b"), 'tags["a b"]', "tags/a b"),
    "joined": (storage(), 0, ("sku", "name"), "account_replication_type", "="),
    "by a shape": (storage(identity=[{"type": "x"}]), 0, ("identity", "type"), "identity.type", "identity/0/type"),
    "a part of what a shape makes": (terraform("azurerm_postgresql_flexible_server.p", sku_name="B_x"), 0, ("sku", "tier"), "sku_name", "="),
    "an element of what a shape makes": (
        terraform("azurerm_cosmosdb_account.c", ip_range_filter=["1.1.1.1", "2.2.2.2"]),
        0,
        ("properties", "ipRules", 1, "ipAddressOrRange"),
        "ip_range_filter[1]",
        "ip_range_filter/1",
    ),
    "unknown to the mapping": (storage(), 0, ("properties", "noSuchThing"), "noSuchThing", "properties/noSuchThing"),
    "ARM, in the case that is written": (
        ARM,
        0,
        ("properties", "minimumTlsVersion"),
        "properties.MINIMUMtlsVersion",
        "properties/MINIMUMtlsVersion",
    ),
    "ARM, not written": (ARM, 0, ("properties", "allowSharedKeyAccess"), "properties.allowSharedKeyAccess", "properties/allowSharedKeyAccess"),
    "ARM, a name with a dot": (ARM, 0, ("properties", "a.b", "c"), 'properties["a.b"].c', "properties/a.b/c"),
    "ARM, an inline child": (
        arm("Microsoft.Network/networkSecurityGroups", "n", properties={"securityRules": [{"name": "a"}, {"name": "b"}]}),
        2,
        ("properties", "access"),
        "properties.securityRules[1].properties.access",
        "properties/securityRules/1/properties/access",
    ),
    "azapi": (AZAPI, 0, ("properties", "minimumTlsVersion"), "body.properties.minimumTlsVersion", "body/properties/minimumTlsVersion"),
    "azapi, not written": (AZAPI, 0, ("properties", "x"), "body.properties.x", "body/properties/x"),
    "azapi, outside the body": (AZAPI, 0, ("tags", "x"), "tags.x", "tags/x"),
    "azapi, in a block": (AZAPI, 0, ("identity", "type"), "identity.type", "identity/0/type"),
}


@pytest.mark.parametrize(("source", "index", "path", "words", "raw"), PLACES.values(), ids=PLACES.keys())
def test_place(source: SourceResource, index: int, path: Path, words: str, raw: str) -> None:
    node = graph(source).nodes[index]
    assert spell(node, path) == words
    assert trace_of(node, path).span.file.partition("#")[2] == (words if raw == "=" else raw)


def acls(**values: Any) -> dict[Path, Any]:
    return {("properties", "networkAcls", name): value for name, value in values.items()}


BICEP = arm("Microsoft.Storage/storageAccounts", "a", language=Language.BICEP)

REMEDIES: dict[str, tuple[SourceResource, int, dict[Path, Any], str]] = {
    "an attribute": (storage(), 0, {("properties", "supportsHttpsTrafficOnly"): True}, "Set `https_traffic_only_enabled = true`."),
    "older provider": (storage((3,)), 0, {("properties", "supportsHttpsTrafficOnly"): True}, "Set `enable_https_traffic_only = true`."),
    "translated back": (storage(), 0, {("properties", "publicNetworkAccess"): "Disabled"}, "Set `public_network_access_enabled = false`."),
    "split": (storage(), 0, {("sku", "name"): "Standard_ZRS"}, 'Set `account_replication_type = "ZRS"`.'),
    "a block": (storage(), 0, acls(defaultAction="Deny"), 'Set `network_rules { default_action = "Deny" }`.'),
    "two in a block": (
        storage(),
        0,
        acls(defaultAction="Deny", bypass="AzureServices"),
        'In `network_rules`, set `default_action = "Deny"` and `bypass = ["AzureServices"]`.',
    ),
    "an inline child": (NSG, 2, {("properties", "access"): "Deny"}, 'In `security_rule[1]`, set `access = "Deny"`.'),
    "a child": (
        storage(blob_properties=[{}]),
        1,
        {("properties", "isVersioningEnabled"): True},
        "Set `blob_properties { versioning_enabled = true }`.",
    ),
    "two": (
        storage(),
        0,
        {("properties", "minimumTlsVersion"): "TLS1_2", ("properties", "allowBlobPublicAccess"): False},
        'Set `min_tls_version = "TLS1_2"` and `allow_nested_items_to_be_public = false`.',
    ),
    "to be removed": (storage(), 0, {("properties", "minimumTlsVersion"): None}, "Remove `min_tls_version`."),
    "ARM": (ARM, 0, {("properties", "supportsHttpsTrafficOnly"): True}, 'Set `"supportsHttpsTrafficOnly": true` in `properties`.'),
    "Bicep": (BICEP, 0, {("properties", "minimumTlsVersion"): "TLS1_2"}, "Set `properties.minimumTlsVersion: 'TLS1_2'`."),
    "azapi": (AZAPI, 0, {("properties", "allowSharedKeyAccess"): False}, "In `body.properties`, set `allowSharedKeyAccess = false`."),
    "text that Terraform would take for a template": (
        storage(),
        0,
        {("properties", "minimumTlsVersion"): "${x}"},
        'Set `min_tls_version = "$${x}"`.',
    ),
}


@pytest.mark.parametrize(("source", "index", "settings", "expected"), REMEDIES.values(), ids=REMEDIES.keys())
def test_remedy(source: SourceResource, index: int, settings: dict[Path, Any], expected: str) -> None:
    node: Node = graph(source).nodes[index]
    assert remedy(node, settings) == expected


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("azurerm_linux_virtual_machine", True), ("azurerm_virtual_machine", False), ("azapi_resource", True)],
)
def test_settable(kind: str, answer: bool) -> None:
    """Only the newer types have an attribute for encryption at host."""
    source = terraform(f"{kind}.a", name="a", type="Microsoft.Compute/virtualMachines@2024-07-01", body={"properties": {}})
    assert settable(node_of(source), ("properties", "securityProfile", "encryptionAtHost")) is answer
