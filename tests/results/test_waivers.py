"""Which comments accept which findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.files import Files
from scanner.model.resource import Language
from scanner.model.result import Outcome, Result, Subject
from scanner.model.rule import Severity
from scanner.model.source import Span
from scanner.results.waivers import apply_waivers


def _result(line: int, rule: str = "storage-plain-http", header: int = 2, outcome: Outcome = Outcome.FAIL) -> Result:
    subject = Subject("a", "T", "a", Language.TERRAFORM, "t")
    at, head = Span("main.tf", line, 1, line, 2), Span("main.tf", header, 1, header, 2)
    return Result(rule, outcome, Severity.LOW, (), subject, at, "", "", "", "", head)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("\nresource {\n  https = false # soc2scan:ignore storage-plain-http: behind a gateway\n}", "behind a gateway"),
        ("\nresource {\n  # soc2scan:ignore storage-plain-http: because\n  https = false\n}", None),  # line 4 is not line 3
        ("# soc2scan:ignore storage-plain-http: for all of it\nresource {\n  https = false\n}", "for all of it"),
        ("\nresource { // soc2scan:ignore storage-weak-tls, storage-plain-http: two at once\n  https = false\n}", "two at once"),
        ("\nresource {\n  https = false /* soc2scan:ignore storage-plain-http: in a block */\n}", "in a block"),
        ("\nresource {\r\n  https = false # soc2scan:ignore storage-plain-http: with a carriage return\r\n}", "with a carriage return"),
        ("\nresource {\n  https = false # soc2scan:ignore storage-weak-tls: another rule\n}", None),
        ("\nresource {\n  https = false # soc2scan:ignore storage-plain-http\n}", None),
        ("\nresource {\n  https = false # soc2scan:ignore: no rule\n}", None),
        ("\nresource {\n  https = false\n}", None),
    ],
)
def test_comments(tmp_path: Path, code: str, reason: str | None) -> None:
    (tmp_path / "main.tf").write_bytes(code.encode())
    (result,), problems = apply_waivers([_result(3)], Files((tmp_path,), tmp_path))
    assert (result.suppression.reason if result.suppression else None) == reason
    useless = code.count("soc2scan:ignore storage-plain-http\n") + code.count("soc2scan:ignore:")
    assert [problem.span.line for problem in problems] == [3] * useless


def test_a_comment_above_the_line(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("\nresource {\n  # soc2scan:ignore storage-plain-http: because\n  https = false\n}", encoding="utf-8")
    (result,), _ = apply_waivers([_result(4)], Files((tmp_path,), tmp_path))
    assert result.suppression is not None


def test_what_passes_needs_no_acceptance(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("\n\nx # soc2scan:ignore storage-plain-http: because\n", encoding="utf-8")
    (result,), _ = apply_waivers([_result(3, outcome=Outcome.PASS)], Files((tmp_path,), tmp_path))
    assert result.suppression is None
