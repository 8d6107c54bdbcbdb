"""The grammar of templates: quoted strings, heredocs and template files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from scanner.terraform.parse.cursor import Cursor
from scanner.terraform.parse.faults import Fault
from scanner.terraform.parse.templates import Directive, Interpolation, Piece, Text, template, unescape, unescape_heredoc
from scanner.terraform.syntax import Expr, Literal, Template

Expression: TypeAlias = Callable[[Cursor, int], Expr]
"""The rule for a whole expression, which templates contain and are contained in."""

_ESCAPE_HINT = 'if it belongs to another language, write "$${" instead of "${".'


def quoted(cursor: Cursor, depth: int, expression: Expression) -> Literal | Template:
    """The quoted string at the cursor. Raises Fault, as the two below do."""
    start = cursor.start
    cursor.advance()
    pieces = _pieces(cursor, depth, expression, "close_quote", start)
    return template(start, cursor.before, pieces)


def heredoc(cursor: Cursor, depth: int, expression: Expression) -> Literal | Template:
    start, outdent = cursor.start, cursor.word()[2] == "-"
    cursor.advance()
    pieces = _pieces(cursor, depth, expression, "close_heredoc", start)
    return template(start, cursor.before, pieces, outdent)


def template_file(cursor: Cursor, expression: Expression) -> Literal | Template:
    return template(0, len(cursor.text), _pieces(cursor, 0, expression, "end", 0))


def _pieces(cursor: Cursor, depth: int, expression: Expression, closer: str, opened: int) -> list[Piece]:
    pieces: list[Piece] = []
    while (kind := cursor.kind) != closer:
        if kind == "text":
            text = cursor.word()
            pieces.append(Text(unescape(text, cursor.start) if closer == "close_quote" else unescape_heredoc(text)))
            cursor.advance()
        elif kind == "interpolation" or kind == "directive":
            newlines, cursor.newlines = cursor.newlines, False
            read = _interpolation if kind == "interpolation" else _directive
            pieces.append(read(cursor, depth, expression))
            cursor.newlines = newlines
        elif kind == "invalid" and cursor.word() in "\r\n":
            raise Fault(opened, cursor.start, "Invalid multi-line string: quoted strings may not be split over lines; use a heredoc or \\n.")
        elif kind == "invalid" and cursor.word() == "\\":
            raise cursor.fault('Invalid escape sequence: a backslash must be followed by n, r, t, \\, " or a code.')
        else:
            raise Fault(opened, cursor.end, "Unterminated template string: no closing marker was found for it.")
    cursor.advance()
    return pieces


def _interpolation(cursor: Cursor, depth: int, expression: Expression) -> Interpolation:
    start, trim_before = cursor.start, cursor.word().endswith("~")
    cursor.advance()
    expr = expression(cursor, depth + 2)
    if cursor.peek() != "end_sequence":
        if cursor.kind == "end":
            raise Fault(start, start + 2, "Unclosed template interpolation: there is no closing brace for it.")
        raise cursor.fault(f"Extra characters after interpolation expression: a closing brace was expected; {_ESCAPE_HINT}")
    trim_after = cursor.word() == "~}"
    cursor.advance()
    return Interpolation(expr, trim_before, trim_after)


def _directive(cursor: Cursor, depth: int, expression: Expression) -> Directive:
    start, trim_before = cursor.start, cursor.word().endswith("~")
    cursor.advance()
    if cursor.peek() != "ident":
        raise cursor.fault("Invalid template directive: a keyword (if, else, endif, for, endfor) was expected.")
    keyword = cursor.word()
    if keyword not in ("if", "else", "endif", "for", "endfor"):
        raise cursor.fault(f'Invalid template directive: "{keyword}" is not a keyword; a literal "%{{" is written "%%{{".')
    cursor.advance()
    key, name, expr = None, "", None
    if keyword == "for":
        key, name = for_names(cursor, "directive")
    if keyword in ("if", "for"):
        expr = expression(cursor, depth + 2)
    if cursor.peek() != "end_sequence":
        raise cursor.fault(f"Extra characters in {keyword} directive: a closing brace was expected.")
    end, trim_after = cursor.end, cursor.word() == "~}"
    cursor.advance()
    return Directive(start, end, keyword, trim_before, trim_after, expr, key, name)


def for_names(cursor: Cursor, what: str) -> tuple[str | None, str]:
    """``k, v in`` or ``v in``: the key's name, if any, and the value's."""
    names = [_for_name(cursor, what)]
    if cursor.peek() == ",":
        cursor.advance()
        names.append(_for_name(cursor, what))
    if cursor.peek() != "ident" or cursor.word() != "in":
        raise cursor.fault(f"Invalid 'for' {what}: the keyword 'in' is required after the names.")
    cursor.advance()
    return (names[0] if len(names) == 2 else None), names[-1]


def _for_name(cursor: Cursor, what: str) -> str:
    if cursor.peek() != "ident":
        raise cursor.fault(f"Invalid 'for' {what}: the name of a variable was expected.")
    name = cursor.word()
    cursor.advance()
    return name
