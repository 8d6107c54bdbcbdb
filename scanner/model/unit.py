"""What there is to scan: units of work, and the files seen on the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from scanner.model.result import FileRecord


class UnitKind(str, Enum):
    TERRAFORM = "terraform"
    PLAN = "plan"
    ARM = "arm"
    BICEP = "bicep"
    MODULE = "module"
    """A Terraform module judged as a template, for the resource blocks that no root module gives an instance."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One root module (``path`` is its folder), or one plan, template or Bicep file (``path`` is the file)."""

    kind: UnitKind
    path: Path
    parameters: tuple[Path, ...] = ()
    """Parameters files that go with the template."""
    var_files: tuple[Path, ...] = ()
    """Variable files of the environment, after those given for all."""
    blocks: frozenset[tuple[str, int]] = frozenset()
    """Of a module: file and line of the resource blocks that are judged."""
    environment: str = ""
    """Which set of inputs this is, when there are several: a name the user gave, or the parameters file's."""


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
