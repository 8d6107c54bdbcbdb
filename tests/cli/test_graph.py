"""``soc2scan graph``: what was understood, in both forms, and what was not, on standard error."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run

_CODE = """resource "azurerm_virtual_network" "v" {
  name = "v"
}

resource "azurerm_subnet" "s" {
  name                 = "s"
  virtual_network_name = azurerm_virtual_network.v.name
}

resource "azurerm_network_security_group" "g" {
  name = "g"
}

resource "azurerm_subnet_network_security_group_association" "a" {
  subnet_id                 = azurerm_subnet.s.id
  network_security_group_id = azurerm_network_security_group.g.id
}

module "off" {
  source = "./off"
  count  = 0
}
"""
_OFF = 'resource "azurerm_storage_account" "x" {\n  name = var.name\n}\nvariable "name" {}\n'
_MISSING = 'module "m" {\n  source  = "Azure/x/azurerm"\n  version = "1.0.0"\n}\n'


def _tree(folder: Path, code: str) -> None:
    (folder / "off").mkdir()
    (folder / "main.tf").write_text(code, encoding="utf-8")
    (folder / "off/main.tf").write_text(_OFF, encoding="utf-8")


def test_text(run: Run, tmp_path: Path) -> None:
    _tree(tmp_path, _CODE)
    done = run("graph")
    assert done.out.splitlines() == [
        f"# {tmp_path}",
        "azurerm_virtual_network.v  Microsoft.Network/virtualNetworks",
        "azurerm_subnet.s  Microsoft.Network/virtualNetworks/subnets",
        "  parent azurerm_virtual_network.v",
        "  reference azurerm_network_security_group.g",
        "azurerm_network_security_group.g  Microsoft.Network/networkSecurityGroups",
        "azurerm_subnet_network_security_group_association.a  in azurerm_subnet.s",
        f"# {tmp_path / 'off'} (nothing deploys this: its inputs are unknown)",
        "azurerm_storage_account.x  Microsoft.Storage/storageAccounts",
    ]
    assert done.err == ""


def test_json(run: Run, tmp_path: Path) -> None:
    _tree(tmp_path, _CODE + _MISSING)
    document = json.loads(run("graph", "--format", "json").out)
    assert [(node["address"], node.get("uncalled", False)) for node in document["resources"]][-2:] == [
        ("azurerm_network_security_group.g", False),
        ("azurerm_storage_account.x", True),
    ]
    (folded,) = document["folded"]
    assert (folded["sourceType"], folded["into"], folded["location"]["line"]) == (
        "azurerm_subnet_network_security_group_association",
        "azurerm_subnet.s",
        14,
    )
    (gap,) = document["notAvailable"]
    assert gap["file"] == "main.tf" and 'module "m"' in gap["what"]


def test_what_is_missing_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(_MISSING + "locals {\n  a = [\n}\n", encoding="utf-8")
    done = run("graph")
    lines = done.err.splitlines()
    assert lines[0].startswith("error: main.tf:")
    assert lines[-2].startswith('not available: module "m"')
    assert lines[-1] == "the graph is empty: the code declares no resource"


def test_no_code(run: Run, tmp_path: Path) -> None:
    assert run("graph").err == "the graph is empty: there is no code to read\n"
