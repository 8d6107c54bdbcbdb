"""Which resources a template declares: copies counted, names joined to those of parents, conditions decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.arm.evaluator import Environment, Evaluator
from scanner.arm.functions.resource import make_id
from scanner.arm.functions.scope import WHY, target_prefix
from scanner.arm.identity import Parts, parse_extension, parts_of, segments
from scanner.arm.scope import Target
from scanner.arm.template import Template, shown
from scanner.arm.values import EvaluationError, Undecided, joined, member, member_name, symbolic, text
from scanner.model.source import Span
from scanner.model.value import Path, Symbol, Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.deployment import Deployment

DEPLOYMENT_TYPE = "microsoft.resources/deployments"


@dataclass(slots=True, eq=False)
class Instance:
    """One resource: a declaration, or one turn of its copy loop."""

    owner: Deployment
    template: Template
    path: Path
    node: dict[str, Value]
    environment: Environment
    symbol: str | None
    type: str
    name: Value
    written_name: str
    condition: Value
    existing: bool
    target: Target
    """Where the resource lies: what its deployment deploys to, unless it says otherwise."""
    index: Value = None
    """Which copy it is; Unknown when the number of copies is unknown, None outside of loops."""
    loop: str | None = None
    scope: Value = None
    api_version: str | None = None
    address: str = ""
    circumstances: frozenset[str] = frozenset()
    """What decides whether it exists, each as a text that is the same where the same is asked."""
    nested: Deployment | None = field(default=None, repr=False)
    """For a deployment whose template could be read: that, once somebody asked for it."""

    @property
    def is_deployment(self) -> bool:
        return self.type.lower() == DEPLOYMENT_TYPE

    @property
    def header(self) -> Span:
        return header_of(self.owner, self.template, self.path, self.node)

    def prefix(self) -> Parts:
        """What its id begins with, up to ``/providers/``."""
        if self.scope == "/":
            return ()  # in the tenant, ids begin with /providers/
        return parts_of(self.scope) if self.scope is not None else target_prefix(self.target)

    def id(self) -> Value:
        try:
            names = [text(piece, WHY) for piece in segments(parts_of(self.name))]
            return make_id("resourceId", self.prefix(), self.type, names)
        except (EvaluationError, Undecided):
            return Unknown(f"the id of {self.address} is not known")

    def info(self) -> dict[str, Value]:
        return {"id": self.id(), "name": self.name, "type": self.type, "apiVersion": self.api_version}

    def outputs(self) -> dict[str, Value] | None:
        inner = self.owner.inner(self)
        return None if inner is None else inner.outputs()


def header_of(owner: Deployment, template: Template, path: Path, node: dict[str, Value]) -> Span:
    """Where people see that a resource is declared."""
    return owner.home or template.key_span((*path, member_name(node, "type") or ""))


def declared(owner: Deployment, evaluator: Evaluator) -> Iterator[Instance]:
    """Every resource of the deployment's template, children after their parents. Conditions that are false leave theirs out."""
    key = member_name(owner.template.root, "resources")
    if key is None:
        return
    stack: list[tuple[Path, Value, str | None, Instance | None]] = list(reversed(list(members(owner.template.root[key], (key,)))))
    while stack:
        path, node, symbol, parent = stack.pop()
        if not isinstance(node, dict):
            if node is not None:
                evaluator.report(owner.template.span(path), "is not a resource: an object was expected", True)
            continue
        instances = list(_copies(owner, evaluator, path, node, symbol, parent))
        deployed = [instance for instance in instances if instance.condition is not False]
        if not deployed:
            owner.note_declared(owner.template, path, node)
        yield from deployed
        inner = member_name(node, "resources")
        if inner is not None:
            # A condition does not pass on to children that are written inside.
            stack.extend(reversed([found for instance in instances for found in members(node[inner], (*path, inner), instance)]))


def members(section: Value, path: Path, parent: Instance | None = None) -> Iterator[tuple[Path, Value, str | None, Instance | None]]:
    if isinstance(section, dict):
        yield from (((*path, name), node, name, parent) for name, node in section.items())
    elif isinstance(section, list):
        yield from (((*path, index), node, None, parent) for index, node in enumerate(section))


def _copies(
    owner: Deployment, evaluator: Evaluator, path: Path, node: dict[str, Value], symbol: str | None, parent: Instance | None
) -> Iterator[Instance]:
    template, outside = owner.template, parent.environment if parent else owner.environment
    key = member_name(node, "copy")
    loop = node[key] if key else None
    if key is None or not isinstance(loop, dict):
        index, name = (parent.index, parent.loop) if parent else (None, None)
        yield _instance(owner, evaluator, path, node, symbol, parent, outside, index, name)
        return
    name = evaluator.tree(member(loop, "name"), template, (*path, key, "name"), outside)
    name = name if isinstance(name, str) else symbol or ""
    count = evaluator.count(loop, template, (*path, key), outside)
    if isinstance(count, Unknown):
        index = Unknown(count.why, parts=(Symbol(f"copyIndex('{name}')"),))
        only = _instance(owner, evaluator, path, node, symbol, parent, outside.with_loop(name, index, default=True), index, name)
        if only.condition is True:
            only.condition = Unknown(count.why)
        only.circumstances |= {_question(owner, f"copy {shown(member(loop, 'count'))}", None)}
        yield only
        return
    for number in range(count):
        yield _instance(owner, evaluator, path, node, symbol, parent, outside.with_loop(name, number, default=True), number, name)


