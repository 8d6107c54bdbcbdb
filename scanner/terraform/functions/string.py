"""Functions on strings."""

from __future__ import annotations

from scanner.model.value import Part, Symbol, Unknown, is_known
from scanner.terraform.functions.go_format import Verb, format_text, format_value, parse
from scanner.terraform.functions.graphemes import clusters
from scanner.terraform.functions.registry import MAX_TEXT, ArgumentError, Function, Parameter, number, texts, unknown_from, whole_number
from scanner.terraform.functions.regular_expression import regex, regex_result_type, regexall, replace_matches
from scanner.terraform.types import TooLarge
from scanner.terraform.types.quoting import quote
from scanner.terraform.values import BOOL, STRING, EvaluationError, ListValue, SetValue, Value, list_of

_SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


def strings(items: list[str]) -> ListValue:
    """A list of strings."""
    return ListValue(items, STRING)


def chomp(text: str) -> str:
    return text.rstrip("\r\n")


def upper(text: str) -> str:
    """One character at a time, as Go does it: ß stays, where Python makes SS."""
    return text.upper() if text.isascii() else "".join(map(_upper, text))


def _upper(character: str) -> str:
    for cased in (character.upper(), character.title()):
        if len(cased) == 1:
            return cased
    return character


def lower(text: str) -> str:
    return "".join(character.lower()[0] for character in text)


def title(text: str) -> str:
    """Every letter that stands at the start or after a separator is capitalised."""
    result, before = [], " "
    for character in text:
        result.append(_title(character) if _separates(before) else character)
        before = character
    return "".join(result)


def _title(character: str) -> str:
    return character.title() if len(character.title()) == 1 else character


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return not (character.isalpha() or character.isdecimal()) and character in _SPACES


def indent(spaces: Value, text: str) -> str:
    count = whole_number(spaces)
    if count < 0:
        raise EvaluationError("panic in function implementation: strings: negative Repeat count")
    if count * text.count("\n") > MAX_TEXT:
        raise TooLarge("the text is too large to evaluate")
    return text.replace("\n", "\n" + " " * count)


def split(separator: str, text: str) -> ListValue:
    return strings(text.split(separator) if separator else list(text))


def join(separator: str, *lists: Value) -> Value:
    if not lists:
        raise EvaluationError("at least one list is required")
    items: list[Value] = []
    for position, given in enumerate(lists, 1):
        if isinstance(given, Unknown) or (isinstance(given, SetValue) and not is_known(given)):
            return unknown_from(lists, STRING)
        for index, item in enumerate(given):
            if item is None:
                of = f" of list {position}" if len(lists) > 1 else ""
                raise ArgumentError(1, f"element {index}{of} is null; cannot concatenate null values")
        items += given
    if all(isinstance(item, str) for item in items):
        if sum(map(len, items)) + len(separator) * len(items) > MAX_TEXT:
            raise TooLarge("the text is too large to evaluate")
        return separator.join(items)
    return _spelled([piece for item in items for piece in (separator, item)][1:], f"joined by {quote(separator)}")


def _spelled(pieces: list[Value], how: str) -> Unknown:
    """An unknown text of which pieces are known, in order; the others are named by what they wait for and where they stand."""
    parts: list[Part] = []
    for place, piece in enumerate(pieces, 1):
        if isinstance(piece, Unknown):
            spelled = piece.parts or (Symbol(f"{piece.why} (part {place} of {len(pieces)} {how})"),)
        else:
            spelled = (piece,)
        for part in spelled:
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
    whole = unknown_from(pieces, STRING)
    return Unknown(whole.why, parts=tuple(parts), type=STRING)


def format_(template: str, *arguments: Value) -> Value:
    """A null is refused, or shown, or makes the text unknown, depending on its type, which it does not have here."""
    if None in arguments:
        return Unknown("null is formatted", type=STRING)
    return _format(template, arguments)


def _format(template: str, arguments: tuple[Value, ...]) -> Value:
    if all(map(is_known, arguments)):
        return format_text(template, arguments)
    try:
        pieces = parse(template, len(arguments))
    except EvaluationError:  # the engine looks at the template only when it has all arguments
        return unknown_from(arguments, STRING)
    return _spelled([piece if isinstance(piece, str) else _format_partly(*piece, arguments) for piece in pieces], f"of {quote(template)}")


def _format_partly(verb: Verb, index: int, arguments: tuple[Value, ...]) -> Value:
    value = arguments[index]
    if is_known(value):
        return format_value(verb, value)
    plain = isinstance(value, Unknown) and (value.type is None or value.type == STRING) and verb.raw[-1] in "sv" and len(verb.raw) == 2
    return value if plain else unknown_from([value], STRING)


