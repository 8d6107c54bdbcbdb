"""The rules of a network security group, read in two ways: what they match for sure, and what they may match."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scanner.model.graph import EdgeKind, Node
from scanner.model.unknowns import possible
from scanner.model.value import Path, Unknown, Value
from scanner.rules.addresses import EVERYWHERE, Addresses, addresses, candidates_of, destinations, is_one_address
from scanner.rules.decision import Evidence
from scanner.rules.graph_index import GraphIndex
from scanner.rules.intervals import Intervals, normal
from scanner.rules.jsonpath import value_at
from scanner.rules.operators import number

ALL_PORTS: Intervals = ((0, 65535),)
PROTOCOLS = frozenset({"tcp", "udp", "icmp", "esp", "ah"})
_RULE_TYPE = "microsoft.network/networksecuritygroups/securityrules"
_LAST = 10**6
"""Behind every priority that there is."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The traffic that a rule matches."""

    sources: Addresses
    source_ports: Intervals
    destinations: Addresses
    destination_ports: Intervals
    protocols: frozenset[str]


@dataclass(frozen=True, slots=True)
class SecurityRule:
    """One inbound rule, or one that may be inbound."""

    node: Node
    path: Path
    """Where its properties lie in the node's body."""
    least: Reach | None
    """What it matches for sure; None when it is not sure to exist or to be inbound."""
    most: Reach
    accesses: frozenset[str]
    priorities: tuple[int, int]
    """The lowest and the highest that it may be."""
    doubt: Evidence | None
    """The first thing about it that is not known."""


def security_rules(node: Node, graph: GraphIndex) -> list[SecurityRule]:
    """The inbound rules of a group, inline and on their own; of a rule's own node, that rule."""
    key = ("security rules", node.index)
    if key not in graph.memory:
        graph.memory[key] = _rules_of(node, graph)
    rules: list[SecurityRule] = graph.memory[key]
    return rules


def _rules_of(node: Node, graph: GraphIndex) -> list[SecurityRule]:
    if node.type.casefold() == _RULE_TYPE:
        return list(_read(node, ("properties",), ""))
    inline = value_at(node.body, ("properties", "securityRules"))
    rules: list[SecurityRule] = []
    if isinstance(inline.value, (list, tuple)):
        for index, item in enumerate(inline.value):
            inside = value_at(item, ("properties",), (*inline.path, index))
            rules += _read(node, inside.path, "", inside.value)
    elif isinstance(inline.value, Unknown):
        rules.append(_anything(node, inline.path, inline.value))
    for child in graph.inward(node, EdgeKind.PARENT):
        # Inline rules may have been made nodes too: those share the group's declaration.
        if child.type.casefold() == _RULE_TYPE and not (inline.value and child.source is node.source):
            condition = child.source.condition
            doubtful = isinstance(condition, Unknown) and not child.source.exists_with(node.source)
            rules += _read(child, ("properties",), condition.why if doubtful else "")
    for stray in graph.unlinked(EdgeKind.PARENT):
        if stray.type.casefold() == _RULE_TYPE:
            rules += _read(stray, ("properties",), f"it cannot be told which group {stray.address} belongs to")
    return sorted(rules, key=lambda rule: rule.priorities)


def _anything(node: Node, path: Path, value: Unknown) -> SecurityRule:
    reach = Reach(EVERYWHERE, ALL_PORTS, EVERYWHERE, ALL_PORTS, PROTOCOLS)
    return SecurityRule(node, path, None, reach, frozenset({"allow", "deny"}), (0, _LAST), Evidence(node, path, value))


def _read(node: Node, path: Path, uncertain: str, properties: Value = None) -> Iterator[SecurityRule]:
    """The rule, unless it is sure not to be inbound or not to match anything."""
    properties = value_at(node.body, path).value if properties is None else properties
    if isinstance(properties, Unknown):
        yield _anything(node, path, properties)
        return
    fields = _Fields(properties if isinstance(properties, dict) else {})
    directions, accesses = fields.words("direction"), fields.words("access") & {"allow", "deny"}
    if "inbound" not in directions or not accesses:
        return
    readings = [_reach(fields, sure) for sure in (True, False)]
    certain = not uncertain and directions == {"inbound"}
    doubt = Evidence(node, (), Unknown(uncertain)) if uncertain else None
    if doubt is None and fields.unknown is not None:
        doubt = Evidence(node, (*path, *fields.unknown[0]), fields.unknown[1])
    yield SecurityRule(node, path, readings[0] if certain else None, readings[1], accesses, fields.priorities(), doubt)


