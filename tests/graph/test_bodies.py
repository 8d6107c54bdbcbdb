"""From a source resource to its body: each case is a resource, a path and the value that must stand there."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.model.resource import Language, SourceResource
from scanner.model.value import Reference, Symbol, Unknown
from tests.graph.source import arm, at, computed, graph, node_of, terraform

STORAGE = {"name": "acct", "account_tier": "Standard", "account_replication_type": "LRS"}


def storage(provider: tuple[int, ...] | None = (4,), **raw: Any) -> SourceResource:
    return terraform("azurerm_storage_account.a", provider=provider, **{**STORAGE, **raw})


WAITS = Unknown("waits")

BODIES: dict[str, tuple[SourceResource, str, Any]] = {
    "an attribute": (storage(location="westeurope"), "location", "westeurope"),
    "the type's own name, by version": (storage(https_traffic_only_enabled=False), "properties.supportsHttpsTrafficOnly", False),
    "an older name in newer code": (storage(enable_https_traffic_only=False), "properties.supportsHttpsTrafficOnly", False),
    "a newer name in older code": (storage((3, 117), https_traffic_only_enabled=False), "properties.supportsHttpsTrafficOnly", False),
    "a default": (storage(), "properties.supportsHttpsTrafficOnly", True),
    "null is not written": (storage(https_traffic_only_enabled=None), "properties.supportsHttpsTrafficOnly", True),
    "a default by version, 4": (storage(), "properties.allowBlobPublicAccess", True),
    "a default by version, 5": (storage((5, 2)), "properties.allowBlobPublicAccess", False),
    "a default without a pin": (storage(None), "properties.allowBlobPublicAccess", False),
    "translated values": (storage(public_network_access_enabled=False), "properties.publicNetworkAccess", "Disabled"),
    "a translated default": (storage(), "properties.publicNetworkAccess", "Enabled"),
    "joined": (storage(), "sku.name", "Standard_LRS"),
    "joined, in part unknown": (
        storage(account_replication_type=Unknown("later", parts=(Symbol("var.r"),))),
        "sku.name",
        Unknown("later", parts=("Standard_", Symbol("var.r"))),
    ),
    "joined, with candidates": (
        storage(account_replication_type=Unknown("later", ("LRS", "ZRS"))),
        "sku.name",
        Unknown("later", ("Standard_LRS", "Standard_ZRS")),
    ),
    "unknown": (storage(min_tls_version=WAITS), "properties.minimumTlsVersion", WAITS),
    "unknown, translated by candidate": (
        storage(public_network_access_enabled=Unknown("later", (True, False))),
        "properties.publicNetworkAccess",
        Unknown("later", ("Enabled", "Disabled")),
    ),
    "candidates that agree once translated": (
        storage(public_network_access_enabled=Unknown("later", (True, None))),
        "properties.publicNetworkAccess",
        "Enabled",
    ),
    "a block": (storage(network_rules=[{"default_action": "Deny"}]), "properties.networkAcls.defaultAction", "Deny"),
    "a block that is unknown": (storage(network_rules=WAITS), "properties.networkAcls.defaultAction", WAITS),
    "each element": (storage(network_rules=[{"ip_rules": ["1.2.3.4"]}]), "properties.networkAcls.ipRules.0.value", "1.2.3.4"),
    "an unknown element": (storage(network_rules=[{"ip_rules": ["1.2.3.4", WAITS]}]), "properties.networkAcls.ipRules.1.value", WAITS),
    "a list as text": (storage(network_rules=[{"bypass": ["Logging", "Metrics"]}]), "properties.networkAcls.bypass", "Logging, Metrics"),
    "an identity": (storage(identity=[{"type": "SystemAssigned"}]), "identity.type", "SystemAssigned"),
    "ids of identities": (storage(identity=[{"type": "UserAssigned", "identity_ids": ["/x/y"]}]), "identity.userAssignedIdentities", {"/x/y": {}}),
    "an unknown id of an identity": (
        storage(identity=[{"type": "UserAssigned", "identity_ids": [computed("azurerm_user_assigned_identity.u")]}]),
        "identity.userAssignedIdentities",
        computed("azurerm_user_assigned_identity.u"),
    ),
    "a tiered SKU": (terraform("azurerm_postgresql_flexible_server.p", sku_name="GP_Standard_D2s_v3"), "sku.tier", "GeneralPurpose"),
    "a tiered SKU's name": (terraform("azurerm_postgresql_flexible_server.p", sku_name="GP_Standard_D2s_v3"), "sku.name", "Standard_D2s_v3"),
    "addresses as text": (
        terraform("azurerm_cosmosdb_account.c", ip_range_filter="1.1.1.1, 2.2.2.2"),
        "properties.ipRules.1.ipAddressOrRange",
        "2.2.2.2",
    ),
    "said the other way round": (
        terraform("azurerm_cosmosdb_account.c", local_authentication_enabled=False),
        "properties.disableLocalAuth",
        True,
    ),
    "said the other way round, unknown": (
        terraform("azurerm_cosmosdb_account.c", local_authentication_enabled=Unknown("later", (True, False))),
        "properties.disableLocalAuth",
        Unknown("later", (False, True)),
    ),
    "conditions of an activity log alert": (
        terraform("azurerm_monitor_activity_log_alert.a", criteria=[{"category": "Administrative", "operation_name": "x", "levels": ["Error"]}]),
        "properties.condition.allOf",
        [
            {"field": "category", "equals": "Administrative"},
            {"field": "operationName", "equals": "x"},
            {"anyOf": [{"field": "level", "equals": "Error"}]},
        ],
    ),
    "tags without nulls": (storage(tags={"a": "b", "c": None}), "tags", {"a": "b"}),
    "ARM as it is": (arm("Microsoft.Storage/storageAccounts", "a", properties={"x": 1}), "properties.x", 1),
    "ARM in any case": (
        arm("microsoft.storage/STORAGEACCOUNTS", "a", Properties={"SUPPORTShttpsTrafficOnly": False}),
        "properties.supportsHttpsTrafficOnly",
        False,
    ),
    "ARM's tags keep their case": (arm("Microsoft.Storage/storageAccounts", "a", tags={"Kind": "x"}), "tags.Kind", "x"),
    "ARM null": (arm("Microsoft.Storage/storageAccounts", "a", properties={"allowSharedKeyAccess": None}), "properties.allowSharedKeyAccess", True),
    "API default by version, old": (
        arm("Microsoft.Storage/storageAccounts", "a", api="2018-11-01"),
        "properties.supportsHttpsTrafficOnly",
        False,
    ),
    "API default by version, new": (arm("Microsoft.Storage/storageAccounts", "a"), "properties.supportsHttpsTrafficOnly", True),
    "API default, version unknown": (arm("Microsoft.Storage/storageAccounts", "a", api=None), "properties.supportsHttpsTrafficOnly", True),
    "API default, preview": (
        arm("Microsoft.Storage/storageAccounts", "a", api="2019-04-01-preview"),
        "properties.supportsHttpsTrafficOnly",
        True,
    ),
    "API default below an absent object": (arm("Microsoft.Storage/storageAccounts", "a"), "properties.networkAcls.defaultAction", "Allow"),
    "API default only where written: absent": (arm("Microsoft.Storage/storageAccounts", "a"), "properties.networkAcls.bypass", None),
    "API default only where written: written": (
        arm("Microsoft.Storage/storageAccounts", "a", properties={"networkAcls": {}}),
        "properties.networkAcls.bypass",
        "AzureServices",
    ),
    "no API default below an unknown": (arm("Microsoft.Storage/storageAccounts", "a", properties=WAITS), "properties", WAITS),
    "API default in candidates": (
        arm("Microsoft.Storage/storageAccounts", "a", properties={"networkAcls": Unknown("if", ({"bypass": "None"}, None))}),
        "properties.networkAcls",
        Unknown("if", ({"bypass": "None", "defaultAction": "Allow"}, {"defaultAction": "Allow"})),
    ),
    "API default for a candidate that is null": (
        arm("Microsoft.Storage/storageAccounts", "a", properties={"allowSharedKeyAccess": Unknown("if", (False, None))}),
        "properties.allowSharedKeyAccess",
        Unknown("if", (False, True)),
    ),
    "the last segment of an ARM name": (arm("Microsoft.Storage/storageAccounts/blobServices", "a/default"), "name", "default"),
    "an unmapped type": (terraform("random_password.p", length=4), "length", None),
}


@pytest.mark.parametrize(("source", "path", "expected"), BODIES.values(), ids=BODIES.keys())
def test_body(source: SourceResource, path: str, expected: Any) -> None:
    assert at(node_of(source).body, path) == expected


AZAPI = {"type": "Microsoft.Storage/storageAccounts@2023-01-01", "name": "a", "location": "x"}
JSON_PARTS = ('{"properties":{"minimumTlsVersion":', Symbol("var.tls"), ',"allowSharedKeyAccess":false,"x":"a-', Symbol("var.x"), '"}}')

AZAPI_BODIES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "an object": ({"body": {"properties": {"allowSharedKeyAccess": False}}}, "properties.allowSharedKeyAccess", False),
    "text": ({"body": '{"properties": {"allowSharedKeyAccess": false}}'}, "properties.allowSharedKeyAccess", False),
    "text that is no JSON": ({"body": "{"}, "properties", Unknown("the body is not valid JSON")),
    "unknown": ({"body": WAITS}, "properties", WAITS),
    "text, partly unknown: a value": (
        {"body": Unknown("v", parts=JSON_PARTS)},
        "properties.minimumTlsVersion",
        Unknown("var.tls is not known before deployment", parts=(Symbol("var.tls"),)),
    ),
    "text, partly unknown: a piece": (
        {"body": Unknown("v", parts=JSON_PARTS)},
        "properties.x",
        Unknown("var.x is not known before deployment", parts=("a-", Symbol("var.x"))),
    ),
    "text, partly unknown: the rest": ({"body": Unknown("v", parts=JSON_PARTS)}, "properties.allowSharedKeyAccess", False),
    "text, of which one part is unknown": (
        {"body": Unknown("v", parts=('{"properties":{"x":', Symbol("var.x"), "}}"))},
        "properties.x",
        Unknown("v", parts=(Symbol("var.x"),)),
    ),
    "outside the body": ({"body": {}, "tags": {"a": "b"}}, "tags.a", "b"),
    "an identity block": ({"identity": [{"type": "UserAssigned", "identity_ids": ["/i"]}]}, "identity.userAssignedIdentities", {"/i": {}}),
    "API default": ({}, "properties.supportsHttpsTrafficOnly", True),
    "API default by version": ({"type": "Microsoft.Storage/storageAccounts@2018-11-01"}, "properties.supportsHttpsTrafficOnly", False),
    "names in any case": ({"body": {"properties": {"ALLOWsharedkeyaccess": False}}}, "properties.allowSharedKeyAccess", False),
}


@pytest.mark.parametrize(("raw", "path", "expected"), AZAPI_BODIES.values(), ids=AZAPI_BODIES.keys())
def test_azapi_body(raw: dict[str, Any], path: str, expected: Any) -> None:
    node = node_of(terraform("azapi_resource.a", **{**AZAPI, **raw}))
    assert node.type == "Microsoft.Storage/storageAccounts"
    assert at(node.body, path) == expected


def test_who_set_a_default() -> None:
    node = node_of(storage())
    assert node.defaulted["properties", "minimumTlsVersion"] == "azurerm 4 default"
    assert node.defaulted["properties", "encryption", "keySource"] == "API default"
    assert ("sku", "name") not in node.defaulted
    node = node_of(arm("Microsoft.Storage/storageAccounts", "a"))
    assert node.defaulted["properties", "minimumTlsVersion"] == "API default (2023-01-01)"


def test_data_sources_are_there_without_defaults() -> None:
    node = node_of(terraform("data.azurerm_storage_account.a", name="acct", account_tier=WAITS))
    assert (node.type, node.name, node.body, node.judged) == ("Microsoft.Storage/storageAccounts", "acct", {"name": "acct"}, False)


def test_unmapped_resources_stay_visible() -> None:
    node = node_of(terraform("random_password.p", length=4))
    assert (node.type, node.name, node.mapped, node.body, node.source.raw) == ("random_password", "p", False, {}, {"length": 4})


def test_child_blocks_become_nodes() -> None:
    built = graph(storage(blob_properties=[{"versioning_enabled": True}]))
    account, service = built.nodes
    assert (service.type, service.name, service.address) == ("Microsoft.Storage/storageAccounts/blobServices", "default", account.address)
    assert at(service.body, "properties.isVersioningEnabled") is True
    assert [edge.target for edge in service.edges] == [account.index]


AUDITED = {"name": "s", "version": "12.0"}


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([{"retention_in_days": 7}], [(True, 7)]),
        (WAITS, [(False, WAITS)]),
        (Unknown("waits", ([{"retention_in_days": 7}], [])), [(False, 7)]),
        (Unknown("waits", ([{"retention_in_days": 7}], None)), [(False, 7)]),
        (Unknown("waits", ([{"retention_in_days": 7}], [{"retention_in_days": 9}])), [(True, Unknown("waits", (7, 9)))]),
        (Unknown("waits", ([], [])), []),
        (None, []),
    ],
)
def test_child_blocks_that_may_be_absent(blocks: Any, expected: list[tuple[bool, Any]]) -> None:
    """Its constants would make such a node look complete."""
    _, *children = graph(terraform("azurerm_mssql_server.s", provider=(2,), extended_auditing_policy=blocks, **AUDITED)).nodes
    assert [(node.source.condition is True, at(node.body, "properties.retentionDays")) for node in children] == expected
    assert all(at(node.body, "properties.state") == "Enabled" for node in children)


TWICE = Unknown("network_rules is written 2 times where the provider accepts one block")


def test_a_block_too_many() -> None:
    rules = [{"default_action": "Deny"}, {"default_action": "Allow"}]
    assert at(node_of(storage(network_rules=rules)).body, "properties.networkAcls.defaultAction") == TWICE
    gateway = node_of(terraform("azurerm_application_gateway.g", name="g", waf_configuration=[{"enabled": True}, {"enabled": False}]))
    assert isinstance(at(gateway.body, "properties.webApplicationFirewallConfiguration"), Unknown)
    _, service = graph(storage(blob_properties=[{"versioning_enabled": True}, {}])).nodes
    assert isinstance(service.source.condition, Unknown)


INLINE: dict[str, tuple[SourceResource, list[tuple[str, Any]]]] = {
    "azurerm blocks": (
        terraform("azurerm_network_security_group.n", name="n", security_rule=[{"name": "a", "access": "Allow"}, {"name": WAITS, "access": "Deny"}]),
        [("azurerm_network_security_group.n/securityRules/a", "Allow"), ("azurerm_network_security_group.n/securityRules/1", "Deny")],
    ),
    "azurerm unknown blocks": (
        terraform("azurerm_network_security_group.n", name="n", security_rule=WAITS),
        [("azurerm_network_security_group.n/securityRules/*", WAITS)],
    ),
    "ARM": (
        arm(
            "Microsoft.Network/networkSecurityGroups",
            "n",
            properties={"SecurityRules": [{"name": "a", "properties": {"Access": "Allow"}}, WAITS]},
        ),
        [("n/securityRules/a", "Allow"), ("n/securityRules/1", WAITS)],
    ),
    "azapi": (
        terraform(
            "azapi_resource.n",
            type="Microsoft.Network/networkSecurityGroups@2023-01-01",
            name="n",
            body={"properties": {"securityRules": ({"name": "a", "properties": {"access": "Allow"}},)}},
        ),
        [("azapi_resource.n/securityRules/a", "Allow")],
    ),
}


@pytest.mark.parametrize(("source", "expected"), INLINE.values(), ids=INLINE.keys())
def test_inline_children_become_nodes(source: SourceResource, expected: list[tuple[str, Any]]) -> None:
    built = graph(source)
    parent, *children = built.nodes
    assert [(child.address, at(child.body, "properties.access") or at(child.body, "properties")) for child in children] == expected
    assert {child.type for child in children} == {"Microsoft.Network/networkSecurityGroups/securityRules"}
    assert all([edge.target for edge in child.edges] == [parent.index] for child in children)
    assert at(parent.body, "properties.securityRules") is None


def test_children_that_may_not_exist() -> None:
    built = graph(terraform("azurerm_network_security_group.n", name="n", security_rule=WAITS))
    assert built.nodes[0].source.condition is True
    assert isinstance(built.nodes[1].source.condition, Unknown)


def test_bicep_is_read_as_arm() -> None:
    node = node_of(arm("Microsoft.Storage/storageAccounts", "a", language=Language.BICEP, sku={"name": "Standard_LRS"}))
    assert at(node.body, "sku.name") == "Standard_LRS"


def test_a_partly_known_name() -> None:
    name = Unknown("v", parts=(Symbol("parameters('p')"), "/default"))
    node = node_of(arm("Microsoft.Storage/storageAccounts/blobServices", name))
    assert node.name == "default"
    name = Unknown("v", parts=("acct/", Reference("x", ("name",))))
    assert node_of(arm("Microsoft.Storage/storageAccounts/blobServices", name)).name == Unknown("v", parts=(Reference("x", ("name",)),))


def test_hostile_depth_ends_in_an_unknown() -> None:
    deep: Any = "end"
    for _ in range(5000):
        deep = {"x": deep}
    for source in (
        arm("Microsoft.Storage/storageAccounts", "a", properties=deep),
        storage(tags=deep),
        terraform("azapi_resource.a", **{**AZAPI, "body": {"properties": deep}}),
        terraform("azapi_resource.a", **{**AZAPI, "body": '{"a":' * 5000}),
    ):
        assert len(graph(source).nodes) == 1
