"""Places in source files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file: lines and columns count from 1, columns in Unicode code points, the end is exclusive.

    ``file`` is the path as it is shown to people: relative to the working directory where it lies below it,
    else absolute; always with forward slashes.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


COMMAND_LINE = Span("", 1, 1, 1, 1)
"""The place of what stands in no file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read or evaluated; ``span`` may be the whole file (line 1) when nothing finer is known,
    or ``COMMAND_LINE``."""

    span: Span
    message: str
    fatal: bool = True
    """True when input was lost (exit code 3); False for a remark that loses nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """One station of the way a value took: ``what`` names it in the source language's words."""

    span: Span
    what: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Where a value is written, and the chain it came through.

    ``span`` is the attribute or property itself when ``written``; otherwise the closest enclosing thing that
    is written (a block, an object, the resource's header).
    """

    span: Span
    written: bool
    chain: tuple[Step, ...] = ()
