"""Resource names and ids as sequences of parts, so that partly known ones can be compared too."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple, TypeAlias

from scanner.arm.values import joined
from scanner.model.value import Part, Symbol, Unknown, Value

Parts: TypeAlias = tuple[Part, ...]

_SUBSCRIPTION_ID = Symbol("subscription().id")
_SUBSCRIPTION: Parts = ("/subscriptions/", Symbol("subscription().subscriptionId"))


class ResourceId(NamedTuple):
    """``prefix`` is what stands before the last ``/providers/``; ``name`` holds the names, joined with slashes."""

    prefix: Parts
    type: str
    name: Parts


def parts_of(value: Value) -> Parts:
    """The parts of a text; empty when nothing is known of it."""
    if isinstance(value, Unknown):
        return value.parts
    return (value,) if isinstance(value, str) and value else ()


def key_of(parts: Parts) -> Hashable:
    """Equal for texts that ARM takes for the same: it does not regard case in names and ids."""
    spelled_out = (_SUBSCRIPTION if part == _SUBSCRIPTION_ID else (part,) for part in parts)
    return tuple(part.lower() if isinstance(part, str) else part for part in joined(spelled_out))


def segments(parts: Parts) -> list[Parts]:
    """What stands between slashes; a symbol is taken to have none in it."""
    result: list[list[Part]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            result[-1].append(part)
            continue
        first, *others = part.split("/")
        result[-1].extend([first] if first else [])
        result.extend([other] if other else [] for other in others)
    return [tuple(segment) for segment in result]


def in_path(pieces: list[Parts]) -> Parts:
    """The segments with slashes between them."""
    return joined(piece for index, segment in enumerate(pieces) for piece in ([("/",), segment] if index else [segment]))


def parse_id(parts: Parts) -> ResourceId | None:
    """The parts of an id, read as ``…/providers/Namespace/type/name/type/name``; what stands before ``/providers/`` may be missing."""
    pieces = segments(parts)
    while pieces and not pieces[-1]:
        pieces.pop()
    marks = [index for index, piece in enumerate(pieces) if len(piece) == 1 and isinstance(piece[0], str) and piece[0].lower() == "providers"]
    # Without the mark it may still be "Namespace/type/name", as dependsOn has it.
    start = marks[-1] + 1 if marks else 0
    tail = pieces[start:]
    if len(tail) < 3 or len(tail) % 2 == 0:
        return None
    words = [tail[0], *tail[1::2]]
    if not all(len(word) == 1 and isinstance(word[0], str) for word in words) or "." not in str(tail[0][0]):
        return None
    return ResourceId(in_path(pieces[: start - 1]) if marks else (), "/".join(str(word[0]) for word in words), in_path(tail[2::2]))


class Extension(NamedTuple):
    """A resource in the notation ``Parent/type/providers/locks`` named ``parent/Microsoft.Authorization/lock``."""

    type: str
    name: Parts
    parent_type: str
    parent_name: Parts


def parse_extension(type_name: str, name: Parts) -> Extension | None:
    """What the old notation for extension resources means; None for any other resource."""
    before, mark, after = type_name.partition("/providers/")
    if not mark or "/" not in before:
        return None
    pieces, depth = segments(name), before.count("/")
    if len(pieces) != depth + 1 + after.count("/") + 1 or len(pieces[depth]) != 1 or not isinstance(pieces[depth][0], str):
        return None
    return Extension(f"{pieces[depth][0]}/{after}", in_path(pieces[depth + 1 :]), before, in_path(pieces[:depth]))
