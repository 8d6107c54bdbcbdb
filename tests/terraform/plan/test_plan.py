"""Plans in JSON: values, what is unknown, references, places in the plan and in the code.

sample/plan.json is the answer of `terraform show -json` for sample/, planned with a stand-in for the provider and ``tls`` set.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.resource import Evaluated, Language, Mode, SourceResource
from scanner.model.value import Reference
from scanner.terraform import is_plan, load_plan, load_root

SAMPLE = Path(__file__).parent / "sample"
SUBNET = 'module.net["hub"].azurerm_subnet.subnet'


def by_address(evaluated: Evaluated) -> dict[str, SourceResource]:
    return {resource.address: resource for resource in evaluated.resources}


@pytest.fixture(scope="module")
def beside_code() -> Evaluated:
    return load_plan(SAMPLE / "plan.json", Files((SAMPLE,), SAMPLE))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    folder = tmp_path_factory.mktemp("plan")
    shutil.copy(SAMPLE / "plan.json", folder)
    return load_plan(folder / "plan.json", Files((folder,), folder))


def test_resources(alone: Evaluated) -> None:
    found = by_address(alone)
    assert sorted(found) == [
        "azurerm_monitor_diagnostic_setting.diag", "azurerm_resource_group.rg", 'azurerm_storage_account.sa["a"]', 'azurerm_storage_account.sa["b"]',
        "data.azurerm_client_config.me", SUBNET, 'module.net["hub"].azurerm_virtual_network.vnet',
    ]  # fmt: skip
    account = found['azurerm_storage_account.sa["a"]']
    assert (account.type, account.name, account.language, account.provider) == ("azurerm_storage_account", "sa", Language.PLAN, (4,))
    assert (account.raw["min_tls_version"], account.raw["network_rules"][0]["default_action"]) == ("TLS1_0", "Allow")
    assert "id" not in account.raw  # nobody writes it, so it is as absent as in the code
    assert found["data.azurerm_client_config.me"].mode is Mode.EXISTING
    assert alone.files == ("plan.json",)


def test_references(alone: Evaluated, beside_code: Evaluated) -> None:
    for evaluated in (alone, beside_code):
        found = by_address(evaluated)
        target = found["azurerm_monitor_diagnostic_setting.diag"].raw["target_resource_id"]
        assert target.parts == (Reference('azurerm_storage_account.sa["a"]', ("id",)),)
        account = found['azurerm_storage_account.sa["b"]']
        assert account.raw["network_rules"][0]["subnet_ids"][0].parts == (Reference(SUBNET, ("id",)),)
        assert account.origin.references(("network_rules", 0, "subnet_ids", 0)) == (Reference(SUBNET, ("id",)),)
        assert account.origin.references(("resource_group_name",)) == (Reference("azurerm_resource_group.rg", ("name",)),)


def test_places_in_the_plan(alone: Evaluated) -> None:
    account = by_address(alone)['azurerm_storage_account.sa["a"]']
    lines = (SAMPLE / "plan.json").read_text(encoding="utf-8").splitlines()
    header = account.header
    assert lines[header.line - 1][header.column - 1 : header.end_column - 1] == '"address": "azurerm_storage_account.sa[\\"a\\"]"'
    written = account.origin.trace(("network_rules", 0, "default_action"))
    assert written.written and lines[written.span.line - 1].strip().startswith('"default_action": "Allow"')
    assert account.origin.trace(("nothing",)).span == header and not account.origin.trace(("nothing",)).written


def test_the_code_beside_it_gives_the_same_places_as_without_a_plan(beside_code: Evaluated) -> None:
    code = by_address(load_root(SAMPLE, Files((SAMPLE,), SAMPLE), Inputs()))
    for address, planned in by_address(beside_code).items():
        assert planned.header == code[address].header
        assert planned.calls == code[address].calls
        for name in code[address].raw:
            assert planned.origin.trace((name,)).span == code[address].origin.trace((name,)).span
    assert beside_code.files == ("main.tf", "net/main.tf", "plan.json")


def load(folder: Path, plan: Any) -> Evaluated:
    (folder / "plan.json").write_text(plan if isinstance(plan, str) else json.dumps(plan), encoding="utf-8")
    return load_plan(folder / "plan.json", Files((folder,), folder))


def change(actions: list[str], after: Any, unknown: Any = None, **more: Any) -> dict[str, Any]:
    resource = {"address": "a_b.x", "mode": "managed", "type": "a_b", "name": "x", "provider_name": "registry.opentofu.org/hashicorp/azurerm"}
    return {**resource, **more, "change": {"actions": actions, "before": {}, "after": after, "after_unknown": unknown or {}}}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (change(["delete"], None), None),
        (change(["forget"], None), None),
        (change(["no-op"], {"a": 1}), {"a": 1}),
        (change(["delete", "create"], {"a": [1, None], "b": None, "c": {}}), {"a": [1, None], "c": {}}),
        ({"address": "a_b.x"}, None),
        ("nonsense", None),
    ],
)
def test_changes(tmp_path: Path, entry: Any, expected: dict[str, Any] | None) -> None:
    evaluated = load(tmp_path, {"format_version": "1.2", "resource_changes": [entry]})
    assert [resource.raw for resource in evaluated.resources] == ([] if expected is None else [expected])


def test_unknown_parts(tmp_path: Path) -> None:
    unknown = {"id": True, "block": [{"id": True}, {}], "list": [False, True], "late": [{"x": True}]}
    evaluated = load(tmp_path, {"resource_changes": [change(["create"], {"block": [{"n": 1}, {"n": 2}], "list": ["a"]}, unknown)]})
    (resource,) = evaluated.resources
    shown = json.loads(json.dumps(resource.raw, default=lambda value: f"? {value.why}"))
    assert shown == {
        "block": [{"n": 1, "id": "? a_b.x.block.0.id is known after apply"}, {"n": 2}],
        "list": ["a", "? a_b.x.list.1 is known after apply"],
        "id": "? a_b.x.id is known after apply",
        "late": [{"x": "? a_b.x.late.0.x is known after apply"}],
    }


def test_what_is_no_plan_ends_in_a_problem_or_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "{").problems[0].fatal
    assert load(tmp_path, "[" * 5000).problems[0].fatal
    for odd in (
        [],
        1,
        {"resource_changes": 5},
        {"planned_values": {"root_module": {"resources": [None], "child_modules": {}}}},
        {"configuration": []},
    ):
        assert load(tmp_path, odd).resources == ()


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"format_version": "1.2", "planned_values": {}}, True),
        ({"format_version": "1.2", "resource_changes": []}, True),
        ({"format_version": "1.0", "values": {}}, False),
        ({"planned_values": {}}, False),
        ([], False),
    ],
)
def test_is_plan(document: object, expected: bool) -> None:
    assert is_plan(document) is expected
