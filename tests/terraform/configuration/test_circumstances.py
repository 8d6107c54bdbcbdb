"""Which resources exist together, though it is open whether they exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terraform.configuration.test_load import load

VARIABLES = """
variable "on" { type = bool }
variable "off" { type = bool }
variable "names" { type = set(string) }
variable "number" { type = number }
"""


@pytest.mark.parametrize(
    ("subject", "other", "together"),
    [
        ("count = var.on ? 1 : 0", "count = var.on  ? 1:0", True),
        ("count = var.on ? 1 : 0", "", True),
        ("", "count = var.on ? 1 : 0", False),
        ("count = var.on ? 1 : 0", "count = var.off ? 1 : 0", False),
        ("count = var.on ? 1 : 0", "count = var.on ? 0 : 1", False),
        ("count = var.on ? 1 : 0", 'for_each = var.on ? toset(["a"]) : toset([])', True),
        ("count = var.on ? 0 : 1", "count = !var.on ? 1 : 0", True),
        ("count = var.on ? 1 : 0", "count = !var.on ? 1 : 0", False),
        ("for_each = var.names", "for_each = var.names", True),
        ("for_each = toset(var.names)", "for_each = var.names", True),
        ("for_each = var.names", "count = length(var.names)", True),
        ("for_each = var.names", "for_each = a_b.subject", True),
        ("count = var.number", "count = length(a_b.subject)", True),
        ("count = var.number", "count = var.number + 1", False),
    ],
)
def test_blocks_of_one_module(tmp_path: Path, subject: str, other: str, together: bool) -> None:
    evaluated = load(tmp_path, main=f'{VARIABLES}\nresource "a_b" "subject" {{\n{subject}\n}}\nresource "a_b" "other" {{\n{other}\n}}')
    one, two = sorted(evaluated.resources, key=lambda resource: resource.name, reverse=True)
    assert (one.name, two.name) == ("subject", "other")
    assert two.exists_with(one) is together


PAIR = 'variable "n" { default = 1 }\nvariable "on" { type = bool }\nresource "a_b" "one" {}\nresource "a_b" "two" { count = var.on ? 1 : 0 }'


@pytest.mark.parametrize(
    ("one", "two", "together"),
    [
        ("module.m[0].a_b.one", "module.m[0].a_b.one", True),
        ("module.m[0].a_b.two[0]", "module.m[0].a_b.one", True),
        ("module.m[0].a_b.one", "module.m[0].a_b.two[0]", False),
        ("module.k.a_b.one", "module.m[0].a_b.one", False),
        ("module.m[0].a_b.two[0]", "module.k.a_b.one", True),
        ("module.k.a_b.two[0]", "module.m[0].a_b.two[0]", False),
        ("a_b.same[0]", "module.m[0].a_b.one", True),
        ("module.m[0].a_b.one", "a_b.same[0]", True),
    ],
)
def test_modules_that_may_not_be_called(tmp_path: Path, one: str, two: str, together: bool) -> None:
    calls = "\n".join(f'module "{name}" {{\nsource = "./m"\non = var.on\n{more}\n}}' for name, more in (("m", "count = var.off ? 1 : 0"), ("k", "")))
    evaluated = load(tmp_path, main=f'{VARIABLES}\n{calls}\nresource "a_b" "same" {{\ncount = var.off ? 1 : 0\n}}', m__main=PAIR)
    by_address = {resource.address: resource for resource in evaluated.resources}
    assert by_address[two].exists_with(by_address[one]) is together
