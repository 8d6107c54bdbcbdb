"""``primaryLocationLineHash``, by which GitHub recognises an alert: computed exactly as its upload action does.

Uploads through the API get no hash of their own, so the file brings it. Method: the rolling polynomial hash
of github/codeql-action (fingerprints.ts), over the 100 characters that follow a line's start.
"""

from __future__ import annotations

from array import array

_WINDOW = 100
_MOD = 37
_MASK = (1 << 64) - 1
_FIRST_MOD = pow(_MOD, _WINDOW, 1 << 64)
_END = 65535


def line_hashes(text: str) -> list[str]:
    """The hash of every line of ``text``, in order; a final line end makes one more, empty line."""
    units = _significant_units(text)
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == 10)]
    units.append(_END)
    length = len(units)
    units.extend([0] * _WINDOW)
    hash_at = _window_hashes(units, length)
    seen: dict[str, int] = {}
    result = []
    for start in starts:
        digest = f"{hash_at[start]:x}"
        seen[digest] = seen.get(digest, 0) + 1
        result.append(f"{digest}:{seen[digest]}")
    return result


def _significant_units(text: str) -> array[int]:
    """UTF-16 code units without spaces and tabs, every kind of line end as one LF."""
    folded = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    return array("H", folded.encode("utf-16-le", "surrogatepass"))


def _window_hashes(units: array[int], length: int) -> list[int]:
    value = 0
    for unit in units[:_WINDOW]:
        value = (value * _MOD + unit) & _MASK
    hashes = [value]
    for index in range(length - 1):
        value = (value * _MOD + units[index + _WINDOW] - units[index] * _FIRST_MOD) & _MASK
        hashes.append(value)
    return hashes
