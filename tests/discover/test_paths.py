"""What a tree of files becomes: units, and an account of everything else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from scanner.discover import discover
from scanner.discover.paths import scan_roots
from scanner.errors import UsageError
from scanner.files import Files
from scanner.model.unit import Discovery

_TEMPLATE = json.dumps(
    {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1", "resources": []}
)
_PARAMETERS = json.dumps({"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "parameters": {}})
_PLAN = json.dumps({"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {}}, "resource_changes": []})


def _tree(root: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def _discover(root: Path, *names: str) -> Discovery:
    paths = [root / name for name in names] or [root]
    return discover(paths, Files(scan_roots(paths), root))


def _units(found: Discovery, root: Path) -> list[tuple[str, str]]:
    return [(unit.kind.value, unit.path.relative_to(root).as_posix()) for unit in found.units]


def _records(found: Discovery) -> dict[str, tuple[str, str]]:
    return {record.file: (record.status, record.reason) for record in found.records}


def test_roots_are_folders_that_nobody_calls(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        {
            "prod/main.tf": 'module "a" {\n  source = "../modules/a"\n}\n',
            "modules/a/main.tf": "",
            "modules/unused/main.tf": "",
            "vars/only.tfvars": "a = 1\n",
        },
    )
    assert _units(_discover(tmp_path), tmp_path) == [("terraform", "modules/unused"), ("terraform", "prod")]


_NEIGHBOURS = {
    "all.tftest.hcl": "a Terraform test, which deploys nothing that stays",
    "all.tofutest.json": "a Terraform test, which deploys nothing that stays",
    "mocks/aws.tfmock.hcl": "a Terraform test, which deploys nothing that stays",
    "find.tfquery.hcl": "a Terraform query, which finds resources and deploys none",
    "move.tfmigrate.hcl": "a Terraform state migration, which deploys nothing",
    "net.tfcomponent.hcl": "a Terraform stack, which is not read; the modules that it deploys are, with their inputs unknown",
    "net.tfstack.hcl": "a Terraform stack, which is not read; the modules that it deploys are, with their inputs unknown",
    "net.tfdeploy.hcl": "a Terraform stack, which is not read; the modules that it deploys are, with their inputs unknown",
}


def test_files_beside_a_configuration_are_named_and_not_read(tmp_path: Path) -> None:
    _tree(tmp_path, {"main.tf": "", **dict.fromkeys(_NEIGHBOURS, 'list "a_b" "x" {')})
    found = _discover(tmp_path)
    assert _units(found, tmp_path) == [("terraform", ".")]
    assert _records(found) == {name: ("skipped", reason) for name, reason in _NEIGHBOURS.items()}
    alone = {name: _records(_discover(tmp_path, name))[name][0] for name in _NEIGHBOURS}
    assert {name for name, status in alone.items() if status == "failed"} == {"net.tfcomponent.hcl", "net.tfstack.hcl", "net.tfdeploy.hcl"}


def test_json_is_told_by_content_not_by_name(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        {
            "whatever.json": _TEMPLATE,
            "whatever.parameters.json": _PARAMETERS,
            "azuredeploy.json": '{"resources": "of another kind"}',
            "plan.json": _PLAN,
            "package.json": '{"name": "x"}',
            "bom.json": b"\xef\xbb\xbf" + _TEMPLATE.encode(),
            "utf16.json": b"\xff\xfe" + _TEMPLATE.encode("utf-16-le"),
        },
    )
    found = _discover(tmp_path)
    assert _units(found, tmp_path) == [("arm", "bom.json"), ("plan", "plan.json"), ("arm", "utf16.json"), ("arm", "whatever.json")]
    assert set(_records(found)) == {"azuredeploy.json", "package.json"}


def test_broken_json_is_a_failure_only_where_it_is_ours(tmp_path: Path) -> None:
    _tree(tmp_path, {"ours.json": _TEMPLATE[:-5], "other.json": '{"resources": ['})
    empty = json.dumps({"$schema": json.loads(_PARAMETERS)["$schema"], "parameters": []}, indent=1)
    _tree(tmp_path, {"list.parameters.json": empty, "none.parameters.json": _PARAMETERS.replace('"parameters"', '"values"'), "empty.json": "\n"})
    found = _discover(tmp_path)
    assert {(problem.span.file, problem.span.line, problem.span.column, problem.message) for problem in found.remarks} == {
        ("ours.json", 1, 130, "is not valid JSON: the text ends too early; expected ':' after the property name"),
        ("list.parameters.json", 3, 16, "is no parameters file: its parameters must be an object"),
        ("none.parameters.json", 1, 1, "is no parameters file: its parameters must be an object"),
        ("empty.json", 1, 1, "is empty"),
    }
    assert _records(found) == {"other.json": ("skipped", "JSON that is neither a template, parameters nor a plan")}


def test_ignored_vendored_and_linked_things_are_accounted_for(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    repository = tmp_path / "repository"
    _tree(tmp_path, {"outside/secret.tf": "", "repository/main.tf": "", "repository/.terraform/modules/m/main.tf": "", "repository/gone/x.tf": ""})
    _tree(repository, {".git/HEAD": "", ".gitignore": "gone/\nlocal.tf\n", "local.tf": "", "x.tf/inner.tf": ""})
    (repository / "out.tf").symlink_to(outside / "secret.tf")
    (repository / "loop.tf").symlink_to(repository / "loop.tf")
    (repository / "folder").symlink_to(repository)
    found = _discover(repository)
    assert _units(found, repository) == [("terraform", "."), ("terraform", "x.tf")]
    assert _records(found) == {
        ".terraform/": ("skipped", "a folder of fetched or generated files"),
        "gone/": ("skipped", "ignored by git"),
        "local.tf": ("skipped", "ignored by git"),
        "loop.tf": ("failed", "a link that leads nowhere"),
        "out.tf": ("skipped", "a link that leads out of the scanned tree"),
    }


def test_a_single_file_brings_the_roots_that_own_it(tmp_path: Path) -> None:
    _tree(
        tmp_path,
        {
            ".git/HEAD": "",
            "prod/main.tf": 'module "a" {\n  source = "../modules/a"\n}\n',
            "other/main.tf": "",
            "modules/a/main.tf": "",
        },
    )
    found = _discover(tmp_path, "modules/a/main.tf")
    assert _units(found, tmp_path) == [("terraform", "prod")]
    assert found.only == frozenset({tmp_path / "modules/a/main.tf"})


def test_a_single_file_reads_nothing_of_its_neighbours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of a repository the folder may be a home: what lies below it is not even listed."""
    _tree(tmp_path, {"main.tf": "", "other.json": _TEMPLATE, "below/main.tf": 'module "a" {\n  source = ".."\n}\n', "below/x.json": _TEMPLATE})
    read: list[str] = []
    original = Files.read_bytes
    monkeypatch.setattr(Files, "read_bytes", lambda self, path: read.append(path.name) or original(self, path))
    assert _units(_discover(tmp_path, "main.tf"), tmp_path) == [("terraform", ".")]
    assert set(read) == {"main.tf"}


