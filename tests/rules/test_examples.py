"""Every example in every shipped rule file is run, and every rule is shown in every language it exists in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from scanner.model.rule import Rule
from scanner.rules.catalogue import load_rules
from scanner.rules.examples import Example, Run, arm_template, load_examples, run_example, terraform_source
from scanner.rules.parity import parity, parity_page

RULES = load_rules()
PARITY = Path(__file__).parents[2] / "docs" / "parity.md"
CELLS = re.compile(r"(?<=[\w-]) \|.*")


@cache
def parity_lines() -> tuple[str, ...]:
    return tuple(PARITY.read_text(encoding="utf-8").splitlines())


def faults(example: Example, run: Run) -> Iterator[str]:
    """What is wrong with an example, if anything."""
    yield from run.problems
    if run.outcome != example.verdict:
        yield f"is {run.outcome}, not {example.verdict}: {'; '.join(run.messages)}"
    if example.verdict in ("fail", "open"):
        yield from (f"odd message: {message!r}" for message in run.messages if not message.strip() or re.search(r"\{(?! )", message))


# One test runs all examples of a rule: they are quick, and a thousand tests would cost more than the examples themselves.
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule(rule: Rule, tmp_path: Path) -> None:
    runs = [(example, run_example(rule, example, tmp_path)) for example in load_examples(rule)]
    wrong = [f"{rule.file}:{example.line}: {example.language}: {fault}" for example, run in runs for fault in faults(example, run)]
    assert not wrong, "\n".join(["", *wrong])
    shown = parity(rule, runs)
    assert shown.missing() == ()
    assert shown.needless() == ()
    stale = [line for line in (shown.row(), *shown.notes()) if line not in parity_lines()]
    assert not stale, "docs/parity.md is stale; run `python -m scanner.rules.parity > docs/parity.md`"


def test_parity_page() -> None:
    """All but the cells, which test_rule compares, so that no example runs twice."""
    expected = parity_page(parity(rule, ()) for rule in RULES)
    assert [CELLS.sub("", line) for line in parity_lines()] == [CELLS.sub("", line) for line in expected.splitlines()]


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
