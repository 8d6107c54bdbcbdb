"""Doubt never flips a verdict: whatever literal of an example is replaced by an input without a value, a pass does not
become a fail, nor a fail a pass. Through the front ends, the graph and the rules, in every language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from scanner.bicep import syntax as bicep
from scanner.bicep.parse import parse_file as parse_bicep
from scanner.files import SourceText
from scanner.model.rule import Rule
from scanner.rules.catalogue import load_rules
from scanner.rules.examples import Example, load_examples, run_example
from scanner.terraform import syntax as hcl
from scanner.terraform.parse import parse_file as parse_hcl

_EACH = 5
"""Literals replaced per example; spread over it, so that another example of the rule replaces others."""


def _spread(items: list[Any]) -> list[Any]:
    step = max(1, len(items) // _EACH)
    return items[::step][:_EACH]


def _nodes(node: Any, key_of_object: bool = False) -> Iterator[Any]:
    """Every syntax node below, but for the keys of HCL objects, which are names."""
    if isinstance(node, hcl.ObjectCons):
        for _, value in node.items:
            yield from _nodes(value)
    elif isinstance(node, (list, tuple)):
        for item in node:
            yield from _nodes(item)
    elif isinstance(node, dict):
        yield from _nodes(list(node.values()))
    elif is_dataclass(node) and not isinstance(node, SourceText):
        yield node
        for field in fields(node):
            yield from _nodes(getattr(node, field.name))


def _in_terraform(text: str) -> Iterator[str]:
    body = parse_hcl(SourceText("main.tf", text)).body
    resources = [block.body for block in body.blocks if block.type == "resource"]
    literals = [node for node in _nodes(resources) if isinstance(node, hcl.Literal) and node.value is not None]
    for literal in _spread(literals):
        yield f"{text[: literal.start]}var.doubt{text[literal.end :]}"


def _in_bicep(text: str) -> Iterator[str]:
    deployed = [d for d in parse_bicep(SourceText("main.bicep", text)).declarations if isinstance(d, bicep.Resource)]
    types = {id(node) for resource in _nodes(deployed) if isinstance(resource, bicep.Resource) for node in _nodes(resource.type)}
    literals = [n for n in _nodes(deployed) if isinstance(n, bicep.Literal) and n.value is not None and id(n) not in types]
    for literal in _spread(literals):
        yield f"param doubt object\n{text[: literal.start]}doubt{text[literal.end :]}"


def _in_arm(source: Any) -> Iterator[Any]:
    data = json.loads(source) if isinstance(source, str) else source
    paths = [path for path in _leaves(data) if path and path[-1] not in ("type", "apiVersion", "$schema", "contentVersion")]
    for path in _spread(paths):
        copy = json.loads(json.dumps(data))
        inner = copy
        for segment in path[:-1]:
            inner = inner[segment]
        inner[path[-1]] = "[parameters('doubt')]"
        yield copy


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("parameters", "variables"):
                yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, (*path, index))
    elif value is not None and not (isinstance(value, str) and value.startswith("[")):
        yield path


def _doubtful(example: Example) -> Iterator[Example]:
    if example.language in ("azurerm", "azapi"):
        variants: Iterator[Any] = _in_terraform(str(example.source))
    else:
        variants = _in_bicep(str(example.source)) if example.language == "bicep" else _in_arm(example.source)
    return (replace(example, source=variant) for variant in variants)


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_doubt_never_flips_a_verdict(rule: Rule, tmp_path: Path) -> None:
    opposite = {"pass": "fail", "fail": "pass"}
    flipped = [
        f"{example.language} example at line {example.line} turned from {example.verdict} to {outcome}:\n{variant.source}"
        for example in load_examples(rule)
        if example.verdict in opposite
        for variant in _doubtful(example)
        if (outcome := run_example(rule, variant, tmp_path).outcome) == opposite[example.verdict]
    ]
    assert not flipped, "\n\n".join(flipped)
