"""Dates as people write them: strict forms only, and for each the first and last day that it allows.

No library guesses here: dateutil reads ``10/11/2023`` month first and ``18/10/2023`` day first, and completes ``2023``
with today's month and day (research: engines.md).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from auditcheck.i18n import _
from auditcheck.ledgers.text import Cell, plain, with_dashes, written

Days: TypeAlias = tuple[date, date]

_FIRST_YEAR, _LAST_YEAR, _FOREVER = 1950, 2100, 9999
_SERIALS = (30000, 60000)  # 1982 to 2064: what a ledger can mean; outside it a number is no date
_EPOCH = date(1899, 12, 30)

_TIME = r"(?:[ T]*(?P<H>\d{1,2})[:时点](?:(?P<M>\d{1,2})(?:[:分](?P<S>\d{1,2})(?:\.\d+)?秒?)?分?)?)?"
_DAY_FORMS = [
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})" + _TIME + "Z?"),
    re.compile(r"(?P<y>\d{4})\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})\.?" + _TIME),
    re.compile(r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})" + _TIME),
    re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?" + _TIME),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
]
_MONTH_FORM = re.compile(r"(?P<y>\d{4})(?:年(?P<m>\d{1,2})月份?|[-./](?P<n>\d{1,2}))")
_YEAR_FORM = re.compile(r"(?P<y>\d{4})年?度?")
_AMBIGUOUS = re.compile(r"\d{1,2}[-./]\d{1,2}[-./](\d{4}|\d{1,2})")
_CUTS = re.compile(r"至|到|~|〜|-")
_BLANKS = re.compile(r"\s+")


class Unreadable(ValueError):
    """A cell that says nothing certain; the text is the reason, for a person."""


def parse_days(value: Cell) -> Days:
    """First and last day of a cell; equal for a full date. Raises Unreadable."""
    if isinstance(value, datetime):
        return _checked(value.date())
    if isinstance(value, date):
        return _checked(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(float(value))
    return _text(written(value))


def parse_moment(value: Cell) -> datetime:
    """A date with its time of day (00:00 where none is given). Raises Unreadable."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, float) and _SERIALS[0] <= value < _SERIALS[1]:
        return datetime.combine(_EPOCH, time()) + timedelta(seconds=round(value * 86400))
    if isinstance(value, str):
        text = re.sub(r"\s+", " ", with_dashes(plain(value)))
        for form in _DAY_FORMS:
            match = form.fullmatch(text)
            if match and match.groupdict().get("H"):
                return _moment(match)
    first, last = parse_days(value)
    if first != last:
        raise Unreadable(_("names a period, not a moment"))
    return datetime.combine(first, time())


def _moment(match: re.Match[str]) -> datetime:
    day = _day(match["y"], match["m"], match["d"])
    try:
        return datetime.combine(day, time(int(match["H"]), int(match["M"] or 0), int(match["S"] or 0)))
    except ValueError:
        raise Unreadable(_("no such time of day")) from None


def _number(value: float) -> Days:
    """An Excel serial, 20231017 or 2023 in a numeric cell of a date column."""
    if _SERIALS[0] <= value < _SERIALS[1]:
        day = _EPOCH + timedelta(days=int(value))
        return day, day
    if value.is_integer() and (19500101 <= value <= 21001231 or 1950 <= value <= _LAST_YEAR):
        return _text(str(int(value)))
    raise Unreadable(_("a number that is no date"))


def _text(text: str) -> Days:
    compact = with_dashes(plain(text))
    single = _single(re.sub(r"\s+", " ", compact)) or _single(_BLANKS.sub("", compact))
    if single:
        return single
    compact = re.sub(r"-{2,}", "-", _BLANKS.sub("", compact))
    readings = {
        days for cut in _CUTS.finditer(compact) if (days := _range(compact[: cut.start()], compact[cut.end() :]))
    }
    if len(readings) == 1:
        return readings.pop()
    if _AMBIGUOUS.fullmatch(compact):
        raise Unreadable(_("ambiguous: day, month and year cannot be told apart; write it as 2023-10-17"))
    raise Unreadable(_("not a date"))


def _single(text: str) -> Days | None:
    """A day, a month or a year; None where the text has no such form. Raises Unreadable for an impossible date."""
    for form in _DAY_FORMS:
        if match := form.fullmatch(text):
            day = _day(match["y"], match["m"], match["d"])
            return day, day
    if match := _MONTH_FORM.fullmatch(text):
        return _month(int(match["y"]), int(match["m"] or match["n"]))
    if (match := _YEAR_FORM.fullmatch(text)) and _FIRST_YEAR <= int(match["y"]) <= _LAST_YEAR:
        return date(int(match["y"]), 1, 1), date(int(match["y"]), 12, 31)
    return None


def _range(left: str, right: str) -> Days | None:
    """``2023年6月`` and ``9月``: the right side takes what it lacks from the left one."""
    try:
        first = _single(left)
        if first is None:
            return None
        last = _single(right) or _rest(left, first, right)
    except Unreadable:
        return None
    if last is None or last[1] < first[0]:
        return None
    return first[0], last[1]


def _rest(left: str, first: Days, right: str) -> Days | None:
    year, whole_day = first[0].year, first[0] == first[1]
    if match := re.fullmatch(r"(\d{1,2})月(\d{1,2})[日号]?", right):
        day = _day(str(year), match[1], match[2])
        return day, day
    if match := re.fullmatch(r"(\d{1,2})月份?", right):
        return _month(year, int(match[1]))
    if whole_day and (match := re.fullmatch(r"(\d{1,2})[日号]", right)):
        day = _day(str(year), str(first[0].month), match[1])
        return day, day
    if "." in left:
        if not whole_day and (match := re.fullmatch(r"(\d{1,2})", right)):
            return _month(year, int(match[1]))
        if whole_day and (match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})", right)):
            day = _day(str(year), match[1], match[2])
            return day, day
    return None


def _day(year: str, month: str, day: str) -> date:
    try:
        return _checked(date(int(year), int(month), int(day)))[0]
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("no such day in the calendar")) from None


def _month(year: int, month: int) -> Days:
    first = _day(str(year), str(month), "1")
    return first, date(year, month, calendar.monthrange(year, month)[1])


def _checked(day: date) -> Days:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR and day.year != _FOREVER:
        raise Unreadable(_("the year {year} is not one of a ledger").format(year=day.year))
    return day, day
