"""The closing lines."""

from __future__ import annotations

import pytest

from scanner.model.result import Coverage, ScanResult
from scanner.model.source import Span, Step
from scanner.report.summary import render

UNMAPPED: dict[str, tuple[dict[str, int], str]] = {
    "all mapped": ({}, "resources: 9 of 1 type"),
    "of Azure": (
        {"azurerm_iothub": 2, "Microsoft.A/b": 1},
        "resources: 9 of 1 type; no mapping covers 3 of 2 types: azurerm_iothub (2), Microsoft.A/b (1)",
    ),
    "of other providers": ({"random_pet": 2}, "resources: 9 of 1 type; 2 are not Azure's: random_pet (2)"),
    "both": (
        {"random_pet": 5, "azurerm_iothub": 1},
        "resources: 9 of 1 type; no mapping covers 1 of 1 type: azurerm_iothub (1); 5 are not Azure's: random_pet (5)",
    ),
    "many": (
        {f"azapi_{letter}": 1 for letter in "abcdef"},
        "resources: 9 of 1 type; no mapping covers 6 of 6 types: azapi_a (1), azapi_b (1), azapi_c (1), azapi_d (1), azapi_e (1), …",
    ),
}


@pytest.mark.parametrize(("unmapped", "line"), UNMAPPED.values(), ids=UNMAPPED.keys())
def test_unmapped_types(unmapped: dict[str, int], line: str) -> None:
    scan = ScanResult(results=(), problems=(), coverage=Coverage(resources=(("x", 9),), unmapped=tuple(unmapped.items())), units=1)
    assert line in render(scan, 77).splitlines()


def test_what_is_not_available_is_told_once() -> None:
    gaps = tuple(Step(Span("main.bicep", line, 1, line, 9), what) for what, line in (("module a", 3), ("module a", 8), ("module b", 5)))
    lines = render(ScanResult(results=(), problems=(), coverage=Coverage(gaps=gaps), units=1), 77).splitlines()
    assert lines[-2:] == ["not available: module a (main.bicep:3 and 1 more place)", "not available: module b (main.bicep:5)"]


def test_nothing_to_scan_is_said() -> None:
    assert render(ScanResult(results=(), problems=(), coverage=Coverage(), units=0), 77).startswith("nothing to scan: ")
