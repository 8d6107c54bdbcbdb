"""What functions say when arguments are unknown but something is known about them, and what only OpenTofu has."""

from __future__ import annotations

import base64
import gzip

import pytest

from scanner.model.value import Reference, Symbol, Unknown
from scanner.terraform.functions import call, known_functions, registry
from scanner.terraform.values import BOOL, NUMBER, STRING, EvaluationError, ListValue, MapValue, Value, list_of
from tests.terraform.functions.engine import Scope

CONTEXT = Scope().context
ENVIRONMENT = Unknown("var.env", ("dev", "prod"), type=STRING)
GROUP = Unknown("the group's id", parts=(Reference("azurerm_resource_group.rg", ("id",)),), type=STRING)
ID = Unknown("u.id", type=STRING)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("upper", [ENVIRONMENT], ("DEV", "PROD")),
        ("format", ["rg-%s", ENVIRONMENT], ("rg-dev", "rg-prod")),
        ("join", ["-", ("a", ENVIRONMENT)], ("a-dev", "a-prod")),
        ("contains", [("dev", "test"), ENVIRONMENT], (True, False)),
        ("lookup", [{"dev": "LRS", "prod": "GRS"}, ENVIRONMENT, "ZRS"], ("LRS", "GRS")),
        ("lookup", [{"dev": "LRS", "prod": "GRS"}, ID, "ZRS"], ("LRS", "GRS", "ZRS")),
        ("element", [("a", "b", "a"), Unknown("n", type=NUMBER)], ("a", "b")),
        ("tobool", [Unknown("v", ("true", "false", "maybe"), type=STRING)], (True, False)),
        ("merge", [{"a": 1}, Unknown("m", ({"b": 1}, {"b": 2}))], ({"a": 1, "b": 1}, {"a": 1, "b": 2})),
    ],
)
def test_answers_over_candidates(name: str, arguments: list[Value], expected: tuple[Value, ...]) -> None:
    answer = call(name, arguments, CONTEXT)
    assert isinstance(answer, Unknown)
    assert answer.candidates == expected


