"""The grammar of HCL expressions, by recursive descent: three Python frames for each level of nesting."""

from __future__ import annotations

from collections.abc import Callable

from scanner.terraform.parse.cursor import Cursor
from scanner.terraform.parse.faults import MAX_NESTING, TOO_DEEP, Fault
from scanner.terraform.parse.steps import IndexStep, NameStep, SplatStep, Step, traversal
from scanner.terraform.parse.strings import for_names, heredoc, quoted
from scanner.terraform.parse.templates import normal
from scanner.terraform.syntax import Binary, Call, Conditional, Expr, ForExpr, Literal, ObjectCons, TupleCons, Unary, Variable
from scanner.terraform.types import parse_number
from scanner.terraform.values import EvaluationError, Value

PRECEDENCE = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys((">", ">=", "<", "<="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def expression(cursor: Cursor, depth: int = 0) -> Expr:
    """One whole expression; the cursor stands after it."""
    tests: list[tuple[Expr, Expr]] = []
    operands: list[Expr] = []
    operators: list[str] = []
    if depth > MAX_NESTING:
        raise cursor.fault(TOO_DEEP)
    while True:
        operands.append(_operand(cursor, depth))
        strength = PRECEDENCE.get(kind := cursor.peek(), 0)
        while operators and PRECEDENCE[operators[-1]] >= strength:
            right, left = operands.pop(), operands.pop()
            operands.append(Binary(left.start, right.end, operators.pop(), left, right))
        if strength:
            operators.append(kind)
        elif kind == "?":
            cursor.advance()
            then = expression(cursor, depth + 1)
            if cursor.peek() != ":":
                raise cursor.fault("Missing false expression in conditional: a colon and the second result are expected.")
            tests.append((operands.pop(), then))
            if len(tests) > MAX_NESTING:
                raise cursor.fault(TOO_DEEP)
        else:
            break
        cursor.advance()
    last = operands[0]
    for condition, then in reversed(tests):
        last = Conditional(condition.start, last.end, condition, then, last)
    return last


def _operand(cursor: Cursor, depth: int) -> Expr:
    """A term with its unary operators before it and its traversal after it."""
    signs: list[tuple[str, int]] = []
    while cursor.peek() in ("-", "!"):
        signs.append((cursor.kind, cursor.start))
        cursor.advance()
    rule = _TERMS.get(cursor.kind)
    if rule is None:
        found = {"end": "the end of the file", "newline": "the end of the line"}.get(cursor.kind, f"{cursor.word()[:20]!r}")
        raise cursor.fault(f"Invalid expression: the start of an expression was expected, not {found}.")
    expr = rule(cursor, depth)
    if cursor.peek() in (".", "["):
        expr = traversal(expr, _steps(cursor, depth))
    for operator, start in reversed(signs):
        expr = Unary(start, expr.end, operator, expr)
    return expr


def _steps(cursor: Cursor, depth: int) -> list[Step]:
    """The steps after a term."""
    steps: list[Step] = []
    while (kind := cursor.peek()) in (".", "["):
        opened = cursor.start
        cursor.advance()
        if cursor.peek() == "*":
            cursor.advance()
            if kind == "[":
                cursor.take("]", "Missing close bracket on splat index: [*] has nothing but the star.")
            steps.append(SplatStep(opened, cursor.before, kind == "."))
        elif kind == "[":
            newlines, cursor.newlines = cursor.newlines, False
            key = expression(cursor, depth + 1)
            cursor.take("]", "Missing close bracket on index.")
            cursor.newlines = newlines
            steps.append(IndexStep(key, cursor.before))
        elif cursor.kind == "ident":
            steps.append(NameStep(normal(cursor.word()), cursor.end))
            cursor.advance()
        elif cursor.kind == "number" and cursor.word().isdigit():
            steps.append(IndexStep(_number(cursor, depth), cursor.before, legacy=True))
        elif cursor.kind == "number":
            raise cursor.fault("Invalid legacy index syntax: write indexes in brackets.")
        else:
            raise cursor.fault("Invalid attribute name: an attribute name is required after a dot.")
    return steps


def _parentheses(cursor: Cursor, depth: int) -> Expr:
    start = cursor.start
    cursor.advance()
    newlines, cursor.newlines = cursor.newlines, False
    expr = expression(cursor, depth + 1)
    cursor.take(")", "Unbalanced parentheses: a closing parenthesis was expected.")
    cursor.newlines = newlines
    expr.start, expr.end = start, cursor.before
    return expr


def _number(cursor: Cursor, depth: int) -> Literal:
    start, end = cursor.start, cursor.end
    value = number_value(cursor.word(), start)
    cursor.advance()
    return Literal(start, end, value)


def number_value(text: str, start: int) -> Value:
    """The number; Fault when Terraform takes it for none."""
    try:
        return parse_number(text)
    except EvaluationError as error:
        raise Fault(start, start + len(text), f"Invalid number literal {text[:40]}: {error}.") from error


def _name(cursor: Cursor, depth: int) -> Expr:
    """A keyword, a call, or the root of a traversal."""
    start, end, name = cursor.start, cursor.end, cursor.word()
    cursor.advance()
    if cursor.peek() in ("(", "::"):
        return _call(cursor, depth, start, name)
    if name in KEYWORDS:
        return Literal(start, end, KEYWORDS[name])
    return Variable(start, end, name)


def _call(cursor: Cursor, depth: int, start: int, name: str) -> Call:
    while cursor.peek() == "::":
        cursor.advance()
        if cursor.peek() != "ident":
            raise cursor.fault("Missing function name: :: must be followed by the name of a function.")
        name += "::" + cursor.word()
        cursor.advance()
    cursor.take("(", "Missing open parenthesis: the name of a function must be followed by its arguments in parentheses.")
    newlines, cursor.newlines = cursor.newlines, False
    arguments: list[Expr] = []
    expand = False
    while cursor.peek() != ")":
        arguments.append(expression(cursor, depth + 1))
        if cursor.peek() == "...":
            cursor.advance()
            expand = True
            break
        if cursor.kind == ")":
            break
        cursor.take(",", "Missing argument separator: a comma is required between the arguments of a function.")
    cursor.take(")", "Missing closing parenthesis: an expanded argument (with ...) must be the last one.")
    cursor.newlines = newlines
    return Call(start, cursor.before, name, arguments, expand)


def _tuple(cursor: Cursor, depth: int) -> Expr:
    start = cursor.start
    cursor.advance()
    newlines, cursor.newlines = cursor.newlines, False
    if cursor.peek() == "ident" and cursor.word() == "for":
        return _for(cursor, depth + 1, start, "]", newlines)
    items: list[Expr] = []
    while cursor.peek() != "]":
        items.append(expression(cursor, depth + 1))
        if cursor.peek() == "]":
            break
        cursor.take(",", "Missing item separator: a comma or the closing bracket of the list was expected.")
    cursor.advance()
    cursor.newlines = newlines
    return TupleCons(start, cursor.before, items)


def _object(cursor: Cursor, depth: int) -> Expr:
    start = cursor.start
    cursor.advance()
    newlines, cursor.newlines = cursor.newlines, True
    while cursor.peek() == "newline":
        cursor.advance()
    if cursor.kind == "ident" and cursor.word() == "for":
        cursor.newlines = False
        return _for(cursor, depth + 1, start, "}", newlines)
    items: list[tuple[Expr, Expr]] = []
    while cursor.peek() != "}":
        if cursor.kind == "newline":
            cursor.advance()
            continue
        parenthesised = cursor.kind == "("
        key = expression(cursor, depth + 1)
        if cursor.peek() not in ("=", ":"):
            raise cursor.fault('Missing key/value separator: an equals sign ("=") was expected after the attribute name.')
        cursor.advance()
        items.append((key if parenthesised else object_key(key, cursor.text), expression(cursor, depth + 1)))
        if cursor.peek() == "}":
            break
        if cursor.kind not in (",", "newline"):
            raise cursor.fault("Missing attribute separator: a line end, a comma or the closing brace of the object was expected.")
        cursor.advance()
    cursor.advance()
    cursor.newlines = newlines
    return ObjectCons(start, cursor.before, items)


def object_key(key: Expr, text: str) -> Expr:
    """The key as written without parentheses: a bare name stands for itself."""
    if isinstance(key, Variable):
        return Literal(key.start, key.end, normal(key.name))
    if isinstance(key, Literal) and text[key.start : key.end] in KEYWORDS:
        return Literal(key.start, key.end, text[key.start : key.end])
    return key


def _for(cursor: Cursor, depth: int, start: int, closer: str, newlines: bool) -> ForExpr:
    cursor.advance()
    key, value = for_names(cursor, "expression")
    collection = expression(cursor, depth + 1)
    cursor.take(":", "Invalid 'for' expression: a colon is required after the collection.")
    result_key: Expr | None = None
    result = expression(cursor, depth + 1)
    if cursor.peek() == "=>":
        if closer == "]":
            raise Fault(result.start, result.end, "Invalid 'for' expression: a key is not valid when building a tuple.")
        cursor.advance()
        result_key, result = result, expression(cursor, depth + 1)
    elif closer == "}":
        raise Fault(result.start, result.end, "Invalid 'for' expression: a key (with =>) is required when building an object.")
    group = cursor.peek() == "..."
    if group:
        if closer == "]":
            raise cursor.fault("Invalid 'for' expression: grouping (...) is not possible when building a tuple.")
        cursor.advance()
    condition: Expr | None = None
    if cursor.peek() == "ident" and cursor.word() == "if":
        cursor.advance()
        condition = expression(cursor, depth + 1)
    cursor.take(closer, "Invalid 'for' expression: its closing bracket was expected.")
    cursor.newlines = newlines
    return ForExpr(start, cursor.before, key, value, collection, result_key, result, condition, group)


def string(cursor: Cursor, depth: int) -> Expr:
    """The quoted string or heredoc that begins here."""
    return _TERMS[cursor.kind](cursor, depth)


def _quoted(cursor: Cursor, depth: int) -> Expr:
    return quoted(cursor, depth, expression)


def _heredoc(cursor: Cursor, depth: int) -> Expr:
    return heredoc(cursor, depth, expression)


def _string(cursor: Cursor, depth: int) -> Literal:
    """A quoted string that the lexer took whole, because it has neither escapes nor templates."""
    literal = Literal(cursor.start, cursor.end, normal(cursor.text[cursor.start + 1 : cursor.end - 1]))
    cursor.advance()
    return literal


_TERMS: dict[str, Callable[[Cursor, int], Expr]] = {
    "(": _parentheses,
    "[": _tuple,
    "{": _object,
    "ident": _name,
    "number": _number,
    "string": _string,
    "open_quote": _quoted,
    "open_heredoc": _heredoc,
}
