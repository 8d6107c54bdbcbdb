"""The hook and the action run for real: what users copy from the README must work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

_ROOT = Path(__file__).resolve().parent.parent
_BAD = 'resource "azurerm_storage_account" "a" {\n  name                       = "a"\n  https_traffic_only_enabled = false\n}\n'
_ACTION = yaml.safe_load((_ROOT / "action.yml").read_text(encoding="utf-8"))
_STEPS: dict[str, dict[str, Any]] = {step["id"]: step for step in _ACTION["runs"]["steps"] if "id" in step}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the action's steps are bash")


class Step(NamedTuple):
    code: int
    outputs: dict[str, str]
    log: str


def _run_step(name: str, values: dict[str, str], folder: Path, environment: dict[str, str]) -> Step:
    """One step of the action as the runner would run it: its own script, its own env, expressions filled in."""
    outputs = folder.parent / f"{name}.outputs"
    outputs.write_text("", encoding="utf-8")
    env = {key: _fill(str(text), values) for key, text in _STEPS[name]["env"].items()}
    path = os.pathsep.join([str(Path(sys.executable).parent), environment["PATH"]])
    github = {"GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(folder.parent / "summary.md")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", _STEPS[name]["run"]],
        cwd=folder,
        env={**environment, "PATH": path, **env, **github},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    pairs = (line.split("=", 1) for line in outputs.read_text(encoding="utf-8").splitlines())
    return Step(done.returncode, dict(pairs), done.stdout + done.stderr)


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("${{ " + name + " }}", value)
    assert "${{" not in text, text
    return text


def _inputs(**given: str) -> dict[str, str]:
    return {f"inputs.{name}": given.get(name.replace("-", "_"), str(spec["default"])) for name, spec in _ACTION["inputs"].items()}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> dict[str, str]:
    """The package installed into a clean environment by the action's own step."""
    folder = tmp_path_factory.mktemp("install") / "workspace"
    folder.mkdir()
    step = _run_step("install", {"github.action_path": str(_ROOT), "runner.temp": str(folder.parent)}, folder, environment)
    assert step.code == 0, step.log
    return {f"steps.install.outputs.{key}": value for key, value in step.outputs.items()}


def test_the_wheel_brings_its_rules_and_mappings(installed: dict[str, str], tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "main.tf").write_text(_BAD, encoding="utf-8")
    command = [str(Path(installed["steps.install.outputs.bin"]) / "soc2scan"), "scan", "--format", "json", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 1, done.stderr
    found = {(r["rule"], r["location"]["line"]) for r in json.loads(done.stdout)["results"]}
    assert ("storage-plain-http", 3) in found


@pytest.mark.parametrize(
    ("inputs", "exit_code"),
    [
        ({}, "1"),
        ({"fail_on": "never"}, "0"),
        ({"path": "sub dir"}, "4"),
        ({"args": "--rule no-such-rule"}, "2"),
        ({"path": "$(touch injected)"}, "2"),
    ],
)
def test_the_action_scans_and_reports(
    installed: dict[str, str], tmp_path: Path, environment: dict[str, str], inputs: dict[str, str], exit_code: str
) -> None:
    workspace = tmp_path / "workspace"
    (workspace / "sub dir").mkdir(parents=True)
    (workspace / ".git").mkdir()
    (workspace / "main.tf").write_text(_BAD, encoding="utf-8")
    step = _run_step("scan", {**_inputs(**inputs), **installed}, workspace, environment)
    assert step.code == 0, step.log
    assert step.outputs == {"exit-code": exit_code}, step.log
    assert not (workspace / "injected").exists()
    if exit_code in "01":
        sarif = json.loads((workspace / "soc2scan.sarif").read_text(encoding="utf-8"))
        uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif["runs"][0]["results"]}
        assert uris == {"main.tf"}
        assert "storage-plain-http" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    verdict = _run_step("verdict", {"steps.scan.outputs.exit-code": exit_code}, workspace, environment)
    assert verdict.code == int(exit_code)


@pytest.mark.skipif(not (_ROOT / ".git").exists(), reason="pre-commit installs hooks from a git repository")
def test_the_hook_agrees_with_the_whole_scan(tmp_path: Path, environment: dict[str, str]) -> None:
    """A module file is committed alone; the value that makes it fail stands in the root that calls it."""
    files = {
        "modules/a/main.tf": 'variable "https" {}\nresource "azurerm_storage_account" "a" {\n  https_traffic_only_enabled = var.https\n}\n',
        "prod/main.tf": 'module "a" {\n  source = "../modules/a"\n  https  = false\n}\n',
        "unrelated/main.tf": _BAD,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    env = {**environment, "PRE_COMMIT_HOME": str(tmp_path.parent / "pre-commit-home")}
    subprocess.run(["git", "init", "--quiet", "."], cwd=tmp_path, check=True, env=env)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True, env=env)
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(_ROOT), "soc2scan", "--files", "modules/a/main.tf"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, encoding="utf-8", timeout=400)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "modules/a/main.tf:3" in done.stdout
    assert "storage-plain-http" in done.stdout
    assert "unrelated" not in done.stdout
