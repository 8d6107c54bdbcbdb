"""Where values come from: the property's own span, and the chain behind it, cut out of the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.arm import load_template
from scanner.files import Files
from scanner.model.resource import Evaluated
from scanner.model.source import Span
from scanner.model.value import Reference

TEMPLATE = (Path(__file__).parent / "templates" / "origin.jsonc").read_text()
PARAMETERS = """{"parameters": {"given": {"value": "from file"}}}"""


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    folder = tmp_path_factory.mktemp("origin")
    (folder / "main.json").write_text(TEMPLATE)
    (folder / "p.json").write_text(PARAMETERS)
    return load_template(folder / "main.json", Files((folder.resolve(),), folder), (folder / "p.json",))


def cut(span: Span) -> str:
    lines = (TEMPLATE if span.file == "main.json" else PARAMETERS).split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


KEPT = ('variable "shared"', '"kept": 1')
HTTPS = ('parameter "https": default', '"defaultValue": false')
TLS = ('parameter "settings": default', '"tls": "TLS1_0"')
PASSED = ("parameter \"p\": passed to deployment 'inner'", '"value": "[variables(\'shared\')]"')

TRACES = [
    ("main", ("properties", "plain", "inner"), True, '"inner": "x"', []),
    ("main", ("properties", "PLAIN", "Inner"), True, '"inner": "x"', []),
    ("main", ("properties", "plain"), True, '"plain": {"inner": "x"}', []),
    ("main", ("properties", "https"), True, "\"https\": \"[parameters('https')]\"", [HTTPS]),
    ("main", ("properties", "tls"), True, "\"tls\": \"[parameters('settings').tls]\"", [TLS]),
    ("main", ("properties", "deep", "x"), True, "\"deep\": \"[parameters('settings').deep[0]]\"", [("parameter \"settings\": default", '"x": 1')]),
    ("main", ("properties", "unset"), True, "\"unset\": \"[parameters('unset')]\"", [('parameter "unset"', '"unset": {"type": "string"}')]),
    ("main", ("properties", "given"), True, "\"given\": \"[parameters('given')]\"",
     [('parameter "given": value in the parameters file', '"value": "from file"')]),
    ("main", ("properties", "chosen"), True, "\"chosen\": \"[if(parameters('https'), 'a', parameters('settings').tls)]\"", [TLS]),
    ("main", ("properties", "lower"), True, "\"lower\": \"[toLower(parameters('settings').tls)]\"", [TLS]),
    ("main", ("properties", "made", "a"), True, None, [HTTPS]),
    ("main", ("properties", "made", "b", 0), True, None, [KEPT]),
    ("main", ("properties", "made", "c"), False, None, []),
    ("main", ("properties", "first"), True, None, [TLS]),
    ("main", ("properties", "rules", 1, "value"), True, "\"rules\": \"[variables('rules')]\"",
     [('variable "rules"', "\"value\": \"[copyIndex('rules')]\"")]),
    ("main", ("properties", "loop", 1, "v"), True, "\"v\": \"[variables('shared').kept]\"", [KEPT]),
    ("main", ("properties", "output"), True, "\"output\": \"[reference('inner').outputs.o.value]\"",
     [('output "o"', "\"value\": \"[parameters('p').kept]\""), PASSED, KEPT]),
    ("main", ("properties", "absent"), False, '"properties": {', []),
    ("main", ("properties", "plain", "absent", "deeper"), False, '"plain": {', []),
    ("main", ("sku", "name"), False, '"type": "A.B/c"', []),
    ("main", (), True, None, []),
    ("merged", ("properties", "kept"), True, None, []),
    ("merged", ("properties", "supportsHttpsTrafficOnly"), True, None,
     [('variable "shared"', "\"supportsHttpsTrafficOnly\": \"[parameters('https')]\""), HTTPS]),
    ("merged", ("properties", "absent"), False, "\"properties\": \"[union(variables('shared'), createObject('kept', 2))]\"", []),
    ("nested", ("properties", "all", "supportsHttpsTrafficOnly"), True, "\"all\": \"[parameters('p')]\"",
     [PASSED, ('variable "shared"', "\"supportsHttpsTrafficOnly\": \"[parameters('https')]\""), HTTPS]),
    ("nested", ("properties", "q"), True, None, [("parameter \"q\": passed to deployment 'inner'", '"reference": {"secretName": "s"}')]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "path", "written", "text", "chain"), TRACES)
def test_trace(evaluated: Evaluated, name: str, path: tuple[str | int, ...], written: bool, text: str | None, chain: list[tuple[str, str]]) -> None:
    resource = next(resource for resource in evaluated.resources if resource.name == name)
    trace = resource.origin.trace(path)
    assert (trace.written, [(step.what, cut(step.span)) for step in trace.chain]) == (written, chain)
    if text is not None:
        assert cut(trace.span) == text


def test_headers_and_calls(evaluated: Evaluated) -> None:
    nested = next(resource for resource in evaluated.resources if resource.name == "nested")
    assert cut(nested.header) == '"type": "A.B/d"'
    assert [(step.what, cut(step.span)) for step in nested.calls] == [("deployment 'inner'", '"type": "Microsoft.Resources/deployments"')]
    assert evaluated.files == ("main.json", "p.json")


def test_references(evaluated: Evaluated) -> None:
    main, _, _, nested = evaluated.resources
    assert main.origin.references(("properties", "output")) == (
        Reference("Microsoft.Resources/deployments/inner", ("properties", "outputs", "o", "value")),
    )
    assert nested.origin.references(("properties", "id")) == (Reference("inner/A.B/d/nested", ("id",)),)
    assert main.origin.references(("properties", "plain")) == ()


def test_spans_on_a_single_line(tmp_path: Path) -> None:
    text = '{"resources":[{"type":"A.B/c","name":"é","properties":{"a":"[concat(\'x\']"}}]}'
    (tmp_path / "t.json").write_text(text, encoding="utf-8")
    found = load_template(tmp_path / "t.json", Files((tmp_path.resolve(),), tmp_path))
    (problem,) = found.problems
    assert text[problem.span.column - 1 : problem.span.end_column - 1] == "\"[concat('x']\""
    header = found.resources[0].header
    assert text[header.column - 1 : header.end_column - 1] == '"type":"A.B/c"'
