"""Fingerprints: the same tomorrow, and the same however the scan was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.scan import scan
from scanner.settings import Settings

_ROOT = """resource "azurerm_storage_account" "a" {
  name                       = "a"
  https_traffic_only_enabled = false
  account_replication_type   = "LRS"
}
"""
_REORDERED = """resource "azurerm_storage_account" "a" {
  account_replication_type   = "LRS"
  https_traffic_only_enabled = false
  name                       = "a"
}
"""


def _fingerprints(base: Path, *paths: str) -> set[str]:
    results = scan([Path(path) for path in paths], Settings(base=base)).results
    found = {result.fingerprint for result in results}
    assert len(found) == len(results) > 0
    return found


@pytest.mark.parametrize(
    "text",
    ["# a line above\n\n" + _ROOT, _ROOT.replace("\n", "\r\n"), _REORDERED, 'resource "azurerm_resource_group" "b" {}\n' + _ROOT],
    ids=["lines above", "line ends", "order of attributes", "another resource"],
)
def test_edits_that_change_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "main.tf").write_text(_ROOT, encoding="utf-8")
    before = _fingerprints(tmp_path, ".")
    (tmp_path / "main.tf").unlink()
    (tmp_path / "storage.tf").write_bytes(text.encode())
    assert _fingerprints(tmp_path, ".") == before


@pytest.mark.parametrize("repository", [True, False])
def test_one_folder_alone_or_with_others(tmp_path: Path, repository: bool) -> None:
    for root in ("dev", "prod"):
        (tmp_path / root).mkdir()
        (tmp_path / root / "main.tf").write_text(_ROOT, encoding="utf-8")
    if repository:
        (tmp_path / ".git").mkdir()
        (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    dev, prod = _fingerprints(tmp_path, "dev"), _fingerprints(tmp_path, "prod")
    assert not dev & prod
    assert _fingerprints(tmp_path, ".") == _fingerprints(tmp_path, "prod", "dev") == dev | prod
