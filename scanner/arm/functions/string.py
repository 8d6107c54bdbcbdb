"""String functions."""

from __future__ import annotations

import base64
import binascii
import fnmatch
import re
from collections.abc import Callable
from urllib.parse import quote, unquote, urljoin, urlsplit

from scanner.arm.functions import unique
from scanner.arm.functions.format import composite_format
from scanner.arm.functions.table import Arguments, Function, Needs, as_array, as_int, as_text, wrong_type
from scanner.arm.values import EvaluationError, call_parts, joined, limited, over_candidates, spelled, text, text_of
from scanner.errors import InputError
from scanner.files import SourceText
from scanner.model.value import Part, Unknown, Value


def _string(arguments: Arguments) -> Value:
    return text_of(arguments[0])


def _json(arguments: Arguments) -> Value:
    from scanner.json_source import parse_json

    source = as_text("json", arguments[0])
    try:
        return parse_json(SourceText("json()", source)).value
    except InputError as error:
        raise EvaluationError(f"json(): the text {error.message}") from None


def _base64(arguments: Arguments) -> Value:
    return base64.b64encode(as_text("base64", arguments[0]).encode()).decode()


def _decoded(name: str, value: Value) -> str:
    try:
        return base64.b64decode(as_text(name, value), validate=True).decode()
    except (binascii.Error, ValueError):
        raise EvaluationError(f"{name}(): the text is not base64 of UTF-8 text") from None


def _base64_to_string(arguments: Arguments) -> Value:
    return _decoded("base64ToString", arguments[0])


def _base64_to_json(arguments: Arguments) -> Value:
    return _json([_decoded("base64ToJson", arguments[0])])


def _data_uri(arguments: Arguments) -> Value:
    return f"data:text/plain;charset=utf-8;base64,{_base64([as_text('dataUri', arguments[0])])}"


def _data_uri_to_string(arguments: Arguments) -> Value:
    match = re.match(r"data:([^,]*?)(;base64)?,(.*)\Z", as_text("dataUriToString", arguments[0]), re.S)
    if match is None:
        raise EvaluationError("dataUriToString(): the text is not a data URI")
    return _decoded("dataUriToString", unquote(match[3])) if match[2] else unquote(match[3])


def _fixed(name: str, at_start: bool) -> Function:
    """startsWith and endsWith, which do not regard case."""

    def apply(arguments: Arguments) -> Value:
        whole, piece = arguments
        if isinstance(whole, Unknown) and isinstance(piece, str) and len(whole.parts) > 1:
            edge = whole.parts[0 if at_start else -1]
            if isinstance(edge, str) and len(edge) >= len(piece):
                return apply([edge, piece])
        unknown = next((value for value in arguments if isinstance(value, Unknown)), None)
        if unknown is not None:
            return over_candidates(arguments, apply, unknown.why, call_parts(name, arguments))
        whole, piece = as_text(name, whole).lower(), as_text(name, piece).lower()
        return whole.startswith(piece) if at_start else whole.endswith(piece)

    return Function(name, 2, 2, apply, Needs.NOTHING)


def _cased(name: str, change: Callable[[str], str]) -> Function:
    def apply(arguments: Arguments) -> Value:
        value = arguments[0]
        if not isinstance(value, Unknown):
            return change(as_text(name, value))
        parts = joined((_changed(part),) for part in value.parts) if len(value.parts) > 1 else call_parts(name, arguments)
        return over_candidates(arguments, apply, value.why, parts)

    def _changed(part: Part) -> Part:
        return change(part) if isinstance(part, str) else (call_parts(name, [Unknown("", parts=(part,))]) or (part,))[0]

    return Function(name, 1, 1, apply, Needs.NOTHING)


def _format(arguments: Arguments) -> Value:
    pattern, *values = arguments
    return composite_format(as_text("format", pattern), values)


def _format_unknown(arguments: Arguments) -> Value:
    unknown = next((value for value in arguments if isinstance(value, Unknown)), None)
    if unknown is None:
        return _format(arguments)
    if isinstance(arguments[0], Unknown):
        return over_candidates(arguments, _format, unknown.why, call_parts("format", arguments))
    made = _format(arguments)
    return over_candidates(arguments, _format, unknown.why, made.parts) if isinstance(made, Unknown) else made


