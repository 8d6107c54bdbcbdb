"""Where values are written, the chain they came through, and what they refer to."""

from __future__ import annotations

import pytest

from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.resource import SourceResource
from scanner.model.source import Span, Trace
from scanner.terraform import load_root

MAIN = """\
variable "tls" {
  default = "TLS1_0"
}

variable "tags" { type = map(string) }

locals {
  tags     = merge(var.tags, { env = "prod" })
  accounts = {
    logs = { tier = "Standard", rules = ["1.1.1.1"] }
  }
  body = { properties = { inLocal = true } }
}

resource "azurerm_resource_group" "rg" {
  name = "rg"
}

resource "azurerm_storage_account" "sa" {
  for_each            = local.accounts
  name                = "st${each.key}"
  resource_group_name = azurerm_resource_group.rg.name
  min_tls_version     = var.tls
  account_tier        = each.value.tier
  tags                = local.tags

  network_rules {
    default_action = "Allow"
    subnet_ids     = [module.net.id, "x"]
  }

  dynamic "rule" {
    for_each = each.value.rules
    content {
      address = rule.value
    }
  }
}

resource "azapi_resource" "r" {
  parent_id = azurerm_resource_group.rg.id
  body = jsonencode({
    properties = {
      encryption = { keySource = var.tls }
      direct     = true
    }
  })
}

resource "azapi_resource" "l" {
  body = local.body
}

module "net" {
  source = "./net"
  space  = local.accounts.logs.rules
}
"""
NET = """\
variable "space" {}

resource "azurerm_subnet" "s" {
  count  = 1
  prefix = var.space[0]
}

output "id" {
  value = azurerm_subnet.s[0].id
}
"""


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SourceResource]:
    root = tmp_path_factory.mktemp("root")
    (root / "net").mkdir()
    (root / "main.tf").write_text(MAIN, encoding="utf-8")
    (root / "terraform.tfvars").write_text('# given\ntags = {\n  owner = "me"\n}\n', encoding="utf-8")
    (root / "net" / "main.tf").write_text(NET, encoding="utf-8")
    evaluated = load_root(root, Files((root,), root), Inputs())
    assert not evaluated.problems
    return {resource.address: resource for resource in evaluated.resources}


def text(span: Span) -> str:
    source = {"main.tf": MAIN, "net/main.tf": NET, "terraform.tfvars": '# given\ntags = {\n  owner = "me"\n}\n'}[span.file].splitlines()
    if span.line == span.end_line:
        return source[span.line - 1][span.column - 1 : span.end_column - 1]
    return source[span.line - 1][span.column - 1 :] + " …"


def shown(trace: Trace) -> tuple[str, bool, list[tuple[str, str]]]:
    return text(trace.span), trace.written, [(step.what, text(step.span)) for step in trace.chain]


SA, R, L, SUBNET = 'azurerm_storage_account.sa["logs"]', "azapi_resource.r", "azapi_resource.l", "module.net.azurerm_subnet.s[0]"
HEADER = 'resource "azurerm_storage_account" "sa"'
GROUP_NAME = "resource_group_name = azurerm_resource_group.rg.name"
TLS = ('variable "tls" default', 'default = "TLS1_0"')
FOR_EACH = ("for_each", "for_each            = local.accounts")
RULE = ("local.accounts", '"1.1.1.1"')


@pytest.mark.parametrize(
    ("address", "path", "span", "written", "chain"),
    [
        (SA, ("name",), 'name                = "st${each.key}"', True, []),
        (SA, ("min_tls_version",), "min_tls_version     = var.tls", True, [TLS]),
        (SA, ("account_tier",), "account_tier        = each.value.tier", True, [FOR_EACH, ("local.accounts", 'tier = "Standard"')]),
        (SA, ("resource_group_name",), GROUP_NAME, True, [("azurerm_resource_group.rg.name", 'name = "rg"')]),
        (SA, ("tags", "env"), "tags                = local.tags", True, [("local.tags", 'env = "prod"')]),
        (SA, ("tags", "owner"), "tags                = local.tags", True, [("local.tags", "var.tags"), ("terraform.tfvars", 'owner = "me"')]),
        (SA, ("network_rules",), "network_rules", True, []),
        (SA, ("network_rules", 0), "network_rules", True, []),
        (SA, ("network_rules", 0, "default_action"), 'default_action = "Allow"', True, []),
        (SA, ("network_rules", 0, "bypass"), "network_rules", False, []),
        (SA, ("network_rules", 0, "subnet_ids", 1), '"x"', True, []),
        (
            SA,
            ("rule", 0, "address"),
            "address = rule.value",
            True,
            [('for_each of dynamic "rule"', "for_each = each.value.rules"), FOR_EACH, RULE],
        ),
        (SA, ("rule", 0, "port"), 'dynamic "rule"', False, []),
        (SA, ("rule", 5), 'dynamic "rule"', False, []),
        (SA, ("blob_properties", 0, "versioning_enabled"), HEADER, False, []),
        (SA, (), HEADER, False, []),
        (R, ("body", "properties", "direct"), "direct     = true", True, []),
        (R, ("body", "properties", "encryption", "keySource"), "keySource = var.tls", True, [TLS]),
        (R, ("body", "properties", "absent"), "properties = { …", False, []),
        (L, ("body", "properties", "inLocal"), "body = local.body", True, [("local.body", "inLocal = true")]),
        (SUBNET, ("prefix",), "prefix = var.space[0]", True, [("argument space of module.net", "space  = local.accounts.logs.rules"), RULE]),
    ],
)
def test_trace(
    resources: dict[str, SourceResource], address: str, path: tuple[str | int, ...], span: str, written: bool, chain: list[object]
) -> None:
    assert shown(resources[address].origin.trace(path)) == (span, written, chain)


@pytest.mark.parametrize(
    ("address", "path", "expected"),
    [
        (SA, ("resource_group_name",), [("azurerm_resource_group.rg", ("name",))]),
        (SA, ("network_rules", 0, "subnet_ids"), [(SUBNET, ("id",))]),
        (SA, ("network_rules", 0, "subnet_ids", 0), [(SUBNET, ("id",))]),
        (SA, ("network_rules", 0, "subnet_ids", 1), []),
        (SA, ("network_rules",), [(SUBNET, ("id",))]),
        (SA, ("nothing",), []),
        (SA, (), [("azurerm_resource_group.rg", ("name",)), (SUBNET, ("id",))]),
        (R, ("parent_id",), [("azurerm_resource_group.rg", ("id",))]),
    ],
)
def test_references(resources: dict[str, SourceResource], address: str, path: tuple[str | int, ...], expected: list[object]) -> None:
    assert [tuple(reference) for reference in resources[address].origin.references(path)] == expected


def test_calls_and_headers(resources: dict[str, SourceResource]) -> None:
    subnet = resources[SUBNET]
    assert [(step.what, text(step.span)) for step in subnet.calls] == [("called as module.net", 'module "net"')]
    assert text(subnet.header) == 'resource "azurerm_subnet" "s"'
    assert resources[SA].calls == ()
