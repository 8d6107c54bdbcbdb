"""``[...]`` strings to expression trees."""

from __future__ import annotations

import re

from scanner.arm.expressions import Access, Call, Expr, Expression, Literal

MAX_NESTING = 64
"""Calls within calls. Far beyond what people or compilers write (about 30), and well within Python's stack."""

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_$#][\w$#]*)|([().,\[\]])|$)")


class ExpressionError(Exception):
    """A string in brackets that is not an expression; the message says what is wrong and where in the string."""


def is_expression(text: str) -> bool:
    """True for a string that ARM evaluates: in brackets, and not escaped with a second opening one."""
    return text[:1] == "[" and text[-1:] == "]" and text[:2] != "[["


def unescape(text: str) -> str:
    """What a string that is no expression stands for."""
    return text[1:] if text[:2] == "[[" and text[-1:] == "]" else text


def parse_expression(text: str) -> Expression:
    """The tree of an expression string, brackets included. Raises ExpressionError."""
    parser = _Parser(text)
    parser.next()
    expr = parser.expression(0)
    if parser.at != len(text) - 1 or parser.token != "]":
        raise parser.error("expected the end of the expression")
    return Expression(expr, text)


class _Parser:
    """Recursive descent over the characters between the outer brackets; ``token`` is the one that starts at ``at``."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at, self.end, self.kind, self.token = 0, 1, 0, ""

    def next(self) -> None:
        match = _TOKEN.match(self.text, self.end)
        if match is None:
            self.at = self.end + len(self.text[self.end :]) - len(self.text[self.end :].lstrip())
            raise self.error("a string is not closed" if self.text[self.at] == "'" else f"unexpected {self.text[self.at]!r}")
        self.kind = match.lastindex or 0
        self.token = match.group(self.kind) if self.kind else ""
        self.at, self.end = match.start(self.kind), match.end()

    def error(self, message: str) -> ExpressionError:
        return ExpressionError(f"{message} (character {self.at + 1})")

    def expect(self, token: str) -> None:
        if self.token != token or self.kind != 4:
            raise self.error(f"expected {token!r}" + (f", found {self.token!r}" if self.token else ""))
        self.next()

    def expression(self, depth: int) -> Expr:
        if depth > MAX_NESTING:
            raise self.error(f"nests deeper than {MAX_NESTING} levels")
        expr = self.primary(depth)
        steps = 0
        while self.kind == 4 and self.token in (".", "["):
            # Each step is a level of the tree too: a.b.c is (a.b).c.
            if (steps := steps + 1) + depth > 2 * MAX_NESTING:
                raise self.error("has too many property accesses in a row")
            if self.token == ".":
                self.next()
                expr = Access(expr, Literal(self.name()))
            elif self.end == len(self.text):
                break
            else:
                self.next()
                expr = Access(expr, self.expression(depth + 1))
                self.expect("]")
        return expr

    def primary(self, depth: int) -> Expr:
        kind, token = self.kind, self.token
        if kind == 1:
            self.next()
            return Literal(token[1:-1].replace("''", "'"))
        if kind == 2:
            if len(token) > 20:
                raise self.error("a number has too many digits")
            self.next()
            return Literal(float(token) if "." in token else int(token))
        if kind != 3:
            raise self.error("expected an expression" + (f", found {token!r}" if token else ""))
        name = self.name()
        while self.token == "." and self.kind == 4:
            self.next()
            name += "." + self.name()
        self.expect("(")
        return Call(name.lower(), self.arguments(depth))

    def arguments(self, depth: int) -> list[Expr]:
        arguments: list[Expr] = []
        while not (self.token == ")" and self.kind == 4):
            if arguments:
                self.expect(",")
            arguments.append(self.expression(depth + 1))
        self.next()
        return arguments

    def name(self) -> str:
        token = self.token
        if self.kind != 3:
            raise self.error("expected a name" + (f", found {token!r}" if token else ""))
        self.next()
        return token
