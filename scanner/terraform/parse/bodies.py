"""The grammar of HCL files: attributes and blocks. Reads whatever is right beside what is wrong."""

from __future__ import annotations

from scanner.files import SourceText
from scanner.model.source import Problem
from scanner.terraform.blocks import FILE, KINDS
from scanner.terraform.parse.cursor import Cursor
from scanner.terraform.parse.depth import check_depth
from scanner.terraform.parse.faults import MAX_BLOCK_NESTING, Fault
from scanner.terraform.parse.grammar import expression
from scanner.terraform.parse.recovery import end_of_item
from scanner.terraform.parse.templates import normal, unescape
from scanner.terraform.syntax import Attribute, Block, Body, Broken, File

MAX_PROBLEMS = 100
"""After so many syntax errors the rest of a file is not read: it is no configuration."""

_UNCLOSED = "Unclosed configuration block: there is no closing brace for this block."
_LOST = "a part of the block could not be read"


def parse_strictly(source: SourceText) -> File:
    """The file by Terraform's own grammar, every syntax error noted."""
    file = _BodyParser(source, False).file()
    if any(problem.message == _UNCLOSED for problem in file.problems):
        # A second reading, in which the blocks that follow the unclosed one are not taken for its contents.
        return _BodyParser(source, True).file()
    return file


def _one_broken_line(body: Body, text: str) -> bool:
    """True when the item that could not be read is the last attribute and nothing else."""
    return "\n" not in text and isinstance(body.attributes[next(reversed(body.attributes))].expr, Broken)


class _Abandoned(Exception):
    """Too many errors."""


