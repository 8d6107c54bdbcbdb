"""HCL text to tokens, on demand.

The scanner has three modes that nest: code, the inside of a quoted string and the inside of a heredoc. Inside
the last two, ``${`` and ``%{`` switch back to code until the brace that closes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

Token: TypeAlias = tuple[str, int, int]
"""Kind, start, end. Symbols are their own kind; the others are ident, number, newline, string (a whole quoted
string without escapes and templates), open_quote, close_quote, open_heredoc, close_heredoc, text (literal
characters of a string, escapes unresolved), interpolation, directive, end_sequence, invalid and end."""

# An identifier starts with a letter, _ or anything beyond ASCII; digits and - may follow. The pattern says so by
# what is left out: a set that names what lies beyond ASCII takes twenty times as long to compile.
_CODE = re.compile(
    r"""(?P<blank>[ \t]+|/\*.*?\*/)
    |(?P<newline>\r?\n|(?:\#|//)[^\n]*\n?)
    |(?P<ident>[^\x00-@\[-^`{-\x7f][^\x00-,./:-@\[-^`{-\x7f]*)
    |(?P<string>"[^"\\$%\r\n]*")
    |(?P<number>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
    |(?P<open_quote>")
    |(?P<open_heredoc><<-?(?P<marker>[^\x00-@\[-^`{-\x7f][^\x00-,./:-@\[-^`{-\x7f]*)\r?\n)
    |(?P<symbol>==|!=|>=|<=|&&|\|\||::|\.\.\.|=>|~\}|[\[\](){}.,*/%+\-=<>!?:])
    |(?P<invalid>.)""",
    re.DOTALL | re.VERBOSE,
)
_QUOTED = re.compile(
    r"""(?P<interpolation>\$\{~?)|(?P<directive>%\{~?)|(?P<close_quote>")
    |(?P<text>(?:\\[^\r\n]|[^$%"\\\r\n])+|\$\$\{~?|%%\{~?|[$%])|(?P<invalid>.)""",
    re.DOTALL | re.VERBOSE,
)
_HEREDOC = re.compile(
    r"""(?P<interpolation>\$\{~?)|(?P<directive>%\{~?)
    |(?P<text>(?:\$\$\{~?|%%\{~?|[$%]|[^$%\r\n]+)(?:\r?\n)?|\r?\n)|(?P<invalid>.)""",
    re.DOTALL | re.VERBOSE,
)
CODE, QUOTED, TEMPLATE_FILE = "code", '"', ""
"""Modes; any other mode is the end marker of the heredoc that is being read (no identifier contains a quote)."""
_END_MARKER = re.compile(r"(?P<close_heredoc>[^\r\n]*)(?=\r?\n)")
"""A line that may end a heredoc: only with a line end after it, which is a token of its own."""


def is_identifier(text: str) -> bool:
    """Whether what the pattern for identifiers has found is one: it lets everything beyond ASCII through."""
    return text.isascii() or text.replace("-", "_").isidentifier()


def tokens(text: str, position: int = 0, mode: str = CODE) -> Iterator[Token]:
    """The tokens from ``position`` to the end of the text; the last one is ``end``."""
    state = _State(mode)
    length = len(text)
    while position < length:
        start = position
        found = _CODE.match(text, position) if state.mode == CODE else state.match_text(text, position)
        if found is None:  # cannot happen: every pattern ends with "any character"
            break
        position = found.end()
        kind = found.lastgroup or "invalid"
        if kind == "symbol":
            kind = text[start:position]
            if kind in _BRACES:
                kind = state.brace(kind)
        elif kind == "blank":
            continue
        elif kind == "ident":
            if not is_identifier(text[start:position]):
                kind = "invalid"
        elif kind in _SWITCHES:
            state.switch(kind, found)
        yield kind, start, position
    yield "end", length, length


_BRACES = frozenset({"{", "}", "~}"})
_SWITCHES = frozenset({"interpolation", "directive", "open_quote", "close_quote", "open_heredoc", "close_heredoc"})


class _State:
    """Where the scanner is: in code, or inside of which string."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.braces = 0
        self.outer: list[tuple[str, int]] = []
        """For each open sequence, the mode that it interrupts and the count of braces inside of it."""
        self.line_start = True

    def match_text(self, text: str, position: int) -> re.Match[str] | None:
        """The next token inside of a string."""
        if self.mode == QUOTED:
            return _QUOTED.match(text, position)
        if self.line_start and self.mode != TEMPLATE_FILE:
            line = _END_MARKER.match(text, position)
            if line is not None and line["close_heredoc"].strip() == self.mode:
                return line
        found = _HEREDOC.match(text, position)
        self.line_start = found is not None and text[found.end() - 1] == "\n"
        return found

    def brace(self, symbol: str) -> str:
        """The kind of a brace: a closing one may end a sequence."""
        if symbol == "{":
            self.braces += 1
            return symbol
        ends_sequence = bool(self.outer) and self.outer[-1][1] == self.braces
        self.braces -= 1
        if ends_sequence:
            self.mode, _ = self.outer.pop()
            self.line_start = False
            return "end_sequence"
        return symbol

    def switch(self, kind: str, found: re.Match[str]) -> None:
        if kind in ("interpolation", "directive"):
            self.braces += 1
            self.outer.append((self.mode, self.braces))
            self.mode = CODE
        elif kind == "open_quote":
            self.mode = QUOTED
        elif kind == "open_heredoc":
            self.mode, self.line_start = found["marker"], True
        else:
            self.mode = CODE
