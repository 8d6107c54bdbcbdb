"""Comments in the code that accept a finding: ``# soc2scan:ignore storage-plain-http: behind a gateway that adds TLS``.

A comment counts for the line it stands on. With a line of its own it counts for the line below, other comments between them
left aside, and when it is the first thing in a block, for the line that opens the block. In those places at the head of a
resource it counts for the whole resource, all its instances included. Without a reason it counts for nothing: an auditor could not accept it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.result import Outcome, Result, Suppression
from scanner.model.source import Problem, Span

_MARK = "soc2scan:ignore"
_COMMENT = re.compile(rf"(?P<lead>.*?)(?:#|//|/\*)\s*{_MARK}\b(?P<rules>[\s\w,-]*?)(?::(?P<reason>.*?))?(?:\*/\s*)?$")

_COMMENT_AT_END = re.compile(r"\s+(#|//|/\*).*$")


def apply_waivers(results: Iterable[Result], files: Files) -> tuple[list[Result], list[Problem]]:
    """The results, those that a comment accepts marked as suppressed; and what is wrong with comments met on the way."""
    comments = _Comments(files)
    judged = [_waived(result, comments) for result in results]
    return judged, comments.problems


def _waived(result: Result, comments: _Comments) -> Result:
    if result.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return result
    reason = comments.reason(result.rule, (result.span, result.header))
    return result if reason is None else replace(result, suppression=Suppression(reason, "inSource"))


def _meant(lines: list[str], number: int) -> tuple[int, ...]:
    """The lines that a comment with a line of its own counts for: the next one that is no comment, and the one that opens the block
    in which it comes first. Numbers count from 1."""
    below = next((place for place in range(number + 1, len(lines) + 1) if not _is_comment(lines[place - 1])), number)
    above = next((place for place in range(number - 1, 0, -1) if not _is_comment(lines[place - 1])), 0)
    opens = above and _COMMENT_AT_END.sub("", lines[above - 1]).endswith("{")
    return (below, above) if opens else (below,)


def _is_comment(line: str) -> bool:
    return line.startswith(("#", "//")) or (line.startswith("/*") and line.endswith("*/"))


class _Comments:
    """The comments of each file, read once, and only of files with findings."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known: dict[str, dict[int, dict[str, str]]] = {}
        self.problems: list[Problem] = []

    def reason(self, rule: str, places: Iterable[Span]) -> str | None:
        return next((reason for place in places if (reason := self._of(place.file).get(place.line, {}).get(rule)) is not None), None)

    def _of(self, file: str) -> dict[int, dict[str, str]]:
        if file not in self._known:
            self._known[file] = self._read(file)
        return self._known[file]

    def _read(self, file: str) -> dict[int, dict[str, str]]:
        """Line to rule to reason."""
        try:
            text = self._files.read(self._files.base / file).text
        except InputError:
            return {}
        found: dict[int, dict[str, str]] = {}
        if _MARK not in text:
            return found
        lines = [line.strip() for line in text.split("\n")]
        for number, line in enumerate(text.split("\n"), 1):
            if _MARK in line and (comment := _COMMENT.match(line.rstrip("\r"))) is not None:
                accepted = self._accepted(comment, file, number)
                for target in (number,) if comment["lead"].strip() else _meant(lines, number):
                    found.setdefault(target, {}).update(accepted)
        return found

    def _accepted(self, comment: re.Match[str], file: str, line: int) -> dict[str, str]:
        rules = re.findall(r"[\w-]+", comment["rules"])
        reason = (comment["reason"] or "").strip()
        if rules and reason:
            return dict.fromkeys(rules, reason)
        where = Span(file, line, comment.end("lead") + 1, line, len(comment.string) + 1)
        self.problems.append(Problem(where, f"accepts nothing; write `{_MARK} RULE: reason`", fatal=False))
        return {}
