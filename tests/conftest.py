"""Shared by all tests: the command as a person runs it, in a scrubbed environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

# No deadline: machines are busy. The same examples every time: a run that found nothing must not fail the next.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No TF_VAR_* and the like from outside, and a cache folder of our own."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "SYSTEMROOT", "TMPDIR") if key in os.environ}
    return {**kept, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")), "NO_COLOR": "1"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs ``soc2scan`` with these arguments in ``cwd`` (the test's folder, unless told otherwise)."""

    def call(*arguments: str | Path, cwd: Path = tmp_path, stdin: str = "", **extra: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "scanner", *map(str, arguments)],
            cwd=cwd,
            env={**environment, **extra},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return call
