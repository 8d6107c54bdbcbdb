"""Allow lists of every service: tables, and a brute-force oracle over random lists in the form of each rule that asks about one."""

from __future__ import annotations

import ipaddress
import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest

from scanner.model.graph import EdgeKind, Node
from scanner.model.rule import Rule
from scanner.model.value import Reference, SomeItems, Symbol, Unknown, Value
from scanner.rules.addresses import LARGE_V4, LARGE_V6, public
from scanner.rules.catalogue import load_rules
from scanner.rules.decision import Decision, subject_of
from scanner.rules.evaluate import evaluate
from scanner.rules.graph_index import GraphIndex
from scanner.rules.message import message
from scanner.rules.predicates.wide_allow_list import prepare
from tests.rules.nodes import graph, node, rule

UNKNOWN = Unknown("var.x has no value")
SERVER, FIREWALL = "Microsoft.Sql/servers", "Microsoft.Sql/servers/firewallRules"
FORM: dict[str, Any] = {"list": "properties.ipRules", "address": "value"}
ORDERED: dict[str, Any] = {
    "list": "properties.rules", "address": "ip", "action": "action", "priority": "priority", "otherwise": "properties.otherwise",
    "unless": "headers.x-azure-fdid", "azure": "AzureCloud",
}  # fmt: skip
RANGES: dict[str, Any] = {"rules": FIREWALL, "start": "properties.start", "end": "properties.end", "at": "rule"}


def decide(arguments: Mapping[str, Any], properties: Mapping[str, Value]) -> Decision:
    one = node("A/b", {"properties": dict(properties)})
    return prepare(arguments)(subject_of(one, GraphIndex(graph(one))))


def one_of(*candidates: Value) -> Unknown:
    return Unknown("x", candidates=candidates)


