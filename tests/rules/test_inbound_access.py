"""Effective access of network security groups: a table, and a brute-force oracle over random groups."""

from __future__ import annotations

import ipaddress
import os
import random
import re
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.model.graph import EdgeKind
from scanner.model.value import Reference, Symbol, Unknown
from scanner.rules.addresses import LARGE_V4, LARGE_V6, public
from scanner.rules.decision import Decision, subject_of
from scanner.rules.graph_index import GraphIndex
from scanner.rules.predicates.inbound_access import prepare
from scanner.rules.services import SERVICES
from tests.rules.nodes import graph, node

GROUP = "Microsoft.Network/networkSecurityGroups"
RULE = f"{GROUP}/securityRules"
UNKNOWN = Unknown("var.x has no value")


def entry(**fields: Any) -> dict[str, Any]:
    """An Allow rule for SSH from anywhere, but for what is said."""
    usual = {
        "direction": "Inbound", "access": "Allow", "priority": 100, "protocol": "Tcp", "sourcePortRange": "*",
        "destinationPortRange": "22", "sourceAddressPrefix": "*", "destinationAddressPrefix": "*",
    }  # fmt: skip
    merged = {key: value for key, value in (usual | fields).items() if value is not None}
    return {"name": "rule", "properties": merged}


def deny(**fields: Any) -> dict[str, Any]:
    return entry(**{"access": "Deny", "priority": 50, "destinationPortRange": "*", "protocol": "*"} | fields)


def decide(rules: Any, ports: Any = (22,), protocol: str = "Tcp") -> Decision:
    group = node(GROUP, {"properties": {"securityRules": rules}})
    return prepare({"ports": list(ports), "protocol": protocol})(subject_of(group, GraphIndex(graph(group))))


