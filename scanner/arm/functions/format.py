"""``format``: the composite formatting of .NET, in the invariant culture."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from scanner.arm.values import EvaluationError, Undecided, joined, limited, spelled, text, text_of
from scanner.model.value import Part, Unknown, Value

_HOLE = re.compile(r"\{\{|\}\}|\{(\d{1,4})(?:,\s*(-?\d{1,6}))?(?::([^{}]*))?\}|[{}]")


def composite_format(pattern: str, values: Sequence[Value]) -> Value:
    """The text, unknown with its parts where an argument used in it is unknown."""
    pieces: list[tuple[Part, ...]] = []
    at, size, unknown = 0, 0, None
    for match in _HOLE.finditer(pattern):
        pieces.append((pattern[at : match.start()],))
        at = match.end()
        token = match.group()
        if token in ("{{", "}}"):
            pieces.append((token[0],))
            continue
        if match[1] is None:
            raise EvaluationError("format(): the format text has a single brace")
        if int(match[1]) >= len(values):
            raise EvaluationError(f"format(): there is no argument {match[1]}")
        value = values[int(match[1])]
        if isinstance(value, Unknown):
            unknown = unknown or value
        piece = _hole(value, int(match[2] or 0), match[3] or "")
        size += sum(len(part) if isinstance(part, str) else 1 for part in piece)
        limited(size)
        pieces.append(piece)
    pieces.append((pattern[at:],))
    return text(joined(pieces), unknown.why if unknown else "")


def _hole(value: Value, width: int, style: str) -> tuple[Part, ...]:
    if isinstance(value, Unknown):
        if width or style:
            raise Undecided(value)
        return spelled(value)
    if isinstance(value, (dict, list)):
        shown = _quoted_singly(value)
    elif style and isinstance(value, (int, float)) and not isinstance(value, bool):
        shown = _number(value, style)
    else:
        shown = text_of(value)
    limited(abs(width))
    return (shown.ljust(-width) if width < 0 else shown.rjust(width),)


def _quoted_singly(value: Value) -> str:
    """How ARM shows objects and arrays inside a text: JSON with single quotes."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted_singly(key)}:{_quoted_singly(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_quoted_singly, value)) + "]"
    if isinstance(value, Unknown):
        raise Undecided(value)
    if isinstance(value, str):
        return "'" + json.dumps(value, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"
    return json.dumps(value)


def _number(value: float, style: str) -> str:
    """Standard numeric formats D, N, F, X, P, E and patterns of zeros; Undecided for what is not known here."""
    letter, digits = style[:1].upper(), style[1:]
    if re.fullmatch(r"0+", style):
        return f"{'-' if value < 0 else ''}{abs(round(value)):0{len(style)}d}"
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= 3):
        raise Undecided(Unknown(f"the number format {style!r}"))
    precision = int(digits) if digits else None
    if letter == "D" and isinstance(value, int):
        return f"{'-' if value < 0 else ''}{abs(value):0{precision or 1}d}"
    if letter == "X" and isinstance(value, int):
        shown = f"{value & (2**64 - 1) if value < 0 else value:0{precision or 1}X}"
        return shown if style[0] == "X" else shown.lower()
    if letter in ("N", "F"):
        return f"{value:{',' if letter == 'N' else ''}.{2 if precision is None else precision}f}"
    if letter == "P":
        return f"{value * 100:,.{2 if precision is None else precision}f} %"
    raise Undecided(Unknown(f"the number format {style!r}"))
