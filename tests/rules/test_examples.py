"""Every example in every shipped rule file is run, and every rule is shown in every language it exists in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from scanner.model.rule import Rule
from scanner.rules.catalogue import load_rules
from scanner.rules.examples import Example, Run, arm_template, load_examples, run_example, terraform_source
from scanner.rules.parity import parity, parity_table

RULES = load_rules()
EXAMPLES = {rule.id: load_examples(rule) for rule in RULES}


Runs = Callable[[Rule, int], Run]


@pytest.fixture(scope="module")
def run_of(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Runs the example with this number of a rule, once."""
    workplace = tmp_path_factory.mktemp("example")

    @cache
    def run(rule_id: str, index: int) -> Run:
        rule = next(rule for rule in RULES if rule.id == rule_id)
        return run_example(rule, EXAMPLES[rule_id][index], workplace)

    return lambda rule, index: run(rule.id, index)


def _cases() -> list[object]:
    return [
        pytest.param(rule, index, example, id=f"{rule.id}:{example.line}-{example.language}-{example.verdict}")
        for rule in RULES
        for index, example in enumerate(EXAMPLES[rule.id])
    ]


@pytest.mark.parametrize(("rule", "index", "example"), _cases())
def test_example(rule: Rule, index: int, example: Example, run_of: Runs) -> None:
    run = run_of(rule, index)
    assert run.problems == ()
    assert run.outcome == example.verdict, run.messages
    for message in run.messages if example.verdict in ("fail", "open") else ():
        assert message.strip()
        assert "{" not in message.replace("{ ", "")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_language_is_shown(rule: Rule, run_of: Runs) -> None:
    runs = [(example, run_of(rule, index)) for index, example in enumerate(EXAMPLES[rule.id])]
    row = parity(rule, runs)
    assert row.missing() == ()
    assert rule.id in parity_table([row])


def test_terraform_source() -> None:
    source = terraform_source('resource "a" "b" {\n  c = var.x\n  d = var.y\n}\nvariable "y" {}\n', "3")
    assert source.startswith('resource "a" "b" {\n  c = var.x\n')
    assert source.count('variable "x" {}') == source.count('variable "y" {}') == 1
    assert 'version = "~> 3.0"' in source
    assert "required_providers" not in terraform_source("terraform { required_version = 1 }", "3").replace("required_providers {", "", 1)


def test_arm_template() -> None:
    resource = {"type": "A/b", "properties": {"x": "[parameters('x')]", "y": "[concat(parameters( 'X' ), parameters('z'))]"}}
    template = arm_template(resource)
    assert template["resources"] == [resource]
    assert set(template["parameters"]) == {"x", "z"} or set(template["parameters"]) == {"x", "X", "z"}
    assert arm_template([resource])["resources"] == [resource]
    whole = {"parameters": {"x": {"type": "bool"}, "z": {"type": "int"}}, "resources": [resource]}
    assert arm_template(whole)["parameters"] == whole["parameters"]
    assert arm_template('{"type": "A/b"}')["resources"] == [{"type": "A/b"}]
