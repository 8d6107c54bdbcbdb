"""YAML as plain data with a side table of lines, so that an error can name the line of the key at fault.

Only ``true`` and ``false`` are booleans: Azure's own values ``On``, ``Off`` and ``no`` stay text, and so do dates.
Tags and keys given twice are refused, and so are anchors unless the caller lets them through. What others wrote for other readers
(``foreign``) is taken more widely: a tag that is not read makes its value unknown, and of two equal keys the last one counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.errors import RuleFileError
from scanner.model.value import Path as DataPath
from scanner.model.value import Unknown, Value

if TYPE_CHECKING:
    import yaml

MAX_DEPTH = 40
MAX_BYTES = 1024 * 1024
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
_TAG = "tag:yaml.org,2002:"
_PLAIN_TAGS = frozenset(_TAG + name for name in ("map", "seq", "null", "bool", "int", "float"))
_WORDS: dict[str, Value] = {"": None, "null": None, "~": None, "true": True, "false": False}


class MalformedData(Exception):
    """Data that is not as it must be, found by code that has no file at hand: ``path`` leads to it from the top."""

    def __init__(self, path: DataPath, message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: ``lines`` holds, for every path in ``data``, the line of its key (or list item).

    Below an alias there are none: what is wrong there is reported where the anchor is, or at the alias.
    """

    file: str
    data: Value
    lines: dict[DataPath, int]

    def line(self, path: DataPath) -> int:
        """The line of the path, or of the closest parent that was written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self, path: DataPath, message: str) -> RuleFileError:
        return RuleFileError(self.file, self.line(path), message)


def read_document(path: Path, anchors: bool = False) -> Document:
    """The file's only document; RuleFileError when it cannot be read or is not plain YAML."""
    file = path.as_posix()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise RuleFileError(file, 1, f"has more than {MAX_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleFileError(file, 1, f"cannot be read: {error}") from error
    return parse_document(text, file, anchors)


def parse_document(text: str, file: str, anchors: bool = False, foreign: bool = False) -> Document:
    """The only document in ``text``; RuleFileError, naming ``file``, when it is not plain YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(file, anchors, foreign)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        tab = any(written.lstrip(" ").startswith("\t") for written in text.split("\n")[line - 1 : line])
        what = "a tab; YAML is indented with spaces" if tab else error.problem or error.context
        raise RuleFileError(file, line, f"is not valid YAML: {what}") from error
    except yaml.YAMLError as error:  # characters that YAML forbids
        raise RuleFileError(file, 1, f"is not valid YAML: {error}".splitlines()[0]) from error
    return Document(file, builder.data, builder.lines)


class _Builder:
    """Puts the parser's events together on a stack of its own, so that nesting cannot exhaust Python's."""

    def __init__(self, file: str, anchors: bool, foreign: bool) -> None:
        self.file = file
        self.anchors = anchors
        self.foreign = foreign
        self.data: Value = None
        self.lines: dict[DataPath, int] = {}
        self._open: list[tuple[Any, DataPath]] = []
        self._key: list[tuple[str, int] | None] = []
        self._anchored: dict[str, Value] = {}
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        import yaml

        line = _line(event)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None and not self.anchors:
            raise RuleFileError(self.file, line, "anchors and aliases are not supported")
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise RuleFileError(self.file, line, "has more than one document")
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], event, line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
            self._key.pop()

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if event.tag not in (None, "!") and not self.foreign:
            raise RuleFileError(self.file, line, f"the tag {event.tag} is not supported")
        plain = event.implicit[0] and event.style in (None, "")
        if self._at_key():
            if event.value in self._open[-1][0] and not self.foreign:
                raise RuleFileError(self.file, line, f"the key {event.value!r} is given twice")
            self._key[-1] = (event.value, line)
        else:
            value = _tagged(event.tag, event.value) if event.tag not in (None, "!") else plain_value(event.value) if plain else event.value
            self._place(value, line, event.anchor)

    def _start(self, container: Any, event: yaml.CollectionStartEvent, line: int) -> None:
        if event.tag is not None and not (self.foreign and event.tag in _PLAIN_TAGS):
            raise RuleFileError(self.file, line, f"the tag {event.tag} is not supported")
        path = self._place(container, line, event.anchor)
        if len(path) > MAX_DEPTH:
            raise RuleFileError(self.file, line, f"is nested more than {MAX_DEPTH} deep")
        self._open.append((container, path))
        self._key.append(None)

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        if event.anchor not in self._anchored:
            raise RuleFileError(self.file, line, f"nothing before this is anchored as {event.anchor!r}")
        value = self._anchored[event.anchor]
        if any(container is value for container, _ in self._open):
            raise RuleFileError(self.file, line, f"the alias {event.anchor!r} lies within what it stands for")
        self._place(value, line, None)

    def _at_key(self) -> bool:
        """True where the next scalar is the key of a mapping."""
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._key[-1] is None

    def _place(self, value: Value, line: int, anchor: str | None) -> DataPath:
        """Puts the value where the parser is, and returns the path to it."""
        if self._at_key():
            raise RuleFileError(self.file, line, "a key must be text")
        if anchor is not None:
            self._anchored[anchor] = value
        if not self._open:
            self.data, self.lines[()] = value, line
            return ()
        container, path = self._open[-1]
        if isinstance(container, dict):
            key = self._key[-1]
            assert key is not None
            self._key[-1] = None
            container[key[0]], path, line = value, (*path, key[0]), key[1]
        else:
            path = (*path, len(container))
            container.append(value)
        self.lines[path] = line
        return path


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _tagged(tag: str, text: str) -> Value:
    if tag == _TAG + "str":
        return text
    return plain_value(text) if tag in _PLAIN_TAGS else Unknown(f"the tag {tag} is not read")


def plain_value(text: str) -> Value:
    """What an unquoted scalar means."""
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
