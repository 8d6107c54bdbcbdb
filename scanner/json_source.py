"""JSON as Azure Resource Manager reads it, with the place of every value.

ARM's reader takes more than the standard: comments, trailing commas, line breaks inside strings, single quotes, numbers like .25.
The values come from the standard library when it can read the text; places come from ``Layout``, made at the
first question about one.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field

from scanner.errors import InputError
from scanner.files import SourceText
from scanner.json_layout import Layout, decode_string
from scanner.model.source import Span
from scanner.model.value import Path, Value

MAX_DEPTH = 120
"""Deeper documents are refused, so that whoever walks one need not fear for the stack. Compiled templates reach about 60."""

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(slots=True, eq=False)
class Document:
    """A parsed file: the plain ``value``, and on demand the place of anything in it."""

    source: SourceText
    value: Value
    repeated: bool = False
    """Some object has a key twice; as in ARM, the last one counts."""
    _layout: Layout | None = field(default=None, repr=False)

    @property
    def layout(self) -> Layout:
        if self._layout is None:
            self._layout = Layout(self.source)
        return self._layout

    def written(self, path: Path) -> bool:
        """True when the document has a value at this path."""
        return self.layout.find(path)[1] == len(path)

    def span(self, path: Path) -> Span:
        """The value at the path; where there is none, the closest value around it."""
        node = self.layout.find(path)[0]
        return self.source.span(self.layout.starts[node], self.layout.ends[node])

    def key_span(self, path: Path) -> Span:
        """The property at the path, key and value; for elements of arrays, and for the whole document, the value."""
        node = self.layout.find(path)[0]
        return self.source.span(self.layout.keys[node], self.layout.ends[node])

    def head_span(self, path: Path) -> Span:
        """The property at the path up to the bracket that opens its value; all of it when it is a single value."""
        node = self.layout.find(path)[0]
        end = self.layout.starts[node] + 1 if node in self.layout.children else self.layout.ends[node]
        return self.source.span(self.layout.keys[node], end)

    def duplicates(self) -> tuple[Span, ...]:
        """The properties that a later one of the same object replaces."""
        if not self.repeated:
            return ()
        layout = self.layout
        return tuple(self.source.span(layout.keys[node], layout.ends[node]) for node in layout.replaced)


def parse_json(source: SourceText) -> Document:
    """The document, nested no deeper than MAX_DEPTH; InputError, with its place, when it is not JSON in ARM's wide sense."""
    repeated = False

    def members(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
        nonlocal repeated
        result = dict(pairs)
        repeated = repeated or len(result) != len(pairs)
        return result

    if not _SURROGATE_ESCAPE.search(source.text):
        try:
            value = json.loads(source.text, strict=False, object_pairs_hook=members, parse_constant=_refuse, parse_float=_finite)
        except RecursionError:
            raise _too_deep(source) from None
        except ValueError:
            pass  # the tolerant reader takes it, or says better what is wrong
        else:
            if _depth_exceeds(value, MAX_DEPTH):
                raise _too_deep(source)
            return Document(source, value, repeated)
    layout = Layout(source, MAX_DEPTH)
    return Document(source, _value(source, layout), bool(layout.replaced), layout)


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _depth_exceeds(value: Value, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        members = (node.values() if type(node) is dict else node for node in level if type(node) in (dict, list))
        level = [item for group in members for item in group if type(item) in (dict, list)]
        if not level:
            return False
    return True


def _too_deep(source: SourceText) -> InputError:
    """Says where the first bracket beyond the limit stands."""
    try:
        Layout(source, MAX_DEPTH)
    except InputError as error:
        return error
    return InputError(source.span(0, 0), f"nests deeper than {MAX_DEPTH} levels")


def _value(source: SourceText, layout: Layout) -> Value:
    """The tree of values that a layout describes. Children have higher numbers than their parents: backwards, all are ready."""
    values: dict[int, Value] = {}
    for node in range(len(layout.starts) - 1, -1, -1):
        children = layout.children.get(node)
        if children is None:
            values[node] = _scalar(source, layout.starts[node], layout.ends[node])
        elif isinstance(children, dict):
            values[node] = {_scrub(key): values.pop(child) for key, child in children.items()}
        else:
            values[node] = [values.pop(child) for child in children]
    return values[0]


def _scalar(source: SourceText, start: int, end: int) -> Value:
    text = source.text[start:end]
    try:
        if text[0] not in "\"'":
            if text.lstrip("-")[0] == ".":  # .25, which ARM takes
                return _finite(text)
            return json.loads(text, parse_float=_finite)
        return _scrub(decode_string(text))
    except ValueError:
        what = "escape sequence in a string" if text[0] in "\"'" else "number"
        raise InputError(source.span(start, end), f"is not valid JSON: wrong {what}") from None


def _scrub(text: str) -> str:
    """Without halves of surrogate pairs, which no output could be written with."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
