"""Templates that another language deploys: what it read of them to evaluated resources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from scanner.arm.deployment import Deployment, Unit
from scanner.arm.load import Loader
from scanner.arm.nesting import value_passed
from scanner.arm.scope import Given, Scope, Target
from scanner.arm.template import Place, Positions, Template
from scanner.arm.values import member_name, symbolic
from scanner.files import Files
from scanner.model.resource import Evaluated, Language, SourceResource
from scanner.model.source import Step
from scanner.model.value import Value


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A JSON object that the other language gives, and where what is in it stands."""

    root: dict[str, Value]
    positions: Positions


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedTemplate:
    """A resource of another language that deploys a template."""

    deployment: SourceResource
    level: str
    """resourceGroup, subscription, managementGroup or tenant."""
    group: Value
    file: Path
    template: Part
    once: bool
    """Whether it is deployed once, and not again when the template changes."""
    parameters: Part | None
    """By name, each with its ``value`` or ``reference``; None when they may be anything."""


def load_embedded(templates: Iterable[EmbeddedTemplate], files: Files) -> Evaluated:
    """The resources that the deployments create; one budget is for all of them."""
    loader = Loader(files)
    unit = loader.unit()
    resources: list[SourceResource] = []
    for template in templates:
        found = (resource for _, resource in loader.expand(_deployment(template, loader, unit)))
        resources += (replace(resource, ignored=((),)) for resource in found) if template.once else found
    return loader.evaluated(unit, resources)


def _deployment(embedded: EmbeddedTemplate, loader: Loader, unit: Unit) -> Deployment:
    source = embedded.deployment
    template = Template(embedded.template.root, embedded.template.positions, embedded.file, Language.ARM, loader.expressions)
    group = None if embedded.level != "resourceGroup" else symbolic(embedded.group, f"resource group of {source.address}")
    target = Target(embedded.level, group=group)
    scope = Scope(loader.evaluator, template, target, symbolic(source.raw.get("name"), f"name of {source.address}"), source.address)
    if embedded.parameters is None:
        scope.free = True
    else:
        scope.given = _given(embedded, embedded.parameters, loader)
    calls = (*source.calls, Step(source.header, f"deployment {source.address}"))
    deployment = Deployment(
        unit, template, scope, scope.environment, target, source.address, source.condition, calls, circumstances=source.circumstances
    )
    scope.resolve = deployment.resolve
    return deployment


def _given(embedded: EmbeddedTemplate, parameters: Part, loader: Loader) -> dict[str, Given]:
    file = Template(parameters.root, parameters.positions, embedded.file, Language.ARM, loader.expressions, strings=False)
    what = f"passed by {embedded.deployment.address}"
    given = {}
    for name, entry in parameters.root.items():
        inner = member_name(entry, "value") or member_name(entry, "reference")
        given[name.lower()] = Given(partial(value_passed, entry), Place(file, (name, inner) if inner else (name,)), what=what)
    return given
