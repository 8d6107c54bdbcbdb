"""Verdicts of one unit as results: where it is, in whose words, and how to repair it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from scanner.files import repository_root
from scanner.graph.place import trace_of
from scanner.graph.remedy import remedy, settable, spell
from scanner.model.graph import Graph, Node
from scanner.model.resource import Evaluated, Language, Mode
from scanner.model.result import Coverage, FileRecord, Outcome, Result, Subject, UnitOutcome
from scanner.model.rule import Rule
from scanner.model.source import Step
from scanner.model.unit import Unit, UnitKind
from scanner.model.value import Path, Unknown, Value
from scanner.results.fingerprint import fingerprint
from scanner.results.ledger import unit_ledger
from scanner.rules.evaluate import Verdict
from scanner.rules.message import message
from scanner.settings import Settings


def collect_unit(
    unit: Unit, evaluated: Evaluated, graph: Graph, verdicts: Iterable[Verdict], looked_at: Collection[str], settings: Settings
) -> UnitOutcome:
    """The unit's results, problems and part of the ledger. Passes are kept only when all outcomes are wanted."""
    identity = _unit_identity(unit, evaluated, settings)
    own = [verdict for verdict in verdicts if unit.judges(verdict.node.source.header)]
    engine = unit.engine.label if unit.engine and settings.inputs.engine is None else ""
    wanted = set(Outcome) if settings.all_outcomes else {Outcome.FAIL, Outcome.OPEN}
    results = [_result(verdict, identity, unit, engine) for verdict in own if verdict.outcome in wanted]
    coverage = unit_ledger(unit, evaluated, graph, own, looked_at)
    return replace(
        blocks_of(evaluated),
        results=tuple(results),
        problems=(*evaluated.problems, *graph.problems),
        coverage=coverage,
        anywhere=unit.kind is UnitKind.PLAN or unit.whole,
        given=evaluated.given,
        undeclared=evaluated.undeclared,
    )


def blocks_of(evaluated: Evaluated) -> UnitOutcome:
    """An outcome that only says which resource blocks there are, which of them have an instance, and what was read."""
    declared = frozenset(evaluated.declared)
    headers = frozenset((r.header.file, r.header.line) for r in evaluated.resources if r.mode is Mode.MANAGED)
    files = tuple(FileRecord(file, "analysed") for file in evaluated.files)
    return UnitOutcome(coverage=Coverage(files=files), declared=declared, instantiated=headers & declared)


def _unit_identity(unit: Unit, evaluated: Evaluated, settings: Settings) -> str:
    """The root module's folder or the template's file, relative to the repository; a plan counts as its code,
    so that its results have the fingerprints of the source's."""
    place = (evaluated.code or unit.path.parent) if unit.kind is UnitKind.PLAN else unit.path
    around = (place, *place.parents)
    # Outside of a repository the working directory serves, so that a folder has one identity, scanned alone or with others.
    root = repository_root(unit.path.parent) or next((root for root in (settings.base, *settings.roots) if root in around), place)
    return place.relative_to(root).as_posix()


def _result(verdict: Verdict, identity: str, unit: Unit, engine: str) -> Result:
    rule, node = verdict.rule, verdict.node
    place_node, path = verdict.place
    trace = trace_of(place_node, path)
    words = spell(place_node, path) if path else ""
    related = [*trace.chain, *place_node.source.calls, *(_elsewhere(other, at) for other, at in verdict.others)]
    return Result(
        rule=rule.id,
        outcome=verdict.outcome,
        severity=rule.severity,
        criteria=tuple(control.id for control in rule.controls),
        subject=_subject(node),
        span=trace.span,
        message=message(verdict),
        path=words,
        remedy=_remedy(rule, node, place_node, path) if verdict.outcome in (Outcome.FAIL, Outcome.OPEN) else "",
        fingerprint=fingerprint(rule.id, identity, node.address, words),
        header=place_node.source.header,
        template=bool(unit.blocks),
        environments=(unit.environment,) if unit.environment else (),
        engine=engine,
        related=tuple(dict.fromkeys(step for step in related if step.span != trace.span)),
    )


def _elsewhere(node: Node, path: tuple[str | int, ...]) -> Step:
    trace = trace_of(node, path)
    return Step(trace.span, f"also {spell(node, path) or node.address}")


def _subject(node: Node) -> Subject:
    return Subject(node.address, node.type, _name(node.name), node.language, node.source.type)


def _name(name: Value) -> str:
    """As far as it is known before deployment."""
    if isinstance(name, str):
        return name
    parts = name.parts if isinstance(name, Unknown) else ()
    return "".join(part if isinstance(part, str) else "{…}" for part in parts) if any(isinstance(part, str) for part in parts) else ""


def _remedy(rule: Rule, node: Node, place_node: Node, place: Path) -> str:
    """The rule's own words for the language (azapi has ARM's), else its sentence and the setting spelled in the language.

    Where the decision stands in another node, or the type has no attribute for what decided, the rule's words would be of no use.
    """
    terraform = node.language in (Language.TERRAFORM, Language.PLAN)
    family = "terraform" if terraform and not node.source.type.startswith("azapi_") else "arm" if terraform else node.language.value
    missing = next((path for path in (place, *rule.fix.set) if path and not settable(node, path)), None) if place_node is node else None
    if missing is not None and not any(settable(node, path) for path in rule.fix.set):
        spelled = f"{node.source.type} has no attribute for {spell(node, missing)}; newer types have one."
    elif place_node.type in rule.fix.related:
        spelled = remedy(place_node, rule.fix.related[place_node.type])
    elif family in rule.fix.by_language:
        return rule.fix.by_language[family]
    else:
        spelled = remedy(node, rule.fix.set)
    return f"{rule.fix.text.strip()} {spelled}".strip()
