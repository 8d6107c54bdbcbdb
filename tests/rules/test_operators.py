"""Operators as a table: operand, value, answer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scanner.model.value import Reference, Symbol, Unknown, Value
from scanner.rules.operators import OPERATORS, prepare

NOWHERE = Unknown("x has no value")
EITHER = Unknown("x is a or b", candidates=("a", "b"))
TEXT = Unknown("x", parts=("https://", Symbol("x"), ".example"))
KEY = Unknown("key", parts=(Reference("azurerm_key_vault_key.k", ("id",)),))
COMPUTED = Unknown("computed", parts=(Reference("azurerm_a.b", ("secondary_endpoint",)),))

CASES: list[tuple[str, Value, Value, bool | None]] = [
    ("equals", "Deny", "deny", True),
    ("equals", "Deny", "Allow", False),
    ("equals", "Deny", None, False),
    ("equals", True, True, True),
    ("equals", True, "True", True),
    ("equals", True, 1, False),
    ("equals", 1, True, False),
    ("equals", 22, "22", True),
    ("equals", "22", 22, True),
    ("equals", "true", True, True),
    ("equals", 1.5, Fraction(3, 2), True),
    ("equals", "x", ["x"], False),
    ("equals", "x", NOWHERE, None),
    ("equals", "c", EITHER, False),
    ("equals", "a", EITHER, None),
    ("equals", "https://a.example", TEXT, None),
    ("equals", "http://a.example", TEXT, False),
    ("equals", "https://a.other", TEXT, False),
    ("not_equals", "Deny", None, True),
    ("not_equals", "Deny", "DENY", False),
    ("not_equals", "Deny", NOWHERE, None),
    ("in", ["A", "B"], "b", True),
    ("in", ["A", "B"], None, False),
    ("in", ["A", "B"], EITHER, True),
    ("not_in", ["A", "B"], None, True),
    ("not_in", ["A"], EITHER, None),
    ("at_least", 30, 30, True),
    ("at_least", 30, "31", True),
    ("at_least", 30, "many", False),
    ("at_least", 30, None, False),
    ("at_least", 30, True, False),
    ("at_least", 30, float("inf"), False),
    ("at_least", 30, Unknown("x", candidates=(40, 50)), True),
    ("at_most", 30, 30, True),
    ("at_most", 30, None, False),
    ("greater_than", 30, 30, False),
    ("less_than", 30, 29.5, True),
    ("contains", "a", ["b", "A"], True),
    ("contains", "a", ["b", NOWHERE], None),
    ("contains", "a", ["a", NOWHERE], True),
    ("contains", "a", "Bar", True),
    ("contains", "a", {"a": 1}, False),
    ("contains", "https", TEXT, True),
    ("not_contains", "a", None, True),
    ("not_contains", "a", 5, True),
    ("starts_with", "https://", "HTTPS://x", True),
    ("starts_with", ["ftp:", "https:"], TEXT, True),
    ("starts_with", "http:", TEXT, False),
    ("starts_with", "https://abc", TEXT, None),
    ("starts_with", "x", None, False),
    ("matches", "^a.c$", "ABC", True),
    ("matches", "^a.c$", 5, False),
    ("matches", "a", NOWHERE, None),
    ("not_matches", "a", None, True),
    ("exists", True, False, True),
    ("exists", True, None, False),
    ("exists", False, None, True),
    ("exists", True, NOWHERE, None),
    ("exists", True, Unknown("x", certain=True), True),
    ("exists", False, Unknown("x", certain=True), False),
    ("equals", "a", Unknown("x", certain=True), None),
    ("exists", True, KEY, True),
    ("exists", True, TEXT, True),
    ("exists", True, COMPUTED, None),
    ("exists", True, Unknown("x", candidates=(None, "a")), None),
    ("written", True, NOWHERE, True),
    ("written", True, None, False),
    ("written", False, None, True),
    ("written", True, Unknown("x", candidates=(None,)), False),
    ("among", ["TLS1_0", "TLS1_2"], "tls1_2", True),
    ("among", ["TLS1_0", "TLS1_2"], None, True),
    ("among", ["TLS1_0", "TLS1_2"], "TLS9_9", None),
    ("among", ["TLS1_0", "TLS1_2"], NOWHERE, None),
    ("empty", True, [], True),
    ("empty", True, "", True),
    ("empty", True, None, True),
    ("empty", True, 0, False),
    ("empty", False, [NOWHERE], True),
    ("empty", False, KEY, True),
    ("length_at_least", 1, [NOWHERE], True),
    ("length_at_least", 1, None, False),
    ("length_at_most", 1, None, True),
    ("length_at_most", 1, 7, False),
    ("version_at_least", "1.2", "TLS1_2", True),
    ("version_at_least", "1.2", "TLS1_0", False),
    ("version_at_least", "1.2", "1.10", True),
    ("version_at_least", "1.2", "TLSEnforcementDisabled", False),
    ("version_at_least", "22", "22H2", True),
    ("version_at_least", "1.2", None, False),
    ("version_at_least", "1.2.0", "1.2", True),
]


def nested(depth: int, leaf: Value) -> Value:
    """Two candidates that are one and the same value, again and again: a tree of 2^depth leaves."""
    for _ in range(depth):
        leaf = Unknown("x", candidates=(leaf, leaf))
    return leaf


def test_candidates_of_candidates() -> None:
    assert prepare("equals", "a")(nested(3, "a")) is True
    assert prepare("equals", "a")(nested(5000, "a")) is None


@pytest.mark.parametrize(("name", "operand", "value", "answer"), CASES, ids=str)
def test_answer(name: str, operand: Value, value: Value, answer: bool | None) -> None:
    assert prepare(name, operand)(value) is answer


REFUSED: list[tuple[str, Value, str]] = [
    ("equal", 1, "'equal' is no operator"),
    ("equals", None, "takes a text"),
    ("equals", ["a"], "takes a text"),
    ("in", "a", "takes a list"),
    ("at_least", "30", "takes a number"),
    ("matches", "(", "is not a regular expression"),
    ("exists", "yes", "takes true or false"),
    ("length_at_least", -1, "takes a whole number"),
    ("version_at_least", "new", "takes a version"),
    ("starts_with", "", "takes a text"),
]


@pytest.mark.parametrize(("name", "operand", "words"), REFUSED)
def test_refused(name: str, operand: Value, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        prepare(name, operand)


def test_every_operator_is_tested() -> None:
    assert {name for name, *_ in CASES} == set(OPERATORS)
