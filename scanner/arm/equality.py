"""Whether two values are the same, as far as they are known."""

from __future__ import annotations

from scanner.arm.values import absent, call_parts, identity, over_candidates
from scanner.model.value import Part, Unknown, Value


def equal(left: Value, right: Value) -> Value:
    """Deep equality in three-valued logic: True, False or Unknown."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _equal_unknown(left, right)
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return absent(left) or absent(right) or False
        return _all([equal(left[key], right[key]) for key in left])
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and _all([equal(a, b) for a, b in zip(left, right, strict=True)])
    return identity(left) == identity(right)


def _all(outcomes: list[Value]) -> Value:
    if any(outcome is False for outcome in outcomes):
        return False
    return next((outcome for outcome in outcomes if isinstance(outcome, Unknown)), True)


def _equal_unknown(left: Value, right: Value) -> Value:
    unknown = left if isinstance(left, Unknown) else right
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        if left.parts and left.parts == right.parts:
            return True
        if left.parts and right.parts and _surely_differ(list(left.parts), list(right.parts)):
            return False
    else:
        known = right if isinstance(left, Unknown) else left
        if known is None and unknown.type is not None:
            return False
        if isinstance(known, str) and len(unknown.parts) > 1 and _surely_differ(list(unknown.parts), [known]):
            return False
    return over_candidates([left, right], lambda pair: equal(*pair), unknown.why, call_parts("equals", [left, right]))


def _surely_differ(left: list[Part], right: list[Part]) -> bool:
    """True when two texts cannot be the same, whatever their symbols stand for: what they share at either end is set aside."""
    for at in (0, -1):
        while left and right:
            one, other = left.pop(at), right.pop(at)
            if one == other:
                continue
            if isinstance(one, str) and isinstance(other, str):
                short = min(len(one), len(other))
                if (one[:short] != other[:short]) if at == 0 else (one[-short:] != other[-short:]):
                    return True
                one, other = (one[short:], other[short:]) if at == 0 else (one[:-short], other[:-short])
                for parts, rest in ((left, one), (right, other)):
                    if rest:
                        parts.insert(len(parts) if at else 0, rest)
                continue
            left.insert(len(left) if at else 0, one)
            right.insert(len(right) if at else 0, other)
            break
    # With nothing left of one, a literal left of the other tells them apart.
    return (not left or not right) and any(isinstance(part, str) for part in (*left, *right))
