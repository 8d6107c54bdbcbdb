"""A module directory as syntax: its blocks sorted by what they declare, override files merged."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import Engine
from scanner.model.source import Problem, Span
from scanner.terraform.blocks import FILE, KINDS
from scanner.terraform.configuration.later import later_things
from scanner.terraform.configuration.merge import merge_block
from scanner.terraform.parse import parse_file
from scanner.terraform.syntax import Attribute, Block, Body, File, GetAttr, Literal, ObjectCons, TupleCons

SUFFIXES = (".tf", ".tf.json", ".tofu", ".tofu.json")
TOFU = (".tofu", ".tofu.json")

MAX_REMARKS = 100
"""On one file."""

_TWO_LABELS = ("resource", "data", "ephemeral", "action")
_Key = TypeVar("_Key", str, "tuple[str, str]")


@dataclass(slots=True, eq=False)
class Module:
    """One directory's declarations; made once and shared by all instances of the module."""

    directory: Path
    shown: str
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[tuple[str, str], Block] = field(default_factory=dict)
    data: dict[tuple[str, str], Block] = field(default_factory=dict)
    ephemeral: dict[tuple[str, str], Block] = field(default_factory=dict)
    actions: dict[tuple[str, str], Block] = field(default_factory=dict)
    calls: dict[str, Block] = field(default_factory=dict)
    providers: list[Block] = field(default_factory=list)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    """By the local name of the provider."""
    unread: set[str] = field(default_factory=set)
    """The types of blocks that are not known: what refers to one is unknown."""
    lost: list[Span] = field(default_factory=list)
    """Where something could not be read that may have been a declaration."""
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def table(self, kind: str) -> dict[tuple[str, str], Block]:
        """The blocks of a kind with two labels, by those."""
        return {"resource": self.resources, "data": self.data, "ephemeral": self.ephemeral, "action": self.actions}[kind]

    def named(self, kind: str) -> dict[str, Block]:
        """The blocks of a kind with one label, by that."""
        return {"variable": self.variables, "output": self.outputs, "module": self.calls}[kind]


@dataclass(frozen=True, slots=True)
class Requirement:
    """An entry of required_providers: ``source`` is lower case, without a registry's host."""

    source: str
    constraint: str | None
    span: Span
    """Of the constraint, or of the whole entry."""
    aliases: frozenset[str] = frozenset()
    """What its ``configuration_aliases`` name: configurations that the caller passes."""


def block_span(block: Block) -> Span:
    """The header of a block: up to its opening brace."""
    return block.source.span(block.start, block.start + len(block.source.text[block.start : block.header_end].rstrip()))


def attribute_span(attribute: Attribute) -> Span:
    return attribute.source.span(attribute.start, attribute.end)


def constant(body: Body, name: str) -> object:
    """The value of an argument written as a literal; None when it is absent or anything else."""
    attribute = body.attributes.get(name)
    return attribute.expr.value if attribute is not None and isinstance(attribute.expr, Literal) else None


def configuration_files(directory: Path, files: Files, engine: Engine | None = None) -> tuple[list[Path], list[Path]]:
    """The files that the engine would read, in its order, and the override files.

    A ``.tofu`` file hides the ``.tf`` of its name, but from Terraform, which reads none of them. Without an engine it is OpenTofu.
    """
    primary: list[Path] = []
    override: list[Path] = []
    names = configuration_names(directory, files)
    hidden = {_twin(name) for name in names if name.endswith(TOFU)}
    for name in names:
        if not name.endswith(TOFU) if engine is Engine.TERRAFORM else name not in hidden:
            stem = name[: -len(next(suffix for suffix in reversed(SUFFIXES) if name.endswith(suffix)))]
            (override if stem == "override" or stem.endswith("_override") else primary).append(directory / name)
    return primary, override


def configuration_names(directory: Path, files: Files) -> list[str]:
    """The names of the configuration files in a directory, sorted, whichever engine reads them."""
    if not files.may_configure(directory):
        return []
    try:
        with os.scandir(directory) as listing:
            entries = [entry for entry in listing if entry.name.endswith(SUFFIXES) and not entry.name.startswith((".", "#"))]
    except OSError:
        return []
    # A folder may be named like a file; a link may lead out of the scanned tree, or nowhere: discovery says so.
    return sorted(entry.name for entry in entries if _is_file(entry, directory, files))


def _twin(name: str) -> str:
    """The name of the file that a ``.tofu`` file hides."""
    return name[: name.rindex(".tofu")] + ".tf" + name[name.rindex(".tofu") + len(".tofu") :]


def _is_file(entry: os.DirEntry[str], directory: Path, files: Files) -> bool:
    """False for folders and for links that lead nowhere or out; what is no regular file is told when it is read."""
    if entry.is_symlink():
        return files.may_configure(directory / entry.name) and entry.is_file()
    return not entry.is_dir()


def load_module(directory: Path, files: Files, engine: Engine | None = None) -> Module:
    """The module in a directory; what is wrong with it is in its ``problems``."""
    module = Module(directory, files.shown(directory))
    primary, override = configuration_files(directory, files, engine)
    for path in primary:
        if (file := _parsed(path, files, module)) is not None:
            for block in file.body.blocks:
                _declare(block, module)
    for path in override:
        if (file := _parsed(path, files, module)) is not None:
            for block in file.body.blocks:
                _override(block, module)
    return module


