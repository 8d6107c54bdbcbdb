"""What lowering needs of the file being lowered: its names, the places noted, the imports, and files read at compile time."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from scanner.arm.expressions import Expr, Literal, Tree
from scanner.arm.values import EvaluationError, check_size
from scanner.bicep import syntax as s
from scanner.bicep.lower.names import Names, names_of
from scanner.bicep.lower.positions import BicepPositions, Stretch
from scanner.errors import InputError, RuleFileError
from scanner.files import Files, SourceText
from scanner.json_source import parse_json
from scanner.model.value import Path, Unknown, Value
from scanner.yaml_file import parse_document

_PLAIN_PATH = re.compile(r"\$?(\.?[A-Za-z_][\w-]*|\[\d{1,9}\])*")
_STEP = re.compile(r"([A-Za-z_][\w-]*)|\[(\d+)\]")
_DEEPEST = 30
"""Resources named after resources named after resources…"""
_MOST = 100_000
MAX_LOADED = 1_000_000
"""Larger files that are loaded as content stay unknown."""


@dataclass(slots=True, eq=False)
class Imported:
    """What an imported name stands for in the template; an unavailable one stands for something unknown."""

    variables: dict[str, Expr] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    """Name here (``f`` or ``ns.f``) to the name of the function in the template."""
    types: dict[str, tuple[FileContext, s.AliasDeclaration]] = field(default_factory=dict)
    """Name here (``T`` or ``ns.T``) to its definition and the file that it is in."""
    missing: dict[str, str] = field(default_factory=dict)
    """Names and namespaces whose file is not available, and why."""


@dataclass(slots=True, eq=False)
class FileContext:
    """What the lowering of one file needs to know."""

    file: s.File
    path: FilePath
    files: Files
    positions: BicepPositions
    names: Names
    fresh: Callable[[], int]
    """Numbers for trees that stand in expressions, unique in the template."""
    imports: Imported = field(default_factory=Imported)
    prefix: str = ""
    """What the names of an imported file's variables and functions begin with in the template."""
    open: set[object] = field(default_factory=set)
    taken_in: int = 0

    @classmethod
    def of(cls, file: s.File, path: FilePath, files: Files, positions: BicepPositions, fresh: Callable[[], int], prefix: str = "") -> FileContext:
        return cls(file, path, files, positions, names_of(file), fresh, prefix=prefix)

    @contextmanager
    def taking_in(self, declared: object) -> Iterator[bool]:
        """Around taking in the name of a resource, or the collection of its loop, where it is referred to.

        False when that leads back to itself, or to far more than anybody writes.
        """
        self.taken_in += 1
        allowed = declared not in self.open and len(self.open) < _DEEPEST and self.taken_in <= _MOST
        if not allowed:
            yield False
            return
        self.open.add(declared)
        try:
            yield True
        finally:
            self.open.discard(declared)

    def put(self, path: Path, node: s.Expr, whole: s.Property | s.Spread | s.Declaration | None = None) -> None:
        source = self.file.source
        around = Stretch(source, whole.start, whole.end) if whole is not None else None
        self.positions.put(path, Stretch(source, node.start, node.end), around)

    def text(self, node: s.Expr) -> str:
        return self.file.source.text[node.start : node.end]

    def new_tree(self) -> Path:
        return ("$tree", self.fresh())

    # ---- imports
    def imported_variable(self, name: str) -> Expr | None:
        if (why := self.imports.missing.get(name)) is not None:
            return Literal(Unknown(why))
        return self.imports.variables.get(name)

    def imported_member(self, namespace: str, name: str) -> Expr | None:
        if (why := self.imports.missing.get(namespace)) is not None:
            return Literal(Unknown(why))
        return self.imports.variables.get(f"{namespace}.{name}")

    def imported_function(self, name: str) -> str | None:
        if name in self.imports.missing or name.partition(".")[0] in self.imports.missing:
            return "__bicep.unavailable"
        return self.imports.functions.get(name)

    # ---- files read at compile time
    def load_function(self, node: s.Call) -> Expr:
        """``loadTextContent('x')`` and its kin: relative to this file, inside the scanned tree, of bounded size."""
        if not node.arguments or not isinstance(node.arguments[0], s.Literal):
            return Literal(Unknown(f"{node.name}() of a computed path"))
        path = self.path.parent / str(node.arguments[0].value)
        try:
            data = self.files.read_bytes(path)
            if len(data) > MAX_LOADED:
                return Literal(Unknown(f"{node.name}({node.arguments[0].value!r}): the file is too large to be taken in"))
            value = check_size(_loaded(node.name, data))
        except (InputError, RuleFileError, EvaluationError, UnicodeDecodeError) as error:
            return Literal(Unknown(f"{node.name}({node.arguments[0].value!r}): {getattr(error, 'message', error)}"))
        if len(node.arguments) > 1 and node.name in ("loadJsonContent", "loadYamlContent"):
            value = _within(value, node.arguments[1])
        return Tree(value) if isinstance(value, (dict, list)) else Literal(value)


def _within(value: Value, path: s.Expr) -> Value:
    """What stands at a path such as ``$.network.rules[0]``; more of JSONPath is not followed."""
    text = path.value if isinstance(path, s.Literal) else None
    if not isinstance(text, str) or not _PLAIN_PATH.fullmatch(text):
        return Unknown("a path into the content that is not followed")
    for name, index in _STEP.findall(text):
        if name and isinstance(value, dict):
            value = value.get(name)
        elif index and isinstance(value, list):
            value = value[int(index)] if int(index) < len(value) else None
        else:
            return None
    return value


def _loaded(function: str, data: bytes) -> Value:
    if function == "loadFileAsBase64":
        return base64.b64encode(data).decode("ascii")
    text = data.decode("utf-8-sig")
    if function == "loadJsonContent":
        return parse_json(SourceText("", text)).value
    if function == "loadYamlContent":
        return parse_document(text, "", anchors=True, foreign=True).data
    return text if function == "loadTextContent" else Unknown(f"{function}() is not evaluated")
