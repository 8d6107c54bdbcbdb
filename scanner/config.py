"""The optional configuration file: what one would otherwise repeat on every command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner.errors import UsageError
from scanner.settings import Environment

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

    Raises UsageError, with the file, for anything that is not as it must be: a setting that is silently
    ignored would change what a clean scan means.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{FILE_NAME}: cannot be read: {error}") from error
    import yaml

    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UsageError(f"{FILE_NAME}: {error}") from error
    return _config(document or {}, folder)


def _config(document: Any, folder: Path) -> Config:
    if not isinstance(document, dict):
        raise UsageError(f"{FILE_NAME}: wants keys: {', '.join(_KEYS)}")
    for key in document:
        if key not in _KEYS:
            raise UsageError(f"{FILE_NAME}: no setting is named {key!r}; there are {', '.join(_KEYS)}")
    environments = document.get("environments", {})
    if not isinstance(environments, dict):
        raise UsageError(f"{FILE_NAME}: environments wants names with lists of files")
    return Config(
        environments=tuple(environment(str(name), _paths(files, folder, "environments")) for name, files in environments.items()),
        fail_on=_choice(document, "fail-on", ("critical", "high", "medium", "low", "never")),
        rules=_paths(document.get("rules", []), folder, "rules"),
        skip_rules=frozenset(_texts(document.get("skip-rules", []), "skip-rules")),
        unknown=_choice(document, "unknown", ("report", "fail")),
    )


def environment(name: str, files: tuple[Path, ...]) -> Environment:
    """An environment from its files: variable values are Terraform's, JSON parameters are ARM's."""
    for path in files:
        if not path.is_file():
            raise UsageError(f"environment {name}: no such file: {path}")
    var_files = tuple(path for path in files if path.name.endswith((".tfvars", ".tfvars.json")))
    return Environment(name, var_files, tuple(path for path in files if path not in var_files))


def _texts(value: Any, key: str) -> list[str]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(item, str) for item in texts):
        raise UsageError(f"{FILE_NAME}: {key} wants a list of texts")
    return texts


def _paths(value: Any, folder: Path, key: str) -> tuple[Path, ...]:
    return tuple((folder / text).resolve() for text in _texts(value, key))


def _choice(document: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str | None:
    value = document.get(key)
    if value is not None and value not in choices:
        raise UsageError(f"{FILE_NAME}: {key} is one of {', '.join(choices)}, not {value!r}")
    return value
