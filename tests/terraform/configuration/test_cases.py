"""Small root modules of all kinds, against what the engine plans for them (see record_cases.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner.files import Files
from scanner.model.resource import Mode
from scanner.terraform import load_root
from tests.terraform.configuration.cases import CASES, Comparison, case_inputs, case_root


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_agrees_with_the_plan(case: Path) -> None:
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    evaluated = load_root(case_root(case), Files((case,), case), case_inputs(case))
    ours = {resource.address: resource for resource in evaluated.resources if resource.mode is Mode.MANAGED}
    comparison = Comparison()
    for address, planned in expected.items():
        if address in ours:
            comparison.add(ours[address].raw, planned["after"], planned["after_unknown"], address)

    assert not evaluated.problems
    assert sorted(ours) == sorted(expected)
    assert not comparison.contradictions
    assert not comparison.unknown
    assert all(resource.condition is True for resource in ours.values())
