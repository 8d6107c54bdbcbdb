"""Mapping files: what is wrong with them is said with file and line; what is right is compiled once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.cache import cached_json
from scanner.errors import RuleFileError
from scanner.graph.catalogue import catalogue_of, load_catalogue
from scanner.graph.versions import api_release, choice, choices, provider_release

GOOD = "azurerm_a:\n  type: Microsoft.A/b\n  body:\n    name: name\n"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Away from the user's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    yield tmp_path / "cache"


def folder(tmp_path: Path, azurerm: str, arm: str = "") -> Path:
    for name, text in (("azurerm", azurerm), ("arm", arm)):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "a.yaml").write_text(text, encoding="utf-8")
    return tmp_path


MISTAKES: dict[str, tuple[str, int, str]] = {
    "not YAML": ("azurerm_a: [\n", 2, "is not valid YAML"),
    "not a mapping": ("- a\n", 1, "must be a mapping of resource types"),
    "a key twice": (GOOD + "    name: other\n", 5, "'name' is given twice"),
    "a type twice": (GOOD + GOOD, 5, "'azurerm_a' is given twice"),
    "an unknown key": (GOOD + "  bodies: {}\n", 5, "unknown key 'bodies'; known here: type, body, parent, scope, children"),
    "no ARM type": ("azurerm_a:\n  type: storage\n  body: {name: name}\n", 2, "must be an ARM type, not 'storage'"),
    "an unknown form": (GOOD + "    x: {form: a}\n", 5, "must have exactly one of the keys from, join"),
    "two forms": (GOOD + "    x: {from: a, const: b}\n", 5, "must have exactly one of the keys"),
    "an unknown key of a form": (GOOD + "    x:\n      from: a\n      else: b\n", 7, "unknown key 'else'; known here: from, default, values"),
    "a bad range": (
        GOOD + "    x:\n      from: a\n      default:\n        '>=4': 1\n        '<4.x': 2\n",
        9,
        "'<4.x' is not a version range like '>=4'",
    ),
    "a range of the wrong kind": (GOOD + "    x: {from: {'>=2020-01-01': a}}\n", 5, "is not a version range like '>=4'"),
    "unknown named values": (
        GOOD + "    x: {from: a, values: yes-no}\n",
        5,
        "no table of values is named 'yes-no'; there are enabled, negated, on-off",
    ),
    "an unknown shape": (GOOD + "    x: {call: nothing}\n", 5, "no shape is named 'nothing'; there are "),
    "a shape without its attribute": (GOOD + "    x: {call: joined}\n", 5, "the shape joined needs the key 'from'"),
    "an unknown key of a shape": (GOOD + "    x: {call: identity, of: a}\n", 5, "unknown key 'of'"),
    "append outside a fold": (GOOD + "    x: {append: {a: b}}\n", 5, "append is only meant for a property of a fold"),
    "a name with an empty part": (GOOD + "    x: a..b\n", 5, "'a..b' has an empty part"),
    "a block without a body": (GOOD + "    x: {block: a}\n", 5, "must map ARM paths to where they come from"),
    "a child without a name": (GOOD + "  children:\n    - {block: a, type: c, body: {x: y}}\n", 6, "a child needs the key 'name'"),
    "a fold without a target": ("azurerm_a:\n  fold: {type: Microsoft.A/b}\n  body: {x: y}\n", 2, "must have the keys into"),
    "a fold with a type of its own": (
        "azurerm_a:\n  type: Microsoft.A/b\n  fold: {into: a, type: Microsoft.A/b}\n  body: {x: y}\n",
        2,
        "unknown key 'type'; known here: fold, body",
    ),
    "two cases of a type": (GOOD + GOOD.replace("_a", "_c").replace("A/b", "a/b"), 5, "the type is written Microsoft.a/b here and Microsoft.A/b"),
}


@pytest.mark.parametrize(("text", "line", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        catalogue_of(folder(tmp_path, text))
    assert caught.value.line == line
    assert message in caught.value.message
    assert caught.value.file.endswith("azurerm/a.yaml")


ARM_MISTAKES: dict[str, tuple[str, int, str]] = {
    "an unknown key": ("Microsoft.A/b:\n  default: {}\n", 2, "unknown key 'default'; known here: defaults, inline, scope"),
    "a bad range": ("Microsoft.A/b:\n  defaults:\n    x: {'>=4': 1}\n", 3, "'>=4' is not a version range like '>=2023-01-01'"),
    "inline without a type": ("Microsoft.A/b:\n  inline:\n    properties.x:\n", 3, "must be the type of the children"),
}


@pytest.mark.parametrize(("text", "line", "message"), ARM_MISTAKES.values(), ids=ARM_MISTAKES.keys())
def test_arm_mistakes(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(RuleFileError) as caught:
        catalogue_of(folder(tmp_path, GOOD, text))
    assert (caught.value.line, caught.value.file[-10:]) == (line, "arm/a.yaml")
    assert message in caught.value.message


def test_plain_words_are_text(tmp_path: Path) -> None:
    text = GOOD + "    x: {from: x, default: Off}\n    y: {from: y, default: 2020-01-01}\n    z: {from: z, default: 'true'}\n"
    entry = catalogue_of(folder(tmp_path, text)).entry("azurerm_a", None)
    assert entry is not None
    assert [getattr(item.form, "default", None) for item in entry.body[1:]] == ["Off", "2020-01-01", "true"]


def test_the_same_type_in_two_files(tmp_path: Path) -> None:
    where = folder(tmp_path, GOOD)
    (where / "azurerm" / "b.yaml").write_text("\n" + GOOD, encoding="utf-8")
    with pytest.raises(RuleFileError, match=r"b\.yaml:2: azurerm_a has an entry in another file already"):
        catalogue_of(where)


def test_our_own_mappings_compile_for_every_major() -> None:
    catalogue = load_catalogue()
    for source_type in catalogue.source_types():
        for major in (2, 3, 4, 5, 6):
            assert catalogue.entry(source_type, (major,)) is not None


RANGES: dict[str, tuple[dict[str, str], tuple[int, ...] | None, str | None]] = {
    "newest of a major": ({">=4.10": "new", "<4.10": "old"}, (4,), "new"),
    "exact": ({">=4.10": "new", "<4.10": "old"}, (4, 9, 0), "old"),
    "at the bound": ({">=4.10": "new", "<4.10": "old"}, (4, 10, 0), "new"),
    "not pinned": ({">=5": "new", "<5": "old"}, None, "new"),
    "between": ({">=3,<5": "between"}, (4, 1), "between"),
    "outside": ({">=3,<5": "between"}, (5, 0), None),
}


@pytest.mark.parametrize(("table", "version", "expected"), RANGES.values(), ids=RANGES.keys())
def test_provider_ranges(table: dict[str, str], version: tuple[int, ...] | None, expected: str | None) -> None:
    assert choice(table, provider_release(version), ()) == expected


def test_api_ranges() -> None:
    table = {">=2019-04-01": "new", "<2019-04-01": "old"}
    versions = ("2019-04-01", "2019-04-01-preview", "2018-11-01", None, "[parameters('v')]")
    assert [choice(table, api_release(version), ()) for version in versions] == ["new", "new", "old", "new", "new"]
    assert choices({">=4": "a", "<4": "b"}, provider_release((3,)), ()) == ("b", "a")


# --- the cache ---


def test_cache(tmp_path: Path, own_cache: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("one")
    calls: list[str] = []

    def build() -> str:
        calls.append(source.read_text())
        return calls[-1]

    assert [cached_json([source], "test", build) for _ in range(3)] == ["one"] * 3
    source.write_text("other")
    assert [cached_json([source], "test", build) for _ in range(2)] == ["other"] * 2
    assert calls == ["one", "other"]
    (kept,) = own_cache.rglob("*.json")
    for broken in ("", "[]", "{}", '{"key": "x"}', "[" * 100_000):
        kept.write_text(broken)
        assert cached_json([source], "test", build) == "other"
    assert len(calls) == 7
    assert json.loads(kept.read_text())["value"] == "other"
    assert not [path for path in own_cache.rglob("*") if path.is_file() and path != kept]


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setenv("LOCALAPPDATA", str(blocked))
    assert cached_json([blocked], "test", lambda: 1) == 1
    assert cached_json([tmp_path / "gone"], "test", lambda: 2) == 2
