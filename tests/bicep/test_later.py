"""What a later Bicep has: a note and an unknown value, never a failed file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.value import Unknown
from tests.bicep.project import load, named

RESOURCE = "resource r 'A.B/c@2024-01-01' = {\n  name: 'r'\n  properties: { a: 1, x: X }\n}\n"


@pytest.mark.parametrize(
    ("later", "value"),
    [
        ("widget w = {\n  a: [1, 2]\n  b: { c: 'd' }\n}\n", "w.a"),
        ("widget w 'x:y@1' with {\n  a: 1\n} as z\n", "z.b"),
        ("@someday('x')\nwidget 'x'\n", "1"),
        ("policy {\n  retries: 3\n}\n", "1"),
        ("@someday({ a: 1 })\nparam w string = 'v'\n", "w"),
        ("", "someday(1, 'x')"),
        ("", "r2.?someday(1)"),
    ],
)
def test_it_costs_itself_only(later: str, value: str, tmp_path: Path) -> None:
    evaluated = load(tmp_path, {"main.bicep": later + RESOURCE.replace("X", value)})
    properties = named(evaluated, "r").raw["properties"]
    assert not any(problem.fatal for problem in evaluated.problems), evaluated.problems
    assert properties["a"] == 1 and (isinstance(properties["x"], Unknown) or properties["x"] in (1, "v"))
    assert bool(evaluated.gaps) == ("widget" in later or "policy" in later)
