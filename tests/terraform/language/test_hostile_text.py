"""Input made to hurt ends in a problem (or in a plain reading), soon and without exhausting the stack."""

from __future__ import annotations

from time import process_time

import pytest

from scanner.errors import InputError
from scanner.files import SourceText
from scanner.terraform.evaluate import evaluate
from scanner.terraform.parse import parse_expression, parse_file, parse_template
from scanner.terraform.syntax import Broken
from tests.terraform.language.engine import PreludeScope

N = 10_000
DEEP = {
    "brackets": "[" * N + "]" * N,
    "unclosed brackets": "[" * N,
    "braces": "{x=" * N + "}" * N,
    "parentheses": "(" * N + "1" + ")" * N,
    "indexes in indexes": "x[" * N + "0" + "]" * N,
    "calls": "f(" * N + "1" + ")" * N,
    "templates": '"${' * N + "1" + '}"' * N,
    "directives": '"' + "%{if true}" * N + "%{endif}" * N + '"',
    "signs": "!" * N + "true",
    "operators": "1+" * N + "1",
    "attributes": "x" + ".y" * N,
    "indexes": "x" + "[0]" * N,
    "splats": "x" + "[*]" * N,
    "conditionals": "t ? 1 : " * N + "1",
    "conditionals within": "t ? " * N + "1" + " : 2" * N,
    "loops": "[for x in y : " * N + "1" + "]" * N,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_deep_expression(text: str) -> None:
    started = process_time()
    file = parse_file(SourceText("main.tf", f"a = {text}\nb = 2\n"))
    assert process_time() - started < 5
    (problem,) = file.problems
    assert "Nested too deeply" in problem.message
    assert problem.span.line == 1
    assert isinstance(file.body.attributes["a"].expr, Broken)
    assert "b" in file.body.attributes
    with pytest.raises(InputError):
        parse_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 95 + "]" * 95,
        "(" * 95 + "1" + ")" * 95,
        "!" * 240 + "true",
        "+".join(["1"] * 240),
        "true ? 1 : " * 95 + "1",
        '"${' * 45 + "1" + '}"' * 45,
        "[for x in [1] : " * 45 + "1" + "]" * 45,
    ],
)
def test_what_is_let_through_can_be_evaluated(text: str) -> None:
    evaluate(parse_expression(text)[1], PreludeScope())


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + "x" * 1_000_000 + '"\n',
        "a = " + '"' * 100_000 + "\n",
        "x = [\n" + (" " * 2_000 + "\n") * 100,
        "a {\n" * N + "}\n" * N,
        "a = = 1\n" * N,
        "}" * N,
        'resource "a" "b" {\n' * N,
        ("a" + " b" * 30 + "\n") * 1_000 + "x = [\n",
        "a = <<E\n" + "line = {\n" * N,
        "/*" * N,
        "a = 1e999999999\nb = " + "9" * N + "\n",
    ],
)
def test_soon(text: str) -> None:
    started = process_time()
    parse_file(SourceText("main.tf", text))
    parse_file(SourceText("main.tf.json", text))
    assert process_time() - started < 10


def test_deep_template_file() -> None:
    with pytest.raises(InputError, match="Nested too deeply"):
        parse_template("%{if true}" * N + "%{endif}" * N, "x")


@pytest.mark.parametrize(
    "text",
    [
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 0]]]",
        '"%{ for a in range(1000) }%{ for b in range(1000) }%{ for c in range(1000) }x%{ endfor }%{ endfor }%{ endfor }"',
    ],
)
def test_endless_loops_are_unknown(text: str) -> None:
    value = evaluate(parse_expression(text)[1], PreludeScope())
    assert "too many steps" in value.why or "too large" in value.why
