"""Where the source of a module call leads: a local folder, an installed module, or nowhere on this disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files, whole_file
from scanner.model.source import Problem, Span

LOCAL = ("./", "../", ".\\", "..\\")


def local_directory(caller: Path, source: str) -> Path | None:
    """The folder that a local source names, seen from the caller's; None for any other source."""
    if not source.startswith(LOCAL) and source not in (".", ".."):
        return None
    return Path(os.path.normpath(caller / source.replace("\\", "/")))


def installed_modules(root: Path, files: Files, problems: list[Problem]) -> dict[str, Path]:
    """What `terraform init` noted in .terraform/modules/modules.json: call path (``net.subnets``) to folder.

    ``problems`` gets what is wrong with it: modules are lost then.
    """
    manifest = root / ".terraform" / "modules" / "modules.json"
    if not os.path.lexists(manifest):
        return {}
    try:
        document = json.loads(files.read(manifest).text)
    except InputError as error:
        problems.append(error.problem())
        return {}
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        problems.append(Problem(Span(files.shown(manifest), line, 1, line, 1), "is not valid JSON; run terraform init"))
        return {}
    entries = document.get("Modules") if isinstance(document, dict) else None
    found = [entry for entry in (entries if isinstance(entries, list) else ()) if isinstance(entry, dict)]
    installed = {
        entry["Key"]: Path(os.path.normpath(root / entry["Dir"].replace("\\", "/")))
        for entry in found
        if isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str)
    }
    if not isinstance(entries, list) or len(installed) < len(entries):
        problems.append(Problem(whole_file(files.shown(manifest)), "is not as terraform init writes it, so modules are lost; run terraform init"))
    return installed
