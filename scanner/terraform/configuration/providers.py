"""Which version of its provider each resource is planned with."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.source import Problem, Span
from scanner.terraform.configuration.module import Module, attribute_span, block_span, constant, provider_source
from scanner.terraform.configuration.versions import chosen_version, contradict, is_constraint, oldest_major, parse_version
from scanner.terraform.parse import parse_file


class Constraint(NamedTuple):
    text: str
    span: Span


class Admitted(NamedTuple):
    """The version that counts, and the major of the oldest that the constraints admit."""

    version: tuple[int, ...] | None
    oldest: int


def admitted(source: str, locked: Mapping[str, tuple[int, ...]], constraints: Collection[str]) -> Admitted:
    """What a lock file and constraints make of the provider with that source."""
    if version := locked.get(source):
        return Admitted(version, version[0])
    return Admitted(chosen_version(source, constraints), oldest_major(constraints))


class Providers:
    """The versions in use: the lock file's, else what the constraints of all modules together leave.

    A constraint that no version satisfies together with those before it, the root's first, is told and does not count.
    """

    def __init__(self, root: Path, modules: Iterable[Module], files: Files) -> None:
        self.problems: list[Problem] = []
        self._locked = locked_versions(root, files, self.problems)
        self._constraints: dict[str, list[Constraint]] = {}
        self._admitted: dict[str, Admitted] = {}
        for source, constraint in (found for module in modules for found in _constraints(module)):
            if is_constraint(constraint.text):
                self._constrain(source, constraint)
            else:
                self._note(constraint.span, f"Invalid version constraint: {constraint.text!r} is none, so it does not count")

    def _constrain(self, source: str, constraint: Constraint) -> None:
        before = self._constraints.setdefault(source, [])
        if not contradict([*(known.text for known in before), constraint.text]):
            before.append(constraint)
            return
        other = next((known for known in before if contradict([known.text, constraint.text])), before[0] if before else None)
        if other is None:
            self._note(constraint.span, f"no version of {source} satisfies {constraint.text!r}, so it does not count")
        else:
            place = f"{other.span.file}:{other.span.line}"
            self._note(constraint.span, f"no version of {source} satisfies both {constraint.text!r} and {other.text!r} ({place}); the latter counts")

    def _note(self, span: Span, message: str) -> None:
        self.problems.append(Problem(span, message, fatal=False))

    @staticmethod
    def source(module: Module, name: str) -> str:
        """The source of the provider that a module calls ``name``."""
        requirement = module.requirements.get(name)
        return provider_source(name) if requirement is None else requirement.source

    def admitted(self, module: Module, name: str) -> Admitted:
        """What counts for the provider that a module calls ``name``."""
        source = self.source(module, name)
        if source not in self._admitted:
            self._admitted[source] = admitted(source, self._locked, [constraint.text for constraint in self._constraints.get(source, ())])
        return self._admitted[source]


def _constraints(module: Module) -> Iterator[tuple[str, Constraint]]:
    """Those of a module, with the sources of the providers."""
    for requirement in module.requirements.values():
        if requirement.constraint is not None:
            yield requirement.source, Constraint(requirement.constraint, requirement.span)
    for block in module.providers:  # the way of Terraform 0.12
        if isinstance(text := constant(block.body, "version"), str):
            yield Providers.source(module, block.labels[0]), Constraint(text, attribute_span(block.body.attributes["version"]))


def locked_versions(root: Path, files: Files, problems: list[Problem]) -> dict[str, tuple[int, ...]]:
    """The versions in .terraform.lock.hcl, by source. ``problems`` gets what is wrong with it: constraints do instead then."""
    path = root / ".terraform.lock.hcl"
    if not os.path.lexists(path):
        return {}
    try:
        file = parse_file(files.read(path))
    except InputError as error:
        problems.append(error.problem())
        return {}
    problems += file.problems[:1]
    locked = {}
    for block in file.body.blocks:
        if block.type != "provider" or len(block.labels) != 1:
            continue
        version = constant(block.body, "version")
        numbers = parse_version(version) if isinstance(version, str) else None
        if numbers is not None:
            locked[provider_source(block.labels[0])] = numbers
        elif not file.problems:
            place = block.body.attributes.get("version")
            what = "has no version" if place is None else f"has the version {version!r}, which is none"
            problems.append(
                Problem(block_span(block) if place is None else attribute_span(place), f"the provider {block.labels[0]} {what}", fatal=False)
            )
    return locked
