"""A mapping file as plain data that knows its lines.

YAML as people expect it: only ``true`` and ``false`` are booleans (``On`` is text), dates are text, and a key given twice is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.errors import RuleFileError
from scanner.model.value import Path as DataPath
from scanner.model.value import Value

if TYPE_CHECKING:
    import yaml


class MalformedData(Exception):
    """Data that is not as it must be; ``path`` leads to it from the top of the file."""

    def __init__(self, path: DataPath, message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


@dataclass(frozen=True, slots=True)
class DataFile:
    file: str
    data: Value
    root: yaml.Node | None

    def error(self, problem: MalformedData) -> RuleFileError:
        return RuleFileError(self.file, self.line(problem.path), problem.message)

    def line(self, path: DataPath) -> int:
        """The line of the key or element at ``path``, or of the closest parent that exists."""
        import yaml

        node, line = self.root, 1
        for step in path:
            if isinstance(node, yaml.MappingNode):
                pairs = {key.value: (key, value) for key, value in node.value}
                if step not in pairs:
                    break
                key, node = pairs[step]
                line = key.start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line


def read_data_file(path: Path) -> DataFile:
    """The mapping at the top of the file; RuleFileError when there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleFileError(path.as_posix(), 1, f"cannot be read: {error}") from error
    return parse_data(text, path.as_posix())


def parse_data(text: str, file: str) -> DataFile:
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=base)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RuleFileError(file, line, f"is not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise RuleFileError(file, 1, f"is not valid YAML: {error}") from error
    data = {} if root is None else _plain(root, file)
    if not isinstance(data, dict):
        raise RuleFileError(file, 1, "must be a mapping of resource types")
    return DataFile(file, data, root)


def _plain(node: yaml.Node, file: str) -> Value:
    import yaml

    if isinstance(node, yaml.MappingNode):
        result: dict[str, Value] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise RuleFileError(file, line, "a key must be plain text")
            if key.value in result:
                raise RuleFileError(file, line, f"{key.value!r} is given twice")
            result[key.value] = _plain(value, file)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, file) for item in node.value]
    plain = isinstance(node, yaml.ScalarNode) and not node.style
    return _scalar(node.value) if plain else node.value


def _scalar(text: str) -> Value:
    """What an unquoted scalar means."""
    words: dict[str, Value] = {"true": True, "false": False, "null": None, "~": None, "": None}
    if text in words:
        return words[text]
    digits = text[1:] if text[:1] == "-" else text
    if digits.isdecimal():
        return int(text)
    whole, dot, fraction = digits.partition(".")
    return float(text) if dot and whole.isdecimal() and fraction.isdecimal() else text
