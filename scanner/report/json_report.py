"""The JSON report: one object, its schema versioned, for programs that build on ours."""

from __future__ import annotations

import json
from typing import Any

from scanner import __version__
from scanner.model.result import Coverage, Outcome, Result, ScanResult, UnusedInput
from scanner.model.source import COMMAND_LINE, Problem, Span, Step

SCHEMA_VERSION = "1.1"
"""Raised in its first number when a field changes or goes, in its second when one is added."""


def render(scan: ScanResult, all_outcomes: bool = False) -> str:
    """The report; without ``all_outcomes`` only failures and open results."""
    wanted = {Outcome.FAIL, Outcome.OPEN} if not all_outcomes else set(Outcome)
    document: dict[str, Any] = {
        "schemaVersion": SCHEMA_VERSION,
        "tool": {"name": "soc2scan", "version": __version__},
        "coverage": {**_coverage(scan.coverage, scan.problems), "unusedInputs": [_unused(one) for one in scan.unused]},
        "results": [_result(result) for result in scan.results if result.outcome in wanted],
    }
    # One result a line: readable in a diff, and many times quicker to write than an indented document.
    results = ",\n".join(json.dumps(result, ensure_ascii=False) for result in document.pop("results"))
    head = json.dumps(document, indent=2, ensure_ascii=False).removesuffix("\n}")
    return f'{head},\n  "results": [\n{results}\n  ]\n}}\n'


def location(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "column": span.column, "endLine": span.end_line, "endColumn": span.end_column}


def _step(step: Step) -> dict[str, Any]:
    return {"what": step.what, **location(step.span)}


def _problem(problem: Problem) -> dict[str, Any]:
    return {"message": problem.message, "fatal": problem.fatal, "location": location(problem.span) if problem.span != COMMAND_LINE else None}


def _unused(one: UnusedInput) -> dict[str, Any]:
    return {"kind": one.kind, "name": one.name, "openResults": one.results, "files": list(one.files)}


def _coverage(coverage: Coverage, problems: tuple[Problem, ...]) -> dict[str, Any]:
    count = {status: sum(record.status == status for record in coverage.files) for status in ("analysed", "skipped", "failed")}
    return {
        "files": {
            "seen": len(coverage.files),
            **count,
            "list": [{"path": r.file, "status": r.status, **({"reason": r.reason} if r.reason else {})} for r in coverage.files],
        },
        "resources": dict(coverage.resources),
        "judged": dict(coverage.judged),
        "withoutRule": dict(coverage.without_rule),
        "unmapped": dict(coverage.unmapped),
        "uncalled": coverage.uncalled,
        "gaps": [_step(gap) for gap in coverage.gaps],
        "problems": [_problem(problem) for problem in problems],
        "evaluated": coverage.evaluated,
    }


def _result(result: Result) -> dict[str, Any]:
    subject = result.subject
    return {
        "rule": result.rule,
        "outcome": result.outcome.value,
        "suppressed": {"reason": result.suppression.reason, "kind": result.suppression.kind} if result.suppression else None,
        "severity": result.severity.value,
        "criteria": list(result.criteria),
        "resource": {
            "address": subject.address,
            "type": subject.type,
            "name": subject.name,
            "language": subject.language.value,
            "sourceType": subject.source_type,
        },
        **({"template": True} if result.template else {}),
        **({"environments": list(result.environments)} if result.environments else {}),
        **({"engine": result.engine} if result.engine else {}),
        "location": location(result.span),
        "path": result.path,
        "related": [_step(step) for step in result.related],
        "message": result.message,
        "remedy": result.remedy,
        "fingerprint": result.fingerprint,
    }
