"""What exists and cannot be used as it stands is told: fatal where input was lost, a remark otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.resource import Evaluated
from scanner.terraform import load_root

REQUIRE = 'terraform {{\n  required_providers {{\n    azurerm = {{ source = "hashicorp/azurerm", version = "{}" }}\n  }}\n}}\n'
CALL = 'module "m" {\n  source = "./m"\n}\n'
LOCK = 'provider "registry.terraform.io/hashicorp/azurerm" {{\n  version = "{}"\n}}\n'
ODD = "fatal is not as terraform init writes it"
MANIFEST = ".terraform/modules/modules.json"
RESOURCE = 'resource "azurerm_a" "x" {}\n'


def load(folder: Path, files: dict[str, str]) -> Evaluated:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load_root(folder, Files((folder,), folder), Inputs())


CASES: dict[str, tuple[dict[str, str], list[str]]] = {
    "a constraint that is none": (
        {"main.tf": REQUIRE.format("banana")},
        ["main.tf:3 note Invalid version constraint: 'banana' is none, so it does not count"],
    ),
    "a constraint of a provider block": (
        {"main.tf": 'provider "azurerm" {\n  version = "=> 3"\n}\n'},
        ["main.tf:2 note Invalid version constraint: '=> 3' is none, so it does not count"],
    ),
    "good constraints": ({"main.tf": REQUIRE.format(">= 3.0, != 3.5.0, < 5.0.0-beta1"), "b.tf": 'provider "azurerm" {\n  version = "4"\n}\n'}, []),
    "one that excludes everything": (
        {"main.tf": REQUIRE.format("> 4, < 3")},
        ["main.tf:3 note no version of hashicorp/azurerm satisfies '> 4, < 3', so it does not count"],
    ),
    "root and module": (
        {"main.tf": REQUIRE.format(">= 3.76.0, <= 3.100.0") + CALL, "m/main.tf": REQUIRE.format("~> 4")},
        ["m/main.tf:3 note no version of hashicorp/azurerm satisfies both '~> 4' and '>= 3.76.0, <= 3.100.0' (main.tf:3); the latter counts"],
    ),
    "a lock file that does not parse": (
        {"main.tf": RESOURCE, ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/azurerm" {\n  version = \n'},
        [".terraform.lock.hcl:2 fatal"],
    ),
    "a lock file without versions": (
        {"main.tf": RESOURCE, ".terraform.lock.hcl": LOCK.format("four") + 'provider "a/b" {\n}\n'},
        [
            ".terraform.lock.hcl:2 note the provider registry.terraform.io/hashicorp/azurerm has the version 'four', which is none",
            ".terraform.lock.hcl:4 note the provider a/b has no version",
        ],
    ),
    "modules.json that is no JSON": (
        {"main.tf": RESOURCE, MANIFEST: '{\n"Modules": ['},
        [f"{MANIFEST}:2 fatal is not valid JSON; run terraform init"],
    ),
    "modules.json of another shape": ({"main.tf": RESOURCE, MANIFEST: '{"Modules": {"a": 1}}'}, [f"{MANIFEST}:1 {ODD}"]),
    "an entry of another shape": ({"main.tf": RESOURCE, MANIFEST: '{"Modules": [{"Key": "a"}]}'}, [f"{MANIFEST}:1 {ODD}"]),
    "good manifest": ({"main.tf": RESOURCE, MANIFEST: '{"Modules": [{"Key": "", "Source": "", "Dir": "."}]}'}, []),
    "an alias of nothing": (
        {"main.tf": 'provider "azurerm" {}\nresource "azurerm_a" "x" {\n  provider = azurerm.west\n}\n'},
        ["main.tf:3 note Provider configuration not present: no provider 'azurerm' with the alias 'west' is declared in this module"],
    ),
    "an alias of nothing for a module": (
        {"main.tf": 'module "m" {\n  source = "./m"\n  providers = {\n    azurerm = azurerm.west\n  }\n}\n', "m/main.tf": ""},
        ["main.tf:3 note Provider configuration not present"],
    ),
    "aliases of something": (
        {
            "main.tf": 'provider "azurerm" {\n  alias = "west"\n}\nresource "azurerm_a" "x" {\n  provider = azurerm.west\n}\n'
            'resource "azurerm_a" "y" {\n  provider = azurerm\n}\nresource "azurerm_a" "z" {\n  provider = "azurerm.west"\n}\n'
            'module "m" {\n  source = "./m"\n  providers = { azurerm.east = azurerm.west }\n}\n',
            "m/main.tf": "terraform {\n  required_providers {\n    azurerm = {\n      configuration_aliases = [azurerm.east]\n"
            '    }\n  }\n}\ndata "azurerm_a" "x" {\n  provider = azurerm.east\n}\n',
        },
        [],
    ),
}


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES.keys())
def test_told(tmp_path: Path, files: dict[str, str], expected: list[str]) -> None:
    problems = load(tmp_path, files).problems
    said = [f"{p.span.file}:{p.span.line} {'fatal' if p.fatal else 'note'} {p.message}" for p in problems]
    assert len(said) == len(expected)
    assert all(line.startswith(start) for line, start in zip(said, expected, strict=True)), said


def test_a_file_that_is_no_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.tf")
    (problem,) = load(tmp_path, {"main.tf": RESOURCE}).problems
    assert problem.fatal and (problem.span.file, problem.message) == ("x.tf", "is not a regular file")


@pytest.mark.parametrize(
    ("files", "version", "oldest"),
    [
        ({"main.tf": RESOURCE}, (5,), 0),
        ({"main.tf": REQUIRE.format("~> 4.0") + RESOURCE}, (4,), 4),
        ({"main.tf": REQUIRE.format(">= 3.0, < 5") + RESOURCE}, (4,), 3),
        ({"main.tf": REQUIRE.format(">= 3.0") + RESOURCE, ".terraform.lock.hcl": LOCK.format("4.12.0")}, (4, 12, 0), 4),
        ({"main.tf": REQUIRE.format("banana") + RESOURCE}, (5,), 0),
        ({"main.tf": REQUIRE.format("~> 3.0") + CALL, "m/main.tf": REQUIRE.format("~> 4") + RESOURCE}, (3,), 3),
        ({"main.tf": CALL, "m/main.tf": REQUIRE.format("~> 4") + RESOURCE}, (4,), 4),
    ],
)
def test_what_the_configuration_admits(tmp_path: Path, files: dict[str, str], version: tuple[int, ...], oldest: int) -> None:
    (resource,) = load(tmp_path, files).resources
    assert (resource.provider, resource.oldest_provider) == (version, oldest)
