"""What is passed to deployments that are not at hand, and which resources they can know of by that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.arm import load_template
from scanner.files import Files
from scanner.graph import build_graph

VAULT = "Microsoft.KeyVault/vaults"
ID = "[resourceId('Microsoft.KeyVault/vaults', 'kv-one')]"


def deployment(name: str, parameters: Any) -> dict[str, Any]:
    link = {"relativePath": f"{name}.json"}
    return {"type": "Microsoft.Resources/deployments", "apiVersion": "2024-03-01", "name": name, "properties": {"templateLink": link, **parameters}}


@pytest.mark.parametrize(
    ("parameters", "known"),
    [
        ({}, []),
        ({"parameters": {"id": {"value": ID}}}, ["kv-one"]),
        ({"parameters": {"id": {"value": "[format('{0}/x', resourceId('Microsoft.KeyVault/vaults', 'kv-one'))]"}}}, ["kv-one"]),
        ({"parameters": {"names": {"value": ["KV-One", "kv-three"]}}}, ["kv-one"]),
        ({"parameters": {"name": {"value": "[parameters('name')]"}}}, ["two"]),
        ({"parameters": {"other": {"value": "[parameters('other')]"}}}, []),
        ({"parameters": {"place": {"value": "westeurope"}}}, []),
        ({"parameters": {"id": {"value": "[reference('first').outputs.id.value]"}}}, ["kv-one"]),
        ({"parameters": {"secret": {"reference": {"keyVault": {"id": ID}, "secretName": "s"}}}}, []),
        ({"parameters": "[parameters('all')]"}, None),
    ],
)
def test_what_an_absent_deployment_knows_of(parameters: Any, known: list[str] | None, tmp_path: Path) -> None:
    vaults = [{"type": VAULT, "apiVersion": "2023-07-01", "name": name, "location": "westeurope"} for name in ("kv-one", "[parameters('name')]")]
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": {"name": {"type": "string"}, "other": {"type": "string"}, "all": {"type": "object"}},
        "resources": [*vaults, deployment("first", {"parameters": {"id": {"value": ID}}}), deployment("absent", parameters)],
    }
    (tmp_path / "main.json").write_text(json.dumps(template))
    built = build_graph(load_template(tmp_path / "main.json", Files((tmp_path.resolve(),), tmp_path), ()))
    (reach,) = (nodes for gap, nodes in zip(built.gaps, built.reach, strict=True) if "absent" in gap.what)
    if known is None:
        assert reach is None
    else:
        assert reach is not None
        found = [built.nodes[index] for index in sorted(reach) if built.nodes[index].type == VAULT]
        assert [node.name if isinstance(node.name, str) else "two" for node in found] == known
