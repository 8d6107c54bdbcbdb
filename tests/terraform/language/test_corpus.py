"""Real code: both parsers read every file alike, and find no fault with it.

Run with ``SOC2SCAN_CORPUS=DIR pytest -m corpus tests/terraform/language``, DIR holding checkouts of Terraform code.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanner.files import SourceText, decode
from scanner.terraform.parse.bodies import parse_strictly
from scanner.terraform.parse.native import parse_native
from tests.terraform.language.trees import dump

CORPUS = os.environ.get("SOC2SCAN_CORPUS")


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="SOC2SCAN_CORPUS is not set")
def test_every_file() -> None:
    wrong: list[str] = []
    for path in sorted(Path(CORPUS or "").rglob("*.tf")):
        if path.is_file():
            source = SourceText(str(path), decode(path.read_bytes(), str(path)))
            fast, strict = parse_native(source), parse_strictly(source)
            wrong += [f"{problem.span.file}:{problem.span.line}: {problem.message}" for problem in strict.problems]
            if dump(fast) != dump(strict):
                wrong.append(f"{path}: the readings differ")
    assert not wrong
