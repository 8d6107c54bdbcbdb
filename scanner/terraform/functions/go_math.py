"""Logarithm and power in 64 bits by Go's own algorithms: the C library's answers differ from them in the last digit."""

from __future__ import annotations

import math


def natural_log(value: float) -> float:
    """The logarithm; minus infinity for zero and NaN below it."""
    if value <= 0:
        return -math.inf if value == 0 else math.nan
    if math.isinf(value):
        return value
    fraction, exponent = math.frexp(value)
    if fraction < math.sqrt(2) / 2:
        fraction, exponent = fraction * 2, exponent - 1
    f = fraction - 1
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (6.666666666666735130e-01 + s4 * (2.857142874366239149e-01 + s4 * (1.818357216161805012e-01 + s4 * 1.479819860511658591e-01)))
    even = s4 * (3.999999999940941908e-01 + s4 * (2.222219843214978396e-01 + s4 * 1.531383769920937332e-01))
    half = 0.5 * f * f
    return exponent * 6.93147180369123816490e-01 - ((half - (s * (half + odd + even) + exponent * 1.90821492927058770002e-10)) - f)


def divide(numerator: float, denominator: float) -> float:
    """The quotient, where dividing by zero gives an infinity, or NaN for 0/0."""
    if denominator:
        return numerator / denominator
    return math.copysign(math.inf, numerator) if numerator and not math.isnan(numerator) else math.nan


def power(base: float, exponent: float) -> float:
    """``base ** exponent``; NaN where it is not real."""
    if exponent == 0 or base == 1:
        return 1.0
    if base == 0 or math.isinf(base) or math.isinf(exponent):
        return _limit(base, exponent)
    if abs(exponent) == 0.5 and base > 0:
        return math.sqrt(base) if exponent > 0 else 1 / math.sqrt(base)
    fraction, whole = math.modf(abs(exponent))
    if fraction and base < 0:
        return math.nan
    if whole >= 2**63:
        return 1.0 if base == -1 else math.inf if (abs(base) < 1) == (exponent < 0) else 0.0
    mantissa, scale = _by_squaring(base, whole, fraction)
    return _scaled(1 / mantissa, -scale) if exponent < 0 else _scaled(mantissa, scale)


def _limit(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except ValueError:  # zero to a negative power
        return math.inf


def _by_squaring(base: float, whole: float, fraction: float) -> tuple[float, int]:
    mantissa, scale = 1.0, 0
    if fraction:
        if fraction > 0.5:
            fraction, whole = fraction - 1, whole + 1
        mantissa = math.exp(fraction * natural_log(base))
    square, square_scale = math.frexp(base)
    left = int(whole)
    while left:
        if abs(square_scale) > 1 << 12:  # far out of range already
            return mantissa, scale + square_scale
        if left & 1:
            mantissa, scale = mantissa * square, scale + square_scale
        square, square_scale = square * square, square_scale << 1
        if square < 0.5:
            square, square_scale = square + square, square_scale - 1
        left >>= 1
    return mantissa, scale


def _scaled(mantissa: float, scale: int) -> float:
    try:
        return math.ldexp(mantissa, scale)
    except OverflowError:
        return math.copysign(math.inf, mantissa)