def _join(arguments: Arguments) -> Value:
    items, separator = as_array("join", arguments[0]), as_text("join", arguments[1])
    limited(len(items) * len(separator))
    pieces: list[tuple[Part, ...]] = []
    for index, item in enumerate(items):
        pieces.extend([(separator,)] if index else [])
        pieces.append(spelled(item))
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    return text(joined(pieces), unknown.why if unknown else "")


def _pad_left(arguments: Arguments) -> Value:
    value, width = arguments[0], as_int("padLeft", arguments[1])
    filler = as_text("padLeft", arguments[2]) if len(arguments) > 2 else " "
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise wrong_type("padLeft", "a string or an integer", value)
    if len(filler) != 1:
        raise EvaluationError("padLeft() pads with exactly one character")
    limited(width)
    return str(value).rjust(width, filler)


def _replace(arguments: Arguments) -> Value:
    whole, old, new = (as_text("replace", value) for value in arguments)
    if not old:
        raise EvaluationError("replace(): the text to replace is empty")
    limited(len(whole) + whole.count(old) * (len(new) - len(old)))
    return whole.replace(old, new)


def _split(arguments: Arguments) -> Value:
    whole, delimiters = as_text("split", arguments[0]), arguments[1]
    choices = [delimiters] if isinstance(delimiters, str) else [as_text("split", item) for item in as_array("split", delimiters)]
    choices = [choice for choice in choices if choice]
    return re.split("|".join(map(re.escape, choices)), whole) if choices else [whole]


def _substring(arguments: Arguments) -> Value:
    whole, start = as_text("substring", arguments[0]), as_int("substring", arguments[1])
    length = as_int("substring", arguments[2]) if len(arguments) > 2 else len(whole) - start
    if start < 0 or length < 0 or start + length > len(whole):
        raise EvaluationError(f"substring(): {length} characters from {start} are not all within the text of {len(whole)}")
    return whole[start : start + length]


def _trim(arguments: Arguments) -> Value:
    return as_text("trim", arguments[0]).strip()


def _hash(name: str, compute: Callable[[list[str]], str]) -> Function:
    def apply(arguments: Arguments) -> Value:
        return compute([as_text(name, value) for value in arguments])

    return Function(name, 1, None, apply)


def _uri(arguments: Arguments) -> Value:
    base, relative = (as_text("uri", value) for value in arguments)
    try:
        parts = urlsplit(base)
        if not parts.scheme or not parts.netloc:
            raise EvaluationError("uri(): the base is not an absolute URI")
        return urljoin(base if parts.path else base + "/", relative)
    except ValueError as error:
        raise EvaluationError(f"uri(): {error}") from None


def _uri_component(arguments: Arguments) -> Value:
    return quote(as_text("uriComponent", arguments[0]), safe="-_.~")


def _uri_component_to_string(arguments: Arguments) -> Value:
    return unquote(as_text("uriComponentToString", arguments[0]))


def _like(arguments: Arguments) -> Value:
    whole, pattern = (as_text("like", value) for value in arguments)
    if pattern.count("*") > 8:
        raise EvaluationError("like(): the pattern has too many wildcards")
    return fnmatch.fnmatchcase(whole.lower(), pattern.lower().replace("[", "[[]"))


FUNCTIONS = (
    Function("base64", 1, 1, _base64),
    Function("base64ToJson", 1, 1, _base64_to_json),
    Function("base64ToString", 1, 1, _base64_to_string),
    Function("dataUri", 1, 1, _data_uri),
    Function("dataUriToString", 1, 1, _data_uri_to_string),
    _fixed("startsWith", True),
    _fixed("endsWith", False),
    Function("format", 1, None, _format_unknown, Needs.NOTHING),
    _hash("guid", unique.guid),
    _hash("uniqueString", unique.unique_string),
    Function("join", 2, 2, _join, Needs.TOP),
    Function("json", 1, 1, _json),
    Function("like", 2, 2, _like),
    Function("padLeft", 2, 3, _pad_left),
    Function("replace", 3, 3, _replace),
    Function("split", 2, 2, _split),
    Function("string", 1, 1, _string),
    Function("substring", 2, 3, _substring),
    _cased("toLower", str.lower),
    _cased("toUpper", str.upper),
    Function("trim", 1, 1, _trim),
    Function("uri", 2, 2, _uri),
    Function("uriComponent", 1, 1, _uri_component),
    Function("uriComponentToString", 1, 1, _uri_component_to_string),
)