def test_trials_with_large_arguments_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not tried is unknown, and says so."""
    monkeypatch.setattr(registry, "MAX_TRIED", 5_000)
    context = Scope().context
    tags = {f"k{number}": number for number in range(100)}
    answers = [call("merge", [tags, Unknown("m", tuple({"b": number} for number in range(20)))], context) for _ in range(4)]
    assert [len(answer.candidates) for answer in answers] == [20, 20, 0, 0]
    assert [answer.why for answer in answers] == ["m"] * 4


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("length", [ENVIRONMENT], None),
        ("startswith", [ENVIRONMENT, "x"], False),
        ("contains", [("dev", "prod", "test"), ENVIRONMENT], True),
        ("lower", [Unknown("v", ("A", "a"), type=STRING)], "a"),
        ("merge", [{"a": ID}, {"b": 2}], {"a": ID, "b": 2}),
        ("keys", [{"b": ID, "a": 1}], ("a", "b")),
        ("length", [(ID, ID)], 2),
        ("concat", [("a",), (ID,)], ("a", ID)),
        ("flatten", [(("a",), (ID,))], ("a", ID)),
        ("coalesce", ["a", ID], "a"),
        ("values", [MapValue({"a": ID}, STRING)], [ID]),
    ],
)
def test_known_in_spite_of_unknown_parts(name: str, arguments: list[Value], expected: Value) -> None:
    answer = call(name, arguments, CONTEXT)
    assert isinstance(answer, Unknown) if expected is None else answer == expected


def test_texts_keep_what_they_are_made_of() -> None:
    answer = call("format", ["%s/subnets/%s", GROUP, "a"], CONTEXT)
    assert answer.parts == (Reference("azurerm_resource_group.rg", ("id",)), "/subnets/a")
    answer = call("join", ["/", ("x", GROUP, "y")], CONTEXT)
    assert answer.parts == ("x/", Reference("azurerm_resource_group.rg", ("id",)), "/y")
    prefix, symbol = call("format", ["vm-%s", ID], CONTEXT).parts
    assert prefix == "vm-"
    assert isinstance(symbol, Symbol)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("timestamp", []),
        ("plantimestamp", []),
        ("uuid", []),
        ("bcrypt", ["x"]),
        ("rsadecrypt", ["x", "y"]),
        ("pathexpand", ["~/x"]),
        ("file", ["~/x"]),
        ("file", ["/etc/passwd"]),
        ("templatefile", ["../../../../outside", {}]),
        ("base64gzip", ["x"]),
        ("provider::azurerm::parse_resource_id", ["x"]),
    ],
)
def test_only_the_deployment_knows(name: str, arguments: list[Value]) -> None:
    assert isinstance(call(name, arguments, CONTEXT), Unknown)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("urldecode", ["a%20b+c%C3%A9"], "a b cé"),
        ("base64gunzip", [base64.b64encode(gzip.compress(b"hi")).decode()], "hi"),
        ("cidrcontains", ["10.0.0.0/8", "10.1.2.3"], True),
        ("cidrcontains", ["10.0.0.0/8", "11.0.0.0/16"], False),
        ("cidrcontains", ["fd00::/8", "fd00::/16"], True),
        ("issensitive", ["x"], None),
        ("assumeequal", [ID, "x"], "x"),
        ("assumeequal", [1, "1"], "1"),
        ("assumenotnull", ["x"], "x"),
        ("assumenotnull", [ID], None),
        ("assumestringprefix", ["westus", "west"], "westus"),
        ("assumelistlength", [["a"], 1, 2], ["a"]),
        ("assumesetlengthmin", [["a", "b"], 2], ["a", "b"]),
        ("assumemaplengthmax", [{"a": 1}, 1], {"a": 1}),
        ("assumelistlengthmin", [Unknown("ids"), 1], None),
    ],
)
def test_what_only_opentofu_has(name: str, arguments: list[Value], expected: Value) -> None:
    answer = call(name, arguments, CONTEXT)
    assert isinstance(answer, Unknown) if expected is None else answer == expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("assumeequal", ["y", "x"]),
        ("assumenotnull", [None]),
        ("assumestringprefix", ["eastus", "west"]),
        ("assumelistlength", [["a", "b", "c"], 1, 2]),
        ("assumesetlengthmin", [["a", "a"], 2]),
        ("assumemaplengthmax", [{"a": 1, "b": 2}, 1]),
        ("assumelistlengthmin", [["a"], 0.5]),
    ],
)
def test_assumptions_that_do_not_hold(name: str, arguments: list[Value]) -> None:
    with pytest.raises(EvaluationError):
        call(name, arguments, CONTEXT)


def test_an_assumed_prefix_is_known() -> None:
    assert call("assumestringprefix", [Unknown("later"), "west"], CONTEXT).parts == ("west", Symbol("later"))


@pytest.mark.parametrize(("name", "first"), [("regex", ["a"]), ("split", ["b"]), ("trimprefix", [])])
def test_a_candidate_that_a_function_refuses_is_none(name: str, first: list[Value]) -> None:
    """The deployment would fail with null, so the other value is the one."""
    text = Unknown("either", ("abc", None), type=STRING)
    rest = ["z"] if name == "trimprefix" else []
    assert call(name, [*first, text, *rest], CONTEXT) == call(name, [*first, "abc", *rest], CONTEXT)


@pytest.mark.parametrize(("argument", "parts"), [(GROUP, GROUP.parts), ("/subscriptions/s", ("/subscriptions/s",))])
def test_a_normalised_id_names_the_same_resource(argument: Value, parts: tuple[object, ...]) -> None:
    assert call("provider::azurerm::normalise_resource_id", [argument], CONTEXT).parts == parts


def test_names() -> None:
    assert len(known_functions()) == 134
    with pytest.raises(EvaluationError, match="no function named"):
        call("nope", [], CONTEXT)


def test_results_have_types() -> None:
    assert call("split", [",", ID], CONTEXT).type == list_of(STRING)
    assert call("startswith", [ID, "a"], CONTEXT).type == BOOL
    assert call("split", [",", "a"], CONTEXT) == ListValue(["a"], STRING)
