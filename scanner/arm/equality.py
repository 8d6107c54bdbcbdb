"""Whether two values are the same, as far as they are known."""

from __future__ import annotations

from scanner.arm.values import absent, call_parts, over_candidates
from scanner.model.unknowns import identity, surely_differ
from scanner.model.value import Unknown, Value


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
        if left.parts and right.parts and surely_differ(left.parts, right.parts):
            return False
    else:
        known = right if isinstance(left, Unknown) else left
        if known is None and unknown.type is not None:
            return False
        if isinstance(known, str) and len(unknown.parts) > 1 and surely_differ(unknown.parts, (known,)):
            return False
    return over_candidates([left, right], lambda pair: equal(*pair), unknown.why, call_parts("equals", [left, right]))
