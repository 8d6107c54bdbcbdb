"""What a user gives besides the code: variable values and parameters, and what they are for."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from scanner.model.source import Span

ROOT = "{root}"
"""Stands, in the name of an input file, for the folder of the root module or template that is judged."""


def is_variables_file(name: str) -> bool:
    """True for Terraform's files of variable values; all other inputs are parameters of ARM and Bicep."""
    return name.endswith((".tfvars", ".tfvars.json"))


def is_loaded_unasked(name: str) -> bool:
    """True for the variables files that Terraform reads by itself when they lie in the root module's folder."""
    return name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith((".auto.tfvars", ".auto.tfvars.json"))


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of an environment, and the root modules or templates that it is for."""

    name: str
    """As the user wrote it."""
    folder: Path
    """What the name and the address are relative to."""
    address: str = ""
    """A glob of folders of root modules, or of templates; empty when the file's place says what it is for."""
    written: Span | None = None
    """Where the configuration says it; None for the command line."""

    @property
    def per_root(self) -> bool:
        return ROOT in self.name

    def path(self, root: Path) -> Path:
        """The file for the root module (or the templates) in a folder. Links are not followed: the link's place is what counts."""
        name = self.name.replace(ROOT, Path(os.path.relpath(root, self.folder)).as_posix()) if self.per_root else self.name
        return Path(os.path.normpath(self.folder / name))

    def exists(self, root: Path) -> bool:
        try:
            return self.path(root).is_file()
        except OSError:  # no name that a file can have
            return False


@dataclass(frozen=True, slots=True)
class Environment:
    """One set of inputs of a code base that is deployed several times: ``--env prod=prod.tfvars``."""

    name: str
    files: tuple[InputFile, ...] = ()


class Engine(str, Enum):
    """Who reads Terraform's language. Files named .tofu are OpenTofu's alone, which reads them instead of the .tf of their name."""

    TERRAFORM = "terraform"
    OPENTOFU = "opentofu"

    @property
    def label(self) -> str:
        return {"terraform": "Terraform", "opentofu": "OpenTofu"}[self.value]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Frozen and picklable; everything in the order in which it was given."""

    var_files: tuple[Path, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    """``--var name=value``, the value as written."""
    environment: tuple[tuple[str, str], ...] = ()
    """The variables ``TF_VAR_*`` of the environment, without the prefix or with it."""
    parameters: tuple[Path, ...] = ()
    """ARM parameters files."""
    environments: tuple[Environment, ...] = ()
    """When given, the code is judged once for each."""
    auto: bool = False
    """Judge a root module once for each variables file that goes with it by place and name."""
    left_out: frozenset[Path] = frozenset()
    """Variables files that are not read, though Terraform loads them by itself."""
    engine: Engine | None = None
    """Read Terraform code as this engine does; without one, as both do where their files differ."""

    def named_files(self) -> list[Path]:
        """What the user named, and the folders that hold it where the name depends on the root module."""
        named = [*self.var_files, *self.parameters]
        for file in (file for environment in self.environments for file in environment.files):
            before = file.name.split(ROOT)[0].rpartition("/")[0] if file.per_root else file.name
            if before:
                named.append(file.folder / before)
        return named
