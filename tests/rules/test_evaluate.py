"""Verdicts, their order and evidence, on graphs made by hand."""

from __future__ import annotations

import time

import pytest

from scanner.model.graph import EdgeKind
from scanner.model.resource import Mode
from scanner.model.result import Outcome
from scanner.model.value import Unknown, Value
from scanner.rules.evaluate import evaluate
from tests.rules.nodes import graph, node, rule

NOWHERE = Unknown("x has no value")
ON: dict[str, Value] = {"path": "on", "equals": True}
KIND: dict[str, Value] = {"path": "kind", "equals": "k"}


@pytest.mark.parametrize(
    ("body", "outcome", "path"),
    [
        ({"on": True, "kind": "k"}, Outcome.PASS, ("on",)),
        ({"on": False, "kind": "k"}, Outcome.FAIL, ("on",)),
        ({"kind": "k"}, Outcome.FAIL, ("on",)),
        ({"on": NOWHERE, "kind": "k"}, Outcome.OPEN, ("on",)),
        ({"on": False, "kind": NOWHERE}, Outcome.OPEN, ("kind",)),
        ({"on": True, "kind": NOWHERE}, Outcome.PASS, ("on",)),
        ({"on": False, "kind": "other"}, Outcome.NOT_APPLICABLE, ()),
    ],
)
def test_outcome(body: dict[str, Value], outcome: Outcome, path: tuple[str, ...]) -> None:
    (verdict,) = evaluate([rule(ON, where=KIND)], graph(node("A/b", body)))
    assert (verdict.outcome, verdict.place[1]) == (outcome, path)


def test_only_managed_nodes_of_the_types_are_judged() -> None:
    unmapped = node("a/B", {})
    unmapped.mapped = False
    unit = graph(node("a/B", {}, "one"), node("A/c", {}, "two"), node("A/b", {}, "three", mode=Mode.EXISTING), unmapped, node("A/d", {}, "four"))
    verdicts = evaluate([rule(ON, types=("A/d", "A/b", "a/B"))], unit)
    assert [verdict.node.address for verdict in verdicts] == ["one", "four"]


def test_a_resource_that_may_not_exist_is_judged() -> None:
    (verdict,) = evaluate([rule(ON)], graph(node("A/b", {"on": False}, condition=NOWHERE)))
    assert verdict.outcome is Outcome.FAIL


def test_further_places_are_kept_once() -> None:
    each: dict[str, Value] = {"all": [{"path": "list[*].on", "equals": True}, {"path": "list[*].on", "exists": True}]}
    (verdict,) = evaluate([rule(each)], graph(node("A/b", {"list": [{"on": False}, {}, {"on": True}, {"on": "x"}]})))
    assert verdict.place[1] == ("list", 0, "on")
    assert [path for _, path in verdict.others] == [("list", 1, "on"), ("list", 3, "on")]


def test_what_is_absent_or_a_default_is_no_further_place() -> None:
    asked: dict[str, Value] = {"any": [{"path": path, "equals": True} for path in ("a", "b", "c")]}
    judged = node("A/b", {"a": False, "b": False})
    judged.defaulted[("b",)] = "API default"
    (verdict,) = evaluate([rule(asked)], graph(judged))
    assert verdict.place[1] == ("a",)
    assert verdict.others == ()


def test_the_place_may_lie_in_another_node() -> None:
    child = node("A/b/c", {"on": False}, "child", edges=[(EdgeKind.PARENT, 0)])
    related: dict[str, Value] = {"related": {"type": "A/b/c", "via": "child", "any": ON}}
    (verdict,) = evaluate([rule(related)], graph(node("A/b", {}), child))
    assert verdict.place == (child, ("on",))
    assert verdict.node.type == "A/b"


def test_large_units_are_quick() -> None:
    """40 rules over 2,000 nodes; the bound is loose, for slow machines."""
    nodes = [node("A/b", {"properties": {"a": {"b": number}, "list": [{"x": 1}, {"x": 2}]}}, f"n{number}") for number in range(1000)]
    nodes += [node("A/b/c", {"on": True}, f"c{number}", edges=[(EdgeKind.PARENT, number)]) for number in range(1000)]
    kinds: list[dict[str, Value]] = [
        {"path": "properties.a.b", "at_least": 0},
        {"each": "properties.list", "assert": {"path": "x", "in": [1, 2]}},
        {"not": {"path": "properties.missing.x", "equals": "y"}},
        {"related": {"type": "A/b/c", "via": "child", "any": ON}},
    ]
    unit = graph(*nodes)
    start = time.process_time()
    assert all(verdict.outcome is Outcome.PASS for verdict in evaluate([rule(kinds[number % 4]) for number in range(40)], unit))
    assert time.process_time() - start < 10
