"""Text in parameters files that another tool replaces before the deployment: it is unknown, whatever it looks like."""

from __future__ import annotations

import re

from scanner.arm.values import joined, partial_name
from scanner.model.value import Part, Symbol, Unknown, Value

_PLACEHOLDER = re.compile(
    r"""
      (?P<azd> \$\{ (?P<name>[A-Za-z_][^{}=:]*) (?: (?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})* \} | .* )
             | \$\( \s* secretOrRandomPassword [^()]* \) )
    | (?P<pipeline> \$\( [A-Za-z_] [^()]* \) | \$\{\{ [^{}]+ \}\} )
    | (?P<other> \#\{ [^{}]+ \} \#?                          # replacetokens, Octopus Deploy
               | \{\{ [^{}]+ \}\}
               | __ (?=[A-Za-z0-9]) (?: (?!__) [\w.-] )+ __
               | \b (?: GEN-[A-Z][A-Z0-9-]* | GET-PREREQ-\w+ ) )  # what the public quickstarts have filled in when they are tested
    """,
    re.VERBOSE | re.DOTALL,
)
_TOOLS = {"azd": "azd", "pipeline": "the pipeline", "other": "another tool"}
_MOST = 200
"""Placeholders in one text that are told apart."""


def replaced(value: Value, secret: bool = False) -> Value:
    """The value, with every text unknown that holds a placeholder; ``secret``: its default is not to be shown."""
    if isinstance(value, str):
        return _text(value, secret)
    if isinstance(value, list):
        return [replaced(item, secret) for item in value]
    if isinstance(value, dict):
        return {_name(key): replaced(item, secret) for key, item in value.items()}
    return value


def _text(text: str, secret: bool) -> Value:
    pieces: list[tuple[Part, ...]] = []
    why, end = "", 0
    for number, match in enumerate(_PLACEHOLDER.finditer(text)):
        shown = f"${{{match['name']}}}" if secret and match["name"] else match[0]
        why = why or f"placeholder {shown[:_MOST]} is replaced by {_TOOLS[str(match.lastgroup)]}"
        if number == _MOST:
            return Unknown(why)
        pieces += [(text[end : match.start()],), (Symbol(shown),)]
        end = match.end()
    return Unknown(why, parts=joined([*pieces, (text[end:],)])) if pieces else text


def _name(key: str) -> str:
    found = _text(key, False)
    return partial_name(found, key) if isinstance(found, Unknown) else key
