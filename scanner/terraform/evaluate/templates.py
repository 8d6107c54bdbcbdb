"""Templates to text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.model.value import Unknown, never_null
from scanner.terraform.evaluate.loops import loop_scopes
from scanner.terraform.evaluate.scope import Evaluate, Scope
from scanner.terraform.evaluate.unknowns import either_parts, join_parts, one_of, over_candidates, text_parts
from scanner.terraform.parse.templates import normal
from scanner.terraform.syntax import Template, TemplateFor, TemplateIf, TemplatePart
from scanner.terraform.types import TooLarge, convert
from scanner.terraform.values import BOOL, STRING, EvaluationError, Value

MAX_LENGTH = 8 * 1024 * 1024
"""Texts that double from local to local would otherwise fill the memory."""


def template(expr: Template, scope: Scope, evaluate: Evaluate) -> Value:
    parts = expr.parts
    if len(parts) == 1 and not isinstance(parts[0], (str, TemplateIf, TemplateFor)):
        return evaluate(parts[0], scope)
    return never_null(_text(parts, expr.start, scope, evaluate))


def condition(value: Value) -> bool | Unknown:
    """The value as the test of a conditional."""
    if value is None:
        raise EvaluationError("Null condition: The condition value is null. Conditions must either be true or false.")
    try:
        converted: bool | Unknown = convert(value, BOOL)
    except EvaluationError as error:
        raise EvaluationError(f"Incorrect condition type: The condition expression must be of type bool: {error}.") from error
    return converted


def _text(written: Sequence[TemplatePart], place: int, scope: Scope, evaluate: Evaluate) -> Value:
    """The text of the parts; when some are unknown, what is known of it."""
    pieces = list(_pieces(written, place, scope, evaluate))
    if sum(len(piece) for piece in pieces if isinstance(piece, str)) > MAX_LENGTH:
        raise TooLarge("the text is too large to evaluate")
    if not any(isinstance(piece, Unknown) for piece in pieces):
        return normal("".join(pieces))
    parts = join_parts(text_parts(piece, place) for piece in pieces)
    return over_candidates(lambda *chosen: normal("".join(chosen)), pieces, STRING, parts)


def _pieces(parts: Sequence[TemplatePart], place: int, scope: Scope, evaluate: Evaluate) -> Iterator[Value]:
    """Texts and unknown texts, in order."""
    for part in parts:
        if isinstance(part, str):
            yield part
        elif isinstance(part, TemplateIf):
            yield _choice(part, scope, evaluate)
        elif isinstance(part, TemplateFor):
            yield from _repetition(part, scope, evaluate)
        else:
            yield _inserted(evaluate(part, scope), part.start)


def _inserted(value: Value, place: int) -> Value:
    if type(value) is str:
        return value
    if value is None:
        raise EvaluationError(
            "Invalid template interpolation value: The expression result is null. Cannot include a null value in a string template."
        )
    try:
        text = convert(value, STRING)
    except EvaluationError as error:
        raise EvaluationError(f"Invalid template interpolation value: Cannot include the given value in a string template: {error}.") from error
    if isinstance(text, Unknown) and not text.parts:
        return Unknown(text.why, text.candidates, text_parts(text, place), STRING)
    return text


def _choice(part: TemplateIf, scope: Scope, evaluate: Evaluate) -> Value:
    test = condition(evaluate(part.condition, scope))
    if not isinstance(test, Unknown):
        return _text(part.then if test else part.otherwise, part.start, scope, evaluate)
    then = _text(part.then, part.start, scope, evaluate)
    otherwise = _text(part.otherwise, part.start, scope, evaluate)
    return one_of((then, otherwise), test.why, STRING, either_parts(then, otherwise, test.why))


def _repetition(part: TemplateFor, scope: Scope, evaluate: Evaluate) -> Iterator[Value]:
    collection = evaluate(part.collection, scope)
    if isinstance(collection, Unknown):
        yield Unknown(collection.why, type=STRING)
        return
    for turn in loop_scopes(part.key, part.value, collection, scope):
        yield _text(part.body, part.start, turn, evaluate)
