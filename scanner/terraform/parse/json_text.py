"""Standard JSON with the offsets of every value; objects keep repeated keys, which HCL gives a meaning."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeAlias

from scanner.terraform.parse.faults import MAX_BLOCK_NESTING, Fault


@dataclass(slots=True, eq=False)
class JsonString:
    """``positions`` are the offsets of each character and of the closing quote, or None without escapes: then they are consecutive."""

    start: int
    end: int
    text: str
    positions: list[int] | None = None


@dataclass(slots=True, eq=False)
class JsonScalar:
    """A number (as written), true, false or null."""

    start: int
    end: int
    text: str


@dataclass(slots=True, eq=False)
class JsonArray:
    """An array with the places of its elements."""

    start: int
    end: int
    items: list[JsonValue]


@dataclass(slots=True, eq=False)
class JsonObject:
    """An object with the places of its members."""

    start: int
    end: int
    members: list[tuple[JsonString, JsonValue]]


JsonValue: TypeAlias = JsonString | JsonScalar | JsonArray | JsonObject

_SPACE = re.compile(r"[ \t\r\n]*")
_PLAIN = re.compile(r'"([^"\\\x00-\x1f]*)"')
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"')
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\.|[^\\]", re.DOTALL)
_SCALAR = re.compile(r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.])")


def read_json(text: str) -> JsonValue:
    """The document; Fault where it is no JSON or nested too deeply."""
    reader = _Reader(text)
    value = reader.value(0)
    if reader.space() < len(text):
        raise reader.fault("Invalid JSON: nothing may follow the end of the document.")
    return value


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def fault(self, message: str) -> Fault:
        return Fault(self.at, min(self.at + 1, len(self.text)), message)

    def space(self) -> int:
        """Pass over white space."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def value(self, depth: int) -> JsonValue:
        start = self.space()
        character = self.text[start : start + 1]
        if depth > MAX_BLOCK_NESTING:
            raise self.fault(f"Nested too deeply: more than {MAX_BLOCK_NESTING} levels of JSON are not read.")
        if character == '"':
            return self._string()
        if character == "{":
            return self._object(start, depth)
        if character == "[":
            return self._array(start, depth)
        found = _SCALAR.match(self.text, start)
        if found is None:
            raise self.fault("Invalid JSON: a value was expected." if character else "Invalid JSON: the document ends where a value was expected.")
        self.at = found.end()
        return JsonScalar(start, self.at, found.group())

    def _object(self, start: int, depth: int) -> JsonObject:
        members: list[tuple[JsonString, JsonValue]] = []
        self.at += 1
        while not self._closed("}", bool(members)):
            if self.text[self.space() : self.at + 1] != '"':
                raise self.fault("Invalid JSON: a property name in double quotes was expected.")
            name = self._string()
            if self.text[self.space() : self.at + 1] != ":":
                raise self.fault("Invalid JSON: a colon was expected after the property name.")
            self.at += 1
            members.append((name, self.value(depth + 1)))
        return JsonObject(start, self.at, members)

    def _array(self, start: int, depth: int) -> JsonArray:
        items: list[JsonValue] = []
        self.at += 1
        while not self._closed("]", bool(items)):
            items.append(self.value(depth + 1))
        return JsonArray(start, self.at, items)

    def _closed(self, bracket: str, comma: bool) -> bool:
        """Pass over the closing bracket, or over the comma that must come before another member."""
        character = self.text[self.space() : self.at + 1]
        if character == bracket or (comma and character == ","):
            self.at += 1
            return character == bracket
        if comma or not character:
            raise self.fault(f"Invalid JSON: a comma or {bracket} was expected.")
        return False

    def _string(self) -> JsonString:
        start = self.at
        if (plain := _PLAIN.match(self.text, start)) is not None:
            self.at = plain.end()
            return JsonString(start, self.at, plain[1])
        found = _STRING.match(self.text, start)
        if found is None:
            raise self.fault("Invalid JSON: a string is not closed, or contains an invalid escape or control character.")
        self.at = found.end()
        characters: list[str] = []
        positions: list[int] = []
        for piece in _ESCAPE.finditer(self.text, start + 1, self.at - 1):
            characters.append(_character(piece.group()))
            positions.append(piece.start())
        return JsonString(start, self.at, "".join(characters), [*positions, self.at - 1])


def _character(written: str) -> str:
    if len(written) == 1:
        return written
    character: str = json.loads(f'"{written}"')
    return "\ufffd" if "\ud800" <= character <= "\udfff" else character
