"""What a type says of a parameter: ARM's word for it, whether null is allowed, which values are, whether it is a secret."""

from __future__ import annotations

from scanner.bicep import syntax as s
from scanner.bicep.lower.context import FileContext
from scanner.bicep.lower.references import literal_of
from scanner.model.value import Value

_BASIC = ("string", "int", "bool", "array", "object")
_DEEPEST = 32
"""A type may refer to a type; a circle is a mistake that the compiler reports."""


def declared_type(context: FileContext, kind: s.Type | None, decorators: list[s.Call]) -> dict[str, Value]:
    """The entry of a parameter or output in a template, without its value."""
    entry = _describe(context, kind, 0)
    for decorator in decorators:
        if decorator.name == "secure":
            entry["secure"] = True
        if decorator.name == "allowed" and decorator.arguments and isinstance(decorator.arguments[0], s.Array):
            literals = [literal_of(item) for item in decorator.arguments[0].items if not isinstance(item, s.Spread)]
            if all(literals) and len(literals) == len(decorator.arguments[0].items):
                entry["allowedValues"] = [literal.value for literal in literals if literal]
    if entry.pop("secure", False):
        entry["type"] = "secureObject" if entry.get("type") == "object" else "secureString"
    return entry


def _describe(context: FileContext, kind: s.Type | None, depth: int) -> dict[str, Value]:
    if depth > _DEEPEST:
        return {}
    match kind:
        case s.TypeName():
            return _named(context, kind, depth)
        case s.TypeLiteral():
            return {"type": _word(kind.value), "allowedValues": [kind.value]}
        case s.TypeNullable():
            return {**_describe(context, kind.base, depth + 1), "nullable": True}
        case s.TypeArray() | s.TypeTuple():
            return {"type": "array"}
        case s.TypeObject():
            return {"type": "object"}
        case s.TypeUnion():
            return _union(context, kind, depth)
        case s.TypeAccess():
            return _member(context, kind, depth)
    return {}


def _named(context: FileContext, kind: s.TypeName, depth: int) -> dict[str, Value]:
    if kind.name in _BASIC:
        return {"type": kind.name}
    if (alias := context.names.aliases.get(kind.name)) is not None:
        return _alias(context, alias, depth)
    imported = context.imports.types.get(kind.name)
    return _alias(*imported, depth) if imported else {}


def _alias(context: FileContext, alias: s.AliasDeclaration, depth: int) -> dict[str, Value]:
    found = _describe(context, alias.type, depth + 1)
    return {**found, "secure": True} if any(decorator.name == "secure" for decorator in alias.decorators) else found


def _member(context: FileContext, kind: s.TypeAccess, depth: int) -> dict[str, Value]:
    """``ns.alias``, or a property of an object type."""
    if isinstance(kind.base, s.TypeName) and (imported := context.imports.types.get(f"{kind.base.name}.{kind.name}")):
        return _alias(*imported, depth)
    if (
        isinstance(kind.base, s.TypeName)
        and (alias := context.names.aliases.get(kind.base.name)) is not None
        and isinstance(alias.type, s.TypeObject)
    ):
        member = next((member for member in alias.type.members if member.name == kind.name), None)
        return _describe(context, member.type, depth + 1) if member else {}
    return {}


def _union(context: FileContext, kind: s.TypeUnion, depth: int) -> dict[str, Value]:
    """The allowed values, when the union is of literals only; otherwise just what its members are."""
    members = [_describe(context, member, depth + 1) for member in kind.members]
    nullable = any(member.get("nullable") or member.get("type") == "null" for member in members)
    members = [member for member in members if member.get("type") != "null"]
    entry: dict[str, Value] = {"nullable": True} if nullable else {}
    if members and all(member.get("type") == members[0].get("type") for member in members) and "type" in members[0]:
        entry["type"] = members[0]["type"]
    if members and all("allowedValues" in member for member in members):
        entry["allowedValues"] = [value for member in members for value in member["allowedValues"]]
    return entry


def _word(value: Value) -> str:
    return "null" if value is None else "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "string"
