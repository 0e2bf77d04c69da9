"""Numbers and amounts of money as people write them: separators, units, words, every form of a negative."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal

from auditcheck.i18n import _
from auditcheck.ledgers import numerals
from auditcheck.ledgers.dates import Unreadable
from auditcheck.ledgers.text import Cell

SCALES = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
_CURRENCY = re.compile(r"^(?:人民币|RMB|CNY)|[¥¥$]|(?:RMB|CNY)$", re.IGNORECASE)
_UNIT = re.compile(r"(.*?)(百万元|亿元|万元|千元|百元|元|万|亿)整?")
# 红字 beside a number: what a bookkeeper would have written in red.
_RED = re.compile(r"^[(\[]?红字[)\]]?:?(?P<a>.+)|(?P<b>.+?)[(\[]?红字[)\]]?$")
_BOTH = re.compile(r"(?P<a>[^()]+)\((?P<b>[^()]+)\)")


def amount_of(text: str, scale: Decimal) -> Decimal:
    """``text`` is squeezed and has plain dashes; ``scale`` of its column. Raises Unreadable."""
    if match := _RED.fullmatch(text):
        return -abs(amount_of(match["a"] or match["b"], scale))
    if (words := numerals.amount(text)) is not None:
        return words
    if match := _BOTH.fullmatch(text):
        return _agreed(match["a"], match["b"], scale)
    text = _CURRENCY.sub("", text)
    if match := _UNIT.fullmatch(text):
        unit = match[2] if match[2].endswith("元") else match[2] + "元"
        text, scale = match[1], SCALES[unit]
    return decimal_of(text, _("not an amount")) * scale


def _agreed(left: str, right: str, scale: Decimal) -> Decimal:
    """298000（贰拾玖万捌仟元整）: figures and words, that must say the same."""
    if numerals.amount(left) is not None:
        left, right = right, left
    words = numerals.amount(right)
    if words is None:
        raise Unreadable(_("not an amount"))
    figures = amount_of(left, scale)
    if figures != words:
        raise Unreadable(_("figures and words name different amounts"))
    return figures


def decimal_of(text: str, reason: str) -> Decimal:
    """``1,234.50``, ``-1``, ``1,000-``, ``(1,000)``, ``负1``. Raises Unreadable."""
    negative = False
    if match := re.fullmatch(r"\((.+)\)", text):
        negative, text = True, match[1]
    elif text.endswith("-"):
        negative, text = True, text[:-1]
    elif text[:1] in ("-", "+", "负"):
        negative, text = text[0] != "+", text[1:]
    if not re.fullmatch(r"(\d{1,3}(,\d{3})+|\d+)(\.\d*)?|\.\d+", text) or not text.isascii():
        raise Unreadable(reason)
    number = Decimal(text.replace(",", ""))
    return -number if negative else number


def number_of(value: Cell) -> Decimal:
    """Of a number the digits that Excel shows, never the binary tail behind them."""
    if value is None or isinstance(value, (bool, date, time, timedelta)):
        raise Unreadable(_("not a number"))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise Unreadable(_("not a number"))
    return number
