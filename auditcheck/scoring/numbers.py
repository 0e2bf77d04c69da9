"""Decimal arithmetic of scores: exact quotients, rounding half up, and how points and rates are written.

No binary floating point takes part anywhere: ``floor((1 - 0.93) * 100)`` must be 7, and with it would be 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Any

from auditcheck.errors import InputError

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")

# Wide enough for the product of two sums of money and a rate without losing a digit.
_WIDE = Context(prec=80)


@dataclass(frozen=True)
class Ratio:
    """``numerator / denominator`` kept in two parts, so that no quotient is rounded before it is compared."""

    numerator: Decimal
    denominator: Decimal = ONE

    def value(self) -> Decimal:
        return _WIDE.divide(self.numerator, self.denominator)


def number(value: Any, where: str) -> Decimal:
    """The Decimal that a document's string (or int) says. ``InputError`` names ``where`` it stands."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise InputError(f"{where}: {value!r} is not a number written as text")
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise InputError(f"{where}: {value!r} is not a number") from error
    if not found.is_finite():
        raise InputError(f"{where}: {value!r} is not a finite number")
    return found


def steps(excess: Ratio, size: Decimal, *, whole: bool) -> Decimal:
    """How many steps of ``size`` fit into ``excess``; with ``whole`` only full ones count. Never below 0.

    ``denominator`` must be positive. Exact for whole steps: a shortfall of 0.999999 per cent is no step of 1 per cent.
    """
    if excess.numerator <= 0:
        return ZERO
    unit = _WIDE.multiply(size, excess.denominator)
    return _WIDE.divide_int(excess.numerator, unit) if whole else _WIDE.divide(excess.numerator, unit)


def minus(left: Ratio, right: Decimal) -> Ratio:
    """``left - right`` without dividing."""
    return Ratio(_WIDE.subtract(left.numerator, _WIDE.multiply(right, left.denominator)), left.denominator)


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up: how an indicator is rounded."""
    return value.quantize(CENT, ROUND_HALF_UP)


def clamp(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return max(low, min(value, high))


def points(value: Decimal) -> str:
    """``"4.00"``."""
    found = rounded(value)
    return str(abs(found) if found == 0 else found)


def percent(ratio: Decimal) -> str:
    """A ratio as ``"97.07%"``."""
    return points(_WIDE.multiply(ratio, HUNDRED)) + "%"


def share(part: Decimal, whole: Decimal) -> str | None:
    """``part`` of ``whole`` as ``"60.00%"``; None of nothing."""
    return percent(_WIDE.divide(part, whole)) if whole else None


def plain(value: Decimal) -> str:
    """A setting as a person writes it: ``1``, ``0.1``, ``100``; never an exponent."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text
