"""Rules on money: costs against funds, arithmetic, what the goal says of amounts and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from auditcheck.targets.quantities import Quantity, quantities, tidy, with_digits
from auditcheck.targets.reading import Row
from auditcheck.targets.rulebook import Hit, rule
from auditcheck.targets.view import View, amounts, counted, per_unit, plain, topic, yuan

_KIN = {"人": {"人", "名"}, "名": {"人", "名"}, "批": {"批", "批次"}, "批次": {"批", "批次"}, "起": {"起", "件", "个", "宗"},
        "件": {"起", "件", "个", "宗"}, "天": {"天", "日"}, "日": {"天", "日"}, "场": {"场", "场次", "次"}, "次": {"次", "场次"}}  # fmt: skip
_DATES = re.compile(
    r"(?:20\d\d\s*年(?:度)?)?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*[日号])?(?<=[年月日号度])|〔\d{4}〕\s*\d+\s*号|[第\d]+[、.．](?!\d)"
)
_TOTAL = re.compile(r"(?:安排|总投资|资金|预算|经费|投入)[^，。；\d]{0,8}$")
_PRICE = re.compile(r"(?:单价|每[^，。；\d]{1,4})[^，。；\d]{0,6}$")
_BASIS = re.compile(
    r"(?P<year>20\d\d)\s*年?(?:度)?[^，。；,;]{0,10}?(?:价格|单价|报价|招标价|中标价|市场价|收费标准|定额|造价|物价|价(?=[估测]))"
)


def costs(view: View) -> list[tuple[Row, Decimal]]:
    """Rows of 成本指标 with a total amount, in 万元."""
    return [(row, sum(found, Decimal(0))) for row in view.under("成本") if (found := amounts(row))]


@rule("T05")
def costs_above_funds(view: View) -> Iterator[Hit]:
    found = costs(view)
    total = sum((amount for _row, amount in found), Decimal(0))
    if view.funds is not None and found and total > view.funds:
        listed = "＋".join(plain(amount) for _row, amount in found)
        yield Hit(place="funds", facts={"sum": plain(total), "funds": plain(view.funds), "parts": listed})


@rule("T06")
def amount_above_funds(view: View) -> Iterator[Hit]:
    for row in view.rows:
        largest = max(amounts(row), default=Decimal(0))
        if view.funds is not None and largest > view.funds:
            yield Hit(row, quote=row.raw, facts={"amount": plain(largest), "funds": plain(view.funds)})


@rule("T07")
def price_times_count_above_funds(view: View) -> Iterator[Hit]:
    found = [(row, *product) for row in view.rows if (product := _product(view, row))]
    if view.funds is None:
        return
    over = [(row, total, how) for row, total, how in found if total > view.funds]
    for row, total, how in over:
        yield Hit(
            row,
            quote=row.raw,
            facts={"product": how, "total": plain(total), "funds": plain(view.funds)},
            confidence=0.8,
            reason="单价与数量按名称和单位配对",
        )
    total = sum((total for _row, total, _how in found), Decimal(0))
    if not over and len(found) > 1 and total > view.funds:
        yield Hit(
            place="funds",
            facts={
                "product": "；".join(how for _r, _t, how in found),
                "total": plain(total),
                "funds": plain(view.funds),
            },
            confidence=0.7,
            reason="单价与数量按名称和单位配对，各项相加",
        )


def _product(view: View, row: Row) -> tuple[Decimal, str] | None:
    """Price × count in 万元 and how it was reckoned, or None where no count can be found."""
    per = per_unit(row)
    if row.value.kind != "money" or not per or row.value.number is None:
        return None
    price = yuan(Quantity(None, row.value.number, row.value.unit), bare=True)
    if price is None:
        return None
    total, how = price, f"{plain(price)}元"
    each = [name.strip() for name in re.split(r"[/每]", per) if name.strip()]
    if "月" in row.value.words and "月" not in "".join(each):  # 月均4000元/人
        each.append("月")
    for name in each:
        if name in ("月", "个月"):
            count, unit = Decimal(12), "个月"
        elif name == "年":
            continue
        elif (found := _count(view, row, name)) is not None:
            count, unit = found, name
        else:
            return None
        total, how = total * count, f"{how}×{plain(count)}{unit}"
    return total / 10_000, f"{how}＝{plain((total / 10_000).quantize(Decimal('0.01')))}万元"


def _count(view: View, price: Row, per: str) -> Decimal | None:
    kin = _KIN.get(per, {per})
    if inside := re.search(rf"(\d+)\s*(?:{'|'.join(kin)})", price.level3):
        return Decimal(inside[1])
    rows = [
        (row, number)
        for row in view.rows
        if row is not price and row.value.kind == "number" and row.value.parts
        for number, unit in (counted(row.value.parts[0]),)
        if unit in kin
    ]
    about = topic(price.level3)
    named = [number for row, number in rows if topic(row.level3) & about]
    if named:
        return sum(named, Decimal(0))
    return rows[0][1] if len(rows) == 1 and not about else None


@rule("T08")
def costs_cover_a_part(view: View) -> Iterator[Hit]:
    found = costs(view)
    total = sum((amount for _row, amount in found), Decimal(0))
    if view.funds and found and total < view.funds * Decimal("0.8"):
        share = plain((total / view.funds * 100).quantize(Decimal("0.1")))
        yield Hit(place="funds", facts={"sum": plain(total), "funds": plain(view.funds), "share": share})


@rule("T09")
def wrong_arithmetic(view: View) -> Iterator[Hit]:
    for row in view.rows:
        if row.value.kind != "expression" or row.value.number is None:
            continue
        product = Decimal(1)
        for factor in row.value.factors:
            product *= _scaled(factor)
        stated = Quantity(None, row.value.number, row.value.unit)
        step = _scaled(Quantity(None, "1", row.value.unit))
        exponent = stated.value.as_tuple().exponent
        tolerance = step * Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2
        if abs(product - _scaled(stated)) > tolerance:
            yield Hit(row, quote=row.raw, facts={"right": plain(product / step), "unit": row.value.unit or ""})


def _scaled(quantity: Quantity) -> Decimal:
    money = yuan(quantity)
    return money if money is not None else counted(quantity)[0]


@rule("T10")
def goal_against_numbers(view: View) -> Iterator[Hit]:
    # “两个覆盖”, “四个最严” are catchwords.
    goal = _DATES.sub(" ", with_digits(tidy(re.sub(r"[“\"][^”\"]*[”\"]", " ", view.goal))))
    found: dict[str, list[str]] = {}
    for quantity, before, after in _in_context(goal):
        text = f"{quantity.number}{quantity.unit or ''}"
        money = yuan(quantity)
        if money is not None and (_PRICE.search(before) or "/" in (quantity.unit or "")):
            prices = {price for row in view.rows for price in _prices(row)}
            if prices and money not in prices:
                found.setdefault(f"单价{text}", []).append(
                    f"指标单价{'、'.join(plain(p) + '元' for p in sorted(prices))}"
                )
        elif money is not None and _TOTAL.search(before):
            wan = money / 10_000
            known = [view.funds, *(amount for row in view.rows for amount in amounts(row))]
            if view.funds is not None and wan not in known:
                found.setdefault(f"资金{text}", []).append(f"年度资金总额{plain(view.funds)}万元")
        elif money is None and quantity.unit and not quantity.unit.startswith("%"):
            _count_differs(view, quantity, before, after, found)
    if len(counts := [name for name in found if name.startswith("数量")]) > 1 and _sum_agrees(view, counts):
        for name in counts:
            del found[name]
    for said, against in found.items():
        yield Hit(
            place="goal",
            quote=said.lstrip("单价资金数量"),
            facts={"said": said, "against": "、".join(dict.fromkeys(against))},
            confidence=0.8,
            reason="按单位和相同用语配对",
        )


def _in_context(goal: str) -> Iterator[tuple[Quantity, str, str]]:
    at = 0
    for quantity in quantities(goal):
        start = goal.find(quantity.number, at)
        at = start + len(quantity.number)
        yield quantity, goal[max(0, start - 14) : start], re.split(r"[，。；,;]", goal[at : at + 20])[0]


def _prices(row: Row) -> list[Decimal]:
    quantities_ = row.value.factors if row.value.kind == "expression" else row.value.parts
    money = [(part, yuan(part)) for part in quantities_]
    return [amount for part, amount in money if amount is not None and per_unit(row, part)]


def _count_differs(view: View, quantity: Quantity, before: str, after: str, found: dict[str, list[str]]) -> None:
    number, unit = _unit_of_goal(quantity)
    about = topic(re.split(r"[，。；,;]", before)[-1] + " " + after)
    rows = [
        (row, counted(part)[0])
        for row in view.rows
        if row.value.kind in ("number", "multi")
        for part in row.value.parts
        if unit and counted(part)[1] == unit and topic(row.level3) & about
    ]
    if rows and all(value != number for _row, value in rows):
        row, value = rows[0]
        found.setdefault(f"数量{quantity.number}{_short(quantity.unit or '', unit)}", []).append(
            f"指标“{row.level3}”为{plain(value) if value < 10_000 else plain(value / 10_000) + '万'}{unit}"
        )


_MEASURE = re.compile(r"万?亿?(批次|人次|场次|[个次人名家套台件份项篇条期种册户场批])")


def _unit_of_goal(quantity: Quantity) -> tuple[Decimal, str]:
    """50万套个体工商户执照 -> (500000, 套): in running text the unit has no end of its own."""
    match = _MEASURE.match(quantity.unit or "")
    if not match:
        return quantity.value, ""
    return counted(Quantity(None, quantity.number, match[0]))


def _short(unit: str, base: str) -> str:
    return unit.partition(base)[0] + base if base else unit


def _sum_agrees(view: View, counts: list[str]) -> bool:
    numbers = [next(quantities(name.removeprefix("数量"))) for name in counts]
    total = sum((counted(number)[0] for number in numbers), Decimal(0))
    return any(counted(part)[0] == total for row in view.rows for part in row.value.parts)


@rule("T40")
def price_of_another_year(view: View) -> Iterator[Hit]:
    if view.year is None:
        return
    places = [("goal", None, view.goal), *(("", row, f"{row.level3} {row.raw}") for row in view.rows)]
    for place, row, text in places:
        for match in _BASIS.finditer(tidy(text)):
            if int(match["year"]) != view.year:
                yield Hit(row, place or "title", match[0], {"basis": match[0], "year": str(view.year)})
