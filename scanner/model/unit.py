"""What there is to scan: units of work, and the files seen on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from scanner.model.inputs import Engine
from scanner.model.result import FileRecord
from scanner.model.source import Problem, Span


class UnitKind(str, Enum):
    TERRAFORM = "terraform"
    PLAN = "plan"
    ARM = "arm"
    BICEP = "bicep"
    MODULE = "module"
    """A Terraform module judged as a template, for the resource blocks that no root module gives an instance."""
    TEMPLATE = "template"
    """A template or Bicep file judged with its inputs unknown, for the resources and modules in it that nothing deploys."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One root module (``path`` is its folder), or one plan, template or Bicep file (``path`` is the file)."""

    kind: UnitKind
    path: Path
    parameters: tuple[Path, ...] = ()
    """The parameters files that the template is deployed with, later ones winning."""
    var_files: tuple[Path, ...] = ()
    """The variables files that the root module is planned with, besides those that Terraform loads by itself."""
    blocks: frozenset[tuple[str, int]] = frozenset()
    """Of code without a caller: file and line of the declarations that are judged."""
    known: frozenset[str] = frozenset()
    """Of a template without a caller: the files, as they are shown, that others read and judge."""
    deployed: bool = False
    """Of a template with code that nothing deploys: people deploy it by itself, so that nobody adds what it lacks."""
    environment: str = ""
    """Which set of inputs this is, when there are several: a name the user gave, or the parameters file's."""
    changed: frozenset[Path] = frozenset()
    """Those of its inputs that are changed files: what they bring about is reported wherever it lies."""
    left_out: frozenset[Path] = frozenset()
    """Variables files that are not read, though Terraform loads them by itself."""
    whole: bool = False
    """A file of it was deleted, which has no lines that a result could lie in: all its results are reported."""
    engine: Engine | None = None
    """Whose files these are, where the two engines read different ones."""

    def judges(self, header: Span) -> bool:
        """Whether the resource with this header is the unit's to judge."""
        return not self.blocks or (header.file, header.line) in self.blocks


@dataclass(frozen=True, slots=True)
class Discovery:
    """Everything found below the paths that were named."""

    units: tuple[Unit, ...]
    candidates: tuple[Path, ...]
    """Files in a format that is read; what became of each is known once the units are evaluated."""
    records: tuple[FileRecord, ...]
    """Files and folders already accounted for: skipped, or failed."""
    only: frozenset[Path] | None = None
    """When single files were named: results elsewhere are not reported."""
    remarks: tuple[Problem, ...] = ()
    """Files that are not as their format wants it, and what is odd about the inputs that the user named."""
    changed: bool = False
    """The files named were changed, not chosen."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Why a candidate, as it is shown, is not judged by itself: it matters where nothing else uses it."""
