"""Evaluates expressions and the trees they stand in. Knows nothing of resources, nor of the syntax they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanner.arm.expressions import Access, Call, Expr, Expression, Literal, Tree
from scanner.arm.functions import Function, Special, function_table
from scanner.arm.functions.object import access
from scanner.arm.functions.table import Needs
from scanner.arm.parser import ExpressionError
from scanner.arm.template import Template
from scanner.arm.values import (
    EvaluationError,
    Undecided,
    call_parts,
    check_size,
    first_unknown,
    member,
    member_name,
    over_candidates,
    partial_name,
    unknown_members,
    with_members,
)
from scanner.model.source import Problem, Span
from scanner.model.value import Path, Unknown, Value, never_null

if TYPE_CHECKING:
    from scanner.arm.scope import Scope

MAX_DEPTH = 120
"""Evaluations within evaluations, through calls, variables and lambdas; each takes about three frames of Python's stack."""
MAX_STEPS = 500_000
"""Calls and objects evaluated; the largest real templates take some 10,000."""
MAX_COPIES = 800
"""What ARM allows in one copy loop."""

MAY_BE_NULL = frozenset((
    "coalesce", "first", "if", "indexfromend", "json", "last", "max", "min", "null", "parameters", "reduce", "tryget", "tryindexfromend", "variables",
))  # fmt: skip
"""Functions whose result may be null; all others have an answer, or fail."""

_NOTHING: Mapping[str, Value] = MappingProxyType({})


def _nothing() -> Mapping[str, Value]:
    return _NOTHING


class OutOfBudget(Exception):
    """The template asks for more work than any real one."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What names mean at one place of a template."""

    scope: Scope
    loops: Mapping[str, Value] = field(default_factory=_nothing)
    """The index of each copy loop around the place, by name in lower case; "" is the loop that ``copyIndex()`` means."""
    locals: Mapping[str, Value] = field(default_factory=_nothing)
    """Lambda variables, by name in lower case."""
    arguments: Mapping[str, Value] | None = None
    """Inside a user-defined function: what ``parameters()`` sees."""

    def with_locals(self, local: Mapping[str, Value]) -> Environment:
        return replace(self, locals={**self.locals, **local})

    def with_loop(self, name: str, index: Value, default: bool) -> Environment:
        """Inside a loop; ``default`` says whether ``copyIndex()`` without a name means it."""
        unnamed = {"": index} if default or "" not in self.loops else {}
        return replace(self, loops={**self.loops, name.lower(): index, **unnamed})


