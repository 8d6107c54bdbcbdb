"""Terraform's numbers: binary floating point with a mantissa of 512 bits, shown with as few digits as tell them apart."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from scanner.terraform.types.of_value import TooLarge
from scanner.terraform.values import EvaluationError, Number

PRECISION = 512
MAX_EXPONENT = 12_900
"""Binary, about 3,880 decimal digits, which Python still prints; Terraform's own limit is beyond what anyone would wait for."""

MAX_DIGITS = 4_000
SHORT = 150
"""Digits that fit the mantissa, whichever they are."""

_NUMBER = re.compile(r"([+-]?)(\d+\.?\d*|\.\d+)(?:([eEpP])([+-]?\d+))?")


def round512(number: Number) -> Number:
    """The nearest number that Terraform can hold; whole results are int."""
    if isinstance(number, float):
        return number if math.isinf(number) else round512(Fraction(number))
    if isinstance(number, int) and number.bit_length() <= PRECISION:
        return number
    exact = Fraction(number)
    if exact.numerator == 0:
        return 0
    exponent = abs(exact.numerator).bit_length() - exact.denominator.bit_length()
    if abs(exponent) > MAX_EXPONENT:
        raise TooLarge("the number is too large to evaluate")
    shift = PRECISION - exponent
    scaled = round(exact * Fraction(2) ** shift)  # ties to even, as Terraform
    while scaled.bit_length() > PRECISION:
        shift -= 1
        scaled = round(exact * Fraction(2) ** shift)
    return whole(Fraction(scaled) / Fraction(2) ** shift)


def whole(number: Fraction) -> int | Fraction:
    """An int where the fraction is one."""
    return number.numerator if number.denominator == 1 else number


def parse_number(text: str) -> Number:
    """The number that a string converts to; EvaluationError when it is none."""
    if len(text) <= SHORT and text.isascii() and text.isdigit():
        return int(text)  # nearly all numbers that are written
    if text.lstrip("+-") in ("Inf", "inf") and len(text) <= 4:
        return -math.inf if text[0] == "-" else math.inf
    match = _NUMBER.fullmatch(text)
    if match is None or not text.isascii():
        raise EvaluationError("a number is required")
    sign, digits, marker, exponent = match.groups()
    if len(digits) > MAX_DIGITS or len(exponent or "") > 6 or abs(int(exponent or 0)) > MAX_EXPONENT:
        raise TooLarge("the number is too large to evaluate")
    base = 2 if marker in ("p", "P") else 10
    value = Fraction(digits + "0" if digits.endswith(".") else digits) * Fraction(base) ** int(exponent or 0)
    return round512(-value if sign == "-" else value)


def shortest(number: Fraction, precision: int = PRECISION) -> tuple[str, int]:
    """Digits and decimal exponent (``0.digits * 10**exponent``) of a positive number: the fewest that give it back.

    Like Go, it looks half a unit of the last bit to both sides, even where the lower neighbour is closer.
    """
    unit = precision - 1 - _binary_exponent(number)
    mantissa = number * Fraction(2) ** unit
    half = Fraction(1, 2) / Fraction(2) ** unit
    exact_half_counts = mantissa.numerator % 2 == 0
    exponent = decimal_exponent(number)
    low, high = 1, 160
    while low < high:
        count = (low + high) // 2
        scale = Fraction(10) ** (count - exponent)
        distance = abs(round(number * scale) / scale - number)
        if distance < half or (distance == half and exact_half_counts):
            high = count
        else:
            low = count + 1
    digits = str(round(number * Fraction(10) ** (low - exponent)))
    return digits.rstrip("0"), exponent + len(digits) - low


def _binary_exponent(number: Fraction) -> int:
    """e with 2**e <= number < 2**(e+1)."""
    guess = number.numerator.bit_length() - number.denominator.bit_length()
    return guess if Fraction(2) ** guess <= number else guess - 1


def decimal_exponent(number: Fraction) -> int:
    """e with 10**(e-1) <= number < 10**e."""
    guess = int((number.numerator.bit_length() - number.denominator.bit_length()) * math.log10(2))
    while Fraction(10) ** guess <= number:
        guess += 1
    while Fraction(10) ** (guess - 1) > number:
        guess -= 1
    return guess


def number_to_string(number: Number) -> str:
    """As ``tostring`` and templates show it: never with an exponent."""
    if isinstance(number, float) and math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    if isinstance(number, int) and number.bit_length() <= PRECISION:
        return str(number)
    sign, exact = ("-" if number < 0 else ""), abs(Fraction(number))
    digits, exponent = shortest(exact)
    if exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    if exponent >= len(digits):
        return sign + digits + "0" * (exponent - len(digits))
    return f"{sign}{digits[:exponent]}.{digits[exponent:]}"


def to_json_number(number: Number) -> int | float:
    """The number for JSON and for the graph: int when whole, else the nearest float."""
    if isinstance(number, (int, float)):
        return number
    try:
        return float(number)
    except OverflowError:
        return math.copysign(math.inf, number)


def from_float(number: float) -> Number:
    """The number for a result that Terraform computes in 64 bits: it keeps the short decimal that it is shown with."""
    if math.isinf(number):
        return number
    exact = Fraction(number)
    if not exact:
        return 0
    digits, exponent = shortest(abs(exact), 53)
    magnitude = int(digits) * Fraction(10) ** (exponent - len(digits))
    return whole(magnitude if exact > 0 else -magnitude)
