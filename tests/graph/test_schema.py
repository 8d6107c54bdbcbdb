"""The published schemas of mapping files agree with the loader."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from scanner.graph.catalogue import FOLDER
from scanner.yaml_file import parse_document, read_document
from tests.graph.test_catalogue import ARM_MISTAKES, MISTAKES


def validator(kind: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"SCHEMA-{kind}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


FILES = [(kind, path) for kind in ("azurerm", "arm") for path in sorted((FOLDER / kind).glob("*.yaml"))]


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{kind}-{path.stem}" for kind, path in FILES])
def test_our_files(kind: str, path: Path) -> None:
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator(kind).iter_errors(read_document(path, anchors=True).data)
    ]
    assert errors == []


BEYOND_A_SCHEMA = {"an unknown shape", "a shape without its attribute", "an unknown key of a shape", "append outside a fold", "two cases of a type"}
"""What only the loader can tell."""
NO_DATA = {"not YAML", "not a mapping", "a key twice", "a type twice"}

REFUSED = [
    (kind, name, text)
    for kind, table in (("azurerm", MISTAKES), ("arm", ARM_MISTAKES))
    for name, (text, _, _) in table.items()
    if name not in BEYOND_A_SCHEMA | NO_DATA
]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, _, text in REFUSED], ids=[name for _, name, _ in REFUSED])
def test_mistakes_are_refused(kind: str, text: str) -> None:
    assert not validator(kind).is_valid(parse_document(text, "a.yaml", anchors=True).data)
