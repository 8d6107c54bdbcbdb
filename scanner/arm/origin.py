"""Where the values of a template resource come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.model.source import Trace
from scanner.model.value import Path, Reference

if TYPE_CHECKING:
    from scanner.arm.declarations import Instance


@dataclass(frozen=True, slots=True, eq=False)
class TemplateOrigin:
    instance: Instance

    def trace(self, path: Path) -> Trace:
        return Trace(self.instance.template.key_span((*self.instance.path, *path)), True)

    def references(self, path: Path) -> tuple[Reference, ...]:
        return ()
