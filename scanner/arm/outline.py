"""What templates and parameters files say of themselves, read without deploying anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from scanner.arm.parameters import declaration
from scanner.arm.template import Expressions, Template
from scanner.arm.values import member
from scanner.errors import InputError
from scanner.files import Files
from scanner.json_source import parse_json
from scanner.model.resource import Language

_BICEP_PARAMETER = re.compile(r"^[ \t]*param[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Outline:
    """Names and types in lower case, as neither is told apart by case."""

    parameters: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    """Those that have no default and may not be null. Secrets are left out: they come another way than in files."""
    types: frozenset[str] = frozenset()
    """Of the resources that it deploys, deployments of modules among them; those of extensions are left out."""


def outline(path: Path, files: Files) -> Outline:
    """The outline of a template or Bicep file; an empty one for a file that cannot be read."""
    try:
        template = _template(path, files)
    except InputError:
        return Outline()
    declared = {name: declaration(template, name) for name in template.section("parameters")[1]}
    required = (
        name
        for name, entry in declared.items()
        if member(entry, "defaultValue") is None and not member(entry, "nullable") and "secure" not in str(member(entry, "type")).lower()
    )
    return Outline(frozenset(map(str.lower, declared)), frozenset(map(str.lower, required)), frozenset(_types(template)))


def declared_names(path: Path, files: Files) -> frozenset[str]:
    """The names of the parameters alone, for which a Bicep file need not be parsed."""
    if path.suffix.lower() != ".bicep":
        return outline(path, files).parameters
    try:
        return frozenset(map(str.lower, _BICEP_PARAMETER.findall(files.read(path).text)))
    except InputError:
        return frozenset()


@dataclass(frozen=True, slots=True)
class ParametersFile:
    """What a parameters file says of itself."""

    names: frozenset[str] = frozenset()
    """The parameters that it sets, in lower case."""
    template: str = ""
    """The path in ``metadata.template``, where PSRule for Azure has the template named."""


def parameters_file(path: Path, files: Files) -> ParametersFile:
    """What a JSON parameters file says; nothing when it cannot be read."""
    try:
        document = parse_json(files.read(path)).value
    except InputError:
        return ParametersFile()
    entries, template = member(document, "parameters"), member(member(document, "metadata"), "template")
    names = frozenset(map(str.lower, entries)) if isinstance(entries, dict) else frozenset()
    return ParametersFile(names, template if isinstance(template, str) else "")


def _template(path: Path, files: Files) -> Template:
    """Raises InputError."""
    if path.suffix.lower() == ".bicep":
        from scanner.bicep.lower.template import lower
        from scanner.bicep.modules import Modules

        modules = Modules(files)
        return lower(modules.parse(path), path, modules)
    document = parse_json(files.read(path))
    return Template(document.value if isinstance(document.value, dict) else {}, document, path, Language.ARM, Expressions())


def _types(template: Template) -> set[str]:
    section = member(template.root, "resources")
    nodes = section.values() if isinstance(section, dict) else section if isinstance(section, list) else ()
    kinds = (member(node, "type") for node in nodes if member(node, "existing") is not True)
    return {kind.lower() for kind in kinds if isinstance(kind, str) and "@" not in kind}
