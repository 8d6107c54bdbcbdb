"""``soc2scan scan``: the report on standard output or --output, everything else on standard error."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from shutil import get_terminal_size

import click

from scanner.cli.main import EXIT_CLEAN, EXIT_FINDINGS, EXIT_NOTHING, EXIT_UNREADABLE
from scanner.cli.options import input_options, inputs_of, rule_options, settings_of, strict_root_option, working_directory
from scanner.config import load_config
from scanner.errors import UsageError
from scanner.model.result import Outcome, ScanResult
from scanner.model.rule import Rule, Severity
from scanner.report import summary
from scanner.scan import chosen_rules, files_for, follow_read, rooted, scan
from scanner.settings import Settings

_FORMATS = ("text", "json", "sarif", "markdown")
_SEVERITIES = tuple(severity.value for severity in Severity)


@click.command("scan", no_args_is_help=False)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"One of {', '.join(_FORMATS)}; may be repeated, with =FILE for all but one.",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write the report here instead of standard output.")
@click.option("--fail-on", type=click.Choice([*_SEVERITIES, "never"]), help="Lowest severity that makes the exit code 1. [default: low]")
@click.option(
    "--outcomes",
    type=click.Choice(["findings", "all"]),
    default="findings",
    show_default=True,
    help="`all` adds passes and rules that do not apply (JSON, SARIF).",
)
@click.option(
    "--unknown",
    type=click.Choice(["report", "fail"]),
    help="`fail`: what cannot be decided before deployment counts as a finding for the exit code. [default: report]",
)
@click.option(
    "--changed", is_flag=True, help="PATHS are changed or deleted files: judge them within whatever deploys them; having nothing to judge is fine."
)
@click.option(
    "--templates/--no-templates",
    default=True,
    show_default=True,
    help="Judge code that nothing deploys, or that is off by default, with its inputs unknown.",
)
@click.option("--category", metavar="NAME", help="SARIF: keeps several uploads for one commit apart.")
@strict_root_option
@click.option("--jobs", "-j", type=click.IntRange(0), default=0, metavar="NUMBER", help="Processes; 0, the default, chooses by cores and work.")
@click.option("--color/--no-color", "colour", default=None, help="Colours in the text report; by default when it goes to a terminal.")
@click.option("--quiet", "-q", is_flag=True, help="No summary on standard error.")
@input_options
@rule_options
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    formats: tuple[str, ...],
    output: Path | None,
    fail_on: str | None,
    outcomes: str,
    unknown: str | None,
    changed: bool,
    templates: bool,
    category: str | None,
    jobs: int,
    strict_root: bool,
    colour: bool | None,
    quiet: bool,
    engine: str | None,
    environments: tuple[str, ...],
    var_files: tuple[Path, ...],
    variables: tuple[str, ...],
    parameters: tuple[Path, ...],
    rule_folders: tuple[Path, ...],
    only_rules: tuple[str, ...],
    skip_rules: tuple[str, ...],
) -> None:
    """Scan folders and files (default: the current folder).

    A folder is searched for Terraform root modules, plans in JSON, Bicep files and ARM templates. A single Terraform
    file is judged within the root modules that own it, and only what concerns the file is reported.
    """
    config = load_config(working_directory())
    settings = settings_of(
        inputs_of(var_files, variables, parameters, environments, engine, config),
        (*config.rules, *rule_folders),
        only_rules,
        (*config.skip_rules, *skip_rules),
        changed,
        templates,
        outcomes == "all",
        jobs,
        strict_root,
    )
    targets = _targets(formats, output)
    rules = chosen_rules(settings)
    paths = paths or (() if changed else (Path(),))
    result = scan(paths, settings)
    _, settings = rooted(paths, settings)
    for kind, file in targets:
        _write(_render(kind, result, rules, settings, category, _paints(colour, file), _width(file)), file)
    if not quiet:
        click.echo(summary.render(result, len(rules)), err=True, nl=False)
    context.exit(exit_code(result, fail_on or config.fail_on or "low", (unknown or config.unknown) == "fail", empty_is_clean=changed))


def exit_code(result: ScanResult, fail_on: str, unknown_fails: bool, empty_is_clean: bool = False) -> int:
    """The documented exit code: what could not be read outweighs findings, since more may hide there."""
    if any(record.status == "failed" for record in result.coverage.files) or any(problem.fatal for problem in result.problems):
        return EXIT_UNREADABLE
    if not result.units:
        return EXIT_CLEAN if empty_is_clean else EXIT_NOTHING
    counted = {Outcome.FAIL, Outcome.OPEN} if unknown_fails else {Outcome.FAIL}
    if fail_on != "never" and any(
        r.outcome in counted and r.suppression is None and r.severity.rank >= Severity(fail_on).rank for r in result.results
    ):
        return EXIT_FINDINGS
    return EXIT_CLEAN


def _targets(formats: tuple[str, ...], output: Path | None) -> list[tuple[str, Path | None]]:
    """(format, file) pairs; at most one goes to --output or standard output."""
    targets: list[tuple[str, Path | None]] = []
    for text in formats or ("text",):
        kind, equals, file = text.partition("=")
        if kind not in _FORMATS:
            raise UsageError(f"no format is named {kind!r}; there are {', '.join(_FORMATS)}")
        if equals and not file:
            raise UsageError(f"--format {text} wants a file name after the equals sign")
        targets.append((kind, Path(file) if equals else output))
    loose = [kind for (kind, file), text in zip(targets, formats or ("text",), strict=True) if "=" not in text]
    if len(loose) > 1:
        raise UsageError(f"{' and '.join(loose)} would go to the same place; name files, as in --format {loose[0]}=FILE")
    for _, path in targets:  # before the scan, which may take a while
        if path is not None and not path.parent.is_dir():
            raise UsageError(f"{path} cannot be written: there is no folder {path.parent}")
    return targets


def _render(kind: str, result: ScanResult, rules: tuple[Rule, ...], settings: Settings, category: str | None, colour: bool, width: int) -> str:
    """The report as text; each renderer is imported only when it is wanted."""
    files = files_for(settings)
    follow_read(files, (record.file for record in result.coverage.files if record.status == "analysed"))
    if kind == "json":
        from scanner.report import json_report

        return json_report.render(result, settings.all_outcomes)
    if kind == "sarif":
        from scanner.report import sarif

        return sarif.render(result, rules, files, settings.all_outcomes, category)
    if kind == "markdown":
        from scanner.report import markdown

        return markdown.render(result, len(rules))
    from scanner.report import text

    return text.render(result, rules, files, _paint if colour else lambda words, style: words, width)


def _paint(words: str, style: str) -> str:
    return click.style(words, bold=True) if style == "bold" else click.style(words, dim=True) if style == "dim" else click.style(words, fg=style)


def _paints(colour: bool | None, file: Path | None) -> bool:
    return colour if colour is not None else file is None and not os.environ.get("NO_COLOR") and _on_terminal()


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()  # None: it was closed


def _width(file: Path | None) -> int:
    """Reports in files and pipes do not depend on anybody's window."""
    from scanner.report.text import WIDTH

    return min(max(60, get_terminal_size().columns), WIDTH) if file is None and _on_terminal() else WIDTH


def _write(report: str, file: Path | None) -> None:
    try:
        if file is None:
            click.echo(report, nl=False)
        else:
            # A file name that is not UTF-8 reaches us as half characters, which no report can hold.
            file.write_text(report, encoding="utf-8", errors="replace", newline="\n")
    except BrokenPipeError:  # the reader has seen enough
        raise
    except OSError as error:
        raise UsageError(f"{file or 'standard output'} cannot be written: {error.strerror}") from error
