"""How long a person waits before anything happens: --version, and one small file, whole process, best of N."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure import best

_SMALL = 'resource "azurerm_storage_account" "a" {\n  name            = "a"\n  min_tls_version = "TLS1_0"\n}\n'


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "main.tf"
        file.write_text(_SMALL, encoding="utf-8")
        for name, arguments in (("--version", ["--version"]), ("one file", ["scan", str(file), "--quiet"])):
            run = best([sys.executable, "-m", "scanner", *arguments], times)
            print(f"{name:10} {run.seconds:6.3f} s {run.megabytes:5.0f} MB  exit {run.exit_code}")


if __name__ == "__main__":
    main()
