"""The algebra of values that may be unknown: candidates, and the text that a value is known to be made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Sequence

from scanner.model.unknowns import MAX_PARTS, MAX_TEXT, Algebra, identity, joined_parts
from scanner.model.value import Part, PartialName, Reference, Symbol, Unknown, Value

MAX_NODES = 100_000
MAX_DEPTH = 100
_MAX_SYMBOL = 400


class EvaluationError(Exception):
    """What ARM itself would refuse when it evaluates the expression. The evaluator adds the place."""


class Undecided(Exception):
    """A function met an unknown part that its result depends on."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.why)
        self.unknown = unknown


ALGEBRA = Algebra(refusals=(EvaluationError, Undecided))


def distinct(values: Iterable[Value]) -> list[Value]:
    """Without repeats, in order of first appearance."""
    found: dict[Hashable, Value] = {}
    for value in values:
        found.setdefault(identity(value), value)
    return list(found.values())


def first_unknown(value: Value) -> Unknown | None:
    """The first unknown leaf, in document order."""
    if isinstance(value, Unknown):
        return value
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in members:
        if (found := first_unknown(item)) is not None:
            return found
    return None


def unknown_members(value: Value) -> list[Unknown]:
    """The unknown parts of a value, each once; none at all when one of them can be anything."""
    found: dict[int, Unknown] = {}
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, Unknown):
            if not node.candidates:
                return []
            found[id(node)] = node
        elif isinstance(node, (dict, list)):
            pending.extend(node.values() if isinstance(node, dict) else node)
    return list(found.values())


def with_members(value: Value, chosen: dict[int, Value]) -> Value:
    """The value with each unknown part, by its id, as it was chosen to be."""
    if isinstance(value, Unknown):
        return chosen[id(value)]
    if isinstance(value, dict):
        return {key: with_members(item, chosen) for key, item in value.items()}
    return [with_members(item, chosen) for item in value] if isinstance(value, list) else value


def decided(value: Value) -> Value:
    """The value itself; raises Undecided when it is unknown."""
    if isinstance(value, Unknown):
        raise Undecided(value)
    return value


def one_of(values: Sequence[Value], why: str, parts: tuple[Part, ...] = ()) -> Value:
    """The value that is one of these: known when they agree, else unknown with candidates where all are known."""
    return ALGEBRA.one_of(values, why, parts)


def over_candidates(arguments: Sequence[Value], apply: Callable[[list[Value]], Value], why: str, parts: tuple[Part, ...]) -> Value:
    """``apply`` where some arguments are unknown: done for every combination of candidates if there are few."""
    return ALGEBRA.over(lambda *chosen: apply(list(chosen)), arguments, why, parts)


# --- text ---


def text_of(value: Value) -> str:
    """The text of a known scalar, as ``concat`` and ``string`` have it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else to_json(value) if isinstance(value, (dict, list)) else str(value)


def to_json(value: Value) -> str:
    """As ``string()`` spells objects and arrays: without blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def limited(length: int) -> None:
    """Raises EvaluationError when a text of this length must not be made."""
    if length > MAX_TEXT:
        raise EvaluationError(f"the text would have more than {MAX_TEXT:,} characters")


def spelled(value: Value) -> tuple[Part, ...]:
    """The parts of the text that the value gives; Undecided when an unknown has none."""
    if isinstance(value, Unknown):
        if not value.parts:
            raise Undecided(value)
        return value.parts
    if isinstance(value, (dict, list)) and (unknown := first_unknown(value)) is not None:
        raise Undecided(unknown)
    return (text_of(value),)


def symbolic(value: Value, name: str) -> Value:
    """The value; an unknown without parts gets a symbol of its own, so that texts can be made with it."""
    unnamed = isinstance(value, Unknown) and not value.parts
    return Unknown(value.why, value.candidates, (Symbol(name),), value.type) if unnamed else value


def joined(pieces: Iterable[tuple[Part, ...]]) -> tuple[Part, ...]:
    """One sequence of parts, neighbouring literals merged, empty ones dropped; EvaluationError when that makes too long a text."""
    parts = joined_parts(pieces)
    if parts is None:
        raise EvaluationError(f"the text would have more than {MAX_TEXT:,} characters or {MAX_PARTS:,} pieces")
    return parts