def formatlist(template: str, *arguments: Value) -> Value:
    """One text per element of the lists given, which must be of one length; other arguments are used in each."""
    if None in arguments:
        return Unknown("null is formatted", type=list_of(STRING))
    length: int | None = None
    chooser = 0
    for index, argument in enumerate(arguments, 1):
        if not isinstance(argument, (list, tuple)) or (isinstance(argument, SetValue) and not is_known(argument)):
            continue
        if length is not None and len(argument) != length:
            raise ArgumentError(1, f"argument {index} has length {len(argument)}, which is inconsistent with argument {chooser} of length {length}")
        if length is None:
            length, chooser = len(argument), index
    if any(_unknown_length(argument) for argument in arguments):
        return unknown_from(arguments, list_of(STRING))
    rows = range(1 if length is None else length)
    return strings([_format_row(template, row, arguments) for row in rows])


def _unknown_length(argument: Value) -> bool:
    if isinstance(argument, Unknown):
        return argument.type is None or argument.type.kind in ("any", "list", "set", "tuple")
    return isinstance(argument, SetValue) and not is_known(argument)


def _format_row(template: str, row: int, arguments: tuple[Value, ...]) -> Value:
    try:
        return _format(template, tuple(argument[row] if isinstance(argument, (list, tuple)) else argument for argument in arguments))
    except TooLarge:
        raise
    except EvaluationError as error:
        raise EvaluationError(f"error on format iteration {row}: {error}") from error


def replace(text: str, old: str, new: str) -> str:
    if len(old) > 1 and old[0] == old[-1] == "/":
        return replace_matches(text, old[1:-1], new)
    if (text.count(old) if old else len(text)) * len(new) > MAX_TEXT:
        raise TooLarge("the text is too large to evaluate")
    return text.replace(old, new)


def startswith(text: Value, prefix: str) -> Value:
    if not isinstance(text, Unknown):
        return text.startswith(prefix)
    if prefix == "":
        return True
    known = text.parts[0] if text.parts and isinstance(text.parts[0], str) else ""
    if known.startswith(prefix):
        return True
    if known and not prefix.startswith(known):
        return False
    return unknown_from([text], BOOL)


def substr(text: str, offset: Value, length: Value) -> str:
    first, count = whole_number(offset), whole_number(length)
    characters = clusters(text)
    if first < 0:
        first = max(first + len(characters), 0)
    elif count == 0:
        return ""
    return "".join(characters[first:] if count <= 0 else characters[first : first + count])


def strrev(text: str) -> str:
    return "".join(reversed(clusters(text)))


_ARGS = Parameter("args", null=True, unknown=True)
FUNCTIONS = {
    "chomp": Function(texts("str"), STRING, chomp),
    "endswith": Function(texts("str", "suffix"), BOOL, str.endswith),
    "format": Function(texts("format"), STRING, format_, variadic=_ARGS, partly=True),
    "formatlist": Function(texts("format"), list_of(STRING), formatlist, variadic=_ARGS, partly=True),
    "indent": Function((number("spaces"), *texts("str")), STRING, indent),
    "join": Function(texts("separator"), STRING, join, variadic=Parameter("lists", list_of(STRING), unknown=True), partly=True),
    "lower": Function(texts("str"), STRING, lower),
    "regex": Function(texts("pattern", "string"), regex_result_type, regex),
    "regexall": Function(texts("pattern", "string"), lambda pattern, _: list_of(regex_result_type(pattern, _)), regexall),
    "replace": Function(texts("str", "substr", "replace"), STRING, replace),
    "split": Function(texts("separator", "str"), list_of(STRING), split),
    "startswith": Function((Parameter("str", STRING, unknown=True), *texts("prefix")), BOOL, startswith, partly=True),
    "strcontains": Function(texts("str", "substr"), BOOL, str.__contains__),
    "strrev": Function(texts("str"), STRING, strrev),
    "substr": Function((*texts("str"), number("offset"), number("length")), STRING, substr),
    "title": Function(texts("str"), STRING, title),
    "trim": Function(texts("str", "cutset"), STRING, str.strip),
    "trimprefix": Function(texts("str", "prefix"), STRING, str.removeprefix),
    "trimspace": Function(texts("str"), STRING, lambda text: text.strip(_SPACES)),
    "trimsuffix": Function(texts("str", "suffix"), STRING, str.removesuffix),
    "upper": Function(texts("str"), STRING, upper),
}
