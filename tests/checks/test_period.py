"""Which findings belong to the job."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from auditcheck.checks.period import Period
from auditcheck.engagement.config import year_of
from auditcheck.errors import ConfigError

THREE = Period.parse("2021-03..2023-02")


@pytest.mark.parametrize(
    ("row", "inside"),
    [
        ({"date": date(2021, 3, 1)}, True),
        ({"date": date(2021, 2, 28)}, False),
        ({"date": date(2023, 2, 28)}, True),
        ({"date": date(2023, 3, 1)}, False),
        ({"date": datetime(2023, 2, 28, 23, 59)}, True),
        ({"date": date(2021, 1, 1), "date_to": date(2021, 12, 31)}, True),
        ({"date": date(2021, 1, 1), "date_to": date(2021, 2, 28)}, False),
        ({"date": None}, True),
        ({}, True),
        ({"fiscal_year": 2022, "date": date(2024, 8, 1)}, True),
        ({"fiscal_year": 2024, "date": date(2022, 8, 1)}, False),
        ({"fiscal_year": "2020年"}, False),
        ({"fiscal_year": None, "date": date(2020, 8, 1)}, False),
    ],
)
def test_a_finding_belongs_by_its_fiscal_year_else_by_its_date(row: dict[str, Any], inside: bool) -> None:
    assert THREE.holds(row) is inside


def test_months_reach_to_their_last_day_and_are_written_as_they_were() -> None:
    assert (Period.parse("2023-12..2024-02").ends, Period.parse("2023-01..2023-12").ends) == (
        date(2024, 2, 29),
        date(2023, 12, 31),
    )
    assert str(THREE) == "2021-03..2023-02"


@pytest.mark.parametrize("text", ["2023", "2023-00..2023-12", "2023-12..2023-01", "23-01..23-12", "0001-01..9999-12"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        Period.parse(text)


def test_the_year_beside_a_period_is_one_of_its_years() -> None:
    assert (year_of(None, THREE), year_of(2022, THREE)) == (2023, 2022)
    with pytest.raises(ConfigError, match="2024"):
        year_of(2024, THREE)