@dataclass(slots=True, eq=False)
class Evaluator:
    """One per unit: it counts the work done and collects what went wrong."""

    functions: Mapping[str, Function | Special] = field(default_factory=function_table)
    problems: dict[tuple[Span, str], Problem] = field(default_factory=dict)
    steps: int = 0
    depth: int = 0
    quiet: int = 0
    """Above zero where what goes wrong may never happen in the deployment."""

    def report(self, span: Span, message: str, fatal: bool = False) -> None:
        self.problems.setdefault((span, message), Problem(span, message, fatal))

    @contextmanager
    def quietly(self, quiet: bool = True) -> Iterator[None]:
        """While a value is computed that the deployment may not need: mistakes in it are not reported."""
        self.quiet += quiet
        try:
            yield
        finally:
            self.quiet -= quiet

    @contextmanager
    def deeper(self, levels: int = 1) -> Iterator[None]:
        self.depth += levels
        try:
            if self.depth > MAX_DEPTH:
                raise EvaluationError("the evaluation nests too deeply")
            yield
        finally:
            self.depth -= levels

    def spend(self, steps: int = 1) -> None:
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise OutOfBudget

    # --- expressions ---

    def evaluate(self, expr: Expr, environment: Environment) -> Value:
        """The value, unknown where it depends on the deployment. Raises EvaluationError for what ARM refuses."""
        if type(expr) is Literal:
            return expr.value
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise OutOfBudget
        if self.depth >= MAX_DEPTH:
            raise EvaluationError("the evaluation nests too deeply")
        self.depth += 1
        try:
            if type(expr) is Call:
                return self._call(expr, environment)
            if type(expr) is Access:
                return self._access(expr, environment)
            assert isinstance(expr, Tree)
            return self.tree(expr.value, environment.scope.template, expr.path, environment)
        finally:
            self.depth -= 1

    def attempt(self, expr: Expr, environment: Environment) -> Value:
        """Like ``evaluate``, for what may not be needed: a mistake only makes it unknown."""
        with self.quietly():
            try:
                return self.evaluate(expr, environment)
            except EvaluationError as error:
                return Unknown(str(error))

    def _access(self, expr: Expr, environment: Environment) -> Value:
        keys: list[Expr] = []
        while isinstance(expr, Access):
            keys.append(expr.key)
            expr = expr.object
        value = self.evaluate(expr, environment)
        for key in reversed(keys):
            value = access(value, self.evaluate(key, environment))
        return value

    def _call(self, call: Call, environment: Environment) -> Value:
        function = self.functions.get(call.name) or (self.functions["list*"] if call.name.startswith("list") else None)
        if function is None:
            return environment.scope.call_user_function(call.name, [self.evaluate(argument, environment) for argument in call.arguments])
        if len(call.arguments) < function.least or (function.most is not None and len(call.arguments) > function.most):
            raise EvaluationError(f"{function.name}() does not take {len(call.arguments)} argument{'s' * (len(call.arguments) != 1)}")
        if isinstance(function, Function):
            result = self.apply(function, [self.evaluate(argument, environment) for argument in call.arguments])
        else:
            try:
                result = function.apply(self, environment, call.arguments)
            except Undecided as undecided:
                result = Unknown(undecided.unknown.why)
        return result if call.name in MAY_BE_NULL else never_null(result)

    def apply(self, function: Function, arguments: list[Value]) -> Value:
        """The result of a function of values, as precise as what is known of its arguments allows."""
        for argument in arguments:
            if isinstance(argument, (str, list, dict)):
                self.spend(len(argument) >> 6)
        unknown = self._obstacle(function.needs, arguments)
        if unknown is None:
            try:
                result = function.apply(arguments)
            except Undecided as undecided:
                result = Unknown(undecided.unknown.why, parts=call_parts(function.name, arguments))
            if isinstance(result, (str, list, dict)):
                self.spend(len(result) >> 6)
            return self._over_members(function, arguments, result) if type(result) is Unknown and not result.candidates else result
        parts = call_parts(function.name, arguments)
        if not any(unknown is argument for argument in arguments):
            return self._over_members(function, arguments, Unknown(unknown.why, parts=parts))
        return over_candidates(arguments, lambda chosen: self.apply(function, chosen), unknown.why, parts)

    def _over_members(self, function: Function, arguments: list[Value], result: Unknown) -> Value:
        """The result, with a candidate for all that the unknown members of the arguments can be, if that is known."""
        members = unknown_members(arguments)
        if not members:
            return result

        def apply(chosen: list[Value]) -> Value:
            by_place = dict(zip(map(id, members), chosen, strict=True))
            return self.apply(function, [with_members(argument, by_place) for argument in arguments])

        return over_candidates(members, apply, result.why, result.parts)

    @staticmethod
    def _obstacle(needs: Needs, arguments: list[Value]) -> Unknown | None:
        """The unknown that keeps a function from being applied: an argument, rather than a part of one, where there are both."""
        if needs is Needs.NOTHING:
            return None
        inner = None
        for argument in arguments:
            if isinstance(argument, Unknown):
                return None if inner else argument
            if needs is Needs.ALL and inner is None:
                inner = first_unknown(argument)
        return inner

    # --- trees ---

    def tree(self, node: Value, template: Template, path: Path, environment: Environment) -> Value:
        """The node with every expression in it evaluated. What cannot be evaluated is reported and unknown."""
        kind = type(node)
        if kind is str or kind is Expression:
            return node if kind is str and node[:1] != "[" else self.leaf(node, template, path, environment)
        if kind is list:
            return [self.tree(item, template, (*path, index), environment) for index, item in enumerate(node)]
        if kind is not dict:
            return node
        self.spend()
        result: dict[str, Value] = {}
        loops = property_loops(node)
        for key, item in node.items():
            if loops is not None and item is loops:
                result.update(self._loops(loops, template, (*path, key), environment))
                continue
            name = key if key[:1] != "[" else self.key(key, template, (*path, key), environment)
            result[name] = self.tree(item, template, (*path, key), environment)
        return result

    def leaf(self, node: Value, template: Template, path: Path, environment: Environment) -> Value:
        """The value of a string or expression in a tree."""
        try:
            expression = template.computed(node)
            if expression is None:
                return template.plain(node)
            with self.deeper():
                return check_size(self.evaluate(expression.expr, environment))
        except ExpressionError as error:
            self.report(template.span(path), f"is not a valid expression: {error}")
            return Unknown(f"the expression is not valid: {error}")
        except EvaluationError as error:
            if not self.quiet:
                self.report(template.span(path), f"the expression cannot be evaluated: {error}")
            return Unknown(f"the expression cannot be evaluated: {error}")

    def key(self, key: str, template: Template, path: Path, environment: Environment) -> str:
        """The name of a property whose name is an expression; what is unknown of it stands in braces."""
        value = self.leaf(key, template, path, environment)
        if not isinstance(value, Unknown):
            return value if isinstance(value, str) else key
        return partial_name(value, key)

    def _loops(self, loops: list[Value], template: Template, path: Path, environment: Environment) -> dict[str, Value]:
        """The properties that the ``copy`` of an object stands for."""
        result: dict[str, Value] = {}
        for position, loop in enumerate(loops):
            name = self.tree(member(loop, "name"), template, (*path, position, "name"), environment)
            if isinstance(name, str):
                result[name] = self.copied(loop, name, template, (*path, position), environment)
        return result

    def copied(self, loop: dict[str, Value], name: str, template: Template, path: Path, environment: Environment) -> Value:
        """The array that a loop makes of its ``input``."""
        count = self.count(loop, template, path, environment)
        if isinstance(count, Unknown):
            return Unknown(count.why, type="array")
        key = member_name(loop, "input")
        place, body = (*path, key or "input"), loop[key] if key else None
        return [self.tree(body, template, place, environment.with_loop(name, index, default=False)) for index in range(count)]

    def count(self, loop: dict[str, Value], template: Template, path: Path, environment: Environment) -> Value:
        """How often a loop runs: a number that ARM allows, or Unknown."""
        count = self.tree(member(loop, "count"), template, (*path, "count"), environment)
        if isinstance(count, Unknown):
            return count
        if isinstance(count, float) and count.is_integer():
            count = int(count)
        if isinstance(count, bool) or not isinstance(count, int) or count < 0:
            self.report(template.span((*path, "count")), "the count of a copy loop must be a number that is not negative")
            return Unknown("the count of the copy loop is not a number")
        if count > MAX_COPIES:
            self.report(template.span((*path, "count")), f"a copy loop may run {MAX_COPIES} times; of {count:,} copies the rest is left out", True)
        return min(count, MAX_COPIES)


def property_loops(node: dict[str, Value]) -> list[Value] | None:
    """The ``copy`` array of an object, when it is one that makes properties."""
    loops = member(node, "copy") if "copy" in node or any(key.lower() == "copy" for key in node) else None
    if isinstance(loops, list) and loops and all(isinstance(loop, dict) and member(loop, "count") is not None for loop in loops):
        return loops
    return None
