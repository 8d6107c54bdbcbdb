"""The SARIF report against the published schema, and against what GitHub asks beyond it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import Run

_SCHEMA = json.loads((Path(__file__).parent.parent.parent / "testdata/sarif/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
_CODE = """resource "azurerm_storage_account" "a" {
  for_each                   = toset(["x", "y"])
  name                       = each.key
  https_traffic_only_enabled = false
}

variable "tls" {}

resource "azurerm_storage_account" "b" {
  https_traffic_only_enabled = var.tls
}
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "my code é"
    folder.mkdir()
    (tmp_path / ".git").mkdir()
    (folder / "main.tf").write_text(_CODE, encoding="utf-8")
    (folder / "broken.tf").write_text("locals {\n  a = [\n}\n", encoding="utf-8")
    return folder


def _sarif(run: Run, folder: Path, *arguments: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("scan", "--format", "sarif", *arguments, cwd=folder).out)
    jsonschema.Draft4Validator(_SCHEMA, format_checker=jsonschema.FormatChecker()).validate(document)
    return document


@pytest.mark.parametrize("arguments", [(), ("--outcomes", "all"), ("--category", "prod")])
def test_is_valid_and_as_github_wants_it(run: Run, code: Path, arguments: tuple[str, ...]) -> None:
    document = _sarif(run, code, *arguments)
    (sarif_run,) = document["runs"]
    assert list(document)[:2] == ["$schema", "version"]
    for rule in sarif_run["tool"]["driver"]["rules"]:
        assert isinstance(rule["properties"]["security-severity"], str)
        assert float(rule["properties"]["security-severity"])
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"] and rule["help"]["markdown"]
        assert rule["relationships"]
    for result in sarif_run["results"]:
        assert sarif_run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note", "none")
        location = result["locations"][0]["physicalLocation"]
        assert set(location["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert location["artifactLocation"]["uri"] == "my%20code%20%C3%A9/main.tf"
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    assert sarif_run.get("automationDetails", {}).get("id") == ("prod/" if "prod" in arguments else None)


def test_unread_input_is_not_a_clean_bill(run: Run, code: Path) -> None:
    (invocation,) = _sarif(run, code)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert any(
        "broken.tf" in note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for note in invocation["toolExecutionNotifications"]
    )


def test_instances_on_one_line_are_one_alert(run: Run, code: Path) -> None:
    results = [r for r in _sarif(run, code)["runs"][0]["results"] if r["ruleId"] == "storage-plain-http"]
    assert len(results) == 1
    assert 'a["x"]' in results[0]["message"]["text"] and 'a["y"]' in results[0]["message"]["text"]
    assert results[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 4


def test_open_and_passing_results_only_on_request(run: Run, code: Path) -> None:
    assert {r.get("kind", "fail") for r in _sarif(run, code)["runs"][0]["results"]} == {"fail"}
    assert {"fail", "open", "pass"} <= {r.get("kind", "fail") for r in _sarif(run, code, "--outcomes", "all")["runs"][0]["results"]}


def test_same_input_same_bytes(run: Run, code: Path) -> None:
    first, second = (run("scan", "--format", "sarif", cwd=code, PYTHONHASHSEED=seed).out for seed in ("1", "2"))
    assert first == second
    assert run("scan", "--format", "sarif", "--jobs", "2", cwd=code).out == first
