"""What is passed to deployments whose templates are not at hand: only of that can they know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scanner.arm.values import member
from scanner.model.resource import Gap, SourceResource
from scanner.model.value import Part, Reference, Unknown, Value, texts

Texts = frozenset[tuple[Part, ...]]


def with_what_they_receive(gaps: Mapping[Gap, set[str]], resources: Iterable[SourceResource]) -> Iterator[Gap]:
    """The gaps with the texts that they are passed. ``gaps`` has the addresses of the deployments of each."""
    addresses = set[str]().union(*gaps.values())
    given = {resource.address: _passed(resource) for resource in resources if resource.address in addresses} if gaps else {}
    for gap, deployments in gaps.items():
        yield replace(gap, receives=_with_outputs(deployments, given))


def _passed(deployment: SourceResource) -> Texts | None:
    """The texts among the parameters; None when there is something in them of which nothing is known."""
    entries = member(member(deployment.raw, "properties"), "parameters")
    if not isinstance(entries, dict):
        return frozenset() if entries is None else None
    # A secret that Key Vault holds names no resource.
    values = [member(entry, "value") if isinstance(entry, dict) else entry for entry in entries.values()]
    return None if any(map(_is_untraced, values)) else frozenset(texts(values))


def _is_untraced(value: Value) -> bool:
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, Unknown):
            if not item.parts and not item.candidates:
                return True
            pending += item.candidates
        elif isinstance(item, (dict, list, tuple)):
            pending += item.values() if isinstance(item, dict) else item
    return False


def _with_outputs(deployments: set[str], given: Mapping[str, Texts | None]) -> Texts | None:
    """What is passed, where the outputs of another absent deployment may be anything that this one is passed."""
    found: set[tuple[Part, ...]] = set()
    seen, waiting = set(deployments), sorted(deployments)
    while waiting:
        own = given.get(waiting.pop())
        if own is None:
            return None
        found |= own
        sources = {part.address for parts in own for part in parts if isinstance(part, Reference) and part.address in given}
        waiting += sources - seen
        seen |= sources
    return frozenset(found)