def text(parts: tuple[Part, ...], why: str) -> Value:
    """The text that the parts spell: known when all are literal."""
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], str):
        return parts[0]
    return Unknown(why, parts=parts)


def source_text(value: Value) -> str | None:
    """The value as one would write it in an expression; None when an unknown in it has no parts."""
    if isinstance(value, Unknown):
        pieces = [_part_text(part) for part in value.parts]
        result = None if not pieces else pieces[0] if len(pieces) == 1 else f"concat({', '.join(pieces)})"
    elif isinstance(value, str):
        result = _part_text(value)
    elif isinstance(value, list):
        result = _call_text("createArray", value)
    elif isinstance(value, dict):
        result = _call_text("createObject", [side for pair in value.items() for side in pair])
    else:
        result = json.dumps(value)
    return None if result is None else _short(result)


def _short(text: str) -> str:
    """A text that is too long by its start and its hash, so that equal ones stay equal and others differ."""
    if len(text) <= _MAX_SYMBOL:
        return text
    return f"{text[: _MAX_SYMBOL // 2]}…{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"


def _part_text(part: Part) -> str:
    if isinstance(part, Symbol):
        return part.text
    if isinstance(part, Reference):
        return ".".join((f"reference('{part.address}')", *map(str, part.path)))
    return "'" + part.replace("'", "''") + "'"


def _call_text(name: str, arguments: Sequence[Value]) -> str | None:
    if len(arguments) > 40:
        return None
    written = [source_text(argument) for argument in arguments]
    return None if None in written else f"{name}({', '.join(filter(None, written))})"


def call_parts(name: str, arguments: Sequence[Value]) -> tuple[Part, ...]:
    """A symbol for a call, the same for the same arguments; none when an argument cannot be spelled."""
    written = _call_text(name, arguments)
    return () if written is None else (Symbol(_short(written)),)


# --- bounds and shape ---


def check_size(value: Value) -> Value:
    """The value; EvaluationError when it is too large or too deep to be walked safely. Counts shared parts each time."""
    if isinstance(value, str):
        limited(len(value))
    level, count, depth = [value], 0, 0
    while level:
        count, depth = count + len(level), depth + 1
        if count > MAX_NODES or depth > MAX_DEPTH:
            raise EvaluationError(f"the value is too large (over {MAX_NODES:,} parts or {MAX_DEPTH} levels)")
        groups: list[Sequence[Value]] = []
        for node in level:
            if type(node) is dict:
                groups.append(list(node.values()))
            elif type(node) is list:
                groups.append(node)
            elif type(node) is Unknown and node.candidates:
                groups.append(node.candidates)
        if count + sum(map(len, groups)) > MAX_NODES:
            raise EvaluationError(f"the value is too large (over {MAX_NODES:,} parts)")
        level = [item for group in groups for item in group]
    return value


def without_nulls(value: Value) -> Value:
    """ARM takes a property whose value is null as absent; null elements of arrays stay."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def member_name(tree: Value, name: str) -> str | None:
    """The key that ARM takes for ``name``, which it reads without regard to case; None when there is none."""
    if not isinstance(tree, dict) or name in tree:
        return name if isinstance(tree, dict) else None
    lower = name.lower()
    return next((key for key in tree if key.lower() == lower), None)


def member(tree: Value, name: str) -> Value:
    """The property of an object, whatever the case of its name; None when there is none."""
    key = member_name(tree, name)
    return None if key is None else tree[key]


def partial_name(value: Unknown, otherwise: str) -> PartialName:
    """How a name that is not known is shown: what is unknown of it in braces, ``otherwise`` when all is."""
    return PartialName(readable(value, otherwise))


def absent(tree: dict[str, Value]) -> Unknown | None:
    """What a property is that the object has not: nothing, or unknown where it has properties whose names are not known."""
    for key, value in tree.items():
        if type(key) is PartialName:
            return Unknown(value.why if isinstance(value, Unknown) else "not all properties of the object are known")
    return None


def readable(value: Value, otherwise: str) -> str:
    """A text in which what is unknown stands in braces; ``otherwise`` when nothing is known of it."""
    if not isinstance(value, Unknown):
        return value if isinstance(value, str) else otherwise
    try:
        parts = spelled(value)
    except Undecided:
        return otherwise
    return "".join(part if isinstance(part, str) else f"{{{part.text}}}" if isinstance(part, Symbol) else "{…}" for part in parts)
