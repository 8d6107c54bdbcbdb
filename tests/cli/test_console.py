"""``console``: one JSON line for each expression."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "line", "answer"),
    [
        ((), 'cidrsubnet("10.0.0.0/16", 8, 2)', {"value": "10.0.2.0/24", "type": "string"}),
        ((), 'toset(["b", "a", "a"])', {"value": ["a", "b"], "type": "set(string)"}),
        ((), "0.1 + 0.2", {"value": 0.3, "type": "number"}),
        (("--json-input",), json.dumps('<<EOT\nhello ${upper("x")}\nEOT\n'), {"value": "hello X\n", "type": "string"}),
        (("--arm",), "[uniqueString('tyeth')]", {"value": "zcztcwvu6iyg6", "type": "string"}),
        (("--arm",), "add(1, 2)", {"value": 3, "type": "integer"}),
    ],
)
def test_answers(run: Run, arguments: tuple[str, ...], line: str, answer: dict[str, object]) -> None:
    done = run("console", *arguments, stdin=line + "\n")
    assert json.loads(done.out) == answer


def test_unknown_and_errors_do_not_end_the_session(run: Run) -> None:
    lines = [json.loads(line) for line in run("console", stdin="uuid()\nfoo(\nlength(1)\n\n1\n").out.splitlines()]
    assert [next(iter(line)) for line in lines] == ["unknown", "error", "error", "value"]


def test_in_a_root_module(run: Run, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "a" {\n  default = 1\n}\nlocals {\n  b = var.a + 1\n}\n', encoding="utf-8")
    assert json.loads(run("console", ".", stdin="local.b\n").out) == {"value": 2, "type": "number"}
    assert json.loads(run("console", ".", "--var", "a=5", stdin="local.b\n").out) == {"value": 6, "type": "number"}
