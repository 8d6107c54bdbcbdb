"""Rules asked of a graph: one verdict per rule and node of its types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from scanner.model.graph import Graph, Node
from scanner.model.result import Outcome
from scanner.model.rule import Rule
from scanner.model.value import Path, Unknown
from scanner.rules.conditions import compile_condition
from scanner.rules.decision import Condition, Decision, Evidence, subject_of
from scanner.rules.graph_index import GraphIndex


class Verdict(NamedTuple):
    rule: Rule
    node: Node
    """The node that is judged."""
    outcome: Outcome
    evidence: Evidence
    """What decided: the first failing place, or what blocks the answer (its value is then Unknown and says why)."""
    more: tuple[Evidence, ...] = ()
    """Further failing places, when it failed."""

    @property
    def place(self) -> tuple[Node, Path]:
        return self.evidence.node, self.evidence.path

    @property
    def others(self) -> tuple[tuple[Node, Path], ...]:
        """The further places that are worth a look."""
        return tuple((found.node, found.path) for found in self.more if self._is_place(found))

    def _is_place(self, found: Evidence) -> bool:
        """Something is written there, or it is another node or list element: what is absent everywhere is no place."""
        if not found.path:
            return found.node is not self.node
        in_element = any(isinstance(step, int) for step in found.path)
        defaulted = any(found.path[:size] in found.node.defaulted for size in range(1, len(found.path) + 1))
        return in_element or (found.value is not None and not defaulted)


def evaluate(rules: Sequence[Rule], graph: Graph) -> Iterator[Verdict]:
    """Verdicts in the order of rules, then of nodes. A rule is compiled only when there is a node to ask it of."""
    index = GraphIndex(graph)
    for rule in rules:
        if nodes := index.judged(rule.types):
            yield from _verdicts(rule, nodes, index)


@cache
def _compiled(rule: Rule) -> tuple[Condition | None, Condition]:
    """What the rule concerns, and what it asserts: compiled once for all graphs, since conditions keep nothing."""
    return compile_condition(rule.where) if rule.where is not None else None, compile_condition(rule.assertion)


def _verdicts(rule: Rule, nodes: Iterable[Node], index: GraphIndex) -> Iterator[Verdict]:
    where, assertion = _compiled(rule)
    for node in nodes:
        subject = subject_of(node, index)
        premise = where(subject) if where is not None else Decision(True)
        if premise.truth is False:
            yield Verdict(rule, node, Outcome.NOT_APPLICABLE, Evidence(node, (), None))
            continue
        decision = assertion(subject)
        if decision.truth and index.after_creation is not None:  # what is right when it is created must stay so
            decision = assertion(subject_of(node, index.after_creation))
        if premise.truth is None and decision.truth is not True:
            decision = Decision(None, premise.evidence)
        yield _verdict(rule, node, decision)


_OUTCOMES = {True: Outcome.PASS, False: Outcome.FAIL, None: Outcome.OPEN}


def _verdict(rule: Rule, node: Node, decision: Decision) -> Verdict:
    outcome = _OUTCOMES[decision.truth]
    # What a condition has remarked on comes first.
    evidence = tuple(sorted(decision.evidence, key=lambda found: not found.note)) or (Evidence(node, (), None),)
    if outcome is Outcome.OPEN:
        return Verdict(rule, node, outcome, next((found for found in evidence if isinstance(found.value, Unknown)), evidence[0]))
    if outcome is Outcome.PASS or len(evidence) == 1:
        return Verdict(rule, node, outcome, evidence[0])
    places: dict[tuple[Node, Path], Evidence] = {}
    for found in evidence:
        places.setdefault((found.node, found.path), found)
    first, *more = places.values()
    return Verdict(rule, node, outcome, first, tuple(more))
