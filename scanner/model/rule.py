"""A rule as loaded from its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from scanner.model.value import Path, Value


class Severity(str, Enum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Higher is worse."""
        return ("low", "medium", "high", "critical").index(self.value)


@dataclass(frozen=True, slots=True)
class Control:
    """A SOC 2 criterion that the rule bears on: ``direct`` when a finding by itself contradicts it, else ``supporting``."""

    id: str
    strength: str
    because: str


@dataclass(frozen=True, slots=True)
class Fix:
    """How to repair: ``text`` for people; ``set`` gives ARM paths and values, from which each language's words are made."""

    text: str
    set: Mapping[Path, Value]
    by_language: Mapping[str, str]
    """Optional own wording for terraform, arm or bicep."""
    related: Mapping[str, Mapping[Path, Value]] = field(default_factory=dict)
    """By ARM type: what to set instead where the decision stands in a node of that type, which then exists already."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule, checked. Two are the same only when they are one object, so that what is made of one can be kept."""

    id: str
    title: str
    severity: Severity
    confidence: str
    """high, medium or low: how often a finding is a true problem (SARIF precision)."""
    theme: str
    controls: tuple[Control, ...]
    why: str
    types: tuple[str, ...]
    where: Mapping[str, Value] | None
    """The condition as data, validated; None when the rule applies to every node of its types."""
    assertion: Mapping[str, Value]
    message: str
    fix: Fix
    references: tuple[str, ...]
    equivalents: Mapping[str, tuple[str, ...]]
    aliases: tuple[str, ...]
    since: str
    file: str
    secret: bool = False
    """True when the value judged may be a secret: it is then never shown, nor is the source line."""
    related_types: tuple[str, ...] = ()
    """The ARM types that its conditions ask about, besides those it judges."""
