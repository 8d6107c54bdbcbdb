"""Whether two front ends see the same deployment: everything a unit says of itself, without how it is written.

Addresses differ between a source and what is compiled from it, so a resource is known by its type and name, and by
those of the deployments around it where these are known.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scanner.arm.values import one_of
from scanner.graph import build_graph
from scanner.model.graph import Graph, Node
from scanner.model.resource import Evaluated, Mode, SourceResource
from scanner.model.rule import Rule
from scanner.model.value import Reference, Symbol, Unknown, Value, leaves
from scanner.rules.evaluate import evaluate

DEPLOYMENTS = "microsoft.resources/deployments"
_OF_DEPLOYMENT = re.compile(r" in \S.*$")
_WRAPPING = "createObject('value', "
_READS = re.compile(r"\breference\(|\blist\(|\}\.(properties|list|id)\b")
"""Where the text of a value names a resource that is read; without symbolic names it is named by its id."""
_PLACE_NAME = re.compile(r"^name of .*$")


@dataclass(frozen=True, slots=True)
class Aspects:
    """What is compared. A template without symbolic names has lost some of it."""

    existing: bool = True
    """Resources that are only referred to."""
    dependencies: bool = True


@dataclass(slots=True)
class Likeness:
    """Facts by their kind; two units agree when the facts of each kind do."""

    facts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, kind: str, fact: object) -> None:
        self.facts.setdefault(kind, Counter())[fact if isinstance(fact, str) else json.dumps(fact, sort_keys=True)] += 1


def likeness(evaluated: Evaluated, rules: Sequence[Rule], aspects: Aspects) -> Likeness:
    """All facts of a unit: its resources, the nodes and edges of its graph, and what the rules say."""
    found, words = Likeness(), _Words(evaluated.resources, aspects)
    for resource in evaluated.resources:
        if aspects.existing or resource.mode is Mode.MANAGED:
            _resource_facts(resource, words, aspects, found)
    graph = build_graph(evaluated)
    _graph_facts(graph, words, aspects, found)
    for verdict in evaluate(rules, graph):
        place, path = verdict.place
        at = ".".join(map(str, path))
        found.add("verdicts", f"{verdict.rule.id} {words.of(verdict.node.source)}: {verdict.outcome.value} at {words.of(place.source)} {at}")
    return found


def differences(left: Likeness, right: Likeness) -> Iterator[tuple[str, list[str], list[str]]]:
    """Kind of fact, those that only the first has, those that only the second has."""
    for kind in sorted({*left.facts, *right.facts}):
        mine, theirs = left.facts.get(kind, Counter()), right.facts.get(kind, Counter())
        if mine != theirs:
            yield kind, sorted((mine - theirs).elements()), sorted((theirs - mine).elements())


class _Words:
    """Names of resources and values that do not depend on how the template is written."""

    def __init__(self, resources: Iterable[SourceResource], aspects: Aspects) -> None:
        self._aspects = aspects
        self._by_address = {resource.address: resource for resource in resources}

    def of(self, resource: SourceResource) -> str:
        name = "(a module)" if resource.type.lower() == DEPLOYMENTS else self._text(resource.name, depth=0)
        return f"{resource.type.lower()} {name}"

    def at(self, address: str) -> str:
        found = self._by_address.get(address)
        return self.of(found) if found else address

    def value(self, value: Value) -> Any:
        if isinstance(value, Unknown):
            text = self._parts(value, 0)
            candidates = sorted(json.dumps(self.value(item), sort_keys=True) for item in value.candidates)
            return {"$unknown": "" if not self._aspects.existing and _READS.search(text) else text, "candidates": candidates}
        if isinstance(value, dict):
            return {same_id(key): self.value(item) for key, item in value.items() if item is not None}
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in value]
        return same_id(value) if isinstance(value, str) else value

    def _text(self, value: Value, depth: int) -> str:
        return self._parts(value, depth) if isinstance(value, Unknown) else str(value)

    def _parts(self, value: Unknown, depth: int) -> str:
        text = ""
        for part in value.parts:
            if isinstance(part, Symbol):
                text += "{" + _PLACE_NAME.sub("a name", _OF_DEPLOYMENT.sub("", _without_wrapping(part.text))) + "}"
            elif isinstance(part, Reference):
                target = self._by_address.get(part.address)
                name = self._text(target.name, depth + 1) if target and depth < 3 else ""
                text += "{" + f"{target.type.lower() if target else part.address} {name}".strip() + "}." + ".".join(map(str, part.path))
            else:
                text += part
        return same_id(text)


def same_id(text: str) -> str:
    """In ids the case of letters does not matter; the compiler writes types as Azure's published types have them."""
    text = text.replace("/subscriptions/{subscription().subscriptionId}", "{subscription().id}")
    return text.lower() if "/providers/" in text.lower() else text


