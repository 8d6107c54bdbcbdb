"""docs/rules.md says what the loader does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.rules.operators import OPERATORS
from scanner.rules.related import VIAS
from scanner.rules.rule_file import OPTIONAL, REQUIRED, read_rule
from scanner.yaml_file import parse_document

TEXT = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("word", [*OPERATORS, *VIAS, *REQUIRED, *OPTIONAL])
def test_everything_is_documented(word: str) -> None:
    assert re.search(rf"(`|^){word}\b", TEXT, re.MULTILINE)


def test_the_worked_example_is_a_rule() -> None:
    (text,) = (block for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL) if block.startswith("id: key-vault-short-soft-delete"))
    rule = read_rule(parse_document(text, "key-vault/short-soft-delete.yaml"), frozenset({"A1.2"}), shipped=True)
    assert rule.types == ("Microsoft.KeyVault/vaults",)
