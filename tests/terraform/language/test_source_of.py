"""Where inside an expression the value at a path is written."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.model.value import Path
from scanner.terraform.evaluate import ChildScope, source_of
from scanner.terraform.parse import parse_expression
from tests.terraform.language.engine import PreludeScope
from tests.terraform.language.test_unknown import NAMES


@pytest.mark.parametrize(
    ("text", "path", "source", "rest"),
    [
        ("known.x", (), "known.x", ()),
        ("known", ("x",), "known", ("x",)),
        ("{ a = { b = 1 } }", ("a", "b"), "1", ()),
        ("{ a = { b = known } }", ("a", "b", "x"), "known", ("x",)),
        ("{ a = 1, a = 2 }", ("a",), "2", ()),
        ('{ "${"a"}" = 1 }', ("a",), "1", ()),
        ("{ (local.text) = 1, b = 2 }", ("text",), "1", ()),
        ("{ (s) = 1 }", ("a",), "{ (s) = 1 }", ("a",)),
        ("{ a = 1 }", ("b",), "{ a = 1 }", ("b",)),
        ("[1, [2, 3]]", (1, 0), "2", ()),
        ("[1]", (4,), "[1]", (4,)),
        ("([{ a = 1 }])", (0, "a"), "1", ()),
        ("true ? { a = 1 } : { a = 2 }", ("a",), "1", ()),
        ("known.x == 2 ? 1 : known.y", (), "known.y", ()),
        ("b ? 1 : 2", (), "b ? 1 : 2", ()),
        ('"${known.x}"', (), "known.x", ()),
        ('"a${known.x}"', (), '"a${known.x}"', ()),
        ("merge({ a = 1 }, { b = 2 })", ("a",), "1", ()),
        ("merge({ a = 1 }, { a = 2 })", ("a",), "2", ()),
        ("merge({ a = 1 }, known)", ("x",), "known", ("x",)),
        ("merge({ a = 1 }, null)", ("a",), "1", ()),
        ("merge({ a = 1 }, any)", ("a",), "merge({ a = 1 }, any)", ("a",)),
        ("concat([1], [2, 3])", (2,), "3", ()),
        ("tolist([1, 2])", (1,), "2", ()),
        ("convert([1, 2], list(string))", (1,), "2", ()),
        ("tomap({ a = 1 })", ("a",), "1", ()),
        ("coalesce(null, known.x)", (), "known.x", ()),
        ("try(known.q, known.x)", (), "known.x", ()),
        ("try(any.x, 1)", (), "try(any.x, 1)", ()),
        ("jsonencode({ a = 1 })", (), "jsonencode({ a = 1 })", ()),
        ("jsonencode({ a = 1 })", ("a",), "1", ()),
        ("[for x in [1] : x]", (0,), "[for x in [1] : x]", (0,)),
    ],
)
def test_source_of(text: str, path: Path, source: str, rest: Any) -> None:
    expr, left = source_of(parse_expression(text)[1], path, ChildScope(PreludeScope(), NAMES))
    assert (text[expr.start : expr.end], left) == (source, rest)
