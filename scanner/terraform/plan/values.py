"""The attributes of a planned resource: what is known, and what will be after apply."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model.value import Part, Path, Unknown, Value

PartsOf = Callable[[Path], tuple[Part, ...]]


def planned(address: str, after: dict[str, Value], unknown: Value, parts: PartsOf) -> dict[str, Value]:
    """``after`` with an Unknown wherever ``after_unknown`` says so; nulls are left out."""
    marks = unknown if isinstance(unknown, dict) else {}
    return _object(address, after, marks, (), parts)


def _object(address: str, after: dict[str, Value], unknown: dict[str, Value], path: Path, parts: PartsOf) -> dict[str, Value]:
    result = {}
    for name in (*after, *(name for name in unknown if name not in after)):
        value = _value(address, after.get(name), unknown.get(name), (*path, name), parts)
        if value is not None:
            result[name] = value
    return result


def _value(address: str, after: Value, unknown: Value, path: Path, parts: PartsOf) -> Value:
    if unknown is True:
        return Unknown(f"{'.'.join((address, *map(str, path)))} is known after apply", parts=parts(path))
    if isinstance(after, dict) or (after is None and isinstance(unknown, dict) and unknown):
        return _object(address, after or {}, unknown if isinstance(unknown, dict) else {}, path, parts)
    if isinstance(after, list) or (after is None and isinstance(unknown, list) and unknown):
        marks = unknown if isinstance(unknown, list) else []
        items = after or []
        count = max(len(items), len(marks))
        padded = ([*items, *[None] * (count - len(items))], [*marks, *[None] * (count - len(marks))])
        return [_value(address, item, mark, (*path, index), parts) for index, (item, mark) in enumerate(zip(*padded, strict=True))]
    return after
