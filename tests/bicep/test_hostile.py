"""Whatever a Bicep file holds: an error with file and line, the rest is scanned, in bounded time."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.bicep.parse import parse_file
from scanner.files import SourceText
from tests.bicep.project import load, scan, write
from tests.conftest import Run

STORE = """resource weak 'Microsoft.Storage/storageAccounts@2023-01-01' = {
  name: 'weak'
  location: 'westeurope'
  sku: { name: 'Standard_LRS' }
  kind: 'StorageV2'
  properties: { supportsHttpsTrafficOnly: false }
}
"""
SECONDS = 20
"""Enough for a busy machine; each takes about one."""


def nested(opening: str, closing: str, middle: str = "1", levels: int = 10_000) -> str:
    return opening * levels + middle + closing * levels


# Name, main.bicep, other files, and the error that the scan gives, if any.
CASES: list[tuple[str, str, dict[str, str], str]] = [
    (
        "modules in a circle",
        "module a 'a.bicep' = { name: 'a' }",
        {"a.bicep": "module b 'b.bicep' = { name: 'b' }", "b.bicep": "\nmodule a 'a.bicep' = { name: 'a' }"},
        "b.bicep:2:1: the module 'a.bicep' leads back to itself",
    ),
    ("a module of itself", "module a 'main.bicep' = { name: 'a' }", {}, "main.bicep:1:1: the module 'main.bicep' leads back to itself"),
    (
        "imports in a circle",
        "import { b } from 'b.bicep'\n@export()\nvar a = b\nvar c = a",
        {"b.bicep": "import { a } from 'main.bicep'\n@export()\nvar b = a"},
        "",
    ),
    (
        "modules upon modules",
        "module a '1.bicep' = { name: 'a' }",
        {f"{n}.bicep": f"module a '{n + 1}.bicep' = {{ name: 'a' }}" for n in range(1, 60)},
        "the module '26.bicep' leads back to itself",
    ),
    (
        "modules that double",
        "".join(f"module {x} '1.bicep' = {{ name: '{x}' }}\n" for x in "ab"),
        {f"{n}.bicep": "".join(f"module {x} '{n + 1}.bicep' = {{ name: '{x}' }}\n" for x in "ab") for n in range(1, 20)} | {"20.bicep": STORE},
        "there are more than 20,000 resources; the rest is left out",
    ),
    ("variables in a circle", "var a = b\nvar b = a\noutput o string = a", {}, ""),
    ("names in a circle", "resource a 'A.B/c@1' = { name: b.name }\nresource b 'A.B/c@1' = { name: a.name }", {}, ""),
    ("parents in a circle", "resource a 'A.B/c/d@1' = { name: 'a', parent: b }\nresource b 'A.B/c/d@1' = { name: 'b', parent: a }", {}, ""),
    ("scopes in a circle", "resource a 'A.B/c@1' = { name: 'a', scope: b }\nresource b 'A.B/c@1' = { name: 'b', scope: a }", {}, ""),
    ("a loop over itself", "resource a 'A.B/c@1' = [for i in range(0, length(a)): { name: a[i].name }]", {}, ""),
    ("functions in a circle", "func f(x int) int => f(x)\nvar a = f(1)\nresource r 'A.B/c@1' = { name: 'x${a}' }", {}, ""),
    ("types in a circle", "type a = b\ntype b = a\nparam p a", {}, ""),
    (
        "names that double",
        "resource r0 'A.B/c@1' = { name: 'x' }\n"
        + "".join(f"resource r{n} 'A.B/c@1' = {{ name: '${{r{n - 1}.name}}${{r{n - 1}.name}}' }}\n" for n in range(1, 80)),
        {},
        "",
    ),
    (
        "existing ones that double",
        "".join(f"resource r{n} 'A.B/c@1' existing = {{ name: '${{r{n + 1}.id}}${{r{n + 2}.id}}' }}\n" for n in range(80)),
        {},
        "",
    ),
    ("a long loop", "resource r 'A.B/c@1' = [for i in range(0, 100000): { name: 'x${i}' }]", {}, ""),
    (
        "a loop in a loop",
        "var a = [for i in range(0, 10000): [for j in range(0, 10000): '${i}-${j}']]\nresource r 'A.B/c@1' = { name: 'x', tags: { a: a[1][1] } }",
        {},
        "evaluating the template takes too much work",
    ),
    ("brackets", "var a = " + nested("[", "]"), {}, "main.bicep:1:59: nested more than 100 levels deep"),
    ("parentheses", "var a = " + nested("(", ")"), {}, "nested more than 100 levels deep"),
    ("holes", "var a = " + nested("'${", "}'"), {}, "main.bicep:1:"),
    ("conditions", "var a = " + nested("true ? 1 : ", ""), {}, "nested more than 100 levels deep"),
    ("operators", "var a = " + nested("1 + ", ""), {}, "more than 250 operators in a row"),
    ("accesses", "var a = b" + nested(".c", "", ""), {}, "more than 250 accesses in a row"),
    ("types in types", "param a " + nested("{ a: ", "}", "string"), {}, "nested more than 100 levels deep"),
    ("resources in resources", "resource a 'A.B/c@1' = {\n" + " resource b 'd' = {\n" * 5000, {}, "nested more than 100 levels deep"),
    ("an open string", "var a = 'abc\nvar b = 1", {}, "main.bicep:1:9: "),
    ("an open multi-line string", "var a = '''abc\nvar b = 1\n", {}, "main.bicep:1:9: "),
    ("no Bicep at all", "\x01\x02{{{{ \ud7ff ]]]]", {}, "main.bicep:1:1: "),
    ("half a declaration", "resource\nparam\nvar x\nmodule m", {}, "main.bicep:1:9: expected a name"),
    ("a large number", "param a int = " + "9" * 10_000 + "\nresource r 'A.B/c@1' = { name: string(a) }", {}, "main.bicep:1:15: "),
    (
        "paths that lead out",
        "var a = loadTextContent('../../../../etc/passwd')\nresource r 'A.B/c@1' = { name: a }\nmodule m '/etc/passwd' = { name: 'x' }",
        {},
        "",
    ),
    ("a folder for a file", "var a = loadTextContent('.')\nmodule m '.' = { name: a }", {}, ""),
]


@pytest.mark.parametrize(("source", "others", "message"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_hostile_source(tmp_path: Path, source: str, others: dict[str, str], message: str) -> None:
    start = time.process_time()
    evaluated = load(tmp_path, {"main.bicep": source, **others})
    assert time.process_time() - start < SECONDS
    said = [f"{problem.span.file}:{problem.span.line}:{problem.span.column}: {problem.message}" for problem in evaluated.problems if problem.fatal]
    assert any(message in line for line in said) if message else not said, said[:5]


def test_broken_declarations_cost_themselves(tmp_path: Path, run: Run) -> None:
    write(
        tmp_path,
        {"main.bicep": "var broken = [1, 2\n\nvar deep = " + nested("(", ")") + "\n" + STORE + "resource half 'A.B/c@1' = {\n", "other.bicep": STORE},
    )
    done, report = scan(run, tmp_path)
    assert done.code == 3
    assert {(one["location"]["file"], one["location"]["line"]) for one in report["results"] if one["rule"] == "storage-plain-http"} == {
        ("main.bicep", 9),
        ("other.bicep", 6),
    }
    failed = next(file for file in report["coverage"]["files"]["list"] if file["path"] == "main.bicep")
    assert failed["reason"].startswith("3:5: expected")
    for line in (3, 11):
        assert f"main.bicep:{line}:" in done.err
    assert "Traceback" not in done.err


def test_parameters_files_that_extend_one_another(tmp_path: Path, run: Run) -> None:
    write(
        tmp_path,
        {
            "main.bicep": "param p string\n" + STORE,
            "a.bicepparam": "using 'main.bicep'\nextends 'b.bicepparam'\n",
            "b.bicepparam": "using none\nextends 'a.bicepparam'\n",
        },
    )
    done, report = scan(run, tmp_path)
    assert "files extend one another too deeply" in done.err
    assert any(one["rule"] == "storage-plain-http" for one in report["results"])


@pytest.fixture(scope="module")
def pieces() -> list[str]:
    """All that the samples of this folder are made of: what a mistake in real code leaves behind."""
    texts = [path.read_text() for path in sorted(Path(__file__).parent.rglob("*.bicep"))]
    return re.findall(r"\s+|\w+|'[^'\n]*'|.", "\n".join(texts))


@given(seed=st.integers(0, 10**9), count=st.integers(1, 120))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_pieces_in_any_order_do_no_harm(pieces: list[str], seed: int, count: int) -> None:
    chosen = random.Random(seed)
    start = chosen.randrange(len(pieces))
    text = [*pieces[start : start + count]]
    for _ in range(chosen.randrange(1, 8)):
        text.insert(chosen.randrange(len(text) + 1), chosen.choice(pieces))
    source = "".join(text)
    file = parse_file(SourceText("main.bicep", source))
    for problem in file.problems:
        assert 1 <= problem.span.line <= source.count("\n") + 1 + source.count("\r")
    for node in file.declarations:
        assert 0 <= node.start <= node.end <= len(source)
    with TemporaryDirectory() as folder:
        load(Path(folder), {"main.bicep": source, "store.bicep": STORE})
