"""Edges: each case is a set of resources and the edges between them, however the source says it."""

from __future__ import annotations

import pytest

from scanner.model.graph import EdgeKind
from scanner.model.resource import SourceResource
from scanner.model.value import Part, Reference, Symbol, Unknown
from tests.graph.source import arm, computed, edges, graph, terraform

ACCOUNT = terraform("azurerm_storage_account.a", name="acct", account_tier="Standard", account_replication_type="LRS")
VNET = terraform("azurerm_virtual_network.v", name="vnet")
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers"
NSG = terraform("azurerm_network_security_group.n", name="nsg")


def partly(*parts: Part) -> Unknown:
    return Unknown("depends on the deployment", parts=parts)


PREFIX = (Symbol("subscription().id"), "/resourceGroups/", Symbol("resourceGroup().name"), "/providers/")
PARENT = {("parent", "child", "parent")}

EDGES: dict[str, tuple[list[SourceResource], set[tuple[str, str, str]]]] = {
    "parent by reference": (
        [ACCOUNT, terraform("azurerm_storage_container.c", name="c", storage_account_id=computed("azurerm_storage_account.a"))],
        {("parent", "azurerm_storage_container.c", "azurerm_storage_account.a")},
    ),
    "parent by name": (
        [terraform("azurerm_subnet.s", name="s", virtual_network_name="VNET"), VNET],
        {("parent", "azurerm_subnet.s", "azurerm_virtual_network.v")},
    ),
    "parent by equal unknown name": (
        [
            terraform("azurerm_virtual_network.v", name=partly("vnet-", Symbol("var.env"))),
            terraform("azurerm_subnet.s", name="s", virtual_network_name=partly("vnet-", Symbol("var.env"))),
        ],
        {("parent", "azurerm_subnet.s", "azurerm_virtual_network.v")},
    ),
    "parent by literal id": (
        [
            ACCOUNT,
            terraform("azurerm_storage_container.c", name="c", storage_account_id=f"{SUBSCRIPTION}/Microsoft.Storage/storageAccounts/ACCT"),
        ],
        {("parent", "azurerm_storage_container.c", "azurerm_storage_account.a")},
    ),
    "parent by the end of an id": (
        [
            ACCOUNT,
            terraform("azurerm_storage_container.c", name="c", storage_account_id=partly(*PREFIX, "Microsoft.Storage/storageAccounts/acct")),
        ],
        {("parent", "azurerm_storage_container.c", "azurerm_storage_account.a")},
    ),
    "ARM child": (
        [arm("Microsoft.Storage/storageAccounts", "acct"), arm("Microsoft.Storage/storageAccounts/blobServices", "acct/default")],
        {("parent", "acct/default", "acct")},
    ),
    "ARM grandchild: nearest declared ancestor": (
        [
            arm("Microsoft.Storage/storageAccounts", "acct"),
            arm("Microsoft.Storage/storageAccounts/blobServices/containers", "acct/default/c"),
        ],
        {("parent", "acct/default/c", "acct")},
    ),
    "ARM grandchild: its parent": (
        [
            arm("Microsoft.Storage/storageAccounts", "acct"),
            arm("Microsoft.Storage/storageAccounts/blobServices/containers", "acct/default/c"),
            arm("Microsoft.Storage/storageAccounts/blobServices", "acct/default"),
        ],
        {("parent", "acct/default/c", "acct/default"), ("parent", "acct/default", "acct")},
    ),
    "ARM child, unknown names": (
        [
            arm("Microsoft.Storage/storageAccounts", partly(Symbol("parameters('n')")), address_="account"),
            arm("Microsoft.Storage/storageAccounts/blobServices", partly(Symbol("parameters('n')"), "/default"), address_="service"),
        ],
        {("parent", "service", "account")},
    ),
    "ARM child by dependsOn": (
        [
            arm("Microsoft.Storage/storageAccounts", Unknown("x"), address_="account"),
            arm("Microsoft.Storage/storageAccounts/blobServices", Unknown("y"), address_="service", depends_on_=("account",)),
        ],
        {("parent", "service", "account")},
    ),
    "azapi child of azurerm": (
        [
            ACCOUNT,
            terraform(
                "azapi_resource.b",
                type="Microsoft.Storage/storageAccounts/blobServices@2023-01-01",
                name="default",
                parent_id=computed("azurerm_storage_account.a"),
            ),
        ],
        {("parent", "azapi_resource.b", "azurerm_storage_account.a")},
    ),
    "azapi in a resource group": (
        [
            terraform("azurerm_resource_group.r", name="rg"),
            terraform(
                "azapi_resource.a", type="Microsoft.Storage/storageAccounts@2023-01-01", name="x", parent_id=computed("azurerm_resource_group.r")
            ),
        ],
        set(),
    ),
    "a container lies in the account's blob service": (
        [
            terraform("azurerm_storage_account.a", name="acct", account_tier="Standard", account_replication_type="LRS", blob_properties=[{}]),
            arm("Microsoft.Storage/storageAccounts/blobServices/containers", "acct/default/c", address_="c"),
        ],
        {("parent", "azurerm_storage_account.a", "azurerm_storage_account.a"), ("parent", "c", "azurerm_storage_account.a")},
    ),
    "attached, azurerm": (
        [
            ACCOUNT,
            terraform(
                "azurerm_monitor_diagnostic_setting.d",
                name="d",
                target_resource_id=computed("azurerm_storage_account.a"),
                log_analytics_workspace_id="/x",
            ),
        ],
        {("attached", "azurerm_monitor_diagnostic_setting.d", "azurerm_storage_account.a")},
    ),
    "attached to a part of a resource, by the end of its id": (
        [
            terraform("azurerm_storage_account.a", name="acct", account_tier="Standard", account_replication_type="LRS"),
            arm("Microsoft.Storage/storageAccounts/blobServices", "acct/default", address_="service"),
            terraform(
                "azurerm_monitor_diagnostic_setting.d",
                name="d",
                target_resource_id=partly(Reference("azurerm_storage_account.a", ("id",)), "/blobServices/default"),
            ),
        ],
        {
            ("parent", "service", "azurerm_storage_account.a"),
            ("attached", "azurerm_monitor_diagnostic_setting.d", "service"),
        },
    ),
    "attached, ARM scope": (
        [
            arm("Microsoft.Storage/storageAccounts", "acct"),
            arm("Microsoft.Insights/diagnosticSettings", "d", scope_="Microsoft.Storage/storageAccounts/acct"),
        ],
        {("attached", "d", "acct")},
    ),
    "attached, ARM scope partly known": (
        [
            arm("Microsoft.Storage/storageAccounts", "acct"),
            arm("Microsoft.Insights/diagnosticSettings", "d", scope_=partly(*PREFIX, "Microsoft.Storage/storageAccounts/acct")),
        ],
        {("attached", "d", "acct")},
    ),
    "attached, ARM's old notation": (
        [
            arm("Microsoft.Storage/storageAccounts", "acct"),
            arm("Microsoft.Storage/storageAccounts/providers/locks", "acct/Microsoft.Authorization/l", address_="l"),
        ],
        {("attached", "l", "acct")},
    ),
    "attached, azapi": (
        [
            terraform("azurerm_resource_group.r", name="rg"),
            terraform("azapi_resource.l", type="Microsoft.Authorization/locks@2020-05-01", name="l", parent_id=computed("azurerm_resource_group.r")),
        ],
        {("attached", "azapi_resource.l", "azurerm_resource_group.r")},
    ),
    "reference": (
        [NSG, arm("Microsoft.X/y", "y", properties={"nsg": {"id": computed("azurerm_network_security_group.n")}})],
        {("reference", "y", "azurerm_network_security_group.n")},
    ),
    "reference by literal id": (
        [NSG, arm("Microsoft.X/y", "y", properties={"ids": [f"{SUBSCRIPTION}/microsoft.network/networkSecurityGroups/nsg"]})],
        {("reference", "y", "azurerm_network_security_group.n")},
    ),
    "reference as a key": (
        [
            arm("Microsoft.ManagedIdentity/userAssignedIdentities", "u"),
            arm(
                "Microsoft.X/y", "y", identity={"userAssignedIdentities": {f"{SUBSCRIPTION}/Microsoft.ManagedIdentity/userAssignedIdentities/u": {}}}
            ),
        ],
        {("reference", "y", "u")},
    ),
    "reference among candidates": (
        [
            arm("Microsoft.A/b", "one"),
            arm("Microsoft.A/b", "two"),
            arm("Microsoft.X/y", "y", properties={"id": Unknown("if", ("/providers/Microsoft.A/b/one", "/providers/Microsoft.A/b/two"))}),
        ],
        {("reference", "y", "one"), ("reference", "y", "two")},
    ),
    "reference without a key: all instances": (
        [
            terraform('azurerm_network_security_group.n["a"]', name="na"),
            terraform('azurerm_network_security_group.n["b"]', name="nb"),
            arm("Microsoft.X/y", "y", properties={"id": computed("azurerm_network_security_group.n")}),
        ],
        {("reference", "y", 'azurerm_network_security_group.n["a"]'), ("reference", "y", 'azurerm_network_security_group.n["b"]')},
    ),
    "reference to one instance": (
        [
            terraform('azurerm_network_security_group.n["a"]', name="na"),
            terraform('azurerm_network_security_group.n["b"]', name="nb"),
            arm("Microsoft.X/y", "y", properties={"id": computed('azurerm_network_security_group.n["b"]')}),
        ],
        {("reference", "y", 'azurerm_network_security_group.n["b"]')},
    ),
    "reference to an instance of an unknown number": (
        [NSG, arm("Microsoft.X/y", "y", properties={"id": computed("azurerm_network_security_group.n[0]")})],
        {("reference", "y", "azurerm_network_security_group.n")},
    ),
    "reference to an inline child": (
        [
            terraform("azurerm_virtual_network.v", name="vnet", subnet=[{"name": "a"}, {"name": "b"}]),
            arm("Microsoft.X/y", "y", properties={"id": computed("azurerm_virtual_network.v", "subnet", 1, "id")}),
        ],
        {
            ("parent", "azurerm_virtual_network.v/subnets/a", "azurerm_virtual_network.v"),
            ("parent", "azurerm_virtual_network.v/subnets/b", "azurerm_virtual_network.v"),
            ("reference", "y", "azurerm_virtual_network.v/subnets/b"),
        },
    ),
    "reference to what a data source reads and the unit manages": (
        [
            NSG,
            terraform("data.azurerm_network_security_group.n", name="nsg"),
            arm("Microsoft.X/y", "y", properties={"id": computed("data.azurerm_network_security_group.n")}),
        ],
        {("reference", "y", "azurerm_network_security_group.n")},
    ),
    "an inline child by id": (
        [
            arm("Microsoft.Network/virtualNetworks", "vnet", properties={"subnets": [{"name": "a"}]}),
            arm("Microsoft.X/y", "y", properties={"subnet": {"id": f"{SUBSCRIPTION}/Microsoft.Network/virtualNetworks/vnet/subnets/a"}}),
        ],
        {("parent", "vnet/subnets/a", "vnet"), ("reference", "y", "vnet/subnets/a")},
    ),
    "same names in two resource groups": (
        [
            terraform("azurerm_virtual_network.a", name="vnet", resource_group_name="a"),
            terraform("azurerm_virtual_network.b", name="vnet", resource_group_name="b"),
            terraform("azurerm_subnet.s", name="s", virtual_network_name="vnet", resource_group_name="b"),
        ],
        {("parent", "azurerm_subnet.s", "azurerm_virtual_network.b")},
    ),
    "same names, told by the expression": (
        [
            terraform("azurerm_virtual_network.a", name="vnet"),
            terraform("azurerm_virtual_network.b", name="vnet"),
            terraform(
                "azurerm_subnet.s",
                name="s",
                virtual_network_name="vnet",
                references_={("virtual_network_name",): (Reference("azurerm_virtual_network.a", ("name",)),)},
            ),
        ],
        {("parent", "azurerm_subnet.s", "azurerm_virtual_network.a")},
    ),
    "no edge to itself": ([arm("Microsoft.X/y", "y", properties={"id": "/providers/Microsoft.X/y/y"})], set()),
}


