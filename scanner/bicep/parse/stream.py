"""A cursor over tokens, and what all parts of the parser share."""

from __future__ import annotations

from scanner.bicep.parse.lexer import Token, tokens

MAX_DEPTH = 100
"""Deeper nesting is refused; real code stays below 40."""

MAX_CHAIN = 250
"""The longest ``a.b.c…`` or ``a + b + c…``: they nest to the left, and whatever walks the tree recurses."""


DECLARATIONS = frozenset(("param", "var", "resource", "module", "output", "type", "func", "metadata"))
"""The keywords of declarations that have a name."""


class SyntaxFault(Exception):
    """The text is not Bicep at ``start``; caught where the parser can go on."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end


class TooDeep(SyntaxFault):
    """Costs the whole declaration: recovering at each of the levels would take forever."""


class TokenStream:
    """``kind`` is the current token's kind: what every decision of the parser looks at."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.kinds = [token.kind for token in self.tokens]
        self.at = 0
        self.depth = 0

    @property
    def current(self) -> Token:
        return self.tokens[self.at]

    @property
    def kind(self) -> str:
        return self.kinds[self.at]

    @property
    def end_of_last(self) -> int:
        return self.tokens[self.at - 1].end if self.at else 0

    def kind_after(self) -> str:
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)].kind

    def advance(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def accept(self, kind: str) -> bool:
        if self.kinds[self.at] != kind:
            return False
        self.at += 1
        return True

    def expect(self, kind: str) -> Token:
        if self.kind != kind:
            raise self.fault(f"expected {kind!r}" if len(kind) < 4 else f"expected a {kind}")
        return self.advance()

    def name(self) -> str:
        return self.expect("name").text

    def is_word(self, word: str) -> bool:
        """Keywords are names that mean something in their place; anywhere else they are ordinary names."""
        return self.current.kind == "name" and self.current.text == word

    def accept_word(self, word: str) -> bool:
        if not self.is_word(word):
            return False
        self.advance()
        return True

    def expect_word(self, word: str) -> None:
        if not self.accept_word(word):
            raise self.fault(f"expected {word!r}")

    def skip_newlines(self) -> None:
        while self.kinds[self.at] == "newline":
            self.at += 1

    def beyond_newlines(self) -> Token:
        """The next token that is not a newline, without moving."""
        at = self.at
        while self.tokens[at].kind == "newline":
            at += 1
        return self.tokens[at]

    def separator(self, close: str) -> None:
        """Between properties or items: newlines or a comma; before the closing bracket, nothing."""
        if self.accept(",") or self.kind == "newline":
            self.skip_newlines()
        elif self.kind != close:
            raise self.fault("expected a new line or a comma")

    def fault(self, message: str) -> SyntaxFault:
        token = self.current
        got = {"end": "the end of the file", "newline": "the end of the line"}.get(token.kind, repr(token.text[:30]))
        return SyntaxFault(f"{message}, got {got}", token.start, max(token.end, token.start))

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeep(f"nested more than {MAX_DEPTH} levels deep", self.current.start, self.current.end)

    def leave(self) -> None:
        self.depth -= 1

    def skip_balanced(self, closers: frozenset[str]) -> bool:
        """To the end of the line, or before one of ``closers``, at the current level of brackets.

        False, without moving, when a bracket is not closed before the next declaration.
        """
        at, level = self.at, 0
        while self.kind != "end":
            if level == 0 and (self.kind == "newline" or self.kind in closers):
                return True
            if self.kind in ("{", "[", "("):
                level += 1
            elif self.kind in ("}", "]", ")"):
                if level == 0:
                    return True
                level -= 1
            elif self.kind == "newline" and self.begins_declaration(self.at + 1):
                break
            self.advance()
        if level:
            self.at = at
        return level == 0

    def begins_declaration(self, at: int) -> bool:
        """True where a line begins, in its first column, with a keyword and a name: nobody writes that inside of brackets."""
        if not at or self.kinds[at] != "name":
            return False
        token, before = self.tokens[at], self.tokens[at - 1]
        if token.kind != "name" or token.text not in DECLARATIONS or token.start != before.end:
            return False
        return self.tokens[at + 1].kind == "name"
