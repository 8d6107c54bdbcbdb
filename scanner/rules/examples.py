"""Runs the examples in rule files: each is written to a folder of its own and scanned as if it were a user's code."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scanner.files import Files
from scanner.graph.versions import NEWEST_MAJOR
from scanner.model.graph import Node
from scanner.model.resource import Evaluated
from scanner.model.result import Outcome
from scanner.model.rule import Rule
from scanner.model.value import Path as ValuePath
from scanner.model.value import Value
from scanner.rules.jsonpath import value_at
from scanner.yaml_file import read_document

_WORST_FIRST = (Outcome.FAIL, Outcome.OPEN, Outcome.PASS, Outcome.NOT_APPLICABLE)
_VARIABLE = re.compile(r"\bvar\.([A-Za-z_][\w-]*)")
_PARAMETER = re.compile(r"parameters\(\s*'([^']+)'\s*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a rule file."""

    verdict: str
    because: str
    language: str
    """azurerm, azapi, arm or bicep."""
    source: Value
    """The code; for arm maybe already as data."""
    provider: str
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """What became of an example."""

    outcome: str
    messages: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    defaulted: bool = False
    """True when what decided is a default, not written."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an example."""

    rule: str
    file: str
    line: int
    expected: str
    actual: str
    run: Run

    @property
    def as_expected(self) -> bool:
        return self.expected == self.actual


def load_examples(rule: Rule) -> tuple[Example, ...]:
    """The examples in the rule's file, in order."""
    document = read_document(Path(rule.file))
    examples = []
    for index, data in enumerate(document.data.get("examples", ())):
        language = next(name for name in ("azurerm", "azapi", "arm", "bicep") if name in data)
        line = document.line(("examples", index))
        examples.append(Example(data["verdict"], data.get("because", ""), language, data[language], data.get("provider", str(NEWEST_MAJOR)), line))
    return tuple(examples)


def run_examples(folders: Iterable[Path]) -> Iterator[Report]:
    """Every example of every rule below the folders."""
    from scanner.rules.catalogue import read_rule_file, rule_files

    with tempfile.TemporaryDirectory(prefix="examples-") as scratch:
        for folder in folders:
            for path in rule_files(folder):
                rule = read_rule_file(path)
                for example in load_examples(rule):
                    run = run_example(rule, example, Path(scratch))
                    yield Report(rule.id, rule.file, example.line, example.verdict, run.outcome, run)


def run_example(rule: Rule, example: Example, scratch: Path | None = None) -> Run:
    """The worst outcome among the example's resources, as docs/rules.md has it.

    ``scratch`` is a folder to write the code to, which may be used again and again; without it one is made.
    """
    if scratch is not None:
        return _run_in(scratch.resolve(), rule, example)
    with tempfile.TemporaryDirectory(prefix="example-") as folder:
        return _run_in(Path(folder).resolve(), rule, example)


def _run_in(folder: Path, rule: Rule, example: Example) -> Run:
    from scanner.graph import build_graph
    from scanner.rules.evaluate import evaluate
    from scanner.rules.message import message

    files = Files((folder,), folder)
    evaluated = _load(folder, files, example)
    verdicts = list(evaluate([rule], build_graph(evaluated)))
    outcome = next((worst for worst in _WORST_FIRST if any(verdict.outcome is worst for verdict in verdicts)), None)
    deciding = [verdict for verdict in verdicts if verdict.outcome is outcome]
    return Run(
        outcome.value if outcome else "no resource of the rule's types",
        tuple(message(verdict) for verdict in deciding),
        tuple(f"{problem.span.file}:{problem.span.line}: {problem.message}" for problem in evaluated.problems),
        any(_is_default(verdict.evidence.node, verdict.evidence.path) for verdict in deciding),
    )


def _is_default(node: Node, path: ValuePath) -> bool:
    """True when nobody wrote the place: a default stands there, or nothing."""
    if any(path[:length] in node.defaulted for length in range(1, len(path) + 1)):
        return True
    return not path or value_at(node.body, path).value is None


def _load(folder: Path, files: Files, example: Example) -> Evaluated:
    if example.language == "arm":
        return _load_template(folder / "azuredeploy.json", json.dumps(arm_template(example.source), indent=2), files)
    if example.language == "bicep":
        return _load_template(folder / "main.bicep", example.source, files)
    return _load_terraform(folder, files, example)


def _load_template(path: Path, text: str, files: Files) -> Evaluated:
    from scanner.arm import load_template

    path.write_text(text, encoding="utf-8")
    return load_template(path, files)


def _load_terraform(folder: Path, files: Files, example: Example) -> Evaluated:
    from scanner.model.inputs import Inputs
    from scanner.terraform import load_root

    (folder / "main.tf").write_text(terraform_source(example.source, example.provider), encoding="utf-8")
    return load_root(folder, files, Inputs())


def terraform_source(snippet: str, provider: str) -> str:
    """The snippet with its undeclared variables declared, and the version of azurerm pinned. Its lines keep their numbers."""
    declared = set(re.findall(r'^\s*variable\s+"([^"]+)"', snippet, re.MULTILINE))
    used = dict.fromkeys(_VARIABLE.findall(snippet))
    lines = [snippet.rstrip("\n"), *(f'variable "{name}" {{}}' for name in used if name not in declared)]
    if "required_providers" not in snippet:
        pinned = provider if "." in provider else f"~> {provider}.0"
        azurerm = f'azurerm = {{ source = "hashicorp/azurerm", version = "{pinned}" }}'
        lines.append(f'terraform {{\n  required_providers {{\n    {azurerm}\n    azapi = {{ source = "Azure/azapi", version = "2.4.0" }}\n  }}\n}}')
    return "\n".join(lines) + "\n"


def arm_template(source: Value) -> Mapping[str, Value]:
    """The whole template of an example that may be one, a resource or a list of resources; parameters it uses are declared."""
    if isinstance(source, str):
        source = _read_json(source)
    template: dict[str, Value] = {
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
    }
    if isinstance(source, dict) and "resources" in source and "type" not in source:
        template |= source
    else:
        template["resources"] = source if isinstance(source, list) else [source]
    parameters = dict(template.get("parameters", {}))
    folded = {name.casefold() for name in parameters}
    for name in dict.fromkeys(_PARAMETER.findall(json.dumps(template))):
        if name.casefold() not in folded:
            parameters[name] = {"type": "string"}  # no value is given, so the type is never held against one
    return {**template, "parameters": parameters} if parameters else template


def _read_json(text: str) -> Value:
    from scanner.yaml_file import parse_document

    try:
        return json.loads(text)
    except ValueError:
        return parse_document(text, "example").data  # YAML, where only the quotes are missing
