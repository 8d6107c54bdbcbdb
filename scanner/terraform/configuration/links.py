"""Where a name leads: from ``var.x``, ``local.x``, ``each.value``… to the expression behind it."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.files import SourceText
from scanner.model.source import Step
from scanner.model.value import Path
from scanner.terraform.configuration.instance import ModuleInstance
from scanner.terraform.configuration.module import attribute_span, block_span
from scanner.terraform.configuration.resource import ResourceInstance, kind_prefix
from scanner.terraform.configuration.scope import IteratorScope, ModuleScope
from scanner.terraform.configuration.traversals import Traversal
from scanner.terraform.evaluate import Scope
from scanner.terraform.syntax import Attribute, Expr
from scanner.terraform.values import EvaluationError


@dataclass(frozen=True, slots=True)
class Link:
    """``path`` is where in the value of ``expr`` the traversal ends; without an expression the way ends at the step."""

    step: Step
    expr: Expr | None = None
    scope: Scope | None = None
    source: SourceText | None = None
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A resource that a traversal names; ``instance`` is None when it is open which one."""

    address: str
    path: Path
    instance: ResourceInstance | None


def follow(found: Traversal, scope: Scope) -> Link | Target | None:
    """One step along the traversal; None where nothing is known of what it names."""
    while isinstance(scope, IteratorScope):
        if found.root == scope.iterator:
            return _element(f'for_each of dynamic "{scope.iterator}"', scope.for_each, scope.element["key"], found.steps, scope.outer)
        scope = scope.outer
    if not isinstance(scope, ModuleScope) or not found.steps:
        return None
    try:
        return _in_module(found, scope)
    except EvaluationError:
        return None


def _in_module(found: Traversal, scope: ModuleScope) -> Link | Target | None:
    module, name, rest = scope.module, str(found.steps[0]), found.steps[1:]
    if found.root == "var":
        return _variable(module, name, rest)
    if found.root == "local":
        attribute = module.module.locals.get(name)
        return None if attribute is None else _link(f"local.{name}", attribute, rest, module.scope)
    if found.root in ("each", "count"):
        written = scope.block.body.attributes.get("for_each" if found.root == "each" else "count") if scope.block else None
        if written is None or scope.block is None or found.root not in scope.bindings:
            return None
        outer = module.scope
        return (
            _element("for_each", written, scope.bindings["each"]["key"], found.steps, outer)
            if found.root == "each"
            else _link("count", written, (), outer)
        )
    if found.root == "module":
        return _output(module, name, rest)
    if found.root in ("path", "terraform", "self"):
        return None
    kind = found.root if found.root in ("data", "ephemeral", "resource") else "resource"
    names = found.steps if kind == found.root else (found.root, *found.steps)
    return _resource(module, kind, names) if len(names) > 1 else None


def _link(what: str, attribute: Attribute, path: Path, scope: Scope) -> Link:
    return Link(Step(attribute_span(attribute), what), attribute.expr, scope, attribute.source, path)


def _element(what: str, for_each: Attribute, key: object, steps: Path, outer: Scope) -> Link:
    """What ``each.value`` or ``each.key`` is, seen from the for_each expression."""
    if steps and steps[0] == "value" and isinstance(key, (str, int)):
        return _link(what, for_each, (key, *steps[1:]), outer)
    return _link(what, for_each, (), outer)


def _variable(module: ModuleInstance, name: str, rest: Path) -> Link | None:
    block = module.module.variables.get(name)
    if block is None:
        return None
    default = block.body.attributes.get("default")
    if module.caller is not None and module.called is not None:
        argument = module.called.block.body.attributes.get(name)
        if argument is not None:
            return _link(f"argument {name} of {module.address}", argument, rest, module.called.scope)
    elif (given := module.run.given.get(name)) is not None:
        if given.attribute is not None:
            return _link(given.what, given.attribute, rest, module.scope)
        return Link(Step(block_span(block), given.what))
    if default is not None:
        return _link(f'variable "{name}" default', default, rest, module.scope)
    return Link(Step(block_span(block), f'variable "{name}" has no value'))


def _output(module: ModuleInstance, name: str, rest: Path) -> Link | None:
    if name not in module.module.calls:
        return None
    calls = module.call(name)
    called = calls.single()
    if called is None and calls.expansion.repeated and rest:
        called, rest = calls.at(rest[0]), rest[1:]
    if not isinstance(called, ModuleInstance) or not rest:
        return None
    block = called.module.outputs.get(str(rest[0]))
    value = None if block is None else block.body.attributes.get("value")
    return None if value is None else _link(f"output {rest[0]} of {called.address}", value, rest[1:], called.scope)


def _resource(module: ModuleInstance, kind: str, names: Path) -> Target:
    resource = module.resource(kind, str(names[0]), str(names[1]))
    rest = names[2:]
    instance = resource.single()
    if instance is None and rest:
        instance = resource.at(rest[0])
        rest = rest[1:] if instance is not None else rest
    prefix = f"{module.address}." if module.address else ""
    address = f"{prefix}{kind_prefix(kind)}{names[0]}.{names[1]}"
    return Target(address if instance is None else instance.address, rest, instance)
