"""Working days: the unit's own calendar, else the State Council's yearly notices as the package chinesecalendar has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from auditcheck.ledgers.coded import Stored

COLUMNS = [
    ("date", "DATE"),
    ("is_workday", "BOOLEAN"),
    ("holiday_name", "VARCHAR"),
    ("workday_no", "BIGINT"),
    ("next_workday", "DATE"),
]


class Day(NamedTuple):
    """A day of a calendar. ``is_workday`` None: it says both, or neither.

    ``workday_no`` counts working days up to and including this one, on the longest run of days without a gap only: of two
    days that have it the difference is the number of working days after the first, up to and including the second.
    ``next_workday``: the first working day on or after this one, where no gap lies between.
    """

    day: date
    is_workday: bool | None
    holiday_name: str | None
    workday_no: int | None = None
    next_workday: date | None = None


def official_days(asof: date | None = None) -> dict[str, Sequence[Any]]:
    """The columns of ``calendar`` for the published years, up to the one after ``asof``.

    A year without a notice has no rows: what depends on it is undecided, never guessed.
    """
    return _columns_until(asof.year + 1 if asof else None)


def own_days(rows: Iterable[tuple[date, bool | None, str | None]]) -> dict[str, Sequence[Any]]:
    """The columns of ``calendar`` from the rows of the unit's own, which may repeat a day or leave some out."""
    said: dict[date, list[tuple[bool, str | None]]] = {}
    for day, works, name in rows:
        said.setdefault(day, []).extend([] if works is None else [(works, name)])
    days = []
    for day, told in sorted(said.items()):
        works_or_not = {works for works, _name in told}
        name = next((name for _works, name in told if name), None)
        days.append(Day(day, works_or_not.pop() if len(works_or_not) == 1 else None, name))
    return _columns(_numbered(days))


def _numbered(days: list[Day]) -> list[Day]:
    """``days`` in order of date, each once; those of the longest run without a gap get their number."""
    runs: list[list[Day]] = []
    for day in days:
        if day.is_workday is None:
            continue
        if not runs or runs[-1][-1].day + timedelta(days=1) != day.day:
            runs.append([])
        runs[-1].append(day)
    longest = max(runs, key=len, default=[])
    found = {day.day: day for day in days}
    for run in runs:
        upcoming = None
        for day in reversed(run):
            upcoming = day.day if day.is_workday else upcoming
            found[day.day] = day._replace(next_workday=upcoming)
    count = 0
    for day in longest:
        count += bool(day.is_workday)
        found[day.day] = found[day.day]._replace(workday_no=count)
    return list(found.values())


@lru_cache(maxsize=8)
def _columns_until(last: int | None) -> dict[str, Sequence[Any]]:
    import pyarrow as pa

    columns = _columns([day for day in _published() if last is None or day.day.year <= last])
    # As the engine takes them: the eight thousand days are handed over for every case of a check.
    return {
        name: values if name == "workday_no" else Stored(pa.array(values, pa.string()))
        for name, values in columns.items()
    }


def _columns(days: list[Day]) -> dict[str, Sequence[Any]]:
    words = {True: "true", False: "false", None: None}
    return {
        "date": [day.day.isoformat() for day in days],
        "is_workday": [words[day.is_workday] for day in days],
        "holiday_name": [day.holiday_name for day in days],
        "workday_no": [day.workday_no for day in days],
        "next_workday": [day.next_workday and day.next_workday.isoformat() for day in days],
    }


@lru_cache(maxsize=1)
def _published() -> list[Day]:
    from chinese_calendar.constants import holidays, workdays  # late: only a run needs it

    first, last = date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31)
    days = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        name = holidays.get(day)
        works = day in workdays or (day.weekday() < 5 and day not in holidays)
        days.append(Day(day, works, name and str(name)))
    return _numbered(days)
