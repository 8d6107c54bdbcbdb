"""A scan of one file imports only what it needs: starting up is most of the time that a pre-commit hook takes."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

_SLOW = ("multiprocessing", "logging", "hcl2", "lark", "jsonpath_ng", "yaml", "sarif_om", "pathspec")
_SCAN = """
import sys
from scanner.cli.main import cli
cli(["scan", sys.argv[1], "-q"], standalone_mode=False)
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("main.tf", 'resource "azurerm_storage_account" "a" {\n  name = "a"\n}\n'),
        ("main.bicep", "resource a 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'a'\n}\n"),
    ],
)
def test_nothing_slow_is_imported(name: str, text: str, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    for _ in range(2):  # the first run compiles rules and mappings from YAML
        done = subprocess.run(
            [sys.executable, "-c", _SCAN, name], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=True
        )
    assert set(_SLOW) & set(done.stderr.split()) == set()


def test_dataclasses_have_docstrings() -> None:
    """One without has its signature spelled out when it is made: dozens of them took longer than all else at start-up."""
    without = []
    for path in sorted(Path("scanner").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            decorated = isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(one) for one in node.decorator_list)
            if isinstance(node, ast.ClassDef) and decorated and ast.get_docstring(node) is None:
                without.append(f"{path.as_posix()}:{node.lineno}: {node.name}")
    assert without == []
