"""Provider configurations that are referred to by an alias and declared nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.source import Problem
from scanner.terraform.configuration.module import Module, attribute_span, constant
from scanner.terraform.syntax import Attribute, Expr, GetAttr, Index, Literal, ObjectCons, Variable


def undeclared_aliases(module: Module) -> Iterator[Problem]:
    """A remark for each argument that names one. Nothing can be said of a module that could not be read as a whole."""
    if any(problem.fatal for problem in module.problems):
        return
    declared: set[tuple[str, object]] = {(name, alias) for name, requirement in module.requirements.items() for alias in requirement.aliases}
    declared |= {(block.labels[0], constant(block.body, "alias")) for block in module.providers}
    for argument, expr in _references(module):
        name, alias = _named(expr)
        if alias and (name, alias) not in declared and (name, None) not in _computed(module):
            message = f"Provider configuration not present: no provider {name!r} with the alias {alias!r} is declared in this module"
            yield Problem(attribute_span(argument), message, fatal=False)


def _references(module: Module) -> Iterator[tuple[Attribute, Expr]]:
    for block in (*module.resources.values(), *module.data.values(), *module.ephemeral.values()):
        if (argument := block.body.attributes.get("provider")) is not None:
            yield argument, argument.expr
    for block in module.calls.values():
        argument = block.body.attributes.get("providers")
        if argument is not None and isinstance(argument.expr, ObjectCons):
            yield from ((argument, value) for _, value in argument.expr.items)


def _computed(module: Module) -> set[tuple[str, None]]:
    """Providers with an alias that is not written as a text."""
    blocks = (block for block in module.providers if "alias" in block.body.attributes and constant(block.body, "alias") is None)
    return {(block.labels[0], None) for block in blocks}


def _named(expr: Expr) -> tuple[str, str]:
    """``azurerm.west``, with an index or as a text too, as its two names; empty ones for anything else."""
    while isinstance(expr, Index):
        expr = expr.object
    if isinstance(expr, GetAttr) and isinstance(expr.object, Variable):
        return expr.object.name, expr.name
    if isinstance(expr, Literal) and isinstance(expr.value, str) and expr.value.count(".") == 1:
        name, alias = expr.value.split(".")
        return name, alias
    return "", ""
