"""Resources that only configure another one."""

from __future__ import annotations

import pytest

from scanner.graph.place import trace_of
from scanner.graph.remedy import spell
from scanner.model.graph import Graph, Node
from scanner.model.resource import SourceResource
from scanner.model.value import Symbol, Unknown, Value
from tests.graph.source import arm, at, computed, edges, graph, terraform

ACCOUNT = terraform("azurerm_storage_account.a", name="acct", account_tier="Standard", account_replication_type="LRS")
VARIABLE = Unknown("variable", parts=(Symbol("var.id"),))


def rules(**raw: object) -> Graph:
    return graph(ACCOUNT, terraform("azurerm_storage_account_network_rules.r", **raw))


def test_a_fold_fills_its_target() -> None:
    built = rules(storage_account_id=computed("azurerm_storage_account.a"), default_action="Deny")
    assert len(built.nodes) == 1
    account = built.nodes[0]
    path = ("properties", "networkAcls", "defaultAction")
    assert at(account.body, "properties.networkAcls.defaultAction") == "Deny"
    assert path not in account.defaulted
    assert spell(account, path) == "default_action"
    assert trace_of(account, path).span.file == "azurerm_storage_account_network_rules.r#default_action"


def test_what_a_fold_leaves_out_is_said_there_too() -> None:
    account = rules(storage_account_id=computed("azurerm_storage_account.a"), default_action="Deny").nodes[0]
    path = ("properties", "networkAcls", "bypass")
    assert spell(account, path) == "bypass"
    assert trace_of(account, path).span.file == "azurerm_storage_account_network_rules.r#bypass"


def test_a_fold_of_unknown_target_concerns_every_node() -> None:
    built = rules(storage_account_id=VARIABLE, default_action="Deny")
    account, fold = built.nodes
    value = at(account.body, "properties.networkAcls.defaultAction")
    assert isinstance(value, Unknown)
    assert "azurerm_storage_account_network_rules.r" in value.why
    assert (fold.type, fold.mapped) == ("azurerm_storage_account_network_rules", True)


def test_a_fold_of_unknown_target_leaves_what_is_written() -> None:
    written = terraform(
        "azurerm_storage_account.a", name="x", account_tier="Standard", account_replication_type="LRS", network_rules=[{"default_action": "Allow"}]
    )
    built = graph(written, terraform("azurerm_storage_account_network_rules.r", storage_account_id=VARIABLE, default_action="Deny"))
    assert at(built.nodes[0].body, "properties.networkAcls.defaultAction") == "Allow"


def test_a_fold_that_may_not_exist() -> None:
    fold = terraform(
        "azurerm_storage_account_network_rules.r",
        storage_account_id=computed("azurerm_storage_account.a"),
        default_action="Deny",
        condition_=Unknown("count"),
    )
    assert isinstance(at(graph(ACCOUNT, fold).nodes[0].body, "properties.networkAcls.defaultAction"), Unknown)


def test_a_fold_that_exists_wherever_its_target_does() -> None:
    account = terraform("azurerm_storage_account.a", name="a", condition_=Unknown("count"), circumstances_="a")
    fold = terraform(
        "azurerm_storage_account_network_rules.r",
        storage_account_id=computed("azurerm_storage_account.a"),
        default_action="Deny",
        condition_=Unknown("count"),
        circumstances_="a",
    )
    assert at(graph(account, fold).nodes[0].body, "properties.networkAcls.defaultAction") == "Deny"


def test_a_fold_into_something_elsewhere_stays_as_a_bare_node() -> None:
    other = "/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/other"
    built = rules(storage_account_id=other, default_action="Deny")
    assert at(built.nodes[0].body, "properties.networkAcls.defaultAction") == "Allow"
    assert [node.address for node in built.nodes] == ["azurerm_storage_account.a", "azurerm_storage_account_network_rules.r"]


def subnet(built: Graph) -> Node:
    return next(node for node in built.nodes if node.type.endswith("/subnets"))


def test_an_association_makes_the_reference() -> None:
    built = graph(
        terraform("azurerm_network_security_group.n", name="n"),
        terraform("azurerm_subnet.s", name="s", virtual_network_name="elsewhere"),
        terraform(
            "azurerm_subnet_network_security_group_association.x",
            subnet_id=computed("azurerm_subnet.s"),
            network_security_group_id=computed("azurerm_network_security_group.n"),
        ),
    )
    assert edges(built) == {("reference", "azurerm_subnet.s", "azurerm_network_security_group.n")}
    path = ("properties", "networkSecurityGroup", "id")
    assert trace_of(subnet(built), path).span.file == "azurerm_subnet_network_security_group_association.x#network_security_group_id"


def test_appended_elements() -> None:
    vault = terraform("azurerm_key_vault.v", name="v", access_policy=[{"object_id": "a"}])
    policies = [
        terraform(f"azurerm_key_vault_access_policy.{name}", key_vault_id=computed("azurerm_key_vault.v"), object_id=name) for name in ("b", "c")
    ]
    built = graph(vault, *policies)
    (node,) = built.nodes
    assert [item["objectId"] for item in at(node.body, "properties.accessPolicies")] == ["a", "b", "c"]
    path = ("properties", "accessPolicies", 2, "objectId")
    assert spell(node, path) == "object_id"
    assert trace_of(node, path).span.file == "azurerm_key_vault_access_policy.c#object_id"
    assert spell(node, ("properties", "accessPolicies", 0, "objectId")) == "access_policy[0].object_id"