def text_of(name: Value) -> str:
    """A name, without saying in which deployment its unknown parts are."""
    return _Words((), Aspects())._text(name, 0)


def _resource_facts(resource: SourceResource, words: _Words, aspects: Aspects, found: Likeness) -> None:
    key, deployment = words.of(resource), resource.type.lower() == DEPLOYMENTS
    found.add("resources", [key, resource.mode.value, len(resource.calls)])
    found.add("conditions", [key, words.value(resource.condition)])
    if not deployment:  # of modules, the compiler chooses the version
        found.add("versions", [key, resource.api_version])
    found.add("scopes", [key, words.value(resource.scope)])
    if aspects.dependencies:
        found.add("dependencies", [key, sorted(map(words.at, resource.depends_on))])
    for path, value in leaves(_body(resource, deployment)):
        found.add("values", [key, same_id(".".join(map(str, path))), words.value(value)])


def _body(resource: SourceResource, deployment: bool) -> Value:
    """What the compiler does not make up itself."""
    left_out = {"name", "scope", "asserts", "metadata", "import", "extension"} | (
        {"location", "resourcegroup", "subscriptionid"} if deployment else set()
    )
    body = {key: value for key, value in resource.raw.items() if key.lower() not in left_out}
    if deployment and isinstance(properties := body.get("properties"), dict):
        body["properties"] = {key: value for key, value in properties.items() if key != "templateLink"}
        parameters = body["properties"].pop("parameters", None)
        if isinstance(parameters, dict) and parameters:
            body["properties"]["parameters"] = {name: _unwrapped(entry) for name, entry in parameters.items()}
    return body


def _unwrapped(entry: Value) -> Value:
    """The value of a module's parameter. Where a condition chooses it, the compiler wraps both choices."""
    if isinstance(entry, dict):
        return entry.get("value", "(a secret)" if "reference" in entry else entry)
    if not isinstance(entry, Unknown):
        return entry
    candidates = [item.get("value") for item in entry.candidates if isinstance(item, dict)]
    return one_of(candidates, entry.why, entry.parts) if candidates else Unknown(entry.why, (), entry.parts)


def _without_wrapping(text: str) -> str:
    while (start := text.find(_WRAPPING)) >= 0:
        depth, quoted = 1, False
        for end in range(start + len(_WRAPPING), len(text)):
            quoted ^= text[end] == "'"
            depth += 0 if quoted else (text[end] == "(") - (text[end] == ")")
            if not depth:
                break
        else:
            return text  # it was cut off
        text = text[:start] + text[start + len(_WRAPPING) : end] + text[end + 1 :].replace(").value", ")", 1)
    return text


def _graph_facts(graph: Graph, words: _Words, aspects: Aspects, found: Likeness) -> None:
    for node in graph.nodes:
        if not _compared(node, aspects):
            continue
        found.add("nodes", [_key(node, words), node.judged, node.mapped, sorted(kind.value for kind in node.unlinked) if aspects.existing else None])
        found.add("defaults", [_key(node, words), sorted(".".join(map(str, path)) for path in node.defaulted)])
        for edge in node.edges:
            target = graph.nodes[edge.target]
            if _compared(target, aspects):
                found.add("edges", [_key(node, words), edge.kind.value, _key(target, words), same_id(".".join(map(str, edge.path)))])


def _key(node: Node, words: _Words) -> str:
    return f"{words.of(node.source)} as {node.type.lower()}"


def _compared(node: Node, aspects: Aspects) -> bool:
    return node.source.type.lower() != DEPLOYMENTS and (aspects.existing or node.judged)