LISTS: list[tuple[str, Any, bool | None]] = [
    ("nothing", [], False),
    ("absent", None, False),
    ("everyone", ["0.0.0.0/0"], True),
    ("everyone, IPv6", ["::/0"], True),
    ("half", ["128.0.0.0/1"], True),
    ("halves", ["0.0.0.0/1", "128.0.0.0/1"], True),
    ("many pieces", [f"{first}.0.0.0/8" for first in range(256)], True),
    ("pieces that are small alone", [f"{first}.0.0.0/10" for first in range(20, 30)], True),
    ("one /8", ["20.0.0.0/8"], False),
    ("the same /8 twice", ["20.0.0.0/8", "20.128.0.0/9"], False),
    ("more than a /8", ["20.0.0.0/8", "30.0.0.4"], True),
    ("one /16 of IPv6", ["2001::/16"], False),
    ("two /16 of IPv6", ["2001::/16", "2002::/16"], True),
    ("offices", ["203.0.113.0/24", "198.51.100.4"], False),
    ("private", ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8"], False),
    ("a range", ["8.0.0.0-20.0.0.0"], True),
    ("a short range", ["8.0.0.0-8.0.255.255"], False),
    ("a range that ends before it begins", ["20.0.0.0-8.0.0.0"], False),
    ("a single address that is not set aside", ["0.0.0.0"], False),
    ("words", ["office", 5, None, {"a": 1}, True], False),
    ("unknown", UNKNOWN, None),
    ("an unknown element", ["203.0.113.4", UNKNOWN], None),
    ("everyone and an unknown element", ["0.0.0.0/0", UNKNOWN], True),
    ("an unknown address", [Unknown("x", parts=(Reference("azurerm_public_ip.p", ("ip_address",)),))], False),
    ("an unknown address with its mask", [Unknown("x", parts=(Symbol("var.ip"), "/32"))], False),
    ("an unknown prefix", [Unknown("x", parts=(Symbol("var.ip"), "/1"))], None),
    ("one of two offices", [one_of("203.0.113.0/24", "198.51.100.0/24")], False),
    ("an office or everyone", [one_of("203.0.113.0/24", "0.0.0.0/0")], None),
    ("one half or the other", [one_of("0.0.0.0/1", "0.0.0.0/0")], True),
    ("a list or another", one_of(["203.0.113.0/24"], ["0.0.0.0/0"]), None),
    ("a list that certainly holds everyone", SomeItems("x", items=("0.0.0.0/0",)), True),
    ("a list that certainly holds an office", SomeItems("x", items=("203.0.113.0/24",)), None),
    ("either list is wide", one_of(["0.0.0.0/1"], ["0.0.0.0/1", "128.0.0.0/1"]), True),
    ("neither list is wide", one_of(["203.0.113.0/24"], []), False),
]


@pytest.mark.parametrize(("items", "wide"), [case[1:] for case in LISTS], ids=[case[0] for case in LISTS])
def test_list(items: Any, wide: bool | None) -> None:
    assert decide({"list": "properties.ips"}, {"ips": items}).truth is wide
    if isinstance(items, list):
        assert decide(FORM, {"ipRules": [{"value": item} for item in items]}).truth is wide
        text = ", ".join(item for item in items if isinstance(item, str))
        if all(isinstance(item, str) for item in items):
            assert decide({"list": "properties.ips"}, {"ips": text}).truth is wide


def allow(ip: Value, priority: Value = None, **more: Value) -> dict[str, Value]:
    return {"ip": ip, "priority": priority, **more}


def deny(ip: Value, priority: Value = None, **more: Value) -> dict[str, Value]:
    return {"ip": ip, "priority": priority, "action": "Deny", **more}


IN_ORDER: list[tuple[str, Any, Any, bool | None]] = [
    ("no entry", None, None, True),
    ("no entry, denied otherwise", None, "Deny", False),
    ("office", [allow("203.0.113.0/24")], None, False),
    ("office, others allowed", [allow("203.0.113.0/24")], "Allow", True),
    ("office, others unknown", [allow("203.0.113.0/24")], UNKNOWN, None),
    ("everyone", [allow("0.0.0.0/0")], "Deny", True),
    ("any", [allow("Any")], "Deny", True),
    ("everyone, denied before", [allow("0.0.0.0/0", 200), deny("0.0.0.0/0", 100)], "Deny", False),
    ("everyone, denied after", [deny("0.0.0.0/0", 200), allow("0.0.0.0/0", 100)], "Deny", True),
    ("at one priority the first counts", [deny("0.0.0.0/0", 100), allow("0.0.0.0/0", 100)], "Deny", False),
    ("at one priority the first counts, turned", [allow("0.0.0.0/0", 100), deny("0.0.0.0/0", 100)], "Deny", True),
    ("one half denied", [deny("0.0.0.0/1", 1), allow("0.0.0.0/0", 2)], "Deny", True),
    ("both halves denied", [deny("0.0.0.0/1", 1), deny("128.0.0.0/1", 2), allow("0.0.0.0/0", 3)], "Deny", False),
    ("a few denied, others allowed", [deny("203.0.113.0/24", 1)], "Allow", True),
    ("all denied, others allowed", [deny("0.0.0.0/0", 1)], "Allow", False),
    ("a tag", [allow("AzureFrontDoor.Backend")], "Deny", False),
    ("all of Azure", [allow("AzureCloud")], "Deny", True),
    ("a region of Azure", [allow("AzureCloud.westeurope")], "Deny", True),
    ("all of Azure, denied before", [deny("0.0.0.0/0", 1), allow("AzureCloud", 2)], "Deny", False),
    ("a subnet", [{"vnetSubnetResourceId": "/subnets/a", "action": "Allow"}], "Deny", False),
    ("one Front Door", [allow("0.0.0.0/0", headers={"x-azure-fdid": ["0000"]})], "Deny", False),
    ("unknown action", [{"ip": "0.0.0.0/0", "action": UNKNOWN}], "Deny", None),
    ("unknown denial", [deny(UNKNOWN, 1), allow("0.0.0.0/0", 2)], "Deny", None),
    ("unknown denial after", [deny(UNKNOWN, 3), allow("0.0.0.0/0", 2)], "Deny", True),
    ("unknown priority", [deny("0.0.0.0/0", UNKNOWN), allow("0.0.0.0/0", 2)], "Deny", None),
    ("unknown element", [UNKNOWN], "Deny", None),
    ("unknown list", UNKNOWN, "Deny", None),
    ("accept", [{"ip": "0.0.0.0/0", "action": "Accept"}], "Deny", True),
    ("reject", [{"ip": "0.0.0.0/0", "action": "Reject"}], "Allow", False),
]


@pytest.mark.parametrize(("items", "otherwise", "wide"), [case[1:] for case in IN_ORDER], ids=[case[0] for case in IN_ORDER])
def test_in_order(items: Any, otherwise: Any, wide: bool | None) -> None:
    assert decide(ORDERED, {"rules": items, "otherwise": otherwise}).truth is wide


FIREWALLS: list[tuple[str, Any, Any, bool | None]] = [
    ("everyone", "0.0.0.0", "255.255.255.255", True),
    ("nearly everyone", "0.0.0.1", "255.255.255.254", True),
    ("a half", "0.0.0.0", "127.255.255.255", True),
    ("an office", "203.0.113.8", "203.0.113.15", False),
    ("all of Azure is another rule's", "0.0.0.0", "0.0.0.0", False),
    ("turned", "255.255.255.255", "0.0.0.0", False),
    ("IPv6", "::", "ffff::", True),
    ("mixed", "0.0.0.0", "ffff::", False),
    ("absent", None, None, False),
    ("unknown", UNKNOWN, Unknown("var.y has no value"), None),
    ("unknown end", "0.0.0.0", UNKNOWN, None),
    ("unknown end of the last block", "255.255.255.0", UNKNOWN, False),
    ("unknown start", UNKNOWN, "0.0.0.4", False),
    ("the same address twice", Unknown("x", parts=(Symbol("ip"),)), Unknown("x", parts=(Symbol("ip"),)), False),
    ("one of two ends", "0.0.0.0", one_of("127.255.255.255", "255.255.255.255"), True),
    ("a near end or a far one", "8.0.0.0", one_of("8.0.0.255", "255.255.255.255"), None),
]


@pytest.mark.parametrize(("start", "end", "wide"), [case[1:] for case in FIREWALLS], ids=[case[0] for case in FIREWALLS])
def test_firewall_rule(start: Any, end: Any, wide: bool | None) -> None:
    alone = node(FIREWALL, {"properties": {"start": start, "end": end}})
    assert prepare(RANGES)(subject_of(alone, GraphIndex(graph(alone)))).truth is wide


def server_with(*ranges: tuple[str, str], **fields: Any) -> tuple[Node, ...]:
    rules = (
        node(FIREWALL, {"properties": {"start": start, "end": end}}, f"rule{place}", edges=((EdgeKind.PARENT, 0),), **fields)
        for place, (start, end) in enumerate(ranges)
    )
    return (node(SERVER, {"properties": {}}, "server"), *rules)


NARROW = (("20.0.0.0", "20.255.255.255"), ("30.0.0.0", "30.255.255.255"))


@pytest.mark.parametrize(
    ("ranges", "at", "server", "rules"),
    [
        (NARROW, "rule", True, [False, False]),
        (NARROW[:1], "rule", False, [False]),
        ((("0.0.0.0", "255.255.255.255"),), "rule", False, [True]),
        ((("0.0.0.0", "255.255.255.255"), *NARROW), "rule", True, [True, False, False]),
        ((("0.0.0.0", "255.255.255.255"),), "server", True, [False]),
        (NARROW, "server", True, [False, False]),
        ((), "server", False, []),
    ],
)
def test_rules_of_a_server_count_together(ranges: tuple[tuple[str, str], ...], at: str, server: bool, rules: list[bool]) -> None:
    nodes = server_with(*ranges)
    index = GraphIndex(graph(*nodes))
    asked = prepare({**RANGES, "at": at})
    assert [asked(subject_of(one, index)).truth for one in nodes] == [server, *rules]


def test_a_rule_that_is_not_known_answers_for_itself() -> None:
    nodes = server_with(("0.0.0.0", "255.255.255.255"), *NARROW[:1])
    nodes[1].body["properties"]["end"] = UNKNOWN
    index = GraphIndex(graph(*nodes))
    assert [prepare(RANGES)(subject_of(one, index)).truth for one in nodes] == [False, None, False]


def test_a_rule_that_may_not_exist() -> None:
    nodes = server_with(*NARROW, condition=UNKNOWN)
    decision = prepare(RANGES)(subject_of(nodes[0], GraphIndex(graph(*nodes))))
    assert decision.truth is None
    assert "not known whether" in decision.evidence[0].value.why


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["0.0.0.0/0"], 'properties.ips[0] is "0.0.0.0/0" (every address)'),
        (["1.2.3.4", "0.0.0.0/1", "128.0.0.0/1"], 'properties.ips[1] is "0.0.0.0/1" (every address with the others)'),
        (["20.0.0.0/8", "30.0.0.0/8"], 'properties.ips[0] is "20.0.0.0/8" (33 million addresses with the others)'),
        (["::/0"], 'properties.ips[0] is "::/0" (a wide part of IPv6)'),
        (["8.8.8.8", "AzureCloud"], 'properties.ips[1] is "AzureCloud" (all of Azure, other customers included)'),
    ],
)
def test_message(items: list[str], said: str) -> None:
    asked = rule({"not": {"predicate": "wide_allow_list", "list": "properties.ips", "azure": "AzureCloud"}}, message="{path} is {value}{note}")
    (verdict,) = evaluate([asked], graph(node("A/b", {"properties": {"ips": items}})))
    assert message(verdict) == said


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"list": "a", "rules": FIREWALL, "at": "rule"},
        {"list": "a", "colour": "red"},
        {"list": "a[*]"},
        {"list": "a", "start": "b"},
        {"list": "a", "at": "rule"},
        {"rules": FIREWALL, "start": "a", "end": "b"},
        {"list": "a", "gaps": "no"},
    ],
)
def test_wrong_arguments(arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="wide_allow_list takes"):
        prepare(arguments)


