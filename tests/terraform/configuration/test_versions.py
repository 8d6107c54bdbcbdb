"""The provider version that a configuration leads to."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.terraform import load_root
from scanner.terraform.configuration.versions import chosen_version


@pytest.mark.parametrize(
    ("constraints", "version"),
    [
        ([], (5,)),
        (["~> 3.0"], (3,)),
        (["~> 4"], (4,)),
        ([">= 3.0, < 5"], (4,)),
        ([">= 3.0", "< 5.0.0"], (4,)),
        (["=3.75.0"], (3, 75, 0)),
        (["3.75"], (3, 75, 0)),
        (["~> 3.75.0"], (3, 75)),
        (["~> 3.75"], (3,)),
        ([">= 2.99"], (5,)),
        (["> 3.0, != 3.5.0, <= 3.90"], (3,)),
        (["< 4.20"], (4,)),
        (["~> 3.0", "~> 4.0"], None),
        (["nonsense"], (5,)),
        ([">= 6.1"], (6,)),
        (["v4.1.0"], (4, 1, 0)),
        (["5.0.0-beta1"], (5, 0, 0)),
    ],
)
def test_constraints(constraints: list[str], version: tuple[int, ...] | None) -> None:
    assert chosen_version("hashicorp/azurerm", constraints) == version


def test_a_provider_whose_newest_version_is_not_known() -> None:
    assert chosen_version("hashicorp/random", []) is None
    assert chosen_version("hashicorp/random", ["~> 3.1"]) == (3,)


REQUIRE = 'terraform {{\n required_providers {{\n {name} = {{\n source = "{source}"\n version = "{version}"\n }}\n }}\n}}\n'


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"main.tf": ""}, (5,)),
        ({"main.tf": REQUIRE.format(name="azurerm", source="hashicorp/azurerm", version="~> 3.0")}, (3,)),
        ({"main.tf": REQUIRE.format(name="azurerm", source="registry.opentofu.org/Hashicorp/AzureRM", version="~> 3.0")}, (3,)),
        ({"main.tf": 'provider "azurerm" {\n version = "=2.46.0"\n}\n'}, (2, 46, 0)),
        ({"main.tf": 'terraform {\n required_providers {\n azurerm = ">= 2.0, < 3.0"\n }\n}\n'}, (2,)),
        (
            {
                "main.tf": REQUIRE.format(name="azurerm", source="hashicorp/azurerm", version=">= 3.0") + 'module "m" { source = "./m" }\n',
                "m/main.tf": REQUIRE.format(name="azurerm", source="hashicorp/azurerm", version="< 4.0"),
            },
            (3,),
        ),
        (
            {
                "main.tf": REQUIRE.format(name="azurerm", source="hashicorp/azurerm", version="~> 4.0"),
                ".terraform.lock.hcl": 'provider "registry.terraform.io/hashicorp/azurerm" {\n version = "4.12.1"\n hashes = []\n}\n',
            },
            (4, 12, 1),
        ),
    ],
)
def test_the_version_of_a_resource(tmp_path: Path, files: dict[str, str], version: tuple[int, ...]) -> None:
    files["resource.tf"] = 'resource "azurerm_resource_group" "rg" {}\n'
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (resource,) = load_root(tmp_path, Files((tmp_path,), tmp_path), Inputs()).resources
    assert resource.provider == version


def test_local_names_and_aliases(tmp_path: Path) -> None:
    required = REQUIRE.format(name="arm", source="hashicorp/azurerm", version="~> 3.0")
    resources = 'resource "azurerm_a" "x" { provider = arm.west }\nresource "azurerm_a" "y" {}\nresource "azurerm_a" "z" { provider = arm }\n'
    (tmp_path / "main.tf").write_text(required + resources, encoding="utf-8")
    evaluated = load_root(tmp_path, Files((tmp_path,), tmp_path), Inputs())
    # A type whose provider is not required under its own name gets a provider of that name: the same, here.
    assert [resource.provider for resource in evaluated.resources] == [(3,), (3,), (3,)]
