"""``related``: conditions on other nodes of the unit, over edges, with what is not known about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scanner.model.graph import EdgeKind, Node
from scanner.model.value import Path, Unknown, Value
from scanner.rules.decision import Condition, Decision, Evidence, Subject, blocking, both, either, negation, subject_of, unknown
from scanner.rules.graph_index import GraphIndex
from scanner.rules.jsonpath import Steps, compile_path, is_single, matches, value_at

VIAS: Mapping[str, tuple[EdgeKind, bool]] = {
    "child": (EdgeKind.PARENT, True),
    "parent": (EdgeKind.PARENT, False),
    "attached": (EdgeKind.ATTACHED, True),
    "target": (EdgeKind.ATTACHED, False),
    "reference": (EdgeKind.REFERENCE, False),
    "referrer": (EdgeKind.REFERENCE, True),
}
"""The kind of edge, and whether it is followed backwards: towards those that point here."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Which other nodes a condition is about."""

    types: frozenset[str]
    via: str
    at: Steps
    exists: bool | None
    gaps: bool
    """Whether a part of the unit that was not available may hold such a node."""

    @staticmethod
    def of(data: Mapping[str, Value]) -> Relation:
        types = data["type"] if isinstance(data["type"], list) else [data["type"]]
        at = compile_path(data["path"]) if "path" in data else ()
        return Relation(frozenset(name.casefold() for name in types), data["via"], at, data.get("exists"), data.get("gaps", True))


@dataclass(frozen=True, slots=True)
class Relative:
    """A node that is related; ``doubt`` says why it may not be, or may not exist."""

    node: Node
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Kin:
    """The related nodes, and why there may be others: a part of the unit that is missing, a target that cannot be told."""

    relatives: tuple[Relative, ...]
    others: str = ""


def compile_relation(relation: Relation, parts: Mapping[str, Condition]) -> Condition:
    """``parts`` are the compiled ``where``, ``any``, ``all`` and ``none``."""
    where = parts.get("where")

    def decide(subject: Subject) -> Decision:
        kin = kin_of(relation, subject)
        premises = [_is_related(relative, where, subject.graph) for relative in kin.relatives]
        relatives = [(relative.node, premise) for relative, premise in zip(kin.relatives, premises, strict=True) if premise.truth is not False]
        found = either(premise for _, premise in relatives)
        at = _place(relation, subject)
        answers = []
        if relation.exists is not None:
            there = _or_others(found, kin, subject, at)
            answers.append(there if relation.exists else negation(there))
        answers += [_asked(name, parts[name], relatives, kin, subject, at) for name in ("any", "all", "none") if name in parts]
        return _with_place(both(answers), subject, at)

    return decide


def _is_related(relative: Relative, where: Condition | None, graph: GraphIndex) -> Decision:
    certain = Decision(True, (Evidence(relative.node, (), relative.node.name),)) if not relative.doubt else unknown(relative.node, (), relative.doubt)
    return certain if where is None else both((certain, where(subject_of(relative.node, graph))))


def _asked(quantifier: str, condition: Condition, relatives: Sequence[tuple[Node, Decision]], kin: Kin, subject: Subject, at: Path) -> Decision:
    """``any`` wants a related node that satisfies the condition, ``all`` none that does not, ``none`` none that does."""
    answers: list[Decision] = []
    for node, premise in relatives:
        answer = condition(subject_of(node, subject.graph))
        if quantifier == "all":
            answer = negation(answer)
        if premise.truth is None and answer.truth is not False:
            answer = Decision(None, premise.evidence)
        answers.append(answer)
    found = _or_others(either(answers), kin, subject, at)
    return found if quantifier == "any" else negation(found)


def _or_others(found: Decision, kin: Kin, subject: Subject, at: Path) -> Decision:
    """ "None found" is no fact where there may be others."""
    return unknown(subject.node, at, kin.others) if found.truth is False and kin.others else found


def _place(relation: Relation, subject: Subject) -> Path:
    """Where the subject itself would say it: the reference's place, else nowhere in particular."""
    if relation.via == "reference" and is_single(relation.at):
        return value_at(subject.node.body, relation.at).path
    return ()


def _with_place(decision: Decision, subject: Subject, at: Path) -> Decision:
    if decision.evidence or decision.truth is not False:
        return decision
    return Decision(False, (Evidence(subject.node, at, None),))


def kin_of(relation: Relation, subject: Subject) -> Kin:
    """The nodes of the relation's types that are related to the subject."""
    kind, backwards = VIAS[relation.via]
    node, graph = subject.node, subject.graph
    if backwards:
        return _pointing_here(relation, kind, node, graph)
    return _pointed_at(relation, kind, node, graph)


def _pointed_at(relation: Relation, kind: EdgeKind, node: Node, graph: GraphIndex) -> Kin:
    """Whoever exists, exists with what it points at; so a target's own condition raises no doubt."""
    reached = graph.outward(node, kind, relation.at)
    relatives = tuple(Relative(target) for target in reached if target.type.casefold() in relation.types)
    elsewhere = Kin(relatives, f"the resource that {node.address} {_VERBS[kind]} is not part of this code")
    if kind is EdgeKind.REFERENCE and relation.at:
        places = [match for match in matches(node.body, relation.at) if match.value is not None]
        if any(not graph.outward(node, kind, match.path) for match in places):
            return elsewhere
        if all(blocking(match.value) is None for match in places):  # all that is said there is known, and has been followed
            return Kin(relatives)
    sources = (node, *reached) if kind is EdgeKind.PARENT else (node,)
    if any(kind in source.unlinked for source in sources):
        return Kin(relatives, f"it cannot be told which resource {node.address} {_VERBS[kind]}")
    if not relatives and relation.exists is None and kind is not EdgeKind.REFERENCE and _belongs(node, kind, relation):
        return elsewhere
    return Kin(relatives)


_VERBS = {EdgeKind.PARENT: "lies in", EdgeKind.ATTACHED: "is attached to", EdgeKind.REFERENCE: "names"}


def _belongs(node: Node, kind: EdgeKind, relation: Relation) -> bool:
    """True when there must be such a target: a child's type begins with its parent's; an extension is always on something."""
    if kind is EdgeKind.ATTACHED:
        return True
    own = node.type.casefold()
    return any(own.startswith(f"{name}/") for name in relation.types)


def _pointing_here(relation: Relation, kind: EdgeKind, node: Node, graph: GraphIndex) -> Kin:
    sources = graph.inward(node, kind, relation.at)
    relatives = [Relative(source, _existence(source, node)) for source in sources if source.type.casefold() in relation.types]
    linked = {source.index for source in sources}
    relatives += [
        Relative(other, f"it cannot be told which resource {other.address} {_VERBS[kind]}")
        for other in graph.unlinked(kind)
        if other.type.casefold() in relation.types and other.index not in linked and _may_point_at(other, kind, node)
    ]
    gap = graph.gap(node, relation.types) if relation.gaps else None
    return Kin(tuple(relatives), f"not all code was available: {gap.what}" if gap is not None else "")


def _existence(other: Node, node: Node) -> str:
    """Why it may be that the node exists without the other one."""
    condition = other.source.condition
    if not isinstance(condition, Unknown) or other.source.exists_with(node.source):
        return ""
    return f"it is not known whether {other.address} exists: {condition.why}"


def _may_point_at(other: Node, kind: EdgeKind, node: Node) -> bool:
    """True when an edge of the other's, to a target that could not be told, may lead to this node."""
    if other is node:
        return False
    return kind is not EdgeKind.PARENT or other.type.casefold().startswith(f"{node.type.casefold()}/")
