"""What stays unknown, what is refused, what is bounded: cases that the engine itself would not plan."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.resource import Evaluated, Mode
from scanner.model.value import Reference, Symbol, Unknown
from scanner.terraform import load_root, root_scope


def load(folder: Path, **files: str) -> Evaluated:
    """Evaluates files given as ``main="…"``; two underscores in a name are a slash."""
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".tf")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return load_root(folder, Files((folder,), folder), Inputs())


def raw(evaluated: Evaluated, address: str) -> dict[str, object]:
    (found,) = (resource.raw for resource in evaluated.resources if resource.address == address)
    return found


def messages(evaluated: Evaluated) -> list[str]:
    return [f"{problem.span.file}:{problem.span.line}: {problem.message}" for problem in evaluated.problems]


def test_a_variable_without_value_is_named(tmp_path: Path) -> None:
    evaluated = load(tmp_path, main='variable "sku" { type = string }\nresource "a_b" "x" {\n  sku = var.sku\n  name = "n-${var.sku}"\n}\n')
    sku, name = raw(evaluated, "a_b.x")["sku"], raw(evaluated, "a_b.x")["name"]
    assert isinstance(sku, Unknown) and sku.why == 'variable "sku" has no value' and sku.parts == (Symbol("var.sku"),)
    assert isinstance(name, Unknown) and name.parts == ("n-", Symbol("var.sku"))
    assert not evaluated.problems


@pytest.mark.parametrize(
    ("condition", "candidates"),
    [
        ('contains(["Basic", "Standard"], var.v)', ("Basic", "Standard")),
        ('contains(toset(["a"]), var.v)', ("a",)),
        ('var.v == "a" || "b" == var.v', ("a", "b")),
        ('contains(["a", "b"], var.v) && length(var.v) > 0', ("a", "b")),
        ('contains(["a", "b"], var.v) && contains(["b", "c"], var.v)', ("b",)),
        ('var.v == "a" || length(var.v) > 3', ()),
        ("length(var.v) > 0", ()),
        ('contains(["a"], lower(var.v))', ()),
        ('var.v != "a"', ()),
    ],
)
def test_validations_that_list_the_values(tmp_path: Path, condition: str, candidates: tuple[str, ...]) -> None:
    evaluated = load(
        tmp_path,
        main=f"""
        variable "v" {{
          type = string
          validation {{
            condition     = {condition}
            error_message = "No."
          }}
        }}
        resource "a_b" "x" {{ v = var.v }}
        """,
    )
    value = raw(evaluated, "a_b.x")["v"]
    assert isinstance(value, Unknown) and value.candidates == candidates


@pytest.mark.parametrize(
    ("default", "condition", "refused"),
    [
        ('""', "length(var.v) > 0", True),
        ("null", "var.v != null", True),
        ('"c"', 'contains(["a", "b"], var.v)', True),
        ('"a"', 'contains(["a", "b"], var.v)', False),
        ('"a"', "var.v != var.w", False),
        ('"a"', "var.v == local.other", False),
        ('"a"', "length(null) == 1", False),
    ],
)
def test_a_default_that_its_validation_refuses_is_none(tmp_path: Path, default: str, condition: str, refused: bool) -> None:
    evaluated = load(
        tmp_path,
        main=f"""
        variable "w" {{ default = "a" }}
        locals {{ other = var.v }}
        variable "v" {{
          type    = string
          default = {default}
          validation {{
            condition     = {condition}
            error_message = "No."
          }}
        }}
        resource "a_b" "x" {{ v = var.v }}
        """,
    )
    value = raw(evaluated, "a_b.x")["v"]
    assert isinstance(value, Unknown) is refused and not evaluated.problems
    assert not refused or value.why == 'variable "v" has no value that its validation accepts'


def test_unknown_counts(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        main="""
        variable "on" { type = bool }
        variable "n" { type = number }
        variable "names" { type = set(string) }
        resource "a_b" "maybe" {
          count = var.on ? 1 : 0
          name  = "m${count.index}"
        }
        resource "a_b" "certain" { count = var.on ? 2 : 1 }
        resource "a_b" "some" {
          count = var.n
          name  = "s"
          index = count.index
        }
        resource "a_b" "each" {
          for_each = var.names
          name     = each.key
        }
        resource "a_b" "keys" {
          for_each = var.on ? { a = 1, b = 2 } : { a = 1 }
          value    = each.value
        }
        resource "a_b" "uses" {
          maybe = a_b.maybe[0].name
          some  = a_b.some[3].name
          tried = try(a_b.maybe[0].name, null)
          all   = a_b.maybe[*].name
        }
        """,
    )
    assert not evaluated.problems
    certain = {resource.address: resource.condition is True for resource in evaluated.resources}
    assert certain == {
        "a_b.maybe[0]": False, "a_b.certain[0]": True, "a_b.certain[1]": False, "a_b.some": False, "a_b.each": False,
        'a_b.keys["a"]': True, 'a_b.keys["b"]': False, "a_b.uses": True,
    }  # fmt: skip
    assert raw(evaluated, "a_b.maybe[0]")["name"] == "m0"
    assert isinstance(raw(evaluated, "a_b.some")["index"], Unknown)
    uses = raw(evaluated, "a_b.uses")
    assert (uses["maybe"], uses["some"]) == ("m0", "s")
    assert isinstance(uses["tried"], Unknown) and isinstance(uses["all"], Unknown)


def test_dynamic_blocks_over_unknown_collections(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        main="""
        variable "on" { type = bool }
        variable "rules" { type = list(string) }
        resource "a_b" "x" {
          dynamic "acl" {
            for_each = var.on ? ["Deny"] : []
            content {
              action = acl.value
            }
          }
          dynamic "rule" {
            for_each = var.rules
            content {
              name = rule.value
            }
          }
        }
        """,
    )
    acl, rule = raw(evaluated, "a_b.x")["acl"], raw(evaluated, "a_b.x")["rule"]
    assert isinstance(acl, Unknown) and acl.candidates == ([{"action": "Deny"}], [])
    assert isinstance(rule, Unknown) and not rule.candidates


def test_what_is_not_written_is_a_reference(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        main="""
        resource "a_b" "x" {
          count = 1
          name  = "x"
          block { kind = "k" }
        }
        data "a_c" "d" { name = "d" }
        resource "a_b" "y" {
          name  = a_b.x[0].name
          id    = a_b.x[0].id
          path  = "${a_b.x[0].id}/more"
          inner = a_b.x[0].block[0].computed
          kind  = a_b.x[0].block[0].kind
          data  = data.a_c.d.id
          known = data.a_c.d.name
        }
        """,
    )
    y = raw(evaluated, "a_b.y")
    assert (y["name"], y["kind"], y["known"]) == ("x", "k", "d")
    parts = {name: value.parts for name, value in y.items() if isinstance(value, Unknown)}
    assert parts == {
        "id": (Reference("a_b.x[0]", ("id",)),),
        "path": (Reference("a_b.x[0]", ("id",)), "/more"),
        "inner": (Reference("a_b.x[0]", ("block", 0, "computed")),),
        "data": (Reference("data.a_c.d", ("id",)),),
    }
    assert {resource.address: resource.mode for resource in evaluated.resources}["data.a_c.d"] is Mode.EXISTING


def test_modules_that_are_not_there(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        main="""
        module "vnet" {
          source  = "Azure/vnet/azurerm"
          version = "4.0"
        }
        module "gone" { source = "./gone" }
        module "outside" { source = "../../outside" }
        resource "a_b" "x" { id = module.vnet.id }
        """,
    )
    assert [gap.what for gap in evaluated.gaps] == [
        'module "vnet" (source Azure/vnet/azurerm, version 4.0) was not downloaded; run terraform init',
        'module "gone" (./gone): the folder gone has no Terraform files',
        f'module "outside" (../../outside): the folder {(tmp_path / "../../outside").resolve().as_posix()} is not inside what may be read',
    ]
    value = raw(evaluated, "a_b.x")["id"]
    assert isinstance(value, Unknown) and value.parts == (Symbol("module.vnet.id"),)
    assert not evaluated.problems


def test_installed_modules(tmp_path: Path) -> None:
    manifest = '{"Modules":[{"Key":"","Dir":"."},{"Key":"a","Dir":".terraform/modules/a"},{"Key":"a.b","Dir":".terraform/modules/a.b/sub"}]}'
    (tmp_path / ".terraform" / "modules").mkdir(parents=True)
    (tmp_path / ".terraform" / "modules" / "modules.json").write_text(manifest, encoding="utf-8")
    evaluated = load(
        tmp_path,
        main='module "a" { source = "x/a/azurerm" }\n',
        **{
            ".terraform__modules__a__main": 'module "b" { source = "x/b/azurerm" }\n',
            ".terraform__modules__a.b__sub__main": 'resource "a_b" "x" {}\n',
        },
    )
    assert [resource.address for resource in evaluated.resources] == ["module.a.module.b.a_b.x"]
    assert not evaluated.gaps


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("locals { \n a = local.b \n b = local.a \n}\nresource \"a_b\" \"x\" { v = local.a }", ["main.tf:2: Cycle: local.a, local.b"]),
        ('resource "a_b" "x" { v = a_b.x.v }', ["main.tf:1: Cycle: a_b.x"]),
        ('resource "a_b" "x" { v = var.none }', [
            'main.tf:1: Reference to undeclared input variable: an input variable with the name "none" has not been declared',
        ]),
        ('resource "a_b" "x" { v = each.key }', [
            'main.tf:1: Reference to "each" in context without for_each: '
            'the "each" object can be used only in blocks where the "for_each" argument is set',
        ]),
        ('resource "a_b" "x" { v = a_b.y.id }', [
            'main.tf:1: Reference to undeclared resource: a managed resource "a_b" "y" has not been declared in the root module',
        ]),
        ('resource "a_b" "x" {\n count = -1\n}', [
            'main.tf:2: Invalid count argument: the given "count" argument value is unsuitable: must be greater than or equal to zero',
        ]),
        ('resource "a_b" "x" { for_each = ["a"] }', [
            'main.tf:1: Invalid for_each argument: the given "for_each" argument value is unsuitable: '
            "the argument must be a map, or set of strings, and you have provided a value of type tuple",
        ]),
        ('resource "a_b" "x" {}\nresource "a_b" "x" {}', ['main.tf:2: Duplicate resource: "a_b.x" was already declared in this module']),
        ('resource "a_b" {}', ["main.tf:1: Missing name for resource: resource blocks have 2 labels"]),
        ('resouce "a_b" "x" {}', [
            'main.tf:1: Unsupported block type: "resouce" is not known at the top of a file and is not read; did you mean "resource"?'
        ]),
        ('variable "v" {\n type = number\n default = "x"\n}\nresource "a_b" "x" { v = var.v }', [
            "main.tf:3: Invalid value for input variable: the given value is not suitable for var.v: a number is required",
        ]),
        ('variable "v" {\n type = strin\n}\nresource "a_b" "x" { v = var.v }', [
            "main.tf:1: variable v: Invalid type specification: a type constraint such as string, list(string) or object({...}) is required",
        ]),
    ],
)  # fmt: skip
def test_refusals_have_a_place_and_cost_only_their_attribute(tmp_path: Path, code: str, expected: list[str]) -> None:
    evaluated = load(tmp_path, main=code + '\nresource "a_b" "other" { v = 1 }\n')
    assert messages(evaluated) == expected
    assert raw(evaluated, "a_b.other") == {"v": 1}


def test_a_syntax_error_loses_only_its_surroundings(tmp_path: Path) -> None:
    evaluated = load(tmp_path, main='resource "a_b" "x" {\n  v = [1, \n}\nresource "a_b" "y" { v = 2 }\n', other='resource "a_b" "z" { v = 3 }\n')
    assert [problem.fatal for problem in evaluated.problems] == [True]
    assert raw(evaluated, "a_b.z") == {"v": 3}


def test_circles_of_modules(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path,
        main='module "a" { source = "./a" }\nmodule "b" { source = "./b" }\n',
        a__main='module "b" { source = "../b" }\nresource "a_b" "x" {}\n',
        b__main='module "a" { source = "../a" }\nresource "a_b" "x" {}\n',
    )
    assert len(evaluated.problems) == 1 and "calls itself through its own modules" in evaluated.problems[0].message
    assert len(evaluated.gaps) == 1


def test_modules_that_multiply_are_bounded(tmp_path: Path) -> None:
    files = {f"m{level}__main": f'module "a" {{ source = "../m{level + 1}" }}\nmodule "b" {{ source = "../m{level + 1}" }}\n' for level in range(40)}
    evaluated = load(tmp_path, main='module "m" { source = "./m0" }\n', m40__main='resource "a_b" "x" {}\n', **files)
    assert any("modules are not evaluated" in problem.message for problem in evaluated.problems)


def test_long_chains_and_growing_values(tmp_path: Path) -> None:
    chain = "\n".join(f'  c{n} = "${{local.c{n - 1}}}"' for n in range(1, 300))
    resource = 'resource "a_b" "x" {\n  c = local.c299\n  g = local.g59\n}\n'
    growth = "\n".join(f"  g{n} = [local.g{n - 1}, local.g{n - 1}]" for n in range(1, 60))
    evaluated = load(tmp_path, main=f'locals {{\n  c0 = "end"\n{chain}\n  g0 = []\n{growth}\n}}\n', resource=resource)
    assert raw(evaluated, "a_b.x")["c"] == "end"
    assert isinstance(raw(evaluated, "a_b.x")["g"], Unknown)


def test_endless_chains_end(tmp_path: Path) -> None:
    chain = "\n".join(f'  c{n} = "${{local.c{n - 1}}}"' for n in range(1, 5000))
    evaluated = load(tmp_path, main=f'locals {{\n  c0 = "end"\n{chain}\n}}\nresource "a_b" "x" {{ c = local.c4999 }}\n')
    value = raw(evaluated, "a_b.x")["c"]
    assert isinstance(value, Unknown) and "too long a chain" in value.why


def test_tofu_files_hide_their_terraform_twins(tmp_path: Path) -> None:
    (tmp_path / "main.tofu").write_text('resource "a_b" "tofu" {}\n', encoding="utf-8")
    evaluated = load(tmp_path, main='resource "a_b" "terraform" {}\n', other='resource "a_b" "other" {}\n')
    assert [resource.address for resource in evaluated.resources] == ["a_b.tofu", "a_b.other"]


def test_files_that_were_read(tmp_path: Path) -> None:
    (tmp_path / "terraform.tfvars").write_text("", encoding="utf-8")
    evaluated = load(tmp_path, main='module "m" { source = "./m" }\n', m__a="", m__b_override="")
    assert evaluated.files == ("m/a.tf", "m/b_override.tf", "main.tf", "terraform.tfvars")


def test_depends_on(tmp_path: Path) -> None:
    evaluated = load(
        tmp_path, main='module "m" { source = "./m" }\n', m__main='resource "a_b" "x" { depends_on = [a_b.y, data.a_b.z] }\nresource "a_b" "y" {}\n'
    )
    assert evaluated.resources[0].depends_on == ("module.m.a_b.y", "module.m.data.a_b.z")


def test_the_console_has_a_workspace_and_a_plan_has_not(tmp_path: Path) -> None:
    evaluated = load(tmp_path, main='resource "a_b" "x" { name = terraform.workspace }\n')
    assert isinstance(raw(evaluated, "a_b.x")["name"], Unknown)
    assert root_scope(tmp_path, Files((tmp_path,), tmp_path), Inputs()).traverse(("terraform", "workspace")) == ("default", 2)
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform" / "environment").write_text("prod", encoding="utf-8")
    assert raw(load(tmp_path), "a_b.x")["name"] == "prod"
