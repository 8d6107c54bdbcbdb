"""Units of work from the files seen: what is deployed by itself, and the inputs that lie beside it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from scanner.discover.formats import Format, named_format, sniff
from scanner.discover.inputs import Assignment
from scanner.discover.parameters import Pairs, is_parameters_folder, named_after_parameters, template_folders
from scanner.discover.twins import sources_of
from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.unit import Unit, UnitKind

ByFormat = Mapping[Format, list[Path]]

_OF_TEMPLATES = (Format.BICEP, Format.BICEP_PARAMETERS, Format.TEMPLATE, Format.COMPILED, Format.PARAMETERS)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was named: folders, or single files, which are judged within what surrounds them."""

    seen: ByFormat
    single_files: bool
    changed: bool
    """The files were changed, not chosen: they are judged within whatever deploys them."""
    around: Callable[[], ByFormat]
    """What surrounds the single files, by the formats that names prove; looked up when it is called first."""
    gone: tuple[Path, ...] = ()
    """Changed files that do not exist any more, in folders that do."""
    inputs: Inputs = field(default_factory=Inputs)

    def folders(self) -> list[Path]:
        """Those with Terraform configuration, around single files too."""
        sources = self.around() if self.single_files else self.seen
        return sorted({path.parent for path in (*sources.get(Format.TERRAFORM, ()), *self.seen.get(Format.TERRAFORM, ()))})


def terraform_units(selection: Selection, files: Files) -> list[Unit]:
    """One unit per root module. For single files, the roots of the repository that own them or are judged with them,
    so that the verdict is the one that a scan of everything gives."""
    variables = selection.seen.get(Format.VARIABLES, ()) if selection.single_files else ()
    gone = [path for path in selection.gone if named_format(path.name) in (Format.TERRAFORM, Format.VARIABLES)]
    sources = [*selection.seen.get(Format.TERRAFORM, ()), *variables]
    if not sources and not gone:
        return []
    from scanner.terraform.discovery import owners, root_modules

    folders = selection.folders()
    if not selection.single_files:
        return [Unit(UnitKind.TERRAFORM, root) for root in root_modules(folders, files)[0]]
    roots = {*owners(sources, folders, files)}
    if variables:
        everything, modules = root_modules(folders, files)
        units = [Unit(UnitKind.TERRAFORM, root) for root in everything]
        assigned = Assignment(units, modules, selection.inputs, variables, variables, files).assigned
        roots |= {unit.path for unit in assigned if unit.changed}
    bereft = {*owners(gone, folders, files)} if gone else set()
    return [Unit(UnitKind.TERRAFORM, root, whole=root in bereft) for root in sorted(roots | bereft)]


def template_units(selection: Selection, files: Files) -> tuple[list[Unit], dict[Path, str]]:
    """One unit per ARM template, and Bicep file that no other uses as a module or that has parameters of its own: once for each
    parameters file that goes with it. Also why some of the files are not judged by themselves.

    A Bicep file that was chosen is deployed by itself; one that was changed, by whatever uses it.
    """
    seen = {kind: set(selection.seen.get(kind, ())) for kind in _OF_TEMPLATES}
    gone = {path for path in selection.gone if named_format(path.name) is Format.BICEP}
    if not gone and not any(seen.values()):
        return [], {}
    from scanner.bicep.discovery import owning_files, root_files

    if not selection.single_files:
        roots = set(root_files(seen[Format.BICEP], files))
        found = _matched(seen, lambda: roots, files)
        return found.units(roots | (seen[Format.BICEP] & found.parameters.keys()), found.templates), found.reasons
    roots_around = cache(lambda: root_files({*selection.around().get(Format.BICEP, ()), *seen[Format.BICEP]}, files))
    folders = {folder for path in seen[Format.PARAMETERS] for folder in template_folders(path)}
    found = _matched(_beside(folders, seen, files), roots_around, files)
    given = seen[Format.PARAMETERS] | seen[Format.BICEP_PARAMETERS]
    fed = {template for template, inputs in found.parameters.items() if given & set(inputs) and template.is_file()}
    chosen = seen[Format.BICEP] | {path for path in fed if path.suffix.lower() == ".bicep"}
    templates = seen[Format.TEMPLATE] | (fed - chosen)
    around = selection.around() if chosen or gone else {}  # a template alone needs nothing from afar
    bicep = {*around.get(Format.BICEP, ()), *seen[Format.BICEP]}
    roots = set(owning_files(chosen, bicep, files)) if chosen and selection.changed else chosen
    bereft = {*owning_files(gone, bicep, files)} - gone if gone else set()
    folders |= {path.parent for path in (*roots, *chosen, *templates, *bereft, *seen[Format.COMPILED])}
    seen[Format.BICEP_PARAMETERS] |= {*around.get(Format.BICEP_PARAMETERS, ())}
    found = _matched(_beside(folders, seen, files), roots_around, files)
    templates |= seen[Format.COMPILED] & found.templates
    units = found.units(roots | bereft | (chosen & found.parameters.keys()), templates)
    return [replace(unit, whole=unit.path in bereft) for unit in units], found.reasons


