"""Where the attributes of a planned resource stand: in the code when that is at hand, else in the plan itself."""

from __future__ import annotations

from collections.abc import Callable

from scanner.json_source import Document
from scanner.model.resource import Origin
from scanner.model.source import Span, Trace
from scanner.model.value import Path, Reference


class PlanOrigin:
    """The ``Origin`` of a resource of a plan."""

    __slots__ = ("_document", "_object", "_references", "_source", "_values")

    def __init__(
        self, document: Document, object: Path, values: Path, references: Callable[[Path], tuple[Reference, ...]], source: Origin | None
    ) -> None:
        self._document, self._object, self._values = document, object, values
        self._references, self._source = references, source

    @property
    def source(self) -> Origin | None:
        """The resource in the code, where that is at hand."""
        return self._source

    @property
    def header(self) -> Span:
        return self._document.key_span((*self._object, "address"))

    def trace(self, path: Path) -> Trace:
        if self._source is not None:
            return self._source.trace(path)
        place = (*self._values, *path)
        if path and self._document.written(place):
            return Trace(self._document.key_span(place), written=True)
        return Trace(self.header, written=False)

    def references(self, path: Path) -> tuple[Reference, ...]:
        if self._source is not None and (found := self._source.references(path)):
            return found
        return self._references(path)
