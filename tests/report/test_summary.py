"""The closing lines."""

from __future__ import annotations

import pytest

from scanner.model.result import Coverage, ScanResult
from scanner.model.source import Span, Step
from scanner.report.summary import render

_NAMESPACES = ("Microsoft.EventHub/namespaces", 4)
RESOURCES: dict[str, tuple[Coverage, list[str]]] = {
    "all judged": (Coverage(resources=(("x", 9),), judged=(("x", 9),), evaluated=12), ["resources: 9 of 9 judged by 77 rules, 12 verdicts"]),
    "one": (Coverage(resources=(("x", 1),), judged=(("x", 1),), evaluated=1), ["resources: 1 of 1 judged by 77 rules, 1 verdict"]),
    "no rule": (
        Coverage(resources=(_NAMESPACES, ("x", 1)), judged=(("x", 1),), without_rule=(_NAMESPACES,)),
        ["resources: 1 of 5 judged by 77 rules, 0 verdicts", "  no rule looks at 4: Microsoft.EventHub/namespaces (4)"],
    ),
    "no rule applies": (
        Coverage(resources=(("x", 3),), judged=(("x", 1),)),
        ["resources: 1 of 3 judged by 77 rules, 0 verdicts", "  no rule applies to 2"],
    ),
    "no caller": (
        Coverage(resources=(("x", 3),), judged=(("x", 3),), uncalled=2),
        ["resources: 3 of 3 judged by 77 rules, 0 verdicts; 2 of them in code that nothing deploys"],
    ),
    "not mapped, and of other providers": (
        Coverage(resources=(("azurerm_iothub", 1), ("random_pet", 5)), unmapped=(("azurerm_iothub", 1), ("random_pet", 5))),
        ["resources: 0 of 6 judged by 77 rules, 0 verdicts", "  no mapping covers 1: azurerm_iothub (1)", "  5 not Azure's: random_pet (5)"],
    ),
    "many": (
        Coverage(resources=tuple((f"azapi_{c}", 1) for c in "abcdef"), unmapped=tuple((f"azapi_{c}", 1) for c in "abcdef")),
        [
            "resources: 0 of 6 judged by 77 rules, 0 verdicts",
            "  no mapping covers 6: azapi_a (1), azapi_b (1), azapi_c (1), azapi_d (1), azapi_e (1), …",
        ],
    ),
}


@pytest.mark.parametrize(("coverage", "lines"), RESOURCES.values(), ids=RESOURCES.keys())
def test_resources(coverage: Coverage, lines: list[str]) -> None:
    told = render(ScanResult(results=(), problems=(), coverage=coverage, units=1), 77).splitlines()
    assert told[-len(lines) :] == lines


def test_what_is_not_available_is_told_once() -> None:
    gaps = tuple(Step(Span("main.bicep", line, 1, line, 9), what) for what, line in (("module a", 3), ("module a", 8), ("module b", 5)))
    lines = render(ScanResult(results=(), problems=(), coverage=Coverage(gaps=gaps), units=1), 77).splitlines()
    assert lines[-2:] == ["not available: module a (main.bicep:3 and 1 more place)", "not available: module b (main.bicep:5)"]


def test_nothing_to_scan_is_said() -> None:
    assert render(ScanResult(results=(), problems=(), coverage=Coverage(), units=0), 77).startswith("nothing to scan: ")
