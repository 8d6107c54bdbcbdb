"""What only the outcomes of all units show: templates are judged as others deploy them, and once what nothing deploys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

_SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_ACCOUNT = {
    "type": "Microsoft.Storage/storageAccounts",
    "apiVersion": "2023-01-01",
    "name": "st",
    "properties": {"supportsHttpsTrafficOnly": "[parameters('https')]"},
}
_LINKED = {"parameters": {"https": {"type": "bool", "defaultValue": True}}, "resources": [_ACCOUNT]}


def _template(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"$schema": _SCHEMA, "contentVersion": "1.0.0.0", **content}, indent=1), encoding="utf-8")


def _link(name: str, file: str, **parameters: Any) -> dict[str, Any]:
    link = {"templateLink": {"relativePath": file}, "parameters": {key: {"value": value} for key, value in parameters.items()}}
    return {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "properties": link}


def _report(run: Run, *arguments: str, rule: str = "storage-plain-http") -> dict[str, Any]:
    report: dict[str, Any] = json.loads(run("scan", "--format", "json", "--rule", rule, *arguments).out)
    return report


def _results(run: Run, *arguments: str) -> dict[tuple[str, str], str]:
    """Outcomes by address and file; there must not be two for one."""
    results = _report(run, *arguments)["results"]
    found = {(r["resource"]["address"], r["location"]["file"]): r["outcome"] for r in results}
    assert len(found) == len(results)
    return found


def _uncalled(run: Run, *arguments: str) -> set[tuple[str, str, str, int]]:
    """Address, outcome and place of what nothing deploys."""
    results = _report(run, *arguments)["results"]
    return {(r["resource"]["address"], r["outcome"], r["location"]["file"], r["location"]["line"]) for r in results if r.get("template")}


def test_a_linked_template_is_judged_as_it_is_deployed(run: Run, tmp_path: Path) -> None:
    _template(tmp_path / "nested" / "st.json", {**_LINKED, "parameters": {"https": {"type": "bool"}}})
    _template(tmp_path / "main.json", {"resources": [_link("a", "nested/st.json", https=False), _link("b", "nested/st.json", https=True)]})
    assert _results(run) == {("a/Microsoft.Storage/storageAccounts/st", "nested/st.json"): "fail"}
    assert _results(run, "nested/st.json") == {("Microsoft.Storage/storageAccounts/st", "nested/st.json"): "open"}


def test_a_linked_template_with_parameters_of_its_own_is_deployed_by_itself_too(run: Run, tmp_path: Path) -> None:
    _template(tmp_path / "nested" / "st.json", _LINKED)
    (tmp_path / "nested" / "st.parameters.json").write_text('{"parameters": {"https": {"value": false}}, "contentVersion": "1.0.0.0"}')
    _template(tmp_path / "main.json", {"resources": [_link("a", "nested/st.json")]})
    assert _results(run) == {("Microsoft.Storage/storageAccounts/st", "nested/st.json"): "fail"}


def test_of_templates_that_link_to_one_another_one_is_judged(run: Run, tmp_path: Path) -> None:
    bad = {**_ACCOUNT, "properties": {"supportsHttpsTrafficOnly": False}}
    _template(tmp_path / "a.json", {"resources": [_link("to-b", "b.json"), bad]})
    _template(tmp_path / "b.json", {"resources": [_link("to-a", "a.json")]})
    assert _results(run) == {("Microsoft.Storage/storageAccounts/st", "a.json"): "fail"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_template_that_a_bicep_file_uses_is_judged_as_its_module(run: Run, tmp_path: Path, jobs: str) -> None:
    _template(tmp_path / "st.json", _LINKED)
    (tmp_path / "main.bicep").write_text("module m 'st.json' = {\n  name: 'm'\n  params: {https: false}\n}\n", encoding="utf-8")
    assert _results(run, "--jobs", jobs) == {("m/Microsoft.Storage/storageAccounts/st", "st.json"): "fail"}


_BICEP_ACCOUNT = "'Microsoft.Storage/storageAccounts@2023-01-01'"

_BICEP = f"""param on bool = false
param names array = []
param kind string = 'a'
param https bool = false
var never = false
var few = []
resource fixed {_BICEP_ACCOUNT} = if (on) {{
  name: 'fixed'
  properties: {{ supportsHttpsTrafficOnly: false }}
}}
resource input {_BICEP_ACCOUNT} = if (kind == 'b') {{
  name: 'input'
  properties: {{ supportsHttpsTrafficOnly: https }}
}}
resource each {_BICEP_ACCOUNT} = [for name in names: {{
  name: name
  properties: {{ supportsHttpsTrafficOnly: false }}
}}]
resource constant {_BICEP_ACCOUNT} = if (never) {{
  name: 'constant'
  properties: {{ supportsHttpsTrafficOnly: false }}
}}
resource none {_BICEP_ACCOUNT} = [for name in few: {{
  name: name
  properties: {{ supportsHttpsTrafficOnly: false }}
}}]
resource referred {_BICEP_ACCOUNT} existing = if (on) {{
  name: 'referred'
}}
module off 'modules/off.bicep' = if (on) {{
  name: 'off'
  params: {{ https: false, more: on }}
}}
module called 'modules/called.bicep' = {{
  name: 'called'
}}
module again 'modules/called.bicep' = if (on) {{
  name: 'again'
}}
"""
_OFF = f"""param https bool
param more bool = false
param inner bool = false
resource passed {_BICEP_ACCOUNT} = {{
  name: 'passed'
  properties: {{ supportsHttpsTrafficOnly: https }}
}}
resource deeper {_BICEP_ACCOUNT} = if (inner) {{
  name: 'deeper'
  properties: {{ supportsHttpsTrafficOnly: false }}
}}
module third 'third.bicep' = if (inner) {{
  name: 'third'
}}
"""


def _bicep(tmp_path: Path) -> None:
    account = f"resource a {_BICEP_ACCOUNT} = {{\n  name: 'a'\n  properties: {{ supportsHttpsTrafficOnly: false }}\n}}\n"
    (tmp_path / "modules").mkdir()
    for name, text in {"main": _BICEP, "modules/off": _OFF, "modules/called": account, "modules/third": account}.items():
        (tmp_path / f"{name}.bicep").write_text(text, encoding="utf-8")


def test_bicep_code_behind_a_switch_that_is_off_is_judged_with_its_inputs_unknown(run: Run, tmp_path: Path) -> None:
    _bicep(tmp_path)
    expected = {
        ("fixed", "fail", "main.bicep", 9),
        ("input", "open", "main.bicep", 13),
        ("each[*]", "fail", "main.bicep", 17),
        ("off/passed", "fail", "modules/off.bicep", 6),
        ("deeper", "fail", "modules/off.bicep", 10),
        ("third/a", "fail", "modules/third.bicep", 3),
    }
    assert _uncalled(run) == expected
    assert _results(run, "--no-templates") == {("called/a", "modules/called.bicep"): "fail"}
    report = _report(run)
    assert report["coverage"]["files"]["skipped"] == 0
    assert len(report["results"]) == len(expected) + 1


def test_what_any_parameters_file_deploys_is_not_judged_without_inputs(run: Run, tmp_path: Path) -> None:
    _bicep(tmp_path)
    (tmp_path / "all.bicepparam").write_text("using 'main.bicep'\nparam on = true\nparam kind = 'b'\nparam names = ['x']\n", encoding="utf-8")
    (tmp_path / "few.bicepparam").write_text("using 'main.bicep'\n", encoding="utf-8")
    assert _uncalled(run) == {("deeper", "fail", "modules/off.bicep", 10), ("third/a", "fail", "modules/third.bicep", 3)}


def test_arm_templates_alike(run: Run, tmp_path: Path) -> None:
    bad = {**_ACCOUNT, "properties": {"supportsHttpsTrafficOnly": False}}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "properties": {"template": {"resources": [{**bad, "name": "in"}]}},
    }
    switch = {"condition": "[parameters('on')]"}
    inner = {"expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"on": {"value": "[parameters('on')]"}}}
    constant = {**inner, "parameters": {"on": {"value": False}}}
    template = {"parameters": {"on": {"type": "bool"}}, "resources": [{**bad, **switch, "name": "deep"}]}
    _template(
        tmp_path / "main.json",
        {
            "parameters": {"on": {"type": "bool", "defaultValue": False}, "names": {"type": "array", "defaultValue": []}},
            "resources": [
                {**bad, **switch, "name": "fixed"},
                {**bad, "copy": {"name": "l", "count": "[length(parameters('names'))]"}, "name": "[parameters('names')[copyIndex()]]"},
                {**bad, "condition": False, "name": "never"},
                {**nested, **switch, "name": "off"},
                {**nested, "name": "on", "properties": {**inner, "template": template}},
                {**nested, "name": "constant", "properties": {**constant, "template": template}},
                {**_link("linked", "nested/off.json"), **switch},
                {**_link("known", "nested/on.json"), **switch},
                _link("deployed", "nested/on.json"),
            ],
        },
    )
    _template(tmp_path / "nested" / "on.json", {"resources": [bad]})
    _template(tmp_path / "nested" / "off.json", {"resources": [bad]})
    found = {(address.rsplit("/", 1)[-1], outcome, file) for address, outcome, file, _ in _uncalled(run)}
    loop = "[parameters('names')[copyIndex()]][*]"
    assert found == {("fixed", "fail", "main.json"), (loop, "fail", "main.json"), ("in", "fail", "main.json"), ("deep", "fail", "main.json")}
    assert _results(run, "--no-templates") == {
        ("Microsoft.Storage/storageAccounts/st", "nested/off.json"): "fail",
        ("deployed/Microsoft.Storage/storageAccounts/st", "nested/on.json"): "fail",
    }


def test_a_module_that_cannot_be_read_is_told_though_nothing_deploys_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main.bicep").write_text("param on bool = false\nmodule m 'm.bicep' = if (on) {\n  name: 'm'\n}\n", encoding="utf-8")
    (tmp_path / "m.bicep").write_text("resource r = {\n", encoding="utf-8")
    (problem, *_) = _report(run)["coverage"]["problems"]
    assert (problem["location"]["file"], problem["fatal"]) == ("m.bicep", True)


def test_only_what_others_deploy_may_be_given_what_it_lacks(run: Run, tmp_path: Path) -> None:
    vault = "resource v 'Microsoft.KeyVault/vaults@2023-07-01' = if (on) {\n  name: 'v'\n}\n"
    (tmp_path / "main.bicep").write_text(f"param on bool = false\n{vault}module m 'm.bicep' = {{\n  name: 'm'\n}}\n", encoding="utf-8")
    (tmp_path / "m.bicep").write_text(f"param on bool = false\n{vault}", encoding="utf-8")
    results = _report(run, rule="key-vault-no-audit-log")["results"]
    assert {(r["outcome"], r["location"]["file"]) for r in results} == {("fail", "main.bicep"), ("open", "m.bicep")}
