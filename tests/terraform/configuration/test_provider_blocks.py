"""Blocks that nobody writes may be filled in by the provider: reading them is no error, and their number is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.value import Reference, Unknown
from tests.terraform.configuration.test_load import load, raw

WRITINGS = {
    "absent": "",
    "none": 'dynamic "kubelet_identity" {\n for_each = []\n content {}\n}',
    "null or none": 'dynamic "kubelet_identity" {\n for_each = var.ids == null ? [] : var.ids\n content { client_id = kubelet_identity.value }\n}',
}
IDENTITY = Reference("azurerm_kubernetes_cluster.aks", ("kubelet_identity", 0, "object_id"))


@pytest.mark.parametrize("block", WRITINGS.values(), ids=WRITINGS)
def test_a_block_without_instances_is_unknown(tmp_path: Path, block: str) -> None:
    evaluated = load(
        tmp_path,
        main=f"""
        variable "ids" {{ default = null }}
        resource "azurerm_kubernetes_cluster" "aks" {{
          {block}
        }}
        resource "a_b" "reads" {{
          direct    = azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id
          tried     = try(azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id, null)
          can       = can(azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id)
          length    = length(azurerm_kubernetes_cluster.aks.kubelet_identity)
          splat     = azurerm_kubernetes_cluster.aks.kubelet_identity[*].object_id
          legacy    = azurerm_kubernetes_cluster.aks.kubelet_identity.0.object_id
          chosen    = length(azurerm_kubernetes_cluster.aks.kubelet_identity) > 0 ? "some" : "none"
          one       = one(azurerm_kubernetes_cluster.aks.kubelet_identity[*].object_id)
        }}
        """,
    )
    assert not evaluated.problems
    values = raw(evaluated, "a_b.reads")
    assert all(isinstance(value, Unknown) for value in values.values()), values
    for name in ("direct", "legacy", "tried"):
        value = values[name]
        assert isinstance(value, Unknown) and value.references() == (IDENTITY,)


def test_through_a_module(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        main='module "m" { source = "./m" }\nresource "a_b" "reads" { id = module.m.identity }',
        m__main=f"""
        resource "azurerm_kubernetes_cluster" "aks" {{
          {WRITINGS["none"]}
        }}
        output "identity" {{ value = azurerm_kubernetes_cluster.aks.kubelet_identity[0].object_id }}
        """,
    )
    assert not evaluated.problems
    value = raw(evaluated, "a_b.reads")["id"]
    assert isinstance(value, Unknown) and value.references() == (Reference(f"module.m.{IDENTITY.address}", IDENTITY.path),)


def test_written_blocks_are_known(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        main="""
        resource "a_b" "x" {
          identity { type = "SystemAssigned" }
        }
        resource "a_b" "reads" {
          type   = a_b.x.identity[0].type
          length = length(a_b.x.identity)
          splat  = a_b.x.identity[*].type
          can    = can(a_b.x.identity[0].principal_id)
          cannot = can(a_b.x.identity[1].principal_id)
        }
        """,
    )
    assert not evaluated.problems
    assert raw(evaluated, "a_b.reads") == {"type": "SystemAssigned", "length": 1, "splat": ["SystemAssigned"], "can": True, "cannot": False}
