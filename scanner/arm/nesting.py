"""Opens nested and linked deployments: which template, which names, which parameters, deployed where."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from scanner.arm.computed import computed_template
from scanner.arm.deployment import MAX_NESTING, Deployment, Unavailable
from scanner.arm.expressions import Expression, Literal
from scanner.arm.functions.object import access
from scanner.arm.levels import level_of
from scanner.arm.links import linked_file
from scanner.arm.scope import Given, Scope, Target
from scanner.arm.template import ModuleFile, Place, Template, shown
from scanner.arm.values import EvaluationError, member, member_name, symbolic
from scanner.errors import InputError
from scanner.model.resource import Gap
from scanner.model.source import Step
from scanner.model.value import Path, Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.declarations import Instance
    from scanner.arm.evaluator import Environment


def open_nested(owner: Deployment, instance: Instance) -> Deployment | None:
    """The deployment behind a deployment resource; None, and a gap, when its template is not at hand."""
    try:
        key = member_name(instance.node, "properties")
        if key is None:
            raise Unavailable("a deployment without a template")
        path = (*instance.path, key)
        properties = _properties(owner, instance, path)
        template, linked = _template(owner, instance, properties, path)
    except Unavailable as error:
        owner.unit.gaps.setdefault(Gap(instance.header, str(error)), set()).add(instance.address)
        return None
    label = _label(owner, instance)
    calls = owner.calls if owner.home else (*owner.calls, Step(instance.header, f"deployment {_name(instance)!r}"))
    home = owner.home or (instance.header if template.foreign else None)
    target = _target(owner, instance, template)
    if _has_outer_scope(owner, instance, properties, path) and not linked:
        return Deployment(
            owner.unit, template, owner.scope, instance.environment, target, label, instance.condition, calls, owner,
            home=home, circumstances=instance.circumstances,
        )  # fmt: skip

    def passed(change: Callable[[Environment], Environment]) -> dict[str, Given]:
        return _given(owner, instance, properties, path, change(instance.environment))

    scope = Scope(owner.unit.evaluator, template, target, instance.name, label, passed(lambda environment: environment))
    inner = Deployment(
        owner.unit, template, scope, scope.environment, target, label, instance.condition, calls, owner, passed, home, instance.circumstances
    )
    scope.resolve = inner.resolve
    return inner


def _properties(owner: Deployment, instance: Instance, path: Path) -> dict[str, Value]:
    """The properties; where they are computed, each as an expression for its value. Raises Unavailable."""
    written: Value = instance.node[str(path[-1])]
    if isinstance(written, dict):
        return written
    value = owner.unit.evaluator.tree(written, owner.template, path, instance.environment)
    if not isinstance(value, dict):
        raise Unavailable("a deployment whose properties are computed")
    return {name: Expression(Literal(item), shown(written)) for name, item in value.items()}


def _name(instance: Instance) -> str:
    return instance.name if isinstance(instance.name, str) else instance.symbol or instance.written_name


def _label(owner: Deployment, instance: Instance) -> str:
    """The path of deployment names that tells its resources from others."""
    if instance.symbol is not None:
        return instance.address
    turn = f"[{instance.index}]" if isinstance(instance.index, int) and not isinstance(instance.name, str) else ""
    return f"{owner.label}/{_name(instance)}{turn}" if owner.label else _name(instance) + turn


def _template(owner: Deployment, instance: Instance, properties: dict[str, Value], path: Path) -> tuple[Template, bool]:
    """The template, and whether it is a file of its own. Raises Unavailable."""
    if (key := member_name(properties, "template")) is not None:
        root = properties[key]
        if isinstance(root, ModuleFile):
            return _module(owner, root, path), True
        if isinstance(root, dict):
            return owner.template.nested(root, (*path, key)), False
        value = owner.unit.evaluator.tree(root, owner.template, (*path, key), instance.environment)
        if not isinstance(value, dict):
            raise Unavailable("a deployment whose template is computed")
        return computed_template(instance, (path[-1], key), value), False
    key = member_name(properties, "templateLink")
    link = owner.unit.evaluator.tree(properties[key], owner.template, (*path, key), instance.environment) if key else None
    relative = member(link, "relativePath")
    if isinstance(relative, str):
        file = FilePath(os.path.normpath(owner.template.file.parent / relative.replace("\\", "/")))
        return _file(owner, file, f"linked template {relative!r}", path), True
    what = _link_text(properties[key] if key else None)
    uri = member_name(properties[key], "uri") if key else None
    beside = linked_file(owner, instance, (*path, key, uri)) if key and uri else None
    if beside is None:
        raise Unavailable(what)
    return _file(owner, beside, what, path), True


def _module(owner: Deployment, module: ModuleFile, path: Path) -> Template:
    what = f"module {module.reference!r}"
    try:
        file = owner.unit.locate(module)
    except Unavailable as error:
        raise Unavailable(f"{what}: {error}") from error
    return _file(owner, file, what, path)


def _file(owner: Deployment, file: FilePath, what: str, path: Path) -> Template:
    """The template in a file of its own. Raises Unavailable, also when it is one of those around."""
    for depth, around in enumerate(_outwards(owner)):
        if (around.template.file == file and not around.template.base) or depth > MAX_NESTING:
            owner.unit.evaluator.report(owner.template.span(path), f"the {what} leads back to itself", True)
            raise Unavailable(what)
    try:
        return owner.unit.load(file)
    except Unavailable as error:
        raise Unavailable(f"{what}: {error}") from error
    except InputError as error:
        owner.unit.evaluator.report(error.span, error.message, True)
        raise Unavailable(what) from error


def _outwards(deployment: Deployment | None) -> Iterator[Deployment]:
    while deployment is not None:
        yield deployment
        deployment = deployment.around


def _link_text(link: Value) -> str:
    for name, what in (("uri", "linked template"), ("id", "template spec"), ("relativePath", "linked template")):
        target = member(link, name)
        if isinstance(target, (str, Expression)):
            return f"{what} {shown(target)}"
    return "a deployment without a template"


def _has_outer_scope(owner: Deployment, instance: Instance, properties: dict[str, Value], path: Path) -> bool:
    """Nested templates read names outside, unless they say otherwise."""
    key = member_name(properties, "expressionEvaluationOptions")
    options = owner.unit.evaluator.tree(properties[key], owner.template, (*path, key), instance.environment) if key else None
    scope = member(options, "scope")
    return not (isinstance(scope, str) and scope.lower() == "inner")


def _target(owner: Deployment, instance: Instance, template: Template) -> Target:
    outside = owner.scope.target

    def read(name: str) -> Value:
        key = member_name(instance.node, name)
        if key is None:
            return None
        value = owner.unit.evaluator.tree(instance.node[key], owner.template, (*instance.path, key), instance.environment)
        return symbolic(value, f"{name} of {instance.address}")

    group, subscription, scope = read("resourceGroup"), read("subscriptionId"), read("scope")
    if group is not None:
        return Target("resourceGroup", outside.subscription if subscription is None else subscription, group)
    if subscription is not None:
        return Target("subscription", subscription)
    if isinstance(scope, str) and scope.strip() == "/":
        return Target("tenant")
    level = level_of(template.root) or outside.level
    if scope is not None and level == "managementGroup":
        name = scope.rsplit("/", 1)[-1] if isinstance(scope, str) else Unknown(scope.why)
        return Target(level, management_group=symbolic(name, f"scope of {instance.address}"))
    return outside if level == outside.level else Target(level, outside.subscription)


def _given(owner: Deployment, instance: Instance, properties: dict[str, Value], path: Path, environment: Environment) -> dict[str, Given]:
    """The parameters passed: read when they are needed, with the names that the outer template has in the environment."""
    key = member_name(properties, "parameters")
    if key is None:
        return {}
    section, place = properties[key], (*path, key)
    evaluator = owner.unit.evaluator
    what = f"passed to deployment {_name(instance)!r}"
    if not isinstance(section, dict):
        section = evaluator.tree(section, owner.template, place, environment)
        entries = section if isinstance(section, dict) else {}
        return {
            name.lower(): Given(partial(value_passed, entry), Place(owner.template, place), environment, (name, "value"), what)
            for name, entry in entries.items()
        }
    readers = {name: Reader(owner, environment, entry, (*place, name)) for name, entry in section.items()}
    return {name.lower(): Given(read, read.place, environment, read.tail, what) for name, read in readers.items()}


class Reader:
    """Evaluates one passed parameter, in the deployment that passes it."""

    def __init__(self, owner: Deployment, environment: Environment, entry: Value, path: Path) -> None:
        self.owner, self.environment, self.entry = owner, environment, entry
        key = member_name(entry, "value")
        written = key or member_name(entry, "reference")
        self.place = Place(owner.template, (*path, written) if written else path)
        self.direct = key is not None
        self.tail: Path = () if written else ("value",)

    def __call__(self) -> Value:
        evaluator, (template, path) = self.owner.unit.evaluator, (self.place.template, self.place.path)
        if self.direct:
            return evaluator.tree(member(self.entry, "value"), template, path, self.environment)
        return value_passed(evaluator.tree(self.entry, template, path, self.environment))


def value_passed(entry: Value) -> Value:
    """The value in ``{"value": …}``; what Key Vault holds is unknown."""
    if isinstance(entry, dict):
        if member_name(entry, "reference") is not None:
            return Unknown("Key Vault holds the value")
        return member(entry, "value")
    if isinstance(entry, Unknown):
        try:
            return access(entry, "value")
        except EvaluationError:
            return Unknown(entry.why)
    return None
