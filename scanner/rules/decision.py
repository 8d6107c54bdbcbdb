"""Three-valued decisions with their evidence, and how they combine (Kleene's strong logic)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from scanner.model.graph import Node
from scanner.model.value import Path, Unknown, Value
from scanner.rules.graph_index import GraphIndex


class Evidence(NamedTuple):
    """A place that a decision rests on. ``value`` is None when nothing is set there, Unknown when it is what blocks."""

    node: Node
    path: Path
    value: Value
    note: str = ""
    """What there is to say about it beyond its value, to stand behind it in a message."""


class Decision(NamedTuple):
    """``truth`` is None when it cannot be told. ``evidence`` is what made it so, the first place first."""

    truth: bool | None
    evidence: tuple[Evidence, ...] = ()


class Subject(NamedTuple):
    """What a condition is asked of: a node's body, or (in ``each``, ``some``) the part of it at ``path``."""

    node: Node
    value: Value
    path: Path
    graph: GraphIndex


Condition: TypeAlias = Callable[[Subject], Decision]

TRUE = Decision(True)


def subject_of(node: Node, graph: GraphIndex) -> Subject:
    """The whole node, as what a condition is asked of."""
    return Subject(node, node.body, (), graph)


def blocking(value: Value) -> Unknown | None:
    """The first unknown part of a value."""
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, Unknown):
            return part
        if isinstance(part, (dict, list, tuple)):
            pending.extend(reversed(list(part.values() if isinstance(part, dict) else part)))
    return None


def unknown(node: Node, path: Path, why: str) -> Decision:
    """Undecided, for a reason that is no value of the node."""
    return Decision(None, (Evidence(node, path, Unknown(why)),))


def both(decisions: Iterable[Decision]) -> Decision:
    """True when all are; false when one is, with every failing place as evidence."""
    return _fold(decisions, decisive=False)


def either(decisions: Iterable[Decision]) -> Decision:
    """False when all are; true when one is."""
    return _fold(decisions, decisive=True)


def _fold(decisions: Iterable[Decision], decisive: bool) -> Decision:
    decided: list[Evidence] = []
    blocked: list[Evidence] = []
    rest: list[Evidence] = []
    is_decided = is_blocked = False
    for truth, evidence in decisions:
        if truth is None:
            is_blocked = True
            blocked += evidence
        elif truth is decisive:
            is_decided = True
            decided += evidence
        else:
            rest += evidence
    if is_decided:
        return Decision(decisive, tuple(decided))
    return Decision(None, tuple(blocked)) if is_blocked else Decision(not decisive, tuple(rest))


def negation(decision: Decision) -> Decision:
    """True for false and false for true; unknown stays unknown."""
    return decision if decision.truth is None else Decision(not decision.truth, decision.evidence)


def implied(premise: Decision, conclusion: Decision) -> Decision:
    """Holds unless the premise holds and the conclusion does not; an unknown premise makes a false conclusion unknown."""
    if premise.truth is False:
        return TRUE
    return conclusion if premise.truth or conclusion.truth else Decision(None, premise.evidence)
