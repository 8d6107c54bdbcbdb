"""``soc2scan rules``: what is looked for, and why."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import click

from scanner.cli.main import EXIT_CLEAN, EXIT_FINDINGS
from scanner.model.rule import Rule
from scanner.rules.catalogue import load_rules
from scanner.settings import unknown_rule

_rules_option = click.option(
    "--rules", "folders", multiple=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with rules of your own."
)


@click.group("rules")
def command() -> None:
    """List, explain and test rules."""


@command.command("list")
@click.option("--format", "kind", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_rules_option
def list_rules(kind: str, folders: tuple[Path, ...]) -> None:
    """All rules, sorted by name."""
    rules = load_rules(folders)
    if kind == "json":
        click.echo(json.dumps([_as_json(rule) for rule in rules], indent=2, ensure_ascii=False))
        return
    rows = [(rule.id, rule.severity.value, ", ".join(control.id for control in rule.controls), rule.title) for rule in rules]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for *cells, title in rows:
        click.echo("  ".join([*(f"{cell:{width}}" for cell, width in zip(cells, widths, strict=True)), title]))


@command.command("show")
@click.argument("name")
@_rules_option
def show_rule(name: str, folders: tuple[Path, ...]) -> None:
    """One rule: why it matters, how to repair it, its criteria."""
    rules = load_rules(folders)
    rule = next((rule for rule in rules if name in (rule.id, *rule.aliases)), None)
    if rule is None:
        raise unknown_rule(name, (rule.id for rule in rules))
    click.echo(_page(rule), nl=False)


@command.command("test")
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_context
def test_rules(context: click.Context, folders: tuple[Path, ...]) -> None:
    """Run the examples of the rules in FOLDERS.

    The exit code is 1 when a verdict is not the expected one.
    """
    from scanner.rules.examples import run_examples

    failed = total = 0
    for report in run_examples(folders):
        total += 1
        where = f"{report.file}:{report.line}: {report.rule}"
        faults = [f"the example cannot be read: {problem}" for problem in report.run.problems]
        if not report.as_expected:
            faults.append(f"expected {report.expected}, got {report.actual}")
        failed += bool(faults)
        for fault in faults:
            click.echo(f"{where}: {fault}")
    good = total - failed
    click.echo(f"{good} example{'' if good == 1 else 's'} as expected, {failed} not", err=True)
    context.exit(EXIT_FINDINGS if failed else EXIT_CLEAN)


def _as_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "criteria": [control.id for control in rule.controls],
        "theme": rule.theme,
        "types": list(rule.types),
        "equivalents": {tool: list(ids) for tool, ids in rule.equivalents.items()},
    }


def _page(rule: Rule) -> str:
    lines = [f"{rule.id}  ({rule.severity.value}, {rule.theme})", rule.title, "", *textwrap.wrap(" ".join(rule.why.split()), 100), ""]
    lines += ["Fix: " + " ".join(rule.fix.text.split()), "", "SOC 2:"]
    lines += [f"  {control.id} ({control.strength}): {control.because}" for control in rule.controls]
    lines += ["", f"Applies to: {', '.join(rule.types)}"]
    if rule.equivalents:
        lines += ["Known elsewhere as: " + "; ".join(f"{tool} {', '.join(ids)}" for tool, ids in sorted(rule.equivalents.items()))]
    lines += [f"See {link}" for link in rule.references]
    return "\n".join(lines) + "\n"
