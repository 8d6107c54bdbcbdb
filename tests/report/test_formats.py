"""What people and programs read, letter by letter: the text, the job summary and the JSON of one small scan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanner import __version__
from tests.conftest import Run

CODE = """resource "azurerm_storage_account" "logs" {
  name                       = "logs"
  location                   = "westeurope"
  https_traffic_only_enabled = var.https
  min_tls_version            = var.tls
}

variable "https" {
  default = false
}

variable "tls" {}
"""
SUMMARY = """1 finding: 1 high; 1 open (decided only at deployment)
files: 1 seen = 1 analysed + 0 skipped + 0 failed
resources: 1 of 1 judged by 2 rules, 2 verdicts
"""
TEXT = """main.tf:4:3  high  storage-plain-http  CC6.7, CC6.1
  Storage account accepts unencrypted HTTP
  azurerm_storage_account.logs
    4 │   https_traffic_only_enabled = var.https
      │   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  https_traffic_only_enabled is false; requests over plain HTTP are accepted
  why A storage account that accepts plain HTTP lets any client, old tool or mistyped URL send data
      and shared access signatures without encryption. Whoever sits on the way reads them, and a
      signature stays valid until it expires. HTTPS only makes the service refuse such requests. NFS
      shares then refuse clients that do not mount them with encryption in transit, so change the
      mounts first.
  fix Accept HTTPS only. Set `https_traffic_only_enabled = true`.
  via variable "https" default (main.tf:9:3)

Open: 1 not decided before deployment
  main.tf:5:3  storage-weak-tls
    azurerm_storage_account.logs: cannot be decided before deployment: variable "tls" has no
    value. The rule asks: Require TLS 1.2
"""
MARKDOWN = f"""## soc2scan

| severity | rule | criteria | resource | place | what |
| --- | --- | --- | --- | --- | --- |
| high | storage-plain-http | CC6.7, CC6.1 | `azurerm_storage_account.logs` | main.tf:4 | \
https_traffic_only_enabled is false; requests over plain HTTP are accepted |

```
{SUMMARY}```
"""
RESOURCE = {
    "address": "azurerm_storage_account.logs",
    "type": "Microsoft.Storage/storageAccounts",
    "name": "logs",
    "language": "terraform",
    "sourceType": "azurerm_storage_account",
}
JSON = {
    "schemaVersion": "1.1",
    "tool": {"name": "soc2scan", "version": __version__},
    "coverage": {
        "files": {"seen": 1, "analysed": 1, "skipped": 0, "failed": 0, "list": [{"path": "main.tf", "status": "analysed"}]},
        "resources": {"Microsoft.Storage/storageAccounts": 1},
        "judged": {"Microsoft.Storage/storageAccounts": 1},
        "withoutRule": {},
        "unmapped": {},
        "uncalled": 0,
        "gaps": [],
        "problems": [],
        "evaluated": 2,
        "unusedInputs": [],
    },
    "results": [
        {
            "rule": "storage-plain-http",
            "outcome": "fail",
            "suppressed": None,
            "severity": "high",
            "criteria": ["CC6.7", "CC6.1"],
            "resource": RESOURCE,
            "location": {"file": "main.tf", "line": 4, "column": 3, "endLine": 4, "endColumn": 41},
            "path": "https_traffic_only_enabled",
            "related": [{"what": 'variable "https" default', "file": "main.tf", "line": 9, "column": 3, "endLine": 9, "endColumn": 18}],
            "message": "https_traffic_only_enabled is false; requests over plain HTTP are accepted",
            "remedy": "Accept HTTPS only. Set `https_traffic_only_enabled = true`.",
            "fingerprint": "e95ff1b6b3f8edfeeed342148aaf4983",
        },
        {
            "rule": "storage-weak-tls",
            "outcome": "open",
            "suppressed": None,
            "severity": "medium",
            "criteria": ["CC6.7", "CC6.1"],
            "resource": RESOURCE,
            "location": {"file": "main.tf", "line": 5, "column": 3, "endLine": 5, "endColumn": 39},
            "path": "min_tls_version",
            "related": [{"what": 'variable "tls" has no value', "file": "main.tf", "line": 12, "column": 1, "endLine": 12, "endColumn": 15}],
            "message": 'cannot be decided before deployment: variable "tls" has no value. The rule asks: Require TLS 1.2',
            "remedy": 'Require TLS 1.2. Set `min_tls_version = "TLS1_2"`.',
            "fingerprint": "3c5d271f69b810fdca5dedaa656a3837",
        },
    ],
}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "main.tf").write_text(CODE, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("kind", "report"), [("text", TEXT), ("markdown", MARKDOWN)])
def test_what_people_read(run: Run, code: Path, kind: str, report: str) -> None:
    done = run("scan", ".", "--rule", "storage-plain-http", "--rule", "storage-weak-tls", "--format", kind, cwd=code)
    assert (done.out, done.err, done.code) == (report, SUMMARY, 1)


def test_what_programs_read(run: Run, code: Path) -> None:
    done = run("scan", ".", "--rule", "storage-plain-http", "--rule", "storage-weak-tls", "--format", "json", "--quiet", cwd=code)
    assert json.loads(done.out) == JSON
    assert (done.out[-1], done.err, done.code) == ("\n", "", 1)
