"""ARM templates that Terraform resources deploy: the text that one gives, read as a template, with the places of its parts in the code."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from scanner.arm.embedded import EmbeddedTemplate, Part, load_embedded
from scanner.arm.partial import PartialText
from scanner.arm.template import Positions
from scanner.arm.values import member
from scanner.errors import InputError
from scanner.files import Files
from scanner.json_source import Document
from scanner.model.resource import Evaluated, Gap, Mode, Origin, SourceResource
from scanner.model.source import Problem, Span
from scanner.model.value import Path, Unknown, Value
from scanner.terraform.configuration.origin import ResourceOrigin
from scanner.terraform.configuration.written_text import WrittenText
from scanner.terraform.plan.origin import PlanOrigin


class _Deploys(NamedTuple):
    level: str
    template: str = "template_content"
    parameters: str = "parameters_content"
    texts: str = ""
    """The argument that gives parameters as texts."""


DEPLOYMENTS = {
    "azurerm_resource_group_template_deployment": _Deploys("resourceGroup"),
    "azurerm_subscription_template_deployment": _Deploys("subscription"),
    "azurerm_management_group_template_deployment": _Deploys("managementGroup"),
    "azurerm_tenant_template_deployment": _Deploys("tenant"),
    "azurerm_template_deployment": _Deploys("resourceGroup", "template_body", "parameters_body", "parameters"),
}


def with_embedded(evaluated: Evaluated, files: Files, blocks: Collection[tuple[str, int]]) -> Evaluated:
    """The answer of the Terraform front end with what its resources deploy; ``blocks`` are those that are judged of a module by itself."""
    reader = _Reader(files)
    found = load_embedded(list(reader.templates(evaluated.resources)), files)
    problems = sorted({*reader.problems, *found.problems}, key=lambda problem: (problem.span, problem.message))
    read = {*found.files, *reader.read}
    judged = frozenset(_block(one.header) for one in found.resources if any(_block(step.span) in blocks for step in one.calls))
    return replace(
        evaluated,
        resources=(*evaluated.resources, *found.resources),
        problems=(*evaluated.problems, *problems),
        gaps=(*evaluated.gaps, *reader.gaps, *found.gaps),
        files=tuple(sorted(read.union(evaluated.files))),
        declared=tuple(sorted({*evaluated.declared, *(block for block in found.declared if block[0] in read)})),
        uncalled=judged.union(blocks),
    )


def _block(span: Span) -> tuple[str, int]:
    return span.file, span.line


class _Reader:
    """Reads what the resources of one unit deploy; each text is parsed once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.problems: list[Problem] = []
        self.gaps: list[Gap] = []
        self.read: set[str] = set()
        """The files that whole templates stand in."""
        self._parsed: dict[Value, PartialText | InputError] = {}

    def templates(self, resources: Iterable[SourceResource]) -> Iterator[EmbeddedTemplate]:
        for resource in resources:
            deploys = DEPLOYMENTS.get(resource.type)
            if deploys is None or resource.mode is not Mode.MANAGED:
                continue
            template = self._part(resource, deploys.template, expressions=True)
            if template is None:
                self.gaps.append(Gap(resource.header, f"the template of {resource.address} is not known before deployment"))
                continue
            once = any(path in ((), (deploys.template,)) for path in resource.ignored)
            group, file = resource.raw.get("resource_group_name"), self.files.base / resource.header.file
            yield EmbeddedTemplate(resource, deploys.level, group, file, template, once, self._parameters(resource, deploys, template))

    def _parameters(self, resource: SourceResource, deploys: _Deploys, template: Part) -> Part | None:
        if resource.raw.get(deploys.parameters) is not None:
            return self._part(resource, deploys.parameters, expressions=False)
        texts = resource.raw.get(deploys.texts) if deploys.texts else {}
        if isinstance(texts, Unknown):
            return None
        declared, entries = member(template.root, "parameters"), texts.items() if isinstance(texts, dict) else ()
        given = {name: {"value": _typed(text, member(member(declared, name), "type"))} for name, text in entries}
        return Part(given, _Traced(resource.origin, deploys.texts, depth=1))

    def _part(self, resource: SourceResource, name: str, *, expressions: bool) -> Part | None:
        """The object in the text that the argument gives; None when it is not known, or there is none."""
        value = resource.raw.get(name)
        if not isinstance(value, (str, Unknown)):
            return None
        code = _in_code(resource.origin)
        lines = code.written_text(name) if code is not None else None
        try:
            text = self._parse(value)
            if text is None:
                return None
            root = text.document.value
            if not isinstance(root, dict) or (expressions and member(root, "resources") is None):
                raise InputError(text.document.span(()), "is not a template: it has no resources" if expressions else "is not an object")
        except InputError as error:
            if not isinstance(value, Unknown):  # else what is unknown may make it right
                where = lines.span(error.span.line, error.span.line) if lines is not None else resource.origin.trace((name,)).span
                self.problems.append(Problem(where, f"{name} of {resource.address} {error.message}", fatal=False))
            return None
        if lines is not None and lines.file is not None:
            self.read.add(self.files.shown(lines.file))
        return Part(text.restored(root, expressions=expressions), self._positions(resource, name, text, lines))

    def _positions(self, resource: SourceResource, name: str, text: PartialText, lines: WrittenText | None) -> Positions:
        if lines is not None:
            found = self._in_lines(text, lines)
            if found is not None:
                return _InLines(found, lines)
        return _Traced(resource.origin, name)

    def _in_lines(self, text: PartialText, lines: WrittenText) -> Document | None:
        """The text as it is written: a function or a plan may have given it another layout."""
        if text.lines == len(lines.lines):
            return text.document
        try:
            written = self._parse(lines.value())
        except InputError:
            return None
        return written.document if written is not None and written.lines == len(lines.lines) else None

    def _parse(self, value: Value) -> PartialText | None:
        """None when nothing is known of the text. Raises InputError when it is no JSON."""
        parts = value.parts if isinstance(value, Unknown) else value
        if not isinstance(value, (str, Unknown)) or not any(isinstance(part, str) for part in parts):
            return None
        if (known := self._parsed.get(parts)) is None:
            try:
                known = PartialText(value)
            except InputError as error:
                known = error
            self._parsed[parts] = known
        if isinstance(known, InputError):
            raise known
        return known


