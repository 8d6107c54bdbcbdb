"""HCL's JSON syntax."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scanner.files import SourceText
from scanner.terraform.parse import parse_file
from scanner.terraform.syntax import File
from tests.terraform.language.trees import outline

OUTLINES: list[tuple[str, Any, dict[str, Any]]] = [
    ("labels", {"resource": {"t": {"a": {"x": 1}, "b": {}}}}, {"resource t a": [{"x": "1"}], "resource t b": [{}]}),
    ("lists of blocks", {"provider": {"p": [{"x": 1}, {"x": 2}]}}, {"provider p": [{"x": "1"}, {"x": "2"}]}),
    ("lists of labels", {"resource": [{"t": {"a": {}}}, {"t": [{"b": {}}]}]}, {"resource t a": [{}], "resource t b": [{}]}),
    ("root list", [{"locals": {"x": 1}}, {"locals": {"y": 2}}], {"locals": [{"x": "1"}, {"y": "2"}]}),
    ("comments", {"//": "c", "locals": {"//": "c", "x": {"//": 1}}}, {"locals": [{"x": "{'//': 1}"}]}),
    ("templates", {"locals": {"x": "a${b}", "y": "${b}", "z": "$${b}"}}, {"locals": [{"x": "(template 'a' b)", "y": "(template b)", "z": "'${b}'"}]}),
    ("keys", {"locals": {"x": {"k${b}": 1}}}, {"locals": [{"x": "{(template 'k' b): 1}"}]}),
    ("values", {"locals": {"x": [None, True, -1.5, 1e3]}}, {"locals": [{"x": "[None, True, Fraction(-3, 2), 1000]"}]}),
    ("provider's blocks", {"data": {"t": {"a": {"b": {"c": 1}}}}}, {"data t a": [{"b": "{'c': 1}"}]}),
    (
        "references and types",
        {"variable": {"v": {"type": "list(string)", "default": "${x}"}}, "module": {"m": {"providers": {"a": "a.b"}, "depends_on": ["t.a"]}}},
        {"variable v": [{"type": "list(string)", "default": "'${x}'"}], "module m": [{"providers": "{'a': a.b}", "depends_on": "[t.a]"}]},
    ),
    (
        "blocks of Terraform's own",
        {"resource": {"t": {"a": {"dynamic": {"r": {"for_each": "${x}", "content": {"y": 1}}}, "lifecycle": {"ignore_changes": ["z"]}}}}},
        {"resource t a": [{"dynamic r": [{"for_each": "(template x)", "content": [{"y": "1"}]}], "lifecycle": [{"ignore_changes": "[z]"}]}]},
    ),
    ("no block", {"locals": None}, {}),
]


def parse(text: str, name: str = "main.tf.json") -> File:
    return parse_file(SourceText(name, text))


@pytest.mark.parametrize(("document", "expected"), [pytest.param(*case[1:], id=case[0]) for case in OUTLINES])
def test_outline(document: Any, expected: dict[str, Any]) -> None:
    for indent in (None, 2):
        file = parse(json.dumps(document, indent=indent))
        assert not file.problems
        assert outline(file.body) == expected


def test_values_files_hold_no_templates() -> None:
    assert outline(parse('{"a": "${b}", "resource": {"c": 1}}', "x.tfvars.json").body) == {"a": "'${b}'", "resource": "{'c': 1}"}


def test_repeated_block_types() -> None:
    assert outline(parse('{"locals": {"a": 1}, "locals": {"b": 2}}').body) == {"locals": [{"a": "1"}, {"b": "2"}]}


def test_places() -> None:
    text = '{"resource": {"t": {"a": {"x": "\\u00e9\\n${b.c}", "y": "${d}"}}}}'
    (block,) = parse(text).body.blocks
    assert text[block.start : block.header_end + 1] == '"a": {'
    assert text[block.start : block.end] == text[text.index('"a"') : -3]
    x, y = block.body.attributes.values()
    assert text[x.start : x.end] == '"x": "\\u00e9\\n${b.c}"'
    inner = x.expr.parts[1]
    assert text[inner.start : inner.end] == "b.c"
    assert text[y.expr.start : y.expr.end] == '"${d}"'


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "document ends"),
        ("[1, 2", 1, 6, "a comma or ]"),
        ('{"a" 1}', 1, 6, "colon"),
        ("{'a': 1}", 1, 2, "property name in double quotes"),
        ('{"a": 1,}', 1, 9, "property name"),
        ('{"a": 01}', 1, 7, "a value was expected"),
        ('{"a": 1} x', 1, 10, "nothing may follow"),
        ('{"a": "\\x"}', 1, 7, "invalid escape"),
        ('"a"', 1, 1, "root value"),
        ('{"resource": 1}', 1, 14, "object or a list of objects"),
        ('{"locals": {"a": 1, "a": 2}}', 1, 21, "redefined"),
        ('{"locals": {"a": "x\\n${b +}", "c": 1}}', 1, 27, "Invalid expression"),
    ],
)
def test_problems(text: str, line: int, column: int, message: str) -> None:
    (problem,) = parse(text).problems
    assert (problem.span.line, problem.span.column) == (line, column)
    assert message in problem.message


def test_a_broken_template_loses_only_itself() -> None:
    assert outline(parse('{"locals": {"a": "${", "b": 1}}').body) == {"locals": [{"a": "BROKEN", "b": "1"}]}


def test_deep() -> None:
    (problem,) = parse('{"locals": {"a": ' + "[" * 10_000).problems
    assert "Nested too deeply" in problem.message
