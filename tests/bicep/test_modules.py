"""Modules by path and from registries: what is found, what is not, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.model.resource import Language
from tests.bicep.project import load, named, write

STORE = """param name string
param https bool = true
resource account 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: name
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: { supportsHttpsTrafficOnly: https }
}
output id string = account.id
"""
COMPILED = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"name": {"type": "string"}, "https": {"type": "bool", "defaultValue": True}},
    "resources": [
        {
            "type": "Microsoft.Storage/storageAccounts",
            "apiVersion": "2023-01-01",
            "name": "[parameters('name')]",
            "location": "westeurope",
            "properties": {"supportsHttpsTrafficOnly": "[parameters('https')]", "minimumTlsVersion": "TLS1_0"},
        }
    ],
    "outputs": {"tls": {"type": "string", "value": "TLS1_0"}},
}


def call(reference: str) -> str:
    return f"module store '{reference}' = {{\n  name: 'store'\n  params: {{\n    name: 'data'\n    https: false\n  }}\n}}\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty restore cache."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("BICEP_CACHE_DIRECTORY", str(folder))
    return folder


def test_local_module(tmp_path: Path) -> None:
    evaluated = load(tmp_path, {"main.bicep": call("modules/store.bicep"), "modules/store.bicep": STORE})
    account = named(evaluated, "store/account")
    assert account.name == "data"
    assert account.raw["properties"] == {"supportsHttpsTrafficOnly": False}
    assert [(step.what, step.span.file, step.span.line) for step in account.calls] == [("deployment 'store'", "main.bicep", 1)]
    assert account.header.file == "modules/store.bicep"
    assert evaluated.files == ("main.bicep", "modules/store.bicep")
    assert evaluated.gaps == evaluated.problems == ()


def test_compiled_module(tmp_path: Path) -> None:
    evaluated = load(tmp_path, {"main.bicep": call("store.json"), "store.json": COMPILED})
    account = next(one for one in evaluated.resources if one.name == "data")
    assert account.language is Language.ARM
    assert account.header.file == "store.json"


GAPS = [
    ("missing.bicep", "module 'missing.bicep': there is no such file"),
    ("../outside.bicep", "module '../outside.bicep': it lies outside of the scanned tree"),
    ("br/public:avm/res/storage/storage-account:0.9.0", "it was not restored; run `bicep restore`"),
    ("br:example.azurecr.io/storage:v1", "it was not restored; run `bicep restore`"),
    ("br/nobody:storage:v1", 'the alias "nobody" is not defined'),
    ("ts/specs:storage:v1", "template specs lie in Azure"),
    ("br:nonsense", "the reference is not understood"),
]


@pytest.mark.parametrize(("reference", "why"), GAPS, ids=[reference for reference, _ in GAPS])
def test_gap(tmp_path: Path, cache: Path, reference: str, why: str) -> None:
    (tmp_path / "outside.bicep").write_text(STORE)
    evaluated = load(tmp_path / "tree", {"main.bicep": call(reference) + STORE})
    (gap,) = evaluated.gaps
    assert gap.what.startswith(f"module {reference!r}: ")
    assert gap.what.endswith(why)
    assert (gap.span.file, gap.span.line) == ("main.bicep", 1)
    assert [one.address for one in evaluated.resources] == ["store", "account"]


RESTORED = [
    ("br/public:avm/res/storage/storage-account:0.9.0", "mcr.microsoft.com/bicep$avm$res$storage$storage-account/0.9.0$", None),
    ("br:example.azurecr.io/infra/storage:v1.0", "example.azurecr.io/infra$storage/v1.0$", None),
    (
        "br/team:storage:v2",
        "team.azurecr.io/shared$modules$storage/v2$",
        {"moduleAliases": {"br": {"team": {"registry": "team.azurecr.io", "modulePath": "shared/modules"}}}},
    ),
    ("br/public:storage:v2", "mirror.example/storage/v2$", {"moduleAliases": {"br": {"public": {"registry": "mirror.example"}}}}),
]


@pytest.mark.parametrize(("reference", "place", "config"), RESTORED, ids=[reference for reference, _, _ in RESTORED])
def test_restored_module(tmp_path: Path, cache: Path, reference: str, place: str, config: dict[str, object] | None) -> None:
    write(cache / "br" / place, {"main.json": COMPILED})
    tags = "resource tags 'Microsoft.Resources/tags@2023-07-01' = { name: 'default', properties: { tags: { tls: store.outputs.tls } } }\n"
    tree = tmp_path / "tree"
    if config is not None:
        write(tree, {"bicepconfig.json": config})
    evaluated = load(tree, {"app/main.bicep": "", "main.bicep": call(reference) + tags})
    assert evaluated.gaps == evaluated.problems == ()
    account = next(one for one in evaluated.resources if one.name == "data")
    assert account.raw["properties"] == {"supportsHttpsTrafficOnly": False, "minimumTlsVersion": "TLS1_0"}
    assert named(evaluated, "tags").raw["properties"] == {"tags": {"tls": "TLS1_0"}}


def test_places_in_a_restored_module_are_those_of_its_use(tmp_path: Path, cache: Path) -> None:
    """Nobody can edit the template in the cache, and it lies outside of the repository."""
    write(cache / "br" / "example.azurecr.io" / "storage" / "v1$", {"main.json": COMPILED})
    evaluated = load(tmp_path / "tree", {"main.bicep": call("br:example.azurecr.io/storage:v1")})
    account = next(one for one in evaluated.resources if one.name == "data")
    assert (account.header.file, account.header.line) == ("main.bicep", 1)
    passed = account.origin.trace(("properties", "supportsHttpsTrafficOnly"))
    assert (passed.span.file, passed.span.line, passed.written, passed.chain) == ("main.bicep", 5, True, ())
    fixed = account.origin.trace(("properties", "minimumTlsVersion"))
    assert (fixed.span.file, fixed.span.line, fixed.written, fixed.chain) == ("main.bicep", 1, False, ())


def test_the_cache_is_no_way_out(tmp_path: Path, cache: Path) -> None:
    write(tmp_path / "secret", {"main.json": COMPILED})
    (cache / "br" / "example.azurecr.io" / "x").mkdir(parents=True)
    (cache / "br" / "example.azurecr.io" / "x" / "v1$").symlink_to(tmp_path / "secret", target_is_directory=True)
    evaluated = load(tmp_path / "tree", {"main.bicep": call("br:example.azurecr.io/x:v1")})
    assert [gap.what for gap in evaluated.gaps] == ["module 'br:example.azurecr.io/x:v1': it was not restored; run `bicep restore`"]


def test_broken_configuration_is_no_obstacle(tmp_path: Path, cache: Path) -> None:
    for config in ("{", "[]", '{"moduleAliases": 1}', '{"moduleAliases": {"br": []}}', '{"moduleAliases": {"br": {"team": {"registry": 1}}}}'):
        evaluated = load(tmp_path / "tree", {"bicepconfig.json": config, "main.bicep": call("br/team:storage:v1")})
        assert len(evaluated.gaps) == 1


def test_missing_import_costs_only_what_needs_it(tmp_path: Path, cache: Path) -> None:
    source = "import { lockType } from 'br/public:avm/utl/types/avm-common-types:0.5.1'\nimport * as far from 'missing.bicep'\nparam lock lockType?\n"
    evaluated = load(tmp_path, {"main.bicep": source + STORE.replace("location: 'westeurope'", "location: far.place\n  tags: { lock: lock.?kind }")})
    account = named(evaluated, "account")
    assert account.raw["properties"] == {"supportsHttpsTrafficOnly": True}
    assert account.raw["location"].why == "it is imported from 'missing.bicep', which is not available: there is no such file"
    assert "tags" not in account.raw or account.raw["tags"] == {}
    assert evaluated.problems == ()


def test_same_module_twice_is_read_once(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        {"main.bicep": call("store.bicep") + call("store.bicep").replace("store ", "other ").replace("'data'", "'more'"), "store.bicep": STORE},
    )
    assert [one.name for one in evaluated.resources if one.type.endswith("storageAccounts")] == ["data", "more"]
    assert evaluated.files == ("main.bicep", "store.bicep")
