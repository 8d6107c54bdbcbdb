"""Evaluates an expression as ``record.py`` had the engine do it, and compares the answers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from scanner.errors import InputError
from scanner.files import Files
from scanner.model.value import Unknown
from scanner.terraform.evaluate import ChildScope, evaluate
from scanner.terraform.functions import FunctionContext, call
from scanner.terraform.parse import parse_expression, parse_template
from scanner.terraform.types import number_to_string, parse_number, type_of
from scanner.terraform.values import STRING, EvaluationError, Type, Value

HERE = Path(__file__).parent.resolve()


@dataclass(frozen=True)
class Refused:
    message: str


class Scope:
    """The names of record.py's configuration, in its folder."""

    def __init__(self, names: Mapping[str, Value] | None = None) -> None:
        self.names = (
            names
            if names is not None
            else {
                "terraform_data": {"u": {"id": Unknown("u.id", type=STRING)}},
                "path": {"module": ".", "root": "."},
                "local": {"template": "Hi ${name}"},
            }
        )
        self.context = FunctionContext(Files((HERE,), HERE), HERE, HERE, HERE, self.render)

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        if names[0] not in self.names:
            raise EvaluationError(f"there is no {names[0]}")
        return self.names[names[0]], 1

    def call(self, name: str, arguments: list[Value]) -> Value:
        return call(name, arguments, self.context)

    def render(self, text: str, shown: str, variables: Mapping[str, Value]) -> Value:
        try:
            _, template = parse_template(text, shown)
        except InputError as error:
            raise EvaluationError(error.message) from error
        return evaluate(template, TemplateScope(variables))


class TemplateScope(Scope):
    def call(self, name: str, arguments: list[Value]) -> Value:
        if name in ("templatefile", "templatestring"):
            raise EvaluationError(f"cannot recursively call {name} from inside another template function")
        return super().call(name, arguments)


def evaluate_text(expression: str) -> Value:
    """Our answer, or Refused."""
    try:
        return evaluate(parse_expression(expression)[1], ChildScope(Scope(), {}))
    except (EvaluationError, InputError) as error:
        return Refused(str(error))


def compare(ours: Value, recorded: dict[str, Any]) -> str | None:
    """How our answer differs; it begins with "open" when ours is only less known; None when it does not differ."""
    if "error" in recorded or isinstance(ours, Refused):
        if isinstance(ours, Refused) and "error" in recorded:
            return None
        if isinstance(ours, Unknown):
            return f"open: refused with {recorded['error']}"
        return f"we: {ours!r}; engine: {recorded}"
    if recorded.get("infinity"):
        return None if has_infinity(ours) else f"we: {ours!r}; engine: infinity"
    difference = difference_of(ours, recorded["value"])
    if difference or recorded["type"] is None or isinstance(ours, Unknown):
        return difference
    return None if same_type(type_of(ours), recorded["type"]) else f"we: {type_of(ours)}; engine: {recorded['type']}"


def has_infinity(value: Value) -> bool:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return (isinstance(value, float) and math.isinf(value)) or any(map(has_infinity, items))


def difference_of(ours: Value, theirs: Any) -> str | None:
    unknown = theirs == {"$unknown": True}
    if isinstance(ours, Unknown) or unknown:
        if isinstance(ours, Unknown) and unknown:
            return None
        return f"open: engine: {theirs}" if isinstance(ours, Unknown) else f"we: {ours!r}; engine: unknown"
    if isinstance(theirs, list) and isinstance(ours, (list, tuple)) and len(ours) == len(theirs):
        pairs = list(zip(ours, theirs, strict=True))
    elif isinstance(theirs, dict) and isinstance(ours, dict) and ours.keys() == theirs.keys():
        pairs = [(ours[key], theirs[key]) for key in theirs]
    else:
        return None if same_leaf(ours, theirs) else f"we: {ours!r}; engine: {theirs!r}"
    found = [difference for pair in pairs if (difference := difference_of(*pair))]
    return next((difference for difference in found if not difference.startswith("open")), found[0] if found else None)


def same_leaf(ours: Value, theirs: Any) -> bool:
    if isinstance(ours, bool) or not isinstance(ours, (int, Fraction)):
        return type(ours) is type(theirs) and bool(ours == theirs)
    number = isinstance(theirs, (int, str)) and not isinstance(theirs, bool)
    return number and number_to_string(ours) == number_to_string(parse_number(str(theirs)))


def same_type(ours: Type, theirs: Any) -> bool:
    if ours.kind == "any":
        return True  # nulls have no type of their own here
    if isinstance(theirs, str):
        return ours.kind == theirs
    kind, inner = theirs
    if kind != ours.kind:
        return False
    if kind == "tuple":
        return len(inner) == len(ours.elements) and all(map(same_type, ours.elements, inner))
    if kind == "object":
        return [name for name, _, _ in ours.attributes] == sorted(inner) and all(same_type(part, inner[name]) for name, part, _ in ours.attributes)
    return same_type(ours.element or Type("any"), inner)
