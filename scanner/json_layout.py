"""Where every value of a JSON text stands, as compact tables of offsets."""

from __future__ import annotations

import json
import re
from array import array

from scanner.errors import InputError
from scanner.files import SourceText
from scanner.model.value import Path

# Every part starts with a character of its own, so that no match can be tried in more than one way.
_SPACE = r"\s*(?:(?://[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)\s*)*"
_STRING = r"""(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*')"""
_SCALAR = rf"(?:{_STRING}|-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)(?!\w))"
_SPACES = re.compile(_SPACE)
_KEY = re.compile(rf"({_STRING}){_SPACE}(:)?{_SPACE}", re.S)
_VALUE = re.compile(rf"([{{\[])|{_SCALAR}", re.S)
_NEXT = re.compile(rf"{_SPACE}([,}}\]])?{_SPACE}", re.S)
_SINGLE_QUOTED = re.compile(r"""\\(?P<quote>')|(?<!\\)(?P<bare>")|\\.""", re.S)


class Layout:
    """Values are numbered in document order, the document itself being 0.

    ``starts``, ``ends`` and ``keys`` hold, by number, the offsets of the value and of its key (of the value itself
    where there is no key); ``children`` holds, for objects and arrays only, the numbers of their members.
    """

    def __init__(self, source: SourceText, max_depth: int = 1000) -> None:
        self.starts, self.ends, self.keys = array("I"), array("I"), array("I")
        self.children: dict[int, dict[str, int] | list[int]] = {}
        self.replaced: list[int] = []
        self._source, self._text = source, source.text
        self._scan(max_depth)

    def find(self, path: Path) -> tuple[int, int]:
        """The number of the value at the path, or of the closest one around it, and how many segments led there."""
        node, taken = 0, 0
        for segment in path:
            children, child = self.children.get(node), None
            if isinstance(children, dict):
                child = children.get(segment) if isinstance(segment, str) else None
            elif children is not None and isinstance(segment, int) and 0 <= segment < len(children):
                child = children[segment]
            if child is None:
                break
            node = child
            taken += 1
        return node, taken

    def _scan(self, max_depth: int) -> None:
        at = self._skip(0)
        open_nodes: list[int] = []
        at = self._value(at, at, open_nodes)
        while open_nodes:
            if len(open_nodes) > max_depth:
                raise self._error(at, f"nests deeper than {max_depth} levels", syntax=False)
            node = open_nodes[-1]
            children = self.children[node]
            closing = "}" if isinstance(children, dict) else "]"
            if self._text.startswith(closing, at):
                self.ends[open_nodes.pop()] = at + 1
                at = self._separator(at + 1, open_nodes)
            elif isinstance(children, dict):
                at = self._member(at, children, open_nodes)
            else:
                children.append(len(self.starts))
                at = self._value(at, at, open_nodes)
        if at < len(self._text):
            raise self._error(at, "more text after the end of the document")

    def _member(self, at: int, children: dict[str, int], open_nodes: list[int]) -> int:
        match = _KEY.match(self._text, at)
        if match is None:
            raise self._error(at, "expected a property name in quotes or '}'")
        if match.group(2) is None:
            raise self._error(match.end(), "expected ':' after the property name")
        literal = match.group(1)
        key = literal[1:-1] if literal[0] == '"' and "\\" not in literal else self._decode(at, literal)
        if key in children:
            self.replaced.append(children.pop(key))
        children[key] = len(self.starts)
        return self._value(at, match.end(), open_nodes)

    def _value(self, key: int, at: int, open_nodes: list[int]) -> int:
        """Records the value at ``at`` and returns where its container goes on, or, when it opens one, where that begins."""
        match = _VALUE.match(self._text, at)
        if match is None:
            raise self._error(at, self._wrong_value(at))
        end, bracket = match.end(), match.group(1)
        number = len(self.starts)
        self.starts.append(at)
        self.keys.append(key)
        self.ends.append(end)
        if bracket:
            self.children[number] = {} if bracket == "{" else []
            open_nodes.append(number)
            return self._skip(end)
        return self._separator(end, open_nodes)

    def _separator(self, at: int, open_nodes: list[int]) -> int:
        """Past the comma, if there is one, up to the next member or closing bracket."""
        match = _NEXT.match(self._text, at)
        assert match is not None  # it can match nothing at all
        found = match.group(1)
        if not open_nodes:
            return match.start(1) if found else self._checked(match.end())
        closing = "}" if isinstance(self.children[open_nodes[-1]], dict) else "]"
        if found == ",":
            return self._checked(match.end())
        if found == closing:
            return match.start(1)
        raise self._error(match.start(1) if found else self._checked(match.end()), f"expected ',' or '{closing}'")

    def _skip(self, at: int) -> int:
        match = _SPACES.match(self._text, at)
        assert match is not None  # it can match nothing at all
        return self._checked(match.end())

    def _checked(self, at: int) -> int:
        if self._text.startswith("/*", at):
            raise self._error(at, "a comment is not closed")
        return at

    def _decode(self, at: int, literal: str) -> str:
        try:
            return decode_string(literal)
        except ValueError:
            raise self._error(at, "wrong escape sequence in a property name") from None

    def _wrong_value(self, at: int) -> str:
        if at >= len(self._text):
            return "the text ends where a value was expected"
        if self._text[at] in "\"'":
            return "a string is not closed"
        word = re.compile(r"[\w.+-]*").match(self._text, at)
        shown = json.dumps((word.group() if word else "")[:30] or self._text[at])
        return f"expected a value, found {shown}"

    def _error(self, at: int, message: str, syntax: bool = True) -> InputError:
        if at >= len(self._text) and "text ends" not in message:
            message = f"the text ends too early; {message}"
        return InputError(self._source.span(at, min(at + 1, len(self._text))), f"is not valid JSON: {message}" if syntax else message)


def decode_string(literal: str) -> str:
    """The text that a quoted JSON string stands for; ValueError when an escape is wrong."""
    if literal[0] == "'":
        # \' is no escape of the standard, and a bare " needs one there.
        swap = {"quote": "'", "bare": '\\"'}
        literal = '"' + _SINGLE_QUOTED.sub(lambda m: swap.get(m.lastgroup or "", m.group()), literal[1:-1]) + '"'
    text: str = json.loads(literal, strict=False)
    return text
