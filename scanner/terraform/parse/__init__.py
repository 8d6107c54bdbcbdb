"""HCL, native and JSON, to the tree of ``scanner.terraform.syntax``."""

from __future__ import annotations

from scanner.errors import InputError
from scanner.files import SourceText
from scanner.terraform.parse.cursor import Cursor
from scanner.terraform.parse.depth import check_depth
from scanner.terraform.parse.faults import TOO_DEEP, Fault
from scanner.terraform.parse.grammar import expression
from scanner.terraform.parse.json_syntax import parse_json
from scanner.terraform.parse.lexer import TEMPLATE_FILE
from scanner.terraform.parse.native import parse_native
from scanner.terraform.parse.strings import template_file
from scanner.terraform.syntax import Expr, File


def parse_file(source: SourceText) -> File:
    """The file's tree; syntax errors are in ``problems`` and never cost more than the attribute or block they are in."""
    return parse_json(source) if source.file.endswith(".json") else parse_native(source)


def parse_expression(text: str, file: str = "<expression>") -> tuple[SourceText, Expr]:
    """The tree of one expression; InputError when it is none."""
    source = SourceText(file, text)
    cursor = Cursor(text if text.endswith("\n") else text + "\n")  # the end marker of a heredoc must be followed by one
    try:
        expr = check_depth(expression(cursor))
        cursor.newlines = False
        if cursor.peek() != "end":
            raise cursor.fault("Extra characters after expression.")
    except Fault as fault:
        raise InputError(source.span(fault.start, fault.end), fault.message) from fault
    except RecursionError:  # evaluation calls this at any depth of the stack
        raise InputError(source.span(0, len(text)), TOO_DEEP) from None
    return source, expr


def parse_template(text: str, file: str) -> tuple[SourceText, Expr]:
    """The tree of a template file; InputError when it is none."""
    source = SourceText(file, text)
    try:
        return source, check_depth(template_file(Cursor(text, TEMPLATE_FILE), expression))
    except Fault as fault:
        raise InputError(source.span(fault.start, fault.end), fault.message) from fault
    except RecursionError:
        raise InputError(source.span(0, len(text)), TOO_DEEP) from None
