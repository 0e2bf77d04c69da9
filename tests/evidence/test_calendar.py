"""Working days are counted and deadlines moved only where the calendar says every day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from auditcheck.evidence.calendar import official_days, own_days
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows

START = date(2023, 1, 1)


def by_day(columns: dict[str, Sequence[Any]]) -> dict[str, dict[str, Any]]:
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return {row["date"]: row for row in rows}


def own(*days: tuple[int, bool | None]) -> dict[str, dict[str, Any]]:
    return by_day(own_days((START + timedelta(days=day), works, None) for day, works in days))


def test_the_make_up_saturday_of_spring_festival_is_counted() -> None:
    days = by_day(official_days())
    # 2023-01-21 (Saturday) to 27 were off, 28 (Saturday) and 29 (Sunday) were worked.
    assert days["2023-01-29"]["workday_no"] - days["2023-01-20"]["workday_no"] == 2
    assert days["2023-01-21"]["next_workday"] == "2023-01-28"
    assert days["2023-01-20"]["next_workday"] == "2023-01-20"


def test_official_years_are_counted_through_and_end_a_year_after_the_cut_off() -> None:
    days = by_day(official_days(date(2023, 6, 30)))
    assert max(days) == "2024-12-31"
    assert days["2024-01-02"]["workday_no"] - days["2023-12-29"]["workday_no"] == 1
    assert all(day["workday_no"] is not None for day in days.values())


def test_a_gap_ends_the_count_and_the_search_for_the_next_working_day() -> None:
    days = own((0, True), (1, True), (2, False), (4, True), (5, True))
    assert [day["workday_no"] for day in days.values()] == [1, 2, 2, None, None]
    assert days["2023-01-03"]["next_workday"] is None
    assert days["2023-01-05"]["next_workday"] == "2023-01-05"


def test_a_day_that_is_called_both_is_a_gap_and_stands_once() -> None:
    days = own((0, True), (1, True), (1, False), (2, True), (2, True))
    assert days["2023-01-02"]["is_workday"] is None
    assert [day["workday_no"] for day in days.values()] == [1, None, None]


@given(st.lists(st.tuples(st.integers(0, 30), st.sampled_from([True, False, None])), max_size=60))
def test_a_difference_of_numbers_is_the_count_of_working_days_between(said: list[tuple[int, bool | None]]) -> None:
    days = list(own(*said).values())
    assert len({day["date"] for day in days}) == len(days)
    numbered = [day for day in days if day["workday_no"] is not None]
    for earlier in numbered:
        for later in numbered:
            if later["date"] >= earlier["date"]:
                between = [d for d in days if earlier["date"] < d["date"] <= later["date"]]
                assert later["workday_no"] - earlier["workday_no"] == sum(d["is_workday"] == "true" for d in between)
                assert len(between) == (date.fromisoformat(later["date"]) - date.fromisoformat(earlier["date"])).days


def test_checks_see_the_units_own_calendar_with_its_spans() -> None:
    rows = [
        {"date": "2023-09-28", "is_workday": "是"},
        {"date": "2023年9月29日至10月6日", "is_workday": "否", "holiday_name": "中秋、国庆"},
        {"date": "2023-10-07", "is_workday": "是"},
    ]
    workspace = build_workspace(books_from_rows({"calendar": rows}))
    try:
        (row,) = workspace.session.select(
            "SELECT count(*) AS days, max(workday_no) AS works, min(CASE WHEN holiday_name IS NOT NULL THEN next_workday END) AS n"
            " FROM calendar"
        )
    finally:
        workspace.session.close()
    assert row == {"days": 10, "works": 2, "n": date(2023, 10, 7)}
