"""A template file to evaluated resources."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.arm.deployment import Deployment, Unavailable, Unit
from scanner.arm.evaluator import Evaluator, OutOfBudget
from scanner.arm.levels import level_of
from scanner.arm.nesting import value_passed
from scanner.arm.passing import with_what_they_receive
from scanner.arm.scope import Given, Scope, Target
from scanner.arm.template import Expressions, ModuleFile, Place, Template
from scanner.arm.values import member, member_name
from scanner.errors import InputError
from scanner.files import Files, whole_file
from scanner.json_source import Document, parse_json
from scanner.model.resource import Evaluated, Gap, Language, SourceResource, Undeclared
from scanner.model.source import Problem
from scanner.model.value import Symbol, Unknown

if TYPE_CHECKING:
    from scanner.bicep.modules import Modules


def load_template(path: Path, files: Files, parameters: tuple[Path, ...] = ()) -> Evaluated:
    """The resources that deploying the template would create, with the values of the parameters files, later ones winning."""
    if path.suffix.lower() == ".bicep":
        from scanner.bicep.modules import with_restored

        files = with_restored(files)
    return Loader(files).load(path, parameters)


def load_uncalled(path: Path, files: Files, blocks: Collection[tuple[str, int]], known: Collection[str], deployed: bool) -> Evaluated:
    """The resources of the template with its inputs unknown; of interest is what it declares in ``blocks`` (file and line).

    ``known`` files are read by others and not entered again. There is a gap around all of it, unless the template is
    ``deployed`` by itself: whoever deploys it may add what it lacks.
    """
    if path.suffix.lower() == ".bicep":
        from scanner.bicep.modules import with_restored

        files = with_restored(files)
    return Loader(files, known).load_uncalled(path, blocks, deployed)


class Loader:
    def __init__(self, files: Files, known: Collection[str] = ()) -> None:
        self.files, self.known = files, known
        self.expressions = Expressions()
        self.templates: dict[Path, Template] = {}
        self.read: set[str] = set()
        self.evaluator = Evaluator()
        self._modules: Modules | None = None

    def load(self, path: Path, parameters: tuple[Path, ...]) -> Evaluated:
        try:
            template = self.template(path)
        except Unavailable as error:
            return Evaluated(problems=(InputError(self.files.read(path).span(0, 0), str(error)).problem(),), files=(self.files.shown(path),))
        except InputError as error:
            return Evaluated(problems=(error.problem(),), files=(self.files.shown(path),))
        root = self.deployment(template)
        given = {path: self.parameters_file(path) for path in parameters}
        root.scope.given = {name: value for own in given.values() for name, value in own.items()}
        found = self.evaluated(root.unit, [resource for _, resource in self.expand(root)])
        return replace(found, given=tuple(map(self.files.shown, given)), undeclared=tuple(self.undeclared(template, given)))

    def load_uncalled(self, path: Path, blocks: Collection[tuple[str, int]], deployed: bool) -> Evaluated:
        try:
            template = self.template(path)
        except (Unavailable, InputError):
            return Evaluated()  # told by whoever read it first
        root = self.deployment(template)
        root.scope.free = True
        resources: list[SourceResource] = []
        wanted = set(blocks)
        for deployment, resource in self.expand(root):
            resources.append(resource)
            if any((step.span.file, step.span.line) in blocks for step in deployment.calls):
                wanted.add((resource.header.file, resource.header.line))
        found = self.evaluated(root.unit, resources)
        return replace(
            found,
            problems=tuple(problem for problem in found.problems if problem.span.file not in self.known),
            gaps=found.gaps if deployed else (Gap(whole_file(self.files.shown(path)), "whatever deploys the template"), *found.gaps),
            files=tuple(file for file in found.files if file not in self.known),
            uncalled=frozenset(wanted),
        )

    def unit(self) -> Unit:
        return Unit(self.evaluator, self.linked, self.locate)

    def deployment(self, template: Template) -> Deployment:
        """The template as it is deployed by itself."""
        unit = self.unit()
        why = "only the deployment knows its name"
        scope = Scope(
            self.evaluator, template, Target(level_of(template.root) or "resourceGroup"), Unknown(why, parts=(Symbol("deployment().name"),))
        )
        root = Deployment(unit, template, scope, scope.environment, scope.target)
        scope.resolve = root.resolve
        return root

    def evaluated(self, unit: Unit, resources: list[SourceResource]) -> Evaluated:
        problems = [*self.evaluator.problems.values(), *(self._modules.problems if self._modules else ())]
        read = self.read | {self.files.shown(path) for path in (self._modules.parsed if self._modules else ())}
        return Evaluated(
            tuple(resources),
            tuple(sorted(problems, key=lambda problem: (problem.span, problem.message))),
            tuple(sorted((*with_what_they_receive(unit.gaps, resources), *self.unread()), key=lambda gap: (gap.span, gap.what))),
            tuple(sorted(read)),
            tuple(sorted(unit.declared | {(resource.header.file, resource.header.line) for resource in resources})),
        )

    def unread(self) -> Iterator[Gap]:
        """Parts of Bicep files that could not be read."""
        return self._modules.unread() if self._modules else iter(())

    def undeclared(self, template: Template, given: dict[Path, dict[str, Given]]) -> Iterator[Undeclared]:
        """What ARM would refuse."""
        declared = {name.lower(): name for name in template.section("parameters")[1]}
        for path, own in given.items():
            for key in (name for name in own if name not in declared):
                place = own[key].place
                entry = place.path[:2] if place.template.written(place.path[:2]) else place.path
                message = _no_such_parameter(str(place.path[1]), declared)
                yield Undeclared(self.files.shown(path), key, Problem(place.template.key_span(entry), message, fatal=False))

    def expand(self, root: Deployment) -> Iterator[tuple[Deployment, SourceResource]]:
        """The resources of the deployment and of all nested in it, each deployment's together."""
        waiting = [root]
        try:
            while waiting:
                deployment = waiting.pop()
                yield from ((deployment, resource) for resource in deployment.resources())
                nested = [inner for instance in deployment.index.all if (inner := deployment.inner(instance)) is not None]
                waiting.extend(reversed(nested))
            root.scope.check_files()
        except OutOfBudget:
            self.evaluator.report(root.template.span(()), "evaluating the template takes too much work; the rest is left out", True)

    def template(self, path: Path) -> Template:
        """The template in a file, read once. Raises InputError, or Unavailable when it is something else."""
        if path.suffix.lower() == ".bicep":
            return self.bicep_template(path)
        if (known := self.templates.get(path)) is None:
            document = self.document(path)
            if not isinstance(document.value, dict) or member(document.value, "resources") is None:
                raise Unavailable("is not a template: it has no resources")
            for span in document.duplicates():
                self.evaluator.report(span, "the property is written twice in one object; ARM takes the last")
            for key in document.value:
                if key.lower() in ("parameters", "variables", "outputs") and not isinstance(document.value[key], (dict, type(None))):
                    self.evaluator.report(document.key_span((key,)), f"{key} must be an object; what is written is passed over")
            foreign = self._modules is not None and self._modules.is_restored(path)
            known = self.templates[path] = Template(document.value, document, path, Language.ARM, self.expressions, foreign=foreign)
        return known

    def bicep_template(self, path: Path) -> Template:
        from scanner.bicep.lower.template import lower

        if (known := self.templates.get(path)) is None:
            known = self.templates[path] = lower(self.modules.parse(path), path, self.modules)
        return known

    @property
    def modules(self) -> Modules:
        if self._modules is None:
            from scanner.bicep.modules import Modules

            self._modules = Modules(self.files)
        return self._modules

    def locate(self, module: ModuleFile) -> Path:
        from scanner.bicep.modules import ModuleUnavailable

        try:
            return self.modules.locate(module.reference, module.origin)
        except ModuleUnavailable as error:
            raise Unavailable(str(error)) from error

    def linked(self, path: Path) -> Template:
        if not self.files.allowed(path):
            raise Unavailable("it lies outside of the scanned tree")
        if not path.is_file():
            raise Unavailable("there is no such file")
        if self.files.shown(path) in self.known:
            raise Unavailable("it is judged where it is deployed")
        return self.template(path)

    def document(self, path: Path) -> Document:
        source = self.files.read(path)
        self.read.add(source.file)
        return parse_json(source)

    def parameters_file(self, path: Path) -> dict[str, Given]:
        """What the file gives, by name in lower case."""
        if path.suffix.lower() == ".bicepparam":
            from scanner.bicep.parameters import given_by

            return given_by(path, self.modules, self.evaluator)
        try:
            document = self.document(path)
        except InputError as error:
            self.evaluator.report(error.span, error.message, True)
            return {}
        key = member_name(document.value, "parameters")
        entries = document.value[key] if key else None
        if key is None or not isinstance(entries, dict):
            self.evaluator.report(document.span((key,) if key else ()), "is not a parameters file: its parameters must be an object", True)
            return {}
        file = Template(document.value, document, path, Language.ARM, self.expressions, strings=False)
        given: dict[str, Given] = {}
        for name, entry in entries.items():
            written = next((found for form in ("value", "reference", "expression") if (found := member_name(entry, form))), "")
            if written.lower() == "expression":
                entry = {"value": Unknown("only the deployment evaluates expressions of parameters files")}
            elif not written and entry not in ({}, None):
                message = f'parameter "{name}" must be an object with a value or a reference; the value is taken as unknown'
                self.evaluator.report(document.key_span((key, name)), message)
                entry = {"value": Unknown(f'parameter "{name}" is not written as it must be')}
            given[name.lower()] = Given(partial(value_passed, entry), Place(file, (key, name, written)), file=True)
        return given


def _no_such_parameter(name: str, declared: dict[str, str]) -> str:
    from difflib import get_close_matches  # here, since few runs need it

    close = get_close_matches(name.lower(), sorted(declared), 1)
    hint = f"; did you mean {declared[close[0]]!r}?" if close else ""
    return f"the template declares no parameter {name!r}, so the deployment is refused{hint}"
