"""From the pieces of a template, as either parser finds them, to the tree of its parts.

Terraform trims, outdents and joins literal text token by token: one token is a stretch of a quoted string, or
one line (line end included) of a heredoc or template file. So ``~}`` never eats the indentation of the next line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from scanner.terraform.parse.faults import MAX_NESTING, TOO_DEEP, Fault
from scanner.terraform.syntax import Expr, Literal, Template, TemplateFor, TemplateIf, TemplatePart


@dataclass(slots=True)
class Text:
    """One token of literal text, escapes resolved."""

    value: str


@dataclass(slots=True)
class Interpolation:
    """``${…}`` in a template."""

    expr: Expr
    trim_before: bool
    trim_after: bool


@dataclass(slots=True)
class Directive:
    """``if`` and ``for`` have an expression; ``else``, ``endif`` and ``endfor`` have none."""

    start: int
    end: int
    keyword: str
    trim_before: bool
    trim_after: bool
    expr: Expr | None = None
    key: str | None = None
    name: str = ""


Piece: TypeAlias = Text | Interpolation | Directive

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|(\$\$\{|%%\{)", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def unescape(text: str, start: int) -> str:
    """The characters that a stretch of a quoted string stands for; ``start`` is where it lies in the file."""
    if "\\" not in text:
        return unescape_heredoc(text)

    def resolve(found: re.Match[str]) -> str:
        short, long, simple, doubled = found.groups()
        if doubled:
            return doubled[1:]
        if code := short or long:
            point = int(code, 16)
            if point < 0x110000 and not 0xD800 <= point < 0xE000:
                return chr(point)
            message = f"Invalid escape sequence: U+{point:04x} is not a character."
        elif simple in _SIMPLE:
            return _SIMPLE[simple]
        elif simple in "uU":
            message = f"Invalid escape sequence: \\{simple} must be followed by {'four' if simple == 'u' else 'eight'} hexadecimal digits."
        else:
            message = f'Invalid escape sequence: "\\{simple}" is none; write "\\\\" for a backslash.'
        raise Fault(start + found.start(), start + found.end(), message)

    return _ESCAPE.sub(resolve, text)


def unescape_heredoc(text: str) -> str:
    """The text that a heredoc means: backslashes are themselves there."""
    return text.replace("$${", "${").replace("%%{", "%{") if "{" in text else text


def normal(text: str) -> str:
    """NFC, as Terraform keeps all strings."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def template(start: int, end: int, pieces: list[Piece], outdent: bool = False) -> Literal | Template:
    """The expression that the pieces of a string make; Fault when its directives do not match."""
    _trim(pieces)
    if outdent:
        _outdent(pieces)
    if all(isinstance(piece, Text) for piece in pieces):
        return Literal(start, end, normal("".join(piece.value for piece in pieces if isinstance(piece, Text))))
    parts = _Assembler(pieces, end).parts(())
    if len(parts) == 1 and len(pieces) > 1 and isinstance(pieces[0], (Text, Interpolation)):
        parts.insert(0, "")  # an interpolation beside text, though trimmed away, gives a string
    return Template(start, end, parts)


def _trim(pieces: Sequence[Piece]) -> None:
    for index, piece in enumerate(pieces):
        if isinstance(piece, Text):
            continue
        before = pieces[index - 1] if index else None
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.trim_before and isinstance(before, Text):
            before.value = before.value.rstrip()
        if piece.trim_after and isinstance(after, Text):
            after.value = after.value.lstrip()


def _outdent(pieces: Sequence[Piece]) -> None:
    """Take the smallest indentation of the lines off all of them, as ``<<-`` wants; blank lines do not count."""
    smallest: int | None = None
    indented: list[Text] = []
    line_start = True
    for piece in pieces:
        value = piece.value if isinstance(piece, Text) else ""
        if line_start:
            rest = value.lstrip()
            if not isinstance(piece, Text):
                smallest = 0
            elif rest or not value.endswith("\n"):
                indent = len(value) - len(rest)
                smallest = indent if smallest is None else min(smallest, indent)
                indented.append(piece)
        line_start = value.endswith("\n")
    for text in indented:
        text.value = text.value[smallest or 0 :]


class _Assembler:
    """Matches directives; text is joined, and empty text left out."""

    def __init__(self, pieces: Sequence[Piece], end: int) -> None:
        self.pieces, self.end = pieces, end
        self.at = 0
        self.depth = 0
        self.closer: Directive | None = None

    def parts(self, closers: tuple[str, ...]) -> list[TemplatePart]:
        """Parts up to a directive named in ``closers`` (kept in ``closer``) or, without any, to the end."""
        parts: list[TemplatePart] = []
        text: list[str] = []
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            self.at += 1
            if isinstance(piece, Text):
                text.append(piece.value)
                continue
            if joined := "".join(text):
                parts.append(normal(joined))
            text = []
            if isinstance(piece, Interpolation):
                parts.append(piece.expr)
            elif piece.expr is not None:
                parts.append(self._directive(piece, piece.expr))
            elif piece.keyword in closers:
                self.closer = piece
                return parts
            else:
                raise Fault(piece.start, piece.end, f"Unexpected {piece.keyword} directive: the directives of this template do not match.")
        if closers:
            raise Fault(self.end, self.end, f"Unexpected end of template: {closers[-1]} directive expected.")
        if joined := "".join(text):
            parts.append(normal(joined))
        return parts

    def _directive(self, opener: Directive, expr: Expr) -> TemplateIf | TemplateFor:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Fault(opener.start, opener.end, TOO_DEEP)
        otherwise: list[TemplatePart] = []
        if opener.keyword == "if":
            body = self.parts(("else", "endif"))
            if self.closer is not None and self.closer.keyword == "else":
                otherwise = self.parts(("endif",))
        else:
            body = self.parts(("endfor",))
        end = self.closer.end if self.closer is not None else opener.end
        self.depth -= 1
        if opener.keyword == "if":
            return TemplateIf(opener.start, end, expr, body, otherwise)
        return TemplateFor(opener.start, end, opener.key, opener.name, expr, body)
