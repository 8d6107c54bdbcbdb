"""The error that ends the reading of one expression or block header."""

from __future__ import annotations

MAX_NESTING = 100
"""Brackets within brackets, and conditionals in a chain. Real code stays below 30; a level takes up to six frames of Python's stack."""
MAX_TREE_DEPTH = 250
"""Levels of an expression's tree, where every operator of a chain makes one."""
MAX_BLOCK_NESTING = 100
TOO_DEEP = f"Nested too deeply: more than {MAX_NESTING} levels, or {MAX_TREE_DEPTH} operators in a row, are not read."


class Fault(Exception):
    """A syntax error between two offsets of the text."""

    def __init__(self, start: int, end: int, message: str) -> None:
        super().__init__(message)
        self.start, self.end, self.message = start, end, message
