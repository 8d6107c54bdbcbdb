"""What the type of a parameter says: ARM's word for it, whether it may be null, which values it takes, whether it is a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner.bicep.lower.template import lower
from scanner.bicep.modules import Modules
from scanner.files import Files
from tests.bicep.project import write

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
