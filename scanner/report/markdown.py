"""The job summary for GitHub Actions: a table of findings and the coverage, below GitHub's size limit."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.model.result import Outcome, Result, ScanResult
from scanner.report.instances import addresses, by_place
from scanner.report.summary import render as summary

_ROWS = 100
"""GitHub refuses a summary of more than 1,024 KiB; 100 rows stay far below and are all that one reads."""
_ADDRESSES_SHOWN = 3


def render(scan: ScanResult, rule_count: int) -> str:
    """The summary, the worst findings first."""
    failures = sorted(
        (r for r in scan.results if r.outcome is Outcome.FAIL and r.suppression is None), key=lambda r: (-r.severity.rank, r.span, r.rule)
    )
    lines = ["## soc2scan", ""]
    if failures:
        lines += ["| severity | rule | criteria | resource | place | what |", "| --- | --- | --- | --- | --- | --- |"]
        findings = by_place(failures)
        lines += [_row(instances) for instances in findings[:_ROWS]]
        if len(findings) > _ROWS:
            lines.append(f"\n{len(findings) - _ROWS} more are in the SARIF file.")
    return "\n".join([*lines, "", "```", summary(scan, rule_count).rstrip(), "```", ""])


def _row(instances: Sequence[Result]) -> str:
    first = instances[0]
    shown, more = addresses(instances, _ADDRESSES_SHOWN)
    named = "<br>".join(f"`{address}`" for address in shown) + (f"<br>and {more} more" if more else "")
    what = first.message.replace("<", "&lt;")
    cells = (first.severity.value, first.rule, ", ".join(first.criteria), named, f"{first.span.file}:{first.span.line}", what)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
