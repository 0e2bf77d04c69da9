"""The months that a job covers: one fiscal year, part of one, or several (经济责任审计、巡察)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _

FORM = "2021-01..2023-12"
_FORM = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\s*(?:\.\.|—|至)\s*(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """From the first day of a month to the last day of a month, both included."""

    begins: date
    ends: date

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def parse(cls, text: str) -> Period:
        """``2021-01..2023-12``. Raises ConfigError."""
        match = _FORM.fullmatch(text.strip())
        years = [int(match[1]), int(match[3])] if match else [0, 0]
        if not match or not 1990 <= years[0] <= years[1] <= 2100:
            raise ConfigError(_("{text}: expected {form}").format(text=text, form=FORM))
        begins = date(years[0], int(match[2]), 1)
        month = int(match[4])
        ends = date(years[1] + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if ends < begins:
            raise ConfigError(_("{text}: ends before it begins").format(text=text))
        return cls(begins, ends)

    @property
    def year(self) -> int:
        """The fiscal year that ``$year`` means: the last one."""
        return self.ends.year

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether a finding's row belongs to the job: by its ``fiscal_year``, else by its ``date`` (of a range any day).

        What says neither belongs to it.
        """
        year = str(row.get("fiscal_year") or "")[:4]
        if year.isdecimal():
            return self.begins.year <= int(year) <= self.ends.year
        first = row.get("date")
        if not isinstance(first, date):
            return True
        last = row.get("date_to") or first
        return bool(_day(first) <= self.ends and _day(last) >= self.begins)

    def __str__(self) -> str:
        return f"{self.begins:%Y-%m}..{self.ends:%Y-%m}"


def _day(value: date) -> date:
    """A moment's day: moments and days do not compare."""
    return date(value.year, value.month, value.day)
