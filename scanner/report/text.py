"""The report a person reads: each finding with its source, why it matters and how to repair it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from scanner.files import Files
from scanner.model.result import Outcome, Result, ScanResult
from scanner.model.rule import Rule
from scanner.model.source import Span
from scanner.report.excerpt import excerpt
from scanner.report.instances import addresses, by_place, only_engine

Paint = Callable[[str, str], str]
"""(text, style) to text; style is one of red, yellow, blue, cyan, bold, dim."""

_COLOURS = {"critical": "red", "high": "red", "medium": "yellow", "low": "blue"}
WIDTH = 150
"""The columns a report may fill where there is no terminal that has fewer."""
_PROSE = 100
"""Longer lines of prose are hard to read."""
_ADDRESSES_SHOWN = 4
_OPEN_SHOWN = 20
"""Open results are listed up to here; the JSON report has them all."""


def render(scan: ScanResult, rules: Sequence[Rule], files: Files, paint: Paint, width: int = WIDTH) -> str:
    """The findings in order of file and line, then what stays open."""
    by_id = {rule.id: rule for rule in rules}
    failures = [r for r in scan.results if r.outcome is Outcome.FAIL and r.suppression is None]
    blocks = [_finding(group, by_id[group[0].rule], files, paint, width) for group in by_place(failures)]
    open_results = [r for r in scan.results if r.outcome is Outcome.OPEN and r.suppression is None]
    if open_results:
        blocks.append(_open_section(open_results, paint, width))
    return "\n".join(blocks)


def _finding(instances: list[Result], rule: Rule, files: Files, paint: Paint, width: int) -> str:
    first = instances[0]
    colour = _COLOURS[first.severity.value]
    head = f"{paint(_place(first.span), 'bold')}  {paint(first.severity.value, colour)}  {paint(first.rule, 'cyan')}  {', '.join(first.criteria)}"
    lines = [head, f"  {paint(rule.title, 'bold')}"]
    lines += _paragraph("", _addresses(instances), width)
    if first.template:
        lines.append("  (no root module deploys this: judged with its inputs unknown)")
    environments = sorted({name for instance in instances for name in instance.environments})
    if engine := only_engine(instances):
        lines.append(f"  (for {engine} only)")
    if environments:
        lines.append(f"  in {', '.join(environments)}")
    if not rule.secret:
        pair = excerpt(first.span, files, width - 10)
        for (gutter, text), style in zip(pair, ("", colour), strict=False):
            lines.append(f"    {paint(gutter, 'dim')} {paint('│', 'dim')} {paint(text, style) if style else text}")
    lines += _paragraph("", first.message, width)
    lines += _paragraph(paint("why", "dim"), rule.why, width)
    lines += _paragraph(paint("fix", "dim"), first.remedy, width)
    lines += [f"  {paint('via', 'dim')} {step.what} ({_place(step.span)})" for step in first.related[:6]]
    return "\n".join(lines) + "\n"


def _paragraph(label: str, text: str, width: int) -> list[str]:
    """Wrapped and indented, the label before the first line."""
    wrapped = textwrap.wrap(" ".join(text.split()), min(width, _PROSE) - 6, break_long_words=False, break_on_hyphens=False)
    lead = f"  {label} " if label else "  "
    indent = "      " if label else "  "
    return [(lead if number == 0 else indent) + line for number, line in enumerate(wrapped)]


def _addresses(instances: Sequence[Result]) -> str:
    shown, more = addresses(instances, _ADDRESSES_SHOWN)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _open_section(results: list[Result], paint: Paint, width: int) -> str:
    lines = [paint(f"Open: {len(results)} not decided before deployment", "bold")]
    groups = by_place(results)
    for group in groups[:_OPEN_SHOWN]:
        lines.append(f"  {_place(group[0].span)}  {paint(group[0].rule, 'cyan')}")
        lines += [f"  {line}" for line in _paragraph("", f"{_addresses(group)}: {group[0].message}", width - 2)]
    if len(groups) > _OPEN_SHOWN:
        lines.append(f"  … and {len(results) - sum(map(len, groups[:_OPEN_SHOWN]))} more; --format json lists them all")
    return "\n".join(lines) + "\n"


def _place(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"
