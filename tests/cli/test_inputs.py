"""The same code for several environments, as a template without caller, alone and within its root."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

_MODULE = """variable "https" {
  default = false
}

resource "azurerm_storage_account" "input" {
  https_traffic_only_enabled = var.https
}

resource "azurerm_storage_account" "fixed" {
  https_traffic_only_enabled = false
}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "modules" / "a").mkdir(parents=True)
    (tmp_path / "modules" / "a" / "main.tf").write_text(_MODULE, encoding="utf-8")
    return tmp_path


def _results(run: Run, *arguments: str | Path, **options: Any) -> list[dict[str, Any]]:
    done = run("scan", "--format", "json", "--rule", "storage-plain-http", *arguments, **options)
    results: list[dict[str, Any]] = json.loads(done.out)["results"]
    return results


def _short(results: list[dict[str, Any]]) -> set[tuple[str, str, int, bool]]:
    return {(r["resource"]["address"], r["outcome"], r["location"]["line"], r.get("template", False)) for r in results}


def _root(tree: Path, text: str) -> None:
    (tree / "prod").mkdir()
    (tree / "prod" / "main.tf").write_text(text, encoding="utf-8")


def test_a_module_that_is_called_is_judged_as_called(run: Run, tree: Path) -> None:
    _root(tree, 'module "a" {\n  source = "../modules/a"\n  https  = true\n}\n')
    assert _short(_results(run)) == {("module.a.azurerm_storage_account.fixed", "fail", 10, False)}


@pytest.mark.parametrize("call", ["count = 0", "for_each = {}", "for_each = local.none"])
def test_a_module_that_nobody_deploys_is_judged_with_its_inputs_unknown(run: Run, tree: Path, call: str) -> None:
    _root(tree, f'locals {{\n  none = toset([])\n}}\nmodule "a" {{\n  {call}\n  source = "../modules/a"\n}}\n')
    expected = {("azurerm_storage_account.fixed", "fail", 10, True), ("azurerm_storage_account.input", "open", 6, True)}
    assert _short(_results(run)) == expected
    assert _short(_results(run, "--no-templates")) == set()


def test_resources_behind_an_empty_default_are_judged_too(run: Run, tree: Path) -> None:
    _root(
        tree,
        'variable "accounts" {\n  default = {}\n}\nresource "azurerm_storage_account" "each" {\n'
        "  for_each                   = var.accounts\n  https_traffic_only_enabled = false\n}\n"
        'module "a" {\n  source = "../modules/a"\n  https  = true\n}\n',
    )
    assert ("azurerm_storage_account.each", "fail", 6, True) in {(a.split("[")[0], o, line, t) for a, o, line, t in _short(_results(run))}


def test_one_finding_names_the_environments_it_affects(run: Run, tree: Path) -> None:
    (tree / "prod.tfvars").write_text("https = true\n", encoding="utf-8")
    (tree / "dev.tfvars").write_text("https = false\n", encoding="utf-8")
    results = _results(run, "modules/a", "--env", "prod=prod.tfvars", "--env", "dev=dev.tfvars")
    assert {(r["resource"]["address"], tuple(r["environments"])) for r in results} == {
        ("azurerm_storage_account.fixed", ("dev", "prod")),
        ("azurerm_storage_account.input", ("dev",)),
    }
    (tree / ".soc2scan.yaml").write_text("environments: {prod: prod.tfvars, dev: dev.tfvars}\n", encoding="utf-8")
    assert _results(run, "modules/a") == results


def test_a_file_alone_gets_the_verdicts_of_the_whole_scan(run: Run, tree: Path) -> None:
    _root(tree, 'module "a" {\n  source = "../modules/a"\n  https  = false\n}\n')
    whole = _results(run)
    assert _results(run, "modules/a/main.tf") == [r for r in whole if r["location"]["file"] == "modules/a/main.tf"]
    alone = _results(run, "prod/main.tf")
    assert alone == [r for r in whole if "prod/main.tf" in {r["location"]["file"], *(step["file"] for step in r["related"])}]
    assert alone


def test_one_defect_reached_by_several_parameters_files_is_one_finding(run: Run, tmp_path: Path) -> None:
    template = "param https bool\n\nresource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'a'\n  properties: {\n"
    (tmp_path / "main.bicep").write_text(template + "    supportsHttpsTrafficOnly: https\n  }\n}\n", encoding="utf-8")
    for name, value in (("dev", "false"), ("test", "false"), ("prod", "true")):
        (tmp_path / f"{name}.bicepparam").write_text(f"using 'main.bicep'\nparam https = {value}\n", encoding="utf-8")
    (result,) = _results(run)
    assert result["environments"] == ["dev.bicepparam", "test.bicepparam"]
    assert (result["location"]["file"], result["location"]["line"]) == ("main.bicep", 6)


def test_parameters_in_json_are_environments_of_their_template(run: Run, tmp_path: Path) -> None:
    """Of a Bicep file and of a template alike; what azd fills in is open, and so is what can never be deployed."""
    source = "param https bool\nresource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'a'\n"
    resource = {"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "a"}
    resource |= {"properties": {"supportsHttpsTrafficOnly": "[parameters('https')]"}}
    template = {"contentVersion": "1", "parameters": {"https": {"type": "bool"}}, "resources": [resource]}
    (tmp_path / "main.bicep").write_text(source + "  properties: {supportsHttpsTrafficOnly: https}\n}\n", encoding="utf-8")
    (tmp_path / "t.json").write_text(json.dumps(template, indent=1), encoding="utf-8")
    for name, value in (("dev", False), ("test", False), ("prod", True), ("azd", "${HTTPS=false}"), ("wrong", "false")):
        for stem in ("main", "t"):
            path = tmp_path / f"{stem}.{name}.parameters.json"
            path.write_text(json.dumps({"parameters": {"https": {"value": value}}}, indent=1), encoding="utf-8")
    found = {(r["location"]["file"], r["location"]["line"], r["outcome"], tuple(r["environments"])) for r in _results(run, ".")}
    assert found == {
        (file, line, outcome, tuple(f"{file.split('.')[0]}.{name}.parameters.json" for name in names))
        for file, line in (("main.bicep", 4), ("t.json", 14))
        for outcome, names in (("fail", ("dev", "test")), ("open", ("azd", "wrong")))
    }
    done = run("scan")
    assert 'warning: main.wrong.parameters.json:4:13: parameter "https" takes a bool, not a string' in done.err
    assert "skipped" not in done.err.replace("0 skipped", "")


def test_a_changed_bicep_module_is_judged_within_what_deploys_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "main.bicep").write_text("module m 'a.bicep' = {\n  name: 'm'\n  params: {https: false}\n}\n", encoding="utf-8")
    module = "param https bool\nresource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'a'\n"
    (tmp_path / "a.bicep").write_text(module + "  properties: {supportsHttpsTrafficOnly: https}\n}\n", encoding="utf-8")
    assert _short(_results(run, "a.bicep")) == {("a", "open", 4, False)}
    assert _short(_results(run, "--changed", "a.bicep")) == {("m/a", "fail", 4, False)} == _short(_results(run))


def test_changed_files_may_be_nothing_of_ours(run: Run, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    assert run("scan", "package.json").code == 4
    assert run("scan", "--changed", "package.json").code == 0


def test_parameters_for_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "prod.bicepparam").write_text("using 'gone.bicep'\n", encoding="utf-8")
    for arguments in (["scan"], ["scan", "prod.bicepparam"]):
        done = run(*arguments)
        assert done.code == 4
        assert "nothing to scan" in done.err
        assert "skipped 1: no scanned Bicep file is the one that it names with `using`" in done.err
