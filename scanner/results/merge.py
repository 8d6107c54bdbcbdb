"""The answers of all units as one: duplicates joined, the ledger balanced, everything in one order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from scanner.files import Files
from scanner.model.result import Coverage, FileRecord, Result, ScanResult, UnitOutcome
from scanner.model.source import Problem
from scanner.model.unit import Discovery
from scanner.results.ledger import total
from scanner.results.undeclared import undeclared
from scanner.results.waivers import apply_waivers

NOTHING_JUDGED = "nothing was judged: all that a rule looks at lies in parts that are not available, such as this one"


def merge(discovery: Discovery, outcomes: Sequence[UnitOutcome], files: Files) -> ScanResult:
    """``discovery.only`` keeps the results that touch the files named, or that changed inputs bring about; the evaluation was that of everything."""
    only = None if discovery.only is None else {files.shown(path) for path in discovery.only}
    filtered = [(outcome, None if outcome.anywhere else only) for outcome in outcomes]
    results: dict[tuple[object, ...], Result] = {}
    reported = (r for o, named in filtered for r in o.results if named is None or _touches(r, named) or identity(r) in o.caused)
    for result in reported:
        known = results.setdefault(identity(result), result)
        if (known.environments, known.engine) != (result.environments, result.engine):
            environments = tuple(sorted({*known.environments, *result.environments}))
            results[identity(result)] = replace(known, environments=environments, engine=known.engine if known.engine == result.engine else "")
    judged, remarks = apply_waivers(sorted(results.values(), key=_order), files)
    told = {p for outcome, named in filtered for p in outcome.problems if named is None or p.span.file in named}
    # Of changed files only what is wrong in them is told; in a scan of single files, whatever they are judged with.
    told |= {p for p in undeclared(outcomes) if not discovery.changed or only is None or p.span.file in only}
    problems = sorted(told.union(remarks, discovery.remarks), key=_problem_order)
    coverage = _coverage(discovery, outcomes, problems, files)
    if coverage.gaps and not coverage.judged:
        problems.append(Problem(coverage.gaps[0].span, NOTHING_JUDGED))
    return ScanResult(results=tuple(judged), problems=tuple(problems), coverage=coverage, units=len(outcomes))


def identity(result: Result) -> tuple[object, ...]:
    """The same defect reached from two roots, or with several sets of inputs, is one result."""
    return result.rule, result.outcome, result.span, result.subject.address, result.path


def _order(result: Result) -> tuple[object, ...]:
    return result.span, -result.severity.rank, result.rule, result.subject.address, result.outcome.value, result.message, result.fingerprint


def _problem_order(problem: Problem) -> tuple[object, ...]:
    return problem.span, problem.message, problem.fatal


def _touches(result: Result, only: set[str]) -> bool:
    return result.span.file in only or any(step.span.file in only for step in result.related)


def _coverage(discovery: Discovery, outcomes: Sequence[UnitOutcome], problems: Iterable[Problem], files: Files) -> Coverage:
    read = {record.file for outcome in outcomes for record in outcome.coverage.files}
    broken: dict[str, str] = {}
    for problem in problems:
        if problem.fatal:
            broken.setdefault(problem.span.file, f"{problem.span.line}:{problem.span.column}: {problem.message}")
    records = {record.file: record for record in discovery.records}
    seen = {files.shown(path) for path in discovery.candidates}
    for file in sorted(seen | (read if discovery.only is None else set()) | set(broken)):
        records[file] = _fate(file, read, broken, seen, discovery.reasons)
    return replace(total(outcome.coverage for outcome in outcomes), files=tuple(records[file] for file in sorted(records)))


def _fate(file: str, read: set[str], broken: Mapping[str, str], seen: set[str], reasons: Mapping[str, str]) -> FileRecord:
    if file in broken:
        return FileRecord(file, "failed", broken[file])
    if file in read:
        return FileRecord(file, "analysed")
    if file in reasons:
        return FileRecord(file, "skipped", reasons[file])
    lower = file.lower()
    if lower.endswith((".tfvars", ".tfvars.json")):
        return FileRecord(file, "skipped", "variable values that Terraform does not load by itself; give them with --var-file")
    if re.sub(r"\.tf(\.json)?$", r".tofu\1", file) in seen - {file}:
        return FileRecord(file, "skipped", "OpenTofu reads the .tofu file of this name instead")
    if lower.endswith((".tofu", ".tofu.json")):
        return FileRecord(file, "skipped", "only OpenTofu reads it, and no root module judged for OpenTofu uses it")
    if lower.endswith((".tf", ".tf.json")):
        return FileRecord(file, "skipped", "no root module uses it with the given inputs")
    if lower.endswith(".bicep"):
        return FileRecord(file, "skipped", "no scanned file uses it as a module with the given inputs")
    if lower.endswith(".bicepparam"):
        return FileRecord(file, "skipped", "no scanned Bicep file is the one that it names with `using`")
    return FileRecord(file, "skipped", "parameters of a template that is not judged with the given inputs")
