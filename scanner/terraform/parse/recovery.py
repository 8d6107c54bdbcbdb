"""Where to read on after a syntax error."""

from __future__ import annotations

import re

from scanner.terraform.parse.lexer import tokens

_CLOSERS = {"}": "{", "]": "[", ")": "(", "end_sequence": "${", "close_quote": '"', "close_heredoc": "<<", "~}": "{"}
_OPENERS = {"{": "{", "[": "[", "(": "(", "interpolation": "${", "directive": "${", "open_quote": '"', "open_heredoc": "<<"}
_ITEM = re.compile(r'^([ \t]*)(?:([A-Za-z_][\w-]*)(?:[ \t]*=[^=>]|(?:[ \t]+(?:"[^"\n]*"|[\w-]+))*[ \t]*\{)|\})', re.MULTILINE)
"""A line that begins like an attribute or block, or that ends a block."""


def end_of_item(text: str, start: int) -> int:
    """Where the broken attribute or block that begins at ``start`` most likely ends.

    That is the first line end outside of all brackets; or the brace that closes the block around it; or, when
    brackets do not match, the next line that looks like an item and is not indented further than this one.
    """
    line_start = text.rfind("\n", 0, start) + 1
    indent = len(text[line_start:start]) - len(text[line_start:start].lstrip())
    sibling = _next_sibling(text, start, indent)
    stack: list[str] = []
    scan = tokens(text, start)
    while True:
        kind, at, end = next(scan)
        if at >= sibling and stack:
            return sibling
        if kind == "newline" and not stack:
            return at
        if kind == "end":
            return sibling
        if kind in _OPENERS:
            stack.append(_OPENERS[kind])
        elif kind in _CLOSERS:
            if not stack:
                return at if at > start else end
            while stack and stack.pop() != _CLOSERS[kind]:
                pass
        elif kind == "invalid" and text[at] in "\r\n" and '"' in stack:
            while stack.pop() != '"':  # the string was not closed on its line
                pass
            scan = tokens(text, at)


def _next_sibling(text: str, start: int, indent: int) -> int:
    """The next line that can only be a new item, if indentation is to be trusted; else the end of the text."""
    for found in _ITEM.finditer(text, start):
        if found.start() > start and len(found[1]) <= (indent if found[2] else indent - 1):
            return found.end(1)
    return len(text)
