"""Dates as people write them: strict forms only, and for each the first and last day that it allows.

No library guesses here: dateutil reads ``10/11/2023`` month first and ``18/10/2023`` day first, and completes ``2023``
with today's month and day (research: engines.md).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from auditcheck.i18n import _
from auditcheck.ledgers.numerals import with_figures
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
_DASH = "(?:-|至|到|~|〜)"
_SHORT_YEAR = re.compile(
    r"'?(?P<y>\d{2})(?:([-./])(?P<m>\d{1,2})\2(?P<d>\d{1,2})|年(?P<a>\d{1,2})月(?:(?P<b>\d{1,2})[日号]?)?)"
)
_NO_YEAR = re.compile(rf"\d{{1,2}}(?:月\d{{1,2}}[日号]|月份?)(?:{_DASH}.*)?|\d{{1,2}}{_DASH}\d{{1,2}}月份?")
_BARE_MONTHS = re.compile(rf"^(\d{{4}}年)(\d{{1,2}})({_DASH}\d{{1,2}}月份?)$")
_PART_OF_MONTH = re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月份?(?P<part>[上中下])旬")
_PART_OF_YEAR = re.compile(r"(?P<y>\d{4})年度?(?:第?(?P<q>[1-4一二三四])季度?|(?P<h>[上下])半年)")
_SERIAL_TEXT = re.compile(r"[3-5]\d{4}(?:\.\d+)?")
_SHIFT_1904 = 1462  # days from one calendar of Excel to the other


@dataclass(frozen=True)
class Dating:
    """What the books say of their dates: the years they are of, 1904 or 1900, and whether 45217 may be a text."""

    years: frozenset[int] = frozenset()
    date_1904: bool = False
    serial_texts: bool = False


UNKNOWN = Dating()


class Unreadable(ValueError):
    """A cell that says nothing certain; the text is the reason, for a person."""


def parse_days(value: Cell, dating: Dating = UNKNOWN) -> Days:
    """First and last day of a cell; equal for a full date. Raises Unreadable."""
    if isinstance(value, datetime):
        return _checked(value.date())
    if isinstance(value, date):
        return _checked(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(float(value), dating)
    return _text(written(value), dating)


def parse_moment(value: Cell, dating: Dating = UNKNOWN) -> datetime:
    """A date with its time of day (00:00 where none is given). Raises Unreadable."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, float) and _SERIALS[0] <= _serial(value, dating) < _SERIALS[1]:
        return datetime.combine(_EPOCH, time()) + timedelta(seconds=round(_serial(value, dating) * 86400))
    if isinstance(value, str):
        text = re.sub(r"\s+", " ", with_dashes(plain(value)))
        for form in _DAY_FORMS:
            match = form.fullmatch(text)
            if match and match.groupdict().get("H"):
                return _moment(match)
    first, last = parse_days(value, dating)
    if first != last:
        raise Unreadable(_("names a period, not a moment"))
    return datetime.combine(first, time())


def lacks_year(cell: Cell) -> bool:
    """十月十八日, 6-9月, 23/10/18: a date whose year only the books can tell."""
    if not isinstance(cell, str):
        return False
    text = _compact(cell)
    return bool(_NO_YEAR.fullmatch(text) or _SHORT_YEAR.fullmatch(text))


def years_of(cells: Iterable[Cell]) -> frozenset[int]:
    """The years that cells name in full."""
    found = set()
    for cell in cells:
        if isinstance(cell, date):
            found.add(cell.year)
        elif isinstance(cell, str) and (match := re.match(r"((?:19|20)\d{2})(?:[-./年]|\d{4}$)", _compact(cell))):
            found.add(int(match[1]))
    return frozenset(found)


def _compact(text: str) -> str:
    return with_figures(_BLANKS.sub("", with_dashes(plain(text))))


def _moment(match: re.Match[str]) -> datetime:
    day = _day(match["y"], match["m"], match["d"])
    try:
        return datetime.combine(day, time(int(match["H"]), int(match["M"] or 0), int(match["S"] or 0)))
    except ValueError:
        raise Unreadable(_("no such time of day")) from None


