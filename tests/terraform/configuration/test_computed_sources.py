"""Module sources that are no literals lead where their value says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.terraform import load_root
from scanner.terraform.discovery import owners, root_modules

KIND = 'variable "kind" {\n  const = true\n  default = "net"\n}\n'
LEAVES = {"modules/net/main.tf": 'resource "a_b" "net" {}\n', "modules/app/main.tf": 'resource "a_b" "app" {}\n'}
STACK = {"stack/main.tf": 'variable "kind" {}\nlocals { from = "../modules" }\nmodule "in" { source = "${local.from}/${var.kind}" }\n'}


def tree(folder: Path, files: dict[str, str]) -> Files:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Files((folder,), folder)


@pytest.mark.parametrize(
    ("files", "given", "addresses", "gaps"),
    [
        ({"main.tf": KIND + 'module "m" { source = "./modules/${var.kind}" }\n'}, {}, ["module.m.a_b.net"], []),
        ({"main.tf": KIND + 'module "m" { source = "./modules/${var.kind}" }\n'}, {"kind": "app"}, ["module.m.a_b.app"], []),
        (
            {"main.tf": KIND + 'module "m" { source = "./modules/${var.kind}" }\n', "terraform.tfvars": 'kind = "app"\n'},
            {},
            ["module.m.a_b.app"],
            [],
        ),
        ({"main.tf": KIND + 'module "m" { source = var.kind == "net" ? "./modules/app" : "x/y/z" }\n'}, {}, ["module.m.a_b.app"], []),
        ({"main.tf": 'module "m" { source = "${path.module}/modules/net" }\n'}, {}, ["module.m.a_b.net"], []),
        (
            {"main.tf": KIND + 'module "m" {\n  for_each = toset(["a"])\n  source = "./modules/${var.kind}"\n}\n'},
            {},
            ['module.m["a"].a_b.net'],
            [],
        ),
        (
            {
                "main.tf": 'module "n" {\n  source = "./stack"\n  kind = "net"\n}\nmodule "a" {\n  source = "./stack"\n  kind = "app"\n}\n',
                **STACK,
            },
            {},
            ["module.n.module.in.a_b.net", "module.a.module.in.a_b.app"],
            [],
        ),
        (
            {"main.tf": KIND + 'module "m" { source = "Azure/${var.kind}/azurerm" }\n'},
            {},
            [],
            ['module "m" (source Azure/net/azurerm) was not downloaded; run terraform init'],
        ),
        (
            {"main.tf": 'variable "open" {}\nmodule "m" { source = "./modules/${var.open}" }\n'},
            {},
            [],
            ['module "m" has no source that can be read: variable "open" has no value'],
        ),
        (
            {"main.tf": 'resource "a_b" "x" {}\nmodule "m" { source = a_b.x.id }\n'},
            {},
            ["a_b.x"],
            ['module "m" has no source that can be read: a_b.x.id is known after apply'],
        ),
        (
            {"main.tf": 'module "m" { source = "./modules/${local.none}" }\nresource "a_b" "x" {}\n'},
            {},
            ["a_b.x"],
            [
                'module "m" has no source that can be read: Reference to undeclared local value: '
                'a local value with the name "none" has not been declared'
            ],
        ),
    ],
)
def test_where_sources_lead(tmp_path: Path, files: dict[str, str], given: dict[str, str], addresses: list[str], gaps: list[str]) -> None:
    found = load_root(tmp_path, tree(tmp_path, {**files, **LEAVES}), Inputs(variables=tuple(given.items())))
    assert [resource.address for resource in found.resources] == addresses
    assert [gap.what for gap in found.gaps] == gaps
    assert not any(problem.fatal for problem in found.problems)


def test_installed_modules_with_computed_sources(tmp_path: Path) -> None:
    manifest = {"Modules": [{"Key": "m", "Source": "x/y/z", "Dir": "modules/net"}]}
    code = {"main.tf": 'variable "v" {}\nmodule "m" { source = var.v }\n', ".terraform/modules/modules.json": json.dumps(manifest), **LEAVES}
    found = load_root(tmp_path, tree(tmp_path, code), Inputs())
    assert [resource.address for resource in found.resources] == ["module.m.a_b.net"]
    assert not found.gaps


def test_circles_through_computed_sources_end(tmp_path: Path) -> None:
    code: dict[str, Any] = {"main.tf": 'module "m" { source = "./${"a"}" }\n', "a/main.tf": 'module "m" { source = "../${"a"}" }\n'}
    found = load_root(tmp_path, tree(tmp_path, code), Inputs())
    assert len(found.problems) == 1 and "calls itself" in found.problems[0].message


def test_modules_that_multiply_through_computed_sources_are_bounded(tmp_path: Path) -> None:
    call = 'module "{name}" {{ source = "${{"../m{level}"}}" }}\n'
    code = {f"m{level}/main.tf": "".join(call.format(name=name, level=level + 1) for name in "ab") for level in range(20)}
    found = load_root(tmp_path / "m0", tree(tmp_path, code), Inputs())
    assert any("module calls" in problem.message for problem in found.problems)


def test_called_modules_are_no_roots(tmp_path: Path) -> None:
    code = {"main.tf": KIND + 'module "s" {\n  source = "./stack"\n  kind = var.kind\n}\n', **STACK, **LEAVES}
    files = tree(tmp_path, code)
    folders = [tmp_path, *(tmp_path / name for name in ("stack", "modules/net", "modules/app"))]
    assert root_modules(folders, files)[0] == [tmp_path, tmp_path / "modules/app"]
    assert owners([tmp_path / "modules/net/main.tf"], folders, files) == [tmp_path]
