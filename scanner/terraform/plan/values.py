"""The attributes of a planned resource: what is known, and what will be after apply."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model.value import Path, Unknown, Value

UnknownAt = Callable[[Path], Unknown]


def planned(after: dict[str, Value], unknown: Value, unknown_at: UnknownAt, path: Path = ()) -> dict[str, Value]:
    """``after`` with an Unknown wherever ``after_unknown`` says so; nulls are left out."""
    marks = unknown if isinstance(unknown, dict) else {}
    result = {}
    for name in (*after, *(name for name in marks if name not in after)):
        value = _value(after.get(name), marks.get(name), unknown_at, (*path, name))
        if value is not None:
            result[name] = value
    return result


def _value(after: Value, unknown: Value, unknown_at: UnknownAt, path: Path) -> Value:
    if unknown is True:
        return unknown_at(path)
    if isinstance(after, dict) or (after is None and isinstance(unknown, dict) and unknown):
        return planned(after or {}, unknown, unknown_at, path)
    if isinstance(after, list) or (after is None and isinstance(unknown, list) and unknown):
        marks = unknown if isinstance(unknown, list) else []
        items = after or []
        count = max(len(items), len(marks))
        padded = ([*items, *[None] * (count - len(items))], [*marks, *[None] * (count - len(marks))])
        return [_value(item, mark, unknown_at, (*path, index)) for index, (item, mark) in enumerate(zip(*padded, strict=True))]
    return after
