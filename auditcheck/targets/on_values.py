"""Rules on single values: operators, bounds, units, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from auditcheck.targets.levels import dimension
from auditcheck.targets.quantities import tidy
from auditcheck.targets.reading import Row
from auditcheck.targets.rulebook import Hit, rule
from auditcheck.targets.view import View

_TYPESET = re.compile(r"\\[a-z]+|\$|-{2,}|—{3,}")
_WRITTEN = re.compile(r"[一-鿿]|>=|<=|=>|=<")
# A number with a measure word: 30名, 14个; neither 12315 nor 2019年 nor Office 2016.
_COUNTED = re.compile(
    r"(?<![\dA-Za-z.·年])(\d+(?:\.\d+)?\s*(?:%|万|亿|元|[个名人次场台套份项件家户批条篇期种册处所天亩辆](?!性)))"
)


def hit(row: Row, **facts: str) -> Hit:
    return Hit(row, quote=row.raw, facts=facts)


def _is(row: Row, number: int) -> bool:
    return row.value.decimal is not None and row.value.decimal == number


@rule("T01")
def rate_at_least_100(view: View) -> Iterator[Hit]:
    for row in view.rows:
        if row.value.kind == "percent" and row.value.sign in (">=", ">") and _is(row, 100):
            yield hit(row)


@rule("T02")
def below_zero(view: View) -> Iterator[Hit]:
    for row in view.rows:
        value = row.value.decimal
        if value is None:
            continue
        if (row.value.sign == "<" and value <= 0) or re.search(r"[≤<=]\s*-\s*\d", tidy(row.raw)):
            yield hit(row)


@rule("T03")
def satisfaction_of_all(view: View) -> Iterator[Hit]:
    for row in view.under("满意度"):
        if row.value.kind == "percent" and "满意" in row.level3 and _is(row, 100):
            yield hit(row)


@rule("T04")
def more_than_there_are(view: View) -> Iterator[Hit]:
    where = f"{view.table.unit or ''}{view.table.title}{view.table.project or ''}"
    for row in view.rows:
        for part in row.value.parts if row.value.kind in ("number", "multi", "range") else ():
            unit = (part.unit or "").removeprefix("个")
            for region in view.words.regions:
                named = region.region in where
                if named and unit in region.words and part.value > region.count:
                    yield hit(row, region=region.region, level=unit, count=str(region.count), number=part.number)
                    break


@rule("T15")
def not_quantified(view: View) -> Iterator[Hit]:
    known = view.words.pattern("verifiable")
    for row in view.rows:
        if row.value.kind == "qualitative" and not known.search(row.raw):
            yield hit(row)


@rule("T16")
def count_without_operator(view: View) -> Iterator[Hit]:
    for row in view.rows:
        if row.value.kind in ("number", "money") and not row.value.signs and not _zero_in_words(row):
            yield hit(row)


@rule("T17")
def rate_without_operator(view: View) -> Iterator[Hit]:
    for row in view.rows:
        if row.value.kind == "percent" and not row.value.signs and not (_is(row, 0) or _is(row, 100)):
            yield hit(row)


@rule("T18")
def whole_rate_without_operator(view: View) -> Iterator[Hit]:
    for row in view.rows:
        whole = row.value.kind == "percent" and (_is(row, 0) or _is(row, 100))
        if not row.value.signs and (whole or _zero_in_words(row)):
            yield hit(row)


def _zero_in_words(row: Row) -> bool:
    """事故率为0: a rate of zero without its sign."""
    return (
        row.value.kind == "number"
        and _is(row, 0)
        and not row.value.unit
        and ("率" in row.value.words or row.level3.endswith("率"))
    )


@rule("T19")
def vague_time(view: View) -> Iterator[Hit]:
    for row in view.rows:
        moment = row.value.when
        if row.value.kind != "date" or moment is None:
            continue
        reasons = []
        if moment.year is None:
            reasons.append("未写年份")
        if moment.period:
            reasons.append("为期间而非完成时限")
        elif moment.precision != "day":
            reasons.append("未写到日")
        if re.search(r"开始|启动|开工", row.level3 + moment.rest):
            reasons.append("为开始时间")
        if reasons:
            yield hit(row, why="、".join(reasons))


@rule("T20")
def after_the_year(view: View) -> Iterator[Hit]:
    for row in view.rows:
        moment = row.value.when
        if row.value.kind != "date" or moment is None or moment.last is None or view.year is None:
            continue
        # 2020年1月1日前 ends with the year.
        before = bool(re.match(r"\s*(?:以|之)?前", moment.rest)) and moment.precision == "day"
        last = moment.first if moment.precision != "day" else moment.last
        limit = date(view.year + 1, 1, 1) if before else date(view.year, 12, 31)
        if last is not None and last > limit:
            yield hit(row, year=str(view.year))


@rule("T21")
def several_values(view: View) -> Iterator[Hit]:
    for row in view.rows:
        if row.value.kind in ("multi", "range"):
            yield hit(row, what="多个值" if row.value.kind == "multi" else "区间值")


@rule("T29")
def value_in_the_name(view: View) -> Iterator[Hit]:
    for row in view.rows:
        if match := _COUNTED.search(tidy(row.level3)):
            yield Hit(row, quote=row.level3, facts={"inside": match[1]})


@rule("T30")
def no_unit(view: View) -> Iterator[Hit]:
    for row in view.rows:
        units = [part.unit for part in row.value.parts]
        if row.value.kind == "range":
            units = [row.value.unit]
        if row.value.kind in ("number", "money", "multi", "range") and units:
            bare = row.value.kind == "money" and any(re.match(r"[百千万亿]+(?:/|$)", unit or "") for unit in units)
            if bare or not all(units):
                yield hit(row, what="金额只写“万”未写“元”" if bare else "没有计量单位")


@rule("T31")
def operator_in_words(view: View) -> Iterator[Hit]:
    for row in view.rows:
        reasons = []
        if any(_WRITTEN.search(sign) for sign in row.value.signs):
            reasons.append("比较符号用文字或键盘符号书写")
        if len(row.value.signs) > 1:
            reasons.append("比较符号重复")
        if _TYPESET.search(row.raw):
            reasons.append("有排版残留或重复的连字符")
        if reasons:
            yield hit(row, why="、".join(reasons))


@rule("T32")
def change_without_base(view: View) -> Iterator[Hit]:
    change, base = view.words.pattern("change"), view.words.pattern("base")
    for row in view.rows:
        text = row.level3 + row.raw
        if row.value.kind == "percent" and change.search(text) and not base.search(text):
            yield hit(row)


@rule("T33")
def exactly_zero(view: View) -> Iterator[Hit]:
    allowed = view.words.pattern("zero_allowed")
    for row in view.rows:
        strict = row.value.sign in (None, "=", "<=")
        if (
            row.value.kind == "percent"
            and row.value.decimal == Decimal(0)
            and strict
            and not allowed.search(row.level3)
        ):
            yield hit(row)


def is_duration(row: Row) -> bool:
    unit = row.value.unit or ""
    return bool(re.match(r"(?:个)?(?:小时|分钟|工作日|天|日|秒)", unit)) and dimension(row.level2) != "数量"
