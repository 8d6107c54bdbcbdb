"""What the evaluator asks its surroundings, and how it reports an error's place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from scanner.model.value import Unknown
from scanner.terraform.syntax import Expr
from scanner.terraform.values import EvaluationError, Value

MAX_STEPS = 200_000
"""Turns of a loop and of all loops within it: more than any real configuration needs, and about two seconds' work."""


class PlacedError(EvaluationError):
    """An EvaluationError with the offsets of the expression at fault, in the text that the evaluated expression came from."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end


class Exhausted(Exception):
    """A loop had too many turns; meant for the outermost loop, or for whoever asked for the value."""


class Scope(Protocol):
    """What names and functions mean."""

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        """The value that the leading names stand for, and how many of them that took; the evaluator applies the others.

        ``names`` are the root of a traversal and the attribute names after it, up to the first index or splat.
        """
        ...

    def call(self, name: str, arguments: list[Value]) -> Value:
        """The answer of a function."""
        ...


class ChildScope:
    """A scope with more names: the variables of a ``for``, the iterator of a ``dynamic`` block."""

    __slots__ = ("names", "parent", "spent")

    def __init__(self, parent: Scope, names: Mapping[str, Value]) -> None:
        self.parent, self.names = parent, names
        self.spent: list[int] = parent.spent if isinstance(parent, ChildScope) else [0]

    def traverse(self, names: tuple[str, ...]) -> tuple[Value, int]:
        if names[0] in self.names:
            return self.names[names[0]], 1
        return self.parent.traverse(names)

    def call(self, name: str, arguments: list[Value]) -> Value:
        # A function that goes through a large argument is as much work as several turns.
        self.spend(sum(len(argument) for argument in arguments if isinstance(argument, (str, list, tuple, dict))) // 100)
        return self.parent.call(name, arguments)

    def spend(self, steps: int) -> None:
        """Count work done in this scope; Exhausted when the outermost loop around it has had its share."""
        self.spent[0] += steps
        if self.spent[0] > MAX_STEPS:
            raise Exhausted


def bounded(loop: Callable[[], Value], scope: Scope) -> Value:
    """The value of a loop in this scope; Unknown when that is the outermost loop and takes too long.

    A template file that takes too long within a loop ends the loop too, lest every turn takes as long.
    """
    try:
        return loop()
    except Exhausted:
        if isinstance(scope, ChildScope):
            raise
        return Unknown("the expression takes too many steps to evaluate")


Evaluate: TypeAlias = Callable[[Expr, Scope], Value]
"""The evaluator itself, as it is handed to the rules of the single kinds of expression."""
