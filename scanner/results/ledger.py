"""What became of the resources of a unit: judged, looked at by no rule, unknown to the mappings, or not Azure's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from scanner.model.graph import Graph, Node
from scanner.model.resource import Evaluated, Mode
from scanner.model.result import Coverage, FileRecord, Outcome
from scanner.model.source import Step
from scanner.model.unit import Unit
from scanner.rules.evaluate import Verdict

Counts = tuple[tuple[str, int], ...]


def unit_ledger(unit: Unit, evaluated: Evaluated, graph: Graph, verdicts: Iterable[Verdict], looked_at: Collection[str]) -> Coverage:
    """The ledger of one unit. ``looked_at`` holds the ARM types, in lower case, that a rule of the run concerns.

    It counts what is written: a resource is counted once, however many nodes it makes, and so is one that only configures another.
    It is judged when a rule gave a verdict (pass, fail or open) on one of its nodes, or on that of the resource it configures.
    """
    decided = [verdict for verdict in verdicts if verdict.outcome is not Outcome.NOT_APPLICABLE]
    counts: dict[str, Counter[str]] = {"resources": Counter(), "judged": Counter(), "without_rule": Counter(), "unmapped": Counter()}
    judged = {id(verdict.node.source) for verdict in decided}
    for name, nodes in _resources(unit, graph):
        counts["resources"][name] += 1
        if any(id(node.source) in judged for node in nodes):
            counts["judged"][name] += 1
        elif not any(node.mapped for node in nodes):
            counts["unmapped"][name] += 1
        elif not any(node.type.casefold() in looked_at for node in nodes):
            counts["without_rule"][name] += 1
    uncalled = bool(unit.blocks)  # its gaps are around it
    return Coverage(
        unit=f"{unit.kind.value} {unit.path}",
        files=tuple(FileRecord(file, "analysed") for file in evaluated.files),
        **{name: tuple(sorted(count.items())) for name, count in counts.items()},
        uncalled=counts["resources"].total() if uncalled else 0,
        gaps=() if uncalled else tuple(Step(gap.span, gap.what) for gap in graph.gaps),
        evaluated=len(decided),
    )


_DEPLOYMENT = "microsoft.resources/deployments"


def _resources(unit: Unit, graph: Graph) -> list[tuple[str, list[Node]]]:
    """Each resource that the deployment would create or change: its type (ARM's; its own where it has no node), and where it ended.

    A deployment is none: it stands for the resources in its template, which are counted themselves or, where that is missing, a gap.
    """
    nodes: dict[int, list[Node]] = {}
    for node in graph.nodes:
        if node.judged and node.type.lower() != _DEPLOYMENT and unit.judges(node.source.header):
            nodes.setdefault(id(node.source), []).append(node)
    found = [(own[0].type, own) for own in nodes.values()]
    folded = (item for item in graph.folded if item.source.mode is Mode.MANAGED and unit.judges(item.source.header))
    return found + [(item.source.type, [graph.nodes[item.target]]) for item in folded]


def total(ledgers: Iterable[Coverage]) -> Coverage:
    """All ledgers as one, without files; what was judged for several environments or engines counts once."""
    listed = list(ledgers)
    uncalled: dict[str, int] = {}
    for ledger in listed:
        uncalled[ledger.unit] = max(ledger.uncalled, uncalled.get(ledger.unit, 0))
    gaps = {gap for ledger in listed for gap in ledger.gaps}
    return Coverage(
        resources=_total((ledger.unit, ledger.resources) for ledger in listed),
        judged=_total((ledger.unit, ledger.judged) for ledger in listed),
        without_rule=_total((ledger.unit, ledger.without_rule) for ledger in listed),
        unmapped=_total((ledger.unit, ledger.unmapped) for ledger in listed),
        uncalled=sum(uncalled.values()),
        gaps=tuple(sorted(gaps, key=lambda gap: (gap.span, gap.what))),
        evaluated=sum(ledger.evaluated for ledger in listed),
    )


def _total(counts: Iterable[tuple[str, Counts]]) -> Counts:
    """The largest count of each type that a unit has in any environment, summed over the units."""
    largest: dict[tuple[str, str], int] = {}
    for unit, counted in counts:
        for name, number in counted:
            largest[unit, name] = max(number, largest.get((unit, name), 0))
    sums: Counter[str] = Counter()
    for (_, name), number in largest.items():
        sums[name] += number
    return tuple(sorted(sums.items()))