def _reach(fields: _Fields, sure: bool) -> Reach:
    sources = fields.texts(sure, "sourceAddressPrefix", "sourceAddressPrefixes", groups="sourceApplicationSecurityGroups")
    targets = fields.texts(sure, "destinationAddressPrefix", "destinationAddressPrefixes", groups="destinationApplicationSecurityGroups")
    return Reach(
        EVERYWHERE if sources is None else addresses((*sources, *fields.groups("sourceApplicationSecurityGroups"))),
        ports(fields.texts(sure, "sourcePortRange", "sourcePortRanges")),
        EVERYWHERE if targets is None else destinations((*targets, *fields.groups("destinationApplicationSecurityGroups"))),
        ports(fields.texts(sure, "destinationPortRange", "destinationPortRanges")),
        protocols(fields.texts(sure, "protocol")),
    )


class _Fields:
    """A rule's properties; keeps the first unknown one that was asked for."""

    def __init__(self, properties: Mapping[str, Value]) -> None:
        self._properties = dict(properties)
        self.unknown: tuple[Path, Unknown] | None = None

    def words(self, name: str) -> frozenset[str]:
        """All the words that the field may be; none when it is absent."""
        texts = self.texts(False, name) if self._says(name) else []
        return frozenset({"inbound", "outbound", "allow", "deny"} if texts is None else (text.casefold() for text in texts))

    def _says(self, name: str) -> bool:
        return value_at(self._properties, (name,)).value not in (None, "")

    def texts(self, sure: bool, *names: str, groups: str = "") -> list[str] | None:
        """The texts in the fields: those that are sure to be there, or all that may be (None: any text).

        Fields that are absent, with the application security groups that would do instead, narrow nothing down.
        """
        if not any(map(self._says, names)):
            instead = value_at(self._properties, (groups,)) if groups else None
            if instead is None or instead.value is None:
                return None
            if not isinstance(instead.value, Unknown):
                return []
            self.unknown = self.unknown or (instead.path, instead.value)
            return [] if sure else None
        found: list[str] = []
        for name in names:
            match = value_at(self._properties, (name,))
            items = list(enumerate(match.value)) if isinstance(match.value, (list, tuple)) else [(-1, match.value)]
            for index, item in items:
                if isinstance(item, Unknown):
                    if self.unknown is None and not is_one_address(item):
                        self.unknown = ((*match.path, index) if index >= 0 else match.path), item
                    possible = [] if sure or is_one_address(item) else candidates_of(item)
                    if possible is None:
                        return None
                    found += possible
                elif isinstance(item, (str, int)) and not isinstance(item, bool):
                    found.append(str(item))
        return found

    def groups(self, name: str) -> list[str]:
        """Names for the application security groups in the field."""
        groups = value_at(self._properties, (name,)).value
        if not isinstance(groups, (list, tuple)):
            return []
        return [f"group {value_at(item, ('id',)).value}" for item in groups]

    def priorities(self) -> tuple[int, int]:
        match = value_at(self._properties, ("priority",))
        if isinstance(match.value, Unknown) and self.unknown is None:
            self.unknown = match.path, match.value
        options = possible(match.value) if isinstance(match.value, Unknown) else (match.value,)
        numbers = [number(option) for option in options]
        exact = [int(found) for found in numbers if found is not None]
        return (min(exact), max(exact)) if exact and len(exact) == len(numbers) else (0, _LAST)


def ports(ranges: list[str] | None) -> Intervals:
    """The ports that ranges such as ``22``, ``20-25`` or ``*`` spell; None stands for any."""
    if ranges is None:
        return ALL_PORTS
    pairs: list[tuple[int, int]] = []
    for text in ",".join(ranges).split(","):
        low, dash, high = text.strip().partition("-")
        if low.strip() == "*":
            return ALL_PORTS
        if low.strip().isdecimal() and (not dash or high.strip().isdecimal()) and len(text) < 20:
            pairs.append((int(low), min(int(high or low), 65535)))
    return normal(pairs)


def protocols(names: list[str] | None) -> frozenset[str]:
    """The protocols named; None stands for any."""
    if names is None or any(name in ("*", "any", "Any") for name in names):
        return PROTOCOLS
    return frozenset(name.casefold() for name in names) & PROTOCOLS
