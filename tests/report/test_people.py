"""The reports that people read: text and Markdown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scanner.files import Files
from scanner.model.resource import Language
from scanner.model.result import Coverage, Outcome, Result, ScanResult, Subject
from scanner.model.rule import Severity
from scanner.model.source import Span, Step
from scanner.report import markdown, text
from scanner.rules.catalogue import load_rules

_SUBJECT = Subject("azurerm_storage_account.a[0]", "Microsoft.Storage/storageAccounts", "", Language.TERRAFORM, "azurerm_storage_account")
_FAILURE = Result(
    rule="storage-plain-http",
    outcome=Outcome.FAIL,
    severity=Severity.HIGH,
    criteria=("CC6.7",),
    subject=_SUBJECT,
    span=Span("main.tf", 2, 3, 2, 21),
    message="plain <b> | text",
    path="enable_http",
    remedy="Set it.",
    fingerprint="0",
    header=Span("main.tf", 1, 1, 1, 17),
    related=(Step(Span("roots/main.tf", 7, 1, 7, 5), "called as module.a"),),
)


def _instances(number: int, outcome: Outcome = Outcome.FAIL) -> list[Result]:
    return [replace(_FAILURE, outcome=outcome, subject=replace(_SUBJECT, address=f"azurerm_storage_account.a[{index}]")) for index in range(number)]


def _scan(results: list[Result]) -> ScanResult:
    return ScanResult(results=tuple(results), problems=(), coverage=Coverage(), units=1)


def _text(results: list[Result], folder: Path, width: int = text.WIDTH) -> list[str]:
    (folder / "main.tf").write_text('resource "x" "a" {\r\n  enable_http = true' + " " * 60 + "# and so on" * 20 + "\r\n}\r\n", encoding="utf-8")
    return text.render(_scan(results), load_rules(), Files((folder,), folder), lambda words, style: words, width).splitlines()


def test_instances_of_a_place_are_one_finding(tmp_path: Path) -> None:
    lines = _text(_instances(6), tmp_path)
    assert lines[0] == "main.tf:2:3  high  storage-plain-http  CC6.7"
    assert " ".join(lines[2:4]).split() == (", ".join(f"azurerm_storage_account.a[{index}]" for index in range(4)) + " and 2 more").split()
    assert lines[4].startswith("    2 │   enable_http = true") and lines[4].endswith("…")
    assert lines[5] == "      │   ^^^^^^^^^^^^^^^^^^"
    assert lines[-1] == "  via called as module.a (roots/main.tf:7:1)"
    assert sum(line.startswith("main.tf") for line in lines) == 1


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.OPEN])
def test_lines_fit_the_terminal(tmp_path: Path, width: int, outcome: Outcome) -> None:
    results = [replace(result, message="word " * 60) for result in _instances(3, outcome)]
    assert max(map(len, _text(results, tmp_path, width))) <= width


def test_open_results_are_told_once_for_a_place(tmp_path: Path) -> None:
    assert _text(_instances(2, Outcome.OPEN), tmp_path) == [
        "Open: 2 not decided before deployment",
        "  main.tf:2:3  storage-plain-http",
        "    azurerm_storage_account.a[0], azurerm_storage_account.a[1]: plain <b> | text",
    ]


def test_markdown_rows() -> None:
    rows = [line for line in markdown.render(_scan(_instances(5)), 77).splitlines() if line.startswith("| high")]
    named = "<br>".join(f"`azurerm_storage_account.a[{index}]`" for index in range(3))
    assert rows == [f"| high | storage-plain-http | CC6.7 | {named}<br>and 2 more | main.tf:2 | plain &lt;b> \\| text |"]
