"""Single expressions, outside of any template."""

from __future__ import annotations

from pathlib import Path

from scanner.arm.evaluator import Environment, Evaluator, OutOfBudget
from scanner.arm.parser import ExpressionError, is_expression, parse_expression
from scanner.arm.scope import Scope, Target
from scanner.arm.template import Expressions, Template
from scanner.arm.values import EvaluationError, check_size
from scanner.errors import InputError
from scanner.files import SourceText
from scanner.json_source import parse_json
from scanner.model.resource import Language
from scanner.model.source import Span
from scanner.model.value import Symbol, Unknown, Value


def console_scope() -> Environment:
    """Where an expression on its own is evaluated: an empty template, deployed to a resource group."""
    document = parse_json(SourceText("console", '{"resources": []}'))
    template = Template(document.value, document, Path("console"), Language.ARM, Expressions())
    name = Unknown("only the deployment knows its name", parts=(Symbol("deployment().name"),))
    return Scope(Evaluator(), template, Target("resourceGroup"), name).environment


def evaluate_expression(text: str, scope: Environment) -> Value:
    """The value of an expression. Raises InputError."""
    evaluator = scope.scope.evaluator
    evaluator.steps = 0
    where = Span("expression", 1, 1, 1, max(2, len(text) + 1))
    try:
        expression = parse_expression(text if is_expression(text) else f"[{text}]")
        return check_size(evaluator.evaluate(expression.expr, scope))
    except (ExpressionError, EvaluationError) as error:
        raise InputError(where, str(error)) from error
    except OutOfBudget as error:
        raise InputError(where, "evaluating the expression takes too much work") from error
