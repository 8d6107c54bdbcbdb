"""Which variables and parameters files each root module and template is judged with."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from scanner.discover.pairing import variables_by_root
from scanner.discover.places import Places
from scanner.files import Files, whole_file
from scanner.model.inputs import InputFile, Inputs, is_loaded_unasked, is_variables_file
from scanner.model.source import COMMAND_LINE, Problem
from scanner.model.unit import Unit, UnitKind

_TEMPLATES = (UnitKind.ARM, UnitKind.BICEP)
MOST_ENVIRONMENTS = 50
"""Of one root module, when they are found by place: a library with hundreds of examples below it would be judged for each."""


class Assignment:
    """Gives the units their inputs: each once for every environment that has files for it."""

    def __init__(
        self, units: Iterable[Unit], modules: Iterable[Path], inputs: Inputs, variables: Iterable[Path], changed: Iterable[Path], files: Files
    ) -> None:
        """``modules``: folders that are known to be called; ``variables``: the variables files seen; ``changed``: the single files named."""
        self.units = tuple(units)
        self.inputs = inputs
        self.places = Places((unit.path for unit in self.units if unit.kind is UnitKind.TERRAFORM), modules, files)
        self.template_folders = frozenset(unit.path.parent for unit in self.units if unit.kind in _TEMPLATES)
        self.variables, self.changed = tuple(variables), frozenset(changed)
        self.files = files
        self._assigned: list[Unit] | None = None

    @property
    def assigned(self) -> list[Unit]:
        if self._assigned is None:
            variants = [variant for unit in self.units for variant in self._variants(unit)]
            self._assigned = list(dict.fromkeys(variants))
        return self._assigned

    def _variants(self, unit: Unit) -> list[Unit]:
        if unit.kind is UnitKind.TERRAFORM:
            return self._of_root(unit)
        return self._of_template(unit) if unit.kind in _TEMPLATES else [unit]  # a plan has its own

    def _of_root(self, unit: Unit) -> list[Unit]:
        always = tuple(path for path in self.inputs.var_files if self._is_for(path, unit))
        beside = [(name, (path,)) for name, path in self._by_place.get(unit.path, ())[:MOST_ENVIRONMENTS]]
        sets = self._environments(unit) + (beside if self.inputs.auto else [])
        sets = sets or [(unit.environment, ())]
        # A changed file that nobody assigned is a set of inputs all the same.
        used = {*always, *(path for _, own in sets for path in own)}
        sets += [(name, own) for name, own in beside if not used.intersection(own)]
        loaded = {path for path in self.changed if path.parent == unit.path and is_loaded_unasked(path.name)}
        variants = [replace(unit, environment=name, var_files=(*always, *own)) for name, own in sets]
        return [replace(variant, changed=frozenset(self.changed & {*variant.var_files, *loaded})) for variant in variants]

    def _of_template(self, unit: Unit) -> list[Unit]:
        always = tuple(path for path in self.inputs.parameters if self._is_for(path, unit))
        environments = self._environments(unit)
        if environments:  # they are named, so they count instead of what goes with the template by itself
            variants = [replace(unit, environment=name, parameters=(*always, *own)) for name, own in environments]
        elif self._with.get(unit.path, set()) & {*always}:
            variants = [replace(unit, environment="", parameters=always)]
        else:
            variants = [replace(unit, parameters=(*unit.parameters, *always))]
        return [replace(variant, changed=frozenset(self.changed & {*variant.parameters})) for variant in variants]

    def _environments(self, unit: Unit) -> list[tuple[str, tuple[Path, ...]]]:
        """The environments that have files for the unit, with these."""
        found = []
        for environment in self.inputs.environments:
            own = dict.fromkeys(path for file in environment.files if (path := self._file_for(file, unit)) is not None)
            if own:
                found.append((environment.name, tuple(own)))
        return found

    def _file_for(self, file: InputFile, unit: Unit) -> Path | None:
        if is_variables_file(file.name) is not (unit.kind is UnitKind.TERRAFORM) or not addressed(file, unit):
            return None
        folder = unit.path if unit.kind is UnitKind.TERRAFORM else unit.path.parent
        path = file.path(folder)
        if file.per_root:
            return path if file.exists(folder) else None
        # Who spells a root module out means it, wherever the file lies.
        return path if _is_literal(file.address) or self._is_for(path, unit) else None

    def _is_for(self, path: Path, unit: Unit) -> bool:
        """False for a file that is another root module's, or another template's."""
        if unit.kind is UnitKind.TERRAFORM:
            return self.places.owner(path) in (None, unit.path)
        if templates := self._templates_of(path):
            return unit.path in templates
        folder = next((folder for folder in path.parents if folder in self.template_folders), None)
        return folder in (None, unit.path.parent)

    def _templates_of(self, path: Path) -> set[Path]:
        """The templates that a parameters file says it is for, by its name or in itself."""
        templates = {template for template, parameters in self._with.items() if path in parameters}
        if not templates and path.suffix == ".bicepparam":
            from scanner.bicep.discovery import parameters_by_template

            templates = set(parameters_by_template([path], self.files))
        return templates

    @cached_property
    def _with(self) -> dict[Path, set[Path]]:
        """By template, the parameters files that go with it by themselves."""
        found: dict[Path, set[Path]] = {}
        for unit in self.units:
            found.setdefault(unit.path, set()).update(unit.parameters)
        return found

    @cached_property
    def _by_place(self) -> dict[Path, list[tuple[str, Path]]]:
        variables = self.variables if self.inputs.auto else filter(lambda path: is_variables_file(path.name), self.changed)
        return variables_by_root(variables, self.places)

    # --- what is odd ---

    def remarks(self, covers: Callable[[Path], bool]) -> list[Problem]:
        """Files and addresses that lead nowhere. Those of the configuration count where the scan ``covers`` them."""
        used = {path for unit in self.assigned for path in (*unit.var_files, *unit.parameters)}
        found = [self._idle(path, option) for option, path in self._on_command_line() if path not in used]
        found += [self._too_many(root, len(files)) for root, files in sorted(self._by_place.items()) if len(files) > MOST_ENVIRONMENTS]
        for environment in self.inputs.environments:
            for file in environment.files:
                message = self._nowhere(file, used)
                part = _literal_part(file)
                if message and (file.written is None or covers(part) or (file.address and not part.exists())):
                    found.append(Problem(file.written or COMMAND_LINE, f"environment {environment.name}: {message}", fatal=False))
        return found

    def _on_command_line(self) -> list[tuple[str, Path]]:
        return [*(("--var-file", path) for path in self.inputs.var_files), *(("--parameters", path) for path in self.inputs.parameters)]

    def _too_many(self, root: Path, number: int) -> Problem:
        what = (
            f"{number:,} variables files go with this root module; it is judged with the first {MOST_ENVIRONMENTS}: name those that count with --env"
        )
        return Problem(whole_file(self.files.shown(root)), what, fatal=False)

    def _idle(self, path: Path, option: str) -> Problem:
        return Problem(whole_file(self.files.shown(path)), f"{option} judges nothing: {self._why_idle(path)}", fatal=False)

    def _nowhere(self, file: InputFile, used: set[Path]) -> str:
        """What is wrong with a file of an environment; empty when nothing is."""
        units = [unit for unit in self.units if addressed(file, unit)]
        if file.address and not units:
            return f"no root module or template is at {file.address}{_closest(file, self.units)}"
        if file.per_root:
            return "" if any(self._file_for(file, unit) for unit in units) else f"no root module has a file {file.name}"
        path = file.path(file.folder)
        return "" if path in used else f"{file.name} judges nothing: {self._why_idle(path)}"

    def _why_idle(self, path: Path) -> str:
        if is_variables_file(path.name):
            if not self.places.roots:
                return "no Terraform root module is scanned"
            owner = self.places.owner(path)
            return f"it lies in the folder of another root module, {self.files.shown(owner)}" if owner else "no root module is judged with it"
        return "no template is scanned that it is for"


def root_units(root: Path, files: Files, inputs: Inputs) -> list[Unit]:
    """A single root module, once for each environment that has files for it."""
    return Assignment([Unit(UnitKind.TERRAFORM, root)], (), inputs, (), (), files).assigned


def addressed(file: InputFile, unit: Unit) -> bool:
    """True when the file's address is that of the unit: its folder or, for a template, the template itself."""
    if not file.address:
        return True
    folders = [unit.path] if unit.kind is UnitKind.TERRAFORM else [unit.path, unit.path.parent]
    return any(_matches(_relative(path, file.folder), _normal(file.address)) for path in folders)


