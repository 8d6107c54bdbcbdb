"""The configuration file: what it may hold, and that nothing in it is ignored in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.config import Config, load_config
from scanner.errors import UsageError
from scanner.settings import Environment


def test_no_file_is_an_empty_configuration(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()


def test_everything(tmp_path: Path) -> None:
    for name in ("prod.tfvars", "prod.parameters.json"):
        (tmp_path / name).touch()
    text = "environments:\n  prod: [prod.tfvars, prod.parameters.json]\nfail-on: high\nrules: [own]\nskip-rules: [a, b]\nunknown: fail\n"
    (tmp_path / ".soc2scan.yaml").write_text(text, encoding="utf-8")
    assert load_config(tmp_path) == Config(
        environments=(Environment("prod", (tmp_path / "prod.tfvars",), (tmp_path / "prod.parameters.json",)),),
        fail_on="high",
        rules=(tmp_path / "own",),
        skip_rules=frozenset({"a", "b"}),
        unknown="fail",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "wants keys"),
        ("fail_on: high\n", "no setting is named 'fail_on'"),
        ("fail-on: worst\n", "fail-on is one of"),
        ("skip-rules: {a: b}\n", "skip-rules wants a list"),
        ("environments: [prod]\n", "environments wants names"),
        ("environments: {prod: gone.tfvars}\n", "no such file"),
        ("a: [\n", "soc2scan.yaml"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / ".soc2scan.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        load_config(tmp_path)
