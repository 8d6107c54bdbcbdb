"""Functions that encode and decode: Base64, JSON, YAML, CSV, URLs, character sets."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from urllib.parse import quote_plus, unquote_to_bytes

from scanner.model.value import Unknown
from scanner.terraform.functions.csv_text import from_csv
from scanner.terraform.functions.json_text import encode_json, from_json
from scanner.terraform.functions.registry import MAX_TEXT, ArgumentError, Function, Parameter, texts
from scanner.terraform.functions.yaml_reading import from_yaml
from scanner.terraform.functions.yaml_writing import to_yaml
from scanner.terraform.types import TooLarge
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import ANY, STRING, EvaluationError, Value

_BASE64 = re.compile(rb"[A-Za-z0-9+/]*={0,2}")
_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1257": "cp1257",
    "iso-8859-2": "iso8859-2",
    "iso-8859-5": "iso8859-5",
    "iso-8859-15": "iso8859-15",
    "ibm437": "cp437",
    "cp437": "cp437",
    "macintosh": "mac-roman",
    "koi8-r": "koi8-r",
    "shift_jis": "shift-jis",
    "euc-jp": "euc-jp",
    "euc-kr": "euc-kr",
    "gbk": "gbk",
    "gb18030": "gb18030",
    "big5": "big5",
}
"""IANA names in lower case, and Python's names for them: the ones in use, not all that Terraform knows."""


def base64_bytes(text: str) -> bytes:
    """Decoded as Go does it: padding is required, line breaks are skipped, nothing else is."""
    data = text.encode().replace(b"\r", b"").replace(b"\n", b"")
    if len(data) % 4 or not _BASE64.fullmatch(data):
        raise EvaluationError(f"failed to decode base64 data {quote(text)}")
    try:
        return base64.b64decode(data)
    except binascii.Error as error:
        raise EvaluationError(f"failed to decode base64 data {quote(text)}") from error


def base64decode(text: str) -> str:
    try:
        return base64_bytes(text).decode()
    except UnicodeDecodeError as error:
        raise EvaluationError("the result of decoding the provided string is not valid UTF-8") from error


def base64_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def base64gzip(text: str) -> Value:
    """Other compressors than Terraform's give other bytes."""
    return Unknown("the compressed text depends on the compressor", type=STRING)


def base64gunzip(text: str) -> str:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(base64_bytes(text), MAX_TEXT + 1)
    except zlib.error as error:
        raise EvaluationError("failed to gunzip bytestream") from error
    if len(data) > MAX_TEXT:
        raise TooLarge("the text is too large to evaluate")
    return data.decode("utf-8", "replace")


def _encoding(name: str) -> str:
    known = _ENCODINGS.get(name.lower())
    if known is None:
        raise TooLarge(f"the encoding {name} is not supported")
    return known


def textencodebase64(text: str, encoding: str) -> str:
    known = _encoding(encoding)
    if known == "utf-16":
        return base64_text(b"\xfe\xff" + text.encode("utf-16-be"))
    try:
        return base64_text(text.encode(known))
    except UnicodeEncodeError as error:
        raise ArgumentError(0, f"the given string contains characters that cannot be represented in {encoding}") from error


def textdecodebase64(text: str, encoding: str) -> str:
    known = _encoding(encoding)
    try:
        return base64_bytes(text).decode(known)
    except UnicodeDecodeError as error:
        raise ArgumentError(0, f"the given string contains symbols that are not defined for {encoding}") from error


def urlencode(text: str) -> str:
    return quote_plus(text, safe="")


def urldecode(text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise EvaluationError(f"failed to decode URL '{text}'")
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


_ENCODED = (Parameter("value", null=True),)
FUNCTIONS = {
    "base64decode": Function(texts("str"), STRING, base64decode),
    "base64encode": Function(texts("str"), STRING, lambda text: base64_text(text.encode())),
    "base64gunzip": Function(texts("str"), STRING, base64gunzip),
    "base64gzip": Function(texts("str"), STRING, base64gzip),
    "csvdecode": Function(texts("str"), ANY, from_csv),
    "jsondecode": Function(texts("str"), ANY, from_json),
    "jsonencode": Function((Parameter("val", null=True),), STRING, encode_json, partly=True),
    "textdecodebase64": Function(texts("source", "encoding"), STRING, textdecodebase64),
    "textencodebase64": Function(texts("string", "encoding"), STRING, textencodebase64),
    "urldecode": Function(texts("str"), STRING, urldecode),
    "urlencode": Function(texts("str"), STRING, urlencode),
    "yamldecode": Function(texts("src"), ANY, from_yaml),
    "yamlencode": Function(_ENCODED, STRING, to_yaml),
}