def test_long_lists_end_in_bounded_time() -> None:
    many = [f"{number % 250}.{number // 250 % 250}.3.0/24" for number in range(5_000)]
    assert decide({"list": "properties.ips"}, {"ips": many}).truth is False
    assert decide(ORDERED, {"rules": [deny(ip) for ip in many]}).truth is None


# ---- brute force


POOL = (
    "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "8.0.0.0/7", "8.0.0.0/8", "8.0.0.0/9", "8.128.0.0/9", "9.0.0.0/8", "20.0.0.0/10",
    "20.64.0.0/10", "20.128.0.0/9", "1.2.3.4", "203.0.113.0/24", "10.0.0.0/8", "::/0", "2000::/4", "2001::/16", "2001::/17", "2002::/32", "0.0.0.0",
    "8.0.0.0-9.255.255.255", "11.0.0.0-11.127.255.255", "Any", "AzureFrontDoor.Backend", "AzureCloud", "AzureCloud.westeurope",
)  # fmt: skip


def predicates(condition: Any) -> Iterator[dict[str, Any]]:
    """Every question about an allow list in a rule's condition."""
    if isinstance(condition, dict):
        if condition.get("predicate") == "wide_allow_list":
            yield {key: value for key, value in condition.items() if key != "predicate"}
        for part in condition.values():
            yield from predicates(part)
    elif isinstance(condition, list):
        for part in condition:
            yield from predicates(part)


