"""Templates made to hurt: each ends in a clear problem, in bounded time and memory."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.arm import evaluate_expression, load_template
from scanner.errors import InputError
from scanner.files import Files, SourceText
from scanner.json_source import parse_json
from scanner.model.resource import Evaluated
from scanner.model.value import leaves


def load(template: dict[str, Any], folder: Path) -> Evaluated:
    (folder / "main.json").write_text(json.dumps(template))
    return load_template(folder / "main.json", Files((folder.resolve(),), folder))


def resource(**properties: Any) -> dict[str, Any]:
    return {"type": "A.B/c", "name": "n", "properties": properties}


def chain(length: int) -> dict[str, Any]:
    return {"v0": "x", **{f"v{i}": f"[variables('v{i - 1}')]" for i in range(1, length)}}


def doubling(length: int, expression: str) -> dict[str, Any]:
    return {"v0": "[createArray('x')]", **{f"v{i}": expression.replace("@", f"variables('v{i - 1}')") for i in range(1, length)}}


def nested(depth: int) -> dict[str, Any]:
    template: dict[str, Any] = {"resources": [resource(a=1)]}
    for _ in range(depth):
        properties = {"expressionEvaluationOptions": {"scope": "inner"}, "template": template}
        template = {"resources": [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": properties}]}
    return template


# Template, and a part of the message; "" where what goes wrong only makes a value unknown.
HOSTILE: list[tuple[str, dict[str, Any], str]] = [
    ("a chain of variables", {"variables": chain(2000), "resources": [resource(a="[variables('v1999')]")]}, "nests too deeply"),
    ("calls in calls", {"resources": [resource(a="[" + "concat(" * 10_000 + "'a'" + ")" * 10_000 + "]")]}, "nests deeper than 64 levels"),
    ("accesses in a row", {"resources": [resource(a="[null()" + ".a" * 10_000 + "]")]}, "too many property accesses"),
    ("brackets in brackets", {"resources": [resource(a="[null()" + "[null()" * 10_000 + "]" * 10_001)]}, "nests deeper than 64 levels"),
    (
        "doubling arrays",
        {"variables": doubling(25, "[createArray(@, @)]"), "resources": [resource(a="[variables('v24')]")]},
        "the value is too large",
    ),
    ("doubling lists", {"variables": doubling(25, "[concat(@, @)]"), "resources": [resource(a="[variables('v24')]")]}, "the value is too large"),
    (
        "doubling text",
        {"variables": doubling(20, "[concat(string(@), string(@))]"), "resources": [resource(a="[variables('v19')]")]},
        "more than 1,000,000 characters",
    ),
    (
        "doubling candidates",
        {
            "parameters": {"p": {"type": "string"}},
            "variables": doubling(25, "[if(equals(parameters('p'), 'x'), createObject('a', @), createObject('b', @))]"),
            "resources": [resource(a="[variables('v24')]")],
        },
        "",
    ),
    (
        "doubling in a lambda",
        {"resources": [resource(a="[reduce(range(0, 9999), 1, lambda('a', 'b', createArray(lambdaVariables('a'), lambdaVariables('a'))))]")]},
        "the value is too large",
    ),
    (
        "work without end",
        {"resources": [resource(a="[map(range(0, 9999), lambda('a', map(range(0, 9999), lambda('b', add(1, lambdaVariables('b'))))))]")]},
        "takes too much work",
    ),
    ("a long text padded", {"resources": [resource(a="[padLeft('x', 2000000000)]")]}, "more than 1,000,000 characters"),
    ("a text replaced", {"resources": [resource(a=f"[replace('{'a' * 9000}', 'a', '{'b' * 9000}')]")]}, "more than 1,000,000 characters"),
    (
        "copies of copies",
        {
            "resources": [
                {
                    "type": "Microsoft.Resources/deployments",
                    "name": "[string(copyIndex())]",
                    "copy": {"name": "l", "count": 800},
                    "properties": {
                        "expressionEvaluationOptions": {"scope": "inner"},
                        "template": {"resources": [{**resource(), "copy": {"name": "m", "count": 800}}]},
                    },
                }
            ]
        },
        "there are more than 20,000 resources",
    ),
    ("an output of itself", {"resources": [resource(a="[reference('d').outputs.o.value]"), {
        "type": "Microsoft.Resources/deployments", "name": "d",
        "properties": {"template": {"resources": [], "outputs": {"o": {"type": "string", "value": "[reference('d').outputs.o.value]"}}}},
    }]}, "defined by themselves"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "message"), [pytest.param(template, message, id=name) for name, template, message in HOSTILE])
def test_hostile_template(template: dict[str, Any], message: str, tmp_path: Path) -> None:
    start = time.process_time()
    evaluated = load(template, tmp_path)
    assert time.process_time() - start < 8
    assert not message or any(message in problem.message for problem in evaluated.problems), evaluated.problems


def test_deep_nesting_of_deployments_needs_no_deep_stack(tmp_path: Path) -> None:
    evaluated = load(nested(15), tmp_path)
    assert len(evaluated.resources) == 16 and not evaluated.problems
    assert evaluated.resources[-1].address == "d/" * 15 + "A.B/c/n"


def test_long_ways_stay_within_a_small_stack(tmp_path: Path) -> None:
    limit = sys.getrecursionlimit()
    expression = "[" + "map(createArray(" * 30 + "1" + "), lambda('x', lambdaVariables('x')))" * 30 + "]"
    (tmp_path / "deep").mkdir()
    sys.setrecursionlimit(900)
    try:
        load({"variables": {**chain(70), "w": expression}, "resources": [resource(a="[variables('v69')]", b="[variables('w')]")]}, tmp_path)
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize("expression", ["[" * 5000, "concat(" * 5000, "'" * 5001, "a." * 5000, "1" * 5000, "createArray(" + "1," * 50_000 + "1)"])
def test_hostile_expression(expression: str) -> None:
    try:
        evaluate_expression(expression)
    except InputError as error:
        assert error.message


@pytest.mark.parametrize(
    "section",
    [
        {"parameters": []},
        {"parameters": {"p": 1}},
        {"parameters": {"p": {"allowedValues": 5, "type": 7}}},
        {"variables": "x"},
        {"variables": {"copy": "x"}},
        {"variables": {"copy": [1, {"name": 2}, {"name": "v"}]}},
        {"functions": [1, {"namespace": 2}, {"namespace": "a", "members": {"f": {"output": 1, "parameters": 2}}}]},
        {"outputs": [1]},
        {"$schema": 5, "languageVersion": []},
        {"definitions": []},
    ],
)
def test_misshapen_sections_do_no_harm(section: dict[str, Any], tmp_path: Path) -> None:
    body = resource(a="[parameters('p')]", b="[variables('v')]", c="[a.f()]", d="[reference('d').outputs.o.value]")
    shapes = [{}, {"type": 1, "name": 2}, {"type": "A.B/c", "name": ["x"], "copy": 1}, {"type": "A.B/c", "copy": {}, "dependsOn": 5, "condition": 3}]
    deployments = [{"type": "Microsoft.Resources/deployments", "name": "d", "properties": {"template": {"resources": 5, "outputs": {"o": 1}}}}]
    deployments.append({"type": "Microsoft.Resources/deployments", "name": "e", "properties": {"template": {}, "parameters": 5}})
    evaluated = load({"resources": [body, *shapes, *deployments], **section}, tmp_path)
    for one in evaluated.resources:
        one.origin.trace(("properties", "a"))
        one.origin.references(("properties", "b"))
        one.origin.trace(())


RICH = (Path(__file__).parent / "templates" / "origin.jsonc").read_text()
ODD = [
    None, 5, -1, True, [], {}, "", "[x", "[null()]", "[createArray()]", "[createObject()]", "[parameters('nope')]", "[newGuid()]", [1], {"a": 1},
    "[copyIndex()]", "[reference('inner')]", "[if(equals(utcNow(), 'x'), createArray(1), null())]", "[resourceGroup()]", "[[x]", "A.B/c/providers/d",
]  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [place for key, item in members for place in [(*path, key), *places(item, (*path, key))]]


@given(st.data())
def test_anything_anywhere_does_no_harm(data: st.DataObject) -> None:
    template = parse_json(SourceText("t", RICH)).value
    for _ in range(data.draw(st.integers(1, 4))):
        *way, last = data.draw(st.sampled_from(places(template)))
        node = template
        for key in way:
            node = node[key]
        node[last] = data.draw(st.sampled_from(ODD))
    with tempfile.TemporaryDirectory() as folder:
        evaluated = load(template, Path(folder))
    for one in evaluated.resources:
        for path, _ in leaves(one.raw):
            one.origin.trace(path)
            one.origin.references(path)
