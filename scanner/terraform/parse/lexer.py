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

_CODE = re.compile(
    r"""(?P<blank>[ \t]+|/\*.*?\*/)
    |(?P<newline>\r?\n|(?:\#|//)[^\n]*\n?)
    |(?P<ident>[A-Za-z_\u0080-\U0010ffff][\w\-\u0080-\U0010ffff]*)
    |(?P<string>"[^"\\$%\r\n]*")
    |(?P<number>[0-9](?:(?:[0-9.]|[eE][+-]?[0-9])*(?:[0-9]|[eE][+-]?[0-9]))?)
    |(?P<open_quote>")
    |(?P<open_heredoc><<-?(?P<marker>[A-Za-z_\u0080-\U0010ffff][\w\-\u0080-\U0010ffff]*)\r?\n)
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
_LINE = re.compile(r"([^\r\n]*)\r?\n")


def is_identifier(text: str) -> bool:
    return text.isascii() or text.replace("-", "_").isidentifier()


def tokens(text: str, position: int = 0, mode: str = CODE) -> Iterator[Token]:
    """The tokens from ``position`` to the end of the text; the last one is ``end``."""
    outer: list[tuple[str, int]] = []  # the string that each open sequence stands in, and the brace count inside the sequence
    braces, length, line_start = 0, len(text), True
    while position < length:
        start = position
        if mode == CODE:
            found = _CODE.match(text, position)
        elif mode == QUOTED:
            found = _QUOTED.match(text, position)
        else:
            if line_start and mode and (end := _end_marker(text, position, mode)):
                yield "close_heredoc", start, end
                mode, position = CODE, end
                continue
            found = _HEREDOC.match(text, position)
            line_start = False
        if found is None:  # cannot happen: every pattern ends with "any character"
            break
        position = found.end()
        kind = found.lastgroup or "invalid"
        if kind == "blank":
            continue
        if kind == "symbol":
            kind = text[start:position]
            if kind == "{":
                braces += 1
            elif kind in ("}", "~}"):
                if outer and outer[-1][1] == braces:
                    kind, mode, line_start = "end_sequence", outer.pop()[0], False
                braces -= 1
        elif kind in ("interpolation", "directive"):
            braces += 1
            outer.append((mode, braces))
            mode = CODE
        elif kind == "ident":
            if not is_identifier(text[start:position]):
                kind = "invalid"
        elif kind == "open_quote":
            mode = QUOTED
        elif kind == "close_quote":
            mode = CODE
        elif kind == "open_heredoc":
            mode, line_start = found["marker"], True
        elif kind == "text":
            line_start = text[position - 1] == "\n"
        yield kind, start, position
    yield "end", length, length


def _end_marker(text: str, position: int, marker: str) -> int:
    """Where the end marker of a heredoc ends when this line is one, else 0. A marker needs a line end after it."""
    line = _LINE.match(text, position)
    return line.end(1) if line is not None and line[1].strip() == marker else 0