CASES: list[tuple[str, list[dict[str, Any]], bool | None]] = [
    ("nothing", [], False),
    ("any", [entry()], True),
    ("tag", [entry(sourceAddressPrefix="Internet")], True),
    ("lower-case words", [entry(sourceAddressPrefix="internet", access="allow", direction="INBOUND", protocol="TCP")], True),
    ("whole IPv4", [entry(sourceAddressPrefix="0.0.0.0/0")], True),
    ("whole IPv6", [entry(sourceAddressPrefix="::/0")], True),
    ("half", [entry(sourceAddressPrefix=None, sourceAddressPrefixes=["0.0.0.0/1", "128.0.0.0/1"])], True),
    ("one half", [entry(sourceAddressPrefix="128.0.0.0/1")], True),
    ("plural", [entry(sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8", "0.0.0.0/0"])], True),
    ("office", [entry(sourceAddressPrefix="198.50.1.0/24")], False),
    ("private", [entry(sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8", "172.16.0.0/12"])], False),
    ("private block, long", [entry(sourceAddressPrefix="100.64.0.0/10")], False),
    ("virtual network", [entry(sourceAddressPrefix="VirtualNetwork")], False),
    ("other tag", [entry(sourceAddressPrefix="AzureFrontDoor.Backend")], False),
    ("source group", [entry(sourceAddressPrefix=None, sourceApplicationSecurityGroups=[{"id": "/asg"}])], False),
    ("target group", [entry(destinationAddressPrefix=None, destinationApplicationSecurityGroups=[{"id": "/asg"}])], True),
    ("outbound", [entry(direction="Outbound")], False),
    ("other port", [entry(destinationPortRange="443")], False),
    ("port range", [entry(destinationPortRange="20-30")], True),
    ("port list", [entry(destinationPortRange=None, destinationPortRanges=["80", "20-22"])], True),
    ("port as number", [entry(destinationPortRange=22)], True),
    ("all ports", [entry(destinationPortRange="*")], True),
    ("other protocol", [entry(protocol="Udp")], False),
    ("any protocol", [entry(protocol="*")], True),
    ("denied before", [deny(), entry()], False),
    ("denied after", [deny(priority=200), entry()], True),
    ("denied at the same priority", [deny(priority=100), entry()], False),
    ("denied for the tag", [deny(sourceAddressPrefix="Internet"), entry()], False),
    ("denied for one half", [deny(sourceAddressPrefix="0.0.0.0/1"), entry(sourceAddressPrefix="0.0.0.0/0")], True),
    ("denied for both halves", [
        deny(sourceAddressPrefix="0.0.0.0/1"), deny(sourceAddressPrefix="128.0.0.0/1"), entry(sourceAddressPrefix="0.0.0.0/0")], False),
    ("denied for IPv4 only", [deny(sourceAddressPrefix="0.0.0.0/0"), entry()], True),
    ("denied for a few", [deny(sourceAddressPrefix="8.8.8.0/24"), entry()], True),
    ("denied to another target", [deny(destinationAddressPrefix="10.0.1.0/24"), entry()], True),
    ("denied to that target", [deny(destinationAddressPrefix="10.0.0.0/16"), entry(destinationAddressPrefix="10.0.1.4")], False),
    ("denied to the network", [deny(destinationAddressPrefix="VirtualNetwork"), entry()], False),
    ("denied for other source ports", [deny(sourcePortRange="0-1023"), entry()], True),
    ("denied for UDP", [deny(protocol="Udp"), entry(protocol="*")], True),
    ("denied to the group", [
        deny(destinationAddressPrefix=None, destinationApplicationSecurityGroups=[{"id": "/a"}]),
        entry(destinationAddressPrefix=None, destinationApplicationSecurityGroups=[{"id": "/a"}]),
    ], False),
    ("unknown source", [entry(sourceAddressPrefix=UNKNOWN)], None),
    ("unknown element", [entry(sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8", UNKNOWN])], None),
    ("one of two private sources", [entry(sourceAddressPrefix=Unknown("x", candidates=("10.0.0.0/8", "10.1.0.0/16")))], False),
    ("one unknown address", [entry(sourceAddressPrefix=Unknown("x", parts=(Symbol("x"), "/32")))], False),
    ("a public IP", [entry(sourceAddressPrefix=Unknown("x", parts=(Reference("azurerm_public_ip.p", ("ip_address",)),)))], False),
    ("unknown port", [entry(destinationPortRange=UNKNOWN)], None),
    ("unknown port, private source", [entry(destinationPortRange=UNKNOWN, sourceAddressPrefix="10.0.0.0/8")], False),
    ("unknown access", [entry(access=UNKNOWN)], None),
    ("unknown direction", [entry(direction=UNKNOWN)], None),
    ("unknown priority", [deny(), entry(priority=UNKNOWN)], None),
    ("unknown priority, alone", [entry(priority=UNKNOWN)], True),
    ("unknown denial", [deny(sourceAddressPrefix=UNKNOWN), entry()], None),
    ("unknown denial after", [deny(sourceAddressPrefix=UNKNOWN, priority=300), entry()], True),
    ("no source", [entry(sourceAddressPrefix=None)], True),
    ("no source port", [entry(sourcePortRange=None)], True),
    ("no target", [entry(destinationAddressPrefix=None)], True),
    ("no target port", [entry(destinationPortRange=None)], True),
    ("no protocol", [entry(protocol=None)], True),
    ("nothing but the source", [{"properties": {"direction": "Inbound", "access": "Allow", "priority": 100, "sourceAddressPrefix": "*"}}], True),
    ("empty text", [entry(destinationAddressPrefix="")], True),
    ("empty list of sources", [entry(sourceAddressPrefix=None, sourceAddressPrefixes=[])], False),
    ("source unknown, maybe a group", [entry(sourceAddressPrefix=None, sourceApplicationSecurityGroups=UNKNOWN)], None),
    ("denied without a source", [deny(sourceAddressPrefix=None), entry()], False),
    ("denied without a target", [deny(destinationAddressPrefix=None), entry()], False),
    ("no access", [entry(access=None)], False),
    ("no direction", [entry(direction=None)], False),
    ("odd things", [{"properties": 5}, "x", entry(sourceAddressPrefix={"a": 1}), entry(destinationPortRange=["x", "99999999999"])], False),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "open_"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_group(rules: list[dict[str, Any]], open_: bool | None) -> None:
    assert decide(rules).truth is open_


EVERY: list[tuple[str, list[dict[str, Any]], bool | None]] = [
    ("all", [entry(destinationPortRange="*")], True),
    ("one", [entry()], False),
    ("all but one", [entry(destinationPortRange="*"), deny(destinationPortRange="22")], True),
    ("all in two rules", [entry(destinationPortRange="0-30000"), entry(destinationPortRange="30001-65535", priority=110)], True),
    ("low ports", [entry(destinationPortRange="0-1023")], False),
    ("maybe all", [entry(destinationPortRange=UNKNOWN)], None),
    ("one, and maybe all", [entry(), entry(destinationPortRange=UNKNOWN, priority=110)], None),
]


@pytest.mark.parametrize(("rules", "every"), [case[1:] for case in EVERY], ids=[case[0] for case in EVERY])
def test_every_port(rules: list[dict[str, Any]], every: bool | None) -> None:
    group = node(GROUP, {"properties": {"securityRules": rules}})
    subject = subject_of(group, GraphIndex(graph(group)))
    assert prepare({"ports": "every"})(subject).truth is every
    assert prepare({"ports": "every", "sure": True})(subject).truth is (every is True)


SENSITIVE = (20, 21, 23, 25, 53, 110, 135, 139, 143, 161, 389, 636, 993, 995, 1433, 1521, 3306, 5432, 6379)
"""The ports that peers call sensitive."""


@pytest.mark.parametrize("port", SENSITIVE)
def test_every_sensitive_port_is_in_the_table(port: int) -> None:
    group = node(GROUP, {"properties": {"securityRules": [entry(destinationPortRange=str(port))]}})
    answers = [prepare({"services": name})(subject_of(group, GraphIndex(graph(group)))) for name in SERVICES]
    (found,) = [answer for answer in answers if answer.truth]
    assert re.search(rf"\b{port}\b|-{port}\b|\b{port}-", found.evidence[0].note)


SERVICE_RULES: list[tuple[str, list[dict[str, Any]], bool | None, str]] = [
    ("one", [entry(destinationPortRange="9200")], True, " Elasticsearch (port 9200)"),
    ("two", [entry(destinationPortRange=None, destinationPortRanges=["6379", "27018"])], True, " Redis (port 6379), MongoDB (ports 27017-27019)"),
    ("in a range", [entry(destinationPortRange="5000-6000")], True, " PostgreSQL (port 5432), CouchDB (port 5984)"),
    ("UDP", [entry(destinationPortRange="1434", protocol="Udp")], True, " SQL Server Browser (port 1434)"),
    ("the wrong protocol", [entry(destinationPortRange="3306", protocol="Udp")], False, ""),
    ("other ports", [entry(destinationPortRange="443")], False, ""),
    ("unknown source", [entry(destinationPortRange="3306", sourceAddressPrefix=UNKNOWN)], None, ""),
    ("unknown port", [entry(destinationPortRange=UNKNOWN)], None, ""),
    ("denied", [deny(), entry(destinationPortRange="3306")], False, ""),
]


@pytest.mark.parametrize(("rules", "truth", "note"), [case[1:] for case in SERVICE_RULES], ids=[case[0] for case in SERVICE_RULES])
def test_services(rules: list[dict[str, Any]], truth: bool | None, note: str) -> None:
    group = node(GROUP, {"properties": {"securityRules": rules}})
    decision = prepare({"services": "databases"})(subject_of(group, GraphIndex(graph(group))))
    assert decision.truth is truth
    assert decision.evidence[0].note == note


def test_unknown_list() -> None:
    assert decide(UNKNOWN).truth is None
    assert decide([UNKNOWN]).truth is None


def test_evidence_is_the_source_that_opens() -> None:
    decision = decide([deny(priority=900), entry(sourceAddressPrefix=None, sourceAddressPrefixes=["10.0.0.0/8", "0.0.0.0/0"])])
    assert [found[1:3] for found in decision.evidence] == [
        (("properties", "securityRules", 1, "properties", "sourceAddressPrefixes", 1), "0.0.0.0/0")
    ]


def test_evidence_names_what_is_not_known() -> None:
    (evidence,) = decide([entry(sourceAddressPrefix=UNKNOWN)]).evidence
    assert evidence.path[-1] == "sourceAddressPrefix"
    assert evidence.value is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "unlinked", "answer"),
    [(True, (), True), (UNKNOWN, (), None), (True, (EdgeKind.PARENT,), None)],
)
def test_rules_on_their_own(condition: Any, unlinked: tuple[EdgeKind, ...], answer: bool | None) -> None:
    group = node(GROUP, {})
    edges = () if unlinked else ((EdgeKind.PARENT, 0),)
    child = node(RULE, {"properties": entry()["properties"]}, "rule", condition=condition, edges=edges, unlinked=unlinked)
    index = GraphIndex(graph(group, child))
    decision = prepare({"ports": [22]})(subject_of(group, index))
    assert decision.truth is answer
    assert decision.evidence[0].node is child
    assert prepare({"ports": [22]})(subject_of(child, index)).truth is True


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"ports": []},
        {"ports": ["ssh"]},
        {"ports": [22], "protocol": "ssl"},
        {"ports": [22], "port": 1},
        {"services": "web"},
        {"services": "databases", "ports": [22]},
    ],
)
def test_wrong_arguments(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="inbound_access takes"):
        prepare(arguments)


def test_many_rules_end_in_bounded_time() -> None:
    rules = [
        deny(priority=number, sourceAddressPrefix=f"{number % 200}.0.0.0/8", destinationPortRange=f"{number}-{number + 40}") for number in range(900)
    ]
    assert decide([*rules, *(entry(priority=1000 + n, destinationPortRange="*") for n in range(100))], ["*"]).truth in (True, None)
    assert decide([deny()] * 3000).truth is None


SOURCES = (
    "*", "Internet", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "8.0.0.0/7", "8.0.0.0/8", "8.0.0.0/9", "9.128.0.0/9", "1.2.3.4",
    "10.0.0.0/8", "::/0", "2000::/4", "2001::/16", "2001::/17", "3fff:ffff::/32", "VirtualNetwork", "AzureLoadBalancer",
)  # fmt: skip
TARGETS = ("*", "VirtualNetwork", "10.0.0.0/16", "10.0.0.0/17", "10.0.128.0/17", "10.0.1.4", "fd00::/8", "0.0.0.0/0")
PORTS = ("*", "22", "20-22", "22-30", "23", "0-65535", "3389", "25")
PROTOCOLS = ("*", "Tcp", "Udp")


def random_entry(draw: random.Random) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "access": draw.choice(["Allow", "Deny"]),
        "priority": draw.choice([100, 200, 300, 400]),
        "protocol": draw.choice(PROTOCOLS),
        "direction": draw.choice(["Inbound"] * 7 + ["Outbound"]),
        "sourcePortRange": draw.choice(["*", "*", "*", "0-1023", "1024-65535"]),
    }
    for one, many, pool in (
        ("sourceAddressPrefix", "sourceAddressPrefixes", SOURCES),
        ("destinationAddressPrefix", "destinationAddressPrefixes", TARGETS),
        ("destinationPortRange", "destinationPortRanges", PORTS),
    ):
        if draw.random() < 0.6:
            fields[one] = draw.choice(pool)
        else:
            fields[one], fields[many] = None, draw.sample(pool, draw.randint(1, 3))
    return entry(**fields)


def oracle(rules: list[dict[str, Any]], query: str, protocol: str) -> bool:
    """Tries every Allow rule on one packet out of every cell that the rules' own limits cut; knows nothing of sets."""
    flat = [item["properties"] for item in rules if item["properties"]["direction"] == "Inbound"]
    cells = {v6: _source_cells(flat, v6) for v6 in (False, True)}
    points = [
        (v6, destination, source_port, port)
        for v6 in (False, True)
        for destination, source_port, port in product(_targets(v6), (0, 1023, 1024, 65535), _ports(query))
    ]
    for allow in (rule for rule in flat if rule["access"] == "Allow"):
        before = [rule for rule in flat if rule["access"] == "Deny" and rule["priority"] <= allow["priority"]]
        for v6, destination, source_port, port in points:
            rest = (v6, destination, source_port, port, protocol)
            if not _matches(allow, *rest):
                continue
            denials = [rule for rule in before if _matches(rule, *rest)]
            let_in = sum(width for address, width in cells[v6] if _from(allow, address, v6) and not any(_from(rule, address, v6) for rule in denials))
            if let_in >= (LARGE_V6 if v6 else LARGE_V4):
                return True
    return False


def _all(rule: dict[str, Any], one: str) -> list[str]:
    many = one + ("es" if one.endswith("x") else "s")
    return [*([rule[one]] if one in rule else []), *rule.get(many, [])]


def _source_cells(rules: list[dict[str, Any]], v6: bool) -> list[tuple[int, int]]:
    cuts = {bound for low, high in public(v6) for bound in (low, high + 1)}
    for rule in rules:
        for text in _all(rule, "sourceAddressPrefix"):
            if text[0].isdigit() or text.startswith("::"):
                block = ipaddress.ip_network(text, strict=False)
                if (block.version == 6) == v6:
                    cuts |= {int(block.network_address), int(block.broadcast_address) + 1}
    ordered = sorted(cuts)
    pairs = pairwise(ordered)
    return [(low, high - low) for low, high in pairs if any(first <= low <= last for first, last in public(v6))]


def _targets(v6: bool) -> list[int]:
    texts = ["fd00::1", "2a00::1"] if v6 else ["10.0.0.1", "10.0.1.4", "10.0.200.1", "192.168.0.1"]
    return [int(ipaddress.ip_address(text)) for text in texts]


def _ports(query: str) -> list[int]:
    low, _, high = query.partition("-")
    return [port for port in (0, 19, 20, 21, 22, 23, 24, 25, 26, 30, 31, 3388, 3389, 3390, 65535) if int(low) <= port <= int(high or low)]


def _matches(rule: dict[str, Any], v6: bool, destination: int, source_port: int, port: int, protocol: str) -> bool:
    return (
        rule["protocol"] in ("*", protocol)
        and any(_in_range(text, source_port) for text in _all(rule, "sourcePortRange"))
        and any(_in_range(text, port) for text in _all(rule, "destinationPortRange"))
        and any(text in ("*", "VirtualNetwork") or _in_block(text, destination, v6) for text in _all(rule, "destinationAddressPrefix"))
    )


def _from(rule: dict[str, Any], address: int, v6: bool) -> bool:
    return any(text in ("*", "Internet") or _in_block(text, address, v6) for text in _all(rule, "sourceAddressPrefix"))


def _in_range(text: str, port: int) -> bool:
    low, _, high = text.partition("-")
    return text == "*" or int(low) <= port <= int(high or low)


def _in_block(text: str, address: int, v6: bool) -> bool:
    if text[0].isalpha() and ":" not in text:
        return False
    block = ipaddress.ip_network(text, strict=False)
    return (block.version == 6) == v6 and int(block.network_address) <= address <= int(block.broadcast_address)


def mismatches(seed: int, count: int) -> list[int]:
    wrong = []
    for number in range(seed, seed + count):
        draw = random.Random(number)
        rules = [random_entry(draw) for _ in range(draw.randint(1, 6))]
        query, protocol = draw.choice(["22", "20-25", "3389"]), draw.choice(["Tcp", "Udp"])
        if decide(rules, [query], protocol).truth is not oracle(rules, query, protocol):
            wrong.append(number)
    return wrong


def test_agrees_with_brute_force() -> None:
    """Random groups; SOC2SCAN_NSG_GROUPS=10000 tries more."""
    assert mismatches(0, int(os.environ.get("SOC2SCAN_NSG_GROUPS", "150"))) == []


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_an_unknown_field_never_turns_the_answer(draw: random.Random) -> None:
    rules = [random_entry(draw) for _ in range(draw.randint(1, 4))]
    known = decide(rules).truth
    blurred = [{**item, "properties": dict(item["properties"])} for item in rules]
    for _ in range(draw.randint(1, 3)):
        properties = draw.choice(blurred)["properties"]
        properties[draw.choice(sorted(properties))] = UNKNOWN
    assert decide(blurred).truth in (known, None)
