"""A module at run time: its variables, locals, outputs, calls and resources, each evaluated once, when asked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.files import Files, SourceText
from scanner.model.source import Problem, Step
from scanner.model.value import Symbol, Unknown
from scanner.terraform.configuration.circumstances import circumstance
from scanner.terraform.configuration.expansion import SINGLE, Expansion, Instance, by_count, by_enabled, by_for_each
from scanner.terraform.configuration.given import Given
from scanner.terraform.configuration.later import undeclared_arguments
from scanner.terraform.configuration.module import block_span
from scanner.terraform.configuration.rendering import renderer
from scanner.terraform.configuration.repeated import Repeated
from scanner.terraform.configuration.resource import ResourceInstance, index_suffix, kind_prefix
from scanner.terraform.configuration.scope import ModuleScope, OwnValueScope
from scanner.terraform.configuration.tree import Node
from scanner.terraform.configuration.variables import Declaration, declaration, fitted
from scanner.terraform.evaluate import Exhausted, PlacedError, Scope, evaluate
from scanner.terraform.functions import FunctionContext, Trials
from scanner.terraform.syntax import Attribute, Block, Expr
from scanner.terraform.values import Deferred, EvaluationError, Value

MAX_DEPTH = 64
MAX_MODULES = 5_000
"""A large landing zone has some 600."""
MAX_MADE_BLOCKS = 50_000
"""By the dynamic blocks of all resources together: nested ones multiply."""


@dataclass(slots=True, eq=False)
class Run:
    """What all instances of one evaluation share."""

    files: Files
    root: Node
    given: dict[str, Given]
    workspace: str | None = None
    """The selected workspace; None when the directory does not say in which one it will be planned."""
    problems: dict[Problem, None] = field(default_factory=dict)
    """In order of discovery, each once: instances of one block repeat each other's."""
    template: bool = False
    """True when a module is judged by itself: what its caller would give is unknown, and modules it calls are not entered."""
    modules: int = 1
    blocks: int = 0
    """Those that dynamic blocks made."""
    declarations: dict[int, Declaration] = field(default_factory=dict)
    """By identity of the variable block: instances of a module share them."""
    trials: Trials = field(default_factory=Trials)

    def declaration(self, block: Block) -> Declaration:
        if (known := self.declarations.get(id(block))) is None:
            known = self.declarations[id(block)] = declaration(block)
            if known.problem is not None:
                self.add_problem(block.source, block.start, block.header_end, f"variable {known.name}: {known.problem}")
        return known

    def add_problem(self, source: SourceText, start: int, end: int, message: str) -> None:
        self.problems[Problem(source.span(start, end), message, fatal=False)] = None


@dataclass(slots=True, eq=False)
class CallInstance:
    """How a module came to be: the call block, the scope of its arguments, and whether it happens at all."""

    block: Block
    scope: ModuleScope
    instance: Instance


class AbsentModule:
    """A module whose code is not at hand: all its outputs are unknown."""

    def __init__(self, address: str, why: str) -> None:
        self.address, self.why = address, why

    def part(self, name: str | int) -> Value:
        return Unknown(self.why, parts=(Symbol(f"{self.address}.{name}"),))

    def deferred(self) -> Value:
        return Deferred(self.why, part=self.part)


