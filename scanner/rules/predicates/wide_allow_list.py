"""``{predicate: wide_allow_list, list: properties.ipRules, address: value}``: the list lets in more than one's own networks.

The networks of all entries count together, ranges and single addresses alike. The list is wide when they hold more public
addresses than one IPv4 /8 (16.7 million) or one IPv6 /16; so 0.0.0.0/0 is, in any number of pieces. Where entries deny, each
address falls to the first entry, in order of priority, that holds it. What an entry holds may not be known: it is
taken at its least and at its most, and if the answer differs it is unknown. Private addresses, virtual
networks and service tags are not the internet. ``azure`` names what stands for all of Azure, where the service has such a thing.
The evidence is the widest entry.

``rules: T, start: P, end: P`` in place of ``list`` is about firewall rules that are resources of type T: asked of one, it is about that
one, and asked of a server, about all that lie in it. So that there is one result, a rule that is, or may be, too wide alone counts ``at: rule``
(the server answers for the others), or ``at: server`` (a rule answers only where its server is not in the code).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanner.model.graph import EdgeKind
from scanner.model.value import Path, Unknown, Value
from scanner.rules.addresses import LARGE_V4, Addresses, union
from scanner.rules.allow_lists import Entry, Form, entries
from scanner.rules.decision import Condition, Decision, Evidence, Subject, unknown
from scanner.rules.jsonpath import compile_path, is_single, value_at

MOST_PLACES = 5
"""So many entries are named at most."""
MOST_DENIALS = 1000
"""App Service takes 512 rules."""
MILLIONS_OF_IPV4 = 3_600
"""The internet has 3,700 million IPv4 addresses; whoever lets in nearly all of them lets in everyone."""
ALL_OF_AZURE = " (all of Azure, other customers included)"
_PATHS = ("list", "address", "start", "end", "action", "priority", "otherwise", "unless")
_ARGUMENTS = (*_PATHS, "rules", "at", "gaps", "azure")


def prepare(arguments: Mapping[str, Value]) -> Condition:
    """The condition. Raises ValueError for arguments that it does not take."""
    form = _form(arguments)
    azure = tuple(str(name).casefold() for name in _listed(arguments.get("azure", [])))
    at_server = arguments.get("at") == "server"

    def decide(subject: Subject) -> Decision:
        is_rule = subject.node.type.casefold() in form.rules
        if is_rule and at_server and subject.graph.outward(subject.node, EdgeKind.PARENT):
            return Decision(False, (Evidence(subject.node, (), None),))
        found = entries(subject, form)
        if sum("deny" in entry.actions for entry in found) > MOST_DENIALS:
            return unknown(subject.node, form.list, "it has too many rules to tell what they let in together")
        if form.rules and not is_rule and not at_server:
            found = [entry for entry in found if not entry.most.is_large()]
        sure = _let_in(found, sure=True)
        if opening := _wide(sure, azure):
            return Decision(True, opening)
        if _wide(_let_in(found, sure=False), azure):
            return Decision(None, (_doubt(found, subject),))
        holder = value_at(subject.value, form.list, subject.path)
        return Decision(False, (Evidence(subject.node, holder.path, holder.value),))

    return decide


def _form(arguments: Mapping[str, Value]) -> Form:
    for name in arguments:
        if name not in _ARGUMENTS:
            raise ValueError(f"wide_allow_list takes {', '.join(_ARGUMENTS)}, not {name!r}")
    if ("list" in arguments) == ("rules" in arguments):
        raise ValueError("wide_allow_list takes list: PATH, or rules: TYPE")
    if ("start" in arguments) != ("end" in arguments) or ("start" in arguments and "address" in arguments):
        raise ValueError("wide_allow_list takes address: PATH, or start: PATH and end: PATH")
    if not isinstance(arguments.get("gaps", True), bool):
        raise ValueError("wide_allow_list takes gaps: true or false")
    if ("rules" in arguments) != (arguments.get("at") in ("rule", "server")):
        raise ValueError("wide_allow_list takes at: rule or at: server with rules: TYPE")
    others_allowed = arguments.get("otherwise") == "Allow"
    paths = {name: _path(name, arguments[name]) for name in _PATHS if name in arguments and not (name == "otherwise" and others_allowed)}
    rules = frozenset(str(name).casefold() for name in _listed(arguments.get("rules", [])))
    return Form(rules=rules, gaps=arguments.get("gaps", True), others_allowed=others_allowed, **paths)


def _path(name: str, text: Value) -> Path:
    steps = compile_path(str(text))
    if not is_single(steps):
        raise ValueError(f"wide_allow_list takes {name}: a path to one place")
    return steps


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


def _let_in(found: Sequence[Entry], sure: bool) -> list[tuple[Entry, Addresses]]:
    """What each entry lets in, for sure or maybe, of what no entry before it denies."""
    denials = [(at, entry) for at, entry in enumerate(found) if "deny" in entry.actions]
    let_in = []
    for place, entry in enumerate(found):
        if entry.actions != {"allow"} if sure else "allow" not in entry.actions:
            continue
        denied = [other.most if sure else other.least for at, other in denials if at != place and _denies(other, at, entry, place, sure)]
        let_in.append((entry, (entry.least if sure else entry.most).without(denied)))
    return let_in


def _denies(other: Entry, at: int, entry: Entry, place: int, sure: bool) -> bool:
    """Whether the other is asked first and denies. A way in is sure only if whatever may deny it does not."""
    if sure:
        return "deny" in other.actions and (other.priorities[0], at) < (entry.priorities[1], place)
    return other.actions == {"deny"} and (other.priorities[1], at) < (entry.priorities[0], place)


def _wide(let_in: Sequence[tuple[Entry, Addresses]], azure: Sequence[str]) -> tuple[Evidence, ...]:
    """The entries that make the list wide, the widest first; none when it is not."""
    total = union(addresses for _, addresses in let_in)
    if not total.is_large():
        return tuple(_noted(entry.evidence, ALL_OF_AZURE) for entry, addresses in let_in if _is_azure(addresses, azure))
    widest = sorted(let_in, key=lambda pair: -pair[1].width())
    needed = next((many for many in range(1, MOST_PLACES) if union(held for _, held in widest[:many]).is_large()), MOST_PLACES)
    evidence = [entry.evidence for entry, _ in widest[:needed]]
    first, held = widest[0]
    if not first.is_rest:
        evidence[0] = _noted(evidence[0], _amount(total, alone=(held.v4, held.v6) == (total.v4, total.v6)))
    return tuple(evidence)


def _is_azure(addresses: Addresses, azure: Sequence[str]) -> bool:
    """A name stands for Azure itself, and ``AzureCloud.westeurope`` for a region of it."""
    return any(held == name or held.startswith(f"{name}.") for name in azure for held in addresses.names)


def _noted(evidence: Evidence, note: str) -> Evidence:
    return evidence._replace(note=evidence.note + note)


def _amount(total: Addresses, alone: bool) -> str:
    """How many addresses that is."""
    million = total.public(v6=False) // 10**6
    if million >= MILLIONS_OF_IPV4:
        amount = "every address"
    else:
        amount = f"{million:,} million addresses" if total.public(v6=False) > LARGE_V4 else "a wide part of IPv6"
    return f" ({amount})" if alone else f" ({amount} with the others)"


def _doubt(found: Sequence[Entry], subject: Subject) -> Evidence:
    """What is not known about an entry that may let more in, or else about one that may not deny."""
    doubts = [entry.doubt for entry in sorted(found, key=lambda entry: "allow" not in entry.actions) if entry.doubt is not None]
    return doubts[0] if doubts else Evidence(subject.node, (), Unknown("the order of the rules is not known"))
