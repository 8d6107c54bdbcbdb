"""The vectors are those of github/codeql-action's own tests."""

from __future__ import annotations

import pytest

from scanner.report.line_hash import line_hashes

_LOREM = "Lorem ipsum dolor sit amet.\n" * 10
_LOREM_HASHES = [f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)]
_LOREM_HASHES += ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
        (_LOREM, _LOREM_HASHES),
    ],
)
def test_vectors(text: str, expected: list[str]) -> None:
    assert line_hashes(text) == expected


def test_all_line_ends_and_blanks_count_the_same() -> None:
    assert line_hashes("a\r\nb\rc\nd") == line_hashes("a\n b\nc \n\td")
