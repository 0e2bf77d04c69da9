"""Dates and deadlines in values: 2019年10月31日前, 11月底前, 2019年3-11月. What is not said stays unsaid."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})\s*年\s*)?"
    r"(?:"
    r"(?P<month>1[0-2]|0?[1-9])\s*(?:月)?\s*(?:-{1,2}|—|~|～|至|到)\s*(?P<last>1[0-2]|0?[1-9])\s*月"
    r"|(?P<month2>1[0-2]|0?[1-9])\s*月\s*(?:份)?\s*(?:(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号]|(?P<part>[底末初中]|[上中下]旬))?"
    r"|第?\s*(?P<quarter>[一二三四1-4])\s*季度"
    r"|(?P<half>[上下])半年"
    r")"
)
# 2024.11 is a month only where nothing is counted: 2050.01元 is an amount.
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})[.\-/](?P<month2>1[0-2]|0?[1-9])"
    r"(?:[.\-/](?P<day>3[01]|[12]\d|0?[1-9])(?![\d.])|(?=\s*(?:$|[前以之底末完至到起开,，。;；)）])))"
)
_YEAR_ONLY = re.compile(r"(?P<year>(?:19|20)\d{2})\s*年\s*(?P<part>[底末初内中]|全年|度)?")
_BEFORE = re.compile(r"以?前|之前|底完成|截止|不晚于|不迟于")


@dataclass(frozen=True)
class When:
    """``text`` as written; the first and last day it allows (None without a year); ``precision`` year | month | day.

    ``period``: from - to, no deadline; ``deadline``: 前, 底, 完成; ``rest`` what else the value says.
    """

    text: str
    year: int | None
    first: date | None
    last: date | None
    precision: str
    period: bool
    deadline: bool
    rest: str


def when(text: str) -> When | None:
    """The date that a value is, or None where it holds none (30天, 10月龄 are durations and names)."""
    match = _NUMERIC.search(text) or _DATE.search(text) or _YEAR_ONLY.search(text)
    if not match:
        return None
    found = {name: value for name, value in match.groupdict().items() if value}
    year = int(found["year"]) if "year" in found else None
    months, precision = _months(found)
    first = last = None
    if year:
        day = int(found["day"]) if "day" in found else None
        try:
            first = date(year, months[0], day or 1)
            last = date(year, months[1], day or calendar.monthrange(year, months[1])[1])
        except ValueError:
            return None  # 2019年2月30日 is no date
    period = "last" in found or "quarter" in found or "half" in found or found.get("part") == "全年"
    rest = (text[: match.start()] + text[match.end() :]).strip()
    deadline = bool(_BEFORE.search(rest)) or found.get("part") in ("底", "末") or "完成" in rest
    return When(match[0].strip(), year, first, last, precision, period and not _BEFORE.match(rest), deadline, rest)


def _months(found: dict[str, str]) -> tuple[tuple[int, int], str]:
    if "last" in found:
        return (int(found["month"]), int(found["last"])), "month"
    if "month2" in found:
        month = int(found["month2"])
        return (month, month), "day" if "day" in found else "month"
    if "quarter" in found:
        number = "一二三四".find(found["quarter"]) + 1 or int(found["quarter"])
        return (3 * number - 2, 3 * number), "month"
    if "half" in found:
        return ((1, 6) if found["half"] == "上" else (7, 12)), "month"
    return (1, 12), "year"
