"""Expressions from tree-sitter's tree to ours.

tree-sitter is fast and never stops at an error, but it is not Terraform: it accepts line ends and numbers that
Terraform refuses, associates chained conditionals to the left, and loses white space at the edges of templates.
So strings with templates are read by our own grammar, and whatever Terraform might see differently raises Doubt:
then the whole file is read strictly. Tests hold the two readings of the same file against each other.

Offsets are those of the text, because the parser is fed a text of the same length, see ``native``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from scanner.files import SourceText
from scanner.terraform.parse.cursor import Cursor
from scanner.terraform.parse.faults import MAX_NESTING
from scanner.terraform.parse.grammar import KEYWORDS, PRECEDENCE, number_value, object_key, string
from scanner.terraform.parse.steps import IndexStep, NameStep, SplatStep, Step, traversal
from scanner.terraform.parse.templates import normal
from scanner.terraform.syntax import Binary, Call, Conditional, Expr, ForExpr, GetAttr, Literal, ObjectCons, TupleCons, Unary, Variable

if TYPE_CHECKING:
    from tree_sitter import Node

_SIMPLE = re.compile(r'"([^"\\$%\r\n]*)"|([0-9]{1,100})|([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)', re.ASCII)
"""Most expressions: a plain string, a whole number, or names joined by dots."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_FUNCTION = re.compile(r"[A-Za-z_][\w-]*(?:::[A-Za-z_][\w-]*)*", re.ASCII)
_FRACTION = re.compile(r"\.[0-9]")
_NAME_GOES_ON = re.compile(r"[\w-]")
_FOR = re.compile(r"for(?![\w-])")


class Doubt(Exception):
    """tree-sitter's tree cannot be trusted here."""


