"""Code that pins no version of azurerm and uses what newer majors lack: the newest major that has all of it counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scanner.graph import build_graph
from scanner.model.resource import Evaluated, Language, SourceResource
from tests.graph.source import at, node_of, terraform


def storage(provider: tuple[int, ...] | None = None, **raw: Any) -> SourceResource:
    return terraform("azurerm_storage_account.a", provider=provider, name="acct", account_tier="Standard", account_replication_type="LRS", **raw)


def free(address: str, **raw: Any) -> SourceResource:
    return terraform(address, provider=None, **raw)


CASES: dict[str, tuple[list[SourceResource], str]] = {
    "nothing old": ([storage()], "azurerm 5 default"),
    "an older name": ([storage(enable_https_traffic_only=True)], "azurerm 3 default"),
    "an older name that is null": ([storage(enable_https_traffic_only=None)], "azurerm 5 default"),
    "an older name in another resource": ([storage(), free("azurerm_key_vault.k", enable_rbac_authorization=True)], "azurerm 4 default"),
    "an older block": (
        [storage(), free("azurerm_kubernetes_cluster.k", role_based_access_control=[{"enabled": False}])],
        "azurerm 2 default",
    ),
    "an older name in a block": (
        [storage(), free("azurerm_kubernetes_cluster.k", default_node_pool=[{"enable_host_encryption": True}])],
        "azurerm 3 default",
    ),
    "an older name in the second block": (
        [storage(), free("azurerm_monitor_diagnostic_setting.d", log=[{}, {"category": "x"}])],
        "azurerm 3 default",
    ),
    "an older type": ([storage(), free("azurerm_sql_server.s", name="s")], "azurerm 3 default"),
    "the oldest counts": ([storage(enable_https_traffic_only=True), free("azurerm_app_service.s", name="s")], "azurerm 3 default"),
    "a data source says nothing": ([storage(), free("data.azurerm_app_service.s", name="s")], "azurerm 5 default"),
    "a pinned version stays": ([storage((4,), enable_https_traffic_only=True)], "azurerm 4 default"),
    "the newest major admitted": ([storage((5,), enable_https_traffic_only=True)], "azurerm 3 default"),
    "an older one is admitted": ([storage((5,), oldest_=3, enable_https_traffic_only=True)], "azurerm 3 default"),
    "no older one is admitted": ([storage((5,), oldest_=4, enable_https_traffic_only=True)], "azurerm 5 default"),
    "the newest is pinned": ([storage((5,), oldest_=5, enable_https_traffic_only=True)], "azurerm 5 default"),
    "an upper bound": ([storage((4,), oldest_=3, enable_https_traffic_only=True)], "azurerm 3 default"),
}


@pytest.mark.parametrize(("sources", "label"), CASES.values(), ids=CASES.keys())
def test_version_in_use(sources: list[SourceResource], label: str) -> None:
    node = node_of(*sources)
    assert node.defaulted[("properties", "minimumTlsVersion")] == label
    assert at(node.body, "properties.minimumTlsVersion") == ("TLS1_0" if "2" in label else "TLS1_2")


TOLD = "azurerm {}, which the configuration asks for, has no {}"
REMARKS: dict[str, tuple[SourceResource, list[str]]] = {
    "not pinned": (storage(enable_https_traffic_only=True), []),
    "pinned to a major that has it": (storage((3,), enable_https_traffic_only=True), []),
    "renamed": (
        storage((4,), enable_https_traffic_only=False),
        [TOLD.format(4, "enable_https_traffic_only of azurerm_storage_account") + "; it is https_traffic_only_enabled there"],
    ),
    "an exact version": (
        storage((4, 12, 0), enable_https_traffic_only=False),
        [TOLD.format(4, "enable_https_traffic_only of azurerm_storage_account") + "; it is https_traffic_only_enabled there"],
    ),
    "in a block": (
        terraform("azurerm_kubernetes_cluster.k", default_node_pool=[{"enable_host_encryption": True}]),
        [
            TOLD.format(4, "default_node_pool.enable_host_encryption of azurerm_kubernetes_cluster")
            + "; it is default_node_pool.host_encryption_enabled there"
        ],
    ),
    "a type": (terraform("azurerm_sql_server.s", name="s"), [TOLD.format(4, "azurerm_sql_server")]),
}


@pytest.mark.parametrize(("source", "messages"), REMARKS.values(), ids=REMARKS.keys())
def test_what_the_pinned_major_lacks_is_told(source: SourceResource, messages: list[str]) -> None:
    graph = build_graph(Evaluated((source,)))
    assert [problem.message for problem in graph.problems] == messages
    assert not any(problem.fatal for problem in graph.problems)
    (plan,) = (replace(source, language=Language.PLAN),)
    assert not build_graph(Evaluated((plan,))).problems
