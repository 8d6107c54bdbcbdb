"""However a run ends, it says why in one line, without a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scanner.processes import local_processes
from tests.conftest import Run

_BAD = 'resource "azurerm_storage_account" "a" {\n  https_traffic_only_enabled = false\n}\n'
_RULE = """id: storage-http
title: Storage account accepts HTTP
severity: low
theme: encryption-in-transit
controls:
  - {{id: CC6.7, strength: direct, because: data would cross the network in clear}}
why: Whoever sits on the way reads it.
resource: Microsoft.Storage/storageAccounts
assert: {{path: properties.supportsHttpsTrafficOnly, equals: true}}
message: "{{path}} is {{value}}"
fix: {{text: Accept HTTPS only.}}
examples:
  - verdict: pass
    azurerm: |
      {code}
"""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scann"], "no command is named 'scann'; did you mean 'scan'?"),
        (["infra"], "no command is named 'infra'; there are scan, rules, graph, console; to scan a path: `soc2scan scan infra`"),
        (["scan", "--fornat", "json"], "Did you mean '--format'?"),
        (["scan", "nowhere"], "no such file or folder: nowhere"),
        (["scan", "-f", "json="], "--format json= wants a file name after the equals sign"),
        (["scan", "-o", "missing/report.txt"], "missing/report.txt cannot be written: there is no folder missing"),
        (["rules", "show", "storage-plain-htp"], "did you mean 'storage-plain-http'?"),
    ],
)
def test_mistakes_of_the_caller(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "infra").mkdir()
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_an_output_that_takes_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "main.tf").write_text(_BAD, encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "scanner", "scan", "-q"], cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, encoding="utf-8"
        )
    assert (done.returncode, done.stderr) == (2, "soc2scan: standard output cannot be written: No space left on device\n")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_interrupted(tmp_path: Path, environment: dict[str, str]) -> None:
    # A suite that is started in the background ignores interrupts, and so would the command.
    start = "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); runpy.run_module('scanner', run_name='__main__')"
    command = [sys.executable, "-c", start, "console"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=-1, stdout=-1, stderr=-1, encoding="utf-8", bufsize=1) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("1 + 1\n")
        assert process.stdout.readline()  # it is ready, and waits for the next line
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.strip() == "soc2scan: interrupted"


def test_an_interrupt_ends_the_workers() -> None:
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), local_processes(2) as pool:
        for _ in range(20):
            pool.submit(time.sleep, 30)
        raise KeyboardInterrupt
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("arguments", [["rules", "test", "own"], ["scan", "--rules", "own"]])
def test_a_folder_without_rules(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "plain-http.yml").write_text("id: own-plain-http\n", encoding="utf-8")
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "own holds no rules; a rule is a file <service>/<name>.yaml below it" in done.err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are Unicode")
@pytest.mark.parametrize("kind", ["text", "json", "sarif", "markdown"])
def test_names_that_are_not_utf8(run: Run, tmp_path: Path, kind: str) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    Path(os.fsdecode(folder)).mkdir()
    Path(os.fsdecode(folder + b"/\xe9t\xe9.tf")).write_text(_BAD, encoding="utf-8")
    done = run("scan", "-f", f"{kind}=report")
    assert done.code == 1, done.err
    report = (tmp_path / "report").read_text(encoding="utf-8")
    assert ("caf%E9/%E9t%E9.tf" if kind == "sarif" else "caf?/?t?.tf") in report


def test_an_example_that_cannot_be_read_is_no_pass(run: Run, tmp_path: Path) -> None:
    rule = tmp_path / "own" / "storage" / "http.yaml"
    rule.parent.mkdir(parents=True)
    code = 'resource "azurerm_storage_account" "a" {\n        https_traffic_only_enabled = true\n      }\n      locals {'
    rule.write_text(_RULE.format(code=code), encoding="utf-8")
    done = run("rules", "test", "own")
    assert (done.code, done.err) == (1, "0 examples as expected, 1 not\n")
    assert done.out.startswith("own/storage/http.yaml:13: storage-http: the example cannot be read: main.tf:4: ")
