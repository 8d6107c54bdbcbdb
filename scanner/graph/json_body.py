"""A body that is written as JSON text, of which parts may be unknown."""

from __future__ import annotations

import json
from collections.abc import Iterable

from scanner.model.value import Part, PartialName, Reference, Unknown, Value

_FIRST = 0xF0000
"""Characters for private use stand for the unknown parts while the text is read."""
_MOST = 0xFFFD


def parse_body(value: Value) -> Value:
    """The object that the text spells; unknown where the text is, as finely as its parts tell. Other values pass."""
    if isinstance(value, str):
        return _load(value, Unknown("the body is not valid JSON"))
    if isinstance(value, Unknown) and any(isinstance(part, str) for part in value.parts) and len(value.parts) < _MOST:
        whole = _load(_with_marks(value.parts), value)
        return whole if isinstance(whole, Unknown) else _unmarked(whole, value)
    return value


def _load(text: str, otherwise: Unknown) -> Value:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return otherwise


def _with_marks(parts: Iterable[Part]) -> str:
    """The text with a mark for each unknown part; one that stands for a whole value is put in quotes."""
    text, quoted = "", False
    for index, part in enumerate(parts):
        if isinstance(part, str):
            quoted = _ends_in_text(part, quoted)
            text += part
        else:
            mark = chr(_FIRST + index)
            text += mark if quoted else f'"{mark}"'
    return text


def _ends_in_text(piece: str, quoted: bool) -> bool:
    escaped = False
    for character in piece:
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = quoted
        elif character == '"':
            quoted = not quoted
    return quoted


def _unmarked(value: Value, whole: Unknown, depth: int = 0) -> Value:
    if depth > 100:
        return Unknown(whole.why)
    if isinstance(value, dict):
        return {_plain(key, whole): _unmarked(item, whole, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_unmarked(item, whole, depth + 1) for item in value]
    if not isinstance(value, str) or not any(_is_mark(character, whole) for character in value):
        return value
    parts: list[Part] = []
    for character in value:
        if _is_mark(character, whole):
            parts.append(whole.parts[ord(character) - _FIRST])
        elif parts and isinstance(parts[-1], str):
            parts[-1] += character
        else:
            parts.append(character)
    return Unknown(_reason(parts, whole), parts=tuple(parts))


def _is_mark(character: str, whole: Unknown) -> bool:
    index = ord(character) - _FIRST
    return 0 <= index < len(whole.parts) and not isinstance(whole.parts[index], str)


def _reason(parts: Iterable[Part], whole: Unknown) -> str:
    """What this value waits for: the whole text's reason names only one of the things that it waits for."""
    waits = next(part for part in parts if not isinstance(part, str))
    if all(isinstance(part, str) or part == waits for part in whole.parts):
        return whole.why
    text = ".".join((waits.address, *map(str, waits.path))) if isinstance(waits, Reference) else waits.text
    return f"{text} is not known before deployment"


def _plain(key: str, whole: Unknown) -> str:
    """A key cannot be unknown: the reason stands for it."""
    if not any(_is_mark(character, whole) for character in key):
        return key
    return PartialName("".join(f"({whole.why})" if _is_mark(character, whole) else character for character in key))
