"""What a front end hands on: resources in the source's own words, evaluated."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path as FilePath
from typing import Protocol

from scanner.model.source import Problem, Span, Step, Trace
from scanner.model.value import Part, Path, Reference, Value


class Language(str, Enum):
    TERRAFORM = "terraform"
    PLAN = "plan"
    ARM = "arm"
    BICEP = "bicep"


class Mode(str, Enum):
    MANAGED = "managed"
    """The deployment creates or updates it: it is judged."""
    EXISTING = "existing"
    """A data source or an ``existing`` resource: it is only referred to."""


class Origin(Protocol):
    """Answers where things in ``SourceResource.raw`` come from; asked only for findings, so it may be slow."""

    def trace(self, path: Path) -> Trace:
        """Where the value at this raw path is written. Never raises: an unwritten path gives the closest written parent."""
        ...

    def references(self, path: Path) -> tuple[Reference, ...]:
        """The resources that the expression at this raw path reads, known or not, in source order."""
        ...


@dataclass(frozen=True, slots=True)
class SourceResource:
    """One resource instance as its own language has it.

    ``raw`` holds, for Terraform, the attributes in the shape of ``values`` in ``terraform show -json`` (blocks
    as lists of objects); for ARM and Bicep, the resource object with every expression evaluated, without
    ``type``, ``apiVersion``, ``condition``, ``copy``, ``dependsOn`` and ``resources``.
    """

    address: str
    type: str
    """``azurerm_storage_account``, ``azapi_resource``; for ARM the full type, parents included, as written."""
    name: Value
    """Terraform: the label. ARM and Bicep: the full name (``account/default``), maybe Unknown."""
    language: Language
    raw: dict[str, Value]
    header: Span
    """The first line of the declaration: what a finding about something absent points at."""
    origin: Origin
    api_version: str | None = None
    mode: Mode = Mode.MANAGED
    condition: Value = True
    """False never gets here; Unknown when it depends on the deployment whether the resource exists."""
    circumstances: frozenset[str] = field(default=frozenset(), kw_only=True)
    """What decides whether it exists, each as a text that is the same where the same is asked. Empty when nothing does, or it cannot be told."""
    ignored: tuple[Path, ...] = field(default=(), kw_only=True)
    """Raw paths that are set when the resource is created and never again (``ignore_changes``); an empty one is all of it."""
    provider: tuple[int, ...] | None = None
    """Terraform: the version of the resource's provider in use, as exact as the configuration tells: (4,) or (4, 12, 0)."""
    oldest_provider: int = 0
    """Terraform: the oldest major version that the configuration admits; 0 for any."""
    calls: tuple[Step, ...] = ()
    """The module calls or deployments around it, outermost first."""
    depends_on: tuple[str, ...] = ()
    """Addresses of explicit dependencies."""
    scope: Value = None
    """ARM and Bicep: the resource id that an extension resource is deployed on, when given."""

    def exists_with(self, other: SourceResource) -> bool:
        """True when it is certain to exist where the other one does: all that its own existence depends on, the other's does, too."""
        return self.condition is True or (bool(self.circumstances) and self.circumstances <= other.circumstances)


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of the unit that was not available: a module that was not downloaded, a linked template.

    Resources may exist behind it, so "no such resource" is not a fact about what it knows of.
    """

    span: Span
    what: str
    receives: frozenset[tuple[Part, ...]] | None = None
    """The texts that are passed to it, in parts: it can name the resources whose ids or names they are. None: it may name any."""


@dataclass(frozen=True, slots=True)
class Undeclared:
    """A value that was given for a name that the code does not declare; another root module may declare it."""

    source: str
    """The file as ``Span.file`` shows it, or the argument on the command line."""
    name: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A front end's whole answer for one unit."""

    resources: tuple[SourceResource, ...] = ()
    problems: tuple[Problem, ...] = ()
    gaps: tuple[Gap, ...] = ()
    files: tuple[str, ...] = field(default=())
    """Every file that was read, as ``Span.file`` shows it, sorted."""
    declared: tuple[tuple[str, int], ...] = ()
    """File and line of every resource that the code read declares, whether it has instances or not."""
    given: tuple[str, ...] = ()
    """The inputs from outside, as ``Undeclared.source`` names them."""
    undeclared: tuple[Undeclared, ...] = ()
    uncalled: frozenset[tuple[str, int]] = frozenset()
    """Of a template judged with its inputs unknown: file and line of what nothing deploys, with all that is behind it."""
    code: FilePath | None = None
    """For a plan, the root module that it was made from, where that is at hand."""