def _matches(path: str, pattern: str) -> bool:
    """Glob by folders: ``*`` stays within one, ``**`` is any number of them."""
    return path == pattern or _match(_parts(path), _parts(pattern))


def _parts(path: str) -> list[str]:
    return [] if path == "." else path.split("/")


def _match(parts: list[str], pattern: list[str]) -> bool:
    """By the positions that the pattern can have reached, so that no pattern takes long."""
    reached = {0}
    for index, wanted in enumerate(pattern):
        if wanted == "**":
            reached = set(range(min(reached, default=len(parts) + 1), len(parts) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(parts) and fnmatchcase(parts[at], pattern[index])}
    return len(parts) in reached


def _is_literal(address: str) -> bool:
    return bool(address) and not any(sign in address for sign in "*?[")


def _normal(address: str) -> str:
    return os.path.normpath(address).replace(os.sep, "/")


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _literal_part(file: InputFile) -> Path:
    """The folder or file that the address, or else the name, certainly leads to or below."""
    if file.address:
        parts = _normal(file.address).split("/")
        size = next((index for index, part in enumerate(parts) if not _is_literal(part)), len(parts))
        return Path(os.path.normpath(file.folder.joinpath(*parts[:size])))
    return Path(os.path.normpath(file.folder / file.name.split("{")[0]))


def _closest(file: InputFile, units: Iterable[Unit]) -> str:
    from difflib import get_close_matches  # here, since few runs need it

    known = {_relative(path, file.folder) for unit in units for path in (unit.path, unit.path.parent if unit.kind in _TEMPLATES else unit.path)}
    close = get_close_matches(_normal(file.address), sorted(known), 1)
    return f"; did you mean {close[0]}?" if close else ""
