"""What is declared of a parameter, and what becomes of the value that a parameters file gives it."""

from __future__ import annotations

from scanner.arm.placeholders import replaced
from scanner.arm.template import Template
from scanner.arm.values import ALGEBRA, member, to_json
from scanner.model.unknowns import identity
from scanner.model.value import Symbol, Unknown, Value

SECURE = ("securestring", "secureobject")

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "securestring": (str,), "bool": (bool,), "int": (int,), "object": (dict,), "secureobject": (dict,), "array": (list,),
}  # fmt: skip
_WORDS = {str: "a string", bool: "a bool", int: "an int", float: "a number", dict: "an object", list: "an array"}

Declaration = dict[str, Value]


def declaration(template: Template, name: str) -> Declaration:
    """What is declared of a parameter, with what its user-defined type adds."""
    declared: Declaration = {}
    entry = member(template.section("parameters")[1], name)
    for _ in range(32):  # a type may refer to a type; a circle is a mistake that ARM reports
        if not isinstance(entry, dict):
            break
        declared = {**entry, **declared}
        reference = member(entry, "$ref")
        if not isinstance(reference, str) or not reference.lower().startswith("#/definitions/"):
            break
        entry = member(template.section("definitions")[1], reference[len("#/definitions/") :])
    return declared


def unset(declared: Declaration, why: str, symbol: Symbol) -> Unknown:
    """What is known of a value that only the deployment gives."""
    kind = _kind(declared)
    allowed = member(declared, "allowedValues")
    candidates: tuple[Value, ...] = ()
    if isinstance(allowed, list) and kind != "array":
        candidates = ALGEBRA.distinct(allowed)
    elif kind == "bool":
        candidates = (True, False)
    return Unknown(why, candidates, (symbol,), kind.removeprefix("secure") if kind in SECURE else kind)


def accepted(value: Value, name: str, declared: Declaration, symbol: Symbol) -> tuple[Value, str]:
    """The value of a parameter that a parameters file sets, and what is wrong with it, or "".

    What another tool replaces is unknown. So is what Resource Manager refuses: it can never be deployed.
    """
    kind, nullable = _kind(declared), member(declared, "nullable") is True
    value = replaced(value, secret=kind in SECURE)
    if isinstance(value, Unknown):
        # Left empty, azd passes nothing at all.
        return Unknown(value.why, () if nullable else unset(declared, "", symbol).candidates, value.parts or (symbol,), value.type or kind), ""
    if fault := "" if value is None else _type_fault(value, kind) or _choice_fault(value, declared, kind):
        return unset(declared, f'parameter "{name}" is given a value that it does not take', symbol), f'parameter "{name}" {fault}'
    return value, ""


def _kind(declared: Declaration) -> str | None:
    kind = member(declared, "type")
    return kind.lower() if isinstance(kind, str) else None


def _type_fault(value: Value, kind: str | None) -> str:
    """Nothing is converted: "true" is no bool, and 1 no string. Only 1.0 may pass for an int."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if kind is None or type(value) in _TYPES.get(kind, (type(value),)):
        return ""
    article = "an" if kind[0] in "aio" else "a"
    return f"takes {article} {kind}, not {_WORDS.get(type(value), 'this')}; it cannot be deployed, and the value is taken as unknown"


def _choice_fault(value: Value, declared: Declaration, kind: str | None) -> str:
    """Of an array the elements must be allowed, so only single values are looked at; case does not matter."""
    allowed = member(declared, "allowedValues")
    if not isinstance(allowed, list) or not all(isinstance(choice, (str, int)) for choice in allowed) or not isinstance(value, (str, int)):
        return ""
    if any(identity(_folded(choice)) == identity(_folded(value)) for choice in allowed):
        return ""
    shown = "the value" if kind in SECURE else _quoted(value)
    choices = ", ".join(map(_quoted, allowed[:10])) + (", …" if len(allowed) > 10 else "")
    return f"does not allow {shown}, only {choices}; it cannot be deployed, and the value is taken as unknown"


def _quoted(value: Value) -> str:
    return f"'{value}'" if isinstance(value, str) else to_json(value)


def _folded(value: Value) -> Value:
    return value.lower() if isinstance(value, str) else value
