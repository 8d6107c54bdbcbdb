"""What Terraform sets once and ignores from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.graph import build_graph
from scanner.model.result import Outcome
from scanner.rules.evaluate import evaluate
from scanner.rules.message import message
from tests.rules.nodes import rule
from tests.terraform.configuration.test_load import load


def account(lifecycle: str, written: str = 'min_tls_version = "TLS1_2"') -> str:
    return f'resource "azurerm_storage_account" "a" {{\nname = "a"\n{written}\n{lifecycle}\n}}'


@pytest.mark.parametrize(
    ("lifecycle", "ignored"),
    [
        ("", ()),
        ("lifecycle {}", ()),
        ("lifecycle { ignore_changes = [tags] }", (("tags",),)),
        ('lifecycle { ignore_changes = [tags["a"], network_rules[0].bypass] }', (("tags", "a"), ("network_rules", 0, "bypass"))),
        ('lifecycle { ignore_changes = ["tags"] }', (("tags",),)),
        ("lifecycle { ignore_changes = all }", ((),)),
    ],
)
def test_ignored(tmp_path: Path, lifecycle: str, ignored: tuple[object, ...]) -> None:
    (resource,) = load(tmp_path, main=account(lifecycle)).resources
    assert resource.ignored == ignored


TLS = {"path": "properties.minimumTlsVersion", "equals": "TLS1_2"}
SET = {"path": "properties.minimumTlsVersion", "exists": True}
DENY = {"path": "properties.networkAcls.defaultAction", "equals": "Deny"}


@pytest.mark.parametrize(
    ("code", "condition", "outcome"),
    [
        (account("lifecycle { ignore_changes = [min_tls_version] }"), TLS, Outcome.OPEN),
        (account("lifecycle { ignore_changes = all }"), TLS, Outcome.OPEN),
        (account("lifecycle { ignore_changes = [tags] }"), TLS, Outcome.PASS),
        (account("lifecycle { ignore_changes = [min_tls_version] }", 'min_tls_version = "TLS1_0"'), TLS, Outcome.FAIL),
        (account("lifecycle { ignore_changes = [min_tls_version] }", "min_tls_version = timestamp()"), SET, Outcome.PASS),
        (account("lifecycle { ignore_changes = [min_tls_version] }"), {"any": [TLS, {"path": "name", "equals": "a"}]}, Outcome.PASS),
        (account("lifecycle { ignore_changes = [network_rules] }", 'network_rules {\ndefault_action = "Deny"\n}'), DENY, Outcome.OPEN),
        (account("lifecycle { ignore_changes = [network_rules[0].bypass] }", 'network_rules {\ndefault_action = "Deny"\n}'), DENY, Outcome.PASS),
    ],
)
def test_what_may_drift_is_no_pass(tmp_path: Path, code: str, condition: dict[str, object], outcome: Outcome) -> None:
    judged = rule(condition, types=("Microsoft.Storage/storageAccounts",))
    (verdict,) = evaluate([judged], build_graph(load(tmp_path, main=code)))
    assert verdict.outcome is outcome
    assert ("ignore_changes" in message(verdict)) is (outcome is Outcome.OPEN)