QUESTIONS: list[tuple[str, Rule, dict[str, Any]]] = [
    (f"{asked.id} {question.get('list', question.get('start'))}", asked, question)
    for asked in load_rules()
    for question in predicates(asked.assertion)
]


def span(text: str) -> tuple[int, int, bool] | None:
    """First address, last address and whether they are IPv6; None for a tag."""
    low, dash, high = text.partition("-")
    if text[0].isalpha():
        return None
    if dash:
        return int(ipaddress.ip_address(low)), int(ipaddress.ip_address(high)), ":" in low
    block = ipaddress.ip_network(text)
    return int(block[0]), int(block[-1]), block.version == 6


def lets_in(entries: list[tuple[str, bool]], v6: bool) -> int:
    """How many public addresses the first entry that holds them allows; counts address by address, one for each cell."""
    spans = [(None if text == "Any" else span(text), allowed, text) for text, allowed in entries if text == "Any" or span(text)]
    cuts = {bound for low, high in public(v6) for bound in (low, high + 1)}
    cuts |= {bound for found, _, _ in spans if found and found[2] == v6 for bound in (found[0], found[1] + 1)}
    total = 0
    for low, high in pairwise(sorted(cuts)):
        first = next((allowed for found, allowed, _ in spans if found is None or (found[2] == v6 and found[0] <= low <= found[1])), False)
        total += (high - low) * (first and any(start <= low <= end for start, end in public(v6)))
    return total


def oracle(entries: list[tuple[str, bool]], azure: str | None) -> bool:
    wide = lets_in(entries, v6=False) > LARGE_V4 or lets_in(entries, v6=True) > LARGE_V6
    for place, (text, allowed) in enumerate(entries):
        if azure and allowed and (text == azure or text.startswith(f"{azure}.")):
            denied = [other for other, kept in entries[:place] if not kept]
            wide |= text not in denied and not _every_ipv4(denied)
    return wide


