"""YAML as ``yamlencode`` writes it: block style, every string in double quotes or, when it has lines, as a literal."""

from __future__ import annotations

import re
from fractions import Fraction

from scanner.terraform.types import TooLarge, check_size, number_to_string
from scanner.terraform.values import Value

MAX_LINE = 80
_LONG_KEY = 128
_ESCAPES = {
    "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r", "\x1b": "\\e",
    '"': '\\"', "\\": "\\\\", "\x85": "\\N", "\u2028": "\\L", "\u2029": "\\P",
}  # fmt: skip
_UNPRINTABLE = re.compile("[^\n -~\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


def to_yaml(value: Value) -> str:
    """The document; the value must be wholly known."""
    check_size(value)
    if isinstance(value, (dict, list, tuple)) and value:
        return "\n".join(_lines(value, 0)) + "\n"
    text = _scalar(value, 2, 0)
    plain = value is None or isinstance(value, (bool, int, float, Fraction))
    return text if text.endswith("\n") else f"{text}\n...\n" if plain else f"{text}\n"


def _lines(value: Value, indent: int) -> list[str]:
    """The lines of a collection that has elements."""
    pad = " " * indent
    lines: list[str] = []
    if isinstance(value, dict):
        for key in sorted(value):
            lines += _entry(f"{pad}{_key(key)}:", value[key], indent)
        return lines
    for item in value:
        if isinstance(item, (dict, list, tuple)) and item:
            first, *rest = _lines(item, indent + 2)
            lines += [f"{pad}- {first[indent + 2 :]}", *rest]
        else:
            lines += f"{pad}- {_scalar(item, indent + 2, indent + 2)}".removesuffix("\n").split("\n")
    return lines


def _entry(lead: str, item: Value, indent: int) -> list[str]:
    if isinstance(item, dict) and item:
        return [lead, *_lines(item, indent + 2)]
    if isinstance(item, (list, tuple)) and item:
        return [lead, *_lines(item, indent)]  # sequences in mappings are not indented
    return f"{lead} {_scalar(item, indent + 2, len(lead) + 1)}".removesuffix("\n").split("\n")


def _key(key: str) -> str:
    if "\n" in key or len(key.encode()) > _LONG_KEY:
        raise TooLarge("a key of several lines or over 128 bytes is not supported")
    return _quoted(key, 0, None)


def _scalar(value: Value, indent: int, column: int) -> str:
    if isinstance(value, str):
        return _literal(value, indent) if _may_be_literal(value) else _quoted(value, indent, column)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (dict, list, tuple)):
        return "{}" if isinstance(value, dict) else "[]"
    return number_to_string(value)


def _may_be_literal(text: str) -> bool:
    return "\n" in text and not text.endswith(" ") and " \n" not in text and not re.search("[\u2028\u2029]", text) and not _UNPRINTABLE.search(text)


def _literal(text: str, indent: int) -> str:
    """``|``, with the indentation when it cannot be seen, and whether line ends at the end are cut or kept."""
    hint = "2" if text[0] in " \n" else ""
    if not text.endswith("\n"):
        chomp = "-"
    else:
        chomp = "+" if text == "\n" or text.endswith("\n\n") else ""
    body = "\n".join(" " * indent + line if line else "" for line in text.removesuffix("\n").split("\n"))
    return f"|{hint}{chomp}\n{body}" + ("\n" if text.endswith("\n") else "")


def _quoted(text: str, indent: int, column: int | None) -> str:
    """In double quotes; folded at a space after column 80, unless it is a key (``column`` None)."""
    written: list[str] = ['"']
    at = (column or 0) + 1
    spaces = False
    for position, character in enumerate(text):
        if character == " ":
            if column is not None and not spaces and at > MAX_LINE and 0 < position < len(text) - 1:
                written.append("\n" + " " * indent)
                at = indent
                if text[position + 1] == " ":
                    written.append("\\")
                    at += 1
            else:
                written.append(character)
                at += 1
            spaces = True
            continue
        piece = _escaped(character)
        written.append(piece)
        at += len(piece)
        spaces = False
    return "".join(written) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if not _UNPRINTABLE.match(character):
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02X}"
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
