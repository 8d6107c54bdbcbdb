"""Conditions as a table, and the property that doubt never turns an answer into its opposite."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model.graph import EdgeKind, Graph
from scanner.model.resource import Mode
from scanner.model.value import Path, SomeItems, Unknown, Value, leaves
from scanner.rules.conditions import compile_condition
from scanner.rules.decision import Decision, subject_of
from scanner.rules.graph_index import GraphIndex
from tests.rules.nodes import graph, node

NOWHERE = Unknown("x has no value")
BODY: dict[str, Value] = {
    "kind": "StorageV2",
    "properties": {
        "https": True,
        "unknown": NOWHERE,
        "either": Unknown("e", candidates=([{"v": 1}], [{"v": 1}, {"v": 1}])),
        "partly": SomeItems("p", items=({"v": 1}, {"v": 2})),
        "rules": [{"v": 1, "on": True}, {"v": 2, "on": False}, {"v": 3, "on": NOWHERE}],
        "none": [],
        "names": ["a", "b"],
        "odd": "text",
    },
}

ON: dict[str, Value] = {"path": "on", "equals": True}

CASES: list[tuple[dict[str, Value], bool | None, list[Path]]] = [
    ({"path": "properties.https", "equals": True}, True, [("properties", "https")]),
    ({"path": "$.Properties.HTTPS", "equals": False}, False, [("properties", "https")]),
    ({"path": "properties.absent.deeper", "equals": True}, False, [("properties", "absent", "deeper")]),
    ({"path": "properties.unknown", "equals": True}, None, [("properties", "unknown")]),
    ({"path": "properties.unknown.below", "exists": True}, None, [("properties", "unknown", "below")]),
    ({"not": {"path": "properties.unknown", "equals": True}}, None, [("properties", "unknown")]),
    ({"path": "kind", "exists": True, "not_equals": "FileStorage"}, True, [("kind",), ("kind",)]),
    ({"all": [{"path": "properties.unknown", "equals": 1}, {"path": "kind", "equals": "x"}]}, False, [("kind",)]),
    ({"all": [{"path": "kind", "equals": "x"}, {"path": "properties.odd", "equals": "x"}]}, False, [("kind",), ("properties", "odd")]),
    ({"any": [{"path": "properties.unknown", "equals": 1}, {"path": "properties.https", "equals": True}]}, True, [("properties", "https")]),
    ({"any": [{"path": "properties.unknown", "equals": 1}, {"path": "kind", "equals": "x"}]}, None, [("properties", "unknown")]),
    ({"path": "properties.rules[*].v", "at_least": 1}, True, [("properties", "rules", i, "v") for i in range(3)]),
    ({"path": "properties.rules[*].v", "at_least": 2}, False, [("properties", "rules", 0, "v")]),
    ({"path": "properties.rules[*].w", "equals": 2}, False, [("properties", "rules", i, "w") for i in range(3)]),
    ({"path": "properties.none[*].v", "equals": 2}, True, []),
    ({"path": "properties.rules[?(@.on == true)].v", "equals": 1}, None, [("properties", "rules", 2, "v")]),
    ({"each": "properties.rules", "assert": {"path": "v", "at_most": 2}}, False, [("properties", "rules", 2, "v")]),
    ({"each": "properties.rules", "where": ON, "assert": {"path": "v", "at_most": 2}}, None, [("properties", "rules", 2, "on")]),
    ({"each": "properties.rules", "where": ON, "assert": {"path": "v", "at_most": 3}}, True, []),
    ({"each": "properties.none", "assert": {"path": "v", "equals": 1}}, True, []),
    ({"each": "properties.absent", "assert": {"path": "v", "equals": 1}}, True, []),
    ({"each": "properties.odd", "assert": {"path": "v", "equals": 1}}, True, []),
    ({"each": "properties.unknown", "assert": {"path": "v", "equals": 1}}, None, [("properties", "unknown")]),
    ({"each": "properties.either", "assert": {"path": "v", "equals": 1}}, True, [("properties", "either")]),
    ({"each": "properties.partly", "assert": {"path": "v", "at_most": 1}}, False, [("properties", "partly")]),
    ({"each": "properties.partly", "assert": {"path": "v", "at_most": 2}}, None, [("properties", "partly")]),
    ({"each": "properties.names", "assert": {"path": ".", "in": ["a", "b"]}}, True, [("properties", "names", 0), ("properties", "names", 1)]),
    ({"each": "properties.rules[?(@.v == 2)]", "assert": {"path": "on", "equals": True}}, False, [("properties", "rules", 1, "on")]),
    ({"some": "properties.rules", "assert": {"path": "v", "equals": 2}}, True, [("properties", "rules", 1, "v")]),
    ({"some": "properties.rules", "assert": {"path": "on", "equals": "maybe"}}, None, [("properties", "rules", 2, "on")]),
    ({"some": "properties.rules", "assert": {"path": "v", "equals": 4}}, False, [("properties", "rules", i, "v") for i in range(3)]),
    ({"some": "properties.none", "assert": {"path": "v", "equals": 4}}, False, [("properties", "none")]),
    ({"some": "properties.absent", "assert": {"path": "v", "equals": 4}}, False, [("properties", "absent")]),
    ({"some": "properties.unknown", "assert": {"path": "v", "exists": False}}, None, [("properties", "unknown")]),
    ({"some": "properties.partly", "assert": {"path": "v", "equals": 2}}, True, [("properties", "partly")]),
    ({"some": "properties.partly", "assert": {"path": "v", "equals": 3}}, None, [("properties", "partly")]),
    ({"some": "properties.either", "assert": {"path": "v", "equals": 1}}, True, [("properties", "either")]),
]  # fmt: skip


def ask(condition: dict[str, Value], body: dict[str, Value]) -> Decision:
    it = node("A/b", body)
    return compile_condition(condition)(subject_of(it, GraphIndex(graph(it))))


@pytest.mark.parametrize(("condition", "truth", "places"), CASES, ids=[str(case[0]) for case in CASES])
def test_decision(condition: dict[str, Value], truth: bool | None, places: list[Path]) -> None:
    decision = ask(condition, BODY)
    assert decision.truth is truth
    if places:
        assert [evidence.path for evidence in decision.evidence] == places


DIAGNOSTICS = "Microsoft.Insights/diagnosticSettings"
PARENT, ATTACHED, REFERENCE = EdgeKind.PARENT, EdgeKind.ATTACHED, EdgeKind.REFERENCE


def vault(**options: Any) -> Any:
    return node("K/vaults", {"properties": {"ref": {"id": "somewhere"}}}, "vault", **options)


def setting(on: Value = True, **options: Any) -> Any:
    return node(DIAGNOSTICS, {"properties": {"on": on}}, "setting", **options)


ON_VAULT = [(ATTACHED, 0)]
REFERS = [(REFERENCE, 1, ("properties", "ref", "id"))]
IS_ON: dict[str, Value] = {"path": "properties.on", "equals": True}

RELATED: list[tuple[str, dict[str, Value], Graph, bool | None]] = [
    ("there is one", {"via": "attached", "exists": True}, graph(vault(), setting(edges=ON_VAULT)), True),
    ("there is none", {"via": "attached", "exists": True}, graph(vault(), setting()), False),
    ("none, as wanted", {"via": "attached", "exists": False}, graph(vault()), True),
    ("one, not wanted", {"via": "attached", "exists": False}, graph(vault(), setting(edges=ON_VAULT)), False),
    ("maybe one", {"via": "attached", "exists": True}, graph(vault(), setting(edges=ON_VAULT, condition=NOWHERE)), None),
    ("one wherever this is", {"via": "attached", "exists": True},
     graph(vault(condition=NOWHERE, circumstances="ab"), setting(edges=ON_VAULT, condition=NOWHERE, circumstances="a")), True),
    ("maybe one, where this is", {"via": "attached", "exists": True},
     graph(vault(condition=NOWHERE, circumstances="a"), setting(edges=ON_VAULT, condition=NOWHERE, circumstances="ab")), None),
    ("maybe on this", {"via": "attached", "exists": True}, graph(vault(), setting(unlinked=[ATTACHED])), None),
    ("maybe on this, one is", {"via": "attached", "exists": True}, graph(vault(), setting(unlinked=[ATTACHED]), setting(edges=ON_VAULT)), True),
    ("a missing part", {"via": "attached", "exists": True}, graph(vault(), gaps=1), None),
    ("a missing part that knows of it", {"via": "attached", "exists": True}, graph(vault(), gaps=2, reach=(frozenset(), frozenset({0}))), None),
    ("a missing part that knows of another", {"via": "attached", "exists": True}, graph(vault(), setting(), gaps=1, reach=(frozenset({1}),)), False),
    ("a missing part that holds none", {"via": "attached", "exists": True, "gaps": False}, graph(vault(), gaps=1), False),
    ("a missing part, one is here", {"via": "attached", "exists": True}, graph(vault(), setting(edges=ON_VAULT), gaps=1), True),
    ("any is on", {"via": "attached", "any": IS_ON}, graph(vault(), setting(False, edges=ON_VAULT), setting(edges=ON_VAULT)), True),
    ("none is on", {"via": "attached", "any": IS_ON}, graph(vault(), setting(False, edges=ON_VAULT)), False),
    ("maybe on", {"via": "attached", "any": IS_ON}, graph(vault(), setting(NOWHERE, edges=ON_VAULT)), None),
    ("on, maybe there", {"via": "attached", "any": IS_ON}, graph(vault(), setting(edges=ON_VAULT, condition=NOWHERE)), None),
    ("off, maybe there", {"via": "attached", "any": IS_ON}, graph(vault(), setting(False, edges=ON_VAULT, condition=NOWHERE)), False),
    ("all are on", {"via": "attached", "all": IS_ON}, graph(vault(), setting(edges=ON_VAULT)), True),
    ("one is not", {"via": "attached", "all": IS_ON}, graph(vault(), setting(edges=ON_VAULT), setting(False, edges=ON_VAULT)), False),
    ("one may not be", {"via": "attached", "all": IS_ON}, graph(vault(), setting(False, edges=ON_VAULT, condition=NOWHERE)), None),
    ("no one is", {"via": "attached", "none": IS_ON}, graph(vault(), setting(False, edges=ON_VAULT)), True),
    ("no one is, as far as is seen", {"via": "attached", "none": IS_ON}, graph(vault(), gaps=1), None),
    ("where narrows", {"via": "attached", "where": IS_ON, "exists": True}, graph(vault(), setting(False, edges=ON_VAULT)), False),
    ("where unknown", {"via": "attached", "where": IS_ON, "exists": True}, graph(vault(), setting(NOWHERE, edges=ON_VAULT)), None),
    ("only referred to", {"via": "attached", "any": {"path": "x", "equals": 1}}, graph(vault(), setting(edges=ON_VAULT, mode=Mode.EXISTING)), False),
    ("only referred to, exists", {"via": "attached", "exists": True}, graph(vault(), setting(edges=ON_VAULT, mode=Mode.EXISTING)), False),
    ("only referred to, none", {"via": "attached", "none": {"path": "x", "equals": 1}},
     graph(vault(), setting(edges=ON_VAULT, mode=Mode.EXISTING)), True),
    ("by reference", {"type": "N/g", "via": "reference", "exists": True}, graph(vault(edges=REFERS), node("N/g", {})), True),
    ("by reference, at the place", {"type": "N/g", "via": "reference", "path": "Properties.Ref", "exists": True},
     graph(vault(edges=REFERS), node("N/g", {})), True),
    ("by reference, elsewhere", {"type": "N/g", "via": "reference", "path": "properties.other", "exists": True},
     graph(vault(edges=REFERS), node("N/g", {})), False),
    ("reference out of the unit", {"type": "N/g", "via": "reference", "path": "properties.ref", "any": IS_ON}, graph(vault()), None),
    ("nothing there", {"type": "N/g", "via": "reference", "path": "properties.x", "any": IS_ON}, graph(vault(unlinked=[REFERENCE])), False),
    ("reference not told", {"type": "N/g", "via": "reference", "any": IS_ON}, graph(vault(unlinked=[REFERENCE])), None),
    ("referrer", {"type": "N/s", "via": "referrer", "exists": True}, graph(vault(), node("N/s", {}, edges=[(REFERENCE, 0, ("x",))])), True),
    ("child, deeper", {"type": "K/vaults/a/b", "via": "child", "exists": True},
     graph(vault(), node("K/vaults/a", {}, edges=[(PARENT, 0)]), node("K/vaults/a/b", {}, edges=[(PARENT, 1)])), True),
    ("child of who knows", {"type": "K/vaults/a", "via": "child", "exists": True}, graph(vault(), node("K/vaults/a", {}, unlinked=[PARENT])), None),
    ("grandchild of who knows", {"type": "K/vaults/a/b", "via": "child", "exists": True},
     graph(vault(), node("K/vaults/a", {}, unlinked=[PARENT]), node("K/vaults/a/b", {}, edges=[(PARENT, 1)])), None),
    ("another type's child", {"type": "S/x/a", "via": "child", "exists": True}, graph(vault(), node("S/x/a", {}, unlinked=[PARENT])), False),
    ("target", {"type": "N/g", "via": "target", "exists": True}, graph(vault(edges=[(ATTACHED, 1)]), node("N/g", {})), True),
    ("parent in the unit", {"type": "N/g", "via": "parent", "exists": True}, graph(vault(edges=[(PARENT, 1)]), node("N/g", {})), True),
    ("no parent in the unit", {"type": "K", "via": "parent", "exists": True}, graph(vault()), False),
    ("nothing known of a parent elsewhere", {"type": "K", "via": "parent", "any": IS_ON}, graph(vault()), None),
    ("parent not told", {"type": "K", "via": "parent", "exists": True}, graph(vault(unlinked=[PARENT])), None),
]  # fmt: skip


@pytest.mark.parametrize(("data", "unit", "truth"), [case[1:] for case in RELATED], ids=[case[0] for case in RELATED])
def test_related(data: dict[str, Value], unit: Graph, truth: bool | None) -> None:
    condition = compile_condition({"related": {"type": DIAGNOSTICS, **data}})
    decision = condition(subject_of(unit.nodes[0], GraphIndex(unit)))
    assert decision.truth is truth
    if truth is not True:
        assert decision.evidence
    if truth is None:
        assert any(isinstance(evidence.value, Unknown) for evidence in decision.evidence)


SCALARS = st.sampled_from([None, True, False, 0, 1, 30, "a", "B", "1.2", "TLS1_2", ""])
BODIES = st.dictionaries(
    st.sampled_from("abc"),
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8),
    max_size=3,
)
PATHS = st.sampled_from(["a", "b", "a.b", "a.b.c", "a[0]", "a[*]", "a[*].b", "b.*", "a[?(@.b == 1)].c", "c[?(@.a)]", "a[0:1].b", "."])
COMPARISONS = st.one_of(
    st.fixed_dictionaries({"path": PATHS, name: operand})
    for name, operand in {
        "equals": st.sampled_from(["a", 1, True]),
        "not_equals": st.sampled_from(["a", 1, True]), "in": st.just(["a", 30]), "not_in": st.just(["b", 0]),
        "contains": st.sampled_from(["a", 1]), "not_contains": st.sampled_from(["b", 30]), "starts_with": st.just("a"), "matches": st.just("^b"),
        "not_matches": st.just("a"), "at_least": st.just(1), "at_most": st.just(1), "exists": st.booleans(), "empty": st.booleans(),
        "length_at_least": st.just(1), "length_at_most": st.just(1), "version_at_least": st.just("1.2"),
    }.items()
)  # fmt: skip
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"each": PATHS, "assert": inner}, optional={"where": inner}),
        st.fixed_dictionaries({"some": PATHS, "assert": inner}, optional={"where": inner}),
    ),
    max_leaves=5,
)


@settings(max_examples=200, deadline=None)
@given(CONDITIONS, BODIES, st.data())
def test_doubt_never_turns_an_answer(condition: dict[str, Value], body: dict[str, Value], data: st.DataObject) -> None:
    """Whatever part of a body is not known, the answer stays or becomes unknown; with the truth among candidates, too."""
    places = [path[:length] for path, _ in leaves(body) for length in range(1, len(path) + 1)]
    if not places:
        return
    blurred = copy.deepcopy(body)
    *parents, last = data.draw(st.sampled_from(places))
    holder: Any = blurred
    for key in parents:
        holder = holder[key]
    holder[last] = data.draw(st.sampled_from([NOWHERE, Unknown("e", candidates=(holder[last],)), Unknown("e", candidates=("a", holder[last], None))]))
    assert ask(condition, blurred).truth in (ask(condition, body).truth, None)
