"""Nested templates that an expression gives are judged, with findings where the expression leads."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Run

_TEMPLATE = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {"https": {"type": "bool"}},
  "resources": [
    {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "[concat('st', 'x')]",
      "properties": {"supportsHttpsTrafficOnly": "[parameters('https')]"}}
  ]
}"""
_BICEP = """var props = {
  expressionEvaluationOptions: { scope: 'inner' }
  template: json(loadTextContent('x.json'))
  parameters: { https: { value: false } }
}
resource a 'Microsoft.Resources/deployments@2022-09-01' = {
  name: 'a'
  properties: {
    expressionEvaluationOptions: { scope: 'inner' }
    template: loadJsonContent('x.json')
    parameters: { https: { value: false } }
  }
}
resource b 'Microsoft.Resources/deployments@2022-09-01' = {
  name: 'b'
  properties: props
}
"""
_ARM = """{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "variables": {
    "inner": {"resources": [
      {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "v",
        "properties": {
          "supportsHttpsTrafficOnly": false}}]}
  },
  "resources": [
    {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": "c", "properties": {"template": "[variables('inner')]"}}
  ]
}"""


def test_findings_stand_where_the_expression_leads(run: Run, tmp_path: Path) -> None:
    for name, text in {"x.json": _TEMPLATE, "main.bicep": _BICEP, "main.json": _ARM}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("scan", "--format", "json", "--rule", "storage-plain-http", "main.bicep", "main.json")
    found = {(r["resource"]["address"], r["outcome"], r["location"]["file"], r["location"]["line"]) for r in json.loads(done.out)["results"]}
    assert found == {
        ("a/Microsoft.Storage/storageAccounts/stx", "fail", "main.bicep", 10),
        ("b/Microsoft.Storage/storageAccounts/stx", "fail", "main.bicep", 3),
        ("c/Microsoft.Storage/storageAccounts/v", "fail", "main.json", 8),
    }
