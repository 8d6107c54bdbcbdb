"""HCL's JSON syntax (``.tf.json``, ``.tfvars.json``) to the same tree as the native one.

Whether a property is an argument or a block is for a schema to say. The blocks that Terraform itself defines are
made blocks here; everything else, the blocks of providers too, becomes an attribute whose value is an object or a list.
"""

from __future__ import annotations

from scanner.files import SourceText
from scanner.model.source import Problem
from scanner.terraform.blocks import FILE, KINDS, Kind
from scanner.terraform.parse.cursor import Cursor
from scanner.terraform.parse.depth import check_depth, children
from scanner.terraform.parse.faults import Fault
from scanner.terraform.parse.grammar import KEYWORDS, expression, number_value
from scanner.terraform.parse.json_text import JsonArray, JsonObject, JsonScalar, JsonString, JsonValue, read_json
from scanner.terraform.parse.lexer import TEMPLATE_FILE
from scanner.terraform.parse.strings import template_file
from scanner.terraform.parse.templates import normal
from scanner.terraform.syntax import Attribute, Block, Body, Broken, Expr, File, Literal, ObjectCons, Template, TemplatePart, TupleCons

_VARIABLES = "tfvars"
"""A file of variables' values: it has no blocks, and no templates."""


def parse_json(source: SourceText) -> File:
    """The file's tree; a syntax error in the JSON itself loses the file, one in a template only that template."""
    reader = _JsonParser(source)
    body = Body()
    try:
        root = read_json(source.text)
        if isinstance(root, JsonScalar | JsonString):
            raise Fault(root.start, root.end, "Invalid JSON: the root value must be an object.")
        reader.fill(body, root, FILE if source.file.endswith((".tf.json", ".tofu.json")) else _VARIABLES)
    except Fault as fault:
        reader.note(fault)
    return File(source, body, reader.problems)


class _JsonParser:
    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def note(self, fault: Fault) -> None:
        self.problems.append(Problem(self.source.span(fault.start, fault.end), fault.message))

    def fill(self, body: Body, value: JsonValue, kind: str) -> None:
        """The members of an object, or of a list of objects, as the contents of a block of this kind."""
        if isinstance(value, JsonArray):
            for item in value.items:
                self.fill(body, item, kind)
            return
        if not isinstance(value, JsonObject):
            self.note(Fault(value.start, value.end, "Incorrect JSON value type: an object is required, for the contents of a block."))
            return
        for key, member in value.members:
            if key.text == "//":  # a comment
                continue
            if key.text in _kind(kind).blocks:
                self._blocks(body, key.text, (), KINDS[key.text].labels, key, member)
            elif key.text in body.attributes:
                self.note(Fault(key.start, key.end, f'Attribute redefined: "{key.text}" is already set in this block.'))
            else:
                expr = self._guarded(member, kind, key.text)
                body.attributes[key.text] = Attribute(normal(key.text), key.start, member.end, expr, self.source)

    def _blocks(self, body: Body, type: str, labels: tuple[str, ...], missing: int, key: JsonString, value: JsonValue) -> None:
        """The blocks of a type: objects, one inside of the other for each label, or lists of these."""
        if isinstance(value, JsonScalar) and value.text == "null":
            return
        if isinstance(value, JsonArray):
            for item in value.items:
                self._blocks(body, type, labels, missing, key, item)
        elif not isinstance(value, JsonObject):
            self.note(Fault(value.start, value.end, f"Incorrect JSON value type: an object or a list of objects is required, for {type} blocks."))
        elif missing:
            for label, member in value.members:
                if label.text != "//":
                    self._blocks(body, type, (*labels, normal(label.text)), missing - 1, label, member)
        else:
            block = Block(type, list(labels), key.start, value.start, value.end, Body(), self.source)
            body.blocks.append(block)
            self.fill(block.body, value, type)

    def _guarded(self, value: JsonValue, kind: str, name: str) -> Expr:
        """The expression that an argument's value is."""
        try:
            if name in _kind(kind).static:
                return check_depth(self._static(value))
            literal = kind == _VARIABLES or (kind == "variable" and name == "default")
            return check_depth(self._expression(value, literal))
        except Fault as fault:
            self.note(fault)
            return Broken(value.start, value.end, fault.message)

    def _expression(self, value: JsonValue, literal: bool) -> Expr:
        """``literal`` is True where strings are not templates, because nothing could be referred to."""
        if isinstance(value, JsonString):
            return Literal(value.start, value.end, normal(value.text)) if literal else self._template(value)
        if isinstance(value, JsonArray):
            return TupleCons(value.start, value.end, [self._expression(item, literal) for item in value.items])
        if isinstance(value, JsonObject):
            members = [(self._expression(key, literal), self._expression(item, literal)) for key, item in value.members]
            return ObjectCons(value.start, value.end, members)
        return _scalar(value)

    def _static(self, value: JsonValue) -> Expr:
        """References and types, written as strings."""
        if isinstance(value, JsonString):
            return self._parsed(value, reference=True)
        if isinstance(value, JsonArray):
            return TupleCons(value.start, value.end, [self._static(item) for item in value.items])
        if isinstance(value, JsonObject):
            members: list[tuple[Expr, Expr]] = [(Literal(key.start, key.end, normal(key.text)), self._static(item)) for key, item in value.members]
            return ObjectCons(value.start, value.end, members)
        return _scalar(value)

    def _template(self, value: JsonString) -> Expr:
        if "{" not in value.text:
            return Literal(value.start, value.end, normal(value.text))
        return self._parsed(value, reference=False)

    def _parsed(self, value: JsonString, reference: bool) -> Expr:
        """The string's text read as HCL, its offsets those of the file."""
        try:
            if reference:
                cursor = Cursor(value.text)
                expr = expression(cursor)
                if cursor.peek() != "end":
                    raise cursor.fault("Extra characters after expression.")
            else:
                expr = template_file(Cursor(value.text, TEMPLATE_FILE), expression)
            check_depth(expr)
        except Fault as fault:
            raise Fault(_offset(value, fault.start), _offset(value, fault.end), fault.message) from fault
        waiting: list[TemplatePart] = [expr]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, str):
                node.start, node.end = _offset(value, node.start), _offset(value, node.end)
                waiting += children(node)
        if isinstance(expr, (Template, Literal)) and not reference:
            expr.start, expr.end = value.start, value.end  # with the quotes
        return expr


def _kind(name: str) -> Kind:
    return KINDS.get(name, Kind())


def _scalar(value: JsonScalar) -> Literal:
    if value.text in KEYWORDS:
        return Literal(value.start, value.end, KEYWORDS[value.text])
    return Literal(value.start, value.end, number_value(value.text, value.start))


def _offset(value: JsonString, position: int) -> int:
    """Where in the file a position in the string's text lies."""
    if value.positions is None:
        return value.start + 1 + position
    return value.positions[min(position, len(value.positions) - 1)]