def test_a_parameters_file_alone_brings_its_template(tmp_path: Path) -> None:
    _tree(tmp_path, {"a.json": _TEMPLATE, "a.parameters.json": _PARAMETERS, "b.json": _TEMPLATE})
    assert _units(_discover(tmp_path, "a.parameters.json"), tmp_path) == [("arm", "a.json")]


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder: nowhere"):
        _discover(tmp_path, "nowhere")


def test_named_files_of_no_format_fail_and_state_is_skipped(tmp_path: Path) -> None:
    _tree(tmp_path, {"tfplan": b"PK\x03\x04", "notes.txt": "hello", "terraform.tfstate": "{}"})
    assert _records(_discover(tmp_path, "notes.txt")) == {"notes.txt": ("skipped", "not a format that is read")}
    records = _records(_discover(tmp_path, "tfplan"))
    assert records["tfplan"][0] == "failed"
    assert "terraform show -json" in records["tfplan"][1]
    assert _records(_discover(tmp_path))["terraform.tfstate"][0] == "skipped"


@pytest.mark.skipif(os.name == "nt", reason="names of folders are shorter there")
def test_deep_trees_do_not_exhaust_the_stack(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(1200):
        folder = folder / "d"
        folder.mkdir()
    (folder / "main.tf").touch()
    assert len(_discover(tmp_path).units) == 1
    (folder / "main.tf").unlink()
    while folder != tmp_path:  # pytest's own cleaning up recurses
        folder.rmdir()
        folder = folder.parent
