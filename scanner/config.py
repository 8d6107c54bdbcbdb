"""The optional configuration file: what one would otherwise repeat on every command line."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from scanner.errors import UsageError
from scanner.model.rule import Severity
from scanner.model.value import Path as DataPath
from scanner.model.value import Value
from scanner.settings import Environment
from scanner.yaml_file import Document, read_document

FILE_NAME = ".soc2scan.yaml"
_KEYS = ("environments", "fail-on", "rules", "skip-rules", "unknown")


@dataclass(frozen=True, slots=True)
class Config:
    """The file's content; paths in it are relative to it. The command line wins over it."""

    environments: tuple[Environment, ...] = ()
    fail_on: str | None = None
    rules: tuple[Path, ...] = ()
    skip_rules: frozenset[str] = field(default_factory=frozenset)
    unknown: str | None = None


def load_config(folder: Path) -> Config:
    """The configuration of ``folder`` (the working directory); empty when there is none.

    Raises UsageError, with file and line, for anything that is not as it must be: a setting that is silently
    ignored would change what a clean scan means.
    """
    path = folder / FILE_NAME
    return _config(read_document(path), folder) if os.path.lexists(path) else Config()


def _config(document: Document, folder: Path) -> Config:
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise document.error((), f"takes the keys {', '.join(_KEYS)}")
    for key in data:
        if key not in _KEYS:
            raise document.error((key,), f"no setting is named {key!r}; there are {', '.join(_KEYS)}")
    environments = data.get("environments", {})
    if not isinstance(environments, dict):
        raise document.error(("environments",), "environments takes names, each with a list of files")
    return Config(
        environments=tuple(environment(name, _paths(document, ("environments", name), files, folder)) for name, files in environments.items()),
        fail_on=_choice(document, "fail-on", data.get("fail-on"), (*(severity.value for severity in Severity), "never")),
        rules=_paths(document, ("rules",), data.get("rules", []), folder),
        skip_rules=frozenset(_texts(document, ("skip-rules",), data.get("skip-rules", []))),
        unknown=_choice(document, "unknown", data.get("unknown"), ("report", "fail")),
    )


def environment(name: str, files: tuple[Path, ...]) -> Environment:
    """An environment from its files: ``.tfvars`` are Terraform's, all others are parameters of ARM and Bicep. Raises UsageError."""
    for path in files:
        if not path.is_file():
            raise UsageError(f"environment {name}: no such file: {path}")
    var_files = tuple(path for path in files if path.name.endswith((".tfvars", ".tfvars.json")))
    return Environment(name, var_files, tuple(path for path in files if path not in var_files))


def _texts(document: Document, at: DataPath, value: Value) -> list[str]:
    """The value as a list; a single text will do."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(item, str) for item in texts):
        raise document.error(at, f"{at[0]} takes a list of texts")
    return texts


def _paths(document: Document, at: DataPath, value: Value, folder: Path) -> tuple[Path, ...]:
    return tuple((folder / text).resolve() for text in _texts(document, at, value))


def _choice(document: Document, key: str, value: Value, choices: tuple[str, ...]) -> str | None:
    if value is None or (isinstance(value, str) and value in choices):
        return value
    raise document.error((key,), f"{key} is one of {', '.join(choices)}, not {value!r}")