class ModuleInstance:
    """One instance of a module. Implements ``Evaluator`` for its blocks and ``Part`` for references to it."""

    def __init__(self, run: Run, node: Node, address: str = "", caller: ModuleInstance | None = None, call: CallInstance | None = None) -> None:
        self.run, self.node, self.module, self.address, self.caller, self.called = run, node, node.module, address, caller, call
        self.depth: int = 0 if caller is None else caller.depth + 1
        self.scope = ModuleScope(self)
        here, root = node.module.directory, run.root.module.directory
        self.functions = FunctionContext(run.files, here, root, root, renderer(self.scope), run.trials)
        self._values: dict[tuple[str, str], Value] = {}
        self._running: list[tuple[str, str]] = []
        self._resources: dict[tuple[str, str, str], Repeated[ResourceInstance]] = {}
        self._calls: dict[str, Repeated[ModuleInstance | AbsentModule]] = {}

    # ------------------------------------------------------------------ evaluation

    def value_of(self, expr: Expr, scope: Scope, source: SourceText) -> Value:
        """The expression's value; what Terraform would refuse is noted as a problem and Unknown."""
        try:
            return evaluate(expr, scope)
        except PlacedError as error:
            return self.refuse(source, error.start, error.end, str(error))
        except Exhausted:  # in a template file: other loops keep it to themselves
            return self.refuse(source, expr.start, expr.end, "the template takes too many steps to be evaluated")
        except RecursionError:
            return self.refuse(source, expr.start, expr.end, "the expression refers to values through too many steps to be evaluated")

    def refuse(self, source: SourceText, start: int, end: int, message: str) -> Unknown:
        self.run.add_problem(source, start, end, message)
        return Unknown(message)

    def _once(self, kind: str, name: str, written: Attribute | Block, compute: Callable[[], Value]) -> Value:
        """The value, computed at the first question; a question for it meanwhile is a cycle."""
        key = (kind, name)
        if key in self._values:
            return self._values[key]
        if key in self._running:
            around = [self._prefix() + ".".join(filter(None, names)) for names in self._running[self._running.index(key) :]]
            return self.refuse(written.source, written.start, written.end, f"Cycle: {', '.join(around)}")
        self._running.append(key)
        try:
            value = self._values[key] = compute()
        finally:
            self._running.pop()
        return value

    def _prefix(self) -> str:
        return f"{self.address}." if self.address else ""

    def may_make(self, blocks: int) -> bool:
        self.run.blocks += blocks
        return self.run.blocks <= MAX_MADE_BLOCKS

    # ------------------------------------------------------------------ names

    def variable(self, name: str) -> Value:
        block = self.module.variables.get(name)
        if block is None:
            raise EvaluationError(f'Reference to undeclared input variable: an input variable with the name "{name}" has not been declared')
        return self._once("var", name, block, lambda: self._variable(self.run.declaration(block)))

    def _variable(self, declared: Declaration) -> Value:
        if self.run.template:
            return declared.missing(f'whoever calls the module gives variable "{declared.name}"')
        value, written = self._assigned(declared)
        if written is None or (value is None and not declared.nullable):
            if declared.default is None:
                return declared.missing()
            value, written = self.value_of(declared.default.expr, self.scope, declared.default.source), declared.default
        try:
            value = fitted(value, declared.constraint)
            if written is declared.default and self._refused(declared, value):  # so somebody has to give one
                return declared.missing(f'variable "{declared.name}" has no value that its validation accepts')
            return value
        except EvaluationError as error:
            message = f"Invalid value for input variable: the given value is not suitable for var.{declared.name}: {error}"
            return self.refuse(written.source, written.start, written.end, message)

    def _refused(self, declared: Declaration, value: Value) -> bool:
        """True when a validation is certain to refuse the value."""
        scope = OwnValueScope(self, declared.name, value)
        return any(_is_false(condition, scope) for condition in declared.validations)

    def _assigned(self, declared: Declaration) -> tuple[Value, Attribute | Block | None]:
        """The value given from outside and where; nothing when the default counts."""
        if self.caller is not None and self.called is not None:
            argument = self.called.block.body.attributes.get(declared.name)
            if argument is None:
                return None, None
            return self.caller.value_of(argument.expr, self.called.scope, argument.source), argument
        given = self.run.given.get(declared.name)
        if given is None:
            return None, None
        written: Attribute | Block = given.attribute or declared.block
        try:
            return given.value(declared), written
        except EvaluationError as error:
            return self.refuse(written.source, written.start, written.end, str(error)), written

    def local(self, name: str) -> Value:
        attribute = self.module.locals.get(name)
        if attribute is None:
            raise EvaluationError(f'Reference to undeclared local value: a local value with the name "{name}" has not been declared')
        return self._once("local", name, attribute, lambda: self.value_of(attribute.expr, self.scope, attribute.source))

    def output(self, name: str) -> Value:
        block = self.module.outputs.get(name)
        if block is None:
            raise EvaluationError(f'Unsupported attribute: this object does not have an attribute named "{name}"')
        value = block.body.attributes.get("value")
        if value is None:
            return None
        return self._once("output", name, block, lambda: self.value_of(value.expr, self.scope, value.source))

    def path_value(self, name: str) -> Value:
        root = self.run.root.module.directory
        if name == "module":
            return os.path.relpath(self.module.directory, root).replace(os.sep, "/")
        if name in ("root", "cwd"):
            return "." if name == "root" else root.as_posix()
        raise EvaluationError(f'Invalid "path" attribute: the "path" object does not have an attribute named "{name}"')

    # ------------------------------------------------------------------ as a value

    def part(self, name: str | int) -> Value:
        return self.output(str(name))

    def deferred(self) -> Value:
        return Deferred(f"{self.address} is evaluated output by output", part=self.part, whole=self.outputs)

    def outputs(self) -> dict[str, Value]:
        return {name: self.output(name) for name in sorted(self.module.outputs)}

    # ------------------------------------------------------------------ blocks

    def expansion(self, block: Block, what: str) -> Expansion:
        """The instances that a block's count or for_each gives."""
        written, expand = _repetition(block)
        if written is None:
            return SINGLE
        # The value is kept under the block's name, so that what it depends on cannot depend on it.
        value = self._once("", what, written, lambda: self.value_of(written.expr, self.scope, written.source))
        try:
            return expand(value)
        except EvaluationError as error:
            return expand(self.refuse(written.source, written.start, written.end, str(error)))

    def resource(self, kind: str, type: str, name: str) -> Repeated[ResourceInstance]:
        key = (kind, type, name)
        if key not in self._resources:
            block = self.module.table(kind).get((type, name))
            shown = f"{kind_prefix(kind)}{type}.{name}"
            if block is None:
                what = {"data": "data resource", "ephemeral": "ephemeral resource"}.get(kind, "managed resource")
                where = f" in module {self.address}" if self.address else " in the root module"
                raise EvaluationError(f'Reference to undeclared resource: a {what} "{type}" "{name}" has not been declared{where}')
            expansion = self.expansion(block, shown)
            instances = [ResourceInstance(self, kind, block, self._prefix() + shown, instance) for instance in expansion.instances]
            self._resources[key] = Repeated(expansion, instances)
        return self._resources[key]

    def call(self, name: str) -> Repeated[ModuleInstance | AbsentModule]:
        if name not in self._calls:
            block = self.module.calls.get(name)
            if block is None:
                raise EvaluationError(f'Reference to undeclared module: no module call named "{name}" is declared')
            expansion = self.expansion(block, f"module.{name}")
            self._calls[name] = Repeated(expansion, [self._instance(name, block, instance) for instance in expansion.instances])
        return self._calls[name]

    def _instance(self, name: str, block: Block, instance: Instance) -> ModuleInstance | AbsentModule:
        node = self.node.children.get(name)
        address = f"{self._prefix()}module.{name}{index_suffix(instance.index)}"
        if node is None:
            return AbsentModule(address, f"{address} is judged by itself" if self.run.template else f"{address} was not available")
        if self.depth >= MAX_DEPTH or self.run.modules >= MAX_MODULES:
            what = f"more than {MAX_MODULES:,} modules" if self.depth < MAX_DEPTH else f"modules more than {MAX_DEPTH} calls deep"
            self.refuse(block.source, block.start, block.header_end, f"{what} are not evaluated")
            return AbsentModule(address, f"{address} was not evaluated")
        self.run.modules += 1
        if not any(problem.fatal for problem in node.module.problems):  # else there may be more variables
            for attribute, message in undeclared_arguments(block, node.module.variables):
                self.run.add_problem(attribute.source, attribute.start, attribute.end, message)
        return ModuleInstance(self.run, node, address, self, CallInstance(block, ModuleScope(self, instance.bindings, block), instance))

    def condition(self) -> Value:
        """True, or Unknown when it depends on the deployment whether this module instance exists."""
        if self.caller is None or self.called is None:
            return True
        own = self.called.instance.condition
        return self.caller.condition() if own is True else own

    def circumstances(self) -> frozenset[str]:
        """What decides whether this module instance exists; nothing when it does for certain."""
        if self.caller is None or self.called is None:
            return frozenset()
        around = self.caller.circumstances()
        return around if self.called.instance.condition is True else around | self.caller.asked(self.called.block, self.called.instance)

    def asked(self, block: Block, instance: Instance) -> frozenset[str]:
        """What decides whether the block in this module has this instance."""
        question = circumstance(block, instance.index, self.module.resources)
        return frozenset({f"{self._prefix()}{question}"})

    def steps(self) -> tuple[Step, ...]:
        """The calls that lead here, outermost first."""
        if self.caller is None or self.called is None:
            return ()
        return (*self.caller.steps(), Step(block_span(self.called.block), f"called as {self.address}"))


def _is_false(condition: Expr, scope: Scope) -> bool:
    """False also when the condition asks for more than the scope knows."""
    try:
        return evaluate(condition, scope) is False
    except (EvaluationError, Exhausted, RecursionError):
        return False


def _repetition(block: Block) -> tuple[Attribute | None, Callable[[Value], Expansion]]:
    """The argument that says which instances of a resource or module there are, and how it is read."""
    for name, expand in (("count", by_count), ("for_each", by_for_each)):
        if (written := block.body.attributes.get(name)) is not None:
            return written, expand
    lifecycle = (nested.body.attributes for nested in block.body.blocks if nested.type == "lifecycle")
    return next((inner["enabled"] for inner in lifecycle if "enabled" in inner), None), by_enabled
