"""Where the lines of a text are written that an argument is given: in the code, or in the file that a function reads."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from scanner.errors import InputError
from scanner.files import SourceText
from scanner.model.source import Span
from scanner.model.value import Unknown, Value
from scanner.terraform.configuration.links import Target, follow
from scanner.terraform.configuration.rendering import TemplateScope, parsed_template
from scanner.terraform.configuration.scope import module_of
from scanner.terraform.configuration.traversals import traversal
from scanner.terraform.evaluate import ChildScope, Scope, evaluate, source_of
from scanner.terraform.evaluate.loops import loop_scopes
from scanner.terraform.evaluate.templates import condition
from scanner.terraform.syntax import Call, Expr, Literal, Template, TemplateFor, TemplateIf, TemplatePart
from scanner.terraform.values import EvaluationError

MAX_STEPS = 20
_ADAPTING = frozenset({"trimspace", "chomp", "replace", "jsonencode", "jsondecode"})
"""Functions that leave the JSON of their argument what it is, or change parts of it, though not its lines perhaps."""
_ELSE = re.compile(r"(?<!%)%\{~?\s*else\b")


@dataclass(frozen=True, slots=True)
class WrittenText:
    """``lines`` has the place of each line of the text that ``expr`` gives in ``scope``."""

    expr: Expr
    scope: Scope
    lines: list[tuple[SourceText, int]]
    file: FilePath | None
    """The file that the text was read from."""

    def value(self) -> Value:
        """The text; None when it cannot be evaluated."""
        try:
            return evaluate(self.expr, self.scope)
        except (EvaluationError, RecursionError):
            return None

    def span(self, first: int, last: int) -> Span:
        """The lines of the text from one to another, as they are written; where that is in several pieces, the first of them."""
        source, start = self._at(first)
        other, end = self._at(last)
        end = end if other is source and end >= start else start
        begin, _ = source.line(start)
        _, stop = source.line(end)
        return source.span(begin, stop)

    def _at(self, line: int) -> tuple[SourceText, int]:
        return self.lines[min(line, len(self.lines)) - 1]


def written_text(expr: Expr, scope: Scope, source: SourceText) -> WrittenText | None:
    """Where the lines of the text are written that the expression gives, or makes its text of; None where no lines can be told."""
    path: tuple[str | int, ...] = ()
    try:
        for _ in range(MAX_STEPS):
            expr, path = source_of(expr, path, scope)
            while not path and isinstance(expr, Call) and expr.name.removeprefix("core::") in _ADAPTING and expr.arguments:
                expr, path = source_of(expr.arguments[0], path, scope)
            if isinstance(expr, Call) and expr.name.removeprefix("core::") in ("file", "templatefile") and not path:
                return _of_file(expr, scope)
            if isinstance(expr, (Literal, Template)):
                return None if path else _of_template(expr, scope, source)
            found = traversal(expr, scope)
            link = follow(found, scope) if found is not None and found.whole else None
            if link is None or isinstance(link, Target) or link.expr is None or link.scope is None or link.source is None:
                return None
            expr, scope, source, path = link.expr, link.scope, link.source, (*link.path, *path)
    except (EvaluationError, InputError, RecursionError):
        pass
    return None


def _of_file(call: Call, scope: Scope) -> WrittenText | None:
    module = module_of(scope)
    name = evaluate(call.arguments[0], scope) if call.arguments and not call.expand else None
    if module is None or not isinstance(name, str):
        return None
    context = module.functions
    path = FilePath(os.path.normpath(context.root_dir / name))
    source = context.files.read(path)
    if len(call.arguments) == 1:
        return WrittenText(call, scope, [(source, number) for number in range(1, source.text.count("\n") + 2)], path)
    variables = evaluate(call.arguments[1], scope)
    if not isinstance(variables, dict):
        return None
    lines = _Lines(source, 1)
    lines.template(parsed_template(source.text, source.file), ChildScope(TemplateScope(scope), variables), 0)
    return WrittenText(call, scope, lines.found, path)


def _of_template(expr: Literal | Template, scope: Scope, source: SourceText) -> WrittenText | None:
    marker = source.text.find("\n", expr.start)
    if source.text[expr.start : expr.start + 2] != "<<" or marker < 0:
        return None
    lines = _Lines(source, source.line_of(marker + 1))
    lines.template(expr, scope, marker + 1)
    return WrittenText(expr, scope, lines.found, None)


class _Lines:
    """Goes through a template as it is rendered, and notes where each line of the result begins."""

    def __init__(self, source: SourceText, first: int) -> None:
        self.source, self.found = source, [(source, first)]
        self._blank = True
        """Whether nothing stands in the last line yet."""

    def template(self, expr: Expr, scope: Scope, start: int) -> None:
        if isinstance(expr, Template):
            self._parts(expr.parts, scope, start)
        elif isinstance(expr, Literal) and isinstance(expr.value, str):
            self._literal(expr.value, start)

    def _parts(self, parts: Sequence[TemplatePart], scope: Scope, at: int) -> int:
        """``at`` is where the first part is written; the answer, where the last one ends."""
        for part in parts:
            if isinstance(part, str):
                self._literal(part, at)
            elif isinstance(part, TemplateIf):
                self._choice(part, scope)
                at = self._trimmed(part.end)
            elif isinstance(part, TemplateFor):
                collection = evaluate(part.collection, scope)
                if not isinstance(collection, Unknown):
                    for turn in loop_scopes(part.key, part.value, collection, scope):
                        self._parts(part.body, turn, self._after(part.collection.end))
                at = self._trimmed(part.end)
            else:
                self._inserted(evaluate(part, scope), part.start)
                at = self._after(part.end)
        return at

    def _choice(self, part: TemplateIf, scope: Scope) -> None:
        test = condition(evaluate(part.condition, scope))
        start = self._after(part.condition.end)
        if isinstance(test, Unknown):
            self._inserted(evaluate(Template(part.start, part.end, ["", part]), scope), part.start)
        elif test:
            self._parts(part.then, scope, start)
        else:
            inside = [inner.end for inner in part.then if not isinstance(inner, str)]
            found = _ELSE.search(self.source.text, inside[-1] if inside else start, part.end)
            self._parts(part.otherwise, scope, self._after(found.end()) if found else part.start)

    def _literal(self, text: str, at: int) -> None:
        line = self.source.line_of(at)
        first, *others = text.split("\n")
        self._begin(first, line)
        for number, other in enumerate(others, line + 1):
            self._blank = True
            self.found.append((self.source, number))
            self._begin(other, number)

    def _inserted(self, value: Value, at: int) -> None:
        line = self.source.line_of(at)
        parts = (value,) if not isinstance(value, Unknown) else value.parts
        for part in parts:
            first, *others = part.split("\n") if isinstance(part, str) else ["?"]
            self._begin(first or "?", line)
            self.found += [(self.source, line)] * len(others)

    def _begin(self, text: str, line: int) -> None:
        """A line begins where the first of its text stands: directives that give none may be before that."""
        if self._blank and text.strip():
            self._blank = False
            self.found[-1] = self.source, line

    def _after(self, end: int) -> int:
        """Where the text goes on after the brace that closes the sequence with what ends here."""
        close = self.source.text.find("}", end)
        return end if close < 0 else self._trimmed(close + 1)

    def _trimmed(self, at: int) -> int:
        """Where the text goes on, without the white space that a tilde removes."""
        if self.source.text[at - 2 : at] == "~}":
            while at < len(self.source.text) and self.source.text[at].isspace():
                at += 1
        return at
