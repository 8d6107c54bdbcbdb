"""What Terraform 1.10 to 1.16 and OpenTofu 1.8 to 1.12 brought, and what will come after them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.model.value import Unknown
from tests.terraform.configuration.test_load import load, messages, raw

ACTION = """
action "azurerm_virtual_machine_power" "stop" {
  for_each = toset(["a"])
  config {
    power_action = "power_off"
  }
}
resource "a_b" "x" {
  v = 1
  lifecycle {
    destroy = false
    action_trigger {
      events     = [before_create, after_destroy]
      condition  = var.none == 1
      actions    = [action.azurerm_virtual_machine_power.stop["a"]]
      on_failure = continue
    }
  }
}
"""
OTHERS = """
terraform {
  required_version = ">= 1.11"
  language         = TF2021
  encryption {
    key_provider "pbkdf2" "k" { passphrase = var.passphrase }
  }
  backend "azurerm" { key = var.key }
}
language {
  edition = tofu2024
  compatible_with { opentofu = ">= 1.12" }
}
variable "passphrase" {
  type       = string
  ephemeral  = true
  const      = false
  deprecated = "no more"
  nullable   = false
}
output "o" {
  type       = string
  ephemeral  = true
  deprecated = "no more"
  value      = ephemeral.a_secret.s.value
}
ephemeral "a_secret" "s" {
  count = 1
  lifecycle {
    postcondition {
      condition     = self.value != null
      error_message = "none"
    }
  }
}
removed {
  from = a_b.old
  lifecycle { destroy = false }
}
import {
  for_each = { x = "id" }
  to       = a_b.x
  identity = { id = each.value }
}
check "health" {
  data "a_http" "get" { url = "https://example.com" }
  assert {
    condition     = data.a_http.get.status_code == 200
    error_message = "ill"
  }
}
provider "azurerm" {
  alias    = "by_region"
  for_each = toset(["north", "west"])
  features {}
}
module "m" {
  for_each  = toset(["north"])
  source    = "./m"
  providers = { azurerm = azurerm.by_region[each.key] }
  ignore_nested_deprecations = true
}
resource "terraform_data" "d" {
  input = terraform.applying
  store {
    input = "x"
  }
}
resource "a_b" "x" {
  provider = azurerm.by_region["west"]
  v        = 1
}
"""


@pytest.mark.parametrize("code", [ACTION, OTHERS])
def test_blocks_of_newer_versions(tmp_path: Path, code: str) -> None:
    evaluated = load(tmp_path, main=code, m__main='resource "a_b" "in" {}\n')
    assert messages(evaluated) == []
    assert raw(evaluated, "a_b.x") == {"v": 1}


def test_actions_in_json(tmp_path: Path) -> None:
    document = {
        "action": {"a_act": {"x": {"config": {"v": "${var.none}"}}}},
        "resource": {
            "a_b": {"x": {"v": 1, "lifecycle": {"enabled": True, "action_trigger": {"events": ["after_create"], "actions": ["action.a_act.x"]}}}}
        },
        "language": {"edition": "tofu2024"},
        "terraform": {"encryption": {}},
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")
    evaluated = load(tmp_path)
    assert messages(evaluated) == []
    assert raw(evaluated, "a_b.x") == {"v": 1}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('stage "a" "b" "c" {}', 'Unsupported block type: "stage" is not known at the top of a file and is not read'),
        ("limit = 3", 'Unsupported argument: "limit" is not known at the top of a file and is not read'),
        ('resource "a_b" "y" {\n lifecycle { retire = true }\n}', 'Unsupported argument: "retire" is not known in lifecycle blocks and is not read'),
        ('data "a_b" "y" {\n lifecycle {\n  again {}\n }\n}', 'Unsupported block type: "again" is not known in lifecycle blocks and is not read'),
        ('module "m" {\n source = "./m"\n retry {}\n}', 'Unsupported block type: "retry" is not known in module blocks and is not read'),
        ('variable "v" { secret = true }', 'Unsupported argument: "secret" is not known in variable blocks and is not read'),
        ('output "v" {\n values = 1\n}', 'Unsupported argument: "values" is not known in output blocks and is not read; did you mean "value"?'),
        ("terraform {\n sandbox {}\n}", 'Unsupported block type: "sandbox" is not known in terraform blocks and is not read'),
        ('action "a" "b" { when = 1 }', 'Unsupported argument: "when" is not known in action blocks and is not read'),
    ],
)
def test_what_comes_later_is_noted_and_costs_nothing(tmp_path: Path, code: str, expected: str) -> None:
    evaluated = load(tmp_path, main=f'{code}\nresource "a_b" "x" {{ v = 1 }}\n', m__main="")
    (problem,) = evaluated.problems
    assert (problem.message, problem.fatal) == (expected, False)
    assert problem.span.line == next(number for number, line in enumerate(code.split("\n"), 1) if expected.split('"')[1] in line)
    assert raw(evaluated, "a_b.x") == {"v": 1}


@pytest.mark.parametrize(
    "text", ['{"stage": {"a": {}}, "resource": {"a_b": {"x": {"v": 1}}}}', '{"resource": {"a_b": {"x": {"v": 1, "lifecycle": {"stage": 1}}}}}']
)
def test_what_comes_later_in_json(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.tf.json").write_text(text, encoding="utf-8")
    evaluated = load(tmp_path)
    assert [problem.fatal for problem in evaluated.problems] == [False]
    assert raw(evaluated, "a_b.x") == {"v": 1}


@pytest.mark.parametrize("code", ['action "a" {}', 'ephemeral "a" {}', "variable {}", 'locals "a" {}', 'removed "a" {}', 'check "a" "b" {}'])
def test_known_blocks_still_need_their_labels(tmp_path: Path, code: str) -> None:
    assert [problem.fatal for problem in load(tmp_path, main=code).problems] == [True]


@pytest.mark.parametrize("expression", ["stage.a.b", "stage.a.b[0].c", "action.a.b", "later(1)", "provider::a::later(1)"])
def test_values_of_later_things_are_unknown(tmp_path: Path, expression: str) -> None:
    evaluated = load(tmp_path, main=f'stage "a" "b" {{}}\nresource "a_b" "x" {{\n  v = {expression}\n  w = 1\n}}\n')
    assert not any(problem.fatal for problem in evaluated.problems)
    assert isinstance(raw(evaluated, "a_b.x")["v"], Unknown)
    assert raw(evaluated, "a_b.x")["w"] == 1


ENABLED = """
variable "open" { type = bool }
resource "a_b" "off" {
  v = 1
  lifecycle { enabled = false }
}
resource "a_b" "maybe" {
  v = 1
  lifecycle { enabled = var.open }
}
resource "a_b" "on" {
  v = 1
  lifecycle { enabled = !false }
}
module "off" {
  source = "./m"
  lifecycle { enabled = false }
}
module "maybe" {
  source = "./m"
  lifecycle { enabled = var.open }
}
resource "a_b" "x" { v = %s }
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('a_b.off != null ? a_b.off.v : "none"', "none"),
        ('try(a_b.off.v, "none")', "none"),
        ("a_b.off[*].v", []),
        ("a_b.off == null", True),
        ("a_b.on == null", False),
        ("null != a_b.on", True),
        ("a_b.on.v", 1),
        ("a_b.maybe.v", 1),
        ("a_b.maybe == null", Unknown),
        ('try(a_b.maybe.v, "none")', Unknown),
        ("a_b.maybe != null ? a_b.maybe.v : 3", Unknown),
        ("module.off == null", True),
        ("try(module.off.v, 5)", 5),
        ("module.maybe.v", 7),
        ("module.maybe == null", Unknown),
    ],
)
def test_what_opentofu_does_not_deploy(tmp_path: Path, expression: str, expected: Any) -> None:
    evaluated = load(tmp_path, main=ENABLED % expression, m__main='resource "a_b" "in" {}\noutput "v" { value = 7 }\n')
    assert messages(evaluated) == []
    conditions = {resource.address: resource.condition for resource in evaluated.resources}
    assert sorted(conditions) == ["a_b.maybe", "a_b.on", "a_b.x", "module.maybe.a_b.in"]
    assert [isinstance(conditions[address], Unknown) for address in sorted(conditions)] == [True, False, False, True]
    value = raw(evaluated, "a_b.x")["v"]
    assert isinstance(value, Unknown) if expected is Unknown else value == expected


