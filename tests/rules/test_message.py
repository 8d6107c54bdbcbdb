"""Messages in the words of the source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.model.resource import Language
from scanner.model.value import Symbol, Unknown, Value
from scanner.rules.evaluate import evaluate
from scanner.rules.message import LONGEST, literal, message
from tests.graph.source import graph as built
from tests.graph.source import terraform
from tests.rules.nodes import graph, node, rule

TERRAFORM, ARM, BICEP = Language.TERRAFORM, Language.ARM, Language.BICEP


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (None, TERRAFORM, "not set"),
        (True, TERRAFORM, "true"),
        (7, ARM, "7"),
        ("TLS1_0", TERRAFORM, '"TLS1_0"'),
        ("TLS1_0", ARM, '"TLS1_0"'),
        ("it's", BICEP, r"'it\'s'"),
        ('a "b" ${c}', BICEP, r"""'a "b" \${c}'"""),
        ("a ${b}", TERRAFORM, '"a $${b}"'),
        ("two\nlines", ARM, r'"two\nlines"'),
        (["a", 1, None], TERRAFORM, '["a", 1, null]'),
        ([], BICEP, "[]"),
        ({}, ARM, "{}"),
        ({"password": "P@ss"}, ARM, "{…}"),
        ({"a": Unknown("x")}, BICEP, "{…}"),
        ([{"password": "P@ss"}], TERRAFORM, "[…]"),
        (["a", Unknown("x")], ARM, "not known before deployment"),
        (Unknown("x", ("TLS1_0", None)), ARM, '"TLS1_0" or not set'),
        (Unknown("x", ({"password": "P@ss"}, "a")), ARM, "not known before deployment"),
        (Unknown("x"), ARM, "not known before deployment"),
        ("x" * 500, ARM, '"' + "x" * (LONGEST - 2) + "…"),
        ([[[[[1]]]]], ARM, "[…]"),
    ],
)
def test_literal(value: Value, language: Language, text: str) -> None:
    assert literal(value, language) == text


def said(body: dict[str, Value], text: str, defaulted: str = "", secret: bool = False) -> str:
    it = node("A/b", body, "storage")
    if defaulted:
        it.defaulted[("properties", "tls")] = defaulted
    judged = replace(rule({"path": "properties.tls", "equals": "TLS1_2"}, message=text), secret=secret)
    (verdict,) = evaluate([judged], graph(it))
    return message(verdict)


def test_fills() -> None:
    assert said({"properties": {"tls": "TLS1_0"}}, "{name}: {path} is {value}{origin}") == 'storage: properties.tls is "TLS1_0"'


def test_default() -> None:
    assert said({"properties": {"tls": "TLS1_0"}}, "{path} is {value}{origin}", "API default") == 'properties.tls is "TLS1_0" (API default)'


def test_absent() -> None:
    assert said({}, "{path} is {value}{origin}") == "properties.tls is not set"


def test_secret() -> None:
    assert "TLS" not in said({"properties": {"tls": "TLS1_0"}}, "{path} is {value}", secret=True)


def test_open() -> None:
    text = said({"properties": {"tls": Unknown('variable "tls" has no value')}}, "{path} is {value}")
    assert text == 'cannot be decided before deployment: variable "tls" has no value. The rule asks: Repair it'


def test_pass() -> None:
    assert said({"properties": {"tls": "TLS1_2"}}, "{path} is bad", "API default") == 'properties.tls is "TLS1_2" (API default)'


@pytest.mark.parametrize(
    ("tls", "condition", "text"),
    [
        ({"adminPassword": "P@ss"}, {"path": "properties.tls", "exists": True}, "nothing contradicts the rule"),
        ([{"adminPassword": "P@ss"}], {"path": "properties.tls", "exists": True}, "nothing contradicts the rule"),
        (Unknown("x", parts=("https://", Symbol("host"))), {"path": "properties.tls", "exists": True}, "nothing contradicts the rule"),
        (["1", "2"], {"path": "properties.tls", "length_at_least": 2}, 'properties.tls is ["1", "2"]'),
    ],
)
def test_a_pass_shows_no_object_and_nothing_unknown(tls: Value, condition: dict[str, Value], text: str) -> None:
    (verdict,) = evaluate([rule(condition)], graph(node("A/b", {"properties": {"tls": tls}})))
    assert message(verdict) == text


def test_a_default_that_the_type_cannot_change() -> None:
    source = terraform("azurerm_sql_server.s", provider=(3,), name="s")
    judged = rule({"path": "properties.publicNetworkAccess", "equals": "Disabled"}, message="{path} is {value}{origin}")
    judged = replace(judged, types=("Microsoft.Sql/servers",))
    (verdict,) = evaluate([judged], built(source))
    assert message(verdict) == 'publicNetworkAccess is "Enabled" (API default; azurerm_sql_server has no attribute for it)'
