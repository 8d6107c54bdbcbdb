"""Whatever a file holds, its neighbours are scanned, and the error names file and line."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.conftest import Run

_GOOD = 'resource "azurerm_storage_account" "good" {\n  name = "good"\n  https_traffic_only_enabled = false\n}\n'
_SCHEMA = '"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0"'

_BROKEN: dict[str, tuple[str, bytes, int]] = {
    "binary": ("bad/main.tf", bytes(range(256)) * 4, 1),
    "unclosed brace": ("bad/main.tf", b'locals {\n  a = 1\n}\nresource "x" "y" {\n  b = 2\n', 4),
    "invalid JSON": ("bad/azuredeploy.json", ("{" + _SCHEMA + ',\n  "resources": [,]}').encode(), 2),
    "nested brackets in HCL": ("bad/main.tf", b"locals {\n  a = " + b"[" * 10_000 + b"]" * 10_000 + b"\n}\n", 2),
    "nested brackets in JSON": ("bad/azuredeploy.json", ("{" + _SCHEMA + ',\n "resources": ' + "[" * 10_000 + "]" * 10_000 + "}").encode(), 2),
    "Latin-1": ("bad/main.tf", b'locals {\n  a = "caf\xe9"\n}\n', 2),
    "NUL in text": ("bad/main.tf", b'locals {\n  a = "\0"\n}\n', 2),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "good" / "main.tf").write_text(_GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("file", "content", "line"), _BROKEN.values(), ids=_BROKEN.keys())
def test_broken_file(run: Run, tree: Path, file: str, content: bytes, line: int) -> None:
    (tree / file).write_bytes(content)
    start = time.monotonic()
    done = run("scan", "--format", "json")
    assert time.monotonic() - start < 10
    assert done.code == 3, done.err
    assert "Traceback" not in done.err
    report = json.loads(done.out)
    failed = [item for item in report["coverage"]["files"]["list"] if item["status"] == "failed"]
    assert [item["path"] for item in failed] == [file]
    where = f"{file}:{line}:" if f"{file}:" in done.err and not failed[0]["reason"][0].isdigit() else f"{line}:"
    assert where in done.err or failed[0]["reason"].startswith(f"{line}:"), (done.err, failed)
    assert "storage-plain-http" in {result["rule"] for result in report["results"] if result["resource"]["address"] == "azurerm_storage_account.good"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf" + _GOOD.encode(),
        _GOOD.replace("\n", "\r\n").encode(),
        b"\xff\xfe" + _GOOD.encode("utf-16-le"),
        b"\xfe\xff" + _GOOD.encode("utf-16-be"),
    ],
    ids=["empty", "BOM", "CRLF", "UTF-16 LE", "UTF-16 BE"],
)
def test_odd_but_readable_file(run: Run, tree: Path, content: bytes) -> None:
    (tree / "bad" / "main.tf").write_bytes(content)
    report = json.loads((done := run("scan", "--format", "json", "--rule", "storage-plain-http")).out)
    assert done.code == 1, done.err
    lines = {(result["location"]["file"], result["location"]["line"]) for result in report["results"]}
    assert lines == {("good/main.tf", 3), *([("bad/main.tf", 3)] if content else [])}


def test_unreadable_file_folder_named_like_a_file_and_loops(run: Run, tree: Path) -> None:
    (tree / "bad" / "x.tf").mkdir()
    (tree / "bad" / "loop.tf").symlink_to(tree / "bad" / "loop.tf")
    (tree / "bad" / "around").symlink_to(tree)
    locked = tree / "bad" / "locked.tf"
    locked.write_text(_GOOD, encoding="utf-8")
    locked.chmod(0)
    done = run("scan", "--format", "json")
    report = json.loads(done.out)
    failed = {item["path"] for item in report["coverage"]["files"]["list"] if item["status"] == "failed"}
    readable_by_us = os.access(locked, os.R_OK)  # root reads everything
    assert failed == {"bad/loop.tf"} | (set() if readable_by_us else {"bad/locked.tf"})
    assert done.code == 3
    assert any(result["location"]["file"] == "good/main.tf" for result in report["results"])
