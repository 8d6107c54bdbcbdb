""".bicepparam files: the values they give, evaluated with names of their own."""

from __future__ import annotations

from functools import partial
from itertools import count
from pathlib import Path

from scanner.arm.evaluator import Evaluator
from scanner.arm.scope import Given, Scope, Target
from scanner.arm.template import Expressions, Place, Template
from scanner.bicep import syntax as s
from scanner.bicep.lower.context import FileContext
from scanner.bicep.lower.expressions import ExpressionLowering
from scanner.bicep.lower.imports import Importer
from scanner.bicep.lower.positions import BicepPositions
from scanner.bicep.lower.template import add_functions, add_variables
from scanner.bicep.modules import Modules, ModuleUnavailable
from scanner.errors import InputError
from scanner.model.resource import Language
from scanner.model.source import Problem
from scanner.model.value import Value

_DEEPEST = 8
"""How many files may extend one another; the compiler allows one level."""


def given_by(path: Path, modules: Modules, evaluator: Evaluator, depth: int = 0) -> dict[str, Given]:
    """The parameters that the file gives, those of the file it extends included, by name in lower case."""
    try:
        file = modules.parse(path)
    except InputError as error:
        modules.problems.append(error.problem())
        return {}
    positions, numbers = BicepPositions(file.source), count()
    context = FileContext.of(file, path, modules.files, positions, lambda: next(numbers))
    base = _extended(context, modules, evaluator, depth)
    root: dict[str, Value] = {"variables": {}, "functions": [{"namespace": "__bicep", "members": {}}]}
    Importer(modules, root).bring_in(context)
    lowering = ExpressionLowering(context)
    add_variables(lowering, root)
    add_functions(lowering, root)
    entries = root["parameters"] = {
        name: {"value": lowering.node(node.value, ("parameters", name, "value"), node)}
        for name, node in context.names.parameters.items()
        if node.value is not None
    }
    template = Template(root, positions, path, Language.BICEP, Expressions(), strings=False)
    scope = Scope(evaluator, template, Target("resourceGroup"), "parameters")
    for name, entry in entries.items():
        place = Place(template, ("parameters", name, "value"))
        read = partial(evaluator.tree, entry["value"], template, place.path, scope.environment)
        base[name.lower()] = Given(read, place, scope.environment, what=modules.files.shown(path), file=True)
    return base


def _extended(context: FileContext, modules: Modules, evaluator: Evaluator, depth: int) -> dict[str, Given]:
    extends = context.names.extends
    if extends is None or not isinstance(extends.path, s.Literal):
        return {}
    try:
        if depth > _DEEPEST:
            raise ModuleUnavailable("files extend one another too deeply")
        return given_by(modules.locate(str(extends.path.value), context.path), modules, evaluator, depth + 1)
    except ModuleUnavailable as error:
        modules.problems.append(Problem(context.file.source.span(extends.start, extends.end), f"extends {extends.path.value!r}: {error}"))
        return {}