class _BodyParser:
    def __init__(self, source: SourceText, split: bool) -> None:
        self.source, self.split = source, split
        self.cursor = Cursor(source.text)
        self.problems: list[Problem] = []

    def file(self) -> File:
        body, cursor = Body(), self.cursor
        try:
            while cursor.kind != "end":
                self._items(body, 0)
                if cursor.kind == "}":
                    self._note(cursor.fault("Argument or block definition required: this closing brace has no opening one."))
                    cursor.advance()
        except _Abandoned:
            pass
        return File(self.source, body, self.problems)

    def _note(self, fault: Fault) -> None:
        self.problems.append(Problem(self.source.span(fault.start, max(fault.start, fault.end)), fault.message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Abandoned

    def _items(self, body: Body, depth: int) -> None:
        """Items up to a closing brace or the end of the file."""
        cursor = self.cursor
        while cursor.kind not in ("}", "end"):
            if cursor.kind == "newline":
                cursor.advance()
            elif depth and self.split and self._at_margin():
                return
            else:
                start, known = cursor.start, len(body.attributes)
                try:
                    self._item(body, depth)
                except Fault as fault:
                    end = end_of_item(cursor.text, start)
                    if not (len(body.attributes) > known and _one_broken_line(body, cursor.text[start:end])):
                        body.lost = _LOST
                    self._note(fault)
                    cursor.restart(end)

    def _at_margin(self) -> bool:
        """True before what looks like a top-level block: its keyword stands at the very start of a line."""
        start = self.cursor.start
        return self.cursor.word() in KINDS[FILE].blocks and (start == 0 or self.cursor.text[start - 1] == "\n")

    def _item(self, body: Body, depth: int) -> None:
        cursor = self.cursor
        if cursor.kind != "ident":
            if cursor.kind in ("string", "open_quote"):
                raise cursor.fault("Invalid argument name: argument names must not be quoted.")
            raise cursor.fault("Argument or block definition required here.")
        start, name = cursor.start, normal(cursor.word())
        cursor.advance()
        if cursor.kind == "=":
            self._attribute(body, name, start)
            self._line_end("argument")
        elif cursor.kind in ("string", "open_quote", "{", "ident"):
            self._block(body, name, start, depth)
        else:
            message = 'Argument or block definition required here: use the equals sign "=" to set an argument.'
            body.attributes.setdefault(name, Attribute(name, start, cursor.before, Broken(start, cursor.before, message), self.source))
            raise Fault(start, cursor.before, message)

    def _line_end(self, what: str) -> None:
        if self.cursor.kind == "newline":
            self.cursor.advance()
        elif self.cursor.kind != "end":
            comma = ", not with a comma" if self.cursor.kind == "," else ""
            raise self.cursor.fault(f"Missing newline after {what}: it must end with its line{comma}.")

    def _attribute(self, body: Body, name: str, start: int) -> None:
        cursor = self.cursor
        cursor.advance()
        begun = cursor.start
        try:
            expr = check_depth(expression(cursor))
        except Fault as fault:
            end = max(begun, fault.end)
            body.attributes.setdefault(name, Attribute(name, start, end, Broken(begun, end, fault.message), self.source))
            raise
        if name in body.attributes:
            self._note(Fault(start, start + len(name), f'Attribute redefined: "{name}" is already set in this block.'))
        else:
            body.attributes[name] = Attribute(name, start, expr.end, expr, self.source)

    def _block(self, body: Body, type: str, start: int, depth: int) -> None:
        cursor = self.cursor
        labels: list[str] = []
        while cursor.kind != "{":
            labels.append(self._label())
        if depth >= MAX_BLOCK_NESTING:
            raise Fault(start, cursor.end, f"Nested too deeply: more than {MAX_BLOCK_NESTING} levels of blocks are not read.")
        block = Block(type, labels, start, cursor.start, cursor.end, Body(), self.source)
        body.blocks.append(block)
        cursor.advance()
        if cursor.kind in ("newline", "}", "end"):
            self._items(block.body, depth + 1)
        else:
            block.body.lost = _LOST
            self._single_line(block)
            block.body.lost = ""
        if cursor.kind != "}":
            block.end, block.body.lost = cursor.before, "the block is not closed: what else belongs to it was not read"
            self._note(Fault(block.header_end, block.header_end + 1, _UNCLOSED))
            return
        block.end = cursor.end
        cursor.advance()
        self._line_end("block definition")

    def _label(self) -> str:
        cursor = self.cursor
        if cursor.kind == "string":
            label = cursor.text[cursor.start + 1 : cursor.end - 1]
        elif cursor.kind == "ident":
            label = cursor.word()
        elif cursor.kind == "open_quote":
            return self._quoted_label()
        elif cursor.kind == "newline":
            raise cursor.fault("Invalid block definition: the opening brace must stand on the same line as the block header.")
        else:
            raise cursor.fault('Invalid block definition: a label or an opening brace ("{") is expected here.')
        cursor.advance()
        return normal(label)

    def _quoted_label(self) -> str:
        cursor = self.cursor
        start, text = cursor.start, []
        cursor.advance()
        while cursor.kind == "text":
            text.append(unescape(cursor.word(), cursor.start))
            cursor.advance()
        if cursor.kind != "close_quote":
            raise Fault(start, cursor.end, "Invalid string literal: a block label must be one quoted string without template sequences.")
        cursor.advance()
        return normal("".join(text))

    def _single_line(self, block: Block) -> None:
        """``name { argument = value }``, all on one line; more than one argument is an error, but they are read."""
        cursor = self.cursor
        noted = False
        while True:
            start, name = cursor.start, normal(cursor.word())
            if cursor.kind != "ident":
                raise cursor.fault("Argument definition required: a single-line block contains one argument.")
            cursor.advance()
            if cursor.kind != "=":
                raise Fault(start, cursor.end, "Argument definition required: place a nested block on a line of its own within its parent block.")
            self._attribute(block.body, name, start)
            if cursor.kind == "}":
                return
            if cursor.kind != ",":
                raise cursor.fault("Invalid single-argument block definition: a closing brace was expected on the same line.")
            if not noted:
                self._note(cursor.fault("Invalid single-argument block definition: to set several arguments, put each on a line of its own."))
            noted = True
            cursor.advance()