def test_an_element_that_may_be_appended() -> None:
    vault = terraform("azurerm_key_vault.v", name="v", access_policy=[{"object_id": "a"}])
    built = graph(vault, terraform("azurerm_key_vault_access_policy.p", key_vault_id=VARIABLE, object_id="b"))
    items = at(built.nodes[0].body, "properties.accessPolicies")
    assert items[0]["objectId"] == "a"
    assert isinstance(items[1], Unknown)


def test_azapi_update() -> None:
    built = graph(
        ACCOUNT,
        terraform(
            "azapi_update_resource.u",
            type="Microsoft.Storage/storageAccounts@2023-01-01",
            resource_id=computed("azurerm_storage_account.a"),
            body={"properties": {"minimumTlsVersion": "TLS1_0"}},
        ),
    )
    (node,) = built.nodes
    path = ("properties", "minimumTlsVersion")
    assert at(node.body, "properties.minimumTlsVersion") == "TLS1_0"
    assert spell(node, path) == "body.properties.minimumTlsVersion"
    assert trace_of(node, path).span.file == "azapi_update_resource.u#body/properties/minimumTlsVersion"


POOLS = [{"name": "a", "count": 1}, {"name": "b", "count": 2}]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {}),
        ({"properties": {}}, {}),
        ({"properties": {"minimumTlsVersion": None}}, {}),
        ({"properties": {"networkAcls": {}}}, {}),
        (
            {"properties": {"networkAcls": {"defaultAction": None, "bypass": "Logging"}}},
            {"networkAcls": {"defaultAction": "Deny", "bypass": "Logging"}},
        ),
        ({"properties": {"pools": [{"count": 3}, {}]}}, {"pools": [{"name": "a", "count": 3}, {"name": "b", "count": 2}]}),
        ({"properties": {"pools": [{"name": "c"}]}}, {"pools": [{"name": "c"}]}),
        ({"properties": {"new": {"a": 1}}}, {"new": {"a": 1}}),
    ],
)
def test_azapi_update_merges(body: Value, expected: dict[str, Value]) -> None:
    before = {"minimumTlsVersion": "TLS1_2", "networkAcls": {"defaultAction": "Deny", "bypass": "None"}, "pools": POOLS}
    account = terraform("azapi_resource.a", type="Microsoft.Storage/storageAccounts@2023-01-01", name="acct", body={"properties": before})
    change = terraform(
        "azapi_update_resource.u", type="Microsoft.Storage/storageAccounts@2023-01-01", resource_id=computed("azapi_resource.a"), body=body
    )
    (node,) = graph(account, change).nodes
    assert {key: node.body["properties"][key] for key in (*before, *expected)} == before | expected
    if not expected:
        assert trace_of(node, ("properties", "minimumTlsVersion")).span.file == "azapi_resource.a#body/properties/minimumTlsVersion"


def test_an_azapi_update_that_may_be_null_leaves_what_is_there() -> None:
    account = terraform(
        "azapi_resource.a", type="Microsoft.Storage/storageAccounts@2023-01-01", name="a", body={"properties": {"minimumTlsVersion": "TLS1_2"}}
    )
    change = terraform(
        "azapi_update_resource.u",
        type="Microsoft.Storage/storageAccounts@2023-01-01",
        resource_id=computed("azapi_resource.a"),
        body={"properties": {"minimumTlsVersion": Unknown("x", (None, "TLS1_0"))}},
    )
    value = at(graph(account, change).nodes[0].body, "properties.minimumTlsVersion")
    assert isinstance(value, Unknown)
    assert value.candidates == ("TLS1_2", "TLS1_0")


def test_a_reference_to_a_folded_resource_means_its_target() -> None:
    built = graph(
        ACCOUNT,
        terraform("azurerm_storage_account_network_rules.r", storage_account_id=computed("azurerm_storage_account.a"), default_action="Deny"),
        arm("Microsoft.X/y", "y", properties={"id": computed("azurerm_storage_account_network_rules.r")}),
    )
    assert edges(built) == {("reference", "y", "azurerm_storage_account.a")}


def update(**raw: object) -> SourceResource:
    return terraform("azapi_update_resource.u", type="Microsoft.Storage/storageAccounts/blobServices@2023-01-01", name="default", **raw)


BODY = {"properties": {"isVersioningEnabled": True}}


def test_azapi_update_by_parent_and_name() -> None:
    service = arm("Microsoft.Storage/storageAccounts/blobServices", "acct/default", address_="service")
    other = arm("Microsoft.Storage/storageAccounts/blobServices", "other/default", address_="elsewhere")
    built = graph(ACCOUNT, service, other, update(parent_id=computed("azurerm_storage_account.a"), body=BODY))
    assert [(node.address, at(node.body, "properties.isVersioningEnabled")) for node in built.nodes[1:]] == [("service", True), ("elsewhere", False)]


def test_azapi_update_of_what_comes_with_its_parent() -> None:
    built = graph(ACCOUNT, update(parent_id=computed("azurerm_storage_account.a"), body=BODY))
    node = built.nodes[1]
    assert (node.type, node.name) == ("Microsoft.Storage/storageAccounts/blobServices", "default")
    assert at(node.body, "properties.isVersioningEnabled") is True
    assert edges(built) == {("parent", "azapi_update_resource.u", "azurerm_storage_account.a")}
    assert spell(node, ("properties", "isVersioningEnabled")) == "body.properties.isVersioningEnabled"


def test_azapi_update_of_something_elsewhere() -> None:
    built = graph(update(parent_id="/subscriptions/x/resourceGroups/y/providers/Microsoft.Storage/storageAccounts/z", body=BODY))
    assert [(node.type, node.body) for node in built.nodes] == [("azapi_update_resource", {})]