def _parsed(path: Path, files: Files, module: Module) -> File | None:
    module.files.append(files.shown(path))
    try:
        file = parse_file(files.read(path))
    except InputError as error:
        module.problems.append(error.problem())
        return None
    module.problems += file.problems
    if file.body.lost:
        module.lost.append(file.problems[0].span)
    for thing, message in islice(later_things(file.body), MAX_REMARKS):
        span = block_span(thing) if isinstance(thing, Block) else attribute_span(thing)
        module.problems.append(Problem(span, message, fatal=False))
    return file


def _declare(block: Block, module: Module) -> None:
    if not _well_formed(block, module):
        return
    if block.type == "locals":
        for name, attribute in block.body.attributes.items():
            if name in module.locals:
                module.problems.append(
                    Problem(attribute_span(attribute), f'Duplicate local value definition: a local value named "{name}" was already defined')
                )
            else:
                module.locals[name] = attribute
    elif block.type == "terraform":
        _terraform_block(block, module)
    elif block.type == "provider":
        module.providers.append(block)
    elif block.type in ("variable", "output", "module"):
        if _unique(block, block.labels[0] in module.named(block.type), module):
            module.named(block.type)[block.labels[0]] = block
    elif block.type in _TWO_LABELS:
        key = (block.labels[0], block.labels[1])
        if _unique(block, key in module.table(block.type), module):
            module.table(block.type)[key] = block
    elif block.type == "check":
        for nested in block.body.blocks:
            if nested.type == "data" and len(nested.labels) == 2:
                module.data.setdefault((nested.labels[0], nested.labels[1]), nested)


def _well_formed(block: Block, module: Module) -> bool:
    if block.type not in KINDS[FILE].blocks:
        module.unread.add(block.type)
        return False
    wanted = KINDS[block.type].labels
    if len(block.labels) != wanted:
        what = "Missing name" if len(block.labels) < wanted else "Extraneous label"
        module.problems.append(Problem(block_span(block), f"{what} for {block.type}: {block.type} blocks have {wanted} label{'s' * (wanted != 1)}"))
        return False
    return True


def _unique(block: Block, taken: bool, module: Module) -> bool:
    if taken:
        name = ".".join(block.labels)
        module.problems.append(Problem(block_span(block), f'Duplicate {block.type}: "{name}" was already declared in this module'))
    return not taken


def _override(block: Block, module: Module) -> None:
    if not _well_formed(block, module):
        return
    if block.type == "locals":
        module.locals.update(block.body.attributes)
    elif block.type == "terraform":
        _terraform_block(block, module)
    elif block.type == "provider":
        alias = constant(block.body, "alias")
        for index, base in enumerate(module.providers):
            if base.labels == block.labels and constant(base.body, "alias") == alias:
                module.providers[index] = merge_block(base, block)
                return
        module.providers.append(block)
    elif block.type in ("variable", "output", "module"):
        _lay_over(module.named(block.type), block.labels[0], block, module)
    elif block.type in _TWO_LABELS:
        _lay_over(module.table(block.type), (block.labels[0], block.labels[1]), block, module)


def _lay_over(table: dict[_Key, Block], key: _Key, block: Block, module: Module) -> None:
    if (base := table.get(key)) is not None:
        table[key] = merge_block(base, block)
    else:
        message = f"Missing base {block.type} definition to override: there is no {block.type} {'.'.join(block.labels)} in the other files"
        module.problems.append(Problem(block_span(block), message))


def _terraform_block(block: Block, module: Module) -> None:
    for nested in block.body.blocks:
        if nested.type == "required_providers":
            for name, attribute in nested.body.attributes.items():
                module.requirements[name] = _requirement(name, attribute)


def _requirement(name: str, attribute: Attribute) -> Requirement:
    expr = attribute.expr
    if isinstance(expr, Literal):  # before Terraform 0.13 the constraint stood alone
        return Requirement(f"hashicorp/{name}", expr.value if isinstance(expr.value, str) else None, attribute_span(attribute))
    items = {key.value: value for key, value in (expr.items if isinstance(expr, ObjectCons) else ()) if isinstance(key, Literal)}
    source, version, aliases = items.get("source"), items.get("version"), items.get("configuration_aliases")
    return Requirement(
        provider_source(source.value if isinstance(source, Literal) and isinstance(source.value, str) else name),
        version.value if isinstance(version, Literal) and isinstance(version.value, str) else None,
        attribute_span(attribute) if version is None else attribute.source.span(version.start, version.end),
        frozenset(item.name for item in (aliases.items if isinstance(aliases, TupleCons) else ()) if isinstance(item, GetAttr)),
    )


def provider_source(address: str) -> str:
    """``namespace/name`` in lower case, whichever registry the address names."""
    parts = address.lower().split("/")
    return f"hashicorp/{parts[0]}" if len(parts) == 1 else "/".join(parts[-2:])
