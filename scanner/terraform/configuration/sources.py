"""Where the source of a module call leads: a local folder, an installed module, or nowhere on this disk."""

from __future__ import annotations

import json
import os
from pathlib import Path

from scanner.errors import InputError
from scanner.files import Files

LOCAL = ("./", "../", ".\\", "..\\")


def local_directory(caller: Path, source: str) -> Path | None:
    """The folder that a local source names, seen from the caller's; None for any other source."""
    if not source.startswith(LOCAL) and source not in (".", ".."):
        return None
    return Path(os.path.normpath(caller / source.replace("\\", "/")))


def installed_modules(root: Path, files: Files) -> dict[str, Path]:
    """What `terraform init` noted in .terraform/modules/modules.json: call path (``net.subnets``) to folder."""
    manifest = root / ".terraform" / "modules" / "modules.json"
    if not manifest.is_file():
        return {}
    try:
        document = json.loads(files.read(manifest).text)
    except (InputError, ValueError, RecursionError):
        return {}
    entries = document.get("Modules") if isinstance(document, dict) else None
    return {
        entry["Key"]: Path(os.path.normpath(root / entry["Dir"].replace("\\", "/")))
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str)
    }
