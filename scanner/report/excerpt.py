"""A few source lines with the place marked, for reports that people read."""

from __future__ import annotations

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.source import Span

_WIDTH = 140
"""Longer lines are cut around the place: minified templates are one line of megabytes."""


def excerpt(span: Span, files: Files, width: int = _WIDTH) -> list[tuple[str, str]]:
    """(gutter, text) pairs: the span's first line, and a line of carets below what the span covers of it."""
    try:
        text = files.read(files.base / span.file).text
    except InputError:
        return []
    lines = text.split("\n", span.line)
    if span.line > len(lines):
        return []
    line = lines[span.line - 1].rstrip("\r")
    end = span.end_column if span.end_line == span.line else len(line) + 1
    start, line, end = _window(span.column - 1, line, max(end - 1, span.column), min(width, _WIDTH))
    gutter = str(span.line)
    marks = " " * start + "^" * max(1, min(end, len(line)) - start)
    return [(gutter, line.replace("\t", " ")), (" " * len(gutter), marks)]


def _window(start: int, line: str, end: int, width: int) -> tuple[int, str, int]:
    """The part of a long line around the marked stretch, and the stretch within it."""
    if len(line) <= width:
        return start, line, end
    left = max(0, start - 20)
    part = line[left : left + width]
    head = "…" if left else ""
    tail = "…" if left + width < len(line) else ""
    shift = len(head) - left
    return start + shift, head + part + tail, min(end + shift, len(head + part))
