"""Every recorded answer of the engine (see record.py) is ours too: value, type, and whether it is an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.functions.engine import Refused, compare, evaluate_text

HERE = Path(__file__).parent
DEVIATIONS = {
    'tolist([tolist(["a"]), null])': "the same: a null list in its place is accepted",
    'element(["a", "b", "c"], -1)': "1.11 panics, later versions count from the end",
    'coalescelist(null, ["b"])': "a null of unknown type is refused, a null list is not: nulls have no type here",
    "can(terraform_data.u.id)": "the engine waits, though nothing can fail",
    "[terraform_data.u.id, 1] == [terraform_data.u.id, 2]": "the engine stops at the first unknown, though 1 and 2 differ",
    'yamldecode("base: [&x {a: 1}, &y {b: 2}]\\nc: {<<: [*x, *y]}")': "later versions of the engine merge lists of mappings",
    "convert(terraform_data.u.id, list(string))": "the engine waits, though no text is ever a list",
    'templatestring("literal", {})': "whether the template is a literal is for the evaluator to see",
}
GROUPS = sorted(path.stem for path in (HERE / "answers").glob("*.json"))


def recorded(group: str) -> list[dict[str, Any]]:
    return json.loads((HERE / "answers" / f"{group}.json").read_text(), parse_float=str)


@pytest.mark.parametrize("group", GROUPS)
def test_answers_as_the_engine(group: str) -> None:
    wrong: list[str] = []
    for answer in recorded(group):
        difference = compare(evaluate_text(answer["expression"]), answer)
        if difference and not difference.startswith("open") and answer["expression"] not in DEVIATIONS:
            wrong.append(f"{answer['expression']}\n    {difference}")
    assert not wrong, "\n".join(wrong)


def test_nearly_everything_is_answered() -> None:
    answers = [answer for group in GROUPS for answer in recorded(group)]
    unanswered = [answer["expression"] for answer in answers if (compare(evaluate_text(answer["expression"]), answer) or "").startswith("open")]
    assert len(unanswered) <= len(answers) // 100, "\n".join(unanswered)


def test_refusals_are_told_apart() -> None:
    assert isinstance(evaluate_text('tonumber("x")'), Refused)
