"""The documented exit codes, each from the cause that the documentation names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

_BAD = 'resource "azurerm_storage_account" "a" {\n  name = "a"\n  https_traffic_only_enabled = false\n}\n'
_CLEAN = 'resource "azurerm_resource_group" "a" {\n  name     = "a"\n  location = "westeurope"\n}\n'


@pytest.mark.parametrize(
    ("files", "arguments", "code"),
    [
        ({"main.tf": _CLEAN}, [], 0),
        ({"main.tf": _BAD}, [], 1),
        ({"main.tf": _BAD}, ["--fail-on", "high"], 1),
        ({"main.tf": _BAD}, ["--fail-on", "critical"], 0),
        ({"main.tf": _BAD}, ["--fail-on", "never"], 0),
        ({"main.tf": _BAD}, ["--skip-rule", "storage-plain-http", "--rule", "storage-plain-http"], 0),
        ({"main.tf": _BAD}, ["--rule", "storage-plain-htp"], 2),
        ({"main.tf": _BAD}, ["nowhere"], 2),
        ({"main.tf": _BAD}, ["--var", "novalue"], 2),
        ({"main.tf": _BAD}, ["--format", "html"], 2),
        ({"main.tf": _BAD}, ["--format", "json", "--format", "text"], 2),
        ({"main.tf": _BAD, "broken.json": '{"$schema": "https://schema.management.azure.com/x", '}, [], 3),
        ({"main.tf": _BAD + "\nresource {"}, [], 3),
        ({"README.md": "nothing here"}, [], 4),
        (
            {"main.tf": 'variable "x" {}\nresource "azurerm_storage_account" "a" {\n  https_traffic_only_enabled = var.x\n}\n'},
            ["--rule", "storage-plain-http"],
            0,
        ),
        (
            {"main.tf": 'variable "x" {}\nresource "azurerm_storage_account" "a" {\n  https_traffic_only_enabled = var.x\n}\n'},
            ["--rule", "storage-plain-http", "--unknown", "fail"],
            1,
        ),
    ],
)
def test_exit_code(run: Run, tmp_path: Path, files: dict[str, str], arguments: list[str], code: int) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("scan", *arguments)
    assert done.code == code, done.err
    assert "Traceback" not in done.err


def test_results_go_to_output_and_the_rest_to_standard_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(_BAD, encoding="utf-8")
    done = run("scan", "--format", "sarif=a.sarif", "--format", "markdown=a.md", "--format", "json", "-o", "a.json")
    assert done.out == ""
    assert "1 seen = 1 analysed + 0 skipped + 0 failed" in done.err
    assert {path.name for path in tmp_path.iterdir()} == {"main.tf", "a.sarif", "a.md", "a.json"}
    assert run("scan", "--quiet").err == ""
