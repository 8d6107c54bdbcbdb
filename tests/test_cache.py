"""The cache: what is kept is used while the files are the same, and nothing that is wrong with it does harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.cache import JSON, cache_directory, cached_json


class Builder:
    """Counts how often it is asked."""

    def __init__(self, value: JSON) -> None:
        self.value, self.calls = value, 0

    def __call__(self) -> JSON:
        self.calls += 1
        return self.value


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that something is made from, and a cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    source = tmp_path / "a.yaml"
    source.write_text("a: 1\n", encoding="utf-8")
    return source


def test_made_once_and_again_when_a_file_changes(source: Path) -> None:
    build = Builder({"made": [1, None, "é"]})
    assert [cached_json([source], "kind", build) for _ in range(3)] == [build.value] * 3
    assert build.calls == 1
    source.write_text("a: 22\n", encoding="utf-8")
    cached_json([source], "kind", build)
    assert build.calls == 2


def test_kinds_and_sets_of_files_are_kept_apart(source: Path) -> None:
    other = source.with_name("b.yaml")
    other.touch()
    for number, (files, kind) in enumerate([([source], "one"), ([source], "two"), ([source, other], "one")]):
        assert cached_json(files, kind, Builder(number)) == number
    assert len(list(cache_directory().iterdir())) == 3


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b'{"key": 1, "value": 2}', b"\xff", b"[" * 100_000])
def test_a_spoilt_entry_is_made_anew(source: Path, spoilt: bytes) -> None:
    cached_json([source], "kind", Builder(1))
    (entry,) = cache_directory().iterdir()
    entry.write_bytes(spoilt)
    assert cached_json([source], "kind", Builder(2)) == 2
    assert cached_json([source], "kind", Builder(3)) == 2


def test_without_a_place_to_write_it_is_made_each_time(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(source / "no folder"))
    build = Builder(1)
    assert [cached_json([source], "kind", build) for _ in range(2)] == [1, 1]
    assert build.calls == 2


def test_a_file_that_is_gone_is_the_builders_to_report(source: Path) -> None:
    assert cached_json([source.with_name("gone.yaml")], "kind", Builder(1)) == 1
