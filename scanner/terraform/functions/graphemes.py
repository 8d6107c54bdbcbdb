"""Characters as people count them: the grapheme clusters of Unicode's annex 29."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u0d4e")


def clusters(text: str) -> list[str]:
    """The text cut into its grapheme clusters."""
    if text.isascii() and "\r\n" not in text:
        return list(text)
    found: list[str] = []
    start = 0
    for index in range(1, len(text)):
        if _breaks(text, start, index):
            found.append(text[start:index])
            start = index
    return [*found, text[start:]] if text else []


def _breaks(text: str, start: int, index: int) -> bool:
    before, after = text[index - 1], text[index]
    if before == "\r" and after == "\n":
        return False
    if _is_control(before) or _is_control(after):
        return True
    if _hangul(after) in _follows(_hangul(before)):
        return False
    if _extends(after) or before in _PREPENDED:
        return False
    if before == _JOINER and _is_pictograph(after):
        return not _is_pictograph(text[start:index].rstrip(_JOINER)[:1])
    if _is_regional(before) and _is_regional(after):
        return (index - start) % 2 == 0
    return True


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp") or (
        unicodedata.category(character) == "Cf"
        and character not in (_JOINER, "\u200c")
        and character not in _PREPENDED
        and not "\U000e0020" <= character <= "\U000e007f"
    )


def _extends(character: str) -> bool:
    """Combining and spacing marks, joiners, variation selectors, skin tones, tags."""
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in (_JOINER, "\u200c")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
        or character in "\uff9e\uff9f"
    )


def _is_regional(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_pictograph(character: str) -> bool:
    return character != "" and (
        character in "\u00a9\u00ae\u203c\u2049" or "\u2122" <= character <= "\u3299" or "\U0001f000" <= character <= "\U0001faff"
    )


def _hangul(character: str) -> str:
    if "\u1100" <= character <= "\u115f" or "\ua960" <= character <= "\ua97c":
        return "L"
    if "\u1160" <= character <= "\u11a7" or "\ud7b0" <= character <= "\ud7c6":
        return "V"
    if "\u11a8" <= character <= "\u11ff" or "\ud7cb" <= character <= "\ud7fb":
        return "T"
    if "\uac00" <= character <= "\ud7a3":
        return "S" if (ord(character) - 0xAC00) % 28 == 0 else "X"
    return "-"


def _follows(kind: str) -> str:
    return {"L": "LVSX", "V": "VT", "S": "VT", "T": "T", "X": "T"}.get(kind, "")
