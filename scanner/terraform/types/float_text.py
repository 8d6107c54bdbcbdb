"""Numbers as text with a given number of digits, as Go prints them."""

from __future__ import annotations

import math
from fractions import Fraction

from scanner.terraform.types.numbers import decimal_exponent, shortest
from scanner.terraform.values import Number


def float_text(number: Number, verb: str, precision: int | None = None) -> str:
    """``verb`` is e, f or g; without a precision as few digits as tell the number apart."""
    if isinstance(number, float) and math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    exact = Fraction(number)
    sign, magnitude = ("-" if exact < 0 else ""), abs(exact)
    if precision is None:
        digits, exponent = shortest(magnitude) if magnitude else ("0", 1)
    elif verb == "f":
        digits, exponent = _fixed(magnitude, precision)
    else:
        digits, exponent = _significant(magnitude, max(precision, 1) if verb == "g" else precision + 1)
    if verb == "g":
        return sign + _general(digits.rstrip("0") or "0", exponent, precision)
    if verb == "e":
        return sign + _scientific(digits, exponent, len(digits) - 1 if precision is None else precision)
    return sign + _decimal(digits, exponent, max(len(digits) - exponent, 0) if precision is None else precision)


def _significant(number: Fraction, count: int) -> tuple[str, int]:
    """``count`` digits rounded half to even, and the exponent of 0.digits."""
    if not number:
        return "0" * count, 1
    exponent = decimal_exponent(number)
    digits = str(round(number * Fraction(10) ** (count - exponent)))
    return (digits[:-1], exponent + 1) if len(digits) > count else (digits, exponent)


def _fixed(number: Fraction, places: int) -> tuple[str, int]:
    digits = str(round(number * Fraction(10) ** places))
    return digits, len(digits) - places


def _general(digits: str, exponent: int, precision: int | None) -> str:
    threshold = 6 if precision is None else max(precision, 1)
    if precision is not None and threshold > len(digits) >= exponent:
        threshold = len(digits)
    if exponent - 1 < -4 or exponent - 1 >= threshold:
        return _scientific(digits, exponent, len(digits) - 1)
    return _decimal(digits, exponent, max(len(digits) - exponent, 0))


def _scientific(digits: str, exponent: int, places: int) -> str:
    power = exponent - 1 if digits.strip("0") else 0
    point = "." if places else ""
    return f"{digits[0]}{point}{digits[1 : places + 1].ljust(places, '0')}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _decimal(digits: str, exponent: int, places: int) -> str:
    whole = digits[:exponent].ljust(exponent, "0") if exponent > 0 else "0"
    fraction = "0" * -exponent + digits if exponent <= 0 else digits[exponent:]
    return f"{whole}.{fraction[:places].ljust(places, '0')}" if places else whole
