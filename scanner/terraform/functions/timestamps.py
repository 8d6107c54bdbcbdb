"""Points in time as Terraform writes them (RFC 3339), and durations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from scanner.terraform.types import TooLarge
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import EvaluationError

_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII)
_YAML = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d)))|(?: (\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?))?",
    re.ASCII,
)
_TERM = re.compile(r"(\d+(?:\.\d*)?|\.\d+)([^\d.]*)", re.ASCII)
_NANOSECONDS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}


@dataclass(frozen=True, slots=True)
class Instant:
    """``time`` is whole seconds, in the zone it was written in."""

    time: datetime
    nanoseconds: int

    def text(self) -> str:
        """RFC 3339 without fractions of a second."""
        return self.time.replace(tzinfo=None).isoformat(timespec="seconds") + self.zone("Z")

    def zone(self, utc: str, colon: bool = True) -> str:
        """The offset as +hh:mm, or ``utc`` when there is none."""
        offset = self.time.utcoffset() or timedelta()
        if not offset and utc:
            return utc
        minutes = abs(int(offset.total_seconds())) // 60
        return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02d}{':' if colon else ''}{minutes % 60:02d}"

    def later(self, nanoseconds: int) -> Instant:
        seconds, rest = divmod(self.nanoseconds + nanoseconds, 10**9)
        try:
            return Instant(self.time + timedelta(seconds=seconds), rest)
        except OverflowError as error:
            raise TooLarge("the time is too far away to evaluate") from error

    def __lt__(self, other: Instant) -> bool:
        return (self.time, self.nanoseconds) < (other.time, other.nanoseconds)


def parse_timestamp(text: str) -> Instant:
    """EvaluationError when the text is no RFC 3339 timestamp."""
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise EvaluationError(f"not a valid RFC3339 timestamp: {_what_is_wrong(text)}")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    if max(hour - 23, minute - 59, second - 59, month - 12) > 0 or not month:
        raise EvaluationError(f"not a valid RFC3339 timestamp: {_what_is_wrong(text)}")
    return _instant((year, month, day, hour, minute, second), match[7], match[8], match[9], match[10])


def _instant(parts: tuple[int, int, int, int, int, int], fraction: str | None, sign: str | None, hours: str | None, minutes: str | None) -> Instant:
    if parts[0] == 0:
        raise TooLarge("the year 0 is not supported")
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if offset >= timedelta(hours=24) or int(minutes or 0) > 59:
        raise EvaluationError("not a valid RFC3339 timestamp: the UTC offset is out of range")
    try:
        time = datetime(*parts, tzinfo=timezone(-offset if sign == "-" else offset))
    except ValueError as error:
        raise EvaluationError("not a valid RFC3339 timestamp: day out of range") from error
    return Instant(time, int((fraction or "0").ljust(9, "0")[:9]))


_PIECES = (
    ("year", r"\d{4}", ""),
    ("", "-", "-"),
    ("month", r"(?:0[1-9]|1[0-2])", ""),
    ("", "-", "-"),
    ("day of month", r"(?:0[1-9]|[12]\d|3[01])", ""),
    ("", "T", "T"),
    ("hour", r"(?:[01]\d|2[0-3])", ""),
    ("", ":", ":"),
    ("minute", r"[0-5]\d", ""),
    ("", ":", ":"),
    ("second", r"[0-5]\d(?:[.,]\d+)?", ""),
    ("UTC offset", r"(?:Z|[+-]\d\d:\d\d)$", ""),
)


def _what_is_wrong(text: str) -> str:
    at = 0
    for name, pattern, literal in _PIECES:
        match = re.compile(pattern, re.ASCII).match(text, at)
        if match is not None:
            at = match.end()
            continue
        rest = text[at:]
        if literal == "T":
            return "missing required time introducer 'T'"
        if literal:
            return f"found {quote(rest)} where {quote(literal)} is expected" if rest else f"end of string where {quote(literal)} is expected"
        return f"cannot use {quote(rest)} as {name}" if rest else f"end of string before {name}"
    return "it has extra text"


def yaml_timestamp(text: str) -> str | None:
    """The RFC 3339 form of a YAML timestamp; None when it is none."""
    match = _YAML.fullmatch(text)
    if match is None:
        return None
    date = [int(part) for part in match.groups()[:3]]
    clock = match.groups()[3:6] if match[4] else match.groups()[10:13]
    hour, minute, second = (int(part or 0) for part in clock)
    try:
        return _instant((date[0], date[1], date[2], hour, minute, second), None, match[8], match[9], match[10]).text()
    except TooLarge:
        raise
    except EvaluationError:
        return None


def parse_duration(text: str) -> int:
    """Nanoseconds of a duration such as 1h30m."""
    unsigned = text[1:] if text[:1] in ("+", "-") else text
    if unsigned == "0":
        return 0
    total = Fraction(0)
    at = 0
    while at < len(unsigned):
        match = _TERM.match(unsigned, at)
        if match is None:
            raise EvaluationError(f"time: invalid duration {quote(text)}")
        if not match[2]:
            raise EvaluationError(f"time: missing unit in duration {quote(text)}")
        if match[2] not in _NANOSECONDS:
            raise EvaluationError(f"time: unknown unit {quote(match[2])} in duration {quote(text)}")
        total += int(Fraction(match[1] + "0" if match[1].endswith(".") else match[1]) * _NANOSECONDS[match[2]])
        at = match.end()
    if not unsigned or total >= 2**63:
        raise EvaluationError(f"time: invalid duration {quote(text)}")
    return -int(total) if text.startswith("-") else int(total)
