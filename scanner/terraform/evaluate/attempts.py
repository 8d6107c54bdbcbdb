"""``try`` and ``can``, which look at whether their arguments fail, not only at what they are.

An argument that works now may still fail when what it reads becomes known. So it settles the matter only when its
value is known and nothing that it reads is unknown as a whole. A traversal settles it as soon as every value that
it steps into is known, whatever the last step yields.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.value import Reference, Unknown, is_known
from scanner.terraform.evaluate.scope import Evaluate, Scope
from scanner.terraform.evaluate.traversal import steps_of
from scanner.terraform.evaluate.unknowns import distinct
from scanner.terraform.parse.depth import children
from scanner.terraform.parse.steps import ELEMENT
from scanner.terraform.syntax import Call, Expr, ForExpr, GetAttr, Index, Splat, TemplateFor, TemplatePart, Variable
from scanner.terraform.values import BOOL, Deferred, EvaluationError, Value


def try_(call: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """The value of the first argument that does not fail; Unknown when it is open which one that will be."""
    answers: list[Value] = []
    errors: list[str] = []
    why = ""
    for argument in call.arguments:
        try:
            answer = evaluate(argument, scope)
        except EvaluationError as error:
            errors.append(str(error))
            continue
        open_reason = _open(argument, answer, scope, evaluate)
        if open_reason is None and not answers:
            return answer
        answers.append(answer)
        why = why or open_reason or ""
        if open_reason is None:
            return Unknown(why, distinct(answers))
    if not answers:
        raise EvaluationError('Call to function "try" failed: no expression succeeded: ' + "; ".join(errors))
    return Unknown(why)


def can(call: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """False when the argument fails, true when it does not and will not."""
    if len(call.arguments) != 1:
        raise EvaluationError('Function "can" expects exactly 1 argument.')
    try:
        answer = evaluate(call.arguments[0], scope)
    except EvaluationError:
        return False
    open_reason = _open(call.arguments[0], answer, scope, evaluate)
    return True if open_reason is None else Unknown(open_reason, type=BOOL)


def _open(argument: Expr, answer: Value, scope: Scope, evaluate: Evaluate) -> str | None:
    """What it depends on whether the argument will fail in the end; None when it certainly will not."""
    if isinstance(argument, (Variable, GetAttr, Index)):
        for value in list(steps_of(argument, scope, evaluate))[:-1]:
            if isinstance(value, Deferred) and value.single:
                continue
            if isinstance(value, Unknown) and not (len(value.parts) == 1 and isinstance(value.parts[0], Reference)):
                return value.why
        return _unknown_key(argument, scope, evaluate)
    if not is_known(answer):
        return _first_why(answer)
    for operand in _operands(argument):
        value = _attempt(operand, scope, evaluate)
        if isinstance(value, Unknown):
            return value.why
    return None


def _unknown_key(expr: Expr, scope: Scope, evaluate: Evaluate) -> str | None:
    """Why an index in the traversal is unknown: then it may lead nowhere."""
    while isinstance(expr, (GetAttr, Index)):
        key = evaluate(expr.key, scope) if isinstance(expr, Index) else None
        if isinstance(key, Unknown):
            return key.why
        expr = expr.object
    return None


def _attempt(operand: Expr, scope: Scope, evaluate: Evaluate) -> Value:
    """The operand's value; None when it fails, in a branch that was not taken or under a try of its own."""
    try:
        return evaluate(operand, scope)
    except EvaluationError:
        return None


def _operands(argument: Expr) -> Iterator[Expr]:
    """The traversals in an expression that do not begin at one of its own loop variables."""
    bound: set[str | None] = set()
    found: list[tuple[str, Expr]] = []
    waiting: list[TemplatePart] = [argument]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ForExpr, TemplateFor)):
            bound |= {node.key, node.value}
        elif isinstance(node, Splat):
            bound.add(ELEMENT)
        if isinstance(node, (Variable, GetAttr, Index)):
            root: Expr = node
            while isinstance(root, (GetAttr, Index)):
                if isinstance(root, Index):
                    waiting.append(root.key)
                root = root.object
            if isinstance(root, Variable):
                found.append((root.name, node))
            else:
                waiting.append(root)
        else:
            waiting += children(node)
    return (expr for name, expr in found if name not in bound)


def _first_why(value: Value) -> str:
    if isinstance(value, Unknown):
        return value.why
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return next((why for why in map(_first_why, items) if why), "")
