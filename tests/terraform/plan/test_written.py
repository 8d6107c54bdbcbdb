"""What nobody wrote: of a new resource it is absent, as in the code; of one that exists it stays as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.files import Files
from scanner.model.result import Outcome
from scanner.model.value import Unknown
from scanner.scan import scan
from scanner.settings import Settings
from scanner.terraform import load_plan

KEY = "registry.terraform.io/hashicorp/azurerm"


def plan_of(
    after: dict[str, Any],
    unknown: dict[str, Any],
    expressions: dict[str, Any] | None,
    actions: tuple[str, ...] = ("create",),
    before: dict[str, Any] | None = None,
    type: str = "azurerm_storage_account",
) -> dict[str, Any]:
    resource = {"address": f"{type}.x", "mode": "managed", "type": type, "name": "x", "provider_name": KEY}
    change = {"actions": list(actions), "before": before, "after": after, "after_unknown": unknown}
    plan: dict[str, Any] = {"format_version": "1.2", "resource_changes": [{**resource, "change": change}]}
    if expressions is not None:
        declared = {**resource, "provider_config_key": "azurerm", "expressions": expressions}
        plan["configuration"] = {"root_module": {"resources": [declared]}}
    return plan


def raw_of(folder: Path, plan: dict[str, Any], code: str | None = None) -> Any:
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    if code is not None:
        (folder / "main.tf").write_text(f'resource "azurerm_storage_account" "x" {{\n{code}\n}}\n', encoding="utf-8")
    (resource,) = load_plan(folder / "plan.json", Files((folder,), folder)).resources
    return json.loads(json.dumps(resource.raw, default=lambda value: "?"))


CONSTANT = {"constant_value": 1}
READS = {"references": ["azurerm_key_vault.kv.id", "azurerm_key_vault.kv"]}


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        # new: the provider decides what nobody wrote
        (plan_of({"a": 1}, {"b": True, "rules": True}, {"a": CONSTANT}), {"a": 1}),
        (plan_of({"a": 1}, {"b": True}, {"a": CONSTANT, "b": READS}), {"a": 1, "b": "?"}),
        (plan_of({"a": 1}, {"b": True}, {"a": CONSTANT}, ("delete", "create"), {"b": 2}), {"a": 1}),
        # nothing says what is written
        (plan_of({"a": 1}, {"b": True}, None), {"a": 1, "b": "?"}),
        # a default that the plan knows stays, as long as there is no code
        (plan_of({"a": 1, "tls": "TLS1_0"}, {}, {"a": CONSTANT}), {"a": 1, "tls": "TLS1_0"}),
        # it exists: what nobody wrote stays as it is
        (plan_of({"a": 1}, {"b": True, "c": True}, {"a": CONSTANT}, ("update",), {"a": 0, "b": 2, "c": None}), {"a": 1, "b": 2}),
        (plan_of({"a": 1}, {"b": True}, {"a": CONSTANT, "b": READS}, ("update",), {"b": 2}), {"a": 1, "b": "?"}),
        (plan_of({"a": 1}, {"b": True}, {"a": CONSTANT}, ("update",)), {"a": 1, "b": "?"}),
        (plan_of({"a": 1, "b": 2}, {}, {"a": CONSTANT}, ("no-op",), {"a": 1, "b": 2}), {"a": 1, "b": 2}),
        # in blocks
        (plan_of({"r": [{"a": 1}]}, {"r": [{"b": True, "c": True}]}, {"r": [{"a": CONSTANT, "c": READS}]}), {"r": [{"a": 1, "c": "?"}]}),
        # two blocks, whose order in the plan is that of a set: one of them writes it
        (
            plan_of({"r": [{"a": 1}, {"a": 2}]}, {"r": [{"b": True}, {"c": True}]}, {"r": [{"a": CONSTANT}, {"b": READS}]}),
            {"r": [{"a": 1, "b": "?"}, {"a": 2}]},
        ),
        # dynamic blocks are not in a plan's configuration
        (plan_of({"r": [{"a": 1}]}, {"r": [{"b": True}]}, {"a": CONSTANT}), {"r": [{"a": 1, "b": "?"}]}),
    ],
)  # fmt: skip
def test_without_code(tmp_path: Path, plan: dict[str, Any], expected: Any) -> None:
    assert raw_of(tmp_path, plan) == expected


@pytest.mark.parametrize(
    ("code", "plan", "expected"),
    [
        ("a = 1", plan_of({"a": 1, "tls": "TLS1_0"}, {"b": True}, {"a": CONSTANT}), {"a": 1}),
        ("a = 1", plan_of({"a": 1, "tls": "TLS1_0"}, {"b": True}, {"a": CONSTANT}, ("update",), {"b": 3}), {"a": 1, "tls": "TLS1_0", "b": 3}),
        # null is as good as not written; the code may also be another than the plan was made from
        ("a = 1\nb = null", plan_of({"a": 1}, {"b": True}, {"a": CONSTANT, "b": {}}), {"a": 1}),
        ("a = 1", plan_of({"a": 1}, {"b": True}, {"a": CONSTANT, "b": READS}), {"a": 1, "b": "?"}),
        ("a = 1", plan_of({"a": 1, "tls": "TLS1_0"}, {}, {"a": CONSTANT, "tls": CONSTANT}), {"a": 1, "tls": "TLS1_0"}),
        ("a = 1", plan_of({"a": 1, "tls": "TLS1_0"}, {"b": True}, None), {"a": 1, "tls": "TLS1_0"}),
        # the code has the dynamic blocks that the plan's configuration lacks
        (
            'dynamic "r" {\n  for_each = [1]\n  content {\n    a = 1\n  }\n}',
            plan_of({"r": [{"a": 1, "k": 5}]}, {"r": [{"b": True}]}, {}),
            {"r": [{"a": 1}]},
        ),
        ('dynamic "r" {\n  for_each = timestamp()\n  content {\n    a = 1\n  }\n}', plan_of({}, {"r": True}, {}), {"r": "?"}),
        # a set's elements stand as the code has them, whatever is unknown
        (
            "r {\n  n = 2\n  id = timestamp()\n}\nr {\n  n = 1\n  t = [\"y\", \"x\"]\n}",
            plan_of({"r": [{"n": 1, "t": ["x", "y"]}, {"n": "2"}]}, {"r": [{}, {"id": True, "t": True}]}, {"r": [{"n": {}}, {"n": {}, "t": {}}]}),
            {"r": [{"n": "2", "id": "?"}, {"n": 1, "t": ["y", "x"]}]},
        ),
        ('l = ["b", "a"]', plan_of({"l": ["a", "b"]}, {}, {"l": CONSTANT}), {"l": ["b", "a"]}),
        ('l = ["b", "c"]', plan_of({"l": ["a", "b"]}, {}, {"l": CONSTANT}), {"l": ["a", "b"]}),
    ],
)  # fmt: skip
def test_beside_code(tmp_path: Path, code: str, plan: dict[str, Any], expected: Any) -> None:
    assert raw_of(tmp_path, plan, code) == expected


def test_an_unknown_value_is_the_one_of_the_code(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan_of({}, {"tls": True}, {"tls": READS})), encoding="utf-8")
    text = (
        'resource "azurerm_storage_account" "x" {\n  tls = azurerm_key_vault.kv.on ? "TLS1_2" : "TLS1_0"\n}\nresource "azurerm_key_vault" "kv" {}\n'
    )
    (tmp_path / "main.tf").write_text(text, encoding="utf-8")
    (resource,) = load_plan(tmp_path / "plan.json", Files((tmp_path,), tmp_path)).resources
    value = resource.raw["tls"]
    assert isinstance(value, Unknown) and set(value.candidates) == {"TLS1_2", "TLS1_0"}


CODE = """
terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.20" }
  }
}

