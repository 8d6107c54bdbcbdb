"""What the rules found, ready for any report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from scanner.model.resource import Language, Undeclared
from scanner.model.rule import Severity
from scanner.model.source import Problem, Span, Step


class Outcome(str, Enum):
    FAIL = "fail"
    OPEN = "open"
    """It depends on something that only the deployment knows."""
    PASS = "pass"
    NOT_APPLICABLE = "notApplicable"


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource a result is about."""

    address: str
    type: str
    name: str
    """The Azure name; what is not known of it before deployment is {…}, and it is "" when nothing is."""
    language: Language
    source_type: str


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why a result was accepted."""

    reason: str
    kind: str
    """inSource or external, as SARIF has it."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule says of one resource, in the source's words and at its place."""

    rule: str
    outcome: Outcome
    severity: Severity
    criteria: tuple[str, ...]
    subject: Subject
    span: Span
    message: str
    path: str
    """What is at fault, in the source's words: ``network_rules.default_action``."""
    remedy: str
    """How to repair it, in the source's words."""
    fingerprint: str
    """Stable over moves within a file: made of rule, address and path, not of lines."""
    header: Span
    """The first line of the resource that the finding lies in."""
    related: tuple[Step, ...] = ()
    suppression: Suppression | None = None
    template: bool = False
    """True for code that no root module gives an instance: it was judged with its inputs unknown."""
    environments: tuple[str, ...] = ()
    """The sets of inputs for which this holds, when the code was judged for several."""
    engine: str = ""
    """Terraform or OpenTofu, when only one of them, reading other files than the other, deploys this."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file seen: ``status`` is analysed, skipped or failed; the last two say why."""

    file: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UnusedInput:
    """What open results wait for, and the unused files that set it."""

    kind: str
    """variable or parameter."""
    name: str
    results: int
    """How many open results wait for it."""
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ledger: seen = analysed + skipped + failed, and what became of the resources."""

    files: tuple[FileRecord, ...] = ()
    resources: tuple[tuple[str, int], ...] = ()
    """Resource type (ARM type, or the source's when it has no node of its own) and how many, sorted."""
    judged: tuple[tuple[str, int], ...] = ()
    """Those of them about which a rule said pass, fail or open."""
    without_rule: tuple[tuple[str, int], ...] = ()
    """Those of a type that no rule of the run looks at."""
    unmapped: tuple[tuple[str, int], ...] = ()
    """Those of a source type that no mapping knows. What is in none of these three, no rule applies to."""
    uncalled: int = 0
    """How many of the resources are in code that nothing deploys."""
    gaps: tuple[Step, ...] = ()
    """Modules and templates that were not available."""
    evaluated: int = 0
    """How many (rule, resource) pairs were decided or found open."""
    unit: str = ""
    """Of one unit: what was judged, whatever the environment."""


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """The whole answer for one unit of work; picklable."""

    results: tuple[Result, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = Coverage()
    declared: frozenset[tuple[str, int]] = frozenset()
    """File and line of the resources that the code read declares."""
    instantiated: frozenset[tuple[str, int]] = frozenset()
    """Those of them that have an instance."""
    anywhere: bool = False
    """Its results count in whatever file they lie: who names a plan means its resources, and their lines are in the code."""
    caused: frozenset[tuple[object, ...]] = frozenset()
    """The identities of results that count in whatever file they lie: they are not there without the changed inputs."""
    given: tuple[str, ...] = ()
    """The inputs from outside, as ``Undeclared.source`` names them."""
    undeclared: tuple[Undeclared, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The merged answer for all units, sorted: the same input gives the same bytes, whatever ran where."""

    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    coverage: Coverage
    units: int
    unused: tuple[UnusedInput, ...] = ()
    """Inputs that lie in the scanned tree, judged nothing, and could decide open results."""
