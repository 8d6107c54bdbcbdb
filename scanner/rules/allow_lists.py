"""Lists of networks that a service lets in, and the firewall rules of a server, read in two ways: what they hold for sure, and what they may hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scanner.model.graph import Node
from scanner.model.unknowns import possible
from scanner.model.value import Path, SomeItems, Unknown, Value
from scanner.rules.addresses import EVERY_IPV4, EVERYWHERE, NOWHERE, Addresses, addresses, between, candidates_of, common, is_one_address, union
from scanner.rules.decision import Evidence, Subject
from scanner.rules.jsonpath import Match, value_at
from scanner.rules.operators import number
from scanner.rules.related import Relation, kin_of

LAST = 2**31
"""Behind every priority that there is."""
USUAL_PRIORITY = 65_000
"""What App Service gives a rule without one."""
_ALLOW, _DENY = frozenset({"allow"}), frozenset({"deny"})
_WORDS = {"allow": "allow", "accept": "allow", "deny": "deny", "reject": "deny"}


@dataclass(frozen=True, slots=True)
class Form:
    """Where a kind of resource keeps its list, and what an entry looks like."""

    list: Path = ()
    rules: frozenset[str] = frozenset()
    """Instead of a list: the types of its firewall rules, which are resources of their own."""
    gaps: bool = True
    """Whether a part of the unit that was not available may hold such a rule."""
    address: Path = ()
    start: Path = ()
    end: Path = ()
    """An entry has an address (or a prefix, a range, a service tag), or else a start and an end."""
    action: Path = ()
    priority: Path = ()
    otherwise: Path = ()
    """Where the resource says what becomes of those whom no entry names. Absent: allowed as long as there is no entry."""
    others_allowed: bool = False
    """Whoever no entry names is allowed, whatever the resource says."""
    unless: Path = ()
    """A place in the entry that, when set, keeps the entry from being about whole networks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the list, or one firewall rule."""

    evidence: Evidence
    least: Addresses
    """What it holds for sure; nothing when it is not sure to exist."""
    most: Addresses
    actions: frozenset[str] = _ALLOW
    priorities: tuple[int, int] = (0, LAST)
    doubt: Evidence | None = None
    """The first thing about it that is not known."""

    @property
    def is_rest(self) -> bool:
        """True for what stands for whoever no entry names."""
        return self.priorities[0] > LAST


def entries(subject: Subject, form: Form) -> list[Entry]:
    """All entries in the order in which they count."""
    if form.rules:
        return list(_rules(subject, form))
    found = list(_listed(subject, form))
    if form.otherwise or form.others_allowed:
        found.append(_otherwise(subject, form, found[-1] if found else None))
    return sorted(found, key=lambda entry: entry.priorities)


def _listed(subject: Subject, form: Form) -> Iterator[Entry]:
    holder = value_at(subject.value, form.list, subject.path)
    if isinstance(holder.value, Unknown):
        if isinstance(holder.value, SomeItems):
            for entry in _of_list(subject.node, Match(holder.path, holder.value.items), form):
                # The items have no places of their own.
                evidence = Evidence(subject.node, holder.path, [entry.evidence.value], entry.evidence.note)
                yield replace(entry, evidence=evidence)
        yield _any_of(subject.node, holder, form)
    else:
        yield from _of_list(subject.node, holder, form)


def _of_list(node: Node, holder: Match, form: Form) -> Iterator[Entry]:
    """The entries of a list, or of one text that stands for a list."""
    if isinstance(holder.value, (list, tuple)):
        for index, item in enumerate(holder.value):
            yield from _entry(node, Match((*holder.path, index), item), form)
    elif holder.value is not None:
        yield from _entry(node, holder, form)


def _any_of(node: Node, holder: Match, form: Form) -> Entry:
    """A list that is not known, as one entry that holds what its candidates hold."""
    evidence = Evidence(node, holder.path, holder.value)
    options = [list(_of_list(node, Match(holder.path, option), form)) for option in possible(holder.value)]
    if not options or form.action or any(isinstance(option, Unknown) for option in possible(holder.value)):
        return _anything(evidence, form)
    least = common([union(entry.least for entry in option) for option in options])
    return Entry(evidence, least, union(entry.most for option in options for entry in option), doubt=evidence)


def _entry(node: Node, element: Match, form: Form, uncertain: str = "") -> Iterator[Entry]:
    """The entry, unless it names no network."""
    if isinstance(element.value, Unknown) and form.action:
        yield _anything(Evidence(node, element.path, element.value), form)
        return
    if form.unless and value_at(element.value, form.unless).value not in (None, [], {}):
        return
    held = _between(node, element, form) if form.start else _at(node, value_at(element.value, form.address, element.path))
    if held is None:
        return
    evidence, least, most, doubt = held
    actions, about_action = _actions(node, element, form)
    priorities, about_priority = _priorities(node, element, form)
    if uncertain:
        least, doubt = NOWHERE, Evidence(node, (), Unknown(uncertain))
    yield Entry(evidence, least, most, actions, priorities, doubt or about_action or about_priority)


def _anything(evidence: Evidence, form: Form) -> Entry:
    return Entry(evidence, NOWHERE, EVERYWHERE, _ALLOW | _DENY if form.action else _ALLOW, doubt=evidence)


def _at(node: Node, match: Match) -> tuple[Evidence, Addresses, Addresses, Evidence | None] | None:
    """The place of an address, what it is at least and at most, and what is not known about it; None when there is none."""
    value, evidence = match.value, Evidence(node, match.path, match.value)
    if isinstance(value, str):
        held = addresses([value])
        return evidence, held, held, None
    if not isinstance(value, Unknown):
        return None
    if is_one_address(value):
        return evidence, NOWHERE, NOWHERE, None
    candidates = candidates_of(value)
    if candidates is None:
        return evidence, NOWHERE, EVERYWHERE, evidence
    options = [addresses([text]) for text in candidates]
    return evidence, common(options) if options else NOWHERE, union(options), evidence


def _between(node: Node, element: Match, form: Form) -> tuple[Evidence, Addresses, Addresses, Evidence | None] | None:
    """As ``_at``, for a start and an end."""
    start, end = value_at(element.value, form.start, element.path), value_at(element.value, form.end, element.path)
    evidence = Evidence(node, start.path, start.value, f" up to {end.value}" if isinstance(end.value, str) else "")
    unknown = next((match for match in (start, end) if isinstance(match.value, Unknown)), None)
    if unknown is None:
        held = between(str(start.value), str(end.value))
        return evidence, held, held, None
    if start.value == end.value and unknown.value.parts:
        return evidence, NOWHERE, NOWHERE, None  # the same text twice: one address
    firsts, lasts = _texts(start.value), _texts(end.value)
    if firsts is None and lasts is None:
        return evidence, NOWHERE, EVERYWHERE, Evidence(node, unknown.path, unknown.value)
    firsts = [_edge(lasts, "0.0.0.0", "::")] if firsts is None else firsts
    lasts = [_edge(firsts, "255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")] if lasts is None else lasts
    options = [between(first, last) for first in firsts for last in lasts]
    exact = _texts(start.value) is not None and _texts(end.value) is not None
    least = common(options) if exact and options else NOWHERE
    return evidence, least, union(options), Evidence(node, unknown.path, unknown.value)


def _texts(value: Value) -> list[str] | None:
    return candidates_of(value) if isinstance(value, Unknown) else [str(value)]


def _edge(others: list[str] | None, v4: str, v6: str) -> str:
    return v6 if any(":" in other for other in others or ()) else v4


def _actions(node: Node, element: Match, form: Form) -> tuple[frozenset[str], Evidence | None]:
    """What the entry may do; an entry without an action allows."""
    match = value_at(element.value, form.action, element.path) if form.action else Match((), None)
    if match.value is None:
        return _ALLOW, None
    if not isinstance(match.value, Unknown):
        return frozenset({_WORDS.get(str(match.value).casefold(), "allow")}), None
    words = candidates_of(match.value)
    actions = _ALLOW | _DENY if words is None else frozenset(_WORDS.get(word.casefold(), "allow") for word in words)
    return actions, Evidence(node, match.path, match.value)


def _priorities(node: Node, element: Match, form: Form) -> tuple[tuple[int, int], Evidence | None]:
    """The lowest and the highest that it may have. Without any, entries count in the order in which they are written."""
    match = value_at(element.value, form.priority, element.path) if form.priority else Match((), None)
    if match.value is None:
        return (USUAL_PRIORITY, USUAL_PRIORITY), None
    options = possible(match.value) if isinstance(match.value, Unknown) else (match.value,)
    numbers = [int(found) for option in options if (found := number(option)) is not None]
    if isinstance(match.value, Unknown):
        bounds = (min(numbers), max(numbers)) if numbers and len(numbers) == len(options) else (0, LAST)
        return bounds, Evidence(node, match.path, match.value)
    return (numbers[0], numbers[0]) if numbers else (USUAL_PRIORITY, USUAL_PRIORITY), None


def _otherwise(subject: Subject, form: Form, last: Entry | None) -> Entry:
    """What becomes of those whom no entry names, as an entry behind the last. Filters and most services speak IPv4 alone."""
    place = (LAST + 1, LAST + 1)
    if form.others_allowed and last is not None:
        return Entry(last.evidence._replace(note=", and whoever no entry names is let in"), EVERY_IPV4, EVERY_IPV4, _ALLOW, place)
    match = value_at(subject.value, form.otherwise or form.list, subject.path)
    evidence = Evidence(subject.node, match.path, match.value, " for whoever no entry names" if last else "")
    if form.others_allowed or (match.value is None and last is None):
        return Entry(evidence, EVERY_IPV4, EVERY_IPV4, _ALLOW, place)
    if match.value is None:
        return Entry(evidence, EVERY_IPV4, EVERY_IPV4, _DENY, place)
    actions, doubt = _actions(subject.node, Match(subject.path, subject.value), Form(action=form.otherwise))
    return Entry(evidence, EVERY_IPV4, EVERY_IPV4, actions, place, doubt)


def _rules(subject: Subject, form: Form) -> Iterator[Entry]:
    """The firewall rule that the subject is, or all that lie in it."""
    if subject.node.type.casefold() in form.rules:
        yield from _entry(subject.node, Match(subject.path, subject.value), form)
        return
    found = kin_of(Relation(form.rules, "child", (), None, form.gaps), subject)
    for relative in found.relatives:
        yield from _entry(relative.node, Match((), relative.node.body), form, relative.doubt)
    if found.others:
        yield _anything(Evidence(subject.node, (), Unknown(found.others)), form)
