"""What is written in any of the usual forms comes back the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import cn2an
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.targets.lines import from_text
from auditcheck.targets.reading import read_tables
from auditcheck.targets.values import parse

IN_FRONT = {
    ">=": ["≥", "≧", ">=", "＞＝", "大于等于", "大于或等于", "不低于", "不少于", "不小于", "至少", "$\\geq$"],
    "<=": ["≤", "≦", "<=", "小于等于", "小于或等于", "不超过", "不高于", "不多于", "不大于", "至多", "$\\leq$"],
    ">": [">", "＞", "大于", "高于", "超过", "多于"],
    "<": ["<", "＜", "小于", "低于", "少于"],
    "=": ["=", "＝", "等于"],
}
BEHIND = {">=": ["以上", "及以上"], "<=": ["以内", "以下", "及以内"]}
UNITS = [
    "个",
    "次",
    "人",
    "人次",
    "份",
    "项",
    "家",
    "台",
    "套",
    "篇",
    "条",
    "批次",
    "场次",
    "平方米",
    "公里",
    "小时",
    "个工作日",
]
MONEY = ["元", "万元", "亿元", "元/人", "元/人/天", "元/批次", "万元/台"]

whole = st.integers(1, 9_999_999).map(Decimal)
amount = st.decimals(Decimal("0.01"), Decimal("999999.99"), places=2)


def printed(number: Decimal, thousands: bool) -> str:
    return f"{number:,}" if thousands else f"{number:f}"


@st.composite
def operators(draw: st.DrawFn) -> tuple[str | None, str, str]:
    """(sign, what stands in front, what stands behind)."""
    sign = draw(st.sampled_from([None, *IN_FRONT]))
    if sign is None:
        return None, "", ""
    if sign in BEHIND and draw(st.booleans()):
        return sign, "", draw(st.sampled_from(BEHIND[sign]))
    return sign, draw(st.sampled_from(IN_FRONT[sign])) + draw(st.sampled_from(["", " "])), ""


@given(operators(), whole, st.sampled_from(UNITS), st.booleans())
def test_counts(operator: tuple[str | None, str, str], number: Decimal, unit: str, thousands: bool) -> None:
    sign, front, behind = operator
    value = parse(f"{front}{printed(number, thousands)}{unit}{behind}")
    assert (value.kind, value.sign, value.decimal, value.unit) == ("number", sign, number, unit)


@given(operators(), amount, st.sampled_from(["%", "％"]))
def test_percentages(operator: tuple[str | None, str, str], number: Decimal, mark: str) -> None:
    sign, front, behind = operator
    value = parse(f"{front}{number}{mark}{behind}")
    assert (value.kind, value.sign, value.decimal, value.unit) == ("percent", sign, number, "%")


@given(operators(), amount, st.sampled_from(MONEY), st.booleans())
def test_amounts_are_never_scaled(
    operator: tuple[str | None, str, str], number: Decimal, unit: str, thousands: bool
) -> None:
    sign, front, behind = operator
    value = parse(f"{front}{printed(number, thousands)}{unit}{behind}")
    assert (value.kind, value.sign, value.decimal, value.unit) == ("money", sign, number, unit)


@given(st.integers(1, 9999), st.sampled_from(["个", "次", "人", "份", "项", "家", "天"]))
def test_chinese_numerals(number: int, unit: str) -> None:
    value = parse(f"不少于{cn2an.an2cn(number)}{unit}")
    assert (value.sign, value.decimal, value.unit) == (">=", number, unit)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["前", "之前", "以前", "前完成"]))
def test_days_with_a_deadline(day: date, before: str) -> None:
    for text in (f"{day.year}年{day.month}月{day.day}日", f"{day.year}年{day.month:02}月{day.day:02}日"):
        value = parse(text + before)
        assert value.kind == "date" and value.when is not None
        assert (value.when.last, value.when.precision, value.when.deadline) == (day, "day", True)
        assert value.sign == "<="


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from("./-"))
def test_days_in_figures(day: date, mark: str) -> None:
    value = parse(f"{day.year}{mark}{day.month}{mark}{day.day}")
    assert value.kind == "date" and value.when is not None and value.when.last == day


@given(st.integers(2000, 2099), st.integers(1, 12), st.integers(1, 12), st.sampled_from(["-", "--", "—", "~", "至"]))
def test_periods_are_no_deadlines(year: int, first: int, last: int, mark: str) -> None:
    value = parse(f"{year}年{first}{mark}{last}月")
    assert value.kind == "date" and value.when is not None
    assert value.when.period and value.sign is None
    assert (value.when.first, value.when.precision) == (date(year, first, 1), "month")


@given(st.integers(1, 500), st.integers(501, 999), st.sampled_from(["-", "~", "—", "至", "～"]), st.sampled_from(UNITS))
def test_ranges(low: int, high: int, mark: str, unit: str) -> None:
    value = parse(f"{low}{mark}{high}{unit}")
    assert (value.kind, value.number, value.unit) == ("range", f"{low}-{high}", unit)


@given(
    st.lists(st.tuples(st.integers(1, 9999), st.sampled_from(["个", "次", "人", "份", "家"])), min_size=2, max_size=4),
    st.sampled_from("、，；;"),
)
def test_several_values(parts: list[tuple[int, str]], mark: str) -> None:
    value = parse(mark.join(f"{number}{unit}" for number, unit in parts))
    assert value.kind == "multi"
    assert [(part.value, part.unit) for part in value.parts] == parts


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from("*×xX"), st.sampled_from("=＝"))
def test_arithmetic(count: int, price: int, times: str, equals: str) -> None:
    value = parse(f"{count}套{times}{price}元/套{equals}{count * price}元")
    assert (value.kind, value.decimal, value.unit) == ("expression", count * price, "元")
    assert [factor.value for factor in value.factors] == [count, price]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    value = parse(text)
    assert value.raw == text and value.kind


@given(st.lists(st.text(alphabet="项目支出绩效目标表\t一级指标数量≥5个%预算单位资金\n", max_size=30), max_size=30))
def test_every_line_is_table_furniture_or_reject(parts: list[str]) -> None:
    lines = from_text("\n".join(parts))
    reading = read_tables(lines)
    assert reading.used + len(reading.furniture) + len(reading.rejects) == len(lines)
