"""What the README says is so: options, exit codes, hook ids, the action's inputs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.conftest import Run

_ROOT = Path(__file__).resolve().parent.parent
_README = (_ROOT / "README.md").read_text(encoding="utf-8")


def _yaml_blocks() -> list[object]:
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", _README, re.S)]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^\$ (?:\.venv/bin/)?soc2scan (\w+(?: list| show)?)", _README, re.M))))
def test_commands_and_options_exist(run: Run, command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.code == 0, done.err
    used = {
        option
        for line in re.findall(rf"^\$ (?:\.venv/bin/)?soc2scan {command}(.*)$", _README, re.M)
        for option in re.findall(r"(--[a-z-]+|-[a-z])\b", line.split("#")[0])
    }
    assert not [option for option in used if option not in done.out]


def test_exit_codes_agree_with_the_help(run: Run) -> None:
    table = dict(re.findall(r"^\| (\d) \| ([^|]+?) ?\|$", _README, re.M))
    assert set(table) == set("01234")
    text = run("--help").out
    assert all(re.search(rf"^\s+{code}\s", text, re.M) for code in table)


def test_hook_ids_exist() -> None:
    manifest = yaml.safe_load((_ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    ids = {hook["id"] for hook in manifest}
    config = next(block for block in _yaml_blocks() if isinstance(block, dict) and "repos" in block)
    assert {hook["id"] for repository in config["repos"] for hook in repository["hooks"]} <= ids
    assert set(re.findall(r"`(soc2scan-[a-z]+)`", _README)) <= ids


def test_the_actions_inputs_are_documented_with_their_defaults() -> None:
    action = yaml.safe_load((_ROOT / "action.yml").read_text(encoding="utf-8"))
    table = dict(re.findall(r"^\| `([\w-]+)` \| (?:`([^`]*)`|)? ?\|", _README, re.M))
    assert {name: str(spec["default"]) for name, spec in action["inputs"].items()} == table
    workflow = next(block for block in _yaml_blocks() if isinstance(block, dict) and "jobs" in block)
    assert set(workflow["jobs"]["scan"]["steps"][-1]["with"]) <= set(action["inputs"])


_PAGES = [*_ROOT.glob("*.md"), *(_ROOT / "docs").glob("*.md"), *(_ROOT / "benchmarks").glob("*.md")]


@pytest.mark.parametrize("page", _PAGES, ids=[page.name for page in _PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [target for target in targets if not (page.parent / target).exists()]
