"""Types: what Terraform's configuration language cannot ask of the engine in one expression."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.value import Unknown
from scanner.terraform.types import convert, equal, export, make_set, number_to_string, parse_number, round512, type_name, type_of, unify
from scanner.terraform.values import ANY, BOOL, NUMBER, STRING, EvaluationError, ListValue, MapValue, Type, Value, list_of, map_of, set_of


def object_of(**attributes: Type) -> Type:
    """Attributes whose names end in an underscore are optional."""
    return Type("object", attributes=tuple((name.rstrip("_"), type, name.endswith("_")) for name, type in sorted(attributes.items())))


@pytest.mark.parametrize(
    ("value", "type", "expected"),
    [
        ({"a": "1", "x": 1}, object_of(a=NUMBER), {"a": 1}),
        ({"a": 1}, object_of(a=STRING, b_=STRING), {"a": "1", "b": None}),
        ({"a": {}}, object_of(a=object_of(b_=BOOL)), {"a": {"b": None}}),
        (MapValue({"a": "1"}, STRING), object_of(a=NUMBER, b_=STRING), {"a": 1, "b": None}),
        (({"a": "1"}, {}), list_of(object_of(a_=NUMBER)), [{"a": 1}, {"a": None}]),
        (("b", "a", "b"), set_of(STRING), ["a", "b"]),
        ((1, True), Type("tuple", elements=(STRING, STRING)), ("1", "true")),
        ({"b": 1, "a": "x"}, map_of(STRING), {"a": "x", "b": "1"}),
        (None, STRING, None),
    ],
)
def test_converts(value: Value, type: Type, expected: Value) -> None:
    assert convert(value, type) == expected


@pytest.mark.parametrize(
    ("value", "type", "message"),
    [
        ("x", NUMBER, "a number is required"),
        ("True", BOOL, 'a bool is required; to convert from string, use lowercase "true"'),
        (True, NUMBER, "number required"),
        ({}, object_of(a=STRING), 'attribute "a" is required'),
        ({}, object_of(a=STRING, b=STRING, c=STRING), 'attributes "a", "b", and "c" are required'),
        ({"a": ()}, object_of(a=STRING), 'attribute "a": string required'),
        ({"a": "x"}, object_of(a=NUMBER), 'attribute "a": a number is required'),
        ("x", list_of(STRING), "list of string required"),
        (("a", {}), list_of(STRING), "element 1: string required"),
        ((1,), Type("tuple"), "tuple required"),
        (MapValue({}, STRING), object_of(a=STRING), 'map has no element for required attribute "a"'),
    ],
)
def test_refuses(value: Value, type: Type, message: str) -> None:
    with pytest.raises(EvaluationError) as refusal:
        convert(value, type)
    assert str(refusal.value) == message


def test_unknown_values_get_the_type() -> None:
    assert convert(Unknown("x"), list_of(STRING)).type == list_of(STRING)
    assert convert(Unknown("x", ("1", "2"), type=STRING), NUMBER) == Unknown("x", (1, 2), type=NUMBER)
    assert convert(Unknown("x", type=Type("tuple", elements=(NUMBER, STRING))), list_of(ANY)).type == list_of(STRING)


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ([], None),
        ([STRING, NUMBER], STRING),
        ([NUMBER, BOOL], None),
        ([list_of(STRING), Type("tuple", elements=(NUMBER,))], list_of(STRING)),
        ([object_of(a=STRING), object_of(b=NUMBER)], map_of(STRING)),
        ([object_of(a=STRING), object_of(a=NUMBER)], object_of(a=STRING)),
        ([object_of(a=STRING), Type("tuple")], None),
        ([ANY, STRING], STRING),
        ([list_of(STRING), ANY], ANY),
        ([set_of(STRING), list_of(NUMBER)], list_of(NUMBER)),
    ],
)
def test_unifies(types: list[Type], expected: Type | None) -> None:
    assert unify(types) == expected


def test_shows_types_as_the_console_does() -> None:
    assert type_name(list_of(STRING)) == "list(string)"
    assert type_name(type_of({"a": (1, "x")})) == "object({\n    a: tuple([\n        number,\n        string,\n    ]),\n})"


def test_exports_plain_values() -> None:
    value = {"l": ListValue([1], NUMBER), "t": (Fraction(1, 2), None), "s": make_set(["b", "a"], STRING), "u": Unknown("x", (Fraction(1, 4),))}
    assert export(value) == {"l": [1], "t": [0.5, None], "s": ["a", "b"], "u": Unknown("x", (0.25,))}


def test_equality_in_three_valued_logic() -> None:
    unknown = Unknown("x", type=STRING)
    assert isinstance(equal({"a": unknown}, {"a": "x"}), Unknown)
    assert equal({"a": unknown, "b": 1}, {"a": "x", "b": 2}) is False
    assert equal(Unknown("x", ("a", "b"), type=STRING), "c") is False
    assert equal(unknown, 1) is False
    assert equal((), ListValue((), STRING)) is False


@given(st.fractions() | st.integers(-(10**40), 10**40).map(Fraction))
def test_numbers_survive_their_text(number: Fraction) -> None:
    rounded = round512(number)
    assert parse_number(number_to_string(rounded)) == rounded


@given(st.lists(st.integers() | st.booleans() | st.text(max_size=3) | st.none()))
def test_sets_have_each_element_once(items: list[Value]) -> None:
    found = make_set(items)
    assert make_set(reversed(items)) == found
    assert all(sum(equal(item, other) is True for other in found) == 1 for item in items)
