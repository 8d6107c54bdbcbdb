"""Bicep's grammar, as the compiler has it, shown as fully bracketed text."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.bicep import syntax as s
from scanner.bicep.parse import parse_file
from scanner.bicep.parse.lexer import tokens
from scanner.files import SourceText


def _show(node: Any) -> str:  # noqa: C901 one branch per kind of node
    """The tree as text: every operation in brackets, so that precedence shows."""
    match node:
        case s.Literal():
            return repr(node.value)
        case s.Name():
            return node.name
        case s.Interpolation():
            return "'" + "".join(p if isinstance(p, str) else "${" + _show(p) + "}" for p in node.parts) + "'"
        case s.Member():
            return f"{_show(node.object)}{'::' if node.nested else '.?' if node.safe else '.'}{node.name}"
        case s.Index():
            return f"{_show(node.object)}[{'?' * node.safe}{'^' * node.from_end}{_show(node.key)}]"
        case s.Call():
            head = f"{_show(node.object)}." if node.object else ""
            return f"{head}{node.name}({', '.join(map(_show, node.arguments))})"
        case s.Unary():
            return f"({node.operator}{_show(node.operand)})"
        case s.Binary():
            return f"({_show(node.left)} {node.operator} {_show(node.right)})"
        case s.Ternary():
            return f"({_show(node.condition)} ? {_show(node.then)} : {_show(node.otherwise)})"
        case s.Lambda():
            return f"({', '.join(node.parameters)}) => {_show(node.body)}"
        case s.Spread():
            return f"...{_show(node.value)}"
        case s.Array():
            return f"[{', '.join(map(_show, node.items))}]"
        case s.Property():
            return f"{node.key if isinstance(node.key, str) else _show(node.key)}: {_show(node.value)}"
        case s.Object():
            return "{" + ", ".join(map(_show, node.items)) + "}"
        case s.For():
            names = f"({node.item}, {node.index})" if node.index else node.item
            test = f"if {_show(node.condition)} " if node.condition else ""
            return f"[for {names} in {_show(node.collection)}: {test}{_show(node.body)}]"
        case s.Broken():
            return "<broken>"
    raise AssertionError(node)


def _parse(text: str, file: str = "main.bicep") -> s.File:
    return parse_file(SourceText(file, text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a || b && c == d + e * f", "(a || (b && (c == (d + (e * f)))))"),
        ("a ?? b || c", "(a ?? (b || c))"),
        ("a ? b : c.d", "(a ? b : c.d)"),
        ("!a.b", "(!a.b)"),
        ("a == b.c", "(a == b.c)"),
        ("a ? b : c ? d : e", "(a ? b : (c ? d : e))"),
        ("a - b - c", "((a - b) - c)"),
        ("(a + b) * -c", "((a + b) * (-c))"),
        ("a\n  ? b\n  : c", "(a ? b : c)"),
        ("a!.b![0]!", "a.b[0]"),
        ("a.?b[?c][^1]", "a.?b[?c][^1]"),
        ("a[?^1]", "a[?^1]"),
        ("a::b::c.id", "a::b::c.id"),
        ("kv.getSecret('x')", "kv.getSecret('x')"),
        ("az.resourceGroup().location", "az.resourceGroup().location"),
        ("f(\n  a,\n  b\n)", "f(a, b)"),
        ("map(a, x => x.y)", "map(a, (x) => x.y)"),
        ("sort(a, (x, y) => x < y)", "sort(a, (x, y) => (x < y))"),
        ("'a${b}c${'d${e}'}'", "'a${b}c${'d${e}'}'"),
        ("'${a}'", "'${a}'"),
        (r"'\'\\\n\u{1F600}\${x}'", repr("'\\\n\U0001f600${x}")),
        ("'''\na 'quoted' ${b}\n'''", repr("a 'quoted' ${b}\n")),
        ("$'''a${b}c'''", "'a${b}c'"),
        ("$$'''a${b}$${c}'''", "'a${b}${c}'"),
        ("''''a''''", repr("'a'")),
        ("{ a: 1, 'b-c': true\n d: null }", "{a: 1, b-c: True, d: None}"),
        ("{ '${a}': b, ...c }", "{'${a}': b, ...c}"),
        ("[1, 2\n 3, ...d]", "[1, 2, 3, ...d]"),
        ("[for x in xs: x]", "[for x in xs: x]"),
        ("[for (x, i) in range(0, 3): if (x > 1) {\n a: i\n}]", "[for (x, i) in range(0, 3): if (x > 1) {a: i}]"),
        ("{ for: resource, if: type }", "{for: resource, if: type}"),
        ("any(a) // comment\n", "any(a)"),
    ],
)
def test_expressions(text: str, shown: str) -> None:
    file = _parse(f"var v = {text}")
    assert not file.problems, file.problems
    (variable,) = file.declarations
    assert isinstance(variable, s.Variable)
    assert _show(variable.value) == shown


@pytest.mark.parametrize(
    "text",
    [
        "param a string",
        "param a string = 'x'",
        "param a 'x' | 'y'\n",
        "param a (\n  | 'x'\n  | 'y'\n)[]?",
        "@secure()\n@description('''long''')\nparam a string?",
        "param t resourceInput<'Microsoft.Storage/storageAccounts@2023-01-01'>.tags?",
        "param a {\n  @minLength(1)\n  b: string\n  *: int\n}",
        "type t = [string, int]\ntype u = t[*]\ntype v = n.w[]\n",
        "@export()\ntype d = {kind: 'a'} | {kind: 'b'}",
        "param r resource 'Microsoft.Storage/storageAccounts@2023-01-01'",
        "var a string = 'x'",
        "output o string = 'x'",
        "func f(a string, b int?) string => '${a}${b}'",
        "import {a, b as c} from 'x.bicep'",
        "import {\n  a\n  b\n} from 'br/public:avm/utl/types:1'",
        "import * as n from 'x.bicep'",
        "extension microsoftGraphV1",
        "extension k with {a: 'b'} as x",
        "import 'az@1.0.0'",
        "targetScope = 'subscription'",
        "metadata m = {a: 1}",
        "assert x = a == b",
        "test t 'x.bicep' = {params: {}}",
        "#disable-next-line no-unused-params\nparam a int",
        "\ufeffparam a int",
        "",
    ],
)
def test_declarations_without_problems(text: str) -> None:
    assert not _parse(text).problems


@pytest.mark.parametrize(
    "text", ["using 'main.bicep'", "using none\nparam a = 1\nvar b = a", "extends 'base.bicepparam'", "param x = readEnvironmentVariable('a', 'b')"]
)
def test_parameters_files(text: str) -> None:
    assert not _parse(text, "main.bicepparam").problems


def test_resources_with_conditions_loops_and_nesting() -> None:
    file = _parse(
        "resource a 'T/a@1' existing = {\n  name: 'x'\n}\n"
        "resource b 'T/b@1' = if (on) {\n  name: 'y'\n  resource c 'c' = [for i in xs: {\n    name: i\n  }]\n}\n"
        "@batchSize(1)\nmodule m 'm.bicep' = [for (x, i) in xs: if (x) {\n  name: 'z'\n}]\n"
    )
    assert not file.problems
    first, second, module = file.declarations
    assert isinstance(first, s.Resource) and first.existing
    assert isinstance(second, s.Resource) and second.condition is not None and isinstance(second.body, s.Object)
    assert [(inner.symbol, inner.loop is not None) for inner in second.body.resources] == [("c", True)]
    assert isinstance(module, s.Module) and module.loop is not None and module.condition is not None and module.decorators[0].name == "batchSize"


def test_a_mistake_costs_one_expression() -> None:
    file = _parse("var a = {\n  b: 1 +* 2\n  c: 3\n}\nvar d = )\nresource\nparam e string\n")
    assert [(p.span.line, p.span.column) for p in file.problems] == [(2, 9), (5, 9), (6, 9)]
    values = {d.name: _show(d.value) for d in file.declarations if isinstance(d, s.Variable)}
    assert values == {"a": "{b: <broken>, c: 3}", "d": "<broken>"}
    assert any(isinstance(d, s.Parameter) and d.name == "e" for d in file.declarations)


@pytest.mark.parametrize(
    "text", ["[" * 10_000 + "]" * 10_000, "(" * 10_000, "'${" * 10_000, "{a: " * 10_000, "!" * 10_000, "a" + ".b" * 50_000, "1" + "+1" * 50_000]
)
def test_hostile_nesting_is_bounded(text: str) -> None:
    start = time.process_time()
    _parse(f"var a = {text}\nparam b string\n")
    assert time.process_time() - start < 3


@given(st.text(alphabet="{}[]()'$\\\n abc:=?@.,!|*<>\"/#0", max_size=60))
def test_any_text_ends_in_a_tree(text: str) -> None:
    file = _parse(text)
    assert file.problems or not text.strip() or file.declarations or all(t.kind in ("newline", "end") for t in tokens(text))


@given(st.text(alphabet="{}[]()'$\\\n abc", max_size=40))
def test_tokens_lie_in_order_within_the_text(text: str) -> None:
    found = tokens(text)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(text[token.start : token.end] == token.text for token in found)
