"""python-hcl2, the other parser of HCL in Python, as a witness: it accepts what we accept, and reads the same literals.

Over our own small files always; over real code with ``SOC2SCAN_CORPUS=DIR pytest -m corpus tests/terraform/language``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import hcl2
import pytest
from hcl2.utils import SerializationOptions
from lark.exceptions import LarkError

from scanner.files import SourceText, decode
from scanner.terraform.parse import parse_file
from scanner.terraform.syntax import Body, Expr, Literal, ObjectCons, TupleCons, Unary

ROOT = Path(__file__).parents[3]
CORPUS = os.environ.get("SOC2SCAN_CORPUS")
LARGEST = 200_000
"""Characters: python-hcl2 takes seconds for more."""

OPTIONS = SerializationOptions(with_comments=False, explicit_blocks=False)

REJECTED_BY_THEM = {
    "names that are not ASCII": (r"[^\W\d]*[^\x00-\x7f]\w*", "a = {\n  größe = 1\n}\n"),
    "markers that strip white space on both sides": (r"\$\{~[^}]*~\}", 'a = "${~ x ~}"\n'),
    "two signs in a row": (r"--\w|!!|-\s+-", "a = --1\n"),
    "a minus before a digit that follows something": (r"\w\s?-\d", "a = 4-10\n"),
    "a line break or a comment at an end of an interpolation": (r"\$\{\s*(\n|#|/\*)|(\n|#|\*/)[^\n{}]*\}", 'a = "${\nx\n}"\n'),
    "spaces after the end of a heredoc": (r"<<-?\s*(\w+)\r?\n(?:.*\n)*?\s*\1[ \t]+\r?\n", "a = <<E\nx\nE  \n"),
    "functions in a namespace of one name": (r"\w::\w", "a = core::f()\n"),
    "a bracket on the line after a name": (r"\w\s*\n\s*[\[(]", "a = [f\n(1)]\n"),
}
"""Why python-hcl2 rejects a valid file: what such files have in them, and an example."""

ACCEPTED_BY_THEM = {
    "Invalid escape sequence": 'a = "\\q"\n',
    "Unexpected endif directive": 'a = "%{endif}"\n',
    "Invalid expression": "a = <<E\n%{if}\nE\n",  # templates in heredocs are not read
    "Missing newline after argument": "a = 1 b = 2\n",
    "Missing attribute separator": "a = { b = 1 c = 2 }\n",
    "Invalid single-argument block definition": "a { b = 1 c = 2 }\n",
    "Invalid number literal": "a = 1.2.3\n",
    "Attribute redefined": "a = 1\na = 2\n",
}
"""What python-hcl2 passes over and Terraform refuses: our message, and an example."""


def their_defects(text: str) -> list[str]:
    return [reason for reason, (pattern, _) in REJECTED_BY_THEM.items() if re.search(pattern, text)]


def theirs(text: str) -> dict[str, Any] | None:
    """Its reading; None where it rejects the text."""
    try:
        return hcl2.loads(text if text.endswith("\n") else text + "\n", serialization_options=OPTIONS)
    except (LarkError, RecursionError, TypeError):  # TypeError: on for-objects with a value that is no string
        return None


def disagreements(path: Path) -> Iterator[str]:
    """What the two parsers do not agree on, without what the tables explain."""
    source = SourceText(str(path), decode(path.read_bytes(), str(path)))
    file, other = parse_file(source), theirs(source.text)
    if other is None and not file.problems:
        if not their_defects(source.text):
            yield f"{path}: python-hcl2 alone rejects it"
    elif other is not None and file.problems:
        unexplained = [problem for problem in file.problems if not problem.message.startswith(tuple(ACCEPTED_BY_THEM))]
        yield from (f"{path}:{problem.span.line}: only we reject it: {problem.message}" for problem in unexplained)
    elif other is not None:
        yield from (f"{path}: {difference}" for difference in in_body(file.body, other, ()))


def in_body(ours: Body, other: dict[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    """Arguments and blocks by name, their literals by value."""
    blocks: dict[str, list[tuple[tuple[str, ...], Body]]] = {}
    for block in ours.blocks:
        blocks.setdefault(block.type, []).append((tuple(block.labels), block.body))
    if ours.attributes.keys() | blocks.keys() != other.keys():
        yield f"{'.'.join(place)}: {sorted(ours.attributes.keys() | blocks.keys())} here, {sorted(other)} there"
        return
    for name, attribute in ours.attributes.items():
        if name not in blocks:
            yield from in_value(attribute.expr, other[name], (*place, name))
    for name, bodies in blocks.items():
        found = other[name] if isinstance(other[name], list) else [other[name]]
        if name in ours.attributes or len(found) != len(bodies):
            yield f"{'.'.join((*place, name))}: {len(bodies)} blocks here, {len(found)} there"
            continue
        for (labels, body), inner in zip(bodies, found, strict=True):
            for label in labels:
                key = next(iter(inner))
                if unquoted(key) != label:
                    yield f"{'.'.join((*place, name))}: label {label} here, {key} there"
                inner = inner[key]
            yield from in_body(body, inner, (*place, name, *labels))


def in_value(expr: Expr, other: Any, place: tuple[str, ...]) -> Iterator[str]:
    """Literals, alone or within brackets; of expressions python-hcl2 gives the text only."""
    match expr:
        case TupleCons() if isinstance(other, list) and len(other) == len(expr.items):
            for index, item in enumerate(expr.items):
                yield from in_value(item, other[index], (*place, str(index)))
        case ObjectCons() if isinstance(other, dict):
            keys = [key.value if isinstance(key, Literal) else None for key, _ in expr.items]
            values = {unquoted(key): value for key, value in other.items()}
            for key, (_, value) in zip(keys, expr.items, strict=True):
                if isinstance(key, str) and keys.count(key) == 1:
                    yield from in_value(value, values.get(key, "nothing"), (*place, key))
        case TupleCons() | ObjectCons():
            if not isinstance(other, str):
                yield f"{'.'.join(place)}: {len(expr.items)} items here, {other!r} there"
        case Literal():
            if not same(expr.value, other):
                yield f"{'.'.join(place)}: {expr.value!r} here, {other!r} there"
        case Unary("-", operand=Literal()) if isinstance(other, (int, float)):
            if not same(expr.operand.value, -other):
                yield f"{'.'.join(place)}: -{expr.operand.value!r} here, {other!r} there"
        case _:
            pass


def same(ours: object, other: Any) -> bool:
    if isinstance(ours, str):
        return isinstance(other, str) and (other.startswith('"<<') or unquoted(other) == ours)  # heredocs are not decoded there
    if isinstance(other, str) and other.startswith("${"):
        other = float(other[2:-1])
    return type(ours) is type(other) and ours == other if isinstance(ours, bool) or ours is None else ours == other


def unquoted(text: str) -> str:
    """The text that a quoted string means; a bare name as it is."""
    if not text.startswith('"'):
        return text
    plain = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
    text = re.sub(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", lambda m: plain.get(m[1]) or chr(int(m[1][1:], 16)), text[1:-1])
    return text.replace("$${", "${").replace("%%{", "%{")


def report(files: Iterable[Path]) -> list[str]:
    return [line for path in files if path.is_file() and path.stat().st_size < LARGEST for line in disagreements(path)]


def test_our_own_files() -> None:
    files = [path for folder in ("tests", "testdata") for path in sorted((ROOT / folder).rglob("*.tf"))]
    assert len(files) > 50
    assert not report(files)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="SOC2SCAN_CORPUS is not set")
def test_real_code() -> None:
    assert not report(sorted(Path(CORPUS or "").rglob("*.tf")))


@pytest.mark.parametrize(("reason", "text"), [(reason, text) for reason, (_, text) in REJECTED_BY_THEM.items()])
def test_what_only_they_reject(reason: str, text: str) -> None:
    assert not parse_file(SourceText("main.tf", text)).problems
    assert theirs(text) is None, "it is mended: the table can do without"
    assert reason in their_defects(text)


@pytest.mark.parametrize(("message", "text"), ACCEPTED_BY_THEM.items())
def test_what_only_we_reject(message: str, text: str) -> None:
    assert parse_file(SourceText("main.tf", text)).problems[0].message.startswith(message)
    assert theirs(text) is not None, "it is mended: the table can do without"