@dataclass(frozen=True, slots=True)
class _Matched:
    """The templates seen, and the parameters files that go with them."""

    templates: set[Path]
    """The ARM templates that were not compiled from a Bicep file beside them."""
    parameters: dict[Path, list[Path]]
    """By the Bicep file or template that they are for."""
    reasons: dict[Path, str]

    def units(self, bicep: Iterable[Path], templates: Iterable[Path]) -> list[Unit]:
        every = [(UnitKind.BICEP, path) for path in sorted(bicep)] + [(UnitKind.ARM, path) for path in sorted(templates)]
        return [unit for kind, path in every for unit in _with_parameters(kind, path, self.parameters.get(path, ()))]


def _matched(seen: Mapping[Format, set[Path]], roots: Callable[[], Collection[Path]], files: Files) -> _Matched:
    from scanner.bicep.discovery import parameters_by_template

    twins = sources_of(seen[Format.COMPILED], seen[Format.BICEP], files)
    templates = seen[Format.TEMPLATE] | (seen[Format.COMPILED] - twins.keys())
    forms = {path: [path] for path in (*seen[Format.BICEP], *templates)}
    reasons: dict[Path, str] = {}
    for twin, sources in twins.items():
        for source in sources:
            forms[source].append(twin)
        reasons[twin] = f"compiled from {' or '.join(source.name for source in sources)}, which is scanned itself"
    found, alone = Pairs(forms, cache(roots), files).by_template(seen[Format.PARAMETERS])
    for template, inputs in parameters_by_template(seen[Format.BICEP_PARAMETERS], files).items():
        found.setdefault(template, []).extend(inputs)
    return _Matched(templates, found, reasons | alone)


def _beside(folders: Iterable[Path], seen: Mapping[Format, set[Path]], files: Files) -> dict[Format, set[Path]]:
    """The files that were named, and of those in the folders what may go with them. Nothing is read where no parameters lie."""
    found = {kind: set(paths) for kind, paths in seen.items()}
    for folder in folders:
        listed = [path for path in _listed(folder) if files.allowed(path)]
        inputs = [path for path in listed if named_after_parameters(path) and path.is_file()]
        inputs += [path for inner in listed if is_parameters_folder(inner) for path in _listed(inner) if named_after_parameters(path)]
        for path in {*inputs, *listed} - found[Format.TEMPLATE]:
            kind = named_format(path.name) or (_content(path, files) if inputs else Format.UNKNOWN)
            if kind in _OF_TEMPLATES and path.is_file():
                found[kind].add(path)
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _content(path: Path, files: Files) -> Format:
    try:
        return sniff(path, files)
    except InputError:
        return Format.UNKNOWN  # it was not named, so it is not told


def _with_parameters(kind: UnitKind, path: Path, parameters: Iterable[Path]) -> list[Unit]:
    """The unit once for each of its parameters files, named after them when there are several."""
    found = sorted(parameters)
    if len(found) < 2:
        return [Unit(kind, path, tuple(found))]
    names = Counter(file.name for file in found)
    return [
        Unit(kind, path, (file,), environment=file.name if names[file.name] == 1 else Path(os.path.relpath(file, path.parent)).as_posix())
        for file in found
    ]
