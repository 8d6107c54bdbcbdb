"""Type constraints as expressions: ``object({name = string, size = optional(number, 1)})``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from scanner.terraform.syntax import Call, Expr, Literal, ObjectCons, TupleCons, Variable
from scanner.terraform.types import convert
from scanner.terraform.values import ANY, BOOL, NUMBER, STRING, EvaluationError, Type, Value

MAX_DEPTH = 60

_NAMED = {"any": ANY, "bool": BOOL, "number": NUMBER, "string": STRING}
COLLECTIONS = ("list", "set", "map")
INVALID_TYPE = "Invalid type specification: a type constraint such as string, list(string) or object({...}) is required"


@dataclass(slots=True, eq=False)
class Defaults:
    """What ``optional(T, default)`` says about an object, and about what is inside it or a collection.

    ``inner`` is by attribute name, by index for tuples, and None for the elements of a collection.
    """

    values: dict[str, Value] = field(default_factory=dict)
    inner: dict[str | int | None, Defaults] = field(default_factory=dict)

    def empty(self) -> bool:
        return not self.values and not self.inner


@dataclass(frozen=True, slots=True)
class Constraint:
    """A type as ``variable`` blocks write it."""

    type: Type = ANY
    defaults: Defaults | None = None

    def apply(self, value: Value) -> Value:
        """The value with defaults filled in, converted; EvaluationError when it does not fit."""
        if self.defaults is not None:
            value = apply_defaults(value, self.defaults)
        return convert(value, self.type)


def parse_constraint(expr: Expr, constant: Callable[[Expr], Value]) -> Constraint:
    """The constraint that an expression spells; EvaluationError when it spells none. ``constant`` evaluates a default."""
    defaults = Defaults()
    type = _parse(expr, defaults, constant, 0)
    return Constraint(type, None if defaults.empty() else defaults)


def _parse(expr: Expr, defaults: Defaults, constant: Callable[[Expr], Value], depth: int) -> Type:
    if depth > MAX_DEPTH:
        raise EvaluationError("Invalid type specification: it is nested too deeply")
    name = expr.name if isinstance(expr, Variable) else expr.value if isinstance(expr, Literal) else None
    if isinstance(name, str):  # quoted in Terraform 0.11
        if name in _NAMED:
            return _NAMED[name]
        if name in COLLECTIONS:
            return Type(name, ANY)
    if isinstance(expr, Call) and len(expr.arguments) == 1:
        argument = expr.arguments[0]
        if expr.name in COLLECTIONS:
            return Type(expr.name, _nested(argument, None, defaults, constant, depth))
        if expr.name == "tuple" and isinstance(argument, TupleCons):
            return Type("tuple", elements=tuple(_nested(item, index, defaults, constant, depth) for index, item in enumerate(argument.items)))
        if expr.name == "object" and isinstance(argument, ObjectCons):
            return _object(argument, defaults, constant, depth)
    raise EvaluationError(INVALID_TYPE)


def _nested(expr: Expr, key: str | int | None, defaults: Defaults, constant: Callable[[Expr], Value], depth: int) -> Type:
    inner = Defaults()
    type = _parse(expr, inner, constant, depth + 1)
    if not inner.empty():
        defaults.inner[key] = inner
    return type


def _object(expr: ObjectCons, defaults: Defaults, constant: Callable[[Expr], Value], depth: int) -> Type:
    attributes: dict[str, tuple[str, Type, bool]] = {}
    for key, value in expr.items:
        name = key.value if isinstance(key, Literal) else key.name if isinstance(key, Variable) else None
        if not isinstance(name, str):
            raise EvaluationError("Object constructor map keys must be attribute names")
        optional = isinstance(value, Call) and value.name == "optional" and 1 <= len(value.arguments) <= 2
        inner = value.arguments[0] if isinstance(value, Call) and optional else value
        type = _nested(inner, name, defaults, constant, depth)
        attributes[name] = (name, type, optional)
        if isinstance(value, Call) and optional and len(value.arguments) == 2:
            defaults.values[name] = convert(constant(value.arguments[1]), type)
    return Type("object", attributes=tuple(attributes[name] for name in sorted(attributes)))


def apply_defaults(value: Value, defaults: Defaults) -> Value:
    """The value with what is missing or null replaced by its default, to any depth.

    Collections become objects and tuples: filling in may make their elements differ, and the conversion that
    follows gives them one type again.
    """
    if isinstance(value, dict):
        filled = dict(value)
        for name, default in defaults.values.items():
            if filled.get(name) is None:
                filled[name] = default
        return {name: _inside(item, name, defaults) for name, item in filled.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_inside(item, index, defaults) for index, item in enumerate(value))
    return value


def _inside(item: Value, key: str | int, defaults: Defaults) -> Value:
    inner = defaults.inner.get(key) or defaults.inner.get(None)
    return item if inner is None else apply_defaults(item, inner)
