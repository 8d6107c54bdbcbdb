"""A Bicep file as a template."""

from __future__ import annotations

from itertools import count
from pathlib import Path as FilePath

from scanner.arm.expressions import Literal
from scanner.arm.template import Expressions, Template
from scanner.bicep import syntax as s
from scanner.bicep.lower.context import FileContext
from scanner.bicep.lower.expressions import ExpressionLowering
from scanner.bicep.lower.imports import Importer
from scanner.bicep.lower.positions import BicepPositions
from scanner.bicep.lower.references import call
from scanner.bicep.lower.resources import ResourceLowering
from scanner.bicep.lower.types import declared_type
from scanner.bicep.modules import Modules
from scanner.model.resource import Language
from scanner.model.value import Path, Value

_SCHEMAS = {
    "resourceGroup": "2019-04-01/deploymentTemplate.json#",
    "subscription": "2018-05-01/subscriptionDeploymentTemplate.json#",
    "managementGroup": "2019-08-01/managementGroupDeploymentTemplate.json#",
    "tenant": "2019-08-01/tenantDeploymentTemplate.json#",
}


def lower(file: s.File, path: FilePath, modules: Modules) -> Template:
    """The template that the compiler would make of the file, symbolic names and all; nothing is evaluated yet."""
    positions = BicepPositions(file.source)
    numbers = count()
    context = FileContext.of(file, path, modules.files, positions, lambda: next(numbers))
    root: dict[str, Value] = {
        "$schema": f"https://schema.management.azure.com/schemas/{_SCHEMAS.get(context.names.target_scope, _SCHEMAS['resourceGroup'])}",
        "languageVersion": "2.0",
        "variables": {},
        "functions": [{"namespace": "__bicep", "members": {}}],
    }
    Importer(modules, root).bring_in(context)
    lowering = ExpressionLowering(context)
    root["parameters"] = {name: _parameter(lowering, node) for name, node in context.names.parameters.items()}
    add_variables(lowering, root)
    add_functions(lowering, root)
    root["resources"] = ResourceLowering(lowering).section()
    root["outputs"] = {node.name: _output(lowering, node) for node in context.names.outputs}
    return Template(root, positions, path, Language.BICEP, Expressions(), strings=False)


def _parameter(lowering: ExpressionLowering, node: s.Parameter) -> dict[str, Value]:
    path: Path = ("parameters", node.name)
    anchor = node.value or s.Literal(node.start, node.end, None)
    lowering.context.put(path, anchor, node)
    entry = declared_type(lowering.context, node.type, node.decorators)
    if node.value is not None:
        entry["defaultValue"] = lowering.node(node.value, (*path, "defaultValue"), node)
    return entry


def add_variables(lowering: ExpressionLowering, root: dict[str, Value]) -> None:
    """The file's variables; the context's prefix keeps those of imported files apart."""
    section, prefix = root["variables"], lowering.context.prefix
    for name, node in lowering.context.names.variables.items():
        full = prefix + name
        if isinstance(node.value, s.For) and node.value.condition is None:
            loops = section.setdefault("copy", [])
            lowering.context.put(("variables", full), node.value, node)
            loops.append(lowering.loop(node.value, full, ("variables", "copy", len(loops)), node))
        else:
            section[full] = lowering.node(node.value, ("variables", full), node)


def add_functions(lowering: ExpressionLowering, root: dict[str, Value]) -> None:
    members, prefix = root["functions"][0]["members"], lowering.context.prefix
    for name, node in lowering.context.names.functions.items():
        members[prefix + name] = {
            "parameters": [{"name": parameter} for parameter, _ in node.parameters],
            "output": {"value": _function_body(lowering, node, ("functions", 0, "members", prefix + name, "output", "value"))},
        }


def _function_body(lowering: ExpressionLowering, node: s.Function, path: Path) -> Value:
    """Inside a function only its own parameters have values; other names of the file mean what they mean outside."""
    inner = lowering.with_local({name: call("parameters", Literal(name)) for name, _ in node.parameters})
    return inner.node(node.body, path, node)


def _output(lowering: ExpressionLowering, node: s.Output) -> dict[str, Value]:
    path: Path = ("outputs", node.name)
    entry = declared_type(lowering.context, node.type, node.decorators)
    if isinstance(node.value, s.For) and node.value.condition is None:
        entry["copy"] = lowering.loop(node.value, node.name, (*path, "copy"), node)
    else:
        entry["value"] = lowering.node(node.value, (*path, "value"), node)
    return entry
