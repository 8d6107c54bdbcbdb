"""The worked example of docs/mappings.md does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.graph.build import build_graph
from scanner.graph.catalogue import catalogue_of
from scanner.graph.remedy import remedy, spell
from scanner.model.resource import Evaluated
from tests.graph.source import arm, at, terraform

PAGE = Path(__file__).parents[2] / "docs" / "mappings.md"


def test_add_a_resource_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    example = PAGE.read_text(encoding="utf-8").partition("## Add a resource type")[2]
    azurerm_text, arm_text = re.findall(r"```yaml\n(.*?)```", example, re.DOTALL)[:2]
    for kind, text in (("azurerm", azurerm_text), ("arm", arm_text)):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "search.yaml").write_text(text, encoding="utf-8")
    catalogue = catalogue_of(tmp_path)
    service = terraform("azurerm_search_service.s", name="s", sku="basic", allowed_ips=["1.2.3.4"])
    built = build_graph(Evaluated((service, arm("Microsoft.Search/searchServices", "t"))), catalogue)
    for node in built.nodes:
        assert node.type == "Microsoft.Search/searchServices"
        assert at(node.body, "properties.disableLocalAuth") is False
    node = built.nodes[0]
    assert at(node.body, "properties.networkRuleSet.ipRules") == [{"value": "1.2.3.4"}]
    path = ("properties", "disableLocalAuth")
    assert spell(node, path) == "local_authentication_enabled"
    assert remedy(node, {path: True}, catalogue) == "Set `local_authentication_enabled = false`."
