"""The closing lines."""

from __future__ import annotations

import pytest

from scanner.model.result import Coverage, ScanResult
from scanner.report.summary import render

UNMAPPED: dict[str, tuple[dict[str, int], str]] = {
    "all mapped": ({}, "resources: 9 of 1 types"),
    "of Azure": (
        {"azurerm_iothub": 2, "Microsoft.A/b": 1},
        "resources: 9 of 1 types, 3 of them of 2 types that no mapping covers: azurerm_iothub (2), Microsoft.A/b (1)",
    ),
    "of other providers": ({"random_pet": 2}, "resources: 9 of 1 types, 2 are not Azure's: random_pet (2)"),
    "both": (
        {"random_pet": 5, "azurerm_iothub": 1},
        "resources: 9 of 1 types, 1 of them of 1 types that no mapping covers: azurerm_iothub (1); 5 are not Azure's: random_pet (5)",
    ),
    "many": (
        {f"azapi_{letter}": 1 for letter in "abcdef"},
        "resources: 9 of 1 types, 6 of them of 6 types that no mapping covers: azapi_a (1), azapi_b (1), azapi_c (1), azapi_d (1), azapi_e (1), …",
    ),
}


@pytest.mark.parametrize(("unmapped", "line"), UNMAPPED.values(), ids=UNMAPPED.keys())
def test_unmapped_types(unmapped: dict[str, int], line: str) -> None:
    scan = ScanResult(results=(), problems=(), coverage=Coverage(resources=(("x", 9),), unmapped=tuple(unmapped.items())), units=1)
    assert line in render(scan, 77).splitlines()