def _serial(value: float, dating: Dating) -> float:
    return value + _SHIFT_1904 if dating.date_1904 else value


def _number(value: float, dating: Dating) -> Days:
    """An Excel serial, 20231017 or 2023 in a numeric cell of a date column."""
    serial = _serial(value, dating)
    if _SERIALS[0] <= serial < _SERIALS[1]:
        day = _EPOCH + timedelta(days=int(serial))
        return day, day
    if value.is_integer() and (19500101 <= value <= 21001231 or 1950 <= value <= _LAST_YEAR):
        return _text(str(int(value)), dating)
    raise Unreadable(_("a number that is no date"))


def _text(text: str, dating: Dating) -> Days:
    spaced = with_figures(with_dashes(plain(text)))
    single = _single(re.sub(r"\s+", " ", spaced)) or _single(_BLANKS.sub("", spaced))
    if single:
        return single
    compact = re.sub(r"-{2,}", "-", _BLANKS.sub("", spaced))
    if dating.serial_texts and _SERIAL_TEXT.fullmatch(compact):
        return _number(float(compact), dating)
    if _SHORT_YEAR.fullmatch(compact):
        return _short_year(compact, dating.years)
    if _NO_YEAR.fullmatch(compact):
        if len(dating.years) != 1:
            raise Unreadable(_("a date without a year, and nothing says which year these books are of"))
        compact = f"{next(iter(dating.years))}年{compact}"
        if single := _single(compact):
            return single
    compact = _BARE_MONTHS.sub(r"\1\2月\3", compact)
    readings = {
        days for cut in _CUTS.finditer(compact) if (days := _range(compact[: cut.start()], compact[cut.end() :]))
    }
    if len(readings) == 1:
        return readings.pop()
    if _AMBIGUOUS.fullmatch(compact):
        raise Unreadable(_("ambiguous: day, month and year cannot be told apart; write it as 2023-10-17"))
    raise Unreadable(_("not a date"))


def _short_year(text: str, years: frozenset[int]) -> Days:
    """23/10/18 in the books of 2023; refused in those of another year, and where day first gives that year too."""
    match = _SHORT_YEAR.fullmatch(text)
    assert match
    year = 2000 + int(match["y"])
    if year not in years:
        raise Unreadable(_("a year of two digits that is not the year of these books; write it as 2023-10-17"))
    if match["a"]:
        if not match["b"]:
            return _month(year, int(match["a"]))
        day = _day(str(year), match["a"], match["b"])
        return day, day
    numbers = [match["y"], match["m"], match["d"]]
    found = set()
    for y, m, d in ((0, 1, 2), (2, 1, 0), (2, 0, 1)):
        if 2000 + int(numbers[y]) in years and len(numbers[y]) == 2:
            try:
                found.add(_day(str(2000 + int(numbers[y])), numbers[m], numbers[d]))
            except Unreadable:
                continue
    if len(found) > 1:
        raise Unreadable(_("ambiguous: day, month and year cannot be told apart; write it as 2023-10-17"))
    if not found:
        raise Unreadable(_("no such day in the calendar"))
    day = found.pop()
    return day, day


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
    return _part(text)


def _part(text: str) -> Days | None:
    """2023年10月上旬, 2023年第三季度, 2023年上半年."""
    if match := _PART_OF_MONTH.fullmatch(text):
        first, last = _month(int(match["y"]), int(match["m"]))
        start = {"上": 1, "中": 11, "下": 21}[match["part"]]
        return first.replace(day=start), last if start == 21 else first.replace(day=start + 9)
    if match := _PART_OF_YEAR.fullmatch(text):
        quarter = "1234".find(match["q"]) if (match["q"] or "x") in "1234" else "一二三四".find(match["q"] or "x")
        start, length = (quarter * 3 + 1, 3) if match["q"] else (1 if match["h"] == "上" else 7, 6)
        return _month(int(match["y"]), start)[0], _month(int(match["y"]), start + length - 1)[1]
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
