"""Which directories are root modules, and who owns a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.files import Files
from scanner.terraform.discovery import owners, root_modules


def tree(root: Path, calls: dict[str, list[str]]) -> list[Path]:
    for folder, sources in calls.items():
        (root / folder).mkdir(parents=True, exist_ok=True)
        text = "".join(f'module "m{index}" {{\n  source = "{source}"\n}}\n' for index, source in enumerate(sources))
        (root / folder / "main.tf").write_text(text, encoding="utf-8")
    return [root / folder for folder in calls]


CALLS = {
    "live/dev": ["../../modules/app"],
    "live/prod": ["../../modules/app", "Azure/vnet/azurerm"],
    "modules/app": ["./db", "../net"],
    "modules/app/db": [],
    "modules/net": [],
    "modules/unused": ["../net"],
    "ring/a": ["../b"],
    "ring/b": ["../a"],
    "self": ["./."],
}


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    (tmp_path / "live" / "dev" / "env").mkdir(parents=True)
    (tmp_path / "live" / "dev" / "env" / "x.tfvars").write_text("", encoding="utf-8")
    return tree(tmp_path, CALLS)


def names(root: Path, paths: object) -> list[str]:
    assert isinstance(paths, (list, set))
    return sorted(path.relative_to(root).as_posix() for path in paths)


def test_roots_are_called_by_nobody(tmp_path: Path, folders: list[Path]) -> None:
    roots, called = root_modules([*folders, tmp_path / "live" / "dev" / "env"], Files((tmp_path,), tmp_path))
    assert names(tmp_path, roots) == ["live/dev", "live/prod", "modules/unused", "ring/a", "self"]
    assert names(tmp_path, called) == ["modules/app", "modules/app/db", "modules/net", "ring/a", "ring/b"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("modules/app/db/main.tf", ["live/dev", "live/prod"]),
        ("modules/net/main.tf", ["live/dev", "live/prod", "modules/unused"]),
        ("live/prod/main.tf", ["live/prod"]),
        ("live/dev/env/x.tfvars", ["live/dev"]),
        ("modules/app/templates/deep/policy.json", ["live/dev", "live/prod"]),
        ("ring/b/main.tf", ["ring/a"]),
        ("elsewhere/file.tf", []),
    ],
)
def test_owners(tmp_path: Path, folders: list[Path], changed: str, expected: list[str]) -> None:
    assert names(tmp_path, owners([tmp_path / changed], folders, Files((tmp_path,), tmp_path))) == expected


def test_a_broken_file_hides_no_root(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('module "x" {{{{', encoding="utf-8")
    roots, _ = root_modules([tmp_path], Files((tmp_path,), tmp_path))
    assert roots == [tmp_path]
