"""What counts as a template, and which parameters file belongs to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.arm import evaluate_expression, is_parameters, is_template, load_template
from scanner.errors import InputError
from scanner.files import Files

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/{}.json#"

KINDS: list[tuple[Any, bool, bool]] = [
    ({"$schema": SCHEMA.format("deploymentTemplate"), "resources": []}, True, False),
    ({"$schema": SCHEMA.format("subscriptionDeploymentTemplate"), "resources": {}}, True, False),
    ({"$schema": SCHEMA.format("managementGroupDeploymentTemplate"), "resources": []}, True, False),
    ({"$schema": SCHEMA.format("tenantDeploymentTemplate").upper(), "resources": []}, True, False),
    ({"contentVersion": "1.0.0.0", "resources": []}, True, False),
    ({"$schema": SCHEMA.format("deploymentTemplate")}, False, False),
    ({"resources": []}, False, False),
    ({"contentVersion": "1.0.0.0", "resources": 5}, False, False),
    ({"$schema": SCHEMA.format("deploymentParameters"), "parameters": {}}, False, True),
    ({"$schema": SCHEMA.format("subscriptionDeploymentParameters"), "parameters": {}}, False, True),
    ({"contentVersion": "1.0.0.0", "parameters": {"a": {"value": 1}, "b": {"reference": {}}}}, False, True),
    ({"contentVersion": "1.0.0.0", "parameters": {"a": 1}}, False, False),
    ({"parameters": {"a": {"value": 1}}}, False, True),
    ({"parameters": {"a": {"value": 1}}, "policyDefinitionId": "x"}, False, False),
    ({"$schema": SCHEMA.format("deploymentParameters"), "parameters": []}, False, False),
    ([], False, False),
    ("text", False, False),
    (None, False, False),
]


@pytest.mark.parametrize(("document", "template", "parameters"), KINDS)
def test_kinds(document: Any, template: bool, parameters: bool) -> None:
    assert (is_template(document), is_parameters(document)) == (template, parameters)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not valid JSON"),
        ("[]", "is not a template"),
        ('{"a": 1}', "is not a template"),
        ('{"resources": [], "x": 1, "x": 2}', "written twice"),
    ],
)
def test_broken_files_are_problems(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(content)
    (problem,) = load_template(tmp_path / "t.json", Files((tmp_path.resolve(),), tmp_path)).problems
    assert message in problem.message


def test_a_broken_parameters_file_costs_its_values_only(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps({"resources": [{"type": "A.B/c", "name": "n"}]}))
    (tmp_path / "p.json").write_text("{")
    (tmp_path / "q.json").write_text("[]")
    evaluated = load_template(tmp_path / "t.json", Files((tmp_path.resolve(),), tmp_path), (tmp_path / "p.json", tmp_path / "q.json"))
    assert len(evaluated.resources) == 1
    assert [problem.span.file for problem in evaluated.problems] == ["p.json", "q.json"]


def test_expressions_for_the_console() -> None:
    assert evaluate_expression("add(1, 2)") == evaluate_expression("[add(1, 2)]") == 3
    with pytest.raises(InputError, match="division by zero"):
        evaluate_expression("div(1, 0)")


@pytest.mark.parametrize(
    ("subject", "other", "together"),
    [
        ("[parameters('on')]", "[parameters('on')]", True),
        ("[parameters('on')]", None, True),
        (None, "[parameters('on')]", False),
        ("[parameters('on')]", "[not(parameters('on'))]", False),
    ],
)
def test_resources_that_exist_together(subject: str | None, other: str | None, together: bool, tmp_path: Path) -> None:
    def resource(name: str, condition: str | None) -> dict[str, Any]:
        return {"type": "A.B/c", "apiVersion": "2024-01-01", "name": name} | ({} if condition is None else {"condition": condition})

    inner = {"$schema": SCHEMA.format("deploymentTemplate"), "contentVersion": "1.0.0.0", "resources": [resource("one", None), resource("two", None)]}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2024-03-01",
        "name": "inside",
        "condition": "[parameters('on')]",
        "properties": {"mode": "Incremental", "template": inner},
    }
    template = {
        "$schema": SCHEMA.format("deploymentTemplate"),
        "contentVersion": "1.0.0.0",
        "parameters": {"on": {"type": "bool"}},
        "resources": [resource("subject", subject), resource("other", other), nested],
    }
    (tmp_path / "main.json").write_text(json.dumps(template))
    found = {found.raw["name"]: found for found in load_template(tmp_path / "main.json", Files((tmp_path.resolve(),), tmp_path), ()).resources}
    assert found["other"].exists_with(found["subject"]) is together
    assert found["one"].exists_with(found["two"])
    assert found["one"].exists_with(found["subject"]) is (subject == "[parameters('on')]")
