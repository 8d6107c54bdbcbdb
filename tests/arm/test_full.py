"""What reference() of a deployment has beside what its template shows, and ids whose type is not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.arm import load_template
from scanner.files import Files
from scanner.model.value import Unknown

INNER = {"resources": [], "outputs": {"o": {"type": "string", "value": "x"}}}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("reference('d', '2021-04-01', 'Full').scope", None),
        ("reference('d', '2021-04-01', 'full').identity.principalId", None),
        ("split(reference('d', '2021-04-01', 'Full').scope, '/')[2]", None),
        ("contains(reference('d', '2021-04-01', 'Full'), 'zones')", None),
        ("tryGet(reference('d', '2021-04-01', 'Full'), 'tags')", None),
        ("reference('d').whatever", None),
        ("reference('d').outputs.o.value", "x"),
        ("reference('d', '2021-04-01', 'Full').properties.outputs.o.value", "x"),
        ("reference('d', '2021-04-01', 'Full').name", "d"),
        ("resourceId(parameters('p'), 'a')", None),
        ("resourceId('group', parameters('p'), 'a')", None),
        ("subscriptionResourceId(parameters('p'), 'a')", None),
        ("tenantResourceId(parameters('p'), 'a')", None),
        ("extensionResourceId(resourceId(parameters('p'), 'a'), parameters('p'), 'b')", None),
        ("reference(resourceId(parameters('p'), 'a'), '2021-04-01', 'Full').sku.name", None),
    ],
)
def test_unknown_not_wrong(expression: str, expected: Any, tmp_path: Path) -> None:
    deployment = {"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": INNER}}
    template = {"parameters": {"p": {"type": "string"}}, "resources": [deployment, {"type": "A.B/c", "name": "n", "x": f"[{expression}]"}]}
    (tmp_path / "main.json").write_text(json.dumps(template))
    evaluated = load_template(tmp_path / "main.json", Files((tmp_path.resolve(),), tmp_path))
    assert not evaluated.problems
    value = evaluated.resources[-1].raw["x"]
    assert (None if isinstance(value, Unknown) else value) == expected
