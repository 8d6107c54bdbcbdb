"""Where the values of a template resource come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.arm.follow import Follower
from scanner.arm.reads import reads
from scanner.arm.template import Place
from scanner.model.source import Span, Step, Trace
from scanner.model.value import Path, Reference

if TYPE_CHECKING:
    from scanner.arm.declarations import Instance


@dataclass(frozen=True, slots=True, eq=False)
class TemplateOrigin:
    """Answers for one resource; paths are those of ``SourceResource.raw``, which are those of the template but for copies."""

    instance: Instance

    def trace(self, path: Path) -> Trace:
        one = self.instance
        with one.owner.unit.evaluator.quietly():
            follower = Follower(Place(one.template, one.path), one.node, one.environment)
            found = follower.follow(path)
        if one.owner.home is not None:
            return self._at_home(follower.stations, one.owner.home)
        (_, place), *stations = follower.stations
        chain = tuple(Step(station.template.key_span(station.path), what) for what, station in stations)
        if found or stations:
            return Trace(place.template.key_span(place.path), found, chain)
        if place.path == one.path:
            return Trace(one.header, False, chain)
        return Trace(place.template.head_span(place.path), False, chain)

    @staticmethod
    def _at_home(stations: list[tuple[str, Place]], home: Span) -> Trace:
        """Of a template that was fetched from a registry only what it was given can be edited, or the call."""
        steps = [Step(place.template.key_span(place.path), what) for what, place in stations if not place.template.foreign]
        return Trace(steps[0].span, True, tuple(steps[1:])) if steps else Trace(home, False)

    def references(self, path: Path) -> tuple[Reference, ...]:
        one = self.instance
        with one.owner.unit.evaluator.quietly():
            follower = Follower(Place(one.template, one.path), one.node, one.environment)
            follower.follow(path, through=False)
            return tuple(reads(one.template, follower.node, follower.environment))
