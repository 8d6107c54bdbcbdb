"""The optional configuration file: what one would otherwise repeat on every command line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scanner.errors import UsageError
from scanner.model.inputs import Engine, Environment, InputFile
from scanner.model.rule import Severity
from scanner.model.source import Span
from scanner.model.value import Path as DataPath
from scanner.model.value import Value
from scanner.yaml_file import Document, read_document

FILE_NAME = ".soc2scan.yaml"
_MISNAMED = ".soc2scan.yml"
AUTO = "auto"
"""In the place of environments: one for each variables file that goes with a root module by place and name."""
_KEYS = ("engine", "environments", "fail-on", "rules", "skip-rules", "unknown")


@dataclass(frozen=True, slots=True)
class Config:
    """The file's content; paths in it are relative to it. The command line wins over it."""

    engine: Engine | None = None
    environments: tuple[Environment, ...] = ()
    auto: bool = False
    fail_on: str | None = None
    rules: tuple[Path, ...] = ()
    skip_rules: frozenset[str] = field(default_factory=frozenset)
    unknown: str | None = None


def load_config(folder: Path) -> Config:
    """The configuration of ``folder`` (the working directory); empty when there is none.

    Raises UsageError, with file and line, for anything that is not as it must be: a setting that is silently
    ignored would change what a clean scan means.
    """
    if os.path.lexists(folder / _MISNAMED):
        raise UsageError(f"{_MISNAMED} is not read: the configuration file is named {FILE_NAME}")
    path = folder / FILE_NAME
    return _config(read_document(path), folder) if os.path.lexists(path) else Config()


def _config(document: Document, folder: Path) -> Config:
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise document.error((), f"takes the keys {', '.join(_KEYS)}")
    for key in data:
        if key not in _KEYS:
            raise document.error((key,), f"no setting is named {key!r}; there are {', '.join(_KEYS)}")
    engine = _choice(document, "engine", data.get("engine"), tuple(engine.value for engine in Engine))
    return Config(
        engine=Engine(engine) if engine else None,
        environments=_environments(document, data.get("environments", {}), folder),
        auto=data.get("environments") == AUTO,
        fail_on=_choice(document, "fail-on", data.get("fail-on"), (*(severity.value for severity in Severity), "never")),
        rules=_paths(document, ("rules",), data.get("rules", []), folder),
        skip_rules=frozenset(_texts(document, ("skip-rules",), data.get("skip-rules", []))),
        unknown=_choice(document, "unknown", data.get("unknown"), ("report", "fail")),
    )


def _environments(document: Document, data: Value, folder: Path) -> tuple[Environment, ...]:
    if data == AUTO:
        return ()
    if not isinstance(data, dict):
        raise document.error(("environments",), f"environments takes names, each with a list of files, or the word {AUTO}")
    return tuple(Environment(name, tuple(_environment_files(document, name, files, folder))) for name, files in data.items())


def _environment_files(document: Document, name: str, data: Value, folder: Path) -> Iterator[InputFile]:
    at: DataPath = ("environments", name)
    addressed = {(*at, address): (address, files) for address, files in data.items()} if isinstance(data, dict) and data else {at: ("", data)}
    for place, (address, files) in addressed.items():
        for text in _texts(document, place, files):
            line = document.line(place)
            yield input_file(name, text, folder, address, Span(FILE_NAME, line, 1, line, 1))


def input_file(environment: str, text: str, folder: Path, address: str = "", written: Span | None = None) -> InputFile:
    """A file of an environment. Raises UsageError when it does not exist; one that depends on the root module may."""
    file = InputFile(text, folder, address, written)
    if not file.per_root and not file.exists(folder):
        raise UsageError(f"environment {environment}: no such file: {file.path(folder)}")
    return file


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
