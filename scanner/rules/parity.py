"""Which rule is shown, by an example, to hold in which language: the table behind "written once, true everywhere"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from scanner.model.rule import Rule
from scanner.rules.examples import Example, Run, load_examples, run_example
from scanner.rules.yaml_source import read_document

LANGUAGES = ("azurerm", "azapi", "arm", "bicep")
COVERAGE = ("fail", "pass", "default", "open")


@dataclass(frozen=True, slots=True)
class Parity:
    rule: str
    shown: Mapping[str, frozenset[str]]
    """Language to what its examples show: fail, pass, open, and default when one relies on a value that nobody wrote."""
    lacks: Mapping[str, str]
    """``azapi`` or ``azurerm open`` to the reason why there is no such example."""

    def missing(self) -> tuple[str, ...]:
        """What is neither shown nor excused: ``arm open``."""
        wanted = ((language, what) for language in LANGUAGES if language not in self.lacks for what in COVERAGE)
        return tuple(f"{language} {what}" for language, what in wanted if what not in self.shown[language] and f"{language} {what}" not in self.lacks)


def parity(rule: Rule, runs: Iterable[tuple[Example, Run]] | None = None) -> Parity:
    """What the rule's examples show; they are run unless their runs are given."""
    runs = runs or [(example, run_example(rule, example)) for example in load_examples(rule)]
    shown: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for example, run in runs:
        if example.language in shown and run.outcome == example.verdict:
            shown[example.language] |= {example.verdict, *(("default",) if run.defaulted else ())}
    lacks = read_document(Path(rule.file)).data.get("lacks", {})
    return Parity(rule.id, {language: frozenset(what) for language, what in shown.items()}, lacks)


def parity_table(rows: Iterable[Parity]) -> str:
    """A Markdown table: a cell names what is shown; ``-`` what is excused, with its reason below."""
    lines = ["| rule | " + " | ".join(LANGUAGES) + " |", "| --- |" + " --- |" * len(LANGUAGES)]
    notes: list[str] = []
    for row in rows:
        cells = []
        for language in LANGUAGES:
            shown = [what for what in COVERAGE if what in row.shown[language]]
            cells.append(", ".join(shown) if shown else "-" if language in row.lacks else "")
        lines.append(f"| {row.rule} | " + " | ".join(cells) + " |")
        notes += [f"- {row.rule}, {what}: {reason}" for what, reason in row.lacks.items()]
    return "\n".join([*lines, "", *notes]) + "\n"
