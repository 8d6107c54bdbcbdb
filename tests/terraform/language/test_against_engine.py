"""Every recorded expression gives Terraform's own answer: value, type, what is unknown in it, or an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.errors import InputError
from scanner.terraform.parse import parse_expression
from scanner.terraform.values import EvaluationError
from tests.terraform.language.engine import EXPRESSIONS, PreludeScope, answer

DECIDED_EARLIER = {
    # Terraform waits for the deployment; any deployment that succeeds gives this.
    'true && local.u == "x" && false': False,
    'false && local.u == "x"': False,
    'true || local.u == "x"': True,
    'local.u == "x" || true': True,
    "can(local.u)": True,
    "can(terraform_data.u.id)": True,
    'try(local.partly, "d")': {"known": "k"},
    '"${local.u == "x" ? "a" : "a"}!"': "a!",
}
DECIDED_LATER = {
    # Terraform knows more: that an id is never null, or what a provider offers.
    "local.u[*]",
    "local.u != null",
    "provider::x::y(1)",
}


def recorded() -> list[tuple[str, dict[str, Any]]]:
    files = sorted(EXPRESSIONS.glob("*.json"))
    assert files
    return [case for file in files for case in json.loads(file.read_text(encoding="utf-8")).items()]


def without_known(shape: Any) -> Any:
    """``after_unknown`` without the entries for what is known."""
    if isinstance(shape, dict):
        return {name: inner for name, item in shape.items() if (inner := without_known(item)) is not False} or False
    if isinstance(shape, list):
        inner = [without_known(item) for item in shape]
        return inner if any(item is not False for item in inner) else False
    return shape


def same_type(engine: Any, ours: Any) -> bool:
    """True when the types agree; a null has lost its type with us."""
    if isinstance(engine, list) and isinstance(ours, list):
        return len(engine) == len(ours) and all(map(same_type, engine, ours))
    if isinstance(engine, dict) and isinstance(ours, dict):
        return engine.keys() == ours.keys() and all(same_type(engine[name], ours[name]) for name in engine)
    return ours == "dynamic" or engine == ours


@pytest.fixture(scope="module")
def scope() -> PreludeScope:
    return PreludeScope()


@pytest.mark.parametrize(("text", "expected"), [pytest.param(text, expected, id=text[:60]) for text, expected in recorded()])
def test_answer(text: str, expected: dict[str, Any], scope: PreludeScope) -> None:
    try:
        got = answer(parse_expression(text)[1], scope)
    except (InputError, EvaluationError):
        assert "error" in expected
        return
    if text in DECIDED_LATER:
        assert got["unknown"] is True
        return
    assert "error" not in expected
    if text in DECIDED_EARLIER:
        assert expected["unknown"] is not False
        assert got["value"] == DECIDED_EARLIER[text]
        return
    assert without_known(got["unknown"]) == without_known(expected["unknown"])
    if expected["unknown"] is not True:
        assert json.dumps(got["value"]) == json.dumps(expected["value"])
    if expected["unknown"] is False:
        assert same_type(expected["type"], got["type"])


def test_the_exceptions_are_still_needed() -> None:
    texts = {text for text, _ in recorded()}
    assert set(DECIDED_EARLIER) | DECIDED_LATER <= texts


def test_enough_expressions() -> None:
    assert len(recorded()) > 700
    assert Path(EXPRESSIONS / "prelude.tf").exists()
