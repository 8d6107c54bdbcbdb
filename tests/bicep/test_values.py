"""Values that a Bicep file takes from elsewhere, and names that hide others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.model.value import Unknown
from tests.bicep.project import load, named

BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


def properties(folder: Path, declarations: str, value: str, **files: str) -> Any:
    text = f"{declarations}\nresource r 'A.B/c@2024-01-01' = {{\n  name: 'r'\n  properties: {{ x: {value} }}\n}}\n"
    evaluated = load(folder, {"main.bicep": text, **{name.replace("_", "."): content for name, content in files.items()}})
    assert not evaluated.problems, evaluated.problems
    return named(evaluated, "r").raw["properties"]["x"]


@pytest.mark.parametrize(
    ("call", "content", "expected"),
    [
        ("loadYamlContent('c.txt').a", "a: 2020-01-01\n1: x\nb: !!binary aGk=\n", "2020-01-01"),
        ("loadYamlContent('c.txt')['1']", "1: x\n", "x"),
        ("loadYamlContent('c.txt', 'a[1]')", "a: &l [1, 2]\nb: *l\n", 2),
        ("loadYamlContent('c.txt').b", "b: !!binary aGk=\n", "the tag tag:yaml.org,2002:binary is not read"),
        ("loadYamlContent('c.txt')", "&a [*a]", "the alias 'a' lies within what it stands for"),
        ("loadYamlContent('c.txt')", BOMB, "the value is too large (over 100,000 parts)"),
        ("loadYamlContent('c.txt')", "[" * 50_000, "is not valid YAML"),
        ("loadJsonContent('c.txt')", "// yes\n{'a': 1, /* b */ \"b\": [.5,],}", {"a": 1, "b": [0.5]}),
        ("loadJsonContent('c.txt')", "[" * 50_000, "nests deeper"),
        ("loadJsonContent('c.txt')", "{", "is not valid JSON"),
    ],
)
def test_loaded_content(call: str, content: str, expected: Any, tmp_path: Path) -> None:
    found = properties(tmp_path, "", call, c_txt=content)
    assert expected in found.why if isinstance(found, Unknown) else found == expected


def test_a_loop_variable_hides_what_it_runs_over_in_the_body_only(tmp_path: Path) -> None:
    text = """
param vm array = [{ name: 'web', on: true }, { name: 'old', on: false }]
param x string = 'outer'
resource s 'A.B/c@2024-01-01' = [for vm in filter(vm, v => v.on): {
  name: 'st${vm.name}'
  properties: { a: vm.name, all: [for vm in [vm]: vm.name], b: other.name, c: one[0].name }
}]
resource other 'A.B/d@2024-01-01' = {
  name: 'o${vm[1].name}${x}'
}
resource one 'A.B/e@2024-01-01' = [for x in ['y']: {
  name: 'e${x}'
  properties: { b: other.name }
}]
"""
    evaluated = load(tmp_path, {"main.bicep": text})
    assert not evaluated.problems, evaluated.problems
    s, one = named(evaluated, "s[0]"), named(evaluated, "one[0]")
    assert (s.name, s.raw["properties"]) == ("stweb", {"a": "web", "all": ["web"], "b": "ooldouter", "c": "ey"})
    assert one.raw["properties"] == {"b": "ooldouter"}
