"""What the type of a parameter says: ARM's word for it, whether it may be null, which values it takes, whether it is a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.bicep.lower.template import lower
from scanner.bicep.modules import Modules
from scanner.files import Files
from scanner.model.value import Symbol, Unknown
from tests.bicep.project import load, named, write

SHARED = """@export()
@secure()
type secret = string
@export()
type level = 'low' | 'high'
@export()
type nested = { level: level, deep: { @secure() key: string } }
"""
CASES: list[tuple[str, dict[str, Any]]] = [
    ("param p string", {"type": "string"}),
    ("param p int", {"type": "int"}),
    ("@secure()\nparam p string", {"type": "secureString"}),
    ("@secure()\nparam p object", {"type": "secureObject"}),
    ("@allowed(['a', 'b'])\nparam p string", {"type": "string", "allowedValues": ["a", "b"]}),
    ("@allowed([-1, 0])\nparam p int", {"type": "int", "allowedValues": [-1, 0]}),
    ("var v = 'a'\n@allowed([v])\nparam p string", {"type": "string"}),
    ("param p string?", {"type": "string", "nullable": True}),
    ("param p string[]", {"type": "array"}),
    ("param p (string | int)[]?", {"type": "array", "nullable": True}),
    ("param p [string, int]", {"type": "array"}),
    ("param p { a: string }", {"type": "object"}),
    ("param p 'a' | 'b'", {"type": "string", "allowedValues": ["a", "b"]}),
    ("param p 'a' | 'b' | null", {"type": "string", "allowedValues": ["a", "b"], "nullable": True}),
    ("param p ('a' | 'b')?", {"type": "string", "allowedValues": ["a", "b"], "nullable": True}),
    ("param p 1 | -2", {"type": "int", "allowedValues": [1, -2]}),
    ("param p true | false", {"type": "bool", "allowedValues": [True, False]}),
    ("param p 'a' | 1", {"allowedValues": ["a", 1]}),
    ("type t = 'a' | 'b'\nparam p t?", {"type": "string", "allowedValues": ["a", "b"], "nullable": True}),
    ("@secure()\ntype t = string\nparam p t", {"type": "secureString"}),
    ("type t = { a: 'x' | 'y' }\nparam p t.a", {"type": "string", "allowedValues": ["x", "y"]}),
    ("import { secret } from 'shared.bicep'\nparam p secret", {"type": "secureString"}),
    ("import { level as l } from 'shared.bicep'\nparam p l?", {"type": "string", "allowedValues": ["low", "high"], "nullable": True}),
    ("import * as shared from 'shared.bicep'\nparam p shared.secret", {"type": "secureString"}),
    ("import * as shared from 'shared.bicep'\nparam p shared.level[]", {"type": "array"}),
    ("param p resourceInput<'Microsoft.Storage/storageAccounts@2023-01-01'>.properties", {}),
    ("param p resourceInput<'Microsoft.Storage/storageAccounts@2023-01-01'>.tags?", {"nullable": True}),
    ("import { gone } from 'missing.bicep'\nparam p gone?", {"nullable": True}),
    ("param p undeclared", {}),
]


@pytest.mark.parametrize(("source", "expected"), CASES, ids=[source.replace("\n", " ") for source, _ in CASES])
def test_parameter(tmp_path: Path, source: str, expected: dict[str, Any]) -> None:
    write(tmp_path, {"main.bicep": source, "shared.bicep": SHARED})
    modules = Modules(Files((tmp_path.resolve(),), tmp_path.resolve()))
    path = tmp_path.resolve() / "main.bicep"
    template = lower(modules.parse(path), path, modules)
    assert template.root["parameters"]["p"] == expected


def test_a_parameters_file_gives_what_is_declared_or_nothing(tmp_path: Path) -> None:
    source = "type level = 'TLS1_2' | 'TLS1_3'\nparam tls level\nparam https bool\nparam tier string?\nparam name string\nresource a 'A.B/c@1' = {\n"
    source += "  name: name\n  properties: { tls: tls, https: https, tier: tier }\n}\n"
    given = "using 'main.bicep'\nparam tls = 'TLS1_0'\nparam https = 'true'\nparam tier = null\nparam name = '#{name}#'\n"
    evaluated = load(tmp_path, {"main.bicep": source, "main.bicepparam": given}, "main.bicepparam")
    assert [(p.span.file, p.span.line, p.message.split(";")[0], p.fatal) for p in evaluated.problems] == [
        ("main.bicepparam", 2, "parameter \"tls\" does not allow 'TLS1_0', only 'TLS1_2', 'TLS1_3'", False),
        ("main.bicepparam", 3, 'parameter "https" takes a bool, not a string', False),
    ]
    account = named(evaluated, "a")
    assert account.name == Unknown("placeholder #{name}# is replaced by another tool", (), (Symbol("#{name}#"),), "string")
    assert {key: value.candidates for key, value in account.raw["properties"].items()} == {"tls": ("TLS1_2", "TLS1_3"), "https": (True, False)}
