"""YAML as ``yamldecode`` reads it: one document, whose plain scalars mean what YAML 1.1 says, with a few differences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanner.terraform.functions.timestamps import yaml_timestamp
from scanner.terraform.types import TooLarge, convert, parse_number
from scanner.terraform.types.of_value import MAX_DEPTH
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import STRING, EvaluationError, Value

if TYPE_CHECKING:
    from yaml import Event

_TAG = "tag:yaml.org,2002:"
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **{sign + word: -math.inf if sign == "-" else math.inf for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}
_NOTHING = object()
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def from_yaml(text: str) -> Value:
    """The value that the document describes: objects and tuples."""
    import yaml

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        reader = _Reader(yaml.parse(text, Loader=loader))
        return reader.document()
    except yaml.YAMLError as error:
        problem = getattr(error, "problem", None) or str(error)
        mark = getattr(error, "problem_mark", None)
        where = f"on line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise EvaluationError(f"{where}{problem}") from error


class _Reader:
    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._anchors: dict[str, Value] = {}

    def document(self) -> Value:
        import yaml

        next(self._events)
        if not isinstance(next(self._events), yaml.DocumentStartEvent):
            raise EvaluationError("on line 1, column 1: missing start of document")
        value = self._value(next(self._events), 0)
        next(self._events)
        if isinstance(next(self._events), yaml.DocumentStartEvent):
            raise EvaluationError("only a single document is allowed")
        return value

    def _value(self, event: Event, depth: int) -> Value:
        import yaml

        if depth > MAX_DEPTH:
            raise TooLarge("the document is nested too deeply to evaluate")
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise EvaluationError(f"reference to undefined anchor {quote(event.anchor or '')}")
            return self._anchors[event.anchor]
        assert isinstance(event, yaml.NodeEvent)
        if event.anchor:
            self._anchors.pop(event.anchor, None)
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event.tag, event.value, event.implicit[0], event.style)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(event.tag, depth)
        else:
            assert isinstance(event, yaml.MappingStartEvent)
            value = self._mapping(event.tag, depth)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _sequence(self, tag: str | None, depth: int) -> Value:
        import yaml

        if tag not in (None, "!", _TAG + "seq"):
            raise EvaluationError(f"can't interpret sequence as {_short(tag)}")
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return tuple(items)

    def _mapping(self, tag: str | None, depth: int) -> Value:
        import yaml

        if tag not in (None, "!", _TAG + "map"):
            raise EvaluationError(f"can't interpret mapping as {_short(tag)}")
        entries: dict[str, Value] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise EvaluationError("only strings are allowed as mapping keys")
            if event.tag == _TAG + "merge" or (event.tag is None and event.value == "<<"):
                _merge(entries, self._value(next(self._events), depth + 1))
                continue
            key = convert(_scalar(event.tag, event.value, True, event.style), STRING)
            if key is None:
                raise EvaluationError("mapping key cannot be null")
            entries[key] = self._value(next(self._events), depth + 1)
        return dict(sorted(entries.items()))


def _merge(entries: dict[str, Value], value: Value) -> None:
    for mapping in value if isinstance(value, tuple) else (value,):
        if not isinstance(mapping, dict):
            raise EvaluationError("only mappings can be merged into a mapping")
        entries.update(mapping)


def _short(tag: str | None) -> str:
    return (tag or "").replace(_TAG, "!!")


def _scalar(tag: str | None, text: str, plain: bool, style: str | None) -> Value:
    """What a scalar means; what it looks like comes before its tag, except that a string stays one."""
    kind = (tag or "").removeprefix(_TAG)
    if kind in ("str", "binary", "!") or (tag is None and not plain):
        return text
    if kind not in ("", "null", "bool", "int", "float", "timestamp"):
        raise EvaluationError(f"unsupported tag {quote(tag or '')}")
    if not text or text[0] in "yYnNtTfFoO~+-.0123456789":
        if style in ("'", '"'):
            return text
        if (found := _resolved(text, kind)) is not _NOTHING:
            return found
    if kind == "":
        return text
    if kind == "null":
        return None
    if kind in ("int", "float"):
        return _number(text, _short(tag))
    raise EvaluationError(f"cannot parse {quote(text)} as {_short(tag)}")


def _resolved(text: str, kind: str) -> Value:
    """The word, point in time or number that the text is, else _NOTHING."""
    if text in _WORDS:
        return _WORDS[text]
    if text in (".nan", ".NaN", ".NAN") and kind == "":
        raise EvaluationError("floating point NaN is not supported")
    if kind in ("", "timestamp") and (stamp := yaml_timestamp(text)) is not None:
        return stamp
    if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
        return _number(text, "!!int")
    return _NOTHING


def _number(text: str, tag: str) -> Value:
    plain = text.replace("_", "")
    try:
        return parse_number(plain)
    except TooLarge:
        raise
    except EvaluationError:
        pass
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if plain.lower().startswith(prefix):
            try:
                return int(plain, base)
            except ValueError:
                break
    raise EvaluationError(f"cannot parse {quote(text)} as {tag}")
