"""Date functions. What time it is only the deployment knows."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from scanner.arm.functions.table import Arguments, Function, Special, as_int, as_text
from scanner.arm.values import EvaluationError, Undecided
from scanner.model.value import Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.evaluator import Environment, Evaluator
    from scanner.arm.expressions import Expr

_DURATION = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?\Z")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?\Z", re.I)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\Z")
_FORMAT = re.compile(r"'([^']*)'|\\(.)|yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|tt|[zKgFt]|.", re.S)
_STANDARD = {"u": "yyyy-MM-dd HH:mm:ss'Z'", "s": "yyyy-MM-ddTHH:mm:ss", "d": "MM/dd/yyyy", "o": "yyyy-MM-ddTHH:mm:ss.fffffff'Z'"}
_STANDARD |= {"O": _STANDARD["o"], "R": "ddd, dd MMM yyyy HH:mm:ss 'GMT'", "t": "HH:mm", "T": "HH:mm:ss", "Y": "yyyy MMMM", "M": "MMMM dd"}
_ISO = "yyyy-MM-ddTHH:mm:ss'Z'"


def parse_date(function: str, value: Value) -> datetime:
    """An ISO 8601 time stamp, in UTC."""
    shown = as_text(function, value)
    match = _DATE.match(shown) or _COMPACT.match(shown)
    if match is None:
        raise EvaluationError(f"{function}(): {shown[:40]!r} is not an ISO 8601 date and time")
    zone = match[7] if match.re is _DATE and match[7] else "Z"
    try:
        year, month, day, hour, minute, second = (int(field or 0) for field in match.groups()[:6])
        moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
        if zone not in "Zz":
            shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            moment += shift if zone[0] == "-" else -shift
    except (ValueError, OverflowError):
        raise EvaluationError(f"{function}(): {shown[:40]!r} is not a date and time") from None
    return moment


def _format_date(moment: datetime, style: str) -> str:
    def replaced(match: re.Match[str]) -> str:
        token = match.group()
        if match[1] is not None or match[2] is not None:
            return match[1] or match[2] or ""
        table = {
            "yyyy": f"{moment.year:04}", "yy": f"{moment.year % 100:02}", "MM": f"{moment.month:02}", "M": str(moment.month),
            "dd": f"{moment.day:02}", "d": str(moment.day), "HH": f"{moment.hour:02}", "H": str(moment.hour),
            "hh": f"{(moment.hour + 11) % 12 + 1:02}", "h": str((moment.hour + 11) % 12 + 1), "mm": f"{moment.minute:02}",
            "m": str(moment.minute), "ss": f"{moment.second:02}", "s": str(moment.second), "tt": "AM" if moment.hour < 12 else "PM",
            "MMM": f"{moment:%b}", "MMMM": f"{moment:%B}", "ddd": f"{moment:%a}", "dddd": f"{moment:%A}",
        }  # fmt: skip
        if set(token) == {"f"}:
            return f"{moment.microsecond:06}0"[: len(token)]
        if token in ("z", "K", "g", "F", "t"):
            raise Undecided(Unknown(f"the date format {style!r}"))
        return table.get(token, token)

    return _FORMAT.sub(replaced, _STANDARD.get(style, style))


def _date_time_add(arguments: Arguments) -> Value:
    moment, written = parse_date("dateTimeAdd", arguments[0]), as_text("dateTimeAdd", arguments[1])
    match = _DURATION.match(written)
    if match is None or written[-1:] in ("P", "T"):
        raise EvaluationError(f"dateTimeAdd(): {written[:40]!r} is not an ISO 8601 duration")
    years, months, weeks, days, hours, minutes, seconds = (int((field or "0")[:9]) for field in match.groups()[1:])
    # ARM counts a year as 365 days and a month as 30.
    try:
        length = timedelta(days=365 * years + 30 * months + 7 * weeks + days, hours=hours, minutes=minutes, seconds=seconds)
        moment = moment - length if match[1] else moment + length
    except OverflowError:
        raise EvaluationError("dateTimeAdd(): the result is outside the calendar") from None
    return _format_date(moment, as_text("dateTimeAdd", arguments[2]) if len(arguments) > 2 else _ISO)


def _from_epoch(arguments: Arguments) -> Value:
    try:
        return _format_date(datetime.fromtimestamp(as_int("dateTimeFromEpoch", arguments[0]), timezone.utc), _ISO)
    except (ValueError, OverflowError, OSError):
        raise EvaluationError("dateTimeFromEpoch(): the number is outside the calendar") from None


def _to_epoch(arguments: Arguments) -> Value:
    return int(parse_date("dateTimeToEpoch", arguments[0]).timestamp())


def _utc_now(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    return Unknown("utcNow() is the time of the deployment")


def _new_guid(evaluator: Evaluator, environment: Environment, arguments: list[Expr]) -> Value:
    return Unknown("newGuid() differs at every deployment")


FUNCTIONS: tuple[Function | Special, ...] = (
    Function("dateTimeAdd", 2, 3, _date_time_add),
    Function("dateTimeFromEpoch", 1, 1, _from_epoch),
    Function("dateTimeToEpoch", 1, 1, _to_epoch),
    Special("utcNow", 0, 1, _utc_now),
    Special("newGuid", 0, 0, _new_guid),
)