class TreeReader:
    """Reads expressions; ``newlines`` is True where Terraform ignores line ends: inside of parentheses and brackets."""

    def __init__(self, source: SourceText) -> None:
        self.source, self.text = source, source.text

    def expression(self, node: Node, newlines: bool, depth: int) -> Expr:
        """The tree of an ``expression`` node."""
        start, end = node.start_byte, node.end_byte
        if (found := _SIMPLE.fullmatch(self.text, start, end)) is not None:
            return self._simple(found, start, end)
        if depth > MAX_NESTING:
            raise Doubt
        children = self.parts(node, newlines)
        if children[0].type == "conditional":
            return self._conditional(children[0], newlines, depth)
        return self._operand(children, newlines, depth)

    def parts(self, node: Node, newlines: bool) -> list[Node]:
        """The children that are no comments, without line ends between them unless those do not matter."""
        children = [child for child in node.children if child.type != "comment"]
        if node.type in ("for_intro", "for_cond"):
            self._check_keywords(children)
        if not newlines:
            for before, after in pairwise(children):
                if before.type != "(" and after.type != ")" and self.line_end_between(before, after):
                    raise Doubt
        return children

    def _check_keywords(self, children: Sequence[Node]) -> None:
        """tree-sitter takes ``in`` for a keyword even where it only begins a name."""
        for child in children:
            if child.type in ("for", "in", "if") and _NAME_GOES_ON.match(self.text, child.end_byte):
                raise Doubt

    def identifier(self, node: Node) -> str:
        name = self.text[node.start_byte : node.end_byte]
        if ":" in name:  # tree-sitter lets the namespaces of functions into every name
            raise Doubt
        return name

    def line_end_between(self, before: Node, after: Node) -> bool:
        return self.text.find("\n", before.end_byte, after.start_byte) >= 0

    def _simple(self, found: re.Match[str], start: int, end: int) -> Expr:
        string, number, names = found.groups()
        if string is not None:
            return Literal(start, end, normal(string))
        if number is not None:
            return Literal(start, end, int(number))
        if names in KEYWORDS:
            return Literal(start, end, KEYWORDS[names])
        root, *others = names.split(".")
        if root in KEYWORDS or root == "for":
            raise Doubt
        position = start + len(root)
        expr: Expr = Variable(start, position, root)
        for name in others:
            position += 1 + len(name)
            expr = GetAttr(start, position, expr, name)
        return expr

    def _operand(self, children: Sequence[Node], newlines: bool, depth: int) -> Expr:
        """A term or an operation, and the steps after it."""
        first = children[0]
        if first.type == "(":
            expr = self.expression(children[1], True, depth + 1)
            expr.start, expr.end = first.start_byte, children[2].end_byte
            rest = children[3:]
        else:
            reader = _TERMS.get(first.type)
            if reader is None:
                raise Doubt
            expr = reader(self, first, newlines, depth + 1)
            rest = children[1:]
        return traversal(expr, [step for node in rest for step in self._steps(node, newlines, depth)]) if rest else expr

    def _operation(self, node: Node, newlines: bool, depth: int) -> Expr:
        (operation,) = node.children
        children = self.parts(operation, newlines)
        if depth > MAX_NESTING:
            raise Doubt
        if operation.type == "unary_operation":
            return Unary(node.start_byte, node.end_byte, children[0].type, self._operand(children[1:], newlines, depth))
        middle = next(index for index, child in enumerate(children) if child.type in PRECEDENCE)
        left = self._operand(children[:middle], newlines, depth)
        right = self._operand(children[middle + 1 :], newlines, depth)
        return Binary(node.start_byte, node.end_byte, children[middle].type, left, right)

    def _conditional(self, node: Node, newlines: bool, depth: int) -> Expr:
        """A chain of conditionals: tree-sitter takes ``a ? b : c ? d : e`` for a conditional whose test is ``a ? b : c``."""
        results: list[tuple[Node, Node]] = []
        while True:
            test, _, then, _, otherwise = self.parts(node, newlines)
            results.append((then, otherwise))
            if len(results) + depth > MAX_NESTING:
                raise Doubt
            inner = self.parts(test, newlines)
            if inner[0].type != "conditional":
                break
            node = inner[0]
        tests = [self.expression(test, newlines, depth + 1)]
        thens = []
        for then, otherwise in reversed(results):
            thens.append(self.expression(then, newlines, depth + 1))
            tests.append(self.expression(otherwise, newlines, depth + 1))
        expr = tests.pop()
        for condition, result in zip(reversed(tests), reversed(thens), strict=True):
            expr = Conditional(condition.start, expr.end, condition, result, expr)
        return expr

    def _steps(self, node: Node, newlines: bool, depth: int) -> Iterator[Step]:
        if node.type == "get_attr":
            _, name = self.parts(node, newlines)
            yield NameStep(self.identifier(name), node.end_byte)
        elif node.type == "splat":
            kind = node.children[0]
            marker, *rest = self.parts(kind, newlines)
            yield SplatStep(marker.start_byte, marker.end_byte, kind.type == "attr_splat")
            for child in rest:
                yield from self._steps(child, newlines, depth)
        elif node.type == "index":
            kind = node.children[0]
            if kind.type == "new_index":
                _, key, _ = self.parts(kind, True)
                yield IndexStep(self.expression(key, True, depth + 1), node.end_byte)
            else:
                yield self._legacy_index(node)
        else:
            raise Doubt

    def _legacy_index(self, node: Node) -> Step:
        start, end = node.start_byte + 1, node.end_byte
        digits = self.text[start:end]
        if not digits.isdigit() or _FRACTION.match(self.text, end):  # Terraform takes the end of .0.1 for a fraction
            raise Doubt
        return IndexStep(Literal(start, end, number_value(digits, start)), end, legacy=True)

    def _name(self, node: Node, newlines: bool, depth: int) -> Expr:
        return self.expression(node, newlines, depth)  # a lone name is a simple expression

    def _literal(self, node: Node, newlines: bool, depth: int) -> Expr:
        start, end = node.start_byte, node.end_byte
        if _FRACTION.match(self.text, end):  # 1.2.3 is no index of 1.2
            raise Doubt
        if (found := _SIMPLE.fullmatch(self.text, start, end)) is not None:
            return self._simple(found, start, end)
        if _NUMBER.fullmatch(self.text, start, end):
            return Literal(start, end, number_value(self.text[start:end], start))
        return self._string(node, newlines, depth)

    def _string(self, node: Node, newlines: bool, depth: int) -> Expr:
        cursor = Cursor(self.text, position=node.start_byte)
        if cursor.kind not in ("string", "open_quote", "open_heredoc"):
            raise Doubt
        expr = string(cursor, depth)
        if expr.end != node.end_byte:
            raise Doubt
        return expr

    def _call(self, node: Node, newlines: bool, depth: int) -> Expr:
        name, *inner = self.parts(node, newlines)
        text = self.text[name.start_byte : name.end_byte]
        if _FUNCTION.fullmatch(text) is None:
            raise Doubt
        arguments: list[Expr] = []
        expand = False
        for child in self.parts(inner[1], True) if inner[1].type == "function_arguments" else ():
            if child.type == "expression":
                arguments.append(self.expression(child, True, depth + 1))
            expand = expand or child.type == "ellipsis"
        return Call(node.start_byte, node.end_byte, text, arguments, expand)

    def _collection(self, node: Node, newlines: bool, depth: int) -> Expr:
        kind = node.children[0]
        if kind.type == "object":
            return self._object(kind, depth)
        children = self.parts(kind, True)
        if _FOR.match(self.text, children[1].start_byte):
            raise Doubt
        items = [self.expression(child, True, depth + 1) for child in children if child.type == "expression"]
        return TupleCons(node.start_byte, node.end_byte, items)

    def _object(self, node: Node, depth: int) -> Expr:
        items: list[tuple[Expr, Expr]] = []
        previous, *children = self.parts(node, True)
        if _FOR.match(self.text, children[0].start_byte):
            raise Doubt
        for child in children:
            broken = self.line_end_between(previous, child)
            if child.type == "object_elem":
                if previous.type == "object_elem" and not broken:
                    raise Doubt
                key, _, value = self.parts(child, False)
                key_expr = self.expression(key, False, depth + 1)
                parenthesised = self.text[key.start_byte] == "("
                items.append((key_expr if parenthesised else object_key(key_expr, self.text), self.expression(value, False, depth + 1)))
            elif child.type == "," and broken:
                raise Doubt
            previous = child
        return ObjectCons(node.start_byte, node.end_byte, items)

    def _for(self, node: Node, newlines: bool, depth: int) -> Expr:
        _, intro, *rest = self.parts(node.children[0], True)
        introduction = self.parts(intro, True)
        names = [self.identifier(child) for child in introduction if child.type == "identifier"]
        collection = next(child for child in introduction if child.type == "expression")
        group, condition = False, None
        results: list[Expr] = []
        for child in rest:
            if child.type == "expression":
                results.append(self.expression(child, True, depth + 1))
            elif child.type == "for_cond":
                condition = self.expression(self.parts(child, True)[1], True, depth + 1)
            group = group or child.type == "ellipsis"
        is_tuple = node.children[0].type == "for_tuple_expr"
        if len(results) != (1 if is_tuple else 2) or (group and is_tuple):
            raise Doubt
        key_expr = None if is_tuple else results[0]
        over = self.expression(collection, True, depth + 1)
        key = names[0] if len(names) == 2 else None
        return ForExpr(node.start_byte, node.end_byte, key, names[-1], over, key_expr, results[-1], condition, group)


_TERMS: dict[str, Callable[[TreeReader, Node, bool, int], Expr]] = {
    "variable_expr": TreeReader._name,
    "literal_value": TreeReader._literal,
    "template_expr": TreeReader._string,
    "operation": TreeReader._operation,
    "function_call": TreeReader._call,
    "collection_value": TreeReader._collection,
    "for_expr": TreeReader._for,
}
