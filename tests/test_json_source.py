"""The JSON reader: what it takes, what it refuses and where, and that every span is exact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import InputError
from scanner.files import SourceText
from scanner.json_source import MAX_DEPTH, Document, parse_json
from scanner.model.source import Span


def parse(text: str) -> Document:
    return parse_json(SourceText("t.json", text))


def cut(text: str, span: Span) -> str:
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


ACCEPTED: list[tuple[str, Any]] = [
    ('{"a": 1}', {"a": 1}),
    ("[]", []),
    ("{}", {}),
    ("true", True),
    (' "x" ', "x"),
    ("-1.5e3", -1500.0),
    ('{"a": 1,}', {"a": 1}),
    ("[1, 2, ]", [1, 2]),
    ('// top\n{"a": /* in */ 1 // end\n}', {"a": 1}),
    ('/**/{"a"/***/:/* * / */null}/* end */', {"a": None}),
    ('{"a": "http://x/*y*/"}', {"a": "http://x/*y*/"}),
    ('{"a": "one\ntwo\ttabs"}', {"a": "one\ntwo\ttabs"}),
    ("{'a': 'it''}".replace("''", "\\''"), {"a": "it'"}),
    ("['say \"hi\"', 'back\\\\slash']", ['say "hi"', "back\\slash"]),
    ("['\\u0041', '\\\"']", ["A", '"']),
    (r'{"a\"b": "\u00e9\ud83d\ude00"}', {'a"b': "é😀"}),
    (r'["\ud83d"]', ["\ufffd"]),
    ('{"a": 1, "a": 2}', {"a": 2}),
    ("[[[[]]], {}]", [[[[]]], {}]),
]


@pytest.mark.parametrize(("text", "value"), ACCEPTED)
def test_accepted(text: str, value: Any) -> None:
    assert parse(text).value == value


REFUSED = [
    ("", "1:1", "the text ends where a value was expected"),
    ('{"a" 1}', "1:6", "expected ':' after the property name"),
    ('{"a": }', "1:7", 'expected a value, found "}"'),
    ('{"a": 1 "b": 2}', "1:9", "expected ',' or '}'"),
    ("[1\n 2]", "2:2", "expected ',' or ']'"),
    ("[1}", "1:3", "expected ',' or ']'"),
    ('{"a": 1]', "1:8", "expected ',' or '}'"),
    ("{a: 1}", "1:2", "expected a property name in quotes or '}'"),
    ('{"a": 1', "1:8", "the text ends too early; expected ',' or '}'"),
    ('{"a": "x}', "1:7", "a string is not closed"),
    ("[nan]", "1:2", 'expected a value, found "nan"'),
    ("[NaN]", "1:2", 'expected a value, found "NaN"'),
    ("[01]", "1:2", 'expected a value, found "01"'),
    ("[1e999]", "1:2", "wrong number"),
    ("[,]", "1:2", 'expected a value, found ","'),
    ("{} {}", "1:4", "more text after the end of the document"),
    ("[1] /* open", "1:5", "a comment is not closed"),
    ('["\\x"]', "1:2", "wrong escape sequence in a string"),
    ('{"\\x": 1}', "1:2", "wrong escape sequence in a property name"),
    ('{"a": 1,, "b": 2}', "1:9", "expected a property name in quotes or '}'"),
]


@pytest.mark.parametrize(("text", "place", "message"), REFUSED)
def test_refused(text: str, place: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    assert f"{caught.value.span.line}:{caught.value.span.column}" == place
    assert caught.value.message == f"is not valid JSON: {message}"


@pytest.mark.parametrize("text", ["[" * 10_000, "[" * 10_000 + "]" * 10_000, '{"a":' * 200_000, "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)])
def test_deep_nesting_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(InputError, match=f"nests deeper than {MAX_DEPTH} levels"):
        parse(text)


def test_depth_up_to_the_limit_is_read() -> None:
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH).value


@pytest.mark.parametrize("text", ["/" * 100_000, "/*" * 50_000, '"' + "\\" * 99_999, " " * 100_000 + "x", "[" + '"a",' * 50_000, "1" * 100_000])
def test_hostile_text_is_refused_quickly(text: str) -> None:
    with pytest.raises(InputError):
        parse(text)


def test_spans_of_values_and_properties() -> None:
    text = '{\n  "a": {"b": [10, {"c": "é😀x"}]}, // note\n  "d": null\n}'
    document = parse(text)
    assert cut(text, document.span(("a", "b", 1, "c"))) == '"é😀x"'
    assert cut(text, document.key_span(("a", "b", 1, "c"))) == '"c": "é😀x"'
    assert cut(text, document.key_span(("a", "b", 0))) == "10"
    assert document.key_span(("d",)) == Span("t.json", 3, 3, 3, 12)
    assert document.span(()) == Span("t.json", 1, 1, 4, 2)


def test_an_unwritten_path_gives_the_closest_value_around_it() -> None:
    text = '{"a": {"b": [1]}}'
    document = parse(text)
    assert not document.written(("a", "b", 7))
    assert cut(text, document.key_span(("a", "b", 7))) == '"b": [1]'
    assert cut(text, document.span(("a", "x", "y"))) == '{"b": [1]}'


def test_duplicate_keys_are_noted_and_the_last_counts() -> None:
    text = '{"a": 1, "b": {"c": 1, "c": 2, "c": 3}}'
    document = parse(text)
    assert document.value == {"a": 1, "b": {"c": 3}}
    assert [cut(text, span) for span in document.duplicates()] == ['"c": 1', '"c": 2']
    assert cut(text, document.key_span(("b", "c"))) == '"c": 3'
    assert parse('{"a": {"a": 1}}').duplicates() == ()


TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=25,
)


def everything(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from everything(item, (*path, key))


@given(TREES, st.sampled_from([None, 0, 2]), st.booleans())
def test_spans_cut_out_the_text_of_their_value(tree: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=ascii_only)
    document = parse(text)
    assert document.value == json.loads(json.dumps(tree))
    for path, value in everything(document.value):
        assert document.written(path)
        assert json.loads(cut(text, document.span(path))) == value
        if path and isinstance(path[-1], str):
            assert json.loads("{" + cut(text, document.key_span(path)) + "}") == {path[-1]: value}


@given(TREES)
def test_the_tolerant_reader_agrees_with_the_standard_one(tree: Any) -> None:
    text = json.dumps(tree)
    assert parse(text + "//").value == parse(text).value
