"""What is passed to modules whose code is not at hand: only of that can they know."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.value import Part, Value, texts
from scanner.terraform.configuration.deferred import plain
from scanner.terraform.configuration.instance import AbsentModule, ModuleInstance
from scanner.terraform.configuration.origin import references_of
from scanner.terraform.configuration.scope import IteratorScope, ModuleScope
from scanner.terraform.configuration.traversals import Traversal
from scanner.terraform.evaluate import Exhausted, Scope, evaluate
from scanner.terraform.syntax import Block, Expr
from scanner.terraform.values import EvaluationError

NOT_PASSED = frozenset({"source", "version", "providers", "depends_on", "count", "for_each"})
MAX_INSTANCES = 100
MAX_TEXTS = 10_000

Texts = frozenset[tuple[Part, ...]]


def passed(module: ModuleInstance, name: str) -> Texts | None:
    """The texts that a call of an absent module is given, and the resources that its arguments read; None when they are too many to follow."""
    calls, block = module.call(name), module.module.calls[name]
    absent = [instance for instance, item in zip(calls.expansion.instances, calls.items, strict=True) if isinstance(item, AbsentModule)]
    if len(absent) > MAX_INSTANCES:
        return None
    found: set[tuple[Part, ...]] = set()
    for instance in absent:
        scope = ModuleScope(module, instance.bindings, block)
        for expr in _arguments(block):
            found.update(texts(_value(expr, scope)))
            # What a function makes of an id has no trace of it any more; the expression has.
            found.update((reference,) for reference in references_of([(expr, scope)], _through_absent))
        if len(found) > MAX_TEXTS:
            return None
    return frozenset(found)


def _arguments(block: Block) -> Iterator[Expr]:
    yield from (written.expr for name, written in block.body.attributes.items() if name not in NOT_PASSED)


def _value(expr: Expr, scope: Scope) -> Value:
    try:
        return plain(evaluate(expr, scope))
    except (EvaluationError, Exhausted, RecursionError):
        return None


def _through_absent(found: Traversal, scope: Scope) -> list[tuple[Expr, Scope]]:
    """The outputs of another absent module may be anything that this one is passed."""
    while isinstance(scope, IteratorScope):
        scope = scope.outer
    if found.root != "module" or not isinstance(scope, ModuleScope) or not found.steps:
        return []
    block = scope.module.module.calls.get(str(found.steps[0]))
    return [] if block is None else [(expr, scope.module.scope) for expr in _arguments(block)]
