"""Bicep text to tokens. Modal: a string may hold expressions, which may hold strings.

A newline is a token: it separates declarations, properties and items. What cannot be a token becomes an ``error``
token, so that one bad character costs one expression.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Token(NamedTuple):
    """``kind`` is ``name``, ``int``, ``newline``, ``end``, ``error``, an operator's own text, or a part of a string:
    ``string`` (complete), ``open`` (up to the first hole), ``middle``, ``close``."""

    kind: str
    text: str
    start: int
    end: int
    value: str | int | None = None


_TOKEN = re.compile(
    r"""[ \t]*(?:
      (?P<newline>[\r\n]+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<blank>\ufeff | //[^\r\n]* | /\*[\s\S]*?\*/ | \#[a-z][a-z\-]*[^\r\n]* | \Z)
    | (?P<operator>\.\.\.|\?\?|::|!=|!~|<=|>=|==|=~|=>|&&|\|\||[{}()\[\]@,.?:;+\-%*/^!<>=|])
    | (?P<multiline>\$*''')
    | (?P<quote>')
    | (?P<int>[0-9]+)
    )""",
    re.X,
)
_BLANKS = re.compile(r"[ \t]*")
_LINE_END = re.compile(r"[\r\n]|\Z")
_SEGMENT = re.compile(r"(?:[^'\\\r\n$]+|\\u\{[0-9A-Fa-f]+\}|\\[^\r\n]|\$(?!\{))*")
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]+)\}|(.))")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


def tokens(text: str) -> list[Token]:
    """All tokens, the last of them ``end``; blanks, comments and pragmas are left out."""
    return _Lexer(text).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Token] = []
        self.holes: list[int | None] = []
        """Open braces: None for an object's, 0 for a hole in a '…' string, n for one in a $…$'''…''' string."""

    def run(self) -> list[Token]:
        at, text, match, found = 0, self.text, _TOKEN.match, self.found
        while at < len(text):
            token = match(text, at)
            if token is None:
                at = self._unknown(at)
                continue
            kind = token.lastgroup
            start, end = token.span(kind or 0)
            if kind == "name":
                found.append(Token("name", token[kind], start, end))
            elif kind == "newline":
                self.holes.clear()  # an expression in a '…' string ends with its line: a lost brace must not swallow the file
                found.append(Token("newline", token[kind], start, end))
            elif kind == "operator":
                end = self._operator(token[kind], start, end)
            elif kind == "quote":
                end = self._segment(start, end, first=True)
            elif kind == "multiline":
                end = self._multiline(start, end, end - start - 3, first=True)
            elif kind == "int":
                end = self._number(start, end)
            at = end
        self._add("end", at, at)
        return self.found

    def _unknown(self, at: int) -> int:
        blanks = _BLANKS.match(self.text, at)
        start = blanks.end() if blanks else at
        return self._add("error", start, start + 1)

    def _number(self, start: int, end: int) -> int:
        """More digits than any number of Bicep's has are an error."""
        return self._add("int", start, end, int(self.text[start:end])) if end - start < 20 else self._add("error", start, end)

    def _add(self, kind: str, start: int, end: int, value: str | int | None = None) -> int:
        self.found.append(Token(kind, self.text[start:end], start, end, value))
        return end

    def _operator(self, text: str, start: int, end: int) -> int:
        if self.holes:
            if text == "{":
                self.holes.append(None)
            elif text == "}" and (hole := self.holes.pop()) is not None:
                return self._segment(start, end, first=False) if hole == 0 else self._multiline(start, end, hole, first=False)
        return self._add(text, start, end)

    def _segment(self, start: int, content: int, first: bool) -> int:
        """A piece of a '…' string, from a quote or the end of a hole to the next."""
        stop = _SEGMENT.match(self.text, content)
        assert stop is not None  # it matches the empty text
        end, value = stop.end(), _unescape(stop.group())
        if self.text.startswith("'", end):
            return self._add("string" if first else "close", start, end + 1, value)
        if self.text.startswith("${", end):
            self.holes.append(0)
            return self._add("open" if first else "middle", start, end + 2, value)
        line_end = _LINE_END.search(self.text, end)
        assert line_end is not None
        return self._add("error", start, max(line_end.start(), start + 1))

    def _multiline(self, start: int, content: int, dollars: int, first: bool) -> int:
        """A piece of a '''…''' string; with n dollars before it, n dollars and a brace open a hole."""
        close = self.text.find("'''", content)
        if close < 0:
            return self._add("error", start, len(self.text))
        hole = self.text.find("$" * dollars + "{", content) if dollars else -1
        if 0 <= hole < close:
            self.holes.append(dollars)
            return self._add("open" if first else "middle", start, hole + dollars + 1, self._trim(self.text[content:hole], first))
        end = close + 3
        while self.text.startswith("'", end):  # a run of quotes ends the string with its last three
            end += 1
        return self._add("string" if first else "close", start, end, self._trim(self.text[content : end - 3], first))

    @staticmethod
    def _trim(text: str, first: bool) -> str:
        """The newline right after the opening quotes does not belong to the string."""
        return re.sub(r"\A\r?\n", "", text) if first else text


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda m: _character(m[1]) if m[1] else _ESCAPED.get(m[2], m[0]), text)


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
