"""Terraform and OpenTofu read different files where some are named .tofu: both are judged, or the one that is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scanner.cli.main import cli

ACCOUNT = 'resource "azurerm_storage_account" "{name}" {{\n  name                       = "{name}"\n  {setting}\n}}\n'
PLAIN, SAFE = "https_traffic_only_enabled = false", "https_traffic_only_enabled = true"
BOTH = {"infra/main.tf": ("a", SAFE), "infra/main.tofu": ("a", PLAIN), "infra/other.tf": ("b", PLAIN)}
CALLED = {
    "infra/main.tf": 'module "m" {\n  source = "../m"\n}\n',
    "m/main.tf": ("a", PLAIN),
    "m/main.tofu": ("a", SAFE),
}


def scan(folder: Path, code: dict[str, Any], monkeypatch: pytest.MonkeyPatch, *options: str) -> dict[str, Any]:
    for name, content in code.items():
        text = content if isinstance(content, str) else ACCOUNT.format(name=content[0], setting=content[1])
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(cli, ["scan", "--format", "json", "--rule", "storage-plain-http", "--quiet", *options])
    return json.loads(done.stdout)


def findings(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(result["location"]["file"], result.get("engine", "")) for result in report["results"]]


@pytest.mark.parametrize(
    ("code", "options", "expected"),
    [
        (BOTH, (), [("infra/main.tofu", "OpenTofu"), ("infra/other.tf", "")]),
        (BOTH, ("--engine", "terraform"), [("infra/other.tf", "")]),
        (BOTH, ("--engine", "opentofu"), [("infra/main.tofu", ""), ("infra/other.tf", "")]),
        (CALLED, (), [("m/main.tf", "Terraform")]),
        (CALLED, ("--engine", "opentofu"), []),
        ({"infra/main.tofu": ("a", PLAIN)}, (), [("infra/main.tofu", "")]),
        ({"infra/main.tofu": ("a", PLAIN)}, ("--engine", "terraform"), []),
        ({"infra/main.tf": ("a", PLAIN), "infra/more.tofu": ("b", PLAIN)}, (), [("infra/main.tf", ""), ("infra/more.tofu", "OpenTofu")]),
        ({"infra/main.tf": ("a", PLAIN)}, ("--engine", "opentofu"), [("infra/main.tf", "")]),
        ({**BOTH, ".soc2scan.yaml": "engine: terraform\n"}, (), [("infra/other.tf", "")]),
        ({**BOTH, ".soc2scan.yaml": "engine: terraform\n"}, ("--engine", "opentofu"), [("infra/main.tofu", ""), ("infra/other.tf", "")]),
        (BOTH, ("infra/main.tf",), []),
        (BOTH, ("infra/main.tofu",), [("infra/main.tofu", "OpenTofu")]),
    ],
)
def test_whose_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: dict[str, Any], options: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    (tmp_path / ".git").mkdir()
    assert findings(scan(tmp_path, code, monkeypatch, *options)) == expected


def test_code_without_a_caller_is_judged_for_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    off = 'resource "azurerm_storage_account" "a" {{\n  count = var.on ? 1 : 0\n  {}\n}}\n'
    code = {"infra/variables.tf": 'variable "on" { default = false }\n', "infra/main.tf": off.format(SAFE), "infra/main.tofu": off.format(PLAIN)}
    report = scan(tmp_path, code, monkeypatch)
    assert findings(report) == [("infra/main.tofu", "OpenTofu")]


def test_resources_are_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert scan(tmp_path, BOTH, monkeypatch)["coverage"]["resources"] == {"Microsoft.Storage/storageAccounts": 2}


def test_the_ledger_says_who_reads_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reasons = [
        {entry["path"]: entry.get("reason", "") for entry in scan(tmp_path, BOTH, monkeypatch, "--engine", engine)["coverage"]["files"]["list"]}
        for engine in ("terraform", "opentofu")
    ]
    assert reasons[0]["infra/main.tofu"].startswith("only OpenTofu reads it")
    assert reasons[1]["infra/main.tf"] == "OpenTofu reads the .tofu file of this name instead"


def test_reports_for_people_name_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan(tmp_path, BOTH, monkeypatch)
    text = CliRunner().invoke(cli, ["scan", "--rule", "storage-plain-http", "--quiet"]).stdout
    assert text.count("(for OpenTofu only)") == 1
    sarif = json.loads(CliRunner().invoke(cli, ["scan", "--format", "sarif", "--rule", "storage-plain-http", "--quiet"]).stdout)
    marked, shared = sarif["runs"][0]["results"]
    assert "For OpenTofu only." in marked["message"]["text"] and marked["properties"]["engine"] == "OpenTofu"
    assert "engine" not in shared["properties"]


@pytest.mark.parametrize(("engine", "value"), [("terraform", "tf"), ("opentofu", "tofu")])
def test_the_console_reads_as_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, value: str) -> None:
    for suffix in ("tf", "tofu"):
        (tmp_path / f"main.{suffix}").write_text(f'locals {{ who = "{suffix}" }}\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(cli, ["console", ".", "--engine", engine], input="local.who\n").stdout
    assert json.loads(answer)["value"] == value


def test_the_graph_shows_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan(tmp_path, BOTH, monkeypatch)
    shown = CliRunner().invoke(cli, ["graph"]).stdout
    assert "infra for Terraform only" in shown and "infra for OpenTofu only" in shown