def _instance(
    owner: Deployment,
    evaluator: Evaluator,
    path: Path,
    node: dict[str, Value],
    symbol: str | None,
    parent: Instance | None,
    environment: Environment,
    index: Value,
    loop: str | None,
) -> Instance:
    owner.count_instance(path)
    template = owner.template

    def read(name: str) -> Value:
        key = member_name(node, name)
        return None if key is None else evaluator.tree(node[key], template, (*path, key), environment)

    existing = member(node, "existing") is True
    with evaluator.quietly(parent is not None and parent.condition is not True):
        condition = _condition(read("condition"), evaluator, template, path)
    # What is not deployed for certain may be named by expressions that cannot be evaluated, and need not be.
    with evaluator.quietly(existing or condition is not True or owner.condition is not True):
        type_name, version = _type(read("type"), read("apiVersion"), parent)
        name, scope = _name(read("name"), owner, path, index), read("scope")
        subscription, group = (
            symbolic(read(name), f"{name} of {owner.label}/{'.'.join(map(str, path))}") for name in ("subscriptionId", "resourceGroup")
        )
    target = _target(owner, subscription, group)
    written = shown(member(node, "name") or "")
    if parent is not None:
        why = next((part.why for part in (parent.name, name) if isinstance(part, Unknown)), "")
        name, written = text(joined([parts_of(parent.name), ("/",), parts_of(name)]), why), f"{parent.written_name}/{written}"
    if extension := parse_extension(type_name, parts_of(name)):
        base = [text(piece, WHY) for piece in segments(extension.parent_name)]
        type_name, name = extension.type, text(extension.name, WHY)
        scope = make_id("resourceId", target_prefix(target), extension.parent_type, base)
    instance = Instance(
        owner, template, path, node, environment, symbol, type_name, name, written,
        condition=condition, existing=existing, target=target, index=index, loop=loop, scope=scope, api_version=version,
    )  # fmt: skip
    instance.circumstances = owner.circumstances
    if condition is not True:
        instance.circumstances |= {_question(owner, shown(member(node, "condition")), index)}
    elif owner.condition is not True:
        instance.condition = owner.condition
    return instance


def _question(owner: Deployment, written: str, index: Value) -> str:
    """What a condition (or the count of a loop) asks in a deployment."""
    return f"{owner.label}:{written}[{index if isinstance(index, int) else ''}]"


def _target(owner: Deployment, subscription: Value, group: Value) -> Target:
    if group is not None:
        return Target("resourceGroup", owner.target.subscription if subscription is None else subscription, group)
    return owner.target if subscription is None else Target("subscription", subscription)


def _type(written: Value, version: Value, parent: Instance | None) -> tuple[str, str | None]:
    type_name = written.strip("/") if isinstance(written, str) else "unknown"
    if "@" in type_name:  # an extension's own type, as Bicep writes it
        type_name, _, version = type_name.partition("@")
    if parent is not None and not type_name.lower().startswith(parent.type.lower() + "/"):
        type_name = f"{parent.type}/{type_name}"
    return type_name, version if isinstance(version, str) else None


def _name(name: Value, owner: Deployment, path: Path, index: Value) -> Value:
    if isinstance(name, Unknown):
        turn = f"[{index}]" if isinstance(index, int) else ""
        return symbolic(name, f"name of {owner.label}/{'.'.join(map(str, path))}{turn}")
    return name if isinstance(name, str) else "" if name is None else str(name)


def _condition(value: Value, evaluator: Evaluator, template: Template, path: Path) -> Value:
    if value is None:
        return True
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if isinstance(value, (bool, Unknown)):
        return value
    evaluator.report(template.span((*path, "condition")), "the condition is neither true nor false")
    return Unknown("the condition is neither true nor false")


def address(instance: Instance, taken: set[str]) -> str:
    """What people call the resource: its symbolic name, or its type and name; unique in the deployment."""
    prefix = f"{instance.owner.label}/" if instance.owner.label else ""
    turn = "" if instance.index is None else "[*]" if isinstance(instance.index, Unknown) else f"[{instance.index}]"
    if instance.symbol is not None:
        base = f"{prefix}{instance.symbol}{turn}"
    else:
        known = isinstance(instance.name, str)
        base = f"{prefix}{instance.type}/{instance.name if known else instance.written_name + turn}"
        if known and base in taken:
            base += turn
    result, number = base, 2
    while result in taken:
        result, number = f"{base}#{number}", number + 1
    taken.add(result)
    return result
