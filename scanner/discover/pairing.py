"""Which variables files go with which root module, by place and name: ``infra/env/prod.tfvars`` with ``infra``, as ``prod``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from scanner.discover.places import Places
from scanner.model.inputs import is_loaded_unasked

_GENERIC = frozenset(
    {
        "auto",
        "conf",
        "config",
        "configs",
        "configuration",
        "configurations",
        "deployment",
        "deployments",
        "env",
        "envs",
        "environment",
        "environments",
        "input",
        "inputs",
        "main",
        "parameter",
        "parameters",
        "params",
        "settings",
        "terraform",
        "tfvars",
        "values",
        "var",
        "variable",
        "variables",
        "vars",
        "workspace",
        "workspaces",
    }
)
"""Words in paths that tell no environment from another."""


def variables_by_root(variables: Iterable[Path], places: Places) -> dict[Path, list[tuple[str, Path]]]:
    """By root module, the variables files that Terraform does not load by itself, each with the name of its environment.

    A file goes with the root module in whose tree it lies (not with a module there), or, when it lies in none's, with the
    one that a folder on its way or its own name names.
    """
    by_name: dict[str, list[Path]] = {}
    for folder in places.roots:
        by_name.setdefault(folder.name.lower(), []).append(folder)
    found: dict[Path, list[Path]] = {}
    for path in sorted(variables):
        root = places.owner(path) or _named_root(path, by_name)
        if root is None or (path.parent == root and is_loaded_unasked(path.name)):
            continue
        if root in places.roots and not places.is_in_module(path):
            found.setdefault(root, []).append(path)
    return {root: list(zip(_names(root, paths), paths, strict=True)) for root, paths in found.items()}


def _named_root(path: Path, by_name: dict[str, list[Path]]) -> Path | None:
    """The root module that the path names: of several, the one with the longest way in common, if that is one."""
    parts = [part.lower() for part in path.parent.parts]
    of_file = set(_stem(path).lower().split(".")) - {"terraform"}
    named: dict[int, list[Path]] = {}
    for word in {*parts, *of_file}:
        for root in by_name.get(word, ()):
            common = _in_common(path, root)
            if word in of_file or word in parts[common:]:
                named.setdefault(common, []).append(root)
    closest = named[max(named)] if named else []
    return closest[0] if len(closest) == 1 else None


def _in_common(path: Path, root: Path) -> int:
    """How many folders lead to both."""
    length = 0
    for one, other in zip(path.parent.parts, root.parent.parts, strict=False):
        if one != other:
            break
        length += 1
    return length


def _names(root: Path, paths: list[Path]) -> list[str]:
    """For each file what tells it from the others: the last words of its path that are its own."""
    words = [list(_words(root, path)) or [_stem(path)] for path in paths]
    names = []
    for own in words:
        size = next((n for n in range(1, len(own)) if sum(other[-n:] == own[-n:] for other in words) == 1), len(own))
        names.append("/".join(own[-size:]))
    return [name if names.count(name) == 1 else _relative(path, root) for name, path in zip(names, paths, strict=True)]


def _relative(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _words(root: Path, path: Path) -> Iterator[str]:
    common = len(root.parts) if root in path.parents else _in_common(path, root)
    for part in (*path.parent.parts[common:], *_stem(path).split(".")):
        if part.lower() not in _GENERIC and part.lower() != root.name.lower():
            yield part


def _stem(path: Path) -> str:
    return path.name.removesuffix(".json").removesuffix(".tfvars")
