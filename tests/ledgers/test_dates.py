from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.ledgers.dates import Unreadable, parse_days, parse_moment
from auditcheck.ledgers.text import Cell

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
FORMS = [
    "{d:%Y-%m-%d}", "{d:%Y.%m.%d}", "{d:%Y/%m/%d}", "{d:%Y%m%d}", "{d:%Y年%m月%d日}", "{d.year}年{d.month}月{d.day}日",
    "{d.year}-{d.month}-{d.day}", "{d.year}.{d.month}.{d.day}", "{d.year}/{d.month}/{d.day}", " {d:%Y-%m-%d} 00:00:00",
    "{d:%Y-%m-%d}T08:30:00", "{d.year} 年 {d.month} 月 {d.day} 日", "{d.year}/{d.month}/{d.day} 8:30", "{d:%Y—%m—%d}",
]  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")


@given(DAYS, st.sampled_from(FORMS), st.booleans())
def test_a_full_date_comes_back_whatever_its_form(day: date, form: str, wide: bool) -> None:
    text = form.format(d=day)
    assert parse_days(text.translate(FULL_WIDTH) if wide else text) == (day, day)


@given(DAYS)
def test_date_cells_and_serials_of_date_columns_come_back(day: date) -> None:
    assert parse_days(day) == (day, day)
    assert parse_days(datetime(day.year, day.month, day.day, 8, 30)) == (day, day)
    if date(1983, 1, 1) <= day <= date(2060, 1, 1):
        assert parse_days(float((day - date(1899, 12, 30)).days)) == (day, day)


@given(DAYS, st.sampled_from(["{d.year}年{d.month}月", "{d:%Y-%m}", "{d:%Y.%m}", "{d.year}年{d.month}月份"]))
def test_a_month_allows_all_its_days(day: date, form: str) -> None:
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    assert parse_days(form.format(d=day)) == (day.replace(day=1), last)


@given(DAYS, st.integers(0, 400), st.sampled_from(["至", "-", "—", "~", "——", "到"]))
def test_a_range_of_days_or_months_has_both_ends(first: date, length: int, dash: str) -> None:
    last = first + timedelta(days=length)
    assert parse_days(f"{first:%Y-%m-%d}{dash}{last:%Y-%m-%d}") == (first, last)
    end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    months = f"{first.year}年{first.month}月{dash}{last.year}年{last.month}月"
    assert parse_days(months) == (first.replace(day=1), end)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023年6月-9月", "2023-06-01", "2023-09-30"),
        ("2023年6月—2023年9月", "2023-06-01", "2023-09-30"),
        ("2023.6-2023.9", "2023-06-01", "2023-09-30"),
        ("2023.6-9", "2023-06-01", "2023-09-30"),
        ("2023年12月—2024年2月", "2023-12-01", "2024-02-29"),
        ("2023年6月1日-15日", "2023-06-01", "2023-06-15"),
        ("2023年6月1日至7月2日", "2023-06-01", "2023-07-02"),
        ("2023年", "2023-01-01", "2023-12-31"),
    ],
)
def test_ranges_as_people_write_them(written: str, first: str, last: str) -> None:
    assert tuple(map(str, parse_days(written))) == (first, last)


@pytest.mark.parametrize(
    "cell",
    ["10/11/2023", "18/10/2023", "23/10/18", "10-11", "2023-13-45", "2023-02-29", "2023年13月", "20231301", "45217",
     99999.0, 12.0, 2023.1, "1023-01-01", "十月", "明天", "2023年9月-6月", "约2023年10月", "2023-10-17左右"],
)  # fmt: skip
def test_what_is_ambiguous_or_impossible_is_refused(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        parse_days(cell)


def test_the_time_of_day_is_kept_where_it_is_asked_for() -> None:
    assert parse_moment("2023-10-18 16:32:05") == datetime(2023, 10, 18, 16, 32, 5)
    assert parse_moment("2023年10月18日 16时32分") == datetime(2023, 10, 18, 16, 32)
    assert parse_moment("2023-10-18") == datetime(2023, 10, 18)
    with pytest.raises(Unreadable):
        parse_moment("2023-10-18 25:00")
    with pytest.raises(Unreadable):
        parse_moment("2023年10月")
