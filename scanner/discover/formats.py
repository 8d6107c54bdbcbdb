"""What a file is, told by its name where the name is proof and by its content where it is not."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path
from typing import Any

from scanner.errors import InputError
from scanner.files import Files


class Format(str, Enum):
    TERRAFORM = "Terraform configuration"
    VARIABLES = "Terraform variable values"
    PLAN = "Terraform plan"
    TEMPLATE = "ARM template"
    PARAMETERS = "ARM parameters"
    COMPILED = "ARM template compiled from Bicep"
    BICEP = "Bicep"
    BICEP_PARAMETERS = "Bicep parameters"
    OTHER_JSON = "JSON that is neither a template, parameters nor a plan"
    STATE = "Terraform state, which is not read"
    STACK = "a Terraform stack, which is not read; the modules that it deploys are, with their inputs unknown"
    QUERY = "a Terraform query, which finds resources and deploys none"
    TEST = "a Terraform test, which deploys nothing that stays"
    MIGRATION = "a Terraform state migration, which deploys nothing"
    BINARY_PLAN = "a binary Terraform plan; give the output of `terraform show -json` instead"
    UNKNOWN = "not a format that is read"


NOT_READ = frozenset({Format.OTHER_JSON, Format.STATE, Format.STACK, Format.QUERY, Format.TEST, Format.MIGRATION, Format.BINARY_PLAN, Format.UNKNOWN})
NOT_DEPLOYED = frozenset({Format.OTHER_JSON, Format.QUERY, Format.TEST, Format.MIGRATION, Format.UNKNOWN})
"""Of these: what nobody misses, even when it was named."""


def _hcl(*names: str) -> tuple[str, ...]:
    return tuple(f".{name}{suffix}" for name in names for suffix in (".hcl", ".json"))


_BY_SUFFIX = (
    ((".tf", ".tf.json", ".tofu", ".tofu.json"), Format.TERRAFORM),
    ((".tfvars", ".tfvars.json"), Format.VARIABLES),
    (_hcl("tfcomponent", "tfstack", "tfdeploy"), Format.STACK),
    (_hcl("tfquery"), Format.QUERY),
    (_hcl("tftest", "tofutest", "tfmock", "tofumock"), Format.TEST),
    (_hcl("tfmigrate"), Format.MIGRATION),
    ((".bicep",), Format.BICEP),
    ((".bicepparam",), Format.BICEP_PARAMETERS),
    ((".tfstate", ".tfstate.backup"), Format.STATE),
)

# Markers that any JSON of interest must contain; they spare the parsing of all the others.
_TEMPLATE_MARKS = re.compile(rb'schema\.management\.azure\.com|"contentVersion"|"resources"', re.I)
_PARAMETERS_MARKS = re.compile(rb"deploymentParameters\.json|\"parameters\"", re.I)
_PLAN_MARKS = re.compile(rb'"(planned_values|resource_changes|after_unknown)"')


def named_format(name: str) -> Format | None:
    """The format that a file name proves; None for JSON, which must be looked into; UNKNOWN for anything else."""
    lower = name.lower()
    for suffixes, kind in _BY_SUFFIX:
        if lower.endswith(suffixes):
            return kind
    return None if lower.endswith((".json", ".jsonc")) else Format.UNKNOWN


def sniff(path: Path, files: Files) -> Format:
    """The format of a JSON file (or of a file named by the user), by content.

    Raises InputError when the file looks like one of ours and is not as it must be, or cannot be read.
    """
    data = files.read_bytes(path)
    if data[:2] == b"PK":
        return Format.BINARY_PLAN
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = files.read(path).text.encode()
    marks = (_TEMPLATE_MARKS, _PARAMETERS_MARKS, _PLAN_MARKS)
    if not any(mark.search(data) for mark in marks):
        if path.suffix.lower() not in (".json", ".jsonc"):
            return Format.UNKNOWN
        if not data.strip():
            raise InputError(files.read(path).span(0, 0), "is empty")
        return Format.OTHER_JSON
    kind = _by_content(path, files)
    return Format.UNKNOWN if kind is Format.OTHER_JSON and path.suffix.lower() not in (".json", ".jsonc") else kind


def _by_content(path: Path, files: Files) -> Format:
    from scanner.arm import is_parameters, is_template, says_parameters
    from scanner.json_source import parse_json
    from scanner.terraform import is_plan

    source = files.read(path)
    try:
        parsed = parse_json(source)
    except InputError:
        # Broken JSON is our concern only where it says that it is one of ours.
        if re.search(r"schema\.management\.azure\.com|\"(planned_values|resource_changes)\"", source.text):
            raise
        return Format.OTHER_JSON
    document = parsed.value
    for test, kind in ((is_template, Format.TEMPLATE), (is_plan, Format.PLAN), (is_parameters, Format.PARAMETERS)):
        if test(document):
            return Format.COMPILED if kind is Format.TEMPLATE and _is_compiled(document) else kind
    if says_parameters(document):
        raise InputError(parsed.span(("parameters",)), "is no parameters file: its parameters must be an object")
    return Format.OTHER_JSON


def _is_compiled(document: dict[str, Any]) -> bool:
    """True when the Bicep compiler says that it made the template."""
    metadata = document.get("metadata")
    generator = metadata.get("_generator") if isinstance(metadata, dict) else None
    return isinstance(generator, dict) and generator.get("name") == "bicep"
