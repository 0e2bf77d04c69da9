"""How amounts and days are written in official Chinese (findings, papers and reports are in Chinese only)."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
WAN = Decimal(10000)


def amount(value: Decimal) -> str:
    """From 1万元 in 万元, below in 元; two decimals, half up, thousands separated: ``29.80万元``, ``9,800.00元``."""
    if abs(value) >= WAN:
        return f"{(value / WAN).quantize(CENT, ROUND_HALF_UP):,}万元"
    return f"{value.quantize(CENT, ROUND_HALF_UP):,}元"


def day(first: date, last: date | None = None) -> str:
    """``2023年10月18日``; of a range of whole months ``2023年6月—9月``; of other ranges both days."""
    if last is None or last == first:
        return f"{first.year}年{first.month}月{first.day}日"
    whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if not whole_months:
        return f"{day(first)}—{day(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    if first.year == last.year and (first.month, last.month) == (1, 12):
        return f"{first.year}年"
    ending = f"{last.month}月" if first.year == last.year else f"{last.year}年{last.month}月"
    return f"{first.year}年{first.month}月—{ending}"
