"""``count`` and ``for_each``: which instances there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scanner.model.value import Unknown
from scanner.terraform.types import ALGEBRA, convert, friendly_name, type_of
from scanner.terraform.values import BOOL, NUMBER, EvaluationError, SetValue, SomeEntries, Value

MAX_INSTANCES = 10_000
"""Of one block: more are certainly a mistake, or meant to exhaust us."""


@dataclass(frozen=True, slots=True)
class Instance:
    """``index`` is None for a single instance, and for the one that stands for an unknown number of them."""

    index: int | str | None = None
    bindings: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """What ``each`` and ``count`` are in its scope."""
    condition: Value = True


@dataclass(frozen=True, slots=True)
class Expansion:
    """The instances that ``count`` or ``for_each`` makes."""

    instances: tuple[Instance, ...]
    repeated: bool = False
    """True when there is a count or a for_each: references then need an index."""
    keyed: bool = False
    """True for a for_each: the whole is an object rather than a tuple."""
    unknown: Unknown | None = None
    """Why it is not known which instances there are."""


SINGLE = Expansion((Instance(),))


def by_enabled(value: Value) -> Expansion:
    """OpenTofu's ``lifecycle { enabled = … }``: one instance or none. EvaluationError when the value is no bool."""
    try:
        enabled = convert(value, BOOL)
    except EvaluationError as error:
        raise EvaluationError(f'Invalid enabled argument: the given "enabled" argument value is unsuitable: {error}') from error
    if enabled is None:
        raise EvaluationError('Invalid enabled argument: the given "enabled" argument value is null; a bool is required')
    if isinstance(enabled, Unknown):
        return Expansion((Instance(None, condition=enabled),), unknown=enabled)
    return SINGLE if enabled else Expansion(())


def by_count(value: Value) -> Expansion:
    """EvaluationError in Terraform's words when the value is no count."""
    if value is None:
        raise EvaluationError('Invalid count argument: the given "count" argument value is null; an integer is required')
    try:
        number = convert(value, NUMBER)
    except EvaluationError as error:
        raise EvaluationError(f'Invalid count argument: the given "count" argument value is unsuitable: {error}') from error
    if isinstance(number, Unknown):
        return _unknown_count(number)
    _check_count(number)
    return Expansion(tuple(Instance(index, {"count": {"index": index}}) for index in range(number)), repeated=True)


def _check_count(number: Value) -> None:
    if not isinstance(number, int):
        raise EvaluationError('Invalid count argument: the given "count" argument value is unsuitable: a whole number is required')
    if number < 0:
        raise EvaluationError('Invalid count argument: the given "count" argument value is unsuitable: must be greater than or equal to zero')
    if number > MAX_INSTANCES:
        raise EvaluationError(f"Invalid count argument: more than {MAX_INSTANCES:,} instances are not evaluated")


def _unknown_count(count: Unknown) -> Expansion:
    numbers = [number for number in count.candidates if isinstance(number, int) and 0 <= number <= MAX_INSTANCES]
    if not numbers or len(numbers) < len(count.candidates):
        index = Unknown(count.why, type=NUMBER)
        return Expansion((Instance(None, {"count": {"index": index}}, count),), repeated=True, unknown=count)
    certain = min(numbers)
    instances = (Instance(index, {"count": {"index": index}}, True if index < certain else count) for index in range(max(numbers)))
    return Expansion(tuple(instances), repeated=True, unknown=count)


def by_for_each(value: Value) -> Expansion:
    """EvaluationError in Terraform's words when the value is neither a map nor a set of strings."""
    if isinstance(value, Unknown):
        return _unknown_for_each(value)
    if isinstance(value, dict):
        items = [(key, item) for key, item in sorted(value.items())]
    elif isinstance(value, SetValue):
        items = [(item, item) for item in value]
    else:
        have = "null" if value is None else friendly_name(type_of(value))
        raise EvaluationError(
            'Invalid for_each argument: the given "for_each" argument value is unsuitable: '
            f"the argument must be a map, or set of strings, and you have provided a value of type {have}"
        )
    if len(items) > MAX_INSTANCES:
        raise EvaluationError(f"Invalid for_each argument: more than {MAX_INSTANCES:,} instances are not evaluated")
    instances = tuple(_each(key, item) for key, item in items)
    unknown = next((key for key, _ in items if isinstance(key, Unknown)), None)
    return Expansion(instances, repeated=True, keyed=True, unknown=unknown)


def _each(key: Value, value: Value, condition: Value = True) -> Instance:
    if isinstance(key, Unknown):  # an element of a set: Terraform would refuse it, yet the instance will exist
        return Instance(None, {"each": {"key": key, "value": value}}, condition)
    if not isinstance(key, str):
        raise EvaluationError('Invalid for_each set argument: the given "for_each" argument value is unsuitable: "for_each" supports sets of strings')
    return Instance(key, {"each": {"key": key, "value": value}}, condition)


def _unknown_for_each(value: Unknown) -> Expansion:
    candidates = [_items(candidate) for candidate in value.candidates]
    known = [candidate for candidate in candidates if candidate is not None]
    if not known or len(known) < len(candidates):
        each = {"key": Unknown(value.why), "value": Unknown(value.why)}
        if isinstance(value, SomeEntries):
            each = {"key": value.key, "value": value.value}
        return Expansion((Instance(None, {"each": each}, value),), repeated=True, keyed=True, unknown=value)
    instances = []
    for key in sorted({key for candidate in known for key in candidate}):
        items = [candidate[key] for candidate in known if key in candidate]
        item = ALGEBRA.one_of(items, value.why)
        instances.append(_each(key, item, True if len(items) == len(known) else value))
    return Expansion(tuple(instances), repeated=True, keyed=True, unknown=value)


def _items(value: Value) -> dict[str, Value] | None:
    """Keys and values that a for_each would go through; None when they are not all known."""
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, SetValue) and all(isinstance(item, str) for item in value):
        return {item: item for item in value}
    # Both arms of `condition ? {…} : {}` need not have one type before they are converted.
    return {} if isinstance(value, (list, tuple)) and not value else None
