"""Small Bicep projects for tests: files written into a folder, read or scanned as a user would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scanner.arm import load_template
from scanner.files import Files
from scanner.model.resource import Evaluated, SourceResource
from tests.conftest import Ran, Run


def write(folder: Path, files: dict[str, str | dict[str, Any]]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def load(folder: Path, files: dict[str, str | dict[str, Any]], *parameters: str) -> Evaluated:
    """What main.bicep gives."""
    write(folder, files)
    return load_template(folder / "main.bicep", Files((folder.resolve(),), folder.resolve()), tuple(folder / name for name in parameters))


def named(evaluated: Evaluated, address: str) -> SourceResource:
    return next(resource for resource in evaluated.resources if resource.address == address)


def scan(run: Run, folder: Path, *arguments: str) -> tuple[Ran, dict[str, Any]]:
    """A scan of the folder as a person runs it, and its JSON report."""
    done = run("scan", "--format", "json", *arguments, cwd=folder)
    return done, json.loads(done.out)
