"""Terraform made to hurt: an answer soon, in bounded memory, with file and line where something was left out; neighbours intact."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

_GOOD = 'resource "azurerm_storage_account" "good" {\n  name = "good"\n  https_traffic_only_enabled = false\n}\n'


def _resource(body: str) -> str:
    return 'resource "azurerm_storage_account" "x" {\n' + body + "\n}\n"


def _doubling(first: str, next: str, rounds: int = 60) -> str:
    """Locals of which each holds the one before it twice."""
    lines = [f"  l{i + 1} = {next.replace('@', f'local.l{i}')}\n" for i in range(rounds)]
    return f"locals {{\n  l0 = {first}\n{''.join(lines)}}}\n" + _resource(f"  name = local.l{rounds}\n  tags = local.l{rounds}")


def _nested_dynamic(depth: int) -> str:
    opening = "".join(f'dynamic "b{i}" {{\nfor_each = range(10)\ncontent {{\n' for i in range(depth))
    return _resource(f'  name = "x"\n{opening}a = 1\n' + "}\n}\n" * depth)


def _chain(length: int, more: str = "") -> dict[str, str]:
    """A root module and so many below each other."""
    folders = ["", *(f"m{i}/" for i in range(length))]
    return {f"{folder}main.tf": f'module "a" {{\n  source = "{"../" if folder else "./"}m{i}"\n{more}}}\n' for i, folder in enumerate(folders)}


def _loops(depth: int) -> str:
    return "0" if depth == 0 else f"[for x{depth} in range(1000) : {_loops(depth - 1)}]"


_LOOP = "%{for a in r}%{for b in r}%{for c in r}xxxxxxxxxx%{endfor}%{endfor}%{endfor}"

_VALIDATION = """variable "a" {
  default = "x"
  validation {
    condition     = length(local.b) > 0
    error_message = var.a
  }
}
locals {
  b = [var.a, local.c]
  c = local.b[0]
}
resource "azurerm_storage_account" "x" {
  name = local.c
}
"""


def _rendering(variables: str, loop: str = "") -> str:
    call = f'templatefile("${{path.module}}/t.tpl", {variables})'
    return _resource(f"  tags = [{loop}{call}]")


_CASES: dict[str, tuple[dict[str, str], int, str]] = {
    "instances without end": ({"main.tf": _resource("  count = 1000000000")}, 1, "bad/main.tf:2:"),
    "a set of a million": ({"main.tf": _resource("  for_each = toset([for i in range(1000000) : tostring(i)])")}, 1, "bad/main.tf:2:"),
    "loops of loops": ({"main.tf": f"locals {{\n  a = {_loops(3)}\n}}\n"}, 1, ""),
    "loops of loops in a resource": ({"main.tf": _resource(f"  tags = {_loops(3)}")}, 1, ""),
    "texts that double": ({"main.tf": _doubling('"lol"', '"${@}${@}"')}, 1, ""),
    "unknown texts that double": ({"main.tf": 'variable "v" {}\n' + _doubling("var.v", '"${@}-${@}"')}, 1, ""),
    "lists that double": ({"main.tf": _doubling('["lol"]', "[@, @]")}, 1, ""),
    "lists of unknowns that double": ({"main.tf": 'variable "v" {}\n' + _doubling("[var.v]", "concat(@, @)")}, 1, ""),
    "objects that double": ({"main.tf": _doubling('{ a = "lol" }', "{ a = @, b = @ }")}, 1, ""),
    "texts that grow": ({"main.tf": _doubling('"aaaaaaaaaa"', 'replace(@, "a", "aaaaaaaaaa")', 12)}, 1, ""),
    "a product": ({"main.tf": _resource("  tags = setproduct(range(1000), range(1000), range(1000))")}, 1, ""),
    "dynamic blocks in dynamic blocks": ({"main.tf": _nested_dynamic(9)}, 1, "bad/main.tf:"),
    "dynamic blocks too deep": ({"main.tf": _nested_dynamic(60)}, 3, "bad/main.tf:"),
    "a pattern that takes forever": ({"main.tf": _resource(f'  name = regex("(a+)+$", "{"a" * 40}!")')}, 1, "bad/main.tf:2:"),
    "a template that calls itself": ({"main.tf": _rendering("{}"), "t.tpl": '${templatefile("t.tpl", {})}'}, 1, "bad/main.tf:2:"),
    "a template with loops of loops": ({"main.tf": _rendering("{ r = range(1000) }"), "t.tpl": _LOOP}, 1, "bad/main.tf:2:"),
    "such templates in a loop": ({"main.tf": _rendering("{ r = range(i) }", "for i in range(1000) : "), "t.tpl": _LOOP}, 1, ""),
    "modules in a circle": (
        {
            "main.tf": 'module "a" {\n  source = "./m"\n}\n',
            "m/main.tf": 'module "b" {\n  source = "../n"\n}\n',
            "n/main.tf": 'module "c" {\n  source = "../m"\n}\n',
        },
        3,
        "bad/n/main.tf:2:",
    ),
    "a chain of modules": (_chain(300), 1, "bad/m63/main.tf:1:"),
    "modules that multiply": (_chain(20, "  count = 10\n"), 1, "more than 5,000 modules are not evaluated"),
    "locals in a circle": ({"main.tf": "locals {\n  a = local.b\n  b = local.a\n}\n" + _resource("  name = local.a")}, 1, "bad/main.tf:2:"),
    "a validation in a circle": ({"main.tf": _VALIDATION}, 1, "bad/main.tf:10:"),
    "a chain of locals": ({"main.tf": _doubling('"x"', "@", 10_000)}, 1, ""),
    "one line of a megabyte": ({"main.tf": f'locals {{\n  a = "{"x" * 1_000_000}"\n}}\n' + _resource("  name = local.a")}, 1, ""),
    "a heredoc of a megabyte": ({"main.tf": "locals {\n  a = <<-E\n" + "  abcdefg\n" * 100_000 + "  E\n}\n" + _resource("  name = local.a")}, 1, ""),
    "a list of many": ({"main.tf": "locals {\n  a = [" + "1," * 100_000 + "1]\n}\n" + _resource("  name = local.a[3]")}, 1, ""),
    "many resources": ({"main.tf": "".join(f'resource "azurerm_storage_account" "r{i}" {{}}\n' for i in range(1_000))}, 1, ""),
    "a type of types": ({"main.tf": 'variable "a" {\n  type = ' + "list(" * 3000 + "string" + ")" * 3000 + "\n}\n"}, 3, "bad/main.tf:2:"),
}


def scanned(run: Run, folder: Path, files: dict[str, str], code: int) -> tuple[dict[str, Any], str]:
    (folder / ".git").mkdir()
    for name, text in {"good/main.tf": _GOOD, **{f"bad/{name}": text for name, text in files.items()}}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    started = time.monotonic()
    done = run("scan", "--format", "json", "--jobs", "1")
    assert time.monotonic() - started < 20  # alone on a machine: one or two
    assert done.code == code, done.err
    assert "Traceback" not in done.err and "report this" not in done.err
    report: dict[str, Any] = json.loads(done.out)
    assert any(r["rule"] == "storage-plain-http" and r["resource"]["address"] == "azurerm_storage_account.good" for r in report["results"])
    return report, done.err


@pytest.mark.parametrize(("files", "code", "said"), _CASES.values(), ids=_CASES.keys())
def test_hostile(run: Run, tmp_path: Path, files: dict[str, str], code: int, said: str) -> None:
    _, err = scanned(run, tmp_path, files, code)
    assert said in err


def test_nothing_outside_the_tree_is_read(run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "outside" / "secret"
    secret.mkdir(parents=True)
    (secret / "main.tf").write_text(_resource('  name = "hunter2"'), encoding="utf-8")
    tree = tmp_path / "tree"
    (tree / "bad").mkdir(parents=True)
    (tree / "bad" / "link").symlink_to(secret)
    (tree / "bad" / "text").symlink_to(secret / "main.tf")
    reads = [f'file("{secret}/main.tf")', 'file("../../outside/secret/main.tf")', 'file("text")', 'file("link/main.tf")', 'templatefile("text", {})']
    body = "\n".join(f'  t{i} = "{{${{{read}}}}}"' for i, read in enumerate(reads))
    files = {"main.tf": 'module "a" {\n  source = "./link"\n}\nmodule "b" {\n  source = "../../outside/secret"\n}\n' + _resource(body)}

    def inside(*arguments: str) -> Any:
        return run(*arguments, cwd=tree)

    report, err = scanned(inside, tree, files, 1)
    assert "hunter2" not in json.dumps(report) + err
    assert len(report["coverage"]["gaps"]) == 2
