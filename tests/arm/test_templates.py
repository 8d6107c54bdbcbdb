"""Templates and the resources they give, from the tables in templates/.

A case lists all resources by address; of each, what is mentioned must agree. An unknown is {unknown: why},
with ``candidates`` and ``parts`` where these matter; in parts, a symbol is its text and a reference {reference: [address, path]}.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from scanner.arm import load_template
from scanner.files import Files
from scanner.model.resource import Evaluated
from scanner.model.value import Reference, Symbol, Unknown

CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((Path(__file__).parent / "templates").glob("*.yaml"))
    for case in yaml.safe_load(file.read_text())
]


def load(case: dict[str, Any], folder: Path) -> Evaluated:
    for name, content in {"main.json": case["template"], **case.get("files", {})}.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
    parameters = []
    for number, entries in enumerate(case.get("parameters", ())):
        parameters.append(folder / f"{number}.parameters.json")
        parameters[-1].write_text(json.dumps({"parameters": entries}))
    return load_template(folder / "main.json", Files((folder.resolve(),), folder), tuple(parameters))


def matches(value: Any, expected: Any) -> bool:
    if isinstance(value, Unknown):
        if not isinstance(expected, dict) or value.why != expected.get("unknown"):
            return False
        parts = [
            part.text if isinstance(part, Symbol) else {"reference": [part[0], list(part[1])]} if isinstance(part, Reference) else part
            for part in value.parts
        ]
        return parts == expected.get("parts", parts) and list(value.candidates) == expected.get("candidates", list(value.candidates))
    if isinstance(value, dict):
        return isinstance(expected, dict) and value.keys() == expected.keys() and all(matches(value[key], expected[key]) for key in value)
    if isinstance(value, list):
        return isinstance(expected, list) and len(value) == len(expected) and all(map(matches, value, expected))
    return type(value) is type(expected) and value == expected


@pytest.mark.parametrize("case", CASES)
def test_template(case: dict[str, Any], tmp_path: Path) -> None:
    evaluated = load(case, tmp_path)
    assert [problem.message for problem in evaluated.problems] == case.get("problems", [])
    assert sorted(gap.what for gap in evaluated.gaps) == sorted(case.get("gaps", []))
    if "count" in case:
        assert len(evaluated.resources) == case["count"]
        return
    found = {resource.address: resource for resource in evaluated.resources}
    assert len(found) == len(evaluated.resources)
    assert sorted(found) == sorted(case["resources"])
    for address, expected in case["resources"].items():
        resource = found[address]
        actual = {name: getattr(resource, name) for name in ("type", "name", "raw", "api_version", "condition", "scope")}
        actual |= {"mode": resource.mode.value, "depends_on": list(resource.depends_on), "calls": [step.what for step in resource.calls]}
        for name, wanted in expected.items():
            assert matches(actual[name], wanted), f"{address} {name}: {actual[name]!r}"
