"""Functions on dates and times. What depends on the time of evaluation is unknown."""

from __future__ import annotations

import re

from scanner.model.value import Unknown
from scanner.terraform.functions.registry import ArgumentError, Function, texts
from scanner.terraform.functions.timestamps import Instant, parse_duration, parse_timestamp
from scanner.terraform.types import TooLarge
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import NUMBER, STRING, EvaluationError, Value

_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_TOKEN = re.compile(r"(?P<literal>'(?:'|(?:[^']|'')*'?))|(?P<verb>([A-Za-z])\3*)|[^A-Za-z']+")


def formatdate(template: str, stamp: str) -> str:
    instant = _argument(1, stamp)
    return "".join(
        _literal(match[0]) if match["literal"] else _verb(match[0], instant) if match["verb"] else match[0] for match in _TOKEN.finditer(template)
    )


def _argument(index: int, stamp: str) -> Instant:
    try:
        return parse_timestamp(stamp)
    except TooLarge:
        raise
    except EvaluationError as error:
        raise ArgumentError(index, str(error)) from error


def _literal(token: str) -> str:
    if len(token) == 1 or not token.endswith("'"):
        raise ArgumentError(0, "unterminated literal '")
    return "'" if token == "''" else token[1:-1].replace("''", "'")


def _verb(token: str, instant: Instant) -> str:
    time = instant.time
    month, day = _MONTHS[time.month - 1], _DAYS[time.weekday()]
    hour12 = time.hour % 12 or 12
    meridian = "PM" if time.hour >= 12 else "AM"
    forms: dict[str, tuple[dict[str, str], str]] = {
        "Y": ({"YY": f"{time.year % 100:02d}", "YYYY": f"{time.year:04d}"}, 'year must either be "YY" or "YYYY"'),
        "M": ({**_number("M", time.month), "MMM": month[:3], "MMMM": month}, 'month must be "M", "MM", "MMM", or "MMMM"'),
        "D": (_number("D", time.day), 'day of month must either be "D" or "DD"'),
        "E": ({"EEE": day[:3], "EEEE": day}, 'day of week must either be "EEE" or "EEEE"'),
        "h": (_number("h", time.hour), '24-hour must either be "h" or "hh"'),
        "H": (_number("H", hour12), '12-hour must either be "H" or "HH"'),
        "A": ({"AA": meridian}, 'must be "AA"'),
        "a": ({"aa": meridian.lower()}, 'must be "aa"'),
        "m": (_number("m", time.minute), 'minute must either be "m" or "mm"'),
        "s": (_number("s", time.second), 'second must either be "s" or "ss"'),
        "Z": (_zones(instant), "timezone must be Z, ZZZZ, or ZZZZZ"),
    }
    if token[0] not in forms:
        raise ArgumentError(0, f"invalid date format verb {quote(token)}")
    known, expected = forms[token[0]]
    if token not in known:
        raise ArgumentError(0, f"invalid date format verb {quote(token)}: {expected}")
    return known[token]


def _number(letter: str, value: int) -> dict[str, str]:
    return {letter: str(value), letter * 2: f"{value:02d}"}


def _zones(instant: Instant) -> dict[str, str]:
    return {"Z": instant.zone("Z"), "ZZZ": instant.zone("UTC", colon=False), "ZZZZ": instant.zone("", colon=False), "ZZZZZ": instant.zone("")}


def timeadd(stamp: str, duration: str) -> str:
    return parse_timestamp(stamp).later(parse_duration(duration)).text()


def timecmp(a: str, b: str) -> int:
    first, second = _argument(0, a), _argument(1, b)
    return (second < first) - (first < second)


def timestamp() -> Value:
    return Unknown("the time of the deployment is not known", type=STRING)


FUNCTIONS = {
    "formatdate": Function(texts("format", "time"), STRING, formatdate),
    "plantimestamp": Function((), STRING, timestamp),
    "timeadd": Function(texts("timestamp", "duration"), STRING, timeadd),
    "timecmp": Function(texts("timestamp_a", "timestamp_b"), NUMBER, timecmp),
    "timestamp": Function((), STRING, timestamp),
}
