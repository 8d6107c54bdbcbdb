"""The closing lines on standard error: what was found, and how much of the input that speaks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scanner.model.result import Coverage, Outcome, ScanResult, UnusedInput
from scanner.model.rule import Severity
from scanner.model.source import COMMAND_LINE, Problem, Step

_REASONS_SHOWN = 10
_TYPES_SHOWN = 5


def render(scan: ScanResult, rule_count: int) -> str:
    """The summary, one fact a line."""
    nothing = [] if scan.units else ["nothing to scan: no Terraform configuration, plan, Bicep file or ARM template was found"]
    lines = [*_trouble(scan), *nothing, _findings_line(scan), *_unused_lines(scan.unused), *_files_lines(scan.coverage)]
    lines += _resource_lines(scan.coverage, rule_count)
    return "\n".join(lines) + "\n"


def severity_counts(scan: ScanResult) -> Counter[Severity]:
    """How many failures there are that nobody suppressed."""
    return Counter(r.severity for r in scan.results if r.outcome is Outcome.FAIL and r.suppression is None)


def _findings_line(scan: ScanResult) -> str:
    counts = severity_counts(scan)
    total = sum(counts.values())
    detail = ", ".join(f"{counts[severity]} {severity.value}" for severity in Severity if counts[severity])
    outcome = Counter(r.outcome for r in scan.results)
    parts = [_several(total, "finding") + (f": {detail}" if detail else "")]
    templates = sum(r.template for r in scan.results if r.outcome is Outcome.FAIL and r.suppression is None)
    if templates:
        parts.append(f"{templates:,} of them in code that no root module deploys")
    parts.append(f"{outcome[Outcome.OPEN]:,} open (decided only at deployment)")
    suppressed = sum(r.suppression is not None for r in scan.results)
    if suppressed:
        parts.append(f"{suppressed:,} suppressed")
    return "; ".join(parts)


def _unused_lines(unused: tuple[UnusedInput, ...]) -> list[str]:
    """What would decide open results, the most first."""
    lines = []
    for one in unused[:_TYPES_SHOWN]:
        waiting = f"{_several(one.results, 'open result')} {'waits' if one.results == 1 else 'wait'} for {one.kind} {one.name}"
        first, more = one.files[0], len(one.files) - 1
        setters = f"{first} and {_several(more, 'more file')} set it" if more else f"{first} sets it"
        lines.append(f"  {waiting}: {setters} (use {'--var-file or --env auto' if one.kind == 'variable' else '--parameters'})")
    if len(unused) > _TYPES_SHOWN:
        lines.append(f"  unused files set {len(unused) - _TYPES_SHOWN:,} more; --format json lists them all")
    return lines


def _files_lines(coverage: Coverage) -> list[str]:
    count = Counter(record.status for record in coverage.files)
    lines = [f"files: {len(coverage.files):,} seen = {count['analysed']:,} analysed + {count['skipped']:,} skipped + {count['failed']:,} failed"]
    reasons = Counter(record.reason for record in coverage.files if record.status == "skipped")
    lines += [f"  skipped {number:,}: {reason}" for reason, number in reasons.most_common(_REASONS_SHOWN)]
    return lines


def _resource_lines(coverage: Coverage, rule_count: int) -> list[str]:
    """One line for the whole, one for each reason why a resource was not judged."""
    everything = _sum(coverage.resources)
    rules = _several(rule_count, "rule")
    line = f"resources: {_sum(coverage.judged):,} of {everything:,} judged by {rules}, {_several(coverage.evaluated, 'verdict')}"
    if coverage.uncalled:
        line += f"; {coverage.uncalled:,} of them in code that nothing deploys"
    azure = tuple((name, n) for name, n in coverage.unmapped if _is_azure(name))
    others = tuple((name, n) for name, n in coverage.unmapped if not _is_azure(name))
    reasons = (("no rule looks at {:,}", coverage.without_rule), ("no mapping covers {:,}", azure), ("{:,} not Azure's", others))
    lines = [f"  {reason.format(_sum(counts))}: {_most_frequent(counts)}" for reason, counts in reasons if counts]
    inapplicable = everything - _sum(coverage.judged) - _sum(coverage.without_rule) - _sum(coverage.unmapped)
    if inapplicable:
        lines.append(f"  no rule applies to {inapplicable:,}")
    return [line, *lines, *gap_lines(coverage.gaps)]


def _sum(counts: tuple[tuple[str, int], ...]) -> int:
    return sum(number for _, number in counts)


def gap_lines(gaps: tuple[Step, ...]) -> list[str]:
    """What was not available, each thing once, with the first place that wants it."""
    places: dict[str, list[Step]] = {}
    for gap in gaps:
        places.setdefault(gap.what, []).append(gap)
    lines = []
    for what, wanted in list(places.items())[:_REASONS_SHOWN]:
        more = f" and {_several(len(wanted) - 1, 'more place')}" if len(wanted) > 1 else ""
        lines.append(f"not available: {what} ({wanted[0].span.file}:{wanted[0].span.line}{more})")
    if len(places) > _REASONS_SHOWN:
        lines.append(f"not available: {len(places) - _REASONS_SHOWN} more; --format json lists them all")
    return lines


def _several(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _is_azure(name: str) -> bool:
    """An ARM type, or one of a provider for Azure Resource Manager."""
    return "/" in name or name.startswith(("azurerm_", "azapi_"))


def _most_frequent(counted: tuple[tuple[str, int], ...]) -> str:
    listed = sorted(counted, key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} ({n})" for name, n in listed[:_TYPES_SHOWN]) + (", …" if len(listed) > _TYPES_SHOWN else "")


def _trouble(scan: ScanResult) -> list[str]:
    told = {p.span.file for p in scan.problems if p.fatal}
    failed = [f"error: {record.file}: {record.reason}" for record in scan.coverage.files if record.status == "failed" and record.file not in told]
    return failed + problem_lines(scan.problems)


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Errors first: each with its place."""
    remarks = [_line("warning", p) for p in problems if not p.fatal]
    hidden = len(remarks) - _REASONS_SHOWN
    more = [f"warning: {hidden} more; --format json lists them all"] if hidden > 0 else []
    return [_line("error", p) for p in problems if p.fatal] + remarks[:_REASONS_SHOWN] + more


def _line(kind: str, problem: Problem) -> str:
    span = problem.span
    where = f"{span.file}:{span.line}:{span.column}: " if span != COMMAND_LINE else ""
    return f"{kind}: {where}{problem.message}"
