"""Held against git itself: what `git check-ignore` says of a tree, our rules say too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scanner.discover.ignore import IgnoreRules

_FILES = ["main.tf", "a/main.tf", "a/b/keep.tf", "a/b/drop.tf", "build/x.tf", "deep/build/y.tf", "logs.tf/z.tf", "é.tf", "sp ace.tf"]
_CASES = {
    "name anywhere": {".gitignore": "build/\n"},
    "rooted": {".gitignore": "/build\n"},
    "negation": {".gitignore": "*.tf\n!main.tf\n"},
    "negation below an ignored folder has no effect": {".gitignore": "a/\n!a/b/keep.tf\n"},
    "deeper file wins": {".gitignore": "*.tf\n", "a/b/.gitignore": "!keep.tf\n"},
    "double star": {".gitignore": "a/**/drop.tf\n"},
    "comments, blanks, spaces, accents": {".gitignore": "# x\n\nsp ace.tf\né.tf\n"},
    "exclude file": {".git/info/exclude": "deep/\n"},
}


@pytest.mark.parametrize("ignore_files", _CASES.values(), ids=_CASES.keys())
def test_agrees_with_git(tmp_path: Path, ignore_files: dict[str, str]) -> None:
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    for name, text in {**dict.fromkeys(_FILES, ""), **ignore_files}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    listed = subprocess.run(
        ["git", "-C", str(tmp_path), "ls-files", "-z", "--others", "--exclude-standard"], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    expected = {name for name in listed.stdout.split("\0") if name.endswith(".tf")}
    assert set(_kept(tmp_path, tmp_path, IgnoreRules.at(tmp_path))) == expected


def _kept(root: Path, folder: Path, rules: IgnoreRules) -> list[str]:
    kept = []
    for path in sorted(folder.iterdir()):
        if path.name == ".git" or rules.ignores(path, path.is_dir()):
            continue
        if path.is_dir():
            kept += _kept(root, path, rules.below(path))
        elif path.suffix == ".tf":
            kept.append(path.relative_to(root).as_posix())
    return kept


def test_rules_of_folders_above_count(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("secret.tf\n", encoding="utf-8")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert IgnoreRules.at(inner).ignores(inner / "secret.tf", is_directory=False)
