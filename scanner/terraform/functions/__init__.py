"""Terraform's built-in functions (and those that only OpenTofu has), as the engine answers them before anything is deployed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from scanner.model.unknowns import combinations
from scanner.model.value import SomeItems, Unknown, is_known
from scanner.terraform.functions.registry import (
    ArgumentError,
    Function,
    FunctionContext,
    Parameter,
    Trials,
    certain_items,
    first_unknown,
    unknown_from,
)
from scanner.terraform.types import ALGEBRA, TooLarge, convert
from scanner.terraform.values import ANY, STRING, EvaluationError, Type, Value

__all__ = ["FunctionContext", "Trials", "call", "known_functions"]

_KEEPING = frozenset({"distinct", "reverse", "setunion", "sort"})
"""Functions whose result holds all items of their arguments."""


@cache
def _table() -> dict[str, Function]:
    from scanner.terraform.functions import (
        assumptions,
        collection,
        datetime,
        encoding,
        filesystem,
        hash_crypto,
        ip_network,
        numeric,
        sequence,
        string,
        type_conversion,
    )

    groups = (assumptions, collection, datetime, encoding, filesystem, hash_crypto, ip_network, numeric, sequence, string, type_conversion)
    return {name: function for group in groups for name, function in group.FUNCTIONS.items()}


def known_functions() -> frozenset[str]:
    """The names of all functions, without the ``core::`` that may stand before them."""
    return frozenset(_table())


def call(name: str, arguments: list[Value], context: FunctionContext) -> Value:
    """The function's answer; Unknown when only the deployment has it; EvaluationError when Terraform would refuse the call."""
    if name.startswith("provider::"):
        return _by_provider(name, arguments)
    plain = name.removeprefix("core::")
    function = _table().get(plain)
    if function is None:
        raise EvaluationError(f'There is no function named "{name}".')
    try:
        for argument in arguments:
            context.measured.check(argument)
        result = _apply(plain, function, _checked(plain, function, arguments), context)
        context.measured.check(result)
    except TooLarge as error:
        return Unknown(f"{plain}(): {error}", type=function.result if isinstance(function.result, Type) else None)
    except UnicodeEncodeError:  # half a surrogate pair: an environment variable may hold anything
        return Unknown(f"{plain}(): the text is not valid Unicode")
    return _normal_form(result)


def _by_provider(name: str, arguments: list[Value]) -> Unknown:
    """What only a provider can compute. azurerm's ``normalise_resource_id`` gives an id another case, so it names the same resource."""
    why, given = f"{name} is computed by a provider", arguments[0] if len(arguments) == 1 else None
    if not name.endswith("::normalise_resource_id"):
        return Unknown(why)
    return Unknown(why, parts=given.parts if isinstance(given, Unknown) else (given,) if isinstance(given, str) else (), type=STRING)


def _checked(name: str, function: Function, arguments: Sequence[Value]) -> list[Value]:
    """The arguments converted to the parameters' types."""
    required = len(function.parameters)
    if len(arguments) < required:
        missing = function.parameters[len(arguments)].name
        least = "at least " if function.variadic else ""
        raise EvaluationError(f'Function "{name}" expects {least}{required} argument(s). Missing value for "{missing}".')
    if len(arguments) > required and function.variadic is None:
        raise EvaluationError(f'Function "{name}" expects only {required} argument(s).')
    return [_argument(parameter, value) for parameter, value in zip(_parameters(function, len(arguments)), arguments, strict=True)]


def _parameters(function: Function, count: int) -> Iterator[Parameter]:
    yield from function.parameters
    for _ in range(count - len(function.parameters)):
        assert function.variadic is not None
        yield function.variadic


def _argument(parameter: Parameter, value: Value) -> Value:
    try:
        converted = convert(value, parameter.type)
    except TooLarge:
        raise
    except EvaluationError as error:
        raise EvaluationError(f'Invalid value for "{parameter.name}" parameter: {error}.') from error
    if converted is None and not parameter.null:
        raise EvaluationError(f'Invalid value for "{parameter.name}" parameter: argument must not be null.')
    return converted


