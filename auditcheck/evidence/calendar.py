"""Working days of mainland China: the State Council's yearly notices, as the package chinesecalendar carries them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


def official_days(asof: date | None = None) -> list[tuple[str, str, str | None]]:
    """(ISO date, "true"/"false", name of the holiday) for each day of the years that are published.

    A year without a notice has no rows: what depends on it is undecided, never guessed.
    """
    last = (asof.year + 1) if asof else None
    return [day for day in _published() if last is None or int(day[0][:4]) <= last]


@lru_cache(maxsize=1)
def _published() -> list[tuple[str, str, str | None]]:
    from chinese_calendar.constants import holidays, workdays  # late: only a run needs it

    first, last = date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31)
    days = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        name = holidays.get(day)
        works = day in workdays or (day.weekday() < 5 and day not in holidays)
        days.append((day.isoformat(), "true" if works else "false", name and str(name)))
    return days
