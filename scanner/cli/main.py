"""The command line's root: which commands there are, and how errors end."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from scanner import __version__
from scanner.errors import UsageError

EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_UNREADABLE, EXIT_NOTHING = range(5)
EXIT_INTERRUPTED = 130
"""As shells report a command that was ended by Ctrl-C."""

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

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if not args[0].startswith("-") and args[0] not in _COMMANDS:
            from difflib import get_close_matches  # here, since few runs need it

            close = get_close_matches(args[0], _COMMANDS, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(_COMMANDS)}"
            scan = f"; to scan a path: `soc2scan scan {args[0]}`" if Path(args[0]).exists() else ""
            raise UsageError(f"no command is named {args[0]!r}; {hint}{scan}")
        return super().resolve_command(ctx, args)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="soc2scan")
def cli() -> None:
    """Find what would break a SOC 2 criterion in Terraform, ARM and Bicep code for Azure, before it is deployed.

    \b
    Exit codes of `scan`:
      0  clean
      1  findings at or above --fail-on
      2  wrong usage or configuration
      3  some input could not be analysed, or nothing was judged (findings are reported all the same)
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
    sys.exit(_run())


def _run() -> int:
    """The exit code; errors are told here, and nowhere else."""
    try:
        code = cli.main(prog_name="soc2scan", standalone_mode=False)
        return code if isinstance(code, int) else EXIT_CLEAN
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except UsageError as error:
        click.echo(f"soc2scan: {error}", err=True)
        return EXIT_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("soc2scan: interrupted", err=True)
        return EXIT_INTERRUPTED
