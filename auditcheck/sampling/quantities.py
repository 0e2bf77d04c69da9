"""Rates, amounts and counts as people write them, exact: 5%, 0.05, 300000, 30万元."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from auditcheck.errors import ConfigError
from auditcheck.i18n import _

_NUMBER = re.compile(r"(?P<number>\d[\d,，]*(?:\.\d+)?|\.\d+)\s*(?P<unit>%|％|元|万元|万|亿元|亿)?")
_TIMES = {"元": 1, "万": 10**4, "万元": 10**4, "亿": 10**8, "亿元": 10**8}


def rate_or_amount(text: str, name: str) -> tuple[Fraction, bool]:
    """(value, is a rate). A per cent sign, or a plain number of at most 1, is a rate; all else an amount in 元.

    Raises ConfigError that names the option.
    """
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        raise ConfigError(
            _("{name}: {value} is neither a rate (5%, 0.05) nor an amount (300000, 30万)").format(name=name, value=text)
        )
    value = Fraction(match["number"].replace(",", "").replace("，", ""))
    unit = match["unit"]
    if unit in ("%", "％"):
        return value / 100, True
    if unit:
        return value * _TIMES[unit], False
    return value, value <= 1


def confidence_of(text: str) -> Fraction:
    """0.95, 95% or 95. Raises ConfigError."""
    try:
        value = Fraction(text.strip().rstrip("%％"))
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if value >= 1:
        value /= 100
    if not 0 < value < 1:
        raise ConfigError(_("{name}: {value} does not lie between 0 and 1").format(name="--confidence", value=text))
    return value


def decimal_of(value: Fraction, places: int) -> Decimal:
    """Rounded half up, for print."""
    from decimal import ROUND_HALF_UP, localcontext

    with localcontext() as context:
        context.prec = 40
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(value: Fraction) -> str:
    text = format(decimal_of(value * 100, 4).normalize(), "f")
    return f"{text}%"
