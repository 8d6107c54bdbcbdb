"""Every template function, from the tables in functions/: one expression a line, and what comes of it.

``=>`` a known value (JSON); ``=!`` a part of the error message; ``=?`` unknown, and optionally its ``candidates``
or ``parts`` (a symbol as {"symbol": …}). In values, an unknown is {"unknown": why}.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scanner.arm import evaluate_expression
from scanner.arm.evaluator import Environment, Evaluator
from scanner.arm.functions import function_table
from scanner.arm.scope import Scope, Target
from scanner.arm.template import Expressions, Template
from scanner.arm.values import call_parts
from scanner.errors import InputError
from scanner.files import SourceText
from scanner.json_source import parse_json
from scanner.model.resource import Language
from scanner.model.value import Symbol, Unknown

TEMPLATE = """{
  "parameters": {
    "text": {"type": "string"}, "number": {"type": "int"}, "list": {"type": "array"}, "tree": {"type": "object"}, "flag": {"type": "bool"},
    "choice": {"type": "string", "allowedValues": ["red", "blue"]}, "maybe": {"type": "object", "nullable": true},
    "default": {"type": "string", "defaultValue": "value"}, "computed": {"type": "string", "defaultValue": "[concat(parameters('default'), '!')]"}
  },
  "variables": {"known": {"inner": "value"}, "copy": [{"name": "loop", "count": 3, "input": "[format('item{0}', copyIndex('loop'))]"}]},
  "functions": [{"namespace": "contoso", "members": {"greet": {
    "parameters": [{"name": "who", "type": "string"}], "output": {"type": "string", "value": "[concat('hello ', parameters('who'))]"}}}}],
  "resources": []
}"""


def scope() -> Environment:
    document = parse_json(SourceText("t.json", TEMPLATE))
    template = Template(document.value, document, Path("t.json"), Language.ARM, Expressions())
    name = Unknown("the name", parts=(Symbol("deployment().name"),))
    return Scope(Evaluator(), template, Target("resourceGroup"), name).environment


def rows() -> list[Any]:
    found = []
    for file in sorted((Path(__file__).parent / "functions").glob("*.txt")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if line and not line.startswith("#"):
                match = re.fullmatch(r"(.*?)\s+(=>|=!|=\?)\s*(.*)", line)
                assert match, f"{file.name}:{number}: {line}"
                found.append(pytest.param(*match.groups(), id=f"{file.stem}:{number}"))
    return found


def plain(value: Any) -> Any:
    if isinstance(value, Unknown):
        return {"unknown": value.why}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("expression", "kind", "expected"), rows())
def test_function(expression: str, kind: str, expected: str) -> None:
    if kind == "=!":
        with pytest.raises(InputError) as caught:
            evaluate_expression(f"[{expression}]", scope())
        assert expected in caught.value.message
        return
    value = evaluate_expression(f"[{expression}]", scope())
    if kind == "=>":
        # As text, so that 1 is not true and 1.0 is not 1.
        assert json.dumps(plain(value), sort_keys=True) == json.dumps(json.loads(expected), sort_keys=True)
        return
    assert isinstance(value, Unknown)
    what, _, listed = expected.partition(" ")
    if what == "candidates":
        assert json.dumps(list(value.candidates)) == json.dumps(json.loads(listed))
    elif what == "parts":
        parts = [Symbol(part["symbol"]) if isinstance(part, dict) else part for part in json.loads(listed)]
        assert list(value.parts) == parts


def test_every_function_has_a_row() -> None:
    text = "\n".join(str(row.values[0]) for row in rows()).lower()
    spelled = {"list*": "list", "externalinput": "", "externalinputs": "", "extensions": ""}
    missing = [name for name in function_table() if not re.search(rf"\b{spelled.get(name, name)}", text)]
    assert [name for name in missing if not name.startswith(("tological", "tophysical"))] == []


@pytest.mark.parametrize(
    ("expression", "certain"),
    [
        ("utcNow()", True),
        ("dateTimeAdd(utcNow(), 'P1Y')", True),
        ("format('{0}', parameters('text'))", True),
        ("parameters('text')", False),
        ("tryGet(parameters('tree'), 'a')", False),
        ("parameters('tree').a", False),
        ("if(parameters('flag'), utcNow(), null())", False),
    ],
)
def test_certain(expression: str, certain: bool) -> None:
    value = evaluate_expression(f"[{expression}]", scope())
    assert isinstance(value, Unknown)
    assert value.certain is certain


def test_a_call_on_long_texts_is_the_same_for_the_same_texts() -> None:
    long = Unknown("", parts=(Symbol("parameters('" + "x" * 390 + "')"),))
    one, same, other = (call_parts("uniqueString", [long, text]) for text in ("a", "a", "b"))
    assert one == same != other
    assert len(str(one)) < 500
