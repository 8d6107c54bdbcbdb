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
        ("\nresource {\n  x = 1\n  # soc2scan:ignore storage-plain-http: because\n  https = false\n}", None),  # line 5 is not line 3
        ("# soc2scan:ignore storage-plain-http: for all of it\nresource {\n  https = false\n}", "for all of it"),
        ("\nresource { # of the team\n  # soc2scan:ignore storage-plain-http: first inside\n  x = 1\n}", "first inside"),
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


@pytest.mark.parametrize(
    ("code", "header", "line", "accepted"),
    [
        ("# {0}\n# {1}\nresource {{\n  a\n}}", 3, 4, (True, True)),
        ("# {0}\n# owner: the data team\n// {1}\nresource {{\n  a\n}}", 4, 5, (True, True)),
        ("# {0}\n\n# {1}\nresource {{\n  a\n}}", 4, 5, (False, True)),  # a blank line ends what belongs together
        ("resource {{\n  # {0}\n  # {1}\n  a\n  b\n}}", 1, 5, (True, True)),
        ("resource {{\n  a\n  # {0}\n  /* {1} */\n  b\n  c\n}}", 1, 6, (False, False)),
        ("resource {{\n  a\n  # {0}\n  /* {1} */\n  b\n  c\n}}", 1, 5, (True, True)),
        ("resource {{\n  block {{\n    # {0}\n    a\n  }}\n  # {1}\n  b\n}}", 1, 7, (False, True)),
    ],
)
def test_where_comments_stand(tmp_path: Path, code: str, header: int, line: int, accepted: tuple[bool, bool]) -> None:
    rules = ("storage-plain-http", "storage-weak-tls")
    (tmp_path / "main.tf").write_text(code.format(*(f"soc2scan:ignore {rule}: because" for rule in rules)), encoding="utf-8")
    judged, _ = apply_waivers([_result(line, rule, header) for rule in rules], Files((tmp_path,), tmp_path))
    assert tuple(result.suppression is not None for result in judged) == accepted