def _typed(text: Value, kind: Value) -> Value:
    """The text as the type of the parameter has it."""
    if not isinstance(text, str) or not isinstance(kind, str):
        return text
    if kind.lower() == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return int(text) if kind.lower() == "int" and text.lstrip("-").isdecimal() and len(text) < 20 else text


def _in_code(origin: Origin) -> ResourceOrigin | None:
    if isinstance(origin, PlanOrigin):
        origin = origin.source or origin
    return origin if isinstance(origin, ResourceOrigin) else None


@dataclass(frozen=True, slots=True, eq=False)
class _InLines:
    """The ``Positions`` of a text that is written in lines."""

    document: Document
    lines: WrittenText

    def _span(self, find: Callable[[Path], Span], path: Path) -> Span:
        found = find(path)
        return self.lines.span(found.line, found.end_line)

    def span(self, path: Path) -> Span:
        return self._span(self.document.span, path)

    def key_span(self, path: Path) -> Span:
        return self._span(self.document.key_span, path)

    def head_span(self, path: Path) -> Span:
        return self._span(self.document.head_span, path)

    def written(self, path: Path) -> bool:
        return self.document.written(path)


@dataclass(frozen=True, slots=True, eq=False)
class _Traced:
    """The ``Positions`` of what an argument gives as a value: where the code has that, or the argument."""

    origin: Origin
    argument: str
    depth: int = 1_000
    """How far a path leads on into the argument."""

    def _span(self, path: Path, *, head: bool = False) -> Span:
        place = (self.argument, *path[: self.depth])
        if (code := _in_code(self.origin)) is not None:
            return code.inside(place, head=head)
        found = self.origin.trace(place)
        return found.span if found.written else self.origin.trace((self.argument,)).span

    def span(self, path: Path) -> Span:
        return self._span(path)

    def key_span(self, path: Path) -> Span:
        return self._span(path)

    def head_span(self, path: Path) -> Span:
        return self._span(path, head=True)

    def written(self, path: Path) -> bool:
        return True
