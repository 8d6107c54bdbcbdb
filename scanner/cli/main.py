"""The command line's root: which commands there are, and how errors end."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from scanner import __version__
from scanner.errors import UsageError

EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_UNREADABLE, EXIT_NOTHING = range(5)

_COMMANDS = {
    "scan": "scanner.cli.scan_command",
    "rules": "scanner.cli.rules_command",
    "graph": "scanner.cli.graph_command",
    "console": "scanner.cli.console_command",
}
"""Command to module: a module is imported only when its command is used, which keeps the start short."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(_COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="soc2scan")
def cli() -> None:
    """Find what would break a SOC 2 criterion in Terraform, ARM and Bicep code for Azure, before it is deployed.

    \b
    Exit codes of `scan`:
      0  clean
      1  findings at or above --fail-on
      2  wrong usage or configuration
      3  some input could not be analysed (findings are reported all the same)
      4  nothing to scan
    """


def main() -> None:
    """Runs the command line; a mistake of the user ends in one line on standard error and exit code 2."""
    # Expressions nest: the front ends stop at their own depth limits, well below this one.
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 12_000))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # reports are UTF-8 whatever the terminal's code page
            reconfigure(encoding="utf-8", errors="replace")
    try:
        cli(prog_name="soc2scan")
    except UsageError as error:
        click.echo(f"soc2scan: {error}", err=True)
        sys.exit(EXIT_USAGE)
