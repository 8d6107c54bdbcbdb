"""Modules that lie outside of the scanned folder, where there is no repository around both."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.files import MAX_FOLLOWED, Files
from scanner.model.inputs import Inputs
from scanner.model.result import Outcome, ScanResult
from scanner.model.value import Unknown
from scanner.scan import scan
from scanner.settings import Settings
from scanner.terraform import load_root
from tests.conftest import Run

ACCOUNT = 'resource "azurerm_storage_account" "{0}" {{\n  name = "{0}"\n  min_tls_version = "TLS1_0"\n{1}\n}}\n'


@pytest.fixture
def prod(tmp_path: Path) -> Path:
    """envs/prod calls ../../modules/x, which calls ./sub and keeps a secret beside its code."""
    files = {
        "envs/prod/main.tf": 'module "x" {\n  source = "../../modules/x"\n}\n',
        "modules/x/main.tf": ACCOUNT.format("one", "") + 'module "sub" {\n  source = "./sub"\n}\n',
        "modules/x/sub/main.tf": ACCOUNT.format("two", "") + ACCOUNT.format("off", "  count = var.on ? 1 : 0"),
        "modules/x/sub/variables.tf": 'variable "on" {\n  default = false\n}\n',
        "modules/x/secret.txt": "hunter2",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "envs" / "prod"


def judged(prod: Path, strict_root: bool = False) -> ScanResult:
    return scan([prod], Settings(prod.parents[1], jobs=1, strict_root=strict_root))


def test_the_configuration_that_a_source_names_is_followed(prod: Path) -> None:
    result = judged(prod)
    weak = {(r.subject.address, r.span.file, r.template) for r in result.results if r.rule == "storage-weak-tls" and r.outcome is Outcome.FAIL}
    assert weak == {
        ("module.x.azurerm_storage_account.one", "modules/x/main.tf", False),
        ("module.x.module.sub.azurerm_storage_account.two", "modules/x/sub/main.tf", False),
        ("azurerm_storage_account.off[0]", "modules/x/sub/main.tf", True),
    }
    (told,) = result.problems
    assert not told.fatal and (told.span.file, told.span.line) == ("envs/prod/main.tf", 2)
    assert told.message == "modules outside of the scanned tree were read, their configuration files alone: modules/x, modules/x/sub"
    assert not result.coverage.gaps and {record.status for record in result.coverage.files} == {"analysed"}


def test_comments_there_accept_findings(prod: Path) -> None:
    main = prod.parents[1] / "modules" / "x" / "main.tf"
    main.write_text("# soc2scan:ignore storage-weak-tls: old clients\n" + main.read_text(encoding="utf-8"), encoding="utf-8")
    assert [r.subject.address for r in judged(prod).results if r.suppression] == ["module.x.azurerm_storage_account.one"]


def test_strict_root_leaves_a_gap(prod: Path) -> None:
    result = judged(prod, strict_root=True)
    assert not result.results
    assert [gap.what for gap in result.coverage.gaps] == ['module "x" (../../modules/x): the folder modules/x is not inside what may be read']


def test_nothing_else_is_read_there(prod: Path) -> None:
    module = prod.parents[1] / "modules" / "x"
    read = {
        "secret": 'file("${path.module}/secret.txt")',
        "code": 'file("${path.module}/main.tf")',
        "template": 'templatefile("${path.module}/main.tf", {})',
        "there": 'fileexists("${path.module}/main.tf")',
    }
    (module / "main.tf").write_text("".join(f'output "{name}" {{\n  value = {text}\n}}\n' for name, text in read.items()), encoding="utf-8")
    (module / "linked.tf").symlink_to(module / "secret.txt")
    arguments = "".join(f"  {name} = module.x.{name}\n" for name in read)
    (prod / "all.tf").write_text(f'resource "r" "r" {{\n{arguments}}}\n', encoding="utf-8")
    evaluated = load_root(prod, Files((prod,), prod, follows=True), Inputs())
    (resource,) = evaluated.resources
    assert all(isinstance(value, Unknown) for value in resource.raw.values()) and len(resource.raw) == 4
    assert not [problem for problem in evaluated.problems if problem.fatal]


def test_a_repository_is_not_left(prod: Path) -> None:
    (prod / ".git").mkdir()
    result = judged(prod)
    assert not result.results and len(result.coverage.gaps) == 1


def test_what_may_be_followed(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "file").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "module")
    (tmp_path / "root" / "link").symlink_to(tmp_path / "module")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    files = Files((tmp_path / "root",), tmp_path, follows=True)
    cases = {"root": True, "module": True, "link": True, "root/link": False, "loop": False, "nowhere": False, "module/file": False}
    assert {name: files.follow(tmp_path / name) for name in cases} == cases
    assert not Files((tmp_path / "root",), tmp_path).follow(tmp_path / "module")
    configuration = {"main.tf": True, "x.tofu": True, "y.tf.json": True, "z.tfvars": False, "terraform.tfstate": False, "sub/main.tf": False}
    assert {name: files.may_configure(tmp_path / "module" / name) for name in configuration} == configuration
    for number in range(MAX_FOLLOWED + 5):
        (tmp_path / "many" / str(number)).mkdir(parents=True)
    followed = sum(files.follow(tmp_path / "many" / str(number)) for number in range(MAX_FOLLOWED + 5))
    assert followed == MAX_FOLLOWED - 1


def test_graph_says_what_it_lacks(prod: Path, run: Run) -> None:
    followed = run("graph", "envs/prod")
    assert "azurerm_storage_account.one" in followed.out and "modules outside of the scanned tree were read" in followed.err
    strict = run("graph", "envs/prod", "--strict-root")
    assert "azurerm_storage_account" not in strict.out
    assert 'module "x" (../../modules/x): the folder modules/x is not inside what may be read' in strict.err
    (prod / "empty").mkdir()
    assert "the graph is empty" in run("graph", "envs/prod/empty").err