@pytest.mark.parametrize(("sources", "expected"), EDGES.values(), ids=EDGES.keys())
def test_edges(sources: list[SourceResource], expected: set[tuple[str, str, str]]) -> None:
    built = graph(*sources)
    assert edges(built) == expected
    assert not any(node.unlinked for node in built.nodes)
    assert {(source, edge) for found in built.incoming.values() for source, edge in found} == {
        (node.index, edge) for node in built.nodes for edge in node.edges
    }


UNLINKED: dict[str, tuple[SourceResource, set[EdgeKind]]] = {
    "a variable as parent": (terraform("azurerm_subnet.s", name="s", virtual_network_name=partly(Symbol("var.v"))), {EdgeKind.PARENT}),
    "an unknown parent": (terraform("azurerm_subnet.s", name="s", virtual_network_name=Unknown("x")), {EdgeKind.PARENT}),
    "a parent elsewhere": (terraform("azurerm_subnet.s", name="s", virtual_network_name="other"), set()),
    "a parent elsewhere, by id": (
        terraform("azurerm_storage_container.c", name="c", storage_account_id=f"{SUBSCRIPTION}/Microsoft.Storage/storageAccounts/x"),
        set(),
    ),
    "an unknown scope": (arm("Microsoft.Insights/diagnosticSettings", "d", scope_=Unknown("x")), {EdgeKind.ATTACHED}),
    "the deployment's scope": (arm("Microsoft.Authorization/locks", "l"), set()),
    "an unknown id": (arm("Microsoft.X/y", "y", properties={"subnetId": Unknown("x")}), {EdgeKind.REFERENCE}),
    "unknown properties": (arm("Microsoft.X/y", "y", properties=Unknown("x")), {EdgeKind.REFERENCE}),
    "an unknown that is no id": (arm("Microsoft.X/y", "y", properties={"tenantId": Unknown("x"), "size": Unknown("x")}), set()),
    "an ARM child of unknown name": (arm("Microsoft.Network/virtualNetworks/subnets", Unknown("x"), address_="z"), {EdgeKind.PARENT}),
    "an ARM child of unknown name, of a type that is not there": (arm("Microsoft.X/y/z", Unknown("x"), address_="z"), set()),
    "a data source": (terraform("data.azurerm_subnet.s", name="s", virtual_network_name=Unknown("x")), set()),
}


@pytest.mark.parametrize(("source", "expected"), UNLINKED.values(), ids=UNLINKED.keys())
def test_targets_that_cannot_be_told(source: SourceResource, expected: set[EdgeKind]) -> None:
    built = graph(ACCOUNT, VNET, source)
    assert built.nodes[-1].unlinked == expected


def test_where_a_reference_stands() -> None:
    built = graph(NSG, arm("Microsoft.X/y", "y", properties={"list": [{"id": computed("azurerm_network_security_group.n")}]}))
    assert [edge.path for edge in built.nodes[1].edges] == [("properties", "list", 0, "id")]
