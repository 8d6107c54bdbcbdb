"""SARIF 2.1.0, as GitHub code scanning wants it.

GitHub ignores ``kind`` and ``suppressions`` and would show a pass as an alert, so by default only unsuppressed
failures are written. With all outcomes the file is for other readers, kinds and suppressions included.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import sarif_om

from scanner import HOME_PAGE, __version__
from scanner.errors import InputError
from scanner.files import Files, repository_root
from scanner.model.result import Outcome, Result, ScanResult
from scanner.model.rule import Rule
from scanner.model.source import COMMAND_LINE, Span
from scanner.report.instances import only_engine
from scanner.report.line_hash import line_hashes
from scanner.report.sarif_json import to_json
from scanner.report.sarif_rules import LEVELS, descriptor, taxonomy
from scanner.rules.criteria import load_criteria

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_KINDS = {Outcome.FAIL: "fail", Outcome.OPEN: "open", Outcome.PASS: "pass", Outcome.NOT_APPLICABLE: "notApplicable"}


class _Suppression(sarif_om.Suppression):  # type: ignore[misc] # sarif-om ships no types
    """sarif-om was made from a draft in which ``status`` was called ``state``; leaving it out means accepted."""


def render(scan: ScanResult, rules: Sequence[Rule], files: Files, all_outcomes: bool = False, category: str | None = None) -> str:
    """The SARIF text. ``category`` keeps several uploads of one commit apart."""
    places = _Places(files)
    index = {rule.id: position for position, rule in enumerate(rules)}
    chosen = [r for r in scan.results if all_outcomes or (r.outcome is Outcome.FAIL and r.suppression is None)]
    run = sarif_om.Run(
        tool=sarif_om.Tool(
            driver=sarif_om.ToolComponent(
                name="soc2scan",
                semantic_version=__version__,
                version=__version__,
                information_uri=HOME_PAGE,
                rules=[descriptor(rule, f"{HOME_PAGE}/blob/main/rules/{rule.file}") for rule in rules],
                supported_taxonomies=[sarif_om.ToolComponentReference(name="SOC2", index=0)],
            )
        ),
        taxonomies=[taxonomy(load_criteria(), rules, __version__)],
        column_kind="unicodeCodePoints",
        automation_details=sarif_om.RunAutomationDetails(id=f"{category.rstrip('/')}/") if category else None,
        invocations=[_invocation(scan, places)],
        results=[_result(list(group), index, places) for _, group in groupby(sorted(chosen, key=_same_alert), key=_same_alert)],
    )
    return to_json(sarif_om.SarifLog(version="2.1.0", schema_uri=_SCHEMA, runs=[run]))


def _same_alert(result: Result) -> tuple[str, int, int, str, str]:
    """GitHub tells alerts apart by rule and line; instances of one line are one alert that names them all."""
    return result.span.file, result.span.line, result.span.column, result.rule, result.outcome.value


def _result(instances: Sequence[Result], index: dict[str, int], places: _Places) -> sarif_om.Result:
    first = instances[0]
    addresses = list(dict.fromkeys(instance.subject.address for instance in instances))
    shown = ", ".join(addresses[:5]) + (f" and {len(addresses) - 5} more" if len(addresses) > 5 else "")
    related = list(dict.fromkeys(step for instance in instances for step in instance.related))[:50]
    environments = sorted({name for instance in instances for name in instance.environments})
    engine = only_engine(instances)
    where = (f" In {', '.join(environments)}." if environments else "") + (f" For {engine} only." if engine else "")
    rule_level = LEVELS[first.severity]
    return sarif_om.Result(
        rule_id=first.rule,
        rule_index=index[first.rule],
        kind=_KINDS[first.outcome],
        level=rule_level if first.outcome is Outcome.FAIL else "none",
        message=sarif_om.Message(text=f"{first.message.rstrip('.')}. Resource: {shown}.{where} {first.remedy}".strip()),
        locations=[places.location(first.span, addresses[0])],
        related_locations=[places.related(step.span, step.what, number) for number, step in enumerate(related, 1)] or None,
        partial_fingerprints={"primaryLocationLineHash": places.line_hash(first.span), "resourceAddress/v1": first.fingerprint},
        suppressions=[_Suppression(kind=first.suppression.kind, justification=first.suppression.reason)] if first.suppression else None,
        properties={
            "criteria": list(first.criteria),
            "resources": addresses,
            "resourceType": first.subject.type,
            **({"environments": environments} if environments else {}),
            **({"engine": engine} if engine else {}),
            **({"template": True} if first.template else {}),
        },
    )


def _invocation(scan: ScanResult, places: _Places) -> sarif_om.Invocation:
    """Says what could not be read: an empty list of results must not look like a clean bill."""
    notes = [_notification(problem.message, _place(problem.span, places), "error" if problem.fatal else "warning") for problem in scan.problems]
    told = {problem.span.file for problem in scan.problems if problem.fatal}
    failed = [record for record in scan.coverage.files if record.status == "failed" and record.file not in told]
    notes += [_notification(record.reason, places.physical(Span(record.file, 1, 1, 1, 1)), "error") for record in failed]
    notes += [_notification(gap.what, places.physical(gap.span), "warning") for gap in scan.coverage.gaps]
    successful = not failed and not any(problem.fatal for problem in scan.problems)
    return sarif_om.Invocation(execution_successful=successful, tool_execution_notifications=notes or None)


def _place(span: Span, places: _Places) -> sarif_om.PhysicalLocation | None:
    return places.physical(span) if span != COMMAND_LINE else None


def _notification(text: str, where: sarif_om.PhysicalLocation | None, level: str) -> sarif_om.Notification:
    locations = [sarif_om.Location(physical_location=where)] if where is not None else None
    return sarif_om.Notification(message=sarif_om.Message(text=text), level=level, locations=locations)


class _Places:
    """Spans as SARIF locations: relative to the repository's root, percent-encoded, forward slashes."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._uris: dict[str, str] = {}
        self._hashes: dict[str, list[str]] = {}

    def uri(self, file: str) -> str:
        if (known := self._uris.get(file)) is None:
            path = self._files.base / file
            roots: Iterable[Path | None] = (repository_root(path.parent), self._files.base, *self._files.roots, path.parent)
            root = next(root for root in roots if root is not None and root in path.parents)
            # As bytes: a file name need not be UTF-8.
            known = self._uris[file] = quote(os.fsencode(path.relative_to(root).as_posix()))
        return known

    def physical(self, span: Span) -> sarif_om.PhysicalLocation:
        region = sarif_om.Region(start_line=span.line, start_column=span.column, end_line=span.end_line, end_column=span.end_column)
        return sarif_om.PhysicalLocation(artifact_location=sarif_om.ArtifactLocation(uri=self.uri(span.file)), region=region)

    def location(self, span: Span, address: str) -> sarif_om.Location:
        logical = sarif_om.LogicalLocation(fully_qualified_name=address, kind="resource")
        return sarif_om.Location(physical_location=self.physical(span), logical_locations=[logical])

    def related(self, span: Span, text: str, number: int) -> sarif_om.Location:
        return sarif_om.Location(id=number, physical_location=self.physical(span), message=sarif_om.Message(text=text))

    def line_hash(self, span: Span) -> str:
        if (known := self._hashes.get(span.file)) is None:
            try:
                path = self._files.base / span.file
                # A module outside of the scanned tree may be read as text only.
                data = self._files.read_bytes(path) if self._files.allowed(path) else self._files.read(path).text.encode()
            except InputError:  # it vanished since it was scanned
                data = b""
            known = self._hashes[span.file] = line_hashes(data.decode("utf-8", "replace"))
        return known[min(span.line, len(known)) - 1]
