"""``regex``, ``regexall`` and the pattern form of ``replace``."""

from __future__ import annotations

from functools import lru_cache

from scanner.model.value import Unknown
from scanner.terraform.functions.regex_machine import Captures, Machine
from scanner.terraform.functions.regex_program import Program
from scanner.terraform.functions.regex_syntax import PatternError, parse_pattern
from scanner.terraform.functions.registry import MAX_TEXT, ArgumentError
from scanner.terraform.types import TooLarge
from scanner.terraform.values import ANY, STRING, EvaluationError, ListValue, Type, Value

_TEMPLATE_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> Program | PatternError:
    try:
        return Program(parse_pattern(pattern))
    except PatternError as error:
        return error


def _result_pattern(pattern: str) -> Program:
    parsed = _parsed(pattern)
    if isinstance(parsed, PatternError):
        raise ArgumentError(0, f"invalid regexp pattern: {parsed.code} in {parsed.at}")
    if any(parsed.names) and not all(parsed.names):
        raise ArgumentError(0, "invalid regexp pattern: cannot mix both named and unnamed capture groups")
    return parsed


def regex_result_type(pattern: Value, _: Value) -> Type:
    """A string, a tuple of the groups, or an object of the named groups."""
    if isinstance(pattern, Unknown):
        return ANY
    names = _result_pattern(pattern).names
    if not names:
        return STRING
    if names[0]:
        return Type("object", attributes=tuple((name, STRING, False) for name in sorted(names)))
    return Type("tuple", elements=(STRING,) * len(names))


def regex(pattern: str, text: str) -> Value:
    machine = Machine(_result_pattern(pattern))
    found = machine.search(text)
    if found is None:
        raise EvaluationError("pattern did not match any part of the given string")
    return _result(machine, text, found)


def regexall(pattern: str, text: str) -> ListValue:
    machine = Machine(_result_pattern(pattern))
    return ListValue([_result(machine, text, found) for found in machine.find_all(text)], regex_result_type(pattern, text))


def _group(text: str, found: Captures, number: int) -> str | None:
    start, end = found[2 * number], found[2 * number + 1]
    return None if start < 0 or end < 0 else text[start:end]


def _result(machine: Machine, text: str, found: Captures) -> Value:
    if not machine.names:
        return _group(text, found, 0)
    groups = [_group(text, found, number) for number in range(1, len(machine.names) + 1)]
    return dict(sorted(zip(machine.names, groups, strict=True))) if machine.names[0] else tuple(groups)


def replace_matches(text: str, pattern: str, template: str) -> str:
    """Every match replaced by the template, in which ``$1`` and ``${name}`` stand for groups."""
    parsed = _parsed(pattern)
    if isinstance(parsed, PatternError):
        raise EvaluationError(f"error parsing regexp: {parsed.code}: `{parsed.at}`")
    machine = Machine(parsed)
    pieces: list[str] = []
    size = copied = at = 0
    while at <= len(text) and (found := machine.search(text, at)) is not None:
        start, end = found[0], found[1]
        pieces.append(text[copied:start])
        if end > copied or start == 0:
            pieces.append(_expanded(template, machine, text, found))
        size += len(pieces[-1])
        if size > MAX_TEXT:
            raise TooLarge("the text is too large to evaluate")
        copied = end
        at = max(end, at + 1)
    return "".join(pieces) + text[copied:]


def _expanded(template: str, machine: Machine, text: str, found: Captures) -> str:
    if "$" not in template:
        return template
    result, at = [], 0
    while (dollar := template.find("$", at)) >= 0:
        result.append(template[at:dollar])
        at = dollar + 1
        if template.startswith("$", at):
            result.append("$")
            at += 1
            continue
        name, end = _reference(template, at)
        if name:
            result.append(_named(name, machine, text, found))
            at = end
        else:
            result.append("$")
    return "".join(result) + template[at:]


def _reference(template: str, at: int) -> tuple[str, int]:
    """The group name after a dollar sign, and where it ends; "" when there is none."""
    braced = template.startswith("{", at)
    start = end = at + braced
    while end < len(template) and (template[end] in _TEMPLATE_WORD or (not template[end].isascii() and template[end].isalnum())):
        end += 1
    if braced and not template.startswith("}", end):
        return "", at
    return template[start:end], end + braced


def _named(name: str, machine: Machine, text: str, found: Captures) -> str:
    if name.isdecimal() and name.isascii() and (name == "0" or name[0] != "0") and len(name) < 9:
        number = int(name)
        return (_group(text, found, number) or "") if number <= len(machine.names) else ""
    if name in machine.names:
        return _group(text, found, machine.names.index(name) + 1) or ""
    return ""
