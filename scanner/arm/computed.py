"""Nested templates that an expression gives: of a variable, or of a file that was loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.arm.expressions import Expression, Literal
from scanner.arm.follow import Follower
from scanner.arm.template import Place, Template
from scanner.model.resource import Language
from scanner.model.source import Span
from scanner.model.value import Path, Unknown, Value

if TYPE_CHECKING:
    from scanner.arm.declarations import Instance


def computed_template(instance: Instance, path: Path, root: dict[str, Value]) -> Template:
    """The template that the expression at the resource's ``path`` or around it gives; its parts stand where they come from."""
    around = instance.template
    return Template(_unevaluated(root), _Followed(instance, path), around.file, Language.ARM, around.expressions, foreign=around.foreign)


def _unevaluated(value: Value) -> Value:
    """The value as a template may have it: what is unknown is an expression."""
    if isinstance(value, dict):
        return {key: _unevaluated(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_unevaluated(item) for item in value]
    return Expression(Literal(value), value.why) if isinstance(value, Unknown) else value


@dataclass(frozen=True, slots=True, eq=False)
class _Followed:
    """The ``Positions`` of what expressions lead to."""

    instance: Instance
    base: Path

    def _at(self, path: Path, span: Callable[[Template, Path], Span]) -> Span:
        place = self._follower(path)[0].place
        return span(place.template, place.path)

    def _follower(self, path: Path) -> tuple[Follower, bool]:
        one = self.instance
        with one.owner.unit.evaluator.quietly():
            follower = Follower(Place(one.template, one.path), one.node, one.environment)
            return follower, follower.follow((*self.base, *path))

    def span(self, path: Path) -> Span:
        return self._at(path, Template.span)

    def key_span(self, path: Path) -> Span:
        return self._at(path, Template.key_span)

    def head_span(self, path: Path) -> Span:
        return self._at(path, Template.head_span)

    def written(self, path: Path) -> bool:
        return self._follower(path)[1]
