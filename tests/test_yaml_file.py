"""YAML as the project reads it: plain data, a line for every path, anchors only where they are allowed."""

from __future__ import annotations

import pytest

from scanner.errors import RuleFileError
from scanner.yaml_file import parse_document


def test_values_and_lines() -> None:
    document = parse_document("a: On\nb:\n  - 'true'\n  - 1.5\n  - 2024-01-01\nc: {d: ~}\n", "f.yaml")
    assert document.data == {"a": "On", "b": ["true", 1.5, "2024-01-01"], "c": {"d": None}}
    assert [document.line(path) for path in (("a",), ("b", 1), ("c", "d"), ("c", "gone"), ("gone",))] == [1, 4, 6, 6, 1]


def test_an_alias_stands_for_what_is_anchored() -> None:
    document = parse_document("a: &x\n  b: &y 1\nc: *x\nd: [*y]\n", "f.yaml", anchors=True)
    assert document.data == {"a": {"b": 1}, "c": {"b": 1}, "d": [1]}
    assert document.line(("c", "b")) == 3


def test_what_others_wrote_is_taken_more_widely() -> None:
    text = "a: 2020-01-01\n1: !!str 5\ntrue: 59:59:59\nb: !!binary aGk=\nc: !mine 1\nd: &x [1]\ne: *x\na: 2\n<<: *x\n"
    data = parse_document(text, "f.yaml", anchors=True, foreign=True).data
    unknown = {key: data.pop(key).why for key in ("b", "c")}
    assert data == {"a": 2, "1": "5", "true": "59:59:59", "d": [1], "e": [1], "<<": [1]}
    assert unknown == {"b": "the tag tag:yaml.org,2002:binary is not read", "c": "the tag !mine is not read"}


@pytest.mark.parametrize(
    ("text", "anchors", "message"),
    [
        ("a: &x 1\n", False, "f.yaml:1: anchors and aliases are not supported"),
        ("a: 1\nb: *x\n", False, "f.yaml:2: anchors and aliases are not supported"),
        ("a: 1\nb: *x\n", True, "f.yaml:2: nothing before this is anchored as 'x'"),
        ("a: &x\n  b: [*x]\n", True, "f.yaml:2: the alias 'x' lies within what it stands for"),
        ("a: &x b\n*x : 1\n", True, "f.yaml:2: a key must be text"),
        ("[a]: 1\n", False, "f.yaml:1: a key must be text"),
        ("a: !!binary x\n", False, "f.yaml:1: the tag tag:yaml.org,2002:binary is not supported"),
        ("a: 1\n---\nb: 1\n", False, "f.yaml:2: has more than one document"),
        ("a: 1\nb: 1\na: 2\n", False, "f.yaml:3: the key 'a' is given twice"),
        ("a:\n  b: 1\n\tc: 1\n", False, "f.yaml:3: is not valid YAML: a tab; YAML is indented with spaces"),
        ("a: " + "[" * 50 + "]" * 50, False, "f.yaml:1: is nested more than 40 deep"),
    ],
)
def test_what_is_refused(text: str, anchors: bool, message: str) -> None:
    with pytest.raises(RuleFileError) as error:
        parse_document(text, "f.yaml", anchors)
    assert str(error.value) == message
