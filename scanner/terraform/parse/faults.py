"""The error that ends the reading of one expression or block header."""

from __future__ import annotations

MAX_NESTING = 200
"""Levels of an expression tree. Real code stays below 30; Python's own stack would end at about 300."""
MAX_BLOCK_NESTING = 100
TOO_DEEP = f"Nested too deeply: more than {MAX_NESTING} levels are not read."


class Fault(Exception):
    """A syntax error between two offsets of the text."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start, self.end, self.message = start, end, message
