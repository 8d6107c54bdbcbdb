"""How unknown values travel: reasons, candidates, and the parts of a text that are known."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.model.unknowns import MAX_CANDIDATES
from scanner.model.value import Reference, Symbol, Unknown
from scanner.terraform.evaluate import ChildScope, PlacedError, evaluate
from scanner.terraform.parse import parse_expression
from scanner.terraform.values import BOOL, STRING, Value
from tests.terraform.language.engine import PreludeScope

SYMBOL = Unknown("s has no value", parts=(Symbol("var.s"),), type=STRING)
NAMES = {
    "s": SYMBOL,
    "b": Unknown("b has no value", type=BOOL),
    "any": Unknown("any has no value", parts=(Symbol("var.any"),)),
    "opaque": Unknown("opaque is computed"),
    "pick": Unknown("pick is open", candidates=("x", "y")),
    "tier": Unknown("tier is open", ("x", "y"), (Symbol("var.tier"),), STRING),
    "number": Unknown("number is open", candidates=(1, 2)),
    "flag": Unknown("flag is open", candidates=(True, False)),
    "settings": Unknown("settings is open", candidates=({"a": 1, "b": 2}, {"a": 1, "b": 3})),
    "resource": Unknown("r is known after apply", parts=(Reference("t.r", ()),)),
    "known": {"x": 1, "y": 2},
    "part": {"k": 1, "u": SYMBOL},
}


def value_of(text: str) -> Value:
    return evaluate(parse_expression(text)[1], ChildScope(PreludeScope(), NAMES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('pick == "z"', False),
        ("settings.a", 1),
        ("settings.a + 1", 2),
        ('"${settings.a}!"', "1!"),
        ("number > 0", True),
        ("number > 5 || false", False),
        ('b ? "same" : "same"', "same"),
        ("(b ? { a = 1, b = 2 } : { a = 1, b = 3 }).a", 1),
        ("[for x in (b ? [1, 2] : [1, 3]) : x][0]", 1),
        ("length(b ? [1] : [2])", 1),
        ("flag || true", True),
        ("b && false", False),
        ("false && any", False),
        ("b || true", True),
        ('"a${s}" == null', False),
        ('"abc-${s}" == "xyz"', False),
        ('"abc-${s}" != "xyz"', True),
        ("try(part.k, 0)", 1),
        ("can(part.u)", True),
        ("try(any.x, any.y, null) == 5 && false", False),
    ],
)
def test_known_all_the_same(text: str, expected: Any) -> None:
    assert value_of(text) == expected
    assert type(value_of(text)) is type(expected)


@pytest.mark.parametrize(
    ("text", "why", "candidates"),
    [
        ("s", "s has no value", ()),
        ("s + 1", "s has no value", ()),
        ("opaque + s", "opaque is computed", ()),
        ("pick", "pick is open", ("x", "y")),
        ("upper(pick)", "pick is open", ("X", "Y")),
        ('"${pick}-${number}"', "pick is open", ("x-1", "x-2", "y-1", "y-2")),
        ("number * 2", "number is open", (2, 4)),
        ("!flag", "flag is open", (False, True)),
        ("number > 1", "number is open", (False, True)),
        ("settings.b", "settings is open", (2, 3)),
        ("known[pick]", "pick is open", (1, 2)),
        ("known[s]", "s has no value", (1, 2)),
        ("[10, 20][number - 1]", "number is open", (10, 20)),
        ('b ? "x" : "y"', "b has no value", ("x", "y")),
        ('b ? "x" : pick', "b has no value", ("x", "y")),
        ('b ? "x" : s', "b has no value", ()),
        ('b ? "x" : null', "b has no value", ("x", None)),
        ("b ? 1 : [][0]", "b has no value", ()),
        ("[for x in [1, 2] : x if b]", "b has no value", ()),
        ("{ (pick) = 1 }", "pick is open", ()),
        ("[for x in any : x]", "any has no value", ()),
        ("try(known[s], 0)", "s has no value", (1, 2, 0)),
        ("try(any.x, 0)", "any has no value", ()),
        ("any[*].x", "any has no value", ()),
        ("max(any...)", "any has no value", ()),
        ("opaque[0]", "opaque is computed", ()),
        ('"%{ if b }x%{ else }y%{ endif }"', "b has no value", ("x", "y")),
        ('"%{ for x in any }x%{ endfor }"', "any has no value", ()),
    ],
)
def test_unknown(text: str, why: str, candidates: tuple[Any, ...]) -> None:
    value = value_of(text)
    assert isinstance(value, Unknown)
    assert value.why == why
    assert value.candidates == candidates


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"${resource.id}"', (Reference("t.r", ("id",)),)),
        ('resource.list[0]["k"]', (Reference("t.r", ("list", 0, "k")),)),
        ('"a-${s}-b"', ("a-", Symbol("var.s"), "-b")),
        ('"${"x"}${s}${"y"}z"', ("x", Symbol("var.s"), "yz")),
        ('"${resource.id}/subnets/${any.name}"', (Reference("t.r", ("id",)), "/subnets/", Symbol("var.any.name"))),
        ("any.list[1].x", (Symbol("var.any.list[1].x"),)),
        ('"${opaque}x"', (Symbol("opaque is computed (at 3)"), "x")),
        ('b ? "p${s}1" : "p${s}2"', ("p", Symbol("var.s"), Symbol("b has no value"))),
        ("b ? resource.id : resource.id", (Reference("t.r", ("id",)),)),
        ('"%{ if true }a${s}%{ endif }b"', ("a", Symbol("var.s"), "b")),
        ('"%{ for x in [1, 2] }${x}${s}%{ endfor }"', ("1", Symbol("var.s"), "2", Symbol("var.s"))),
        ("try(resource.id, null)", (Reference("t.r", ("id",)),)),
    ],
)
def test_parts(text: str, parts: tuple[Any, ...]) -> None:
    assert value_of(text).parts == parts


def test_candidates_are_limited() -> None:
    assert value_of('"' + "${tier}" * 100 + '"').candidates == ("x" * 100, "y" * 100)  # one unknown is the same everywhere
    picks = [f'${{[for n in ["{n}"] : "${{pick}}{n}"][0]}}' for n in range(6)]
    assert len(value_of('"' + "".join(picks) + '"').candidates) == MAX_CANDIDATES == 2**6
    assert value_of('"' + "".join(picks) + '${[for n in [7] : "${pick}7"][0]}"').candidates == ()


@pytest.mark.parametrize(
    ("text", "at_fault"),
    [
        ('[1, 2 + "x"]', '2 + "x"'),
        ("known.x + known.z", "known.z"),
        ("{ a = known.x.y.z }", "known.x.y"),
        ('upper("a", "b")', 'upper("a", "b")'),
        ("[for x in [1] : x.y]", "x.y"),
        ('"a${null}"', '"a${null}"'),
        ("local.nosuch.x", "local.nosuch.x"),
        ("1 + (2 * [])", "(2 * [])"),
        ("true ? known.q : 1", "known.q"),
    ],
)
def test_errors_have_a_place(text: str, at_fault: str) -> None:
    with pytest.raises(PlacedError) as caught:
        value_of(text)
    assert text[caught.value.start : caught.value.end] == at_fault