@pytest.mark.parametrize("value", ["null", '"perhaps"', "[true]"])
def test_enabled_must_be_a_bool(tmp_path: Path, value: str) -> None:
    evaluated = load(tmp_path, main=f'resource "a_b" "x" {{\n  lifecycle {{ enabled = {value} }}\n}}\n')
    (problem,) = evaluated.problems
    assert problem.message.startswith('Invalid enabled argument: the given "enabled" argument value') and not problem.fatal
    assert [isinstance(resource.condition, Unknown) for resource in evaluated.resources] == [True]


EPHEMERAL = """
variable "p" {
  type      = string
  ephemeral = true
  default   = "x"
}
ephemeral "random_password" "db" { length = 20 }
resource "random_password" "db" { length = 10 }
resource "a_b" "x" {
  v            = %s
  v_wo_version = 1
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ephemeral.random_password.db.length", 20),
        ("random_password.db.length", 10),
        ("ephemeral.random_password.db.result", "ephemeral.random_password.db"),
        ("random_password.db.result", "random_password.db"),
        ("ephemeralasnull({ a = ephemeral.random_password.db.result, b = 1 })", {"a": None, "b": 1}),
        ("ephemeralasnull(random_password.db.result)", "random_password.db"),
        ("var.p", "x"),
    ],
)
def test_ephemeral_values(tmp_path: Path, expression: str, expected: Any) -> None:
    evaluated = load(tmp_path, main=EPHEMERAL % expression)
    value = raw(evaluated, "a_b.x")["v"]
    assert messages(evaluated) == []
    assert (value.references()[0].address if isinstance(value, Unknown) else value) == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("size = 1", []),
        ("providers = { azurerm = azurerm }", []),
        ("siz = 1", ['main.tf:3: Unsupported argument: the module "m" has no variable named "siz", so it is not read; did you mean "size"?']),
        ("enabled = false", ['main.tf:3: Unsupported argument: the module "m" has no variable named "enabled", so it is not read']),
    ],
)
def test_arguments_that_a_module_does_not_take_are_noted(tmp_path: Path, argument: str, expected: list[str]) -> None:
    code = f'module "m" {{\n  source = "./m"\n  {argument}\n}}\n'
    evaluated = load(tmp_path, main=code, m__main='variable "size" {}\nresource "a_b" "in" {}\n')
    assert messages(evaluated) == expected
    assert not any(problem.fatal for problem in evaluated.problems)
    assert len(evaluated.resources) == 1


def test_a_module_that_could_not_be_read_may_take_more(tmp_path: Path) -> None:
    code = 'module "m" {\n  source = "./m"\n  size = 1\n}\n'
    evaluated = load(tmp_path, main=code, m__main='variable "size" {\n  default = ]\n')
    assert all(problem.fatal for problem in evaluated.problems)
