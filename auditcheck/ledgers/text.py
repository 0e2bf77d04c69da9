"""Written text and its plain forms: what the eye takes for the same is the same."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | Decimal | None

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+\d+")
_BLANKS = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－ー", "-"))

UNCALCULATED = "#未计算"  # stands for a formula whose result the file does not hold

# Excel writes no more digits than this: a longer number in a numeric cell has lost its end.
_EXACT_DIGITS = 10**15


def plain(text: str) -> str:
    """NFKC, without invisible characters, trimmed."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def squeezed(text: str) -> str:
    """``plain`` without any blank."""
    return _BLANKS.sub("", plain(text))


def with_dashes(text: str) -> str:
    """Every kind of dash and minus as ``-``."""
    return text.translate(_DASHES)


def written(value: Cell) -> str:
    """The cell as a person reads it: whole numbers without ``.0``, dates in ISO form."""
    if isinstance(value, str):
        return _INVISIBLE.sub("", value).strip() if not value.isascii() else value.strip()
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def lost_digits(value: Cell) -> bool:
    """Whether a number is too long for the cell that holds it (or was printed in scientific notation)."""
    if isinstance(value, float):
        return abs(value) >= _EXACT_DIGITS
    return isinstance(value, str) and "+" in value and bool(_SCIENTIFIC.fullmatch(value.strip()))


def letter(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
