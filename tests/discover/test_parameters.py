"""Which parameters files go with which template, and which templates are a Bicep file's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from scanner.discover import discover
from scanner.discover.parameters import NO_TEMPLATE, SEVERAL
from scanner.discover.paths import scan_roots
from scanner.files import Files
from scanner.model.unit import Discovery, UnitKind
from tests.bicep.project import write

_SCHEMAS = "https://schema.management.azure.com/schemas/2019-04-01/"
_ACCOUNT = "resource a 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'a'\n}\n"


def bicep(*parameters: str, body: str = _ACCOUNT) -> str:
    """A Bicep file; parameters are written ``name``, ``name?`` (with a default) or ``name!`` (a secret)."""
    lines = [
        f"@secure()\nparam {name[:-1]} string"
        if name[-1] == "!"
        else f"param {name[:-1]} string = 'x'"
        if name[-1] == "?"
        else f"param {name} string"
        for name in parameters
    ]
    return "\n".join([*lines, body])


def arm(*parameters: str, compiled: bool = False, types: tuple[str, ...] = ("Microsoft.Storage/storageAccounts",)) -> dict[str, Any]:
    declared = {
        name.strip("?!"): {"type": "securestring" if name[-1] == "!" else "string", **({"defaultValue": "x"} if name[-1] == "?" else {})}
        for name in parameters
    }
    return {
        "$schema": f"{_SCHEMAS}deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        **({"metadata": {"_generator": {"name": "bicep", "version": "0.30", "templateHash": "1"}}} if compiled else {}),
        "parameters": declared,
        "resources": [{"type": kind, "apiVersion": "2023-05-01", "name": "a"} for kind in types],
    }


def values(*names: str, template: str = "") -> dict[str, Any]:
    linked = {"metadata": {"template": template}} if template else {}
    return {"$schema": f"{_SCHEMAS}deploymentParameters.json#", **linked, "parameters": {name: {"value": "v"} for name in names}}


def found_in(folder: Path, files: Mapping[str, str | dict[str, Any]], *names: str, changed: bool = False) -> Discovery:
    write(folder, dict(files))
    paths = [folder / name for name in names] or [folder]
    return discover(paths, Files(scan_roots(paths), folder), changed=changed)


def pairs(found: Discovery, folder: Path) -> dict[str, list[str]]:
    """The names of the parameters files by unit, each unit told by its path and, where it has several, its environments."""
    result: dict[str, list[str]] = {}
    for unit in found.units:
        result.setdefault(unit.path.relative_to(folder).as_posix(), []).extend(path.relative_to(folder).as_posix() for path in unit.parameters)
    return result


A, B = bicep("a"), bicep("b")

CASES: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("named after it", {"main.bicep": A, "main.parameters.json": values("a")}, {"main.bicep": ["main.parameters.json"]}),
    ("named after it, whatever it sets", {"main.bicep": A, "main.parameters.json": values("z")}, {"main.bicep": ["main.parameters.json"]}),
    (
        "all forms of names",
        {
            "x.bicep": A,
            **{
                name: values("a")
                for name in ("x.parameters.json", "X.Parameters.prod.json", "x.dev.parameters.json", "x.a.parameters.b.jsonc", "x-parameters.json")
            },
            **{f"parameters/{name}": values("a") for name in ("x.parameters.json", "x.parameters.all.json", "dev.parameters.json", "x.test.json")},
            "stage.parameters.json": values("a"),
        },
        {
            "x.bicep": [
                "X.Parameters.prod.json",
                "parameters/dev.parameters.json",
                "parameters/x.parameters.all.json",
                "parameters/x.parameters.json",
                "parameters/x.test.json",
                "stage.parameters.json",
                "x-parameters.json",
                "x.a.parameters.b.jsonc",
                "x.dev.parameters.json",
                "x.parameters.json",
            ]
        },
    ),
    (
        "the same for a template in JSON",
        {
            "x.json": arm("a"),
            "x.parameters.json": values("a"),
            "x.dev.parameters.json": values("a"),
            "prod.parameters.json": values("a"),
            "parameters/x.parameters.json": values("a"),
            "azuredeploy.parameters.json": values("a"),
        },
        {
            "x.json": [
                "azuredeploy.parameters.json",
                "parameters/x.parameters.json",
                "prod.parameters.json",
                "x.dev.parameters.json",
                "x.parameters.json",
            ]
        },
    ),
    ("what the portal exports", {"template.json": arm("a"), "parameters.json": values("z")}, {"template.json": ["parameters.json"]}),
    (
        "the longer name",
        {"x.bicep": A, "x.test.bicep": A, "x.test.parameters.json": values("a")},
        {"x.bicep": [], "x.test.bicep": ["x.test.parameters.json"]},
    ),
    (
        "the one that declares it",
        {"x.bicep": A, "x.test.bicep": B, "x.test.parameters.json": values("a")},
        {"x.bicep": ["x.test.parameters.json"], "x.test.bicep": []},
    ),
    (
        "the one of another name that declares it",
        {"hub.bicep": A, "hub-multi.bicep": B, "hub.parameters.json": values("a"), "hub.parameters.multi.json": values("b")},
        {"hub.bicep": ["hub.parameters.json"], "hub-multi.bicep": ["hub.parameters.multi.json"]},
    ),
    (
        "of two of one name the one that declares it",
        {"x.bicep": A, "x.json": arm("b"), "x.parameters.json": values("b")},
        {"x.bicep": [], "x.json": ["x.parameters.json"]},
    ),
    (
        "both of one name",
        {"x.bicep": bicep("a", "c?"), "x.json": arm("a", "b?"), "x.parameters.json": values("a")},
        {"x.bicep": ["x.parameters.json"], "x.json": ["x.parameters.json"]},
    ),
    ("what is declared", {"x.bicep": A, "y.bicep": B, "dev.parameters.json": values("B")}, {"x.bicep": [], "y.bicep": ["dev.parameters.json"]}),
    ("not what is not declared", {"x.bicep": bicep("a", "b?"), "dev.parameters.json": values("a", "z")}, {"x.bicep": []}),
    ("not where more is required", {"x.bicep": bicep("a", "b"), "dev.parameters.json": values("a")}, {"x.bicep": []}),
    ("secrets come another way", {"x.bicep": bicep("a", "b!", "c?"), "dev.parameters.json": values("a")}, {"x.bicep": ["dev.parameters.json"]}),
    ("not what sets nothing", {"x.bicep": bicep("a?"), "dev.parameters.json": values()}, {"x.bicep": []}),
    ("not where several fit", {"x.bicep": A, "y.bicep": A, "dev.parameters.json": values("a")}, {"x.bicep": [], "y.bicep": []}),
    (
        "several fit, one is mentioned",
        {"x.bicep": A, "y.bicep": A, "dev-x.parameters.json": values("a")},
        {"x.bicep": ["dev-x.parameters.json"], "y.bicep": []},
    ),
    ("not in another folder", {"a/x.bicep": A, "b/x.parameters.json": values("a"), "x.parameters.json": values("a")}, {"a/x.bicep": []}),
    ("not what has no name of parameters", {"x.bicep": A, "values.json": values("a")}, {"x.bicep": []}),
    (
        "not a module that others use",
        {"x.bicep": "module m 'y.bicep' = {\n  name: 'm'\n}\n", "y.bicep": A, "dev.parameters.json": values("a")},
        {"x.bicep": []},
    ),
    (
        "a module that has parameters of its own is deployed by itself too",
        {
            "x.bicep": "module m 'y.bicep' = {\n  name: 'm'\n}\nmodule n 'z.bicep' = {\n  name: 'n'\n}\n",
            "y.bicep": A,
            "z.bicep": A,
            "y.parameters.json": values("a"),
            "z.bicepparam": "using 'z.bicep'\n",
        },
        {"x.bicep": [], "y.bicep": ["y.parameters.json"], "z.bicep": ["z.bicepparam"]},
    ),
    ("the template that is named inside", {"a/x.bicep": A, "b/any.json": values("z", template="../a/x.bicep")}, {"a/x.bicep": ["b/any.json"]}),
    (
        "the template that is named inside, from the top",
        {"a/x.bicep": A, "b/any.json": values("z", template="a/x.bicep")},
        {"a/x.bicep": ["b/any.json"]},
    ),
    ("a name inside that leads nowhere", {"x.bicep": A, "x.parameters.json": values("a", template="./y.json")}, {"x.bicep": ["x.parameters.json"]}),
    (
        "with .bicepparam",
        {"x.bicep": A, "x.parameters.json": values("a"), "b/x.bicepparam": "using '../x.bicep'\n"},
        {"x.bicep": ["b/x.bicepparam", "x.parameters.json"]},
    ),
    (
        "compiled, of its name",
        {"x.bicep": A, "x.json": arm("z", compiled=True), "x.parameters.json": values("a")},
        {"x.bicep": ["x.parameters.json"]},
    ),
    (
        "compiled, of another name",
        {"main.bicep": bicep("a", "b?"), "azuredeploy.json": arm("A", "b?", compiled=True), "azuredeploy.parameters.json": values("z")},
        {"main.bicep": ["azuredeploy.parameters.json"]},
    ),
    (
        "compiled of the one that declares the same",
        {"x.bicep": A, "y.bicep": B, "azuredeploy.json": arm("b", compiled=True)},
        {"x.bicep": [], "y.bicep": []},
    ),
    (
        "compiled of something else, by parameters",
        {"x.bicep": A, "azuredeploy.json": arm("b", compiled=True)},
        {"azuredeploy.json": [], "x.bicep": []},
    ),
    (
        "compiled of something else, by resources",
        {"x.bicep": A, "azuredeploy.json": arm("a", compiled=True, types=("A.B/c",))},
        {"azuredeploy.json": [], "x.bicep": []},
    ),
    ("not compiled", {"x.bicep": A, "azuredeploy.json": arm("a")}, {"azuredeploy.json": [], "x.bicep": []}),
    ("compiled in another folder", {"x.bicep": A, "out/x.json": arm("a", compiled=True)}, {"out/x.json": [], "x.bicep": []}),
]


@pytest.mark.parametrize(("files", "expected"), [pytest.param(files, expected, id=name) for name, files, expected in CASES])
def test_pairs(files: dict[str, Any], expected: dict[str, list[str]], tmp_path: Path) -> None:
    assert pairs(found_in(tmp_path, files), tmp_path) == expected


@pytest.mark.parametrize(("files", "expected"), [pytest.param(files, expected, id=name) for name, files, expected in CASES if "inside" not in name])
def test_a_file_alone_has_the_same_pairs(files: dict[str, Any], expected: dict[str, list[str]], tmp_path: Path) -> None:
    """Templates with their parameters, and parameters with their template, as in a scan of everything."""
    (tmp_path / ".git").mkdir()
    write(tmp_path, files)
    for template, parameters in expected.items():
        assert pairs(found_in(tmp_path, {}, template), tmp_path) == {template: parameters}
        for name in parameters:
            found = pairs(found_in(tmp_path, {}, name, changed=True), tmp_path)
            assert {path: given for path, given in found.items() if name in given} == {
                path: given for path, given in expected.items() if name in given
            }


def test_environments_are_told_apart(tmp_path: Path) -> None:
    files: dict[str, str | dict[str, Any]] = {
        "x.bicep": A,
        **dict.fromkeys(("dev/x.bicepparam", "prod/x.bicepparam"), "using '../x.bicep'\n"),
        "x.parameters.json": values("a"),
    }
    assert {unit.environment for unit in found_in(tmp_path, files).units} == {"dev/x.bicepparam", "prod/x.bicepparam", "x.parameters.json"}


def test_what_is_not_judged_by_itself_has_a_reason(tmp_path: Path) -> None:
    files: dict[str, str | dict[str, Any]] = {
        "x.bicep": A,
        "y.bicep": A,
        "main.json": arm("a", compiled=True),
        "y.json": arm("z", compiled=True),
        "dev.parameters.json": values("a"),
        "prod.parameters.json": values("z"),
        "values.json": values("a"),
    }
    assert dict(found_in(tmp_path, files).reasons) == {
        "main.json": "compiled from x.bicep or y.bicep, which is scanned itself",
        "y.json": "compiled from y.bicep, which is scanned itself",
        "dev.parameters.json": SEVERAL,
        "prod.parameters.json": NO_TEMPLATE,
        "values.json": NO_TEMPLATE,
    }


def test_a_compiled_template_that_is_chosen_is_judged_and_one_that_changed_is_not(tmp_path: Path) -> None:
    files = {
        "main.bicep": A,
        "azuredeploy.json": arm("a", compiled=True),
        "azuredeploy.parameters.json": values("a"),
        "other/gone.json": arm(compiled=True),
    }
    chosen = found_in(tmp_path, files, "azuredeploy.json")
    assert [(unit.kind, [path.name for path in unit.parameters]) for unit in chosen.units] == [(UnitKind.ARM, ["azuredeploy.parameters.json"])]
    changed = found_in(tmp_path, {}, "azuredeploy.json", "other/gone.json", changed=True)
    assert [unit.path.name for unit in changed.units] == ["gone.json"]


def test_folders_may_be_named_like_files(tmp_path: Path) -> None:
    files: dict[str, str | dict[str, Any]] = {
        "main.bicep": "module m '.bicep/inner.bicep' = {\n  name: 'm'\n}\n",
        ".bicep/inner.bicep": A,
        "x.tf/y.bicep": A,
        "x.json/y.bicep": A,
        "a.bicepparam/y.bicep": A,
        "a.parameters.json/y.bicep": A,
        "b.bicep/b.parameters.json": values("a"),
    }
    found = found_in(tmp_path, files)
    assert list(pairs(found, tmp_path)) == ["a.bicepparam/y.bicep", "a.parameters.json/y.bicep", "main.bicep", "x.json/y.bicep", "x.tf/y.bicep"]
    assert not found.records
    assert not found.remarks
    assert list(pairs(found_in(tmp_path, {}, "main.bicep"), tmp_path)) == ["main.bicep"]


def test_a_template_alone_is_judged_without_looking_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the repository is listed nor, where no parameters lie beside it, another file read."""
    write(tmp_path, {".git/HEAD": "", "x.json": arm("a"), "y.json": arm("a"), "z.bicep": A, "far/x.bicep": A})
    read: list[str] = []
    listed: list[str] = []
    original, scandir = Files.read_bytes, os.scandir
    monkeypatch.setattr(Files, "read_bytes", lambda self, path: read.append(path.name) or original(self, path))
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(str(path)) or scandir(path))
    assert pairs(discover([tmp_path / "x.json"], Files((tmp_path,), tmp_path)), tmp_path) == {"x.json": []}
    assert set(read) == {"x.json"}
    assert str(tmp_path / "far") not in listed
