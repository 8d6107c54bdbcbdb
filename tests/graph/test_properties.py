"""What holds for any input: nothing is lost, nothing crashes, and what is unknown stays where it is."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.graph import build_graph
from scanner.graph.place import trace_of
from scanner.graph.remedy import spell
from scanner.model.resource import Evaluated, SourceResource
from scanner.model.value import Path, Reference, Symbol, Unknown, leaves
from tests.graph.source import arm, graph, terraform

ADDRESSES = [f"{kind}.{name}" for kind in ("azurerm_storage_account", "azurerm_subnet", "azurerm_key_vault_access_policy") for name in "ab"]
TEXTS = st.sampled_from(["a", "b", "a/default", "/", "", "/providers/Microsoft.Storage/storageAccounts/a", "Microsoft.A/b/c", *ADDRESSES])
PARTS = st.lists(st.one_of(TEXTS, st.builds(Reference, st.sampled_from(ADDRESSES), st.just(("id",))), st.builds(Symbol, TEXTS)), max_size=4)
UNKNOWNS = st.builds(
    lambda parts, candidates: Unknown("x", tuple(candidates), tuple(parts)), PARTS, st.lists(st.one_of(st.none(), TEXTS), max_size=3)
)
KEYS = st.sampled_from(
    [
        "name",
        "properties",
        "network_rules",
        "ip_rules",
        "identity",
        "identity_ids",
        "type",
        "tags",
        "storage_account_id",
        "virtual_network_name",
        "networkAcls",
        "ipRules",
        "subnets",
        "account_tier",
        "key_vault_id",
        "access_policy",
        "blob_properties",
        "body",
        "parent_id",
        "security_rule",
    ]
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXTS, UNKNOWNS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)
BODIES = st.dictionaries(KEYS, VALUES, max_size=6)
TERRAFORM_TYPES = st.sampled_from(
    [
        "azurerm_storage_account",
        "azurerm_storage_account_network_rules",
        "azurerm_subnet",
        "azurerm_key_vault",
        "azurerm_key_vault_access_policy",
        "azurerm_network_security_group",
        "azurerm_storage_container",
        "azapi_resource",
        "azapi_update_resource",
        "null_resource",
    ]
)
ARM_TYPES = st.sampled_from(
    [
        "Microsoft.Storage/storageAccounts",
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.Network/virtualNetworks",
        "Microsoft.X",
        "Microsoft.Storage/storageAccounts/providers/locks",
        "Microsoft.Authorization/locks",
        "Microsoft.Network/networkSecurityGroups",
    ]
)


def _terraform(kind: str, name: str, raw: dict[str, Any]) -> SourceResource:
    if kind.startswith("azapi"):
        raw["type"] = "Microsoft.Storage/storageAccounts@2023-01-01"
    return terraform(f"{kind}.{name}", **raw)


def _arm(kind: str, name: Any, raw: dict[str, Any], scope: Any) -> SourceResource:
    raw.pop("name", None)
    return arm(kind, name, scope_=scope, **raw)


RESOURCES = st.one_of(
    st.builds(_terraform, TERRAFORM_TYPES, st.sampled_from("ab"), BODIES),
    st.builds(_arm, ARM_TYPES, st.one_of(TEXTS, UNKNOWNS), BODIES, st.one_of(st.none(), TEXTS, UNKNOWNS)),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(RESOURCES, max_size=5))
def test_nothing_is_lost(sources: list[SourceResource]) -> None:
    built = graph(*sources)
    shown = {id(node.source) for node in built.nodes}
    folded = {id(place.source) for node in built.nodes for place in node.origins.values()}
    for source in sources:
        assert id(source) in shown | folded or source.type in ("azapi_update_resource", "azurerm_key_vault_access_policy")
    assert [node.index for node in built.nodes] == list(range(len(built.nodes)))
    for node in built.nodes:
        for path, _ in leaves(node.body):
            assert spell(node, path) or not path
            trace_of(node, path)
        assert all(edge.target != node.index and edge.target < len(built.nodes) for edge in node.edges)


@settings(max_examples=40, deadline=None)
@given(st.lists(RESOURCES, max_size=5))
def test_the_same_again(sources: list[SourceResource]) -> None:
    before = repr([source.raw for source in sources])
    first, second = (build_graph(Evaluated(tuple(sources))) for _ in range(2))
    assert repr([source.raw for source in sources]) == before, "the source must stay as it is"
    assert [(node.address, node.body, node.edges, node.unlinked) for node in first.nodes] == [
        (node.address, node.body, node.edges, node.unlinked) for node in second.nodes
    ]


STORAGE: dict[str, Any] = {
    "name": "acct",
    "location": "x",
    "account_tier": "Standard",
    "https_traffic_only_enabled": False,
    "min_tls_version": "TLS1_0",
    "network_rules": [{"default_action": "Allow", "bypass": ["Logging"], "ip_rules": ["1.2.3.4"]}],
    "blob_properties": [{"versioning_enabled": True}],
}


@given(st.sampled_from(sorted(path for path, _ in leaves(STORAGE))))
def test_an_unknown_leaf_changes_no_other(path: Path) -> None:
    known = graph(terraform("azurerm_storage_account.a", **STORAGE))
    unknown = graph(terraform("azurerm_storage_account.a", **_with_unknown(STORAGE, path)))
    for one, other in zip(known.nodes, unknown.nodes, strict=True):
        left, right = dict(leaves(one.body)), dict(leaves(other.body))
        changed = {at for at in left.keys() | right.keys() if left.get(at) != right.get(at)}
        places = {one.origins[at].path for at in changed if at in one.origins}
        assert len(changed) <= 1
        assert places <= {path, path[:-1]}


def _with_unknown(value: Any, path: Path) -> Any:
    if not path:
        return Unknown("later")
    if isinstance(value, dict):
        return {key: _with_unknown(item, path[1:]) if key == path[0] else item for key, item in value.items()}
    return [_with_unknown(item, path[1:]) if index == path[0] else item for index, item in enumerate(value)]
