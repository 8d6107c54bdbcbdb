"""Where the parts of a lowered template are written in Bicep."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from scanner.files import SourceText
from scanner.model.source import Span
from scanner.model.value import Path


class Stretch(NamedTuple):
    source: SourceText
    start: int
    end: int

    def span(self) -> Span:
        return self.source.span(self.start, self.end)


@dataclass(slots=True)
class BicepPositions:
    """The ``Positions`` of a template. Imported variables bring stretches of other files."""

    file: SourceText
    values: dict[Path, Stretch] = field(default_factory=dict)
    properties: dict[Path, Stretch] = field(default_factory=dict)

    def put(self, path: Path, value: Stretch, whole: Stretch | None = None) -> None:
        """``whole`` is the property or declaration, key included, that the value belongs to."""
        self.values[path] = value
        if whole is not None:
            self.properties[path] = whole

    def written(self, path: Path) -> bool:
        return path in self.values or path in self.properties

    def span(self, path: Path) -> Span:
        return self._closest(path).span()

    def key_span(self, path: Path) -> Span:
        return (self.properties.get(path) or self._closest(path)).span()

    def head_span(self, path: Path) -> Span:
        whole, value = self.properties.get(path), self.values.get(path)
        if whole is None or value is None or value.source.text[value.start : value.start + 1] not in ("{", "["):
            return self.key_span(path)
        return Stretch(whole.source, whole.start, value.start + 1).span()

    def _closest(self, path: Path) -> Stretch:
        for length in range(len(path), -1, -1):
            found = self.values.get(path[:length]) or self.properties.get(path[:length])
            if found is not None:
                return found
        return Stretch(self.file, 0, 0)
