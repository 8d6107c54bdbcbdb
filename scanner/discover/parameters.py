"""Which template a JSON parameters file goes with: by its name, and by the parameters that the one sets and the other declares."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scanner.files import Files, repository_root

NO_TEMPLATE = "parameters of no template beside them, by name or by what it declares; give them with --parameters"
SEVERAL = "parameters that several templates beside them declare, named after none; give them with --parameters"


def named_after_parameters(path: Path) -> bool:
    """Whether a JSON file, or the folder it is in, is named after parameters: others go with nothing by themselves."""
    return path.suffix.lower() in (".json", ".jsonc") and ("param" in path.stem.lower() or is_parameters_folder(path.parent))


def is_parameters_folder(folder: Path) -> bool:
    """``parameters``, ``.parameters``, ``params``: such a folder lies beside the templates."""
    return folder.name.lower().strip("._-") in ("parameters", "parameter", "params", "param")


def template_folders(path: Path) -> list[Path]:
    """Where the template of a parameters file lies."""
    return [path.parent, path.parent.parent] if is_parameters_folder(path.parent) else [path.parent]


@dataclass(slots=True)
class Pairs:
    """``templates``: Bicep files and ARM templates, each with the files that are the same thing: itself and what was compiled from it."""

    templates: Mapping[Path, Collection[Path]]
    roots: Callable[[], Collection[Path]]
    """The Bicep files that no other uses as a module: only they are deployed with a file that is not named after them."""
    files: Files
    _by_folder: dict[Path, list[Path]] = field(default_factory=dict)
    _declared: dict[Path, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in sorted(self.templates):
            self._by_folder.setdefault(path.parent, []).append(path)

    def by_template(self, parameters: Iterable[Path]) -> tuple[dict[Path, list[Path]], dict[Path, str]]:
        """The parameters files of each template that has some; and of the others, why they go with none."""
        found: dict[Path, list[Path]] = {}
        alone: dict[Path, str] = {}
        for path in sorted(parameters):
            templates = self._templates_of(path)
            if isinstance(templates, str):
                alone[path] = templates
            else:
                for template in templates:
                    found.setdefault(template, []).append(path)
        return found, alone

    def _templates_of(self, path: Path) -> list[Path] | str:
        """One as a rule; all that have its name, where all declare what it sets. Or why there is none."""
        from scanner.arm.outline import parameters_file

        given = parameters_file(path, self.files)
        if given.template and (linked := self._linked(path, given.template)) is not None:
            return [linked]
        beside = [template for folder in template_folders(path) for template in self._by_folder.get(folder, ())]
        if not beside or not named_after_parameters(path):
            return NO_TEMPLATE
        named = self._named(path, beside)
        if named and len(beside) == 1:
            return beside
        for group in named:
            if chosen := [template for template in group if given.names <= self._declares(template)]:
                return chosen
        fitting = self._fitting(path, beside, given.names)
        if len(fitting) == 1:
            return fitting
        return named[0] if named else SEVERAL if fitting else NO_TEMPLATE

    def _linked(self, path: Path, template: str) -> Path | None:
        """What ``metadata.template`` names: beside the file when it begins with a dot, else from the top of the repository."""
        base = path.parent if template.startswith(".") else repository_root(path.parent) or self.files.base
        target = Path(os.path.normpath(base / template.replace("\\", "/")))
        return next((one for one in self._by_folder.get(target.parent, ()) if target in self.templates[one]), None)

    def _named(self, path: Path, beside: Iterable[Path]) -> list[list[Path]]:
        """The templates that the file is named after (``X.parameters.json``, ``X.dev.parameters.json``), those of longer names first."""
        groups: dict[int, list[Path]] = {}
        for template in beside:
            if lengths := [len(name) for name in self._names(template) if _begins_with(path, name)]:
                groups.setdefault(max(lengths), []).append(template)
        return [groups[length] for length in sorted(groups, reverse=True)]

    def _fitting(self, path: Path, beside: Iterable[Path], names: frozenset[str]) -> list[Path]:
        """The templates that declare all names and ask for no others; of several, those whose name the file's mentions."""
        from scanner.arm.outline import outline

        fitting = [
            template
            for template in (beside if names else ())
            if names <= self._declares(template)
            and (self._mentioned(path, template) or self._deployed(template))
            and outline(template, self.files).required <= names
        ]
        return [template for template in fitting if self._mentioned(path, template)] or fitting

    def _deployed(self, template: Path) -> bool:
        return template.suffix.lower() != ".bicep" or template in self.roots()

    def _declares(self, template: Path) -> frozenset[str]:
        from scanner.arm.outline import declared_names

        if template not in self._declared:
            self._declared[template] = declared_names(template, self.files)
        return self._declared[template]

    def _mentioned(self, path: Path, template: Path) -> bool:
        return any(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", path.stem.lower()) for name in self._names(template))

    def _names(self, template: Path) -> list[str]:
        return [form.stem.lower() for form in self.templates[template]]


def _begins_with(path: Path, name: str) -> bool:
    stem = path.stem.lower()
    if name == "template" and stem == "parameters":
        return True  # what the portal exports
    rest = stem[len(name) :]
    # In a folder of parameters the rest may be anything; elsewhere it says what the file is.
    return stem.startswith(name) and (rest.startswith((".param", "-param", "_param")) or (rest.startswith(".") and named_after_parameters(path)))
