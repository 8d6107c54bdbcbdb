"""The configuration file: what it may hold, and that nothing in it is ignored in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.config import Config, load_config
from scanner.errors import UsageError
from scanner.model.inputs import Engine, Environment, InputFile
from scanner.model.source import Span


def test_no_file_is_an_empty_configuration(tmp_path: Path) -> None:
    assert load_config(tmp_path) == Config()


def test_everything(tmp_path: Path) -> None:
    for name in ("prod.tfvars", "prod.parameters.json"):
        (tmp_path / name).touch()
    text = "environments:\n  prod: [prod.tfvars, prod.parameters.json]\nfail-on: high\nrules: [own]\nskip-rules: [a, b]\nunknown: fail\n"
    text += "engine: opentofu\n"
    (tmp_path / ".soc2scan.yaml").write_text(text, encoding="utf-8")
    assert load_config(tmp_path) == Config(
        engine=Engine.OPENTOFU,
        environments=(Environment("prod", tuple(InputFile(name, tmp_path, "", _line(2)) for name in ("prod.tfvars", "prod.parameters.json"))),),
        fail_on="high",
        rules=(tmp_path / "own",),
        skip_rules=frozenset({"a", "b"}),
        unknown="fail",
    )


def test_environments_for_some_root_modules(tmp_path: Path) -> None:
    (tmp_path / "a.tfvars").touch()
    text = 'environments:\n  prod:\n    infra/a: a.tfvars\n    "infra/*": ["{root}/prod.tfvars"]\n  dev: "{root}/dev.tfvars"\n'
    (tmp_path / ".soc2scan.yaml").write_text(text, encoding="utf-8")
    assert load_config(tmp_path).environments == (
        Environment("prod", (InputFile("a.tfvars", tmp_path, "infra/a", _line(3)), InputFile("{root}/prod.tfvars", tmp_path, "infra/*", _line(4)))),
        Environment("dev", (InputFile("{root}/dev.tfvars", tmp_path, "", _line(5)),)),
    )


def test_environments_by_place_and_name(tmp_path: Path) -> None:
    (tmp_path / ".soc2scan.yaml").write_text("environments: auto\n", encoding="utf-8")
    assert load_config(tmp_path) == Config(auto=True)


@pytest.mark.parametrize("also", ["", ".soc2scan.yaml"])
def test_a_file_with_the_wrong_ending_is_not_passed_over(tmp_path: Path, also: str) -> None:
    for name in filter(None, (".soc2scan.yml", also)):
        (tmp_path / name).touch()
    with pytest.raises(UsageError, match=r"\.soc2scan\.yml is not read: the configuration file is named \.soc2scan\.yaml"):
        load_config(tmp_path)


def _line(number: int) -> Span:
    return Span(".soc2scan.yaml", number, 1, number, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", ".soc2scan.yaml:1: takes the keys engine, environments, fail-on, rules, skip-rules, unknown"),
        ("rules: own\nfail_on: high\n", ".soc2scan.yaml:2: no setting is named 'fail_on'; there are "),
        ("fail-on: worst\n", ".soc2scan.yaml:1: fail-on is one of critical, high, medium, low, never, not 'worst'"),
        ("engine: pulumi\n", ".soc2scan.yaml:1: engine is one of terraform, opentofu, not 'pulumi'"),
        ("fail-on: [low]\n", ".soc2scan.yaml:1: fail-on is one of "),
        ("fail-on: low\nskip-rules: {a: b}\n", ".soc2scan.yaml:2: skip-rules takes a list of texts"),
        ("rules: [1]\n", ".soc2scan.yaml:1: rules takes a list of texts"),
        ("environments: [prod]\n", ".soc2scan.yaml:1: environments takes names, each with a list of files"),
        ("environments:\n  dev: []\n  prod: {}\n", ".soc2scan.yaml:3: environments takes a list of texts"),
        ("environments:\n  prod:\n    infra/a: {b: c}\n", ".soc2scan.yaml:3: environments takes a list of texts"),
        ("environments: {prod: {infra/a: gone.tfvars}}\n", "environment prod: no such file: "),
        ("environments: {prod: gone.tfvars}\n", "environment prod: no such file: "),
        ("unknown: fail\nunknown: report\n", ".soc2scan.yaml:2: the key 'unknown' is given twice"),
        ("a: [\n", ".soc2scan.yaml:2: is not valid YAML: "),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / ".soc2scan.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load_config(tmp_path)
    assert str(error.value).removeprefix(f"{tmp_path.as_posix()}/").startswith(message)
