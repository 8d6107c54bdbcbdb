"""Reading tokens one by one, with or without line ends."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.terraform.parse.faults import Fault
from scanner.terraform.parse.lexer import CODE, Token, tokens


class Cursor:
    """The next token is (``kind``, ``start``, ``end``); ``before`` is where the one before it ended.

    Line ends matter in bodies and objects and are skipped inside of parentheses, brackets and templates: whoever
    opens one of these sets ``newlines`` and sets it back.
    """

    def __init__(self, text: str, mode: str = CODE, position: int = 0) -> None:
        self.text = text
        self.newlines = True
        self._begin(tokens(text, position, mode), position)

    def restart(self, position: int) -> None:
        """Read on from another place, outside of all brackets."""
        self.newlines = True
        self._begin(tokens(self.text, position), position)

    def _begin(self, scan: Iterator[Token], position: int) -> None:
        self._tokens, self.before = scan, position
        self.kind, self.start, self.end = next(scan)

    def peek(self) -> str:
        """The kind of the next token that matters."""
        if self.kind == "newline" and not self.newlines:
            before = self.before
            while self.kind == "newline":
                self.advance()
            self.before = before
        return self.kind

    def advance(self) -> None:
        self.before = self.end
        if self.kind != "end":
            self.kind, self.start, self.end = next(self._tokens)

    def take(self, kind: str, otherwise: str) -> None:
        """Pass over a token of this kind, else raise a Fault saying ``otherwise``."""
        if self.peek() != kind:
            raise self.fault(otherwise)
        self.advance()

    def word(self) -> str:
        return self.text[self.start : self.end]

    def fault(self, message: str) -> Fault:
        return Fault(self.start, self.end, message)
