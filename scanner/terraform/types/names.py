"""How types are called in messages."""

from __future__ import annotations

import json

from scanner.terraform.values import Type

PRIMITIVES = frozenset({"bool", "number", "string"})
COLLECTIONS = frozenset({"list", "set", "map"})


def friendly_name(type: Type) -> str:
    """ "list of string", "object", "dynamic": the type of a value at hand."""
    if type.element is not None:
        return f"{type.kind} of {friendly_name(type.element)}"
    return "dynamic" if type.kind == "any" else type.kind


def constraint_name(type: Type) -> str:
    """ "list of any single type": the type that is asked for."""
    if type.element is not None:
        return f"{type.kind} of {'any single type' if type.element.kind == 'any' else constraint_name(type.element)}"
    return "any type" if type.kind == "any" else type.kind


def type_name(type: Type, indent: int = 0) -> str:
    """As Terraform's ``type`` prints it, and as a type constraint is written."""
    if type.element is not None:
        return f"{type.kind}({type_name(type.element, indent)})"
    if type.kind == "tuple":
        return _bracketed("tuple([", [type_name(inner, indent + 4) for inner in type.elements], "])", indent)
    if type.kind == "object":
        attributes = []
        for name, inner, optional in type.attributes:
            shown = type_name(inner, indent + 4)
            key = name if name.replace("-", "_").isidentifier() else json.dumps(name)
            attributes.append(f"{key}: {f'optional({shown})' if optional else shown}")
        return _bracketed("object({", attributes, "})", indent)
    return type.kind


def _bracketed(opening: str, items: list[str], closing: str, indent: int) -> str:
    if not items:
        return opening + closing
    inner = "".join(f"\n{' ' * (indent + 4)}{item}," for item in items)
    return f"{opening}{inner}\n{' ' * indent}{closing}"


def mismatch(got: Type, want: Type) -> str:
    """Why a value of type ``got`` cannot become one of type ``want``, in Terraform's words."""
    if got.kind == "object" and want.kind == "object":
        return _object_mismatch(got, want)
    if want.element is not None and got.kind in ("tuple", "object"):
        return _structural_mismatch(got, want, want.element)
    if want.element is not None and got.element is not None:
        alike = got.kind == want.kind or {got.kind, want.kind} == {"list", "set"}
        return f"incorrect {want.kind} element type: {mismatch(got.element, want.element)}" if alike else f"{constraint_name(want)} required"
    return f"{constraint_name(want)} required"


def _structural_mismatch(got: Type, want: Type, element: Type) -> str:
    from scanner.terraform.types.conversion import convertible  # a message is rare, and conversion needs this module

    if (got.kind == "object") != (want.kind == "map"):
        return f"{constraint_name(want)} required"
    if element.kind == "any":
        return f"all {want.kind} elements must have the same type"
    if got.kind == "tuple":
        wrong = ((str(index), inner) for index, inner in enumerate(got.elements) if not convertible(inner, element))
    else:
        wrong = ((json.dumps(name), inner) for name, inner, _ in got.attributes if not convertible(inner, element))
    for name, inner in wrong:
        return f"element {name}: {mismatch(inner, element)}"
    return f"all elements must be {constraint_name(element)}"


def _object_mismatch(got: Type, want: Type) -> str:
    from scanner.terraform.types.conversion import convertible

    have = {name: inner for name, inner, _ in got.attributes}
    missing = [json.dumps(name) for name, _, optional in want.attributes if name not in have and not optional]
    if len(missing) == 1:
        return f"attribute {missing[0]} is required"
    if missing:
        comma = "," if len(missing) > 2 else ""
        return f"attributes {', '.join(missing[:-1])}{comma} and {missing[-1]} are required"
    for name, inner, _ in want.attributes:
        if name in have and not convertible(have[name], inner):
            return f"attribute {json.dumps(name)}: {mismatch(have[name], inner)}"
    return "incorrect object attributes"
