"""The job summary for GitHub Actions: a table of findings and the coverage, below GitHub's size limit."""

from __future__ import annotations

from scanner.model.result import Outcome, ScanResult
from scanner.report.summary import render as summary

_ROWS = 100
"""GitHub refuses a summary of more than 1,024 KiB; 100 rows stay far below and are all that one reads."""


def render(scan: ScanResult, rule_count: int) -> str:
    """The summary, the worst findings first."""
    failures = sorted(
        (r for r in scan.results if r.outcome is Outcome.FAIL and r.suppression is None), key=lambda r: (-r.severity.rank, r.span, r.rule)
    )
    lines = ["## soc2scan", ""]
    if failures:
        lines += ["| severity | rule | criteria | resource | place | what |", "| --- | --- | --- | --- | --- | --- |"]
        for r in failures[:_ROWS]:
            cells = (r.severity.value, r.rule, ", ".join(r.criteria), f"`{r.subject.address}`", f"{r.span.file}:{r.span.line}", r.message)
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
        if len(failures) > _ROWS:
            lines.append(f"\n{len(failures) - _ROWS} more are in the SARIF file.")
    return "\n".join([*lines, "", "```", summary(scan, rule_count).rstrip(), "```", ""])
