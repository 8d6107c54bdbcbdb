"""``{predicate: inbound_access, ports: [22], protocol: Tcp}``: the internet can reach one of the ports through this NSG.

An NSG decides by its first rule that matches, in order of priority. Traffic is let in from the internet when, for some
port, destination and protocol, the sources that an Allow rule matches and no Deny rule of higher priority takes away
hold at least as many public addresses as one IPv4 /8 (16.7 million) or one IPv6 /16. So ``*``, ``Internet``,
``0.0.0.0/0`` and its halves count, the ranges of an office or a provider do not, and a Deny for a few addresses changes
nothing. Rules in the group and rules on their own count alike; where a field is not known, the rule is taken at its
least and at its most, and if the answer differs it is unknown. The rules' evidence is the source that opens the way.

``ports: every`` asks whether all ports can be reached; with ``sure: true``, "unknown" counts as no. ``services: databases`` asks for the
services of that name in ``scanner.rules.services``, each with its own ports and protocols; the evidence's note names those that can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scanner.model.value import Unknown, Value
from scanner.rules.addresses import LARGE_V4, LARGE_V6, addresses, public
from scanner.rules.decision import Condition, Decision, Evidence, Subject, both, either, unknown
from scanner.rules.intervals import Intervals, minus, normal, overlap, size
from scanner.rules.jsonpath import value_at
from scanner.rules.security_rules import PROTOCOLS, Reach, SecurityRule, ports, protocols, security_rules
from scanner.rules.services import SERVICES, Service

EVERY: tuple[Intervals, ...] = (((2, 2),), ((20001, 20001),), ((64999, 64999),))
"""Three ports that nobody opens on purpose stand for all of them."""
MOST_NAMES = 4
MOST_RULES = 2000
"""Azure allows 1,000 in a group."""
MOST_COMBINATIONS = 20_000


class _TooManyError(Exception):
    """The rules cut the traffic into more pieces than can be looked at."""


def prepare(arguments: Mapping[str, Value]) -> Condition:
    """The condition, to be asked of network security groups. Raises ValueError for arguments that it does not take."""
    if "services" in arguments:
        return _for_services(_services(arguments))
    wanted, wanted_protocols, only_sure = _arguments(arguments)

    def decide(subject: Subject) -> Decision:
        rules = security_rules(subject.node, subject.graph)
        decision = both(_decision(subject, rules, one, wanted_protocols) for one in wanted)
        return Decision(False, decision.evidence) if only_sure and decision.truth is None else decision

    return decide


def _for_services(services: Sequence[Service]) -> Condition:
    """One of the services can be reached."""
    all_ports = normal(interval for service in services for interval in service.ports)

    def decide(subject: Subject) -> Decision:
        rules = security_rules(subject.node, subject.graph)
        at_all = _decision(subject, rules, all_ports, PROTOCOLS)
        if at_all.truth is False:
            return at_all
        answers = [(service, _decision(subject, rules, service.ports, service.protocols)) for service in services]
        decision = either(answer for _, answer in answers)
        if not decision.truth:
            return decision
        open_ones = [str(_reached(service, subject, rules)) for service, answer in answers if answer.truth]
        note = " " + ", ".join(open_ones[:MOST_NAMES]) + (f" and {len(open_ones) - MOST_NAMES} more" if len(open_ones) > MOST_NAMES else "")
        return Decision(True, tuple(evidence._replace(note=note) for evidence in decision.evidence))

    return decide


def _reached(service: Service, subject: Subject, rules: Sequence[SecurityRule]) -> Service:
    """The service with those of its ports that can be reached."""
    return service._replace(ports=tuple(ports for ports in service.ports if _decision(subject, rules, (ports,), service.protocols).truth))


def _decision(subject: Subject, rules: Sequence[SecurityRule], wanted_ports: Intervals, wanted_protocols: frozenset[str]) -> Decision:
    try:
        if len(rules) > MOST_RULES:
            raise _TooManyError
        opening = _opening(rules, wanted_ports, wanted_protocols, sure=True)
        if opening is not None:
            return Decision(True, (_source(opening),))
        opening = _opening(rules, wanted_ports, wanted_protocols, sure=False)
    except _TooManyError:
        return unknown(subject.node, (), "it has too many security rules to tell what they let in together")
    if opening is None:
        return Decision(False, (Evidence(subject.node, (), None),))
    return Decision(None, (_doubt(opening, rules),))


def _services(arguments: Mapping[str, Value]) -> tuple[Service, ...]:
    name = arguments["services"]
    if len(arguments) > 1 or name not in SERVICES:
        raise ValueError(f"inbound_access takes services: one of {', '.join(SERVICES)}, and nothing beside it")
    return SERVICES[name]


def _arguments(arguments: Mapping[str, Value]) -> tuple[tuple[Intervals, ...], frozenset[str], bool]:
    """Sets of ports, one of each of which must be reachable; the protocols; whether only a sure answer counts."""
    for name in arguments:
        if name not in ("ports", "protocol", "sure"):
            raise ValueError(f"inbound_access takes ports, protocol and sure, or services, not {name!r}")
    listed = arguments.get("ports")
    texts = [str(port) for port in (listed if isinstance(listed, list) else [listed])]
    wanted = ports(texts)
    if texts != ["every"] and (not wanted or any(not ports([text]) for text in texts)):
        raise ValueError("inbound_access takes ports, such as [22], [22, 8000-8999] or every")
    names = arguments.get("protocol", "Tcp")
    found = protocols(names if isinstance(names, list) else [str(names)])
    if not found:
        raise ValueError("inbound_access takes protocol: Tcp, Udp, Icmp, Esp, Ah or '*'")
    sure = arguments.get("sure", False)
    if not isinstance(sure, bool):
        raise ValueError("inbound_access takes sure: true or false")
    return EVERY if texts == ["every"] else (wanted,), found, sure


def _opening(rules: Sequence[SecurityRule], wanted: Intervals, names: frozenset[str], sure: bool) -> SecurityRule | None:
    """The first Allow rule that lets the internet in: for sure, or maybe."""
    for rule in rules:
        reach = rule.least if sure else rule.most
        if reach is None or (rule.accesses != {"allow"} if sure else "allow" not in rule.accesses):
            continue
        reach = Reach(reach.sources, reach.source_ports, reach.destinations, overlap(reach.destination_ports, wanted), reach.protocols & names)
        denials = [denial for other in rules if other is not rule and (denial := _denial(other, rule, sure)) is not None]
        if any(_lets_in(reach, denials, v6) for v6 in (False, True)):
            return rule
    return None


def _denial(other: SecurityRule, rule: SecurityRule, sure: bool) -> Reach | None:
    """What the other rule takes away before this one is asked. A way in is sure only if whatever may deny it does not."""
    if sure:
        return other.most if "deny" in other.accesses and other.priorities[0] <= rule.priorities[1] else None
    return other.least if other.accesses == {"deny"} and other.priorities[1] <= rule.priorities[0] else None


def _lets_in(reach: Reach, denials: Sequence[Reach], v6: bool) -> bool:
    sources = overlap(reach.sources.of(v6), public(v6))
    least = LARGE_V6 if v6 else LARGE_V4
    if size(sources) < least or not (reach.destination_ports and reach.source_ports and reach.protocols):
        return False
    if not (reach.destinations.of(v6) or reach.destinations.names):
        return False
    denials = [denial for denial in denials if overlap(denial.sources.of(v6), sources)]
    # One bit per denial. In each dimension only the cells with the fewest denials matter.
    dimensions = [
        _fewest(_cells(reach.source_ports, [denial.source_ports for denial in denials])),
        _fewest(_cells(reach.destination_ports, [denial.destination_ports for denial in denials])),
        _fewest(_mask(name in denial.protocols for denial in denials) for name in reach.protocols),
        _fewest(_destination_cells(reach, denials, v6)),
    ]
    return any(_rest(sources, mask, denials, v6) >= least for mask in _combinations(dimensions))


def _rest(sources: Intervals, mask: int, denials: Sequence[Reach], v6: bool) -> int:
    """How many of the sources are left by the denials in the mask."""
    taken = normal(interval for bit, denial in enumerate(denials) if mask >> bit & 1 for interval in denial.sources.of(v6))
    return size(minus(sources, taken))


def _cells(within: Intervals, cuts: Sequence[Intervals]) -> Iterator[int]:
    """Which cuts apply, for every stretch of ``within`` on which that is the same."""
    events: dict[int, int] = {}
    for bit, intervals in enumerate(cuts):
        for low, high in overlap(intervals, within):
            events[low] = events.get(low, 0) ^ (1 << bit)
            events[high + 1] = events.get(high + 1, 0) ^ (1 << bit)
    for low, high in within:
        events.setdefault(low, 0)
        events.setdefault(high + 1, 0)
    mask, points = 0, sorted(events)
    inside = {low for low, _ in within}
    outside = {high + 1 for _, high in within}
    is_inside = False
    for point in points:
        mask ^= events[point]
        is_inside = point in inside or (is_inside and point not in outside)
        if is_inside:
            yield mask


def _destination_cells(reach: Reach, denials: Sequence[Reach], v6: bool) -> Iterator[int]:
    yield from _cells(reach.destinations.of(v6), [denial.destinations.of(v6) for denial in denials])
    for name in reach.destinations.names:
        yield _mask(denial.destinations.covers(name, v6) for denial in denials)


def _mask(bits: Iterator[bool]) -> int:
    return sum(1 << index for index, bit in enumerate(bits) if bit)


def _fewest(masks: Iterator[int]) -> list[int]:
    """The masks that hold no other one: who is denied less in a dimension is let in more."""
    minimal: list[int] = []
    for mask in sorted(set(masks), key=lambda one: (one.bit_count(), one)):
        if not any(mask & kept == kept for kept in minimal):
            minimal.append(mask)
        if len(minimal) > MOST_COMBINATIONS // 100:
            raise _TooManyError
    return minimal


def _combinations(dimensions: Sequence[list[int]]) -> Iterator[int]:
    """The denials that apply in every dimension at once, for each combination of cells."""
    masks = {-1}
    for cells in dimensions:
        if len(masks) * len(cells) > MOST_COMBINATIONS:
            raise _TooManyError
        masks = {mask & cell for mask in masks for cell in cells}
    return iter(sorted(masks, key=lambda one: (one.bit_count(), one)))


def _source(rule: SecurityRule) -> Evidence:
    """The widest source of the rule, where it is written, or would be."""
    found = [Evidence(rule.node, (*rule.path, "sourceAddressPrefix"), None)]
    for name in ("sourceAddressPrefix", "sourceAddressPrefixes"):
        match = value_at(rule.node.body, (*rule.path, name))
        if isinstance(match.value, (list, tuple)):
            found += [Evidence(rule.node, (*match.path, index), item) for index, item in enumerate(match.value)]
        elif match.value is not None:
            found.append(Evidence(rule.node, match.path, match.value))
    return max(found, key=lambda evidence: _width(evidence.value))


def _width(value: Value) -> int:
    """How much of the internet a source holds, IPv4 counting for as much as IPv6."""
    if not isinstance(value, str):
        return -1
    return addresses([value]).width()


def _doubt(opening: SecurityRule, rules: Sequence[SecurityRule]) -> Evidence:
    """What is not known about the rule that may open the way, or else about one that may close it."""
    doubts = [rule.doubt for rule in (opening, *rules) if rule.doubt is not None]
    if not doubts:
        return Evidence(opening.node, opening.path, Unknown("the order of the security rules is not known"))
    return doubts[0]
