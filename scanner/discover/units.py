"""Units of work from the files seen: what is deployed by itself, and the inputs that lie beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scanner.discover.formats import Format, named_format, sniff
from scanner.discover.inputs import Assignment
from scanner.errors import InputError
from scanner.files import Files
from scanner.model.inputs import Inputs
from scanner.model.unit import Unit, UnitKind

ByFormat = Mapping[Format, list[Path]]


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


def template_units(selection: Selection, files: Files) -> list[Unit]:
    """One unit per template and parameters file that goes with it by name; a template without one stands alone."""
    templates = set(selection.seen.get(Format.TEMPLATE, ()))
    parameters = set(selection.seen.get(Format.PARAMETERS, ())) if selection.single_files else set()
    if not templates and not parameters:
        return []
    from scanner.arm import sibling_parameters

    for given in parameters:
        neighbours = (path for path in given.parent.glob("*.json*") if given in sibling_parameters(path, files))
        templates |= {path for path in neighbours if _is_template(path, files)}
    return [unit for template in sorted(templates) for unit in _with_parameters(UnitKind.ARM, template, sibling_parameters(template, files))]


def _is_template(path: Path, files: Files) -> bool:
    try:
        return sniff(path, files) in (Format.TEMPLATE, Format.COMPILED)
    except InputError:
        return False  # it was not named, so it is not told


def bicep_units(selection: Selection, files: Files) -> list[Unit]:
    """One unit per Bicep file that no other uses as a module, and parameters file for it.

    A file that was chosen is deployed by itself; one that was changed, by whatever uses it.
    """
    sources, parameters = selection.seen.get(Format.BICEP, ()), selection.seen.get(Format.BICEP_PARAMETERS, ())
    gone = [path for path in selection.gone if named_format(path.name) is Format.BICEP]
    if not sources and not parameters and not gone:
        return []
    from scanner.bicep.discovery import owning_files, parameters_by_template, root_files

    bereft: list[Path] = []
    if not selection.single_files:
        roots, by_template = root_files(sources, files), parameters_by_template(parameters, files)
    else:
        around = selection.around()
        by_template = parameters_by_template({*around.get(Format.BICEP_PARAMETERS, ()), *parameters}, files)
        fed = (template for template, given in by_template.items() if set(given) & set(parameters) and template.is_file())
        named = {*sources, *fed}
        roots = owning_files(named, around.get(Format.BICEP, ()), files) if selection.changed else sorted(named)
        bereft = [root for root in owning_files(gone, around.get(Format.BICEP, ()), files) if root not in gone] if gone else []
        roots = sorted({*roots, *bereft})
    units = [unit for root in roots for unit in _with_parameters(UnitKind.BICEP, root, by_template.get(root, ()))]
    return [replace(unit, whole=unit.path in bereft) for unit in units]


def _with_parameters(kind: UnitKind, path: Path, parameters: Iterable[Path]) -> list[Unit]:
    """The unit once for each of its parameters files, named after them when there are several."""
    found = tuple(parameters)
    several = len(found) > 1
    return [Unit(kind, path, (file,), environment=file.name if several else "") for file in found] or [Unit(kind, path)]
