"""The algebra of unknown values: an answer's candidates are exactly what all combinations give, or none when they are too many."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.arm.values import over_candidates as in_arm
from scanner.model.result import Outcome
from scanner.model.unknowns import MAX_CANDIDATES, Algebra, combinations, identity, joined_parts, possible, surely_differ
from scanner.model.value import Part, Symbol, Unknown
from scanner.scan import scan
from scanner.settings import Settings
from scanner.terraform.evaluate.unknowns import over_candidates as in_terraform

ALGEBRA = Algebra(refusals=(ZeroDivisionError,))
SCALARS = st.one_of(st.integers(0, 9), st.booleans(), st.sampled_from("abc"), st.none())
UNKNOWNS = st.lists(SCALARS, min_size=1, max_size=12).map(lambda items: Unknown("u", tuple(items)))
NESTED = st.lists(st.one_of(SCALARS, UNKNOWNS), min_size=1, max_size=4).map(lambda items: Unknown("n", tuple(items)))
VALUES = st.one_of(SCALARS, UNKNOWNS, NESTED, st.just(Unknown("anything")))


def all_of(value: Any) -> list[Any]:
    """What a value can be, by definition."""
    return [item for candidate in value.candidates for item in all_of(candidate)] if isinstance(value, Unknown) else [value]


@given(st.lists(VALUES, max_size=4))
def test_the_answer_is_one_for_every_combination(values: list[Any]) -> None:
    answer = ALGEBRA.over(lambda *chosen: list(chosen), values, "why")
    expected = {identity(list(chosen)) for chosen in product(*map(all_of, values))}
    if isinstance(answer, Unknown):
        assert {identity(item) for item in answer.candidates} == (expected if answer.candidates else set())
        assert answer.candidates or not expected or len(list(product(*map(all_of, values)))) > MAX_CANDIDATES
    else:
        assert {identity(answer)} == expected


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_one_of_several_is_all_that_each_can_be(values: list[Any]) -> None:
    answer = ALGEBRA.one_of(values, "why")
    expected = {identity(item) for value in values for item in all_of(value)}
    if any(isinstance(value, Unknown) and not all_of(value) for value in values):
        assert isinstance(answer, Unknown) and not answer.candidates
    else:
        assert {identity(item) for item in all_of(answer)} == expected


@pytest.mark.parametrize(
    ("operation", "values", "expected"),
    [
        (lambda a, b: a == b, [Unknown("u", (1, 2)), Unknown("v", (3, 4))], False),
        (lambda a: a // a, [Unknown("u", (0, 1))], None),
        (lambda a: Unknown("still"), [Unknown("u", (0, 1))], None),
        (lambda a, b: (a, b), [SAME := Unknown("u", ("x", "y")), SAME], (("x", "x"), ("y", "y"))),
        (lambda a: a, [Unknown("u", tuple(range(MAX_CANDIDATES)))], tuple(range(MAX_CANDIDATES))),
        (lambda a: a, [Unknown("u", tuple(range(MAX_CANDIDATES + 1)))], None),
        (lambda a: a, [Unknown("u", (True, 1, 1.0))], (True, 1)),
    ],
    ids=["known all the same", "refused for one", "unknown for one", "the same twice", "as many as there may be", "too many", "true is not one"],
)
def test_cases(operation: Any, values: list[Any], expected: Any) -> None:
    answer = ALGEBRA.over(operation, values, "why")
    assert (answer.candidates or None if isinstance(answer, Unknown) else answer) == expected


def test_the_languages_compute_alike() -> None:
    for count in (2, 17, 33, MAX_CANDIDATES, MAX_CANDIDATES + 1):
        value = Unknown("u", tuple(f" v{number} " for number in range(count)))
        answers = [in_terraform(str.strip, (value,)), in_arm([value], lambda chosen: chosen[0].strip(), "u", ())]
        assert all(answer.candidates == tuple(f"v{n}" for n in range(count)) * (count <= MAX_CANDIDATES) for answer in answers)


def test_much_repeated_is_bounded() -> None:
    value: Any = "x"
    for _ in range(60):
        value = Unknown("u", (value, value))
    assert possible(value) == () and list(combinations([value])) == []
    assert len(list(combinations([Unknown("u", (1, 2)) for _ in range(40)]))) == 0


# --- texts ---

LITERALS = st.text("ab/", max_size=3)
SYMBOLS = st.sampled_from("pqr").map(Symbol)
PARTS = st.lists(st.one_of(LITERALS, SYMBOLS), max_size=4)


def spelled(parts: list[Part], values: dict[str, str]) -> str:
    return "".join(part if isinstance(part, str) else values[part.text] for part in parts if isinstance(part, (str, Symbol)))


@given(PARTS, PARTS, st.fixed_dictionaries({name: st.text("ab/", max_size=2) for name in "pqr"}))
def test_texts_that_surely_differ_do(left: list[Part], right: list[Part], values: dict[str, str]) -> None:
    if surely_differ(left, right):
        assert spelled(left, values) != spelled(right, values)
    if not any(isinstance(part, Symbol) for part in (*left, *right)):
        one, other = joined_parts([tuple(left)]) or (), joined_parts([tuple(right)]) or ()
        assert surely_differ(one, other) == (one != other)
    joined = joined_parts([tuple(left), tuple(right)])
    assert joined is not None and spelled(list(joined), values) == spelled(left, values) + spelled(right, values)


def test_what_stands_between_symbols_tells_texts_apart() -> None:
    pattern = ("a", Symbol("p"), "b", Symbol("q"))
    assert surely_differ(pattern, ("axyz",)) and surely_differ(("axyz",), pattern)
    assert not surely_differ(pattern, ("axbz",))


def test_long_texts_are_not_spelled_out() -> None:
    assert joined_parts([("x" * 600_000,), ("y" * 600_000,)]) is None
    assert joined_parts([(Symbol("p"),)] * 2_000) is None


# --- the same verdict everywhere ---

TERRAFORM = """\
variable "tls" {{
  type = string
  validation {{
    condition     = contains([{values}], var.tls)
    error_message = "No."
  }}
}}
resource "azurerm_storage_account" "a" {{
  min_tls_version = {expression}
}}
"""
ARM = """\
{{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "parameters": {{"tls": {{"type": "string", "allowedValues": [{values}]}}}},
  "resources": [{{"type": "Microsoft.Storage/storageAccounts", "apiVersion": "2023-01-01", "name": "a",
    "properties": {{"minimumTlsVersion": "[{expression}]"}}}}]}}
