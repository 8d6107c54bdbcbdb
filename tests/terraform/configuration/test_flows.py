"""What flows into modules that are not at hand, and which resources they can know of by that."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.graph import build_graph
from tests.terraform.configuration.test_load import load

CODE = """
variable "name" { type = string }
variable "other" { type = string }
locals {
  vault = azurerm_key_vault.one
  ids   = { first = lower(azurerm_key_vault.one.id) }
}
resource "azurerm_key_vault" "one" {
  name     = "kv-one"
  location = "westeurope"
  tags     = { team = "one" }
}
resource "azurerm_key_vault" "two" { name = var.name }
resource "azurerm_key_vault" "many" {
  for_each = toset(["a", "b"])
  name     = "kv-${each.key}"
}
module "local" {
  source = "./local"
  id     = azurerm_key_vault.one.id
}
module "first" {
  source = "other/first/azurerm"
  id     = azurerm_key_vault.two.id
}
"""
LOCAL = """
variable "id" {}
output "id" { value = var.id }
"""
ONE, TWO, A, B = "azurerm_key_vault.one", "azurerm_key_vault.two", 'azurerm_key_vault.many["a"]', 'azurerm_key_vault.many["b"]'


@pytest.mark.parametrize(
    ("arguments", "known"),
    [
        ("", []),
        ("x = azurerm_key_vault.one.id", [ONE]),
        ("x = azurerm_key_vault.one.name", [ONE]),
        ("x = azurerm_key_vault.one", [ONE]),
        ("x = azurerm_key_vault.one.location", []),
        ("x = azurerm_key_vault.one.tags", []),
        ("x = azurerm_key_vault.one.tenant_id", []),
        ("depends_on = [azurerm_key_vault.one]", []),
        ("x = local.vault", [ONE]),
        ("x = local.ids.first", [ONE]),
        ("x = module.local.id", [ONE]),
        ("x = module.first.anything", [TWO]),
        ('x = "${azurerm_key_vault.one.id}/secrets/x"', [ONE]),
        ("x = { vaults = [{ id = azurerm_key_vault.one.id }] }", [ONE]),
        ("x = { (azurerm_key_vault.one.id) = true }", [ONE]),
        ("x = try(md5(azurerm_key_vault.one.id), null)", [ONE]),
        ('x = "kv-one"', [ONE]),
        ('x = "KV-ONE"', [ONE]),
        ('x = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-one"', [ONE]),
        ('x = "westeurope"', []),
        ("x = var.name", [TWO]),
        ("x = var.other", []),
        ("x = azurerm_key_vault.many", [A, B]),
        ('x = azurerm_key_vault.many["a"].id', [A]),
        ("x = [for vault in azurerm_key_vault.many : vault.id]", [A, B]),
        ("x = values(azurerm_key_vault.many)[*].id", [A, B]),
        ("for_each = azurerm_key_vault.many\nx = each.value.id", [A, B]),
        ("for_each = azurerm_key_vault.many\nx = each.key", [A, B]),
        ("count = 0\nx = azurerm_key_vault.one.id", []),
    ],
)
def test_what_an_absent_module_knows_of(tmp_path: Path, arguments: str, known: list[str]) -> None:
    evaluated = load(tmp_path, main=f'{CODE}\nmodule "absent" {{\nsource = "other/absent/azurerm"\n{arguments}\n}}', local__main=LOCAL)
    built = build_graph(evaluated)
    (reach,) = (nodes for gap, nodes in zip(built.gaps, built.reach, strict=True) if '"absent"' in gap.what)
    assert reach is not None
    assert sorted(built.nodes[index].address for index in reach) == sorted(known)


def test_too_many_calls_are_not_followed(tmp_path: Path) -> None:
    evaluated = load(tmp_path, main='module "m" {\nsource = "a/b/c"\ncount = 500\nx = count.index\n}')
    assert [gap.receives for gap in evaluated.gaps] == [None]
