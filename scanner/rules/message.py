"""The sentence of a finding: the rule's message, filled in the words of the source."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from scanner.graph.place import written_path
from scanner.graph.remedy import said, settable, spell
from scanner.model.graph import Node
from scanner.model.resource import Language
from scanner.model.result import Outcome
from scanner.model.value import Path, Unknown, Value
from scanner.rules.decision import blocking

if TYPE_CHECKING:
    from scanner.rules.evaluate import Verdict

LONGEST = 80
"""Longer values are cut: a message is one line."""
MOST = 20
_FILL = re.compile(r"\{(\w+)\}")


def message(verdict: Verdict) -> str:
    """One sentence that names the place, what is there, and whose default that is."""
    node, path, value, note = verdict.evidence
    words, shown = said(node, path, value) if path else ((), value)
    fills = {
        "path": (written_path(words) if settable(node, path) else spell(node, path)) if path else node.address,
        "value": "(not shown)" if verdict.rule.secret and value is not None else literal(shown, node.language),
        "origin": _origin(node, path),
        "name": verdict.node.name if isinstance(verdict.node.name, str) else verdict.node.address,
        "why": _why(value) or "a value is not known",
        "note": note,
    }
    required = " ".join(verdict.rule.fix.text.split()).rstrip(".")
    match verdict.outcome:
        case Outcome.FAIL:
            template = verdict.rule.message
        case Outcome.OPEN:
            # The texts of a rule are no templates: braces in them stay.
            return f"cannot be decided before deployment: {fills['why'].rstrip('.')}. The rule asks: {required}"
        case Outcome.PASS:
            template = "{path} is {value}{origin}" if path and _is_plain(shown) else "nothing contradicts the rule"
        case Outcome.NOT_APPLICABLE:
            template = "the rule does not apply"
    return _FILL.sub(lambda found: fills.get(found.group(1), found.group()), template)


def _why(value: Value) -> str:
    unknown = blocking(value)
    return unknown.why if unknown is not None else ""


def _origin(node: Node, path: Path) -> str:
    """ " (azurerm 4 default)" when nobody wrote the value, else nothing."""
    for length in range(len(path), 0, -1):
        if path[:length] in node.defaulted:
            unsettable = "" if settable(node, path) else f"; {node.source.type} has no attribute for it"
            return f" ({node.defaulted[path[:length]]}{unsettable})"
        if path[:length] in node.origins:
            return ""
    return ""


def literal(value: Value, language: Language) -> str:
    """The value as the source language would write it, cut to fit a line. What is in an object is not shown: it may be secret."""
    if value is None:
        return "not set"
    if isinstance(value, Unknown):
        return _possibly(value, language)
    if blocking(value) is not None and not isinstance(value, dict):
        return "not known before deployment"
    return _cut(_written(value, language))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _possibly(value: Unknown, language: Language) -> str:
    """What it can be, when that is a choice between plain values."""
    if not value.candidates or not all(item is None or (_is_plain(item) and not isinstance(item, list)) for item in value.candidates):
        return "not known before deployment"
    return _cut(" or ".join(dict.fromkeys(literal(item, language) for item in value.candidates)))


def _is_plain(value: Value) -> bool:
    """True for what a sentence can show: a text, a number, a boolean, or a list of them."""
    if isinstance(value, (list, tuple)):
        return all(_is_plain(item) and not isinstance(item, (list, tuple)) for item in value)
    return not isinstance(value, (dict, Unknown))


def _written(value: Value, language: Language) -> str:
    if isinstance(value, str):
        return _quoted(value, language)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_written(item, language) for item in value[:MOST]) + "]" if _is_plain(value) else "[…]"
    return str(value)


def _quoted(text: str, language: Language) -> str:
    quoted = json.dumps(text[: 2 * LONGEST], ensure_ascii=False)
    if language is Language.BICEP:
        return "'" + quoted[1:-1].replace(r"\"", '"').replace("'", r"\'").replace("${", r"\${") + "'"
    return quoted.replace("${", "$${") if language is Language.TERRAFORM else quoted
