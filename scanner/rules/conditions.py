"""Conditions as closures: compiled from their data once, then asked of many nodes.

The data has been validated (``condition_schema``) before it gets here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from scanner.graph.place import may_drift
from scanner.model.unknowns import possible
from scanner.model.value import Path, SomeItems, Unknown, Value
from scanner.rules.decision import Condition, Decision, Evidence, Subject, blocking, both, either, implied, negation
from scanner.rules.jsonpath import Match, Steps, compile_path, is_single, matches, value_at
from scanner.rules.operators import OPERATORS, Test, prepare
from scanner.rules.predicates import prepare_predicate
from scanner.rules.related import Relation, compile_relation

NOT_ACCEPTED = "what is written there is no value that Azure accepts"
DRIFTS = "ignore_changes keeps Terraform from setting it once the resource exists, so the value in the code need not be the one in use"
NOT_SURE = "it is not known whether this element is meant"


def compile_condition(data: Mapping[str, Value]) -> Condition:
    """The condition that the data says, which has exactly one form."""
    if "all" in data:
        return _all([compile_condition(item) for item in data["all"]])
    if "any" in data:
        return _any([compile_condition(item) for item in data["any"]])
    if "not" in data:
        inner = compile_condition(data["not"])
        return lambda subject: negation(inner(subject))
    if "each" in data or "some" in data:
        return _quantified(data)
    if "type" in data:
        return _of_type(data["type"])
    if "related" in data:
        related = data["related"]
        parts = {key: compile_condition(related[key]) for key in ("where", "any", "all", "none") if key in related}
        return compile_relation(Relation.of(related), parts)
    if "predicate" in data:
        arguments = {key: value for key, value in data.items() if key != "predicate"}
        return prepare_predicate(data["predicate"], arguments)
    return _comparison(data)


def _all(conditions: list[Condition]) -> Condition:
    return lambda subject: both(condition(subject) for condition in conditions)


def _any(conditions: list[Condition]) -> Condition:
    return lambda subject: either(condition(subject) for condition in conditions)


def _of_type(names: Value) -> Condition:
    wanted = frozenset(name.casefold() for name in (names if isinstance(names, list) else [names]))
    return lambda subject: Decision(subject.node.type.casefold() in wanted)


def _comparison(data: Mapping[str, Value]) -> Condition:
    """``{path: P, OP: V}``; several operators must all hold."""
    steps = compile_path(data["path"])
    tests = [(prepare(name, operand), name) for name, operand in data.items() if name in OPERATORS]
    conditions = [_at_place(steps, test, name) if is_single(steps) else _at_places(steps, test, name) for test, name in tests]
    return conditions[0] if len(conditions) == 1 else _all(conditions)


def _at_place(steps: Steps, test: Test, name: str) -> Condition:
    assert is_single(steps)

    def decide(subject: Subject) -> Decision:
        match = value_at(subject.value, steps, subject.path)
        return _tested(subject, match, test, name)

    return decide


def _at_places(steps: Steps, test: Test, name: str) -> Condition:
    def decide(subject: Subject) -> Decision:
        return both(_tested(subject, match, test, name) for match in matches(subject.value, steps, subject.path))

    return decide


def _tested(subject: Subject, match: Match, test: Test, name: str) -> Decision:
    value = _value_of(subject, match)
    truth = test(value)
    if truth is False and match.doubtful:
        truth = None
    if truth is None and not isinstance(value, Unknown):
        value = blocking(value) or Unknown(NOT_ACCEPTED if name == "among" else NOT_SURE)
    return Decision(truth, (Evidence(subject.node, match.path, value),))


def _value_of(subject: Subject, match: Match) -> Value:
    """The value; of what is only referred to, nothing can be said to be absent."""
    if subject.graph.later and may_drift(subject.node, match.path):
        # One that differs in every run (an expiry from timestamp()) has to be ignored, and is set all the same.
        return match.value if isinstance(match.value, Unknown) and match.value.certain else Unknown(DRIFTS)
    if match.value is None and not subject.node.judged:
        return Unknown(f"{subject.node.address} is not part of this deployment")
    return match.value


def _quantified(data: Mapping[str, Value]) -> Condition:
    """``each`` and ``some``. A path that ends in a wildcard, slice or filter names the elements; another names what holds them."""
    every = "each" in data
    steps = compile_path(data["each" if every else "some"])
    asserted = compile_condition(data["assert"])
    where = compile_condition(data["where"]) if "where" in data else None
    names_elements = bool(steps) and not isinstance(steps[-1], (str, int))

    def ask(element: Subject, doubt: Unknown | None) -> Decision:
        answer = asserted(element)
        if where is not None:
            premise = where(element)
            answer = implied(premise, answer) if every else both((premise, answer))
        if doubt is not None and answer.truth is not every:
            return Decision(None, (Evidence(element.node, element.path, doubt),))
        return answer

    def ask_all(elements: Iterable[tuple[Subject, Unknown | None]]) -> Decision:
        answers = (ask(element, doubt) for element, doubt in elements)
        return both(answers) if every else either(answers)

    def ask_place(subject: Subject, match: Match) -> Decision:
        holder = _part(subject, _value_of(subject, match), match.path)
        if isinstance(holder.value, Unknown):
            options = [_part(holder, candidate, match.path) for candidate in possible(holder.value)]
            truths = {ask_all(_elements(option, match.doubtful)).truth for option in options}
            if len(truths) == 1 and None not in truths:
                return Decision(truths.pop(), (Evidence(subject.node, match.path, holder.value),))
        if isinstance(holder.value, SomeItems) and not match.doubtful:
            certain = ask_all((_part(holder, item, match.path), None) for item in holder.value.items)
            if certain.truth is not every and certain.truth is not None:  # the items have no places of their own
                return Decision(certain.truth, tuple(Evidence(one.node, match.path, [one.value]) for one in certain.evidence))
        return ask_all(_elements(holder, match.doubtful))

    def decide(subject: Subject) -> Decision:
        found = list(matches(subject.value, steps, subject.path))
        if names_elements:
            decision = ask_all((_part(subject, match.value, match.path), _doubt(match)) for match in found)
        else:
            decision = both(ask_place(subject, match) for match in found) if every else either(ask_place(subject, match) for match in found)
        return decision if decision.evidence or decision.truth is not False else Decision(False, (_holder(subject, steps),))

    return decide


def _part(whole: Subject, value: Value, path: Path) -> Subject:
    return Subject(whole.node, value, path, whole.graph)


def _elements(holder: Subject, doubtful: bool) -> Iterator[tuple[Subject, Unknown | None]]:
    """The elements in a list or object, each with what makes it doubtful that there is such an element."""
    value = holder.value
    if isinstance(value, Unknown):
        yield _part(holder, Unknown(value.why), holder.path), value
        return
    doubt = Unknown(NOT_SURE) if doubtful else None
    if isinstance(value, dict):
        for key, item in value.items():
            if item is not None:
                yield _part(holder, item, (*holder.path, key)), doubt or (item if isinstance(item, Unknown) else None)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield _part(holder, item, (*holder.path, index)), doubt


def _doubt(match: Match) -> Unknown | None:
    if not match.doubtful:
        return None
    return match.value if isinstance(match.value, Unknown) else Unknown(NOT_SURE)


def _holder(subject: Subject, steps: Steps) -> Evidence:
    """What ``some`` points at when there is no element."""
    names = tuple(takewhile(lambda step: isinstance(step, (str, int)), steps))
    assert is_single(names)
    place = value_at(subject.value, names, subject.path)
    return Evidence(subject.node, place.path, place.value)
