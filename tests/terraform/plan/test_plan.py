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
    assert load(tmp_path, {"configuration": {}}).resources == ()


GOOD = change(["create"], {"a": 1})
LOST = "so what it says of resources is lost"
NO_CHANGE = "is not a resource with a type and a change"
UNUSED = "is not an object, so it is not used"


@pytest.mark.parametrize(
    ("plan", "count", "messages"),
    [
        ([], 0, []),
        (1, 0, ["the plan is not an object, " + LOST]),
        ({"resource_changes": 5}, 0, ["resource_changes is not a list, " + LOST]),
        ({"resource_changes": {"a": GOOD}}, 0, ["resource_changes is not a list, " + LOST]),
        ({"resource_changes": [GOOD, 7, {"type": "a_b"}]}, 1, [f"resource_changes[{n}] {NO_CHANGE}, {LOST}" for n in (1, 2)]),
        ({"resource_changes": [change(["create"], [1])]}, 0, ["resource_changes[0].change.after is not an object, " + LOST]),
        ({"resource_changes": [change(["create"], None)]}, 0, ["resource_changes[0].change.after is not an object, " + LOST]),
        ({"planned_values": []}, 0, ["planned_values is not an object, " + LOST]),
        ({"planned_values": {"root_module": 1}}, 0, ["planned_values.root_module is not an object, " + LOST]),
        (
            {"planned_values": {"root_module": {"resources": [None], "child_modules": {}}}},
            0,
            [
                f"planned_values.root_module.resources[0] is not a resource with a type, {LOST}",
                f"planned_values.root_module.child_modules is not a list, {LOST}",
            ],
        ),
        ({"prior_state": "x", "resource_changes": [GOOD]}, 1, ["prior_state is not an object, " + LOST]),
        ({"configuration": [], "variables": 1, "resource_changes": [GOOD]}, 1, ["configuration " + UNUSED, "variables " + UNUSED]),
        (
            {"resource_changes": [1] * 30},
            0,
            [*(f"resource_changes[{n}] {NO_CHANGE}, {LOST}" for n in range(20)), "10 more parts of the plan cannot be read"],
        ),
    ],
)
def test_members_of_a_wrong_shape_are_told(tmp_path: Path, plan: Any, count: int, messages: list[str]) -> None:
    evaluated = load(tmp_path, plan)
    assert len(evaluated.resources) == count
    assert [problem.message for problem in evaluated.problems] == messages
    assert all(problem.fatal is not problem.message.endswith("not used") for problem in evaluated.problems)


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ({"resource_changes": [GOOD]}, [("a_b.x", "x", Mode.MANAGED)]),
        ([GOOD], [("a_b.x", "x", Mode.MANAGED)]),
        ([{"type": "a_b", "name": "y", "module_address": "module.m", "change": GOOD["change"]}], [("module.m.a_b.y", "y", Mode.MANAGED)]),
        (
            [{"type": "a_b", "change": GOOD["change"]}, {"type": "a_b", "change": GOOD["change"]}],
            [("a_b[0]", "", Mode.MANAGED), ("a_b[1]", "", Mode.MANAGED)],
        ),
        ([{"type": "a_b", "name": "y", "mode": "data", "change": GOOD["change"]}], [("data.a_b.y", "y", Mode.EXISTING)]),
        ([{"type": "a_b", "address": "module.data.a_b.y", "change": GOOD["change"]}], [("module.data.a_b.y", "", Mode.MANAGED)]),
        ([{"type": "a_b", "address": "module.m.data.a_b.y", "change": GOOD["change"]}], [("module.m.data.a_b.y", "", Mode.EXISTING)]),
        ({"planned_values": {"root_module": {"resources": [{"type": "a_b", "name": "x", "values": {"a": 1}}]}}}, [("a_b.x", "x", Mode.MANAGED)]),
    ],
)
def test_a_plan_may_be_cut_down(tmp_path: Path, plan: Any, expected: list[tuple[str, str, Mode]]) -> None:
    evaluated = load(tmp_path, plan)
    assert is_plan(plan) and not evaluated.problems
    assert [(r.address, r.name, r.mode) for r in evaluated.resources] == expected
    assert all(resource.raw == {"a": 1} for resource in evaluated.resources)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"format_version": "1.2", "planned_values": {}}, True),
        ({"format_version": "1.2", "resource_changes": []}, True),
        ({"format_version": "1.0", "values": {}}, False),
        ({"planned_values": {}}, False),
        ({"resource_changes": {}}, False),
        ([], False),
        ([{"type": "a_b"}], False),
    ],
)
def test_is_plan(document: object, expected: bool) -> None:
    assert is_plan(document) is expected