def _apply(name: str, function: Function, arguments: list[Value], context: FunctionContext) -> Value:
    result = _answer(name, function, arguments, context)
    if not isinstance(result, Unknown):
        return result
    answers = _over_candidates(name, function, arguments, context)
    if len(answers) == 1:
        return answers[0]
    return replace(result, candidates=answers) if answers else result


def _answer(name: str, function: Function, arguments: list[Value], context: FunctionContext) -> Value:
    try:
        parameters = _parameters(function, len(arguments))
        waits = any(isinstance(value, Unknown) and not parameter.unknown for parameter, value in zip(parameters, arguments, strict=True))
        if waits or not (function.partly or all(map(is_known, arguments))):
            type = _result_type(function, arguments)
            if name in _KEEPING and (items := certain_items(arguments)):
                return SomeItems(unknown_from(arguments, type).why, type=type, items=items)
            return unknown_from(arguments, type)
        return function.run(context, *arguments) if function.context else function.run(*arguments)
    except TooLarge:
        raise
    except ArgumentError as error:
        raise EvaluationError(f'Invalid value for "{_parameter_name(function, error.index)}" parameter: {error}.') from error
    except EvaluationError as error:
        raise EvaluationError(f'Call to function "{name}" failed: {error}.') from error


def _parameter_name(function: Function, index: int) -> str:
    if index < len(function.parameters) or function.variadic is None:
        return function.parameters[index].name
    return function.variadic.name


def _result_type(function: Function, arguments: list[Value]) -> Type:
    return function.result if isinstance(function.result, Type) else function.result(*arguments)


def _over_candidates(name: str, function: Function, arguments: list[Value], context: FunctionContext) -> tuple[Value, ...]:
    """The distinct answers over all values that the unknown parts can take; none when they are too many, too large or not all known."""
    parts: dict[int, Unknown] = {}
    _collect_unknown(arguments, parts)
    refusals: list[EvaluationError] = []
    answers: list[Value] = []
    for choice in combinations(list(parts.values())):
        chosen = dict(zip(parts, choice, strict=True))
        try:
            substituted = _checked(name, function, [_substitute(argument, chosen) for argument in arguments])
            if not context.trials.afford(substituted):
                return ()
            answers.append(_answer(name, function, substituted, context))
        except TooLarge:
            raise
        except EvaluationError as error:  # the deployment would fail with this choice
            refusals.append(error)
            continue
        if not is_known(answers[-1]):
            return ()
    if refusals and not answers:
        raise refusals[-1]
    return ALGEBRA.distinct(answers)


def _collect_unknown(value: Value, found: dict[int, Unknown]) -> None:
    if isinstance(value, Unknown):
        found[id(value)] = value
    elif first_unknown(value) is not None:
        for item in value.values() if isinstance(value, dict) else value:
            _collect_unknown(item, found)


def _substitute(value: Value, chosen: dict[int, Value]) -> Value:
    from scanner.terraform.types import make_set
    from scanner.terraform.values import ListValue, MapValue, SetValue

    if isinstance(value, Unknown):
        return convert(chosen[id(value)], value.type or ANY)
    if not isinstance(value, (list, tuple, dict)) or first_unknown(value) is None:
        return value
    if isinstance(value, MapValue):
        return MapValue({key: _substitute(item, chosen) for key, item in value.items()}, value.element)
    if isinstance(value, dict):
        return {key: _substitute(item, chosen) for key, item in value.items()}
    items = [_substitute(item, chosen) for item in value]
    if isinstance(value, SetValue):
        return make_set(items, value.element)
    return ListValue(items, value.element) if isinstance(value, ListValue) else tuple(items)


def _normal_form(result: Value) -> Value:
    """Terraform keeps every string in Unicode's composed form."""
    if isinstance(result, str):
        return result if result.isascii() else unicodedata.normalize("NFC", result)
    return result
