"""Working days of made books."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache


@cache
def is_workday(day: date) -> bool:
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))


def workday(day: date, back: bool = False) -> date:
    """``day`` if people work then, else the next such day (``back``: the one before)."""
    while not is_workday(day):
        day += timedelta(-1 if back else 1)
    return day


def workdays_after(day: date, count: int) -> date:
    for _ in range(count):
        day = workday(day + timedelta(1))
    return day
