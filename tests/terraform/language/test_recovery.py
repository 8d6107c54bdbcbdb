"""A syntax error is told with its place and costs no more than the attribute or block it is in."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.files import SourceText
from scanner.terraform.parse import parse_file
from tests.terraform.language.trees import outline

CASES: list[tuple[str, str, list[tuple[int, int, str]], dict[str, Any]]] = [
    ("missing operand", "a = 1 +\nb = 2\n", [(1, 8, "Invalid expression")], {"a": "BROKEN", "b": "2"}),
    ("unclosed bracket", "a = [1, 2\nb = 2\n", [(2, 1, "Missing item separator")], {"a": "BROKEN", "b": "2"}),
    ("unclosed string", 'a = "x\nb = 2\n', [(1, 5, "Invalid multi-line string")], {"a": "BROKEN", "b": "2"}),
    ("unclosed interpolation", 'a = "${x\nb = 2\n', [(2, 1, "Extra characters after interpolation")], {"a": "BROKEN", "b": "2"}),
    ("wrong escape", 'a = "C:\\dir"\nb = 2\n', [(1, 8, "Invalid escape sequence")], {"a": "BROKEN", "b": "2"}),
    ("hexadecimal", "a = 0x1F\nb = 2\n", [(1, 6, "Missing newline after argument")], {"a": "0", "b": "2"}),
    ("two points", "a = 1.2.3\nb = 2\n", [(1, 5, "Invalid number literal")], {"a": "BROKEN", "b": "2"}),
    ("comma", "a = 1,\nb = 2\n", [(1, 6, "must end with its line, not with a comma")], {"a": "1", "b": "2"}),
    ("operator on next line", "a = 1\n  + 2\nb = 2\n", [(2, 3, "Argument or block definition required")], {"a": "1", "b": "2"}),
    ("twice", "a = 1\na = 2\nb = 2\n", [(2, 1, "Attribute redefined")], {"a": "1", "b": "2"}),
    ("no equals sign", 'a "x"\nb = 2\n', [(1, 6, "Invalid block definition")], {"b": "2"}),
    ("colon", "a: 1\nb = 2\n", [(1, 1, "Argument or block definition required")], {"a": "BROKEN", "b": "2"}),
    ("quoted name", '"a" = 1\nb = 2\n', [(1, 1, "Invalid argument name")], {"b": "2"}),
    ("brace on next line", "r a\n{\n}\nb = 2\n", [(1, 4, "opening brace must stand on the same line"), (2, 1, "")], {"b": "2"}),
    ("commas in block", "r { a = 1, c = 3 }\nb = 2\n", [(1, 10, "several arguments")], {"r": [{"a": "1", "c": "3"}], "b": "2"}),
    ("block in one line", "r { s { a = 1 } }\nb = 2\n", [(1, 5, "Argument definition required")], {"r": [{}], "b": "2"}),
    ("half in one line", "r { a = 1\n}\nb = 2\n", [(1, 10, "closing brace was expected on the same line")], {"r": [{"a": "1"}], "b": "2"}),
    ("extra brace", "r {\n}\n}\nb = 2\n", [(3, 1, "closing brace has no opening one")], {"r": [{}], "b": "2"}),
    ("in a block", "r {\n  a = [\n  b = 2\n}\ns {\n}\n", [(3, 5, "Missing item separator")], {"r": [{"a": "BROKEN", "b": "2"}], "s": [{}]}),
    (
        "unclosed block",
        'resource "a" "b" {\n  x = 1\n\nresource "a" "c" {\n  x = 2\n}\n',
        [(1, 18, "Unclosed configuration block")],
        {"resource a b": [{"x": "1"}], "resource a c": [{"x": "2"}]},
    ),
    (
        "unclosed object",
        'r {\n  tags = {\n    a = "b"\n  x = 1\n}\nresource "a" "b" {\n  y = 2\n}\n',
        [(1, 3, "Unclosed configuration block")],
        {"r": [{"tags": "{'a': 'b', 'x': 1}"}], "resource a b": [{"y": "2"}]},
    ),
    (
        "unclosed heredoc",
        'r {\n  a = <<EOT\n    text\n    EOX\n}\nresource "a" "b" {\n  y = 2\n}\n',
        [(2, 7, "Unterminated template string")],
        {"r": [{"a": "BROKEN"}], "resource a b": [{"y": "2"}]},
    ),
    ("template label", 'r "${x}" {\n}\nb = 2\n', [(1, 3, "block label")], {"b": "2"}),
    ("heredoc without line end", "a = <<X\nb\nX", [(1, 5, "Unterminated template string")], {"a": "BROKEN"}),
    ("stray endif", 'a = "%{ endif }"\nb = 2\n', [(1, 6, "Unexpected endif")], {"a": "BROKEN", "b": "2"}),
]


@pytest.mark.parametrize(("text", "problems", "expected"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_recovery(text: str, problems: list[tuple[int, int, str]], expected: dict[str, Any]) -> None:
    file = parse_file(SourceText("main.tf", text))
    found = [(problem.span.line, problem.span.column, problem.message) for problem in file.problems]
    assert [(line, column) for line, column, _ in found] == [(line, column) for line, column, _ in problems]
    assert all(message in given for (_, _, message), (_, _, given) in zip(problems, found, strict=True))
    assert outline(file.body) == expected
