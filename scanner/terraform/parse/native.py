"""HCL's native syntax: tree-sitter's reading where it can be trusted, else our own."""

from __future__ import annotations

import re
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING

from scanner.files import SourceText
from scanner.terraform.parse.bodies import parse_strictly
from scanner.terraform.parse.depth import check_depth
from scanner.terraform.parse.faults import MAX_BLOCK_NESTING, Fault
from scanner.terraform.parse.templates import normal
from scanner.terraform.parse.tree import Doubt, TreeReader
from scanner.terraform.syntax import Attribute, Block, Body, File

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

MAX_TREE_SITTER = 1_000_000
"""Characters. Its trees take 50 times the memory of the text."""
PATIENCE, PATIENCE_PER_CHARACTER = 0.2, 1e-6
"""Seconds; a healthy file takes a third of a microsecond per character."""

_LABEL = re.compile(r'"([^"\\$%\r\n]*)"')


def parse_native(source: SourceText) -> File:
    """The file's tree, with every syntax error noted."""
    tree = _tree(source.text) if len(source.text) <= MAX_TREE_SITTER else None
    if tree is not None and not tree.root_node.has_error:
        try:
            return File(source, _FileReader(source).file(tree.root_node))
        except (Doubt, Fault):
            pass
    return parse_strictly(source)


def _tree(text: str) -> Tree | None:
    """tree-sitter's tree, unless it takes too long: recovering from errors, it can need a minute for 100 KB.

    Giving up after a time makes no difference to the result, which our own parser gives as well.
    """
    from tree_sitter import Parser

    # Characters beyond ASCII stand only in strings and comments, whose contents we take from the text itself.
    # A stand-in of one byte for each makes tree-sitter's byte offsets ours; in a name it is an error, and we read strictly.
    data = text.encode("ascii", "replace")
    deadline = monotonic() + PATIENCE + PATIENCE_PER_CHARACTER * len(data)
    try:
        return Parser(_language()).parse(
            lambda offset, point: data[offset:],
            progress_callback=lambda offset, has_error: has_error or monotonic() > deadline,
        )
    except ValueError:  # given up
        return None


@cache
def _language() -> Language:
    import tree_sitter_hcl
    from tree_sitter import Language

    return Language(tree_sitter_hcl.language())


class _FileReader:
    def __init__(self, source: SourceText) -> None:
        self.source, self.text = source, source.text
        self.reader = TreeReader(source)

    def file(self, root: Node) -> Body:
        for child in root.children:
            if child.type == "body":
                return self._body(child, 0)
        return Body()

    def _body(self, node: Node, depth: int) -> Body:
        """The attributes and blocks of a body, each of which must begin on a line of its own."""
        body = Body()
        if depth > MAX_BLOCK_NESTING:
            raise Doubt
        previous: Node | None = None
        for child in self.reader.parts(node, True):
            if previous is not None and not self._separate(previous, child):
                raise Doubt
            previous = child
            if child.type == "attribute":
                attribute = self._attribute(child)
                if attribute.name in body.attributes:
                    raise Doubt
                body.attributes[attribute.name] = attribute
            elif child.type == "block":
                body.blocks.append(self._block(child, depth))
            else:
                raise Doubt
        return body

    def _separate(self, before: Node, after: Node) -> bool:
        """True when there is a line end between; one inside of a comment does not count."""
        gap = self.text[before.end_byte : after.start_byte]
        return "\n" in gap and "*/" not in gap

    def _attribute(self, node: Node) -> Attribute:
        name, _, value = self.reader.parts(node, False)
        expr = check_depth(self.reader.expression(value, False, 0))
        return Attribute(self.reader.identifier(name), node.start_byte, expr.end, expr, self.source)

    def _block(self, node: Node, depth: int) -> Block:
        type, *labels, opening, closing = (child for child in self.reader.parts(node, True) if child.type != "body")
        inner = next((child for child in node.children if child.type == "body"), None)
        if self.text.find("\n", node.start_byte, opening.start_byte) >= 0:
            raise Doubt
        body = Body()
        if inner is not None:
            body = self._body(inner, depth + 1)
            multi_line = self._separate(opening, inner) and self._separate(inner, closing)
            if not multi_line and not self._single_argument(body, opening, inner, closing):
                raise Doubt
        names = [self._label(label) for label in labels]
        return Block(self.reader.identifier(type), names, node.start_byte, opening.start_byte, node.end_byte, body, self.source)

    def _single_argument(self, body: Body, opening: Node, inner: Node, closing: Node) -> bool:
        """True for ``name { argument = value }``: neither brace is separated from the argument by a line end."""
        broken = self.reader.line_end_between(opening, inner) or self.reader.line_end_between(inner, closing)
        return not broken and not body.blocks and len(body.attributes) == 1

    def _label(self, node: Node) -> str:
        if node.type == "identifier":
            return self.reader.identifier(node)
        text = self.text[node.start_byte : node.end_byte]
        if node.type != "string_lit" or _LABEL.fullmatch(text) is None:
            raise Doubt
        return normal(text[1:-1])
