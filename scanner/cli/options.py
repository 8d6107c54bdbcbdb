"""Options that several commands share, and the settings they make."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from scanner.config import AUTO, Config, input_file
from scanner.errors import UsageError
from scanner.model.inputs import Engine, Environment, InputFile, Inputs
from scanner.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def input_options(command: F) -> F:
    """What feeds the evaluation, the same for every command that reads code."""
    for option in (
        click.option(
            "--engine",
            type=click.Choice([engine.value for engine in Engine]),
            help="Read Terraform code as this engine does: .tofu files are OpenTofu's alone. [default: both, where that makes a difference]",
        ),
        click.option(
            "--env",
            "environments",
            multiple=True,
            metavar="NAME=[ROOT=]FILE",
            help="Judge the code for this environment, or `auto`: once for each variables file beside it; may be repeated, also for one name.",
        ),
        click.option(
            "--parameters", multiple=True, type=_FILE, help="Parameters file (JSON or .bicepparam) for templates and Bicep files; may be repeated."
        ),
        click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="Terraform variable; may be repeated."),
        click.option("--var-file", "var_files", multiple=True, type=_FILE, help="Terraform variables file; may be repeated, later ones win."),
    ):
        command = option(command)
    return command


def strict_root_option(command: F) -> F:
    """Which places may be read."""
    return click.option("--strict-root", is_flag=True, help="Do not follow Terraform modules out of the named folders (out of their repository).")(
        command
    )


def rule_options(command: F) -> F:
    """Which rules apply."""
    for option in (
        click.option("--skip-rule", "skip_rules", multiple=True, metavar="RULE", help="Leave this rule out; may be repeated."),
        click.option("--rule", "only_rules", multiple=True, metavar="RULE", help="Apply only this rule; may be repeated."),
        click.option("--rules", "rule_folders", multiple=True, type=_FOLDER, help="Folder with rules of your own, added to the built-in ones."),
    ):
        command = option(command)
    return command


def inputs_of(
    var_files: tuple[Path, ...],
    variables: tuple[str, ...],
    parameters: tuple[Path, ...],
    environments: tuple[str, ...],
    engine: str | None,
    config: Config,
) -> Inputs:
    """The inputs, TF_VAR_* of the environment included. Raises UsageError for a --var or --env without an equals sign.

    The environments are those of --env, or else of the configuration file; so is the engine.
    """
    pairs = []
    for text in variables:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"--var wants NAME=VALUE, not {text!r}")
        pairs.append((name, value))
    environment = sorted((key.removeprefix("TF_VAR_"), value) for key, value in os.environ.items() if key.startswith("TF_VAR_"))
    return Inputs(
        var_files=tuple(map(_absolute, var_files)),
        variables=tuple(pairs),
        environment=tuple(environment),
        parameters=tuple(map(_absolute, parameters)),
        environments=_environments(environments) if environments else config.environments,
        auto=AUTO in environments if environments else config.auto,
        engine=Engine(engine) if engine else config.engine,
    )


def _absolute(path: Path) -> Path:
    """The path from the top, links not followed: the place of the link says what the file is for."""
    return Path(os.path.normpath(working_directory() / path))


def _environments(given: tuple[str, ...]) -> tuple[Environment, ...]:
    files: dict[str, list[InputFile]] = {}
    for text in given:
        if text == AUTO:
            continue
        name, equals, file = text.partition("=")
        if not equals or not name or not file:
            raise UsageError(f"--env wants NAME=FILE, NAME=ROOT=FILE or {AUTO}, not {text!r}")
        address, equals, addressed = file.partition("=")
        if not equals or Path(file).is_file():  # a name with an equals sign
            address, addressed = "", file
        files.setdefault(name, []).append(input_file(name, addressed, working_directory(), address))
    return tuple(Environment(name, tuple(found)) for name, found in files.items())


def settings_of(
    inputs: Inputs,
    rule_folders: tuple[Path, ...] = (),
    only_rules: tuple[str, ...] = (),
    skip_rules: tuple[str, ...] = (),
    changed: bool = False,
    templates: bool = True,
    all_outcomes: bool = False,
    jobs: int = 0,
    strict_root: bool = False,
) -> Settings:
    return Settings(
        base=working_directory(),
        inputs=inputs,
        rule_folders=tuple(folder.resolve() for folder in rule_folders),
        only_rules=frozenset(only_rules),
        skip_rules=frozenset(skip_rules),
        changed=changed,
        templates=templates,
        all_outcomes=all_outcomes,
        jobs=jobs,
        strict_root=strict_root,
    )


def working_directory() -> Path:
    return Path.cwd().resolve()
