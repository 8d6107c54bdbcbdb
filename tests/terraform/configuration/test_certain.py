"""Unknown values that are sure not to be null."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.value import Unknown
from tests.terraform.configuration.test_load import load, raw

CODE = """
variable "text" { type = string }
variable "list" { type = list(string) }
variable "map" { type = map(string) }
variable "on" { type = bool }
variable "given" {
  type     = string
  nullable = false
}
resource "time_offset" "year" { offset_years = 1 }
resource "time_rotating" "many" {
  for_each       = toset(["a"])
  rotation_years = 1
}
resource "random_password" "p" { length = 20 }
resource "azurerm_subnet" "s" {}
locals { later = timeadd(timestamp(), "8760h") }
resource "a_b" "x" { v = %s }
"""


@pytest.mark.parametrize(
    ("expression", "certain"),
    [
        ("var.text", False),
        ("var.given", True),
        ('timeadd(timestamp(), "8760h")', True),
        ("local.later", True),
        ("uuid()", True),
        ('format("%s", var.text)', True),
        ('"${var.text}${var.text}"', True),
        ('"${var.text}"', False),
        ("lower(var.text)", True),
        ("length(var.list)", True),
        ("length(var.list) + 1", True),
        ("!var.on", True),
        ('var.text == "a"', True),
        ("tostring(var.text)", False),
        ("tostring(length(var.list))", True),
        ("lookup(var.map, var.text, null)", False),
        ("element(var.list, 0)", False),
        ("var.map.key", False),
        ("jsondecode(var.text)", False),
        ("try(var.map.key, null)", False),
        ("coalesce(var.text, var.map.key)", True),
        ("var.on ? uuid() : null", False),
        ("var.on ? uuid() : local.later", True),
        ("var.on ? uuid() : var.text", False),
        ("time_offset.year.rfc3339", True),
        ('time_rotating.many["a"].rotation_rfc3339', True),
        ("time_offset.year.base_rfc3339", False),
        ("random_password.p.result", True),
        ("azurerm_subnet.s.id", True),
        ("azurerm_subnet.s.description", False),
        ("provider::azurerm::normalise_resource_id(var.text)", False),
    ],
)
def test_certain(tmp_path: Path, expression: str, certain: bool) -> None:
    value = raw(
        load(tmp_path, main=CODE.replace("%s", expression, 1) if "%s" not in expression else CODE.replace("= %s", f"= {expression}")), "a_b.x"
    )["v"]
    assert isinstance(value, Unknown)
    assert value.certain is certain