def _every_ipv4(texts: list[str]) -> bool:
    spans = sorted((0, 2**32) if text == "Any" else found[:2] for text in texts if text == "Any" or ((found := span(text)) and not found[2]))
    end = 0
    for low, high in spans:
        end = max(end, high + 1) if low <= end else end
    return end >= 2**32


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    *heads, last = path.split(".")
    for head in heads:
        tree = tree.setdefault(head, {})
    tree[last] = value


def trial(question: Mapping[str, Any], draw: random.Random) -> tuple[bool | None, bool]:
    """The answer to a random list in the question's form, and the oracle's."""
    texts = [draw.choice(POOL) for _ in range(draw.randint(0, 5))]
    if "rules" in question:
        spans = [found for found in map(span, texts) if found]
        kept = [(str(ipaddress.ip_address(low)), str(ipaddress.ip_address(high))) for low, high, v6 in spans if (low > 2**32) == v6]
        types = question["rules"] if isinstance(question["rules"], list) else [question["rules"]]
        server, *rules = (node(types[0].rpartition("/")[0], {}), *(node(types[0], {}, edges=((EdgeKind.PARENT, 0),)) for _ in kept))
        for one, (start, end) in zip(rules, kept, strict=True):
            put(one.body, question["start"], start)
            put(one.body, question["end"], end)
        names = [f"{start}-{end}" for start, end in kept]
        alone = [name for name in names if question["at"] == "server" or not oracle([(name, True)], None)]
        return prepare(question)(subject_of(server, GraphIndex(graph(server, *rules)))).truth, oracle([(name, True) for name in alone], None)
    entries = [(text, "action" not in question or draw.random() < 0.6) for text in texts]
    priorities = [draw.choice([100, 200, 300]) if "priority" in question else 0 for _ in texts]
    body: dict[str, Any] = {}
    items: list[Any] = []
    for (text, allowed), priority in zip(entries, priorities, strict=True):
        item: dict[str, Any] = {}
        for key, value in (("address", text), ("action", "Allow" if allowed else "Deny"), ("priority", priority)):
            if key in question:
                put(item, question[key], value)
        items.append(item if item else text)
    put(body, question["list"], items)
    ordered = [
        entry for _, _, entry in sorted((priority, place, entry) for place, (priority, entry) in enumerate(zip(priorities, entries, strict=True)))
    ]
    if "otherwise" in question:
        otherwise = draw.choice(["Allow", "Deny", None])
        if question["otherwise"] == "Allow":
            otherwise = "Allow"
        else:
            put(body, question["otherwise"], otherwise)
        ordered.append(("0.0.0.0/0", otherwise == "Allow" or (otherwise is None and not entries)))
    one = node("A/b", body)
    return prepare(question)(subject_of(one, GraphIndex(graph(one)))).truth, oracle(ordered, question.get("azure"))


def test_agrees_with_brute_force() -> None:
    """Random lists for every rule; SOC2SCAN_ALLOW_LISTS=10000 tries as many for each, and -s shows the figures."""
    count = int(os.environ.get("SOC2SCAN_ALLOW_LISTS", "60"))
    differences: Counter[str] = Counter()
    for name, _, question in QUESTIONS:
        draw = random.Random(name)
        answers = [trial(question, draw) for _ in range(count)]
        differences[name] += sum(answer is not truth for answer, truth in answers)
        print(f"{name}: {count} lists, {sum(truth for _, truth in answers)} wide, {differences[name]} differences")
    assert QUESTIONS and not +differences


def test_an_unknown_entry_never_turns_the_answer() -> None:
    for seed in range(300):
        draw = random.Random(seed)
        items = [{"ip": draw.choice(POOL), "action": draw.choice(["Allow", "Deny"]), "priority": draw.choice([1, 2, 3])} for _ in range(4)]
        known = decide(ORDERED, {"rules": items, "otherwise": "Deny"}).truth
        blurred = [dict(item) for item in items]
        draw.choice(blurred)[draw.choice(["ip", "action", "priority"])] = UNKNOWN
        assert decide(ORDERED, {"rules": blurred, "otherwise": "Deny"}).truth in (known, None), seed
