"""Bicep declarations; a broken one costs itself, never the file."""

from __future__ import annotations

from collections.abc import Callable

from scanner.bicep import syntax as s
from scanner.bicep.parse.lexer import Token
from scanner.bicep.parse.stream import SyntaxFault
from scanner.bicep.parse.types import TypeParser
from scanner.files import SourceText
from scanner.model.source import Problem, Span

MAX_PROBLEMS = 100
"""Of one file; more of them say nothing new."""


class DeclarationParser(TypeParser):
    """One use per file."""

    def __init__(self, source: SourceText, parameters_file: bool, split: bool = False) -> None:
        """``split`` lets a line that begins like a declaration end whatever is open."""
        super().__init__(source.text)
        self.split = split
        self.source = source
        self.parameters_file = parameters_file
        self.problems: list[Problem] = []
        self.reported: set[int] = set()
        self.lost: list[Span] = []
        self.resource_bodies = 0
        """How many resource bodies are open: in one, ``resource`` may begin a nested declaration."""

    def report(self, fault: SyntaxFault) -> None:
        span = self.source.span(fault.start, fault.end)
        if span.line not in self.reported and len(self.reported) < MAX_PROBLEMS:  # one mistake, one message
            self.reported.add(span.line)
            self.problems.append(Problem(span, fault.message))

    def file(self) -> s.File:
        found: list[s.Declaration] = []
        self.skip_newlines()
        while self.kind != "end":
            self.depth = self.resource_bodies = 0
            unclosed, start = self.unclosed, self.current.start
            try:
                declaration = self.declaration()
                if declaration is not None:
                    found.append(declaration)
                if self.unclosed > unclosed:
                    self.lost.append(self.source.span(start, start))
                if self.kind not in ("newline", "end"):
                    raise self.fault("expected the end of the declaration")
            except SyntaxFault as fault:
                self.report(fault)
                self.lost.append(self.source.span(fault.start, fault.end))
                self._resume()
            self.skip_newlines()
        return s.File(self.source, found, self.problems, self.lost)

    def _resume(self) -> None:
        """To the next line that begins in column one with a name or a decorator: there a new declaration starts."""
        while self.kind != "end":
            newline = self.advance()
            token = self.current
            if newline.kind == "newline" and token.kind in ("name", "@") and token.start == newline.end:
                return

    def _later(self, keyword: Token) -> None:
        """A statement of a later Bicep: noted, and passed over."""
        span = self.source.span(keyword.start, keyword.end)
        self.problems.append(Problem(span, f"the statement {keyword.text!r} is not known; what it declares is not known either", fatal=False))
        self.lost.append(span)
        self._resume()
        if self.kind != "end":
            self.at -= 1  # the line end before what comes next

    def decorators(self) -> list[s.Call]:
        found = []
        while self.accept("@"):
            expression = self.member_tail(self.call_or_name())
            if isinstance(expression, s.Call):
                found.append(expression)
            self.skip_newlines()
        return found

    def declaration(self) -> s.Declaration | None:
        decorators = self.decorators()
        token = self.expect("name")
        reader = _READERS.get(token.text)
        if reader is None:
            if self.kind not in ("name", "string", "open", "{"):
                raise SyntaxFault(f"{token.text!r} does not begin a declaration", token.start, token.end)
            self._later(token)
            return None
        return reader(self, token.start, decorators)

    # ---- one method per kind of declaration; the keyword has been read
    def target_scope(self, start: int, _: list[s.Call]) -> s.TargetScope:
        self.expect("=")
        value = self.expression()
        return s.TargetScope(start, value.end, value)

    def metadata(self, start: int, _: list[s.Call]) -> s.Metadata:
        name = self.name()
        self.expect("=")
        value = self.tolerant()
        return s.Metadata(start, value.end, name, value)

    def parameter(self, start: int, decorators: list[s.Call]) -> s.Parameter:
        name = self.name()
        kind = None if self.parameters_file and self.kind == "=" else self.declared_type()
        value = self._assigned() if self.accept("=") else None
        return s.Parameter(start, self.end_of_last, name, kind, value, decorators)

    def variable(self, start: int, decorators: list[s.Call]) -> s.Variable:
        name = self.name()
        if self.kind != "=":
            self.type()
        self.expect("=")
        value = self._assigned()
        return s.Variable(start, value.end, name, value, decorators)

    def _assigned(self) -> s.Expr:
        at = self.at
        self.skip_newlines()
        if self.begins_declaration(self.at):  # the value is not written yet
            self.at = at
        return self.tolerant()

    def alias(self, start: int, decorators: list[s.Call]) -> s.AliasDeclaration:
        name = self.name()
        self.expect("=")
        kind = self.type()
        return s.AliasDeclaration(start, kind.end, name, kind, decorators)

    def output(self, start: int, decorators: list[s.Call]) -> s.Output:
        name = self.name()
        kind = self.declared_type()
        self.expect("=")
        value = self._assigned()
        return s.Output(start, value.end, name, kind, value, decorators)

    def function(self, start: int, decorators: list[s.Call]) -> s.Function:
        name = self.name()
        self.expect("(")
        self.skip_newlines()
        parameters = []
        while self.kind != ")":
            parameter = self.name()
            parameters.append((parameter, self.declared_type()))
            self.skip_newlines()
            if not self.accept(","):
                break
            self.skip_newlines()
        self.expect(")")
        result = self.declared_type()
        self.expect("=>")
        body = self._assigned()
        return s.Function(start, body.end, name, parameters, result, body, decorators)

    def resource(self, start: int, decorators: list[s.Call]) -> s.Resource:
        symbol = self.name()
        kind = self.string()
        existing = self.accept_word("existing")
        header_end = self.end_of_last
        self.expect("=")
        self.resource_bodies += 1
        body, condition, loop = self._deployed()
        self.resource_bodies -= 1
        return s.Resource(start, self.end_of_last, header_end, symbol, kind, existing, body, condition, loop, decorators)

    def module(self, start: int, decorators: list[s.Call]) -> s.Module:
        symbol = self.name()
        path = self.string()
        header_end = self.end_of_last
        self.expect("=")
        bodies, self.resource_bodies = self.resource_bodies, 0
        body, condition, loop = self._deployed()
        self.resource_bodies = bodies
        return s.Module(start, self.end_of_last, header_end, symbol, path, body, condition, loop, decorators)

    def _deployed(self) -> tuple[s.Object | s.Broken, s.Expr | None, s.For | None]:
        """``{…}``, ``if (…) {…}`` or ``[for …: …]``: the body, its condition and its loop."""
        self.skip_newlines()
        condition = self.condition()
        value = self.expression()
        loop = None
        if isinstance(value, s.For):
            loop, condition, value = value, value.condition, value.body
        if not isinstance(value, s.Object):
            raise SyntaxFault("expected the body of a resource or module", value.start, value.end)
        return value, condition, loop

    def ends_object(self) -> bool:
        return self.begins_declaration(self.at) and (self.split or not (self.resource_bodies and self.is_word("resource")))

    def nested_resource(self, found: s.Object) -> bool:
        at = self.at
        if not self.resource_bodies or not (self.kind == "@" or self.is_word("resource")):
            return False
        decorators = self.decorators()
        start = self.current.start
        if self.is_word("resource") and self.kind_after() == "name":
            self.advance()
            found.resources.append(self.resource(start, decorators))
            return True
        self.at = at
        return False

    def import_(self, start: int, decorators: list[s.Call]) -> s.Import | s.Extension:
        if self.kind in ("string", "open"):  # the former spelling of `extension`
            return self.extension(start, decorators)
        names: list[tuple[str, str]] = []
        wildcard = None
        if self.accept("*"):
            self.expect_word("as")
            wildcard = self.name()
        else:
            self.expect("{")
            self.skip_newlines()
            while self.kind not in ("}", "end"):
                exported = self.name() if self.kind == "name" else str(getattr(self.string(), "value", "?"))
                names.append((exported, self.name() if self.accept_word("as") else exported))
                self.separator("}")
            self.expect("}")
        self.expect_word("from")
        path = self.string()
        return s.Import(start, path.end, names, wildcard, path)

    def extension(self, start: int, _: list[s.Call]) -> s.Extension:
        name = self.name() if self.kind == "name" else str(getattr(self.string(), "value", "?"))
        if self.accept_word("with"):
            self.object()
        alias = self.name() if self.accept_word("as") else None
        return s.Extension(start, self.end_of_last, name, alias)

    def extension_configuration(self, start: int, _: list[s.Call]) -> None:
        self.name()
        self.expect_word("with")
        self.expression()

    def using(self, start: int, _: list[s.Call]) -> s.Using:
        path = None if self.accept_word("none") else self.string()
        if self.accept_word("with"):
            self.object()
        return s.Using(start, self.end_of_last, path)

    def extends(self, start: int, _: list[s.Call]) -> s.Extends:
        path = self.string()
        return s.Extends(start, path.end, path)

    def assertion(self, start: int, _: list[s.Call]) -> None:
        """``assert`` and ``test`` say nothing about what is deployed."""
        self.name()
        if self.kind in ("string", "open"):
            self.string()
        self.expect("=")
        self.tolerant()


_Reader = Callable[[DeclarationParser, int, "list[s.Call]"], "s.Declaration | None"]
_READERS: dict[str, _Reader] = {
    "targetScope": DeclarationParser.target_scope,
    "metadata": DeclarationParser.metadata,
    "param": DeclarationParser.parameter,
    "var": DeclarationParser.variable,
    "type": DeclarationParser.alias,
    "output": DeclarationParser.output,
    "func": DeclarationParser.function,
    "resource": DeclarationParser.resource,
    "module": DeclarationParser.module,
    "import": DeclarationParser.import_,
    "extension": DeclarationParser.extension,
    "provider": DeclarationParser.extension,
    "extensionConfig": DeclarationParser.extension_configuration,
    "using": DeclarationParser.using,
    "extends": DeclarationParser.extends,
    "assert": DeclarationParser.assertion,
    "test": DeclarationParser.assertion,
}
