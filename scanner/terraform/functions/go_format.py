"""``format`` and ``formatlist``: Go's verbs over Terraform's values."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scanner.terraform.functions.graphemes import clusters
from scanner.terraform.functions.json_text import to_json
from scanner.terraform.functions.registry import MAX_TEXT, ArgumentError
from scanner.terraform.types import TooLarge, convert
from scanner.terraform.types.float_text import float_text
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import BOOL, NUMBER, STRING, EvaluationError, Number, Type, Value

MAX_WIDTH = 100_000
MAX_PRECISION = 300
"""Of numbers and texts: their 512 bits have some 150 digits."""

_VERB = re.compile(r"%(?P<flags>[0#\-+ ]*)(?P<width>[1-9]\d*)?(?:\.(?P<precision>\d*))?(?:\[(?P<argument>[1-9]\d*)\])?(?P<mode>[a-zA-Z])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of a format string, with its flags."""

    raw: str
    offset: int
    flags: str
    width: int
    precision: int | None
    mode: str

    @property
    def named(self) -> str:
        return f"{quote(self.raw)} at {self.offset}"


def format_text(template: str, arguments: Sequence[Value]) -> str:
    """The template with each verb replaced by its argument."""
    written: list[str] = []
    size = 0
    for piece in parse(template, len(arguments)):
        written.append(piece if isinstance(piece, str) else format_value(piece[0], arguments[piece[1]]))
        size += len(written[-1])
        if size > MAX_TEXT:
            raise TooLarge("the text is too large to evaluate")
    return "".join(written)


def parse(template: str, count: int) -> list[str | tuple[Verb, int]]:
    """Literal pieces, and verbs with the index of the argument each takes; refuses too few and too many arguments."""
    pieces: list[str | tuple[Verb, int]] = []
    at, following, highest = 0, 0, 0
    while (start := template.find("%", at)) >= 0:
        pieces.append(template[at:start])
        if template.startswith("%%", start):
            pieces.append("%")
            at = start + 2
            continue
        match = _VERB.match(template, start)
        if match is None:
            raise EvaluationError(_bad_verb(template, start))
        verb = _verb(match, len(template[:start].encode()))
        index = int(match["argument"]) - 1 if match["argument"] else following
        if index >= count:
            raise EvaluationError(f"not enough arguments for {verb.named}: need index {index + 1} but have {count} total")
        pieces.append((verb, index))
        following, highest, at = index + 1, max(highest, index + 1), match.end()
    if highest < count:
        used = f"only {highest} used by format string" if highest else "no verbs in format string"
        raise ArgumentError(1, f"too many arguments; {used}")
    return [*pieces, template[at:]]


def _verb(match: re.Match[str], offset: int) -> Verb:
    width, precision = match["width"], match["precision"]
    if len(width or "") > 6 or len(precision or "") > 6 or int(width or 0) > MAX_WIDTH or int(precision or 0) > MAX_PRECISION:
        raise TooLarge("the text is too large to evaluate")
    return Verb(match[0], offset, match["flags"], int(width or 0), None if precision is None else int(precision or 0), match["mode"])


def _bad_verb(template: str, start: int) -> str:
    partial = re.compile(r"%[0#\-+ ]*(?:[1-9]\d*)?(?:\.\d*)?(?:\[(?:[1-9]\d*\]?)?)?", re.ASCII).match(template, start)
    at = partial.end() if partial else start + 1
    if at >= len(template):
        return f"invalid format string starting at offset {len(template.encode())}"
    return f"unrecognized format character {_go_character(template[at])} at offset {len(template[:at].encode())}"


def _go_character(character: str) -> str:
    return f"'{quote(character)[1:-1]}'" if character not in "'\"" else {"'": "'\\''", '"': "'\"'"}[character]


def format_value(verb: Verb, value: Value) -> str:
    """One argument as its verb asks for it."""
    if verb.mode != "v" and value is None:
        raise EvaluationError(f"unsupported value for {verb.named}: null value cannot be formatted")
    if verb.mode == "v":
        return _pad(verb, _as_is(verb, value))
    if verb.mode == "t":
        return "true" if _converted(verb, value, BOOL) else "false"
    if verb.mode in "sq":
        text = str(_converted(verb, value, STRING))
        if verb.precision:
            text = "".join(clusters(text)[: verb.precision])
        return _pad(verb, to_json(text) if verb.mode == "q" else text)
    if verb.mode in "bdoxX":
        return _integer(verb, _converted(verb, value, NUMBER))
    if verb.mode in "eEfgG":
        return _float(verb, _converted(verb, value, NUMBER))
    raise EvaluationError(f"unsupported format verb {_go_character(verb.mode)} in {quote(verb.raw)} at offset {verb.offset}")


def _converted(verb: Verb, value: Value, type: Type) -> Value:
    try:
        return convert(value, type)
    except TooLarge:
        raise
    except EvaluationError as error:
        raise EvaluationError(f"unsupported value for {verb.named}: {error}") from error


def _as_is(verb: Verb, value: Value) -> str:
    if "#" not in verb.flags:
        if isinstance(value, str):
            return value
        if isinstance(value, (int, Fraction, float)) and not isinstance(value, bool):
            return float_text(value, "g")
    return to_json(value)


def _pad(verb: Verb, text: str) -> str:
    missing = verb.width - len(clusters(text)) if verb.width else 0
    if missing <= 0:
        return text
    padding = ("0" if "0" in verb.flags else " ") * missing
    return text + padding if "-" in verb.flags else padding + text


def _sign(verb: Verb, negative: bool) -> str:
    if negative:
        return "-"
    return "+" if "+" in verb.flags else " " if " " in verb.flags else ""


def _integer(verb: Verb, number: Number) -> str:
    if not isinstance(number, int):
        raise EvaluationError(f"unsupported value for {verb.named}: an integer is required")
    digits = format(abs(number), verb.mode) if verb.mode != "d" else _decimal(abs(number))
    prefix = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb.mode, "") if "#" in verb.flags else ""
    if verb.precision is not None:
        if number == 0 and verb.precision == 0:
            return ""
        digits = digits.rjust(verb.precision, "0")
    sign = _sign(verb, number < 0)
    if "0" in verb.flags and "-" not in verb.flags and verb.precision is None:
        digits = digits.rjust(verb.width - len(sign) - len(prefix), "0")
    text = sign + prefix + digits
    return text.ljust(verb.width) if "-" in verb.flags else text.rjust(verb.width)


def _decimal(number: int) -> str:
    if number.bit_length() > 13_000:  # Python refuses to print longer ones
        raise TooLarge("the number is too large to evaluate")
    return str(number)


def _float(verb: Verb, number: Number) -> str:
    precision = verb.precision if verb.precision is not None or verb.mode in "gG" else 6
    text = float_text(number, verb.mode.lower(), precision)
    sign = _sign(verb, text.startswith("-"))
    infinite = isinstance(number, float) and math.isinf(number)
    if infinite and not sign:
        sign = "+"
    text = text.lstrip("+-")
    if verb.mode in "EG" and not infinite:
        text = text.upper()
    if "0" in verb.flags and "-" not in verb.flags and not infinite:
        text = text.rjust(verb.width - len(sign), "0")
    return (sign + text).ljust(verb.width) if "-" in verb.flags else (sign + text).rjust(verb.width)
