"""Template text of which a part is unknown: what is not known stands in the tree as an expression for an unknown value."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scanner.arm.expressions import Access, Call, Expr, Expression, Literal, Tree
from scanner.arm.parser import ExpressionError, is_expression, parse_expression, unescape
from scanner.arm.values import partial_name
from scanner.files import SourceText
from scanner.json_source import Document, parse_json
from scanner.model.unknowns import joined_parts
from scanner.model.value import Part, Reference, Symbol, Unknown, Value

_FIRST, _LAST = 0xF0000, 0xFFFFD
"""The private characters that stand for unknown parts, each for one, while the text is parsed."""
_TOKEN = re.compile(f"[{chr(_FIRST)}-{chr(_LAST)}]")
_WITH_TOKENS = re.compile(rf""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|//[^\n]*|/\*.*?\*/|{_TOKEN.pattern}""", re.DOTALL)


class PartialText:
    """JSON text as a ``document``, in which characters stand for the unknown parts until ``restored``."""

    def __init__(self, text: str | Unknown) -> None:
        """Raises InputError when it is no JSON, with its place in the text."""
        parts: tuple[Part, ...] = (text,) if isinstance(text, str) else text.parts
        self.why = text.why if isinstance(text, Unknown) else ""
        self.unknown = [part for part in parts if not isinstance(part, str)]
        self.document: Document = parse_json(SourceText("", _with_tokens(parts).removeprefix("\ufeff")))

    @property
    def lines(self) -> int:
        return self.document.source.text.count("\n") + 1

    def restored(self, value: Value, *, expressions: bool) -> Value:
        """The value with what is unknown of it in place; where ``expressions`` are read, as expressions, else as unknown values."""
        if not self.unknown:
            return value
        if isinstance(value, dict):
            return {self._key(key): self.restored(item, expressions=expressions) for key, item in value.items()}
        if isinstance(value, list):
            return [self.restored(item, expressions=expressions) for item in value]
        if not isinstance(value, str) or not _TOKEN.search(value):
            return value
        if not expressions:
            return self._text(value)
        shown = _TOKEN.sub(lambda token: f"${{{_shown(self._part(token[0]))}}}", value)
        return Expression(self._expression(value), shown)

    def _key(self, key: str) -> str:
        return partial_name(self._text(key), key) if _TOKEN.search(key) else key

    def _part(self, token: str) -> Part:
        at = ord(token) - _FIRST
        return self.unknown[at] if at < len(self.unknown) else token

    def _text(self, text: str) -> Unknown:
        pieces = [*_TOKEN.split(text), ""]
        tokens = [*_TOKEN.findall(text), ""]
        parts = [part for piece, token in zip(pieces, tokens, strict=False) for part in (piece, self._part(token) if token else "")]
        return Unknown(self.why, parts=joined_parts([tuple(parts)]) or ())

    def _expression(self, text: str) -> Expr:
        if not is_expression(text):
            return Literal(self._text(unescape(text)))
        try:
            return self._filled(parse_expression(text).expr)
        except ExpressionError:
            return Literal(Unknown(self.why))

    def _filled(self, expr: Expr) -> Expr:
        """The expression with its texts restored; no deeper than the parser lets expressions nest."""
        if isinstance(expr, Literal):
            known = not isinstance(expr.value, str) or not _TOKEN.search(expr.value)
            return expr if known else Literal(self._text(expr.value))
        if isinstance(expr, Call):
            if _TOKEN.search(expr.name):
                return Literal(Unknown(self.why))
            return Call(expr.name, [self._filled(argument) for argument in expr.arguments])
        return expr if isinstance(expr, Tree) else Access(self._filled(expr.object), self._filled(expr.key))


def _with_tokens(parts: Sequence[Part]) -> str:
    """The text with a token for each unknown part: in quotes where it is no part of a string."""
    number = _FIRST - 1
    pieces: list[str] = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(part)
        else:
            number = min(number + 1, _LAST)
            pieces.append(chr(number))
    text = "".join(pieces)
    return text if len(parts) < 2 else _WITH_TOKENS.sub(lambda found: f'"{found[0]}"' if _TOKEN.fullmatch(found[0]) else found[0], text)


def _shown(part: Part) -> str:
    if isinstance(part, Reference):
        return ".".join(map(str, (part.address, *part.path)))
    return part.text if isinstance(part, Symbol) else part
