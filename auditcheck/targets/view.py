"""What a rule sees: one table, the batch it came with, the dictionaries, the budget year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from auditcheck.targets.levels import dimension
from auditcheck.targets.quantities import Quantity, tidy
from auditcheck.targets.reading import Row, Table
from auditcheck.targets.words import Words

if TYPE_CHECKING:
    from auditcheck.targets.mending import Wording

# Per what: 元/人/天, 2000元/每月; in names 每批次费用, but 每年 counts once.
_EACH = re.compile(
    r"每(?P<per>批次|批|人次|人|名|套|件|份|次|个?月|台|天|日|亩|平方米|公里|公斤|吨|个|户|起|期|场次|场|辆|头|只|米)"
)
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_UNIT_OF_MONEY = re.compile(r"(?P<scale>百万|千万|百|千|万|亿)?(?P<yuan>元)?")
_GENERIC = re.compile(
    r"指标|项目|工作|完成|开展|进行|组织|数量|次数|人数|批次|费用|成本|经费|时间|时限|每年|全年|本年度|年度|预计|其他"
    r"|满意度|满意率|合格率|达标率|覆盖率|情况|相关|有关|全区|全疆|自治区|新疆|实施|任务|计划|采购|购置|抽检|单价|建设|管理|服务|活动|[的和及与、，,。；]"
)


@dataclass
class View:
    """``tables`` is the whole batch (for copies), ``year`` the budget year or None where nothing tells it."""

    table: Table
    tables: Sequence[Table]
    words: Words
    year: int | None = None
    mended: dict[Wording, list[Wording]] = field(default_factory=dict, repr=False)  # what was worked out for a wording

    @property
    def rows(self) -> list[Row]:
        return self.table.rows

    @property
    def funds(self) -> Decimal | None:
        return self.table.funds.get("total")

    @property
    def goal(self) -> str:
        return self.table.goal or ""

    def under(self, *dimensions: str) -> Iterator[Row]:
        return (row for row in self.rows if dimension(row.level2) in dimensions)


def per_unit(row: Row, quantity: Quantity | None = None) -> str | None:
    """批次 of 2500元/批次 or 每批次费用; None where the amount is a total."""
    unit = (quantity.unit if quantity else row.value.unit) or ""
    if "/" in unit or "每" in unit:
        return unit.partition("/")[2].replace("每", "") or unit.partition("每")[2] or "个"
    if match := _EACH.search(row.level3) or _EACH.search(row.value.words):
        return match["per"]
    if "单价" in row.level3:
        return "个"
    return "人" if re.search(r"人均", row.level3 + row.value.words) else None


def yuan(quantity: Quantity, bare: bool = False) -> Decimal | None:
    """The amount in 元, or None where the unit is no money; ``bare``: 140万 is money too."""
    unit = (quantity.unit or "").partition("/")[0]
    match = _UNIT_OF_MONEY.match(unit)
    if not match or not (match["yuan"] or (bare and match["scale"] and match[0] == unit)):
        return None
    return quantity.value * _SCALE.get(match["scale"] or "", 1)


def amounts(row: Row) -> list[Decimal]:
    """Total amounts of a row in 万元; prices by the piece are none."""
    value = row.value
    if value.kind == "expression" and value.number is not None:
        found = [Quantity(None, value.number, value.unit)]
    elif value.kind in ("money", "multi", "number"):
        found = [part for part in value.parts if part.unit]
    else:
        return []
    bare = value.kind == "money"
    money = [(part, yuan(part, bare)) for part in found]
    return [amount / 10_000 for part, amount in money if amount is not None and not per_unit(row, part)]


def counted(quantity: Quantity) -> tuple[Decimal, str]:
    """95万套 -> (950000, 套)."""
    unit = quantity.unit or ""
    match = re.match(r"(百万|千万|百|千|万|亿)(?=.)", unit)
    return (quantity.value * _SCALE[match[0]], unit[match.end() :]) if match else (quantity.value, unit)


def topic(text: str) -> set[str]:
    """Two-character pieces of what is left of a text without the words that every table has."""
    return {
        part[at : at + 2]
        for part in re.split(r"[^\w]+|\d+", _GENERIC.sub(" ", tidy(text)))
        for at in range(len(part) - 1)
    }


def close(one: str, other: str) -> float:
    """Likeness of two names, 0 to 1 (difflib)."""
    from difflib import SequenceMatcher

    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def plain(amount: Decimal) -> str:
    """A number without needless zeros: 394, 66.62."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def budget_year(tables: Iterable[Table]) -> int | None:
    """The year of the titles (2019年度), else that of most dates in values and goals; None where none is named."""
    tables = list(tables)
    titles = Counter(int(year) for table in tables for year in re.findall(r"(20\d\d)\s*年", table.title))
    if titles:
        return titles.most_common(1)[0][0]
    years = Counter(row.value.when.year for table in tables for row in table.rows if row.value.when)
    years.update(int(year) for table in tables for year in re.findall(r"(20\d\d)年\d{1,2}月", table.goal or ""))
    years.pop(None, None)
    best = years.most_common(1)
    return best[0][0] if best else None
