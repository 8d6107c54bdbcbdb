"""Input variables: what a declaration says, and what a value must be to fit it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.model.unknowns import MAX_CANDIDATES
from scanner.model.value import Symbol, Unknown
from scanner.terraform.configuration.module import constant
from scanner.terraform.evaluate import evaluate
from scanner.terraform.evaluate.type_constraints import Constraint, parse_constraint
from scanner.terraform.syntax import Attribute, Binary, Block, Call, Expr, GetAttr, Literal, TupleCons, Variable
from scanner.terraform.types import convert
from scanner.terraform.values import Deferred, EvaluationError, Type, Value

_PRIMITIVES = frozenset({"bool", "number", "string"})


class ConstantScope:
    """Where nothing may be referred to: defaults, tfvars files."""

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        raise EvaluationError("Variables not allowed: variables may not be used here")

    def call(self, name: str, arguments: list[Value]) -> Value:
        raise EvaluationError("Function calls not allowed: functions may not be called here")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A ``variable`` block."""

    name: str
    block: Block
    constraint: Constraint
    declared_type: bool
    default: Attribute | None
    nullable: bool
    candidates: tuple[Value, ...]
    """All the values that the validations admit; empty when they do not list them."""
    problem: str | None = None
    """What is wrong with the type constraint."""

    @property
    def validations(self) -> Iterable[Expr]:
        """The conditions that a value has to meet."""
        return _validations(self.block)

    @property
    def literal(self) -> bool:
        """True when a value on the command line is the text itself, False when it is an expression."""
        return not self.declared_type or self.constraint.type.kind in _PRIMITIVES

    def missing(self, why: str = "") -> Unknown:
        """The variable when nobody gave it a value."""
        why = why or f'variable "{self.name}" has no value'
        return Unknown(why, self.candidates, (Symbol(f"var.{self.name}"),), self.constraint.type, not self.nullable)


def evaluate_constant(expr: Expr) -> Value:
    """The value of an expression without references; EvaluationError where it has some."""
    return evaluate(expr, ConstantScope())


def declaration(block: Block) -> Declaration:
    """What a variable block declares; a type that cannot be read counts as any."""
    name = block.labels[0]
    written = block.body.attributes.get("type")
    constraint, problem = Constraint(), None
    if written is not None:
        try:
            constraint = parse_constraint(written.expr, evaluate_constant)
        except EvaluationError as error:
            problem = str(error)
    return Declaration(
        name,
        block,
        constraint,
        written is not None,
        block.body.attributes.get("default"),
        constant(block.body, "nullable") is not False,
        _admitted(name, block, constraint.type),
        problem,
    )


def fitted(value: Value, constraint: Constraint) -> Value:
    """The value as the declaration has it; EvaluationError when it does not fit."""
    return constraint.apply(_written_out(value, constraint.type, 0))


def _written_out(value: Value, type: Type, depth: int) -> Value:
    """Resources and modules, where an object is asked for, as an object of the attributes asked for."""
    if isinstance(value, Deferred):
        if type.kind != "object":
            return value
        return {name: _written_out(value.part(name), inner, depth + 1) for name, inner, _ in type.attributes}
    if depth > 20 or type.kind in _PRIMITIVES or type.kind == "any":
        return value
    if isinstance(value, dict):
        inner_types = {name: inner for name, inner, _ in type.attributes}
        return _like(value, {name: _written_out(item, type.element or inner_types.get(name, type), depth + 1) for name, item in value.items()})
    if isinstance(value, (list, tuple)) and type.element is not None:
        return _like(value, [_written_out(item, type.element, depth + 1) for item in value])
    return value


def _like(value: Value, items: dict[str, Value] | list[Value]) -> Value:
    """``value`` itself when nothing in it changed, else the items as an object or tuple."""
    if isinstance(items, dict):
        return value if all(items[name] is item for name, item in value.items()) else items
    return value if all(new is old for new, old in zip(items, value, strict=True)) else tuple(items)


def _validations(block: Block) -> Iterable[Expr]:
    conditions = (nested.body.attributes.get("condition") for nested in block.body.blocks if nested.type == "validation")
    return (condition.expr for condition in conditions if condition is not None)


def _admitted(name: str, block: Block, type: Type) -> tuple[Value, ...]:
    """The values that every validation that can be read admits."""
    admitted: list[Value] | None = None
    for condition in _validations(block):
        values = _listed(condition, name, 0)
        if values is not None:
            admitted = values if admitted is None else [value for value in admitted if value in values]
    if not admitted or len(admitted) > MAX_CANDIDATES:
        return ()
    try:
        return tuple(dict.fromkeys(convert(value, type) for value in admitted))
    except (EvaluationError, TypeError):  # values that do not fit the type, or lists
        return ()


def _listed(condition: Expr, name: str, depth: int) -> list[Value] | None:
    """The values for which a condition can be true; None when it does not list them."""
    if depth > 50:
        return None
    if isinstance(condition, Binary) and condition.operator in ("||", "&&"):
        left, right = _listed(condition.left, name, depth + 1), _listed(condition.right, name, depth + 1)
        if condition.operator == "||":
            return None if left is None or right is None else left + right
        return [value for value in left if value in right] if left is not None and right is not None else left if right is None else right
    if isinstance(condition, Binary) and condition.operator == "==":
        for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if _is_variable(one, name) and isinstance(other, Literal):
                return [other.value]
    if isinstance(condition, Call) and condition.name == "contains" and len(condition.arguments) == 2 and _is_variable(condition.arguments[1], name):
        return _literals(condition.arguments[0])
    return None


def _literals(expr: Expr) -> list[Value] | None:
    if isinstance(expr, Call) and expr.name in ("toset", "tolist") and len(expr.arguments) == 1:
        expr = expr.arguments[0]
    if not isinstance(expr, TupleCons):
        return None
    values = [item.value for item in expr.items if isinstance(item, Literal)]
    return values if len(values) == len(expr.items) else None


def _is_variable(expr: Expr, name: str) -> bool:
    return isinstance(expr, GetAttr) and expr.name == name and isinstance(expr.object, Variable) and expr.object.name == "var"
