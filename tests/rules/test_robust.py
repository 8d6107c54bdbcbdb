"""Shipped rules on spoilt resources: odd values never raise, and unknown ones never turn an answer into its opposite."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from scanner.arm import load_template
from scanner.files import Files
from scanner.graph import build_graph
from scanner.model.graph import Graph
from scanner.model.result import Outcome
from scanner.model.rule import Rule
from scanner.model.value import Path as ValuePath
from scanner.model.value import Unknown, Value, leaves
from scanner.rules.catalogue import load_rules
from scanner.rules.evaluate import evaluate
from scanner.rules.examples import arm_template, load_examples
from scanner.rules.message import message

ODD: tuple[Value, ...] = ("text", 7, -1.5, True, [], {}, [[]], [None], [{"a": 1}], {"id": 5}, "", "é" * 300, [Unknown("x")], None)
ALLOWED = {
    Outcome.PASS: {Outcome.PASS, Outcome.OPEN},
    Outcome.FAIL: {Outcome.FAIL, Outcome.OPEN},
    Outcome.OPEN: {Outcome.OPEN},
    Outcome.NOT_APPLICABLE: {Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.OPEN},
}


def graphs(rule: Rule, folder: Path) -> list[Graph]:
    found = []
    for example in load_examples(rule):
        if example.language == "arm":
            path = folder / "azuredeploy.json"
            path.write_text(json.dumps(arm_template(example.source)), encoding="utf-8")
            found.append(build_graph(load_template(path, Files((folder,), folder), ())))
    return found


def outcomes(rule: Rule, graph: Graph) -> list[Outcome]:
    verdicts = list(evaluate([rule], graph))
    assert all(message(verdict) for verdict in verdicts)
    return [verdict.outcome for verdict in verdicts]


def put(body: dict[str, Value], path: ValuePath, value: Value) -> Value:
    """Sets what is at the path, and returns what was there."""
    holder: Any = body
    for step in path[:-1]:
        holder = holder[step]
    old, holder[path[-1]] = holder[path[-1]], value
    return old


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_spoilt_resources(rule: Rule, tmp_path: Path) -> None:
    draw = random.Random(rule.id)
    for graph in graphs(rule, tmp_path.resolve()):
        known = outcomes(rule, graph)
        for node in graph.nodes:
            places = sorted({path[:length] for path, _ in leaves(node.body) for length in range(1, len(path) + 1)}, key=str)
            for path in draw.sample(places, min(len(places), 8)):
                old = put(node.body, path, draw.choice(ODD))
                outcomes(rule, graph)
                put(node.body, path, Unknown("it was blurred"))
                blurred = outcomes(rule, graph)
                put(node.body, path, old)
                assert all(after in ALLOWED[before] for before, after in zip(known, blurred, strict=True)), path
