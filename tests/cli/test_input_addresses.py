"""Variables files belong to the root module they are for: none judges another's, and what leads nowhere is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

_ROOT = 'variable "tls" {\n  type = string\n}\nresource "azurerm_storage_account" "s" {\n  min_tls_version = var.tls\n}\n'
_OLD, _NEW = 'tls = "TLS1_0"\n', 'tls = "TLS1_2"\n'
_BICEP = "param tls string\nresource s 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 's'\n  properties: {minimumTlsVersion: tls}\n}\n"
_TWO_ROOTS = {"infra/a/main.tf": _ROOT, "infra/b/main.tf": _ROOT, "infra/a/prod.tfvars": _OLD, "infra/b/prod.tfvars": _NEW}

Found = set[tuple[str, str, tuple[str, ...]]]
"""File, outcome and environments of the results."""


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _scan(run: Run, *arguments: str) -> tuple[Found, dict[str, Any]]:
    done = run("scan", "--format", "json", "--rule", "storage-weak-tls", *arguments)
    assert done.code in (0, 1), done.err
    report: dict[str, Any] = json.loads(done.out)
    return {(r["location"]["file"], r["outcome"], tuple(r.get("environments", ()))) for r in report["results"]}, report


def _told(report: dict[str, Any]) -> list[str]:
    problems = report["coverage"]["problems"]
    assert not any(problem["fatal"] for problem in problems)
    return [_place(problem["location"]) + problem["message"] for problem in problems]


def _place(location: dict[str, Any] | None) -> str:
    return f"{location['file']}:{location['line']}:{location['column']}: " if location else ""


A, B = ("infra/a/main.tf", "fail", ("prod",)), ("infra/b/main.tf", "fail", ("prod",))
A_OPEN, B_OPEN = ("infra/a/main.tf", "open", ()), ("infra/b/main.tf", "open", ())
LISTS: dict[str, tuple[dict[str, str], str, list[str], Found]] = {
    # more files, the environments, arguments; what is found
    "a plain list": ({}, "prod: [infra/a/prod.tfvars, infra/b/prod.tfvars]", [], {A}),
    "in any order": ({}, "prod: [infra/b/prod.tfvars, infra/a/prod.tfvars]", [], {A}),
    "one root module scanned": ({}, "prod: [infra/a/prod.tfvars, infra/b/prod.tfvars]", ["infra/b"], set()),
    "a file below another's folder": ({"infra/b/env/old.tfvars": _OLD}, "prod: [infra/b/prod.tfvars, infra/b/env/old.tfvars]", [], {A_OPEN, B}),
    "a file that is nobody's is everybody's": ({"infra/old.tfvars": _OLD}, "prod: [infra/old.tfvars]", [], {A, B}),
    "the closest root module owns": (
        {"infra/main.tf": 'variable "tls" {}\n', "infra/old.tfvars": _OLD},
        "prod: [infra/old.tfvars]",
        [],
        {A_OPEN, B_OPEN},
    ),
    "a called module owns nothing": (
        {"infra/a/m/main.tf": "", "infra/a/more.tf": 'module "m" {\n  source = "./m"\n}\n', "infra/a/m/old.tfvars": _OLD},
        "prod: [infra/a/m/old.tfvars]",
        [],
        {A, B_OPEN},
    ),
    "a pattern": ({}, 'prod: {"infra/*": ["{root}/prod.tfvars"]}', [], {A}),
    "a pattern for all": ({}, 'prod: "{root}/prod.tfvars"', [], {A}),
    "a pattern that one root module lacks": (
        {"infra/b/dev.tfvars": _OLD},
        'dev: "{root}/dev.tfvars"',
        [],
        {A_OPEN, ("infra/b/main.tf", "fail", ("dev",))},
    ),
    "folders beside": ({"env/infra/a/prod.tfvars": _OLD}, 'prod: {"**": "env/{root}/prod.tfvars"}', [], {A, B_OPEN}),
    "a root module by name": ({}, "prod: {infra/a: infra/a/prod.tfvars}", [], {A, B_OPEN}),
    "who spells a root module out means it": ({}, "prod: {infra/b: [infra/a/prod.tfvars]}", [], {A_OPEN, B}),
    "a pattern does not": ({}, 'prod: {"infra/*": [infra/a/prod.tfvars]}', [], {A, B_OPEN}),
    "patterns add up": (
        {"infra/new.tfvars": _NEW},
        'prod: {"infra/*": "{root}/prod.tfvars", ./infra/a/: infra/new.tfvars}',
        [],
        set(),
    ),
    "two environments": (
        {"dev.tfvars": _OLD},
        "prod: {infra/a: infra/a/prod.tfvars}\n  dev: [dev.tfvars]",
        [],
        {("infra/a/main.tf", "fail", ("dev", "prod")), ("infra/b/main.tf", "fail", ("dev",))},
    ),
    "by hand": ({}, "", ["--env", "prod=infra/a/prod.tfvars", "--env", "prod=infra/b/prod.tfvars"], {A}),
    "by hand, a pattern": ({}, "", ["--env", "prod={root}/prod.tfvars"], {A}),
    "by hand, for one": ({}, "", ["--env", "prod=infra/b=infra/a/prod.tfvars"], {A_OPEN, B}),
    "by hand, a name with an equals sign": ({"a=b.tfvars": _OLD}, "", ["--env", "prod=a=b.tfvars"], {A, B}),
    "--var-file": ({}, "", ["--var-file", "infra/a/prod.tfvars"], {("infra/a/main.tf", "fail", ()), B_OPEN}),
    "auto": ({}, "auto", [], {A}),
    "--env auto": ({}, "", ["--env", "auto"], {A}),
}


@pytest.mark.parametrize(("files", "environments", "arguments", "expected"), LISTS.values(), ids=LISTS.keys())
def test_each_root_module_is_judged_with_its_own(
    run: Run, tmp_path: Path, files: dict[str, str], environments: str, arguments: list[str], expected: Found
) -> None:
    _write(tmp_path, {**_TWO_ROOTS, **files})
    if environments:
        _write(tmp_path, {".soc2scan.yaml": f"environments: {environments}\n" if environments == "auto" else f"environments:\n  {environments}\n"})
    found, report = _scan(run, *arguments)
    assert found == expected
    assert _told(report) == []


def test_a_link_is_for_the_root_module_that_it_lies_in(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {**_TWO_ROOTS, ".soc2scan.yaml": "environments: {prod: [infra/a/prod.tfvars, infra/b/prod.tfvars]}\n"})
    (tmp_path / "infra/b/prod.tfvars").unlink()
    (tmp_path / "infra/b/prod.tfvars").symlink_to(Path("../a/prod.tfvars"))
    assert _scan(run)[0] == {A, B} == _scan(run, "--env", "auto")[0]
    (tmp_path / ".soc2scan.yaml").unlink()
    assert _scan(run, "--var-file", "infra/b/prod.tfvars")[0] == {A_OPEN, ("infra/b/main.tf", "fail", ())}


@pytest.mark.parametrize(
    "name", ["{root}/" + 5000 * "x", "{root}" * 5000, '"{root}\\0"', '"a\\0/{root}"'], ids=["long", "longer", "NUL", "NUL before"]
)
def test_names_that_no_file_can_have(run: Run, tmp_path: Path, name: str) -> None:
    quoted = name if name.startswith('"') else f'"{name}"'
    _write(tmp_path, {**_TWO_ROOTS, ".soc2scan.yaml": f"environments: {{prod: {quoted}}}\n"})
    done = run("scan", "--rule", "storage-weak-tls")
    assert (done.code, "no root module has a file" in done.err) == (0, True), done.err


def test_what_is_shown_is_judged_with_the_environment(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, _TWO_ROOTS)
    shown = json.loads(run("graph", "--format", "json", "--env", "prod={root}/prod.tfvars").out)
    assert [node["raw"]["min_tls_version"] for node in shown["resources"]] == ["TLS1_0", "TLS1_2"]
    assert "infra/a in prod" in run("graph", "infra/a", "--env", "prod={root}/prod.tfvars").out
    assert run("console", "infra/a", "--env", "prod={root}/prod.tfvars", stdin="var.tls\n").out == '{"value": "TLS1_0", "type": "string"}\n'


NOWHERE: dict[str, tuple[str, list[str], list[str]]] = {
    "no such root module": (
        "prod: {infra/aa: '{root}/prod.tfvars'}",
        [],
        [".soc2scan.yaml:2:1: environment prod: no root module or template is at infra/aa; did you mean infra/a?"],
    ),
    "a pattern": ("prod:\n    'x/*': '{root}/prod.tfvars'", [], [".soc2scan.yaml:3:1: environment prod: no root module or template is at x/*"]),
    "no root module has it": ("prod: '{root}/prd.tfvars'", [], [".soc2scan.yaml:2:1: environment prod: no root module has a file {root}/prd.tfvars"]),
    "a part is scanned": ("prod: {'infra/*': '{root}/prd.tfvars', infra/b: infra/b/prod.tfvars}", ["infra/a"], []),
    "a part is scanned, and the folder is gone": (
        "prod: {infra/c: '{root}/prod.tfvars'}",
        ["infra/a"],
        [".soc2scan.yaml:2:1: environment prod: no root module or template is at infra/c; did you mean infra/a?"],
    ),
    "--var-file": (
        "",
        ["infra/a", "--var-file", "infra/b/prod.tfvars"],
        ["infra/b/prod.tfvars:1:1: --var-file judges nothing: it lies in the folder of another root module, infra/b"],
    ),
    "--env": (
        "",
        ["infra/a", "--env", "prod=infra/b/prod.tfvars"],
        ["environment prod: infra/b/prod.tfvars judges nothing: it lies in the folder of another root module, infra/b"],
    ),
}


@pytest.mark.parametrize(("environments", "arguments", "told"), NOWHERE.values(), ids=NOWHERE.keys())
def test_what_leads_nowhere_is_told(run: Run, tmp_path: Path, environments: str, arguments: list[str], told: list[str]) -> None:
    _write(tmp_path, _TWO_ROOTS)
    if environments:
        _write(tmp_path, {".soc2scan.yaml": f"environments:\n  {environments}\n"})
    assert _told(_scan(run, *arguments)[1]) == told


_UNDECLARED = 'Value for undeclared variable: the root module does not declare a variable named "tlss"; did you mean "tls"?'
UNDECLARED: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "--var": ({}, ["--var", "tlss=TLS1_2"], [_UNDECLARED]),
    "--var that one root module declares": ({"infra/b/v.tf": 'variable "tlss" {}\n'}, ["--var", "tlss=TLS1_2"], []),
    "--var-file": ({"a.tfvars": "tls = 1\n  tlss = 1\n"}, ["--var-file", "a.tfvars"], [f"a.tfvars:2:3: {_UNDECLARED}"]),
    "JSON": ({"a.tfvars.json": '{"tlss": 1}'}, ["--var-file", "a.tfvars.json"], [f"a.tfvars.json:1:2: {_UNDECLARED}"]),
    "an environment": ({"a.tfvars": "tlss = 1\n"}, ["--env", "a=a.tfvars", "--env", "b=a.tfvars"], [f"a.tfvars:1:1: {_UNDECLARED}"]),
    "read by Terraform itself": (
        {"infra/a/terraform.tfvars": "tlss = 1\n", "infra/b/x.auto.tfvars": "\ntlss = 1\n"},
        [],
        [f"infra/a/terraform.tfvars:1:1: {_UNDECLARED}", f"infra/b/x.auto.tfvars:2:1: {_UNDECLARED}"],
    ),
    "nothing is near": (
        {"a.tfvars": "owner = 1\n"},
        ["--var-file", "a.tfvars"],
        ['a.tfvars:1:1: Value for undeclared variable: the root module does not declare a variable named "owner"'],
    ),
    "shared, and one declares it": ({"infra/b/v.tf": 'variable "tlss" {}\n', "a.tfvars": "tlss = 1\n"}, ["--var-file", "a.tfvars"], []),
    "of changed files only in these": ({"a.tfvars": "tlss = 1\n"}, ["--var-file", "a.tfvars", "--var", "x=1", "--changed", "infra/a/main.tf"], []),
    "of single files all": ({"a.tfvars": "tlss = 1\n"}, ["--var-file", "a.tfvars", "infra/a/main.tf"], [f"a.tfvars:1:1: {_UNDECLARED}"]),
}


@pytest.mark.parametrize(("files", "arguments", "told"), UNDECLARED.values(), ids=UNDECLARED.keys())
def test_undeclared_variables_are_told(run: Run, tmp_path: Path, files: dict[str, str], arguments: list[str], told: list[str]) -> None:
    _write(tmp_path, {**_TWO_ROOTS, **files})
    assert _told(_scan(run, *arguments)[1]) == told


_TEMPLATE = '{"$schema": "https://schema.management.azure.com/x/deploymentTemplate.json#", "parameters": {"Sku": {"type": "int"}}, "resources": []}'
_PARAMETERS = (
    '{"$schema": "https://schema.management.azure.com/x/deploymentParameters.json#",\n "parameters": {"sku": {"value": 1},\n  "skuu": {"value": 1}}}'
)
_NO_PARAMETER = "the template declares no parameter 'skuu', so the deployment is refused; did you mean"
PARAMETERS: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "by name": (
        {"a.json": _TEMPLATE, "a.parameters.json": _PARAMETERS},
        [],
        [f"a.parameters.json:3:3: {_NO_PARAMETER} 'Sku'?"],
    ),
    "by hand": ({"a.json": _TEMPLATE, "x.json": _PARAMETERS}, ["--parameters", "x.json"], [f"x.json:3:3: {_NO_PARAMETER} 'Sku'?"]),
    "Bicep": (
        {"a.bicep": "param Sku int\n", "a.bicepparam": "using 'a.bicep'\nparam sku = 1\nparam skuu = 1\n"},
        [],
        [f"a.bicepparam:3:1: {_NO_PARAMETER} 'Sku'?"],
    ),
    "shared, and one declares it": (
        {"a.json": _TEMPLATE, "b.json": _TEMPLATE.replace("Sku", "SKUU"), "x.json": _PARAMETERS},
        ["--parameters", "x.json"],
        [],
    ),
    "shared, and none declares it": (
        {"a.json": _TEMPLATE, "b.json": _TEMPLATE.replace("Sku", "Other"), "x.json": _PARAMETERS.replace('sku"', 'other"')},
        ["--parameters", "x.json"],
        [f"x.json:3:3: {_NO_PARAMETER} 'Sku'?"],
    ),
}


@pytest.mark.parametrize(("files", "arguments", "told"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_undeclared_parameters_are_told(run: Run, tmp_path: Path, files: dict[str, str], arguments: list[str], told: list[str]) -> None:
    _write(tmp_path, files)
    assert _told(_scan(run, *arguments)[1]) == told


def test_the_environments_variables_are_not_made_for_one_root_module(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, _TWO_ROOTS)
    done = run("scan", "--rule", "storage-weak-tls", TF_VAR_tlss="TLS1_2")
    assert (done.code, "undeclared" in done.err) == (0, False)


def test_declarations_that_cannot_be_read_may_declare_anything(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"main.tf": _ROOT, "more.tf": 'variable "tlss" {', "terraform.tfvars": "tlss = 1\n"})
    done = run("scan", "--rule", "storage-weak-tls")
    assert (done.code, "undeclared" in done.err) == (3, False)


def test_a_problem_without_a_place(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, {"main.tf": _ROOT})
    done = run("scan", "-f", "sarif", "--rule", "storage-weak-tls", "--var", "tlss=1")
    assert f"warning: {_UNDECLARED}" in done.err.splitlines()
    (note,) = json.loads(done.out)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert (note["message"]["text"], "locations" in note) == (_UNDECLARED, False)


PLACES: dict[str, tuple[dict[str, str], set[tuple[str, ...]]]] = {
    # variables files; the environments that fail
    "beside": ({"infra/app/prod.tfvars": _OLD}, {("prod",)}),
    "JSON": ({"infra/app/prod.tfvars.json": '{"tls": "TLS1_0"}'}, {("prod",)}),
    "several": ({"infra/app/prod.tfvars": _OLD, "infra/app/dev.tfvars": _OLD, "infra/app/test.tfvars": _NEW}, {("dev", "prod")}),
    "a folder below": ({"infra/app/env/prod.tfvars": _OLD}, {("prod",)}),
    "a folder for each": ({"infra/app/environments/prod/terraform.tfvars": _OLD, "infra/app/environments/dev/terraform.tfvars": _NEW}, {("prod",)}),
    "both": ({"infra/app/vars/prod/a.tfvars": _OLD, "infra/app/vars/dev/a.tfvars": _OLD}, {("dev/a", "prod/a")}),
    "no word of its own": ({"infra/app/config/terraform.tfvars": _OLD}, {("terraform",)}),
    "twice": ({"infra/app/env/prod.tfvars": _OLD, "infra/app/vars/prod.tfvars": _OLD}, {("env/prod.tfvars", "vars/prod.tfvars")}),
    "a sibling folder for it": ({"infra/tfvars/app/prod.tfvars": _OLD}, {("prod",)}),
    "a sibling folder, a file for it": ({"infra/env/prod/app.tfvars": _OLD}, {("prod",)}),
    "a sibling file": ({"infra/app.prod.tfvars": _OLD}, {("prod",)}),
    "further away": ({"environments/prod/app/terraform.tfvars": _OLD}, {("prod",)}),
    "for another": ({"infra/tfvars/other/prod.tfvars": _OLD}, {()}),
    "for all": ({"infra/prod.tfvars": _OLD}, {()}),
    "a module's": ({"infra/app/m/test.tfvars": _OLD, "infra/app/m/main.tf": "", "infra/app/m.tf": 'module "m" {\n  source = "./m"\n}\n'}, {()}),
    "read by Terraform itself": ({"infra/app/terraform.tfvars": _OLD, "infra/app/prod.tfvars": ""}, {("prod",)}),
}


@pytest.mark.parametrize(("files", "environments"), PLACES.values(), ids=PLACES.keys())
def test_variables_files_go_with_a_root_module_by_place_and_name(
    run: Run, tmp_path: Path, files: dict[str, str], environments: set[tuple[str, ...]]
) -> None:
    _write(tmp_path, {".git/HEAD": "", "infra/app/main.tf": _ROOT, "infra/net/main.tf": "", **files})
    found, _ = _scan(run, "--env", "auto")
    assert {names for _, _, names in found} == environments
    alone, _ = _scan(run, "--env", "auto", "infra/app/main.tf")
    assert alone == found


CHANGED: dict[str, tuple[dict[str, str], list[str], Found]] = {
    # more files, the changed ones; what is found
    "beside": ({}, ["infra/a/prod.tfvars"], {A}),
    "of the other": ({}, ["infra/b/prod.tfvars"], set()),
    "both, and code": ({}, ["infra/a/main.tf", "infra/a/prod.tfvars", "infra/b/main.tf"], {A, A_OPEN, B_OPEN}),
    "in a folder": ({"infra/b/env/dev.tfvars": _OLD}, ["infra/b/env/dev.tfvars"], {("infra/b/main.tf", "fail", ("dev",))}),
    "in a sibling folder": ({"infra/env/dev/b.tfvars": _OLD}, ["infra/env/dev/b.tfvars"], {("infra/b/main.tf", "fail", ("dev",))}),
    "read by Terraform itself": ({"infra/b/terraform.tfvars": _OLD}, ["infra/b/terraform.tfvars"], {("infra/b/main.tf", "fail", ())}),
    "of an environment": (
        {"x/old.tfvars": _OLD, ".soc2scan.yaml": "environments:\n  dev: {infra/b: x/old.tfvars}\n  prod: {infra/b: infra/b/prod.tfvars}\n"},
        ["x/old.tfvars"],
        {("infra/b/main.tf", "fail", ("dev",))},
    ),
    "of an environment of all": (
        {"x/old.tfvars": _OLD, ".soc2scan.yaml": "environments: {dev: x/old.tfvars}\n"},
        ["x/old.tfvars"],
        {
            ("infra/a/main.tf", "fail", ("dev",)),
            ("infra/b/main.tf", "fail", ("dev",)),
        },
    ),
    "of nothing": ({"x/old.tfvars": _OLD}, ["x/old.tfvars"], set()),
    "what it brings about": (
        {
            "infra/c/main.tf": 'variable "n" {}\nresource "azurerm_storage_account" "s" {\n  count = var.n\n  min_tls_version = "TLS1_0"\n}\n',
            "infra/c/more.tf": 'resource "azurerm_storage_account" "t" {\n  min_tls_version = "TLS1_0"\n}\n',
            "infra/c/prod.tfvars": "n = 1\n",
        },
        ["infra/c/prod.tfvars"],
        {("infra/c/main.tf", "fail", ("prod",))},
    ),
    "deleted": ({}, ["infra/a/gone.tf"], {A_OPEN}),
    "a deleted module's callers": (
        {"infra/a/more.tf": 'module "m" {\n  source = "../m"\n}\n', "infra/m/README.md": ""},
        ["infra/m/gone.tf"],
        {A_OPEN},
    ),
    "deleted variables": ({"infra/a/env/README.md": ""}, ["infra/a/env/gone.tfvars"], {A_OPEN}),
    "deleted with its folder": ({}, ["infra/gone/main.tf", "gone.md"], set()),
    "a deleted Bicep module": (
        {"infra/main.bicep": _BICEP + "module m 'm.bicep' = {\n  name: 'm'\n}\n", "infra/other.bicep": _BICEP},
        ["infra/m.bicep"],
        {("infra/main.bicep", "open", ())},
    ),
    "nothing": ({}, [], set()),
}


@pytest.mark.parametrize(("files", "changed", "expected"), CHANGED.values(), ids=CHANGED.keys())
def test_a_changed_file_judges_what_it_is_an_input_of(run: Run, tmp_path: Path, files: dict[str, str], changed: list[str], expected: Found) -> None:
    _write(tmp_path, {".git/HEAD": "", **_TWO_ROOTS, **files})
    assert _scan(run, "--changed", *changed)[0] == expected


def test_no_changed_files_is_said(run: Run, tmp_path: Path) -> None:
    _write(tmp_path, _TWO_ROOTS)
    done = run("scan", "--changed")
    assert (done.code, done.out) == (0, "")
    assert "warning: --changed names no files, so nothing is scanned" in done.err.splitlines()


UNUSED: dict[str, tuple[dict[str, str], list[str], list[str]]] = {
    "two root modules": (
        _TWO_ROOTS,
        [],
        ["2 open results wait for variable tls: infra/a/prod.tfvars and 1 more file set it (use --var-file or --env auto)"],
    ),
    "one": (
        {"a/main.tf": _ROOT, "x/dev.tfvars": '# tls = 1\nother = {\n  tls = "TLS1_0"\n}\n', "x/prod.tfvars.json": '{"tls": "TLS1_2"}'},
        [],
        ["1 open result waits for variable tls: x/prod.tfvars.json sets it (use --var-file or --env auto)"],
    ),
    "two engines": (
        {"a/main.tf": "", "a/main.tofu": "", "b/main.tf": _ROOT, "b/dev.tfvars": _OLD},
        [],
        ["1 open result waits for variable tls: b/dev.tfvars sets it (use --var-file or --env auto)"],
    ),
    "in use": (_TWO_ROOTS, ["--env", "auto"], []),
    "of a root module that waits for nothing": ({"a/main.tf": _ROOT, "b/main.tf": "", "b/dev.tfvars": _OLD}, [], []),
    "given, with another value": ({"a/main.tf": _ROOT, "dev.tfvars": _OLD}, ["--var", "tls=TLS1_2"], []),
    "parameters": (
        {"a.bicep": _BICEP, "deep/down/b.bicepparam": "using 'gone.bicep'\nparam tls = 'TLS1_0'\n"},
        [],
        ["1 open result waits for parameter tls: deep/down/b.bicepparam sets it (use --parameters)"],
    ),
    "broken": ({"a/main.tf": _ROOT, "dev.tfvars": "tls = 1\0"}, [], []),
}


@pytest.mark.parametrize(("files", "arguments", "said"), UNUSED.values(), ids=UNUSED.keys())
def test_unused_files_that_could_decide_are_named(run: Run, tmp_path: Path, files: dict[str, str], arguments: list[str], said: list[str]) -> None:
    _write(tmp_path, files)
    done = run("scan", "-f", "json", "--rule", "storage-weak-tls", *arguments)
    assert [line.strip() for line in done.err.splitlines() if " for variable " in line or " for parameter " in line] == said
    unused = json.loads(done.out)["coverage"]["unusedInputs"]
    assert [(one["kind"], one["name"]) for one in unused] == [("parameter" if "parameter" in line else "variable", "tls") for line in said]


def test_a_library_of_examples_is_not_judged_for_each(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "x" {}\nresource "azurerm_storage_account" "a" {\n  name = var.x\n}\n', encoding="utf-8")
    for number in range(60):
        (tmp_path / f"examples/e{number:02}").mkdir(parents=True)
        (tmp_path / f"examples/e{number:02}/configuration.tfvars").write_text('x = "a"\n', encoding="utf-8")
    done = run("scan", "--env", "auto", "--format", "json", "--rule", "storage-plain-http", "--outcomes", "all")
    assert "60 variables files go with this root module; it is judged with the first 50" in done.err
    (result,) = json.loads(done.out)["results"]
    assert len(result["environments"]) == 50
