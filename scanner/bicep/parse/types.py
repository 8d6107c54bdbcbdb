"""Bicep type expressions."""

from __future__ import annotations

from scanner.bicep import syntax as s
from scanner.bicep.parse.expressions import ExpressionParser

_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class TypeParser(ExpressionParser):
    def decorators(self) -> list[s.Call]:
        raise NotImplementedError

    def declared_type(self) -> s.Type:
        """The type of a parameter or output; there, ``resource 'type@version'`` names a resource's type."""
        token = self.current
        if self.is_word("resource") and self.kind_after() in ("string", "open", "newline", "=", "end"):
            self.advance()
            if self.kind in ("string", "open"):
                self.string()
            return s.TypeName(token.start, self.end_of_last, "resource")
        return self.type()

    def type(self) -> s.Type:
        self.enter()
        start = self.current.start
        leading = self._pipe()
        members = [self._suffixed()]
        while self._pipe():
            members.append(self._suffixed())
        self.leave()
        return members[0] if len(members) == 1 and not leading else s.TypeUnion(start, self.end_of_last, members)

    def _pipe(self) -> bool:
        """A union's bar; it may begin a new line."""
        if self.kind == "newline" and self.beyond_newlines().kind == "|":
            self.skip_newlines()
        if not self.accept("|"):
            return False
        self.skip_newlines()
        return True

    def _suffixed(self) -> s.Type:
        start = self.current.start
        negative = self.kind == "-"
        if self.kind in ("-", "+", "!"):
            self.advance()
        base = self._type_member()
        if negative and isinstance(base, s.TypeLiteral) and isinstance(base.value, int):
            base = s.TypeLiteral(start, base.end, -base.value)
        while True:
            if self.accept("?"):
                base = s.TypeNullable(start, self.end_of_last, base)
            elif not self.accept("!"):
                return base

    def _type_member(self) -> s.Type:
        base = self._primary_type()
        start = base.start
        while True:
            if self.accept("["):
                base = self._brackets(base, start)
            elif self.accept("."):
                name = "*" if self.accept("*") else self.name()
                if self.kind == "<":
                    base = s.TypeName(start, self.end_of_last, name, self._arguments())
                else:
                    base = s.TypeAccess(start, self.end_of_last, base, name)
            else:
                return base

    def _brackets(self, base: s.Type, start: int) -> s.Type:
        """``T[]``, ``T[*]`` or ``T[0]``."""
        if self.accept("]"):
            return s.TypeArray(start, self.end_of_last, base)
        name = "[*]" if self.accept("*") else str(getattr(self.expression(), "value", "?"))
        self.expect("]")
        return s.TypeAccess(start, self.end_of_last, base, name)

    def _arguments(self) -> list[s.Type]:
        self.expect("<")
        self.skip_newlines()
        found = []
        while self.kind != ">":
            found.append(self.type())
            self.skip_newlines()
            if not self.accept(","):
                break
            self.skip_newlines()
        self.expect(">")
        return found

    def _primary_type(self) -> s.Type:
        token = self.current
        if token.kind == "name":
            self.advance()
            if token.text in _CONSTANTS:
                return s.TypeLiteral(token.start, token.end, _CONSTANTS[token.text])
            arguments = self._arguments() if self.kind == "<" else []
            return s.TypeName(token.start, self.end_of_last, token.text, arguments)
        if token.kind == "int":
            self.advance()
            return s.TypeLiteral(token.start, token.end, token.value)
        if token.kind in ("string", "open"):
            text = self.string()
            return s.TypeLiteral(token.start, text.end, text.value if isinstance(text, s.Literal) else None)
        if token.kind == "{":
            return self._object_type()
        if token.kind == "[":
            return self._tuple_type()
        if self.accept("("):
            self.skip_newlines()
            inner = self.type()
            self.skip_newlines()
            self.expect(")")
            return inner
        raise self.fault("expected a type")

    def _object_type(self) -> s.TypeObject:
        start = self.expect("{").start
        self.skip_newlines()
        members = []
        while self.kind not in ("}", "end"):
            decorators = self.decorators()
            at = self.current.start
            if self.accept("*"):
                name = "*"
            elif self.kind == "name":
                name = self.advance().text
            else:
                text = self.string()
                name = str(text.value) if isinstance(text, s.Literal) else "?"
            self.expect(":")
            kind = self.type()
            members.append(s.TypeMember(at, kind.end, name, kind, decorators))
            self.separator("}")
        self.expect("}")
        return s.TypeObject(start, self.end_of_last, members)

    def _tuple_type(self) -> s.TypeTuple:
        start = self.expect("[").start
        self.skip_newlines()
        items = []
        while self.kind not in ("]", "end"):
            self.decorators()
            items.append(self.type())
            self.separator("]")
        self.expect("]")
        return s.TypeTuple(start, self.end_of_last, items)
