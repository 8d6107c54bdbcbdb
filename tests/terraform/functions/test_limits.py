"""Hostile arguments end quickly, in Unknown or in a refusal."""

from __future__ import annotations

import base64
import gzip
import time
from collections.abc import Callable
from fractions import Fraction

import pytest

from scanner.model.value import Unknown
from scanner.terraform.functions import call
from scanner.terraform.types import TooLarge, equal, export, type_of
from scanner.terraform.values import EvaluationError, Value
from tests.terraform.functions.engine import Scope

CONTEXT = Scope().context
SECONDS = 3.0
"""Each takes well under one; the machine may be busy."""


def doubled(times: int) -> Value:
    value: Value = ("a",)
    for _ in range(times):
        value = (value, value)
    return value


def nested(times: int) -> Value:
    value: Value = "a"
    for _ in range(times):
        value = (value,)
    return value


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("jsonencode", [doubled(60)]),
        ("flatten", [doubled(60)]),
        ("tolist", [nested(5_000)]),
        ("tolist", [(nested(90), (nested(80), 1))]),
        ("jsondecode", ["[" * 100_000]),
        ("jsondecode", ["[" * 900 + "]" * 900]),
        ("yamldecode", ["a: &a {x: 1}\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(24))]),
        ("regex", ["^(a+)+$", "a" * 20_000 + "b"]),
        ("regex", ["((a{1000}){1000}){1000}", "a"]),
        ("regex", ["(" * 5_000 + ")" * 5_000, "a"]),
        ("replace", ["a" * 100_000, "/a/", "b" * 100_000]),
        ("replace", ["a" * 100_000, "a", "b" * 100_000]),
        ("format", ["%99999999d", 1]),
        ("format", ["%99999s" * 2_000, *["x"] * 2_000]),
        ("format", ["%.99999f", 1]),
        ("format", ["%d", 10**4_000]),
        ("pow", [10, 10**9]),
        ("tonumber", ["1e999999999"]),
        ("tonumber", ["9" * 1_000_000]),
        ("sum", [(10**4_000, Fraction(1, 3))]),
        ("range", [10**9]),
        ("setproduct", [tuple(range(1_000))] * 5),
        ("join", ["x" * 100_000, ("a",) * 100_000]),
        ("indent", [10**6, "\n" * 10**6]),
        ("tolist", [tuple({f"k{i}": "x" if i % 2 else i, "o": {f"z{i}": (i,) * (i % 7)}} for i in range(500))]),
        ("matchkeys", [tuple(map(str, range(3_000)))] * 3),
        ("base64gunzip", [base64.b64encode(gzip.compress(b"a" * 50_000_000, 1)).decode()]),
        ("fileset", ["files", "*a" * 120 + "b"]),
        ("fileset", ["files", "/".join(["**"] * 12) + "/x"]),
        ("fileset", ["files", "../../../../../../**"]),
        ("file", ["a" * 100_000]),
        ("file", ["a\0b"]),
        ("sha256", ["\ud800"]),
    ],
)
def test_ends_quickly(name: str, arguments: list[Value]) -> None:
    start = time.process_time()
    try:
        call(name, arguments, CONTEXT)
    except EvaluationError as error:
        assert len(str(error)) < 20_000
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("operation", [type_of, export, lambda value: equal(value, value)])
def test_shared_parts_do_not_multiply(operation: Callable[[Value], Value]) -> None:
    with pytest.raises(TooLarge):
        operation(doubled(60))


def test_too_large_is_unknown_and_not_refused() -> None:
    assert isinstance(call("jsonencode", [doubled(60)], CONTEXT), Unknown)
