"""Paths: what they lead to, also in bodies that are partly unknown; and agreement with jsonpath-ng where all is known."""

from __future__ import annotations

from typing import Any

import jsonpath_ng.ext
import pytest

from scanner.model.value import Path, Unknown, Value
from scanner.rules.jsonpath import Match, compile_path, is_single, matches

NEWER = pytest.mark.skipif(not hasattr(jsonpath_ng.ext.filter, "Or"), reason="jsonpath-ng 1.8, the last for Python 3.10, has neither || nor !")

NOWHERE = Unknown("x")
BODY: dict[str, Value] = {
    "name": "n",
    "properties": {
        "list": [{"a": 1, "b": "x"}, {"a": 2, "c": None}, {"A": 3}],
        "odd-name": {"x y": True},
        "unknown": NOWHERE,
        "either": Unknown("e", candidates=({"a": 1}, {"a": 2})),
        "mixed": [{"a": NOWHERE, "b": 1}, {"a": 1, "b": 2}],
        "object": {"one": 1, "two": 2, "none": None},
    },
}
UNSURE = Unknown("x")

LIST = ("properties", "list")

CASES = [
    (".", [((), BODY, False)]),
    ("$", [((), BODY, False)]),
    ("name", [(("name",), "n", False)]),
    ("$.NAME", [(("name",), "n", False)]),
    ("properties.list[0].a", [((*LIST, 0, "a"), 1, False)]),
    ("properties.list[-1].a", [((*LIST, 2, "A"), 3, False)]),
    ("properties.list[7].a", [((*LIST, 7, "a"), None, False)]),
    ("properties.list.a", [((*LIST, "a"), None, False)]),
    ("name.a.b", [(("name", "a", "b"), None, False)]),
    ("properties['odd-name']['x y']", [(("properties", "odd-name", "x y"), True, False)]),
    ("properties.odd-name['x y']", [(("properties", "odd-name", "x y"), True, False)]),
    ("properties.unknown.a.b", [(("properties", "unknown", "a", "b"), Unknown("x"), False)]),
    ("properties.either.a", [(("properties", "either", "a"), Unknown("e", candidates=(1, 2)), False)]),
    ("properties.either.b", [(("properties", "either", "b"), Unknown("e", candidates=(None, None)), False)]),
    ("properties.unknown[*].a", [(("properties", "unknown"), Unknown("x"), True)]),
    ("properties.list[*].a", [((*LIST, 0, "a"), 1, False), ((*LIST, 1, "a"), 2, False), ((*LIST, 2, "A"), 3, False)]),
    ("properties.list[*].b", [((*LIST, 0, "b"), "x", False), ((*LIST, 1, "b"), None, False), ((*LIST, 2, "b"), None, False)]),
    ("properties.list[0:2].a", [((*LIST, 0, "a"), 1, False), ((*LIST, 1, "a"), 2, False)]),
    ("properties.object.*", [(("properties", "object", "one"), 1, False), (("properties", "object", "two"), 2, False)]),
    ("properties.none[*].a", []),
    ("name[*].a", []),
    ("properties.list[?(@.b == 'X')].a", [((*LIST, 0, "a"), 1, False)]),
    ("properties.list[?(@.b)].a", [((*LIST, 0, "a"), 1, False)]),
    ("properties.list[?(@.b =~ '^x$')].a", [((*LIST, 0, "a"), 1, False)]),
    ("properties.mixed[?(@.a == 1)].b", [(("properties", "mixed", 0, "b"), 1, True), (("properties", "mixed", 1, "b"), 2, False)]),
    pytest.param("properties.list[?(@.a > 1 && !@.b)].a", [((*LIST, 1, "a"), 2, False), ((*LIST, 2, "A"), 3, False)], marks=NEWER),
    pytest.param("properties.list[?(@.a == 1 || @.a == 3)].a", [((*LIST, 0, "a"), 1, False), ((*LIST, 2, "A"), 3, False)], marks=NEWER),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_matches(text: str, expected: list[tuple[Path, Value, bool]]) -> None:
    assert list(matches(BODY, compile_path(text))) == [Match(*each) for each in expected]


@pytest.mark.parametrize("text", ["", "a[", "a b", ".a", "a..b", "a[0,1]", "a|b", "$..a", "a[?(@.b[*] == 1)]", "a.`len`", "a[?(@.b + 1)]", "*[/b]"])
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"path|JSONPath|filter"):
        compile_path(text)


KNOWN: dict[str, Any] = {"a": [{"b": 1, "c": [1, 2]}, {"b": 2, "c": [3]}], "d": {"e": {"b": 5}}, "f-g": {"$h": 1}}


@pytest.mark.parametrize(
    "text", ["$", "a", "a[0]", "a[*].b", "a[-1].c[0]", "d.*.b", "*", "a[1:].b", "a[*].c[*]", "a[?(@.b > 1)].c[0]", "f-g", "['f-g']['$h']"]
)
def test_same_as_jsonpath_ng(text: str) -> None:
    found = [match.value for match in jsonpath_ng.ext.parse(text).find(KNOWN)]
    assert [match.value for match in matches(KNOWN, compile_path(text))] == found


def test_simple_paths_lead_to_one_place() -> None:
    assert is_single(compile_path("a.b[0].c"))
    assert not is_single(compile_path("a[*]"))