# soc2scan:ignore storage-shared-key-access: an old loader needs keys
resource "azurerm_storage_account" "x" {
  name                     = "stx"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}
"""
PLANNED = {
    "name": "stx",
    "account_tier": "Standard",
    "account_replication_type": "LRS",
    "shared_access_key_enabled": True,
    "min_tls_version": "TLS1_2",
}


def test_plan_and_code_are_judged_alike(tmp_path: Path) -> None:
    """network_rules is a block that azurerm computes; the waiver in the code holds for its plan."""
    (tmp_path / "main.tf").write_text(CODE, encoding="utf-8")
    expressions = dict.fromkeys(("name", "account_tier", "account_replication_type"), CONSTANT)
    plan = plan_of(PLANNED, {"id": True, "network_rules": True, "blob_properties": True, "identity": []}, expressions)
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    found = []
    for path in (tmp_path / "plan.json", tmp_path / "main.tf"):
        results = scan([path], Settings(tmp_path, all_outcomes=True, jobs=1)).results
        found.append({(r.rule, r.outcome, r.span, r.path, r.fingerprint, r.message, r.suppression) for r in results})
    assert found[0] == found[1]
    outcomes = {(rule, outcome, suppression is not None) for rule, outcome, *_, suppression in found[0]}
    assert {("storage-open-network", Outcome.FAIL, False), ("storage-shared-key-access", Outcome.FAIL, True)} <= outcomes
    assert Outcome.OPEN not in {outcome for _, outcome, _ in outcomes}
