"""A for_each whose keys are not known, over values that are: one instance stands for all, with what they share."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.resource import Evaluated
from scanner.model.value import Unknown
from tests.terraform.configuration.test_load import load, raw

DECLARATIONS = """
variable "id" {}
variable "on" { type = bool }
locals {
  rules = [
    { id = "${var.id}-1", region = "westeurope", size = 1 },
    { id = "${var.id}-2", region = "westeurope", size = 2 },
  ]
}
"""


def instance(folder: Path, for_each: str) -> tuple[Evaluated, dict[str, object]]:
    evaluated = load(
        folder,
        main=DECLARATIONS
        + f"""
        resource "a_b" "x" {{
          for_each = {for_each}
          key      = each.key
          region   = each.value.region
          size     = each.value.size
          name     = "n-${{each.value.region}}"
        }}
        resource "a_b" "reads" {{ region = a_b.x["some"].region }}
        """,
    )
    assert not evaluated.problems
    (found,) = (resource for resource in evaluated.resources if resource.address == "a_b.x")
    assert isinstance(found.condition, Unknown)
    return evaluated, dict(found.raw)


@pytest.mark.parametrize(
    ("for_each", "sizes"),
    [
        ("{ for r in local.rules : r.id => r }", (1, 2)),
        ("{ for r in local.rules : r.id => r if r.size > 0 }", (1, 2)),
        ("{ for r in local.rules : r.size => r if var.on }", (1, 2)),
        ("{ for r in local.rules : r.id => r if var.on || r.size == 2 }", (1, 2)),
    ],
)
def test_what_the_values_share_is_known(tmp_path: Path, for_each: str, sizes: tuple[int, ...]) -> None:
    evaluated, values = instance(tmp_path, for_each)
    size = values["size"]
    assert isinstance(size, Unknown) and size.candidates == sizes
    assert (values["region"], values["name"]) == ("westeurope", "n-westeurope")
    assert isinstance(values["key"], Unknown)
    assert raw(evaluated, "a_b.reads") == {"region": "westeurope"}


def test_one_value_is_known(tmp_path: Path) -> None:
    _, values = instance(tmp_path, "{ for r in local.rules : r.id => r if r.size == 2 }")
    assert (values["region"], values["size"]) == ("westeurope", 2)


@pytest.mark.parametrize(
    "for_each",
    [
        '{ for n in range(65) : "${var.id}${n}" => { region = "r", size = n } }',
        "{ for r in local.rules : r.region => r... if var.on }",
        '{ for r in local.rules : r.id => jsondecode(r.size == 1 ? var.id : "{}") }',
        "{ for r in local.rules : r.id => r.none if var.on }",
    ],
)
def test_many_values_or_none_are_unknown(tmp_path: Path, for_each: str) -> None:
    _, values = instance(tmp_path, for_each)
    assert all(isinstance(values[name], Unknown) for name in ("key", "region", "size"))


def test_as_an_attribute_it_is_merely_unknown(tmp_path: Path) -> None:
    evaluated = load(tmp_path, main=DECLARATIONS + 'resource "a_b" "y" { tags = { for r in local.rules : r.id => r.region } }')
    assert type(raw(evaluated, "a_b.y")["tags"]) is Unknown