"""
BICEP = """\
@allowed([{values}])
param tls string
resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {{
  name: 'a'
  properties: {{ minimumTlsVersion: {expression} }}
}}
"""


def verdict(text: str, file: Path) -> Outcome:
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    found = {result.outcome for result in scan([file.parent], Settings(base=file.parent, jobs=1)).results if result.rule == "storage-weak-tls"}
    assert len(found) == 1
    return found.pop()


@pytest.mark.parametrize("count", [1, 16, 17, 32, 33, 50, MAX_CANDIDATES, MAX_CANDIDATES + 1, 200])
def test_one_verdict_for_a_value_with_candidates(count: int, tmp_path: Path) -> None:
    """All values that the input may have are too old a version: a failure, whatever function they pass through, up to the one cap."""
    values = ["TLS1_0" + " " * number for number in range(count)]
    listed = ", ".join(f'"{value}"' for value in values)
    expected = Outcome.FAIL if count <= MAX_CANDIDATES else Outcome.OPEN
    texts = {
        "plain/main.tf": TERRAFORM.format(values=listed, expression="var.tls"),
        "trimmed/main.tf": TERRAFORM.format(values=listed, expression="trimspace(var.tls)"),
        "joined/main.tf": TERRAFORM.format(values=listed, expression='join("", [var.tls])'),
        "inserted/main.tf": TERRAFORM.format(values=listed, expression='"${replace(var.tls, "x", "y")} "'),
        "plain/main.json": ARM.format(values=listed, expression="parameters('tls')"),
        "trimmed/main.json": ARM.format(values=listed, expression="trim(parameters('tls'))"),
        "joined/main.json": ARM.format(values=listed, expression="join(createArray(parameters('tls')), '')"),
        "plain/main.bicep": BICEP.format(values=listed.replace('"', "'"), expression="tls"),
        "trimmed/main.bicep": BICEP.format(values=listed.replace('"', "'"), expression="trim('${tls} ')"),
    }
    assert {name: verdict(text, tmp_path / Path(name).suffix / name) for name, text in texts.items()} == dict.fromkeys(texts, expected)
