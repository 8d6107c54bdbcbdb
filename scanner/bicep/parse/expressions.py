"""Bicep expressions by recursive descent. Where the compiler differs from its grammar document, the compiler is followed."""

from __future__ import annotations

from scanner.bicep import syntax as s
from scanner.bicep.parse.stream import MAX_CHAIN, SyntaxFault, TokenStream, TooDeep

_PRECEDENCE = {"%": 100, "*": 100, "/": 100, "+": 90, "-": 90, ">": 80, ">=": 80, "<": 80, "<=": 80}
_PRECEDENCE |= {"==": 70, "!=": 70, "=~": 70, "!~": 70, "&&": 50, "||": 40, "??": 30}
_TAIL = frozenset(("[", ".", "::", "!"))
_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class ExpressionParser(TokenStream):
    unclosed = 0
    """Objects whose closing brace was missing."""

    def expression(self) -> s.Expr:
        self.enter()
        condition = self._binary(0)
        if self.kind == "?" or (self.kind == "newline" and self.beyond_newlines().kind == "?"):
            self.skip_newlines()
            self.advance()
            self.skip_newlines()
            then = self.expression()
            self.skip_newlines()
            self.expect(":")
            self.skip_newlines()
            otherwise = self.expression()
            condition = s.Ternary(condition.start, otherwise.end, condition, then, otherwise)
        self.leave()
        return condition

    def tolerant(self, *closers: str) -> s.Expr:
        """An expression; when it is not one, what stands there up to the end of the line or a closing bracket, as Broken."""
        at, depth = self.at, self.depth
        try:
            value = self.expression()
            if self.kind in ("newline", "end", ",", *closers):
                return value
            raise self.fault("expected the end of the expression")
        except TooDeep:
            raise
        except SyntaxFault as fault:
            self.at, self.depth = at, depth
            start = self.current.start
            if not self.skip_balanced(frozenset({",", *closers})):
                raise
            self.report(fault)
            return s.Broken(start, max(self.end_of_last, start), fault.message)

    def report(self, fault: SyntaxFault) -> None:
        raise NotImplementedError

    def _binary(self, floor: int) -> s.Expr:
        left = self._unary()
        for _ in range(MAX_CHAIN):
            if (precedence := _PRECEDENCE.get(self.kind, 0)) <= floor:
                return left
            operator = self.advance().kind
            self.enter()
            right = self._binary(precedence)
            self.leave()
            left = s.Binary(left.start, right.end, operator, left, right)
        raise self.fault(f"more than {MAX_CHAIN} operators in a row")

    def _unary(self) -> s.Expr:
        if self.kind in ("!", "-", "+"):
            token = self.advance()
            operand = self._member()
            return s.Unary(token.start, operand.end, token.kind, operand)
        return self._member()

    def _member(self) -> s.Expr:
        return self.member_tail(self._primary())

    def member_tail(self, base: s.Expr) -> s.Expr:
        """What may follow a value: ``.name``, ``.?name``, ``.method()``, ``[index]``, ``::nested``, ``!``."""
        for _ in range(MAX_CHAIN):
            if self.kinds[self.at] not in _TAIL:
                return base
            if self.accept("["):
                safe = self.accept("?")
                from_end = self.accept("^")
                key = self.expression()
                self.expect("]")
                base = s.Index(base.start, self.end_of_last, base, key, safe, from_end)
            elif self.accept("."):
                safe = self.accept("?")
                name = self.name()
                if self.kind == "(":
                    arguments = self.arguments()
                    base = s.Call(base.start, self.end_of_last, name, arguments, base, safe)
                else:
                    base = s.Member(base.start, self.end_of_last, base, name, safe)
            elif self.accept("::"):
                name = self.name()
                base = s.Member(base.start, self.end_of_last, base, name, nested=True)
            else:  # the assertion that a value is not null changes no value
                self.expect("!")
        raise self.fault(f"more than {MAX_CHAIN} accesses in a row")

    def arguments(self) -> list[s.Expr]:
        self.expect("(")
        self.skip_newlines()
        found = []
        while self.kind != ")":
            found.append(self.expression())
            self.skip_newlines()
            if not self.accept(","):
                break
            self.skip_newlines()
        self.expect(")")
        return found

    def _primary(self) -> s.Expr:
        token = self.current
        if token.kind == "name":
            if token.text in _CONSTANTS:
                self.advance()
                return s.Literal(token.start, token.end, _CONSTANTS[token.text])
            return self.call_or_name()
        if token.kind == "int":
            self.advance()
            return s.Literal(token.start, token.end, token.value)
        if token.kind in ("string", "open"):
            return self.string()
        if token.kind == "{":
            return self.object()
        if token.kind == "[":
            return self._array_or_for()
        if token.kind == "(":
            return self._parenthesised()
        raise self.fault("expected an expression")

    def call_or_name(self) -> s.Expr:
        token = self.expect("name")
        if self.kind == "(":
            arguments = self.arguments()
            return s.Call(token.start, self.end_of_last, token.text, arguments)
        if self.accept("=>"):
            return self._lambda(token.start, [token.text])
        return s.Name(token.start, token.end, token.text)

    def _lambda(self, start: int, parameters: list[str]) -> s.Lambda:
        self.skip_newlines()
        body = self.expression()
        return s.Lambda(start, body.end, parameters, body)

    def _parenthesised(self) -> s.Expr:
        """``(expression)``, or the parameters of a lambda."""
        start = self.expect("(").start
        self.skip_newlines()
        items = []
        while self.kind != ")":
            items.append(self.expression())
            self.skip_newlines()
            if not self.accept(","):
                break
            self.skip_newlines()
        self.expect(")")
        if self.accept("=>"):
            return self._lambda(start, [item.name for item in items if isinstance(item, s.Name)])
        if len(items) != 1:
            raise self.fault("parentheses hold exactly one expression")
        return items[0]

    def string(self) -> s.Literal | s.Interpolation:
        token = self.current
        if self.accept("string"):
            return s.Literal(token.start, token.end, token.value)
        self.expect("open")
        parts: list[str | s.Expr] = [str(token.value)] if token.value else []
        while True:
            parts.append(self.expression())
            piece = self.current
            if piece.kind not in ("middle", "close"):
                raise self.fault("expected '}'")
            self.advance()
            if piece.value:
                parts.append(str(piece.value))
            if piece.kind == "close":
                return s.Interpolation(token.start, piece.end, parts)

    def object(self) -> s.Object:
        start = self.expect("{").start
        self.enter()
        self.skip_newlines()
        found = s.Object(start, start, [])
        depth = self.depth
        while self.kind not in ("}", "end") and not self.ends_object():
            at = self.at
            try:
                self._object_item(found)
                self.separator("}")
            except TooDeep:
                raise
            except SyntaxFault as fault:
                self.depth = depth
                self._resume_in(found, at, fault)
        if not self.accept("}"):
            self.report(self.fault("expected '}'"))
            self.unclosed += 1
            if self.kind != "end" and self.kinds[self.at - 1] == "newline":
                self.at -= 1  # whatever is around ends here, too
            found.lost = "the object is not closed: what else belongs to it was not read"
        self.leave()
        found.end = self.end_of_last
        return found

    def _resume_in(self, found: s.Object, at: int, fault: SyntaxFault) -> None:
        """Goes on with the object's next property, or before the next declaration where brackets do not match."""
        self.report(fault)
        found.lost = "a part of the object could not be read"
        if self.at == at and self.kind not in ("newline", "}"):
            self.advance()
        if not self.skip_balanced(frozenset("}")):
            while self.kind != "end" and not self.begins_declaration(self.at):
                self.advance()
        elif self.kind in (")", "]", ","):
            self.advance()
        self.skip_newlines()

    def _object_item(self, found: s.Object) -> None:
        start = self.current.start
        if self.accept("..."):
            value = self.expression()
            found.items.append(s.Spread(start, value.end, value))
            return
        if not self.nested_resource(found):
            key = self._key()
            self.expect(":")
            value = self.tolerant("}")
            found.items.append(s.Property(start, value.end, key, value))

    def _key(self) -> str | s.Interpolation:
        if self.kind == "name":
            return self.advance().text
        text = self.string()
        return str(text.value) if isinstance(text, s.Literal) else text

    def ends_object(self) -> bool:
        """Whether a declaration begins here, so that a brace must be missing."""
        return self.begins_declaration(self.at)

    def nested_resource(self, found: s.Object) -> bool:
        """Reads a nested resource declaration where one stands; overridden where resources may nest."""
        return False

    def _array_or_for(self) -> s.Expr:
        start = self.expect("[").start
        self.enter()
        self.skip_newlines()
        if self.is_word("for"):
            loop = self.loop(start)
            self.leave()
            return loop
        items: list[s.Expr | s.Spread] = []
        while self.kind not in ("]", "end"):
            at = self.current.start
            if self.accept("..."):
                value = self.expression()
                items.append(s.Spread(at, value.end, value))
            else:
                items.append(self.tolerant("]"))
            self.separator("]")
        self.expect("]")
        self.leave()
        return s.Array(start, self.end_of_last, items)

    def loop(self, start: int) -> s.For:
        """After ``[``: ``for item in collection: body]``, or ``for (item, index) in …``."""
        self.expect_word("for")
        index = None
        if self.accept("("):
            self.skip_newlines()
            item = self.name()
            self.skip_newlines()
            self.expect(",")
            self.skip_newlines()
            index = self.name()
            self.skip_newlines()
            self.expect(")")
        else:
            item = self.name()
        self.expect_word("in")
        collection = self.expression()
        self.expect(":")
        self.skip_newlines()
        condition = self.condition()
        body = self.expression()
        self.skip_newlines()
        self.expect("]")
        return s.For(start, self.end_of_last, item, index, collection, body, condition)

    def condition(self) -> s.Expr | None:
        """``if (condition)`` before a body, where there is one."""
        if not self.is_word("if") or self.kind_after() != "(":
            return None
        self.advance()
        self.expect("(")
        self.skip_newlines()
        test = self.expression()
        self.skip_newlines()
        self.expect(")")
        return test
