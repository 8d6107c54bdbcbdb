"""A scope for expressions on their own, and values in the form in which Terraform shows them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from scanner.files import Files, SourceText
from scanner.model.value import Reference, Unknown
from scanner.terraform import functions
from scanner.terraform.evaluate import evaluate
from scanner.terraform.parse import parse_file
from scanner.terraform.syntax import Expr
from scanner.terraform.types import number_to_string, to_json_number, type_of
from scanner.terraform.values import STRING, EvaluationError, SetValue, Type, Value

EXPRESSIONS = Path(__file__).parent / "expressions"


def unknown(address: str, name: str, type: Type | None = None) -> Unknown:
    return Unknown(f"{address}.{name} is known after apply", parts=(Reference(address, (name,)),), type=type)


class PreludeScope:
    """The names that prelude.tf declares."""

    def __init__(self) -> None:
        path = EXPRESSIONS / "prelude.tf"
        file = parse_file(SourceText(path.name, path.read_text(encoding="utf-8")))
        assert not file.problems
        self.locals: dict[str, Expr] = {}
        for block in file.body.blocks:
            if block.type == "locals":
                self.locals = {name: attribute.expr for name, attribute in block.body.attributes.items()}
        here = EXPRESSIONS
        self.context = functions.FunctionContext(Files((here,), here), here, here, here, self._no_template)
        self.instances = [self._terraform_data(f"list[{index}]", index) for index in range(2)]

    @staticmethod
    def _no_template(text: str, name: str, variables: Mapping[str, Value]) -> Value:
        raise EvaluationError("no templates here")

    @staticmethod
    def _terraform_data(name: str, input: Value) -> dict[str, Value]:
        address = f"terraform_data.{name}"
        known = {"input": input, "triggers_replace": None}
        return {**known, "id": unknown(address, "id", STRING), "output": unknown(address, "output", type_of(input))}

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        if names[0] == "local" and len(names) > 1 and names[1] in self.locals:
            return evaluate(self.locals[names[1]], self), 2
        if names[:2] == ("terraform_data", "u"):
            return self._terraform_data("u", "known"), 2
        if names[:2] == ("terraform_data", "list"):
            return tuple(self.instances), 2
        raise EvaluationError(f"Reference to undeclared name {'.'.join(names)}")

    def call(self, name: str, arguments: list[Value]) -> Value:
        return functions.call(name, arguments, self.context)


def shown(value: Value) -> Any:
    """The value as ``terraform show -json`` has it; what is unknown is left out of objects and null elsewhere."""
    if isinstance(value, dict):
        return {name: shown(item) for name, item in sorted(value.items()) if not isinstance(item, Unknown)}
    if isinstance(value, (list, tuple)):
        return [shown(item) for item in value]
    if isinstance(value, Unknown):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return int(number_to_string(value))
    if isinstance(value, Fraction):
        return to_json_number(value)
    return value


def unknown_shape(value: Value) -> Any:
    """``after_unknown`` of Terraform's plan: true, or the containers with true in them where it is unknown."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, dict):
        return {name: shape for name, item in sorted(value.items()) if (shape := unknown_shape(item)) is not False}
    if isinstance(value, SetValue):
        return [shape for item in value if (shape := unknown_shape(item)) is not False]
    if isinstance(value, (list, tuple)):
        return [unknown_shape(item) for item in value]
    return False


def type_json(type: Type) -> Any:
    """A type as Terraform writes it in JSON."""
    if type.kind in ("list", "set", "map") and type.element is not None:
        return [type.kind, type_json(type.element)]
    if type.kind == "tuple":
        return ["tuple", [type_json(element) for element in type.elements]]
    if type.kind == "object":
        return ["object", {name: type_json(inner) for name, inner, _ in type.attributes}]
    return "dynamic" if type.kind == "any" else type.kind


def answer(expr: Expr, scope: PreludeScope) -> dict[str, Any]:
    value = evaluate(expr, scope)
    return {"value": shown(value), "unknown": unknown_shape(value), "type": type_json(type_of(value))}
