"""What is kept between calls changes no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.files import Files
from scanner.model.value import Unknown
from scanner.terraform.configuration.early import EarlyEvaluation
from scanner.terraform.configuration.tree import Node, build_tree
from scanner.terraform.functions import FunctionContext, call
from scanner.terraform.functions.filesystem import MAX_KEPT
from scanner.terraform.types import Measured, TooLarge, outer_type, type_of
from scanner.terraform.values import STRING, ListValue, MapValue, SetValue, Value
from tests.terraform.functions.test_limits import doubled, nested


def _tree(directory: Path, files: Files) -> Node:
    return build_tree(directory, files, EarlyEvaluation(files, {}, None)).root


def test_roots_share_the_modules_that_they_call(tmp_path: Path) -> None:
    for root in ("a", "b"):
        (tmp_path / root).mkdir()
        (tmp_path / root / "main.tf").write_text('module "m" { source = "../m" }\n')
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "main.tf").write_text("locals {\n  x = 1\n}\n")
    files = Files((tmp_path,), tmp_path)
    first, second = (_tree(tmp_path / root, files) for root in ("a", "b"))
    assert first.module is not second.module
    assert first.children["m"].module is second.children["m"].module
    assert _tree(tmp_path / "a", Files((tmp_path,), tmp_path)).children["m"].module is not first.children["m"].module


def test_small_files_are_read_once_and_only_from_inside(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside").write_text("secret")
    small, large = inside / "small", inside / "large"
    small.write_text("old")
    large.write_text("o" * (MAX_KEPT + 1))
    context = FunctionContext(Files((inside,), inside), inside, inside, inside, lambda text, file, variables: text)
    assert (call("file", ["small"], context), call("file", ["large"], context)[:1]) == ("old", "o")
    for path in (small, large):
        path.write_text("new")
    assert (call("file", ["small"], context), call("file", ["large"], context)) == ("old", "new")
    for _ in range(2):
        assert isinstance(call("file", ["../outside"], context), Unknown)


@pytest.mark.parametrize("value", [doubled(60), nested(200), {"a": doubled(60)}])
def test_too_large_stays_too_large(value: Value) -> None:
    measured = Measured()
    for _ in range(2):
        measured.check((1, "a"))
        with pytest.raises(TooLarge):
            measured.check(value)


@pytest.mark.parametrize(
    "value", ["a", 1, True, None, (1, "a"), {"a": 1}, ListValue(["a"], STRING), SetValue(["a"], STRING), MapValue({"a": "b"}, STRING)]
)
def test_the_outer_type_is_the_type_without_parts(value: Value) -> None:
    outer, whole = outer_type(value), type_of(value)
    assert (outer.kind, outer.element) == (whole.kind, whole.element)
