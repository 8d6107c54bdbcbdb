"""JSON as ``jsonencode`` writes and ``jsondecode`` reads it."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from fractions import Fraction

from scanner.model.value import Part, Symbol, Unknown
from scanner.terraform.functions.registry import first_unknown
from scanner.terraform.types import TooLarge, check_size, number_to_string, parse_number
from scanner.terraform.values import STRING, EvaluationError, Value

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_CONTROLS = str.maketrans({chr(code): f"\\u{code:04x}" for code in range(0x20) if chr(code) not in "\b\f\n\r\t"})


def quote_json(text: str) -> str:
    """A JSON string with Go's escapes: characters that matter in HTML are escaped too."""
    return json.dumps(text, ensure_ascii=False).translate(_ESCAPES)


def to_json(value: Value) -> str:
    """The value as JSON without white space, keys in order; it must be wholly known."""
    check_size(value)
    return _write(value)


def _write(value: Value) -> str:
    if isinstance(value, str):
        return quote_json(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "{" + ",".join(f"{quote_json(key)}:{_write(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, float) and math.isinf(value):
        raise EvaluationError("infinity cannot be written as JSON")
    assert isinstance(value, (int, Fraction))
    return number_to_string(value)


def encode_json(value: Value) -> Value:
    """``jsonencode``: text, or an Unknown that is spelled as far as the value is known, so that a reader of the text sees what is."""
    unknown = first_unknown(value)
    if unknown is None:
        return to_json(value)
    check_size(value)
    parts: list[Part] = []
    for piece in _pieces(value):
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        else:
            parts.append(piece)
    return Unknown(unknown.why, parts=tuple(parts), type=STRING)


def _pieces(value: Value) -> Iterator[Part]:
    if isinstance(value, Unknown):
        yield from _unknown_pieces(value)
    elif isinstance(value, dict):
        for index, key in enumerate(sorted(value)):
            yield f"{',' if index else '{'}{quote_json(key)}:"
            yield from _pieces(value[key])
        yield "}" if value else "{}"
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield "," if index else "["
            yield from _pieces(item)
        yield "]" if value else "[]"
    else:
        yield _write(value)


def _unknown_pieces(value: Unknown) -> Iterator[Part]:
    """Text that is partly known stands in quotes; what is not known at all may be of any type."""
    if any(isinstance(part, str) for part in value.parts):
        yield '"'
        yield from (quote_json(part)[1:-1] if isinstance(part, str) else part for part in value.parts)
        yield '"'
    elif len(value.parts) == 1:
        yield value.parts[0]
    else:
        yield Symbol(value.why)


def from_json(text: str) -> Value:
    """The value that a JSON document describes: objects and tuples, as Terraform has it."""
    stripped = text.strip(" \t\r\n")
    if not stripped:
        raise EvaluationError("EOF")
    try:
        value = json.loads(stripped, parse_int=parse_number, parse_float=parse_number, parse_constant=_constant, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise EvaluationError(_message(error, stripped)) from error
    except RecursionError as error:
        raise TooLarge("the JSON text is nested too deeply to evaluate") from error
    check_size(value)
    return _tuples(value)


def _tuples(value: Value) -> Value:
    """Arrays become tuples; half a surrogate pair is no character."""
    if isinstance(value, list):
        return tuple(map(_tuples, value))
    if isinstance(value, dict):
        return {_whole_characters(key): _tuples(item) for key, item in value.items()}
    return _whole_characters(value) if isinstance(value, str) else value


def _whole_characters(text: str) -> str:
    return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)


def _constant(name: str) -> Value:
    raise EvaluationError(f"invalid character {name[0]!r} looking for beginning of value")


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    return dict(sorted(dict(pairs).items()))


def _message(error: json.JSONDecodeError, text: str) -> str:
    if error.pos >= len(text):
        return "unexpected end of JSON input"
    return f"invalid character {text[error.pos]!r} in JSON text"
