"""Units of work from the files seen: what is deployed by itself, and the inputs that lie beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from scanner.discover.formats import Format
from scanner.discover.ignore import repository_root
from scanner.files import Files
from scanner.model.unit import Unit, UnitKind

ByFormat = Mapping[Format, list[Path]]
FoldersBelow = Callable[[Path], set[Path]]
"""The folders below one that hold Terraform configuration."""


def terraform_units(seen: ByFormat, single_files: bool, files: Files, folders_below: FoldersBelow) -> list[Unit]:
    """One unit per root module. For single files, the roots of the repository that own them, so that the
    verdict is the one that a scan of everything gives."""
    sources = [*seen.get(Format.TERRAFORM, ()), *(seen.get(Format.VARIABLES, ()) if single_files else ())]
    if not sources:
        return []
    from scanner.terraform.discovery import owners, root_modules

    folders = {path.parent for path in sources}
    if not single_files:
        roots, _ = root_modules(sorted(folders), files)
        return [Unit(UnitKind.TERRAFORM, root) for root in roots]
    around = {folder for source in sorted(folders) for folder in folders_below(repository_root(source) or source)}
    return [Unit(UnitKind.TERRAFORM, root) for root in owners(sources, sorted(around | folders), files)]


def template_units(templates: Iterable[Path], files: Files) -> list[Unit]:
    """One unit per template and parameters file that goes with it by name; a template without one stands alone."""
    from scanner.arm import sibling_parameters

    return [unit for template in templates for unit in _with_parameters(UnitKind.ARM, template, sibling_parameters(template, files))]


def bicep_units(seen: ByFormat, single_files: bool, files: Files) -> list[Unit]:
    """One unit per Bicep file that no other uses as a module (or that was named), and parameters file for it."""
    sources, parameters = seen.get(Format.BICEP, ()), seen.get(Format.BICEP_PARAMETERS, ())
    if not sources and not parameters:
        return []
    from scanner.bicep.discovery import parameters_by_template, root_files

    by_template = parameters_by_template(parameters, files)
    roots = sources if single_files else root_files(sources, files)
    named = {template for template in by_template if template.is_file() and files.allowed(template)} if single_files else set()
    return [unit for root in sorted({*roots, *named}) for unit in _with_parameters(UnitKind.BICEP, root, by_template.get(root, ()))]


def _with_parameters(kind: UnitKind, path: Path, parameters: Iterable[Path]) -> list[Unit]:
    """The unit once for each of its parameters files, named after them when there are several."""
    found = tuple(parameters)
    several = len(found) > 1
    return [Unit(kind, path, (file,), environment=file.name if several else "") for file in found] or [Unit(kind, path)]
