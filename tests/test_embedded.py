"""ARM templates in Terraform: what their resources are judged to be, and where."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from scanner.model.result import Outcome, ScanResult
from scanner.scan import scan
from scanner.settings import Settings

GROUP = "azurerm_resource_group_template_deployment"
STORE = """\
{
  "parameters": { "https": { "type": "bool", "defaultValue": true } },
  "resources": [
    {
      "type": "Microsoft.Storage/storageAccounts",
      "apiVersion": "2023-05-01",
      "name": "store",
      "properties": {
        "supportsHttpsTrafficOnly": HTTPS,
        "minimumTlsVersion": "TLS1_2"
      }
    }
  ]
}
"""
OBJECT = """\
{
  "$schema" = "x"
  resources = [{
    type       = "Microsoft.Storage/storageAccounts"
    apiVersion = "2023-05-01"
    name       = "store"
    properties = {
      minimumTlsVersion        = "TLS1_2"
      supportsHttpsTrafficOnly = HTTPS
    }
  }]
}"""
FAIL, OPEN = Outcome.FAIL, Outcome.OPEN


def scanned(folder: Path, files: dict[str, str]) -> ScanResult:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return scan([folder], Settings(base=folder, jobs=1, all_outcomes=True))


def deployment(arguments: str, kind: str = GROUP) -> str:
    """The arguments begin in line 3."""
    return f'resource "{kind}" "a" {{\n  name = "a"\n{arguments}\n}}\n'


def store(https: str) -> str:
    return STORE.replace("HTTPS", https)


def hcl(https: str) -> str:
    return OBJECT.replace("HTTPS", https)


def heredoc(text: str, argument: str = "template_content", mark: str = "<<-") -> str:
    return f"  {argument} = {mark}T\n{text}\nT\n"


def content(value: str, argument: str = "template_content") -> str:
    return f"  {argument} = {value}"


def parameters(value: str) -> str:
    return f"\n  parameters_content = {value}\n"


def given(https: str) -> str:
    return parameters(f"jsonencode({{ https = {{ value = {https} }} }})")


VARIABLE = 'variable "v" {}\n'
PARAMETER = "\"[parameters('https')]\""
FILES = {"t.json": store(PARAMETER).replace("{", "\ufeff{", 1)}
LOOP = """\
{
  "resources": [
%{ for name in ["a"] ~}

    {
      "type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-05-01",
%{ if name == "b" }
      "kind": "x",
%{ else ~}
      "name": "store",
%{ endif ~}
      "properties": {
        "supportsHttpsTrafficOnly": false
      }
    }
%{ endfor ~}
  ]
}
"""
FORMS: list[tuple[str, str, dict[str, str], tuple[str, int, Outcome] | None]] = [
    ("heredoc", deployment(heredoc(store("false"))), {}, ("main.tf", 12, FAIL)),
    ("heredoc as it stands", deployment(heredoc(store("false"), mark="<<")), {}, ("main.tf", 12, FAIL)),
    ("heredoc, right", deployment(heredoc(store("true"))), {}, None),
    ("heredoc, unknown value", VARIABLE + deployment(heredoc(store("${var.v}"))), {}, ("main.tf", 13, OPEN)),
    ("heredoc, unknown text", VARIABLE + deployment(heredoc(store('"${var.v}"'))), {}, ("main.tf", 13, OPEN)),
    ("heredoc, unknown in an expression", VARIABLE + deployment(heredoc(store("\"[bool('${var.v}')]\""))), {}, ("main.tf", 13, OPEN)),
    ("heredoc, unknown name of a function", VARIABLE + deployment(heredoc(store('"[${var.v}]"'))), {}, ("main.tf", 13, OPEN)),
    ("heredoc, known value", "locals { v = false }\n" + deployment(heredoc(store("${local.v}"))), {}, ("main.tf", 13, FAIL)),
    (
        "heredoc with lines put in",
        'locals { v = "1,\\n\\n" }\n' + deployment(heredoc(store("false").replace('"type": "bool",', '"x": ${local.v} "type": "bool",'))),
        {},
        ("main.tf", 13, FAIL),
    ),
    ("heredoc with directives", deployment(heredoc(LOOP)), {}, ("main.tf", 16, FAIL)),
    ("heredoc, after a directive", deployment(heredoc(store("1").replace("1,", "%{ if true ~}\nfalse,\n%{ endif ~}"))), {}, ("main.tf", 12, FAIL)),
    (
        "heredoc, below a directive",
        deployment(heredoc(store("1").replace('"supports', '%{ if true ~}\n"supports').replace("1,", "false,%{ endif }"))),
        {},
        ("main.tf", 13, FAIL),
    ),
    ("heredoc in a local", "locals {\n" + heredoc(store("false"), "t") + "}\n" + deployment(content("local.t")), {}, ("main.tf", 11, FAIL)),
    (
        "default of a variable",
        'variable "t" {\n' + heredoc(store("false"), "default") + "}\n" + deployment(content("var.t")),
        {},
        ("main.tf", 11, FAIL),
    ),
    (
        "argument of a module",
        'module "m" {\n  source = "./m"\n' + heredoc(store("false"), "t") + "}\n",
        {"m/main.tf": 'variable "t" {}\n' + deployment(content("var.t"))},
        ("main.tf", 12, FAIL),
    ),
    ("one line", deployment(content('"' + store("false").replace('"', '\\"').replace("\n", "\\n") + '"')), {}, ("main.tf", 3, FAIL)),
    ("jsonencode", deployment(content(f"jsonencode({hcl('false')})")), {}, ("main.tf", 11, FAIL)),
    ("jsonencode, right", deployment(content(f"jsonencode({hcl('true')})")), {}, None),
    ("jsonencode, unknown", VARIABLE + deployment(content(f"jsonencode({hcl('var.v')})")), {}, ("main.tf", 12, OPEN)),
    ("jsonencode of a local", f"locals {{\n  t = {hcl('false')}\n}}\n" + deployment(content("jsonencode(local.t)")), {}, ("main.tf", 10, FAIL)),
    ("local with jsonencode", f"locals {{\n  t = jsonencode({hcl('false')})\n}}\n" + deployment(content("local.t")), {}, ("main.tf", 10, FAIL)),
    ("jsonencode, value elsewhere", "locals { v = false }\n" + deployment(content(f"jsonencode({hcl('local.v')})")), {}, ("main.tf", 12, FAIL)),
    ("file with a byte order mark", deployment(content('file("${path.module}/t.json")') + given("false")), FILES, ("t.json", 9, FAIL)),
    ("file, right", deployment(content('file("${path.module}/t.json")') + given("true")), FILES, None),
    ("file, default", deployment(content('file("t.json")')), FILES, None),
    ("file, parameter unknown", VARIABLE + deployment(content('file("t.json")') + given("var.v")), FILES, ("t.json", 9, OPEN)),
    ("file, parameters unknown", VARIABLE + deployment(content('file("t.json")') + parameters("var.v")), FILES, ("t.json", 9, OPEN)),
    (
        "file, parameters in a heredoc",
        deployment(content('file("t.json")') + parameters('<<T\n{"https": {"value": false}}\nT')),
        FILES,
        ("t.json", 9, FAIL),
    ),
    (
        "file, parameter of a vault",
        deployment(content('file("t.json")') + parameters('<<T\n{"https": {"reference": {}}}\nT')),
        FILES,
        ("t.json", 9, OPEN),
    ),
    ("templatefile", deployment(content('templatefile("t.tpl", { v = false })')), {"t.tpl": store("${v}")}, ("t.tpl", 9, FAIL)),
    ("templatefile, unknown", VARIABLE + deployment(content('templatefile("t.tpl", { v = var.v })')), {"t.tpl": store("${v}")}, ("t.tpl", 9, OPEN)),
    ("templatefile with directives", deployment(content('templatefile("t.tpl", {})')), {"t.tpl": LOOP}, ("t.tpl", 13, FAIL)),
    ("file, written anew", deployment(content('jsonencode(jsondecode(file("u.json")))')), {"u.json": store("false")}, ("u.json", 9, FAIL)),
    ("file, trimmed", deployment(content('trimspace(file("u.json"))')), {"u.json": store("false")}, ("u.json", 9, FAIL)),
    ("file, changed", deployment(content('replace(file("u.json"), "@v@", "false")')), {"u.json": store("@v@")}, ("u.json", 9, FAIL)),
    (
        "parameters of the old type",
        deployment(content('file("t.json")', "template_body") + '\n  parameters = { "https" = "false" }', "azurerm_template_deployment"),
        FILES,
        ("t.json", 9, FAIL),
    ),
    (
        "parameters text of the old type",
        deployment(
            content('file("t.json")', "template_body") + "\n  parameters_body = jsonencode({ https = { value = false } })",
            "azurerm_template_deployment",
        ),
        FILES,
        ("t.json", 9, FAIL),
    ),
    *(
        (level, deployment(heredoc(store("false")), f"azurerm_{level}_template_deployment"), {}, ("main.tf", 12, FAIL))
        for level in ("subscription", "management_group", "tenant")
    ),
    ("counted", deployment("  count = 2\n" + heredoc(store("false"))), {}, ("main.tf", 13, FAIL)),
    (
        "module without a caller",
        'variable "on" { default = false }\n' + deployment("  count = var.on ? 1 : 0\n" + heredoc(store("false"))),
        {},
        ("main.tf", 14, FAIL),
    ),
]


@pytest.mark.parametrize(("code", "others", "expected"), [form[1:] for form in FORMS], ids=[form[0] for form in FORMS])
def test_the_place(code: str, others: dict[str, str], expected: tuple[str, int, Outcome] | None, tmp_path: Path) -> None:
    result = scanned(tmp_path, {**others, "main.tf": code})
    results = [one for one in result.results if one.rule == "storage-plain-http" and one.outcome is not Outcome.PASS]
    found = {(one.span.file, one.span.line, one.outcome) for one in results}
    assert found == ({expected} if expected else set())
    assert not result.problems


@pytest.mark.parametrize(
    "arguments",
    [
        content("null"),
        content('file("/etc/passwd")'),
        content("jsonencode({ resources = [], parameters = [], outputs = 5 })") + parameters("jsonencode({ a = 1, b = { value = null } })"),
        content('"{ \\"resources\\": 5 }"', "template_body") + '\n  parameters = "x"',
    ],
)
def test_odd_arguments(arguments: str, tmp_path: Path) -> None:
    kind = "azurerm_template_deployment" if "template_body" in arguments else GROUP
    result = scanned(tmp_path, {"main.tf": VAULT + deployment(arguments, kind)})
    assert not result.problems
    assert {one.subject.address for one in result.results} == {"azurerm_key_vault.kv"}


VAULT = 'resource "azurerm_key_vault" "kv" {\n  name = "kv"\n}\n'


def test_addresses_and_what_deploys_them(tmp_path: Path) -> None:
    files = {"main.tf": deployment(heredoc(store("false")))}
    result = next(one for one in scanned(tmp_path, files).results if one.rule == "storage-plain-http")
    assert result.subject.address == f"{GROUP}.a/Microsoft.Storage/storageAccounts/store"
    assert [(step.what, step.span.line) for step in result.related] == [(f"deployment {GROUP}.a", 1)]


@pytest.mark.parametrize(
    ("files", "message", "line"),
    [
        ({"main.tf": deployment(heredoc('{\n  "resources": [,\n'))}, f"template_content of {GROUP}.a is not valid JSON", 5),
        ({"main.tf": deployment(heredoc("{}"))}, f"template_content of {GROUP}.a is not a template: it has no resources", 4),
        ({"main.tf": deployment(content('"x"'))}, f"template_content of {GROUP}.a is not valid JSON", 3),
        ({"t.tpl": "{\n]", "main.tf": deployment(content('file("t.tpl")'))}, f"template_content of {GROUP}.a is not valid JSON", 2),
        ({"main.tf": deployment(heredoc(store("true")) + parameters('"x"'))}, f"parameters_content of {GROUP}.a is not valid JSON", 21),
    ],
)
def test_no_template(files: dict[str, str], message: str, line: int, tmp_path: Path) -> None:
    result = scanned(tmp_path, {**files, "vault.tf": VAULT})
    assert [(problem.span.line, problem.fatal) for problem in result.problems] == [(line, False)]
    assert result.problems[0].message.startswith(message)


@pytest.mark.parametrize(
    ("text", "gaps", "outcome"),
    [
        (VAULT, 0, FAIL),
        (VAULT + VARIABLE + deployment(content("var.v")), 1, OPEN),
        (VAULT + VARIABLE + deployment(content('"{ ${var.v}"')), 1, OPEN),
        (VAULT + deployment("  template_spec_version_id = azurerm_key_vault.kv.id"), 1, OPEN),
        (VAULT + deployment(heredoc(store("false"))), 0, FAIL),
    ],
)
def test_nothing_is_missing_beside_an_unknown_template(text: str, gaps: int, outcome: Outcome, tmp_path: Path) -> None:
    result = scanned(tmp_path, {"main.tf": text})
    assert [one.outcome for one in result.results if one.rule == "key-vault-no-audit-log"] == [outcome]
    assert [gap.what for gap in result.coverage.gaps] == [f"the template of {GROUP}.a is not known before deployment"] * gaps
    assert not result.problems


def test_a_deployment_is_counted_by_what_it_deploys(tmp_path: Path) -> None:
    coverage = scanned(tmp_path, {**FILES, "main.tf": deployment(content('file("t.json")') + given("false"))}).coverage
    assert dict(coverage.judged) == {"Microsoft.Storage/storageAccounts": 1} == dict(coverage.resources)
    assert [record.file for record in coverage.files] == ["main.tf", "t.json"]


def test_a_template_that_a_module_without_a_caller_deploys_is_judged_once(tmp_path: Path) -> None:
    called = 'module "m" {\n  source = "./m"\n  count  = 0\n}\n'
    files = {"main.tf": called, "m/t.json": store("false"), "m/main.tf": deployment(content('file("${path.module}/t.json")'))}
    found = [(one.span.file, one.span.line, one.template) for one in scanned(tmp_path, files).results if one.rule == "storage-plain-http"]
    assert found == [("m/t.json", 9, True)]


def test_names_lead_from_the_template_to_resources_of_terraform(tmp_path: Path) -> None:
    setting = """\
{ "resources": [ {
  "type": "Microsoft.Insights/diagnosticSettings", "apiVersion": "2021-05-01-preview", "name": "d", "scope": "${azurerm_key_vault.kv.id}",
  "properties": { "workspaceId": "w", "logs": [ { "categoryGroup": "audit", "enabled": ENABLED } ] }
} ] }"""
    for enabled, outcome in (("true", Outcome.PASS), ("false", FAIL)):
        result = scanned(tmp_path, {"main.tf": VAULT + deployment(heredoc(setting.replace("ENABLED", enabled)))})
        assert [one.outcome for one in result.results if one.rule == "key-vault-no-audit-log"] == [outcome]


def plan(template: str | None) -> str:
    """As Terraform shows a template: in one line, or not at all."""
    after = {"name": "a", "template_content": template and json.dumps(json.loads(template))}
    change = {"actions": ["create"], "after": after, "after_unknown": {"template_content": template is None}}
    entry = {"address": f"{GROUP}.a", "mode": "managed", "type": GROUP, "name": "a", "provider_name": "hashicorp/azurerm", "change": change}
    return json.dumps(
        {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [entry], "planned_values": {"root_module": {}}}, indent=1
    )


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ("plan.json", 17, FAIL)),
        ({"main.tf": deployment(heredoc(store("false")))}, ("main.tf", 12, FAIL)),
        ({"main.tf": deployment(content(f"jsonencode({hcl('false')})"))}, ("main.tf", 11, FAIL)),
        ({"main.tf": deployment(content('file("u.json")')), "u.json": store("false")}, ("u.json", 9, FAIL)),
        ({"main.tf": VARIABLE + deployment(content("var.v"))}, ("main.tf", 4, FAIL)),
    ],
)
def test_plans(files: dict[str, str], expected: tuple[str, int, Outcome], tmp_path: Path) -> None:
    scanned(tmp_path, {**files, "plan.json": plan(store("false"))})
    result = scan([tmp_path / "plan.json"], Settings(base=tmp_path, jobs=1, roots=(tmp_path,)))
    found = {(one.span.file, one.span.line, one.outcome) for one in result.results if one.rule == "storage-plain-http"}
    assert found == {expected}


def test_a_plan_that_does_not_know_the_template(tmp_path: Path) -> None:
    coverage = scanned(tmp_path, {"plan.json": plan(None)}).coverage
    assert [gap.what for gap in coverage.gaps] == [f"the template of {GROUP}.a is not known before deployment"]


def test_work_is_bounded(tmp_path: Path) -> None:
    """Thousands of unknown parts, a text nested without end, and a template in each of many turns."""
    many = ", ".join(['"x${var.v}"'] * 3_000)
    files = {
        "parts.tf": VARIABLE + deployment(heredoc('{ "resources": [], "x": [' + many + "] }")),
        "deep.tf": deployment(content('"' + "[" * 50_000 + '"')).replace('"a"', '"b"'),
        "turns.tf": deployment("  count = 200\n" + heredoc(store("false"))).replace('"a"', '"c"'),
    }
    started = time.process_time()
    result = scanned(tmp_path, files)
    assert len([one for one in result.results if one.rule == "storage-plain-http"]) >= 1
    assert time.process_time() - started < 10
