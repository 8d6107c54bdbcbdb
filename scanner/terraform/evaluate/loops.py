"""``for`` expressions and splats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from scanner.model.value import Unknown
from scanner.terraform.evaluate.scope import ChildScope, Evaluate, Scope
from scanner.terraform.evaluate.unknowns import one_of, over_candidates
from scanner.terraform.parse.steps import ELEMENT
from scanner.terraform.syntax import Expr, ForExpr, Splat, Variable
from scanner.terraform.types import convert, friendly_name, type_of
from scanner.terraform.values import BOOL, STRING, Deferred, EvaluationError, ListValue, SetValue, SomeEntries, Value


def for_expression(expr: ForExpr, scope: Scope, evaluate: Evaluate) -> Value:
    def loop(collection: Value) -> Value:
        run = _Loop(expr, shared, evaluate)
        return run.tuple(collection) if expr.result_key is None else run.object(collection, expr.result_key)

    shared = ChildScope(scope, {})  # counts the steps of the loops over all candidates together
    collection = evaluate(expr.collection, scope)
    if isinstance(collection, Unknown):
        if collection.type is not None:
            check_iterable(collection.type.kind, collection)
        return over_candidates(loop, (collection,))
    return loop(collection)


def entries(collection: Value) -> Iterator[tuple[Value, Value]]:
    """Keys and values in Terraform's order: those of maps and objects sorted; the key of a set's element is itself."""
    if isinstance(collection, dict):
        yield from sorted(collection.items())
    elif isinstance(collection, SetValue):
        yield from ((item, item) for item in collection)
    elif isinstance(collection, (list, tuple)):
        yield from enumerate(collection)
    else:
        if collection is None:
            raise EvaluationError("Iteration over null value: A null value cannot be used as the collection in a 'for' expression.")
        check_iterable(type_of(collection).kind, collection)


def check_iterable(kind: str, collection: Value) -> None:
    if kind in ("string", "number", "bool"):
        name = friendly_name(type_of(collection))
        raise EvaluationError(f"Iteration over non-iterable value: A value of type {name} cannot be used as the collection in a 'for' expression.")


def loop_scopes(key: str | None, value: str, collection: Value, scope: Scope) -> Iterator[ChildScope]:
    """A scope for each turn of a loop over the collection."""
    loop = ChildScope(scope, {})  # owns the count of steps, unless it is within another loop
    for item_key, item in entries(collection):
        loop.spend(1)
        yield ChildScope(loop, {value: item} if key is None else {key: item_key, value: item})


_Entry: TypeAlias = tuple[Value, Value]
_Turn: TypeAlias = tuple[ChildScope, bool]


class _Loop:
    """One run of a ``for`` expression; ``unknown`` is what left its outcome open, if anything did."""

    def __init__(self, expr: ForExpr, scope: Scope, evaluate: Evaluate) -> None:
        self.expr, self.scope, self.evaluate = expr, scope, evaluate
        self.unknown: Unknown | None = None
        self.possible: list[_Entry] = []
        """Keys and values of all entries that an object may have."""

    def tuple(self, collection: Value) -> Value:
        items = [self.evaluate(self.expr.result, turn) for turn, certain in self._turns(collection) if certain]
        return tuple(items) if self.unknown is None else Unknown(self.unknown.why)

    def object(self, collection: Value, key_expr: Expr) -> Value:
        grouped: dict[str, list[Value]] = {}
        for turn, certain in self._turns(collection):
            if not certain:
                self._add_possible(key_expr, turn)
                continue
            key = self.evaluate(key_expr, turn)
            value = self.evaluate(self.expr.result, turn)
            self.possible.append((key, value))
            if isinstance(key, Unknown):
                self.unknown = self.unknown or key
                continue
            name = _object_key(key)
            if name in grouped and not self.expr.group:
                raise EvaluationError(
                    f"Duplicate object key: Two different items produced the key \"{name}\" in this 'for' expression. "
                    "If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key."
                )
            grouped.setdefault(name, []).append(value)
        if self.unknown is not None:
            return self._some_entries(self.unknown.why)
        return {name: tuple(values) if self.expr.group else values[0] for name, values in grouped.items()}

    def _add_possible(self, key_expr: Expr, turn: ChildScope) -> None:
        """An entry that there may be; what fails in it the condition may keep out."""
        try:
            self.possible.append((self.evaluate(key_expr, turn), self.evaluate(self.expr.result, turn)))
        except EvaluationError:
            self.possible.append((Unknown(""), Unknown("")))

    def _some_entries(self, why: str) -> Unknown:
        if self.expr.group or not self.possible:
            return Unknown(why)
        keys, values = zip(*self.possible, strict=True)
        return SomeEntries(why, key=one_of(keys, why, STRING), value=one_of(values, why))

    def _turns(self, collection: Value) -> Iterator[_Turn]:
        """The turns that the condition lets through, and False with those that it may let through."""
        condition = self.expr.condition
        if condition is not None and not collection and collection is not None:
            # Terraform tries the condition with unknown variables first; only without any turn does that say more than the turns.
            names = {name: Unknown("") for name in (self.expr.key, self.expr.value) if name}
            self._included(self.evaluate(condition, ChildScope(self.scope, names)))
            self.unknown = None
        for turn in loop_scopes(self.expr.key, self.expr.value, collection, self.scope):
            included = condition is None or self._included(self.evaluate(condition, turn))
            if included is not False:
                yield turn, included is True

    def _included(self, condition: Value) -> bool | Unknown:
        if condition is None:
            raise EvaluationError("Invalid 'for' condition: The value of the 'if' clause must not be null.")
        try:
            included = convert(condition, BOOL)
        except EvaluationError as error:
            raise EvaluationError(f"Invalid 'for' condition: The 'if' clause value is invalid: {error}.") from error
        if isinstance(included, Unknown):
            self.unknown = self.unknown or included
            return included
        return bool(included)


def _object_key(key: Value) -> str:
    if key is None:
        raise EvaluationError("Invalid object key: Key expression in 'for' expression must not produce a null value.")
    try:
        return str(convert(key, STRING))
    except EvaluationError as error:
        raise EvaluationError(f"Invalid object key: The key expression produced an invalid result: {error}.") from error


def splat(expr: Splat, scope: Scope, evaluate: Evaluate) -> Value:
    def apply(value: Value) -> Value:
        if value is None:
            return ()
        if isinstance(value, (list, tuple)):
            items = [evaluate(expr.body, turn) for turn in loop_scopes(None, ELEMENT, value, shared)]
            return _list(items, value) if isinstance(value, (ListValue, SetValue)) else tuple(items)
        return (evaluate(expr.body, ChildScope(scope, {ELEMENT: value})),)

    def _list(items: list[Value], source: ListValue | SetValue) -> ListValue:
        if isinstance(expr.body, Variable):
            return ListValue(items, source.element)
        sample = items[0] if items else evaluate(expr.body, ChildScope(scope, {ELEMENT: Unknown("", type=source.element)}))
        return ListValue(items, type_of(sample))

    shared = ChildScope(scope, {})
    value = evaluate(expr.object, scope)
    if isinstance(value, Unknown) and not (isinstance(value, Deferred) and value.single):
        return over_candidates(apply, (value,))
    return apply(value)
