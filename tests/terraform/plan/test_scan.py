"""A plan beside its code is judged like the code: the same findings, at the same places, with the same fingerprints."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scanner.model.result import Result, ScanResult
from scanner.scan import scan
from scanner.settings import Settings

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "stack")
    (tmp_path / ".git").mkdir()
    return tmp_path / "stack"


def judged(path: Path) -> ScanResult:
    return scan([path], Settings(path.parent, all_outcomes=True, jobs=1))


def facts(result: Result) -> tuple[object, ...]:
    return result.rule, result.subject.address, result.outcome, result.span.line, result.path, result.fingerprint


def of_plan_and_code(folder: Path) -> tuple[dict[tuple[object, ...], Result], dict[tuple[object, ...], Result]]:
    plan = judged(folder / "plan.json")
    (folder / "plan.json").unlink()
    code = judged(folder)
    return {facts(result): result for result in plan.results}, {facts(result): result for result in code.results}


def test_same_findings(folder: Path) -> None:
    (folder / "terraform.tfvars").write_text('tls = "TLS1_0"\n', encoding="utf-8")  # what the plan was made with
    plan, code = of_plan_and_code(folder)
    assert plan and plan.keys() == code.keys()
    assert {Path(result.span.file).name for result in plan.values()} == {"main.tf"}


def test_what_only_the_plan_knows(folder: Path) -> None:
    plan, code = of_plan_and_code(folder)
    where = {(fact[0], fact[1], fact[3]) for fact in code}
    assert {(fact[0], fact[1], fact[3]) for fact in plan} == where
    assert {(fact[0], fact[2].value) for fact in code.keys() - plan.keys()} == {("storage-weak-tls", "open")}
    assert {(fact[0], fact[2].value) for fact in plan.keys() - code.keys()} == {("storage-weak-tls", "fail")}


def test_results_in_the_code_count_though_only_the_plan_was_named(folder: Path) -> None:
    plan = judged(folder / "plan.json")
    assert plan.results and "plan.json" not in {Path(result.span.file).name for result in plan.results}
    assert [record.file for record in plan.coverage.files] == ["plan.json"]
