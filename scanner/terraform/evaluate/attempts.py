"""``try`` and ``can``, which look at whether their arguments fail, not only at what they are.

An argument that works now may still fail when what it reads becomes known. So it settles the matter only when its
value is known and nothing that it reads is unknown as a whole. A traversal settles it as soon as every value that
it steps into is known, whatever the last step yields.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from scanner.model.value import Reference, Unknown, is_known
from scanner.terraform.evaluate.scope import Evaluate, Scope
from scanner.terraform.evaluate.traversal import steps_of
from scanner.terraform.evaluate.unknowns import distinct
from scanner.terraform.parse.depth import children
from scanner.terraform.parse.steps import ELEMENT
from scanner.terraform.syntax import Call, Expr, ForExpr, GetAttr, Index, Literal, Splat, TemplateFor, TemplatePart, Variable
from scanner.terraform.types import TooLarge
from scanner.terraform.values import BOOL, Deferred, EvaluationError, Value


def try_(call: Call, scope: Scope, evaluate: Evaluate) -> Value:
    """The value of the first argument that does not fail; Unknown when it is open which one that will be."""
    answers: list[Value] = []
    errors: list[str] = []
    why = ""
    for argument in call.arguments:
        try:
            answer, open_reason = _attempted(argument, scope, evaluate)
        except EvaluationError as error:
            errors.append(str(error))
            continue
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
        _, open_reason = _attempted(call.arguments[0], scope, evaluate)
        open_reason = open_reason or _open_index(call.arguments[0], scope, evaluate)
    except EvaluationError:
        return False
    return True if open_reason is None else Unknown(open_reason, type=BOOL)


def _attempted(argument: Expr, scope: Scope, evaluate: Evaluate) -> tuple[Value, str | None]:
    """The argument's value, and what it depends on whether it will fail in the end; None when it certainly will not."""
    if isinstance(argument, (Variable, GetAttr, Index)):
        try:
            *passed, answer = steps_of(argument, scope, evaluate)
        except TooLarge as error:
            return Unknown(str(error)), str(error)
        for value in passed:
            if isinstance(value, Deferred) and value.single:
                continue
            if isinstance(value, Unknown) and not (len(value.parts) == 1 and isinstance(value.parts[0], Reference)):
                return answer, value.why
        return answer, _unknown_key(argument, scope, evaluate)
    answer = evaluate(argument, scope)
    if not is_known(answer):
        return answer, _first_why(answer)
    for operand in _operands(argument):
        value = _attempt(operand, scope, evaluate)
        if isinstance(value, Unknown):
            return answer, value.why
    return answer, None


def _open_index(argument: Expr, scope: Scope, evaluate: Evaluate) -> str | None:
    """Why an element in the traversal may not exist: how many there are only the provider knows."""
    if isinstance(argument, (Variable, GetAttr, Index)):
        for before, after in pairwise(steps_of(argument, scope, evaluate)):
            known = not isinstance(before, Unknown) or isinstance(before, Deferred)
            if not known and isinstance(after, Unknown) and any(isinstance(part.path[-1], int) for part in after.references() if part.path):
                return str(after.why)
    return None


def _unknown_key(expr: Expr, scope: Scope, evaluate: Evaluate) -> str | None:
    """Why an index in the traversal is unknown: then it may lead nowhere."""
    while isinstance(expr, (GetAttr, Index)):
        key = evaluate(expr.key, scope) if isinstance(expr, Index) and not isinstance(expr.key, Literal) else None
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
