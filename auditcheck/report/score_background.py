"""三公经费 and the structure of assets, of which no ledger tells: from the lines of 指标数据表 that are no indicator's.

Amounts come in 元 and are shown in 万元. A line's place in the structure is its code, level after level: 资产/流动资产/货币资金.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from auditcheck.report import words
from auditcheck.report.layout import Cell, Column, Formula, Table
from auditcheck.scoring.metrics import Metric, Metrics
from auditcheck.scoring.numbers import rounded

Line = Mapping[str, Any]
_WAN = Decimal(10000)
_OFFICIAL = "三公经费"


def control(lines: Sequence[Line], listed: Sequence[tuple[str, Decimal, Decimal]] = ()) -> Table:
    """三公经费控制率; ``listed``: (item, budget, spent) of the accounts, which are believed before 指标数据表."""
    columns = [Column("行次", 7, "centre"), Column("项目", 34)]
    columns += [Column("预算数", 16, "money"), Column("支出数", 16, "money"), Column("控制率", 12, "percent")]
    columns += [Column("数据来源", 30), Column("填报人", 12, "centre")]
    table = Table("三公经费", "“三公”经费预算执行情况表", columns, [], "单位：万元")
    rows: list[tuple[str, Decimal | None, Decimal | None, str, str]] = [
        (item, budget, spent, "决算报表", words.DASH) for item, budget, spent in listed
    ]
    if not rows:
        found, table.notes = _lines(lines, (_OFFICIAL,))
        found = found or [one for one in Metrics(lines).all() if _is_control_rate(one)]
        for one in found:
            spent, budget = one.parts or (_amount(one), None)
            rows.append((_label(one), budget, spent, one.source, one.person))
    for at, (label, budget, spent, source, person) in enumerate(rows, table.header_row + 2):
        rate: Cell = words.DASH
        if budget and spent is not None:
            rate = Formula(f'=IF(C{at}=0,"{words.DASH}",D{at}/C{at})', spent / budget)
        cells: list[Cell] = [_wan(budget), _wan(spent), rate, source, person]
        table.rows.append([str(at - table.header_row - 1), label, *cells])
    table.notes += _official_sum([(label, spent) for label, _budget, spent, *_rest in rows], bool(listed))
    return table


def assets(lines: Sequence[Line]) -> Table:
    """资产 with its parts, each one's share of the root it stands under; a note where parts don't add up to the whole."""
    columns = [Column("项目", 38), Column("金额", 18, "money"), Column("占比", 12, "percent")]
    columns += [Column("下级合计", 18, "money"), Column("差额", 14, "money")]
    columns += [Column("数据来源", 30), Column("填报人", 12, "centre")]
    table = Table("资产结构", "资产构成情况表", columns, [], "单位：万元")
    found, table.notes = _lines(lines, ("资产", "固定资产原值", "无形资产原值"))
    amounts = {one.indicator: _amount(one) for one in found}
    ordered = sorted(found, key=lambda one: _place(one.indicator, list(amounts)))
    rows = {one.indicator: at for at, one in enumerate(ordered, table.header_row + 2)}
    for one in ordered:
        code, at = one.indicator, rows[one.indicator]
        root, amount = code.partition("/")[0], amounts[one.indicator]
        parts = [other for other in rows if other.rpartition("/")[0] == code]
        whole = amounts.get(root)
        share: Cell = words.DASH
        if whole and amount is not None:
            share = Formula(f'=IF(B${rows[root]}=0,"{words.DASH}",B{at}/B${rows[root]})', amount / whole)
        sums: list[Cell] = [None, None]
        if parts:
            added = sum((amounts[part] or Decimal(0) for part in parts), Decimal(0))
            sums[0] = Formula("=" + "+".join(f"B{rows[part]}" for part in parts), added / _WAN)
            sums[1] = Formula(f"=D{at}-B{at}", (added - (amount or Decimal(0))) / _WAN)
            table.strong.add(len(table.rows))
            if amount is not None and added != amount:
                more = "多" if added > amount else "少"
                table.notes.append(
                    f"{_label(one)}：所列各项合计{_wan(added):,}万元，比填报的{_wan(amount):,}万元{more}{_wan(abs(added - amount)):,}万元。"
                )
        table.rows.append(["　" * code.count("/") + _label(one), _wan(amount), share, *sums, one.source, one.person])
    return table


def _lines(lines: Iterable[Line], roots: Sequence[str]) -> tuple[list[Metric], list[str]]:
    """(the lines below these roots, in their order, why others were not used)."""
    mine = [line for line in lines if str(line.get("indicator") or "").replace("／", "/").partition("/")[0] in roots]
    metrics = Metrics(mine, background=True)
    return metrics.all(), metrics.notes


def _official_sum(rows: Sequence[tuple[str, Decimal | None]], listed: bool) -> list[str]:
    """A note where the first line, the sum, is not what the others spent."""
    spent = [value for _label, value in rows if value is not None]
    if listed or len(rows) < 2 or len(spent) < len(rows) or (added := sum(spent[1:], Decimal(0))) == spent[0]:
        return []
    return [f"各项支出合计{_wan(added):,}万元，与“三公”经费支出{_wan(spent[0]):,}万元不一致。"]


def _place(code: str, order: Sequence[str]) -> list[int]:
    """Where a line stands: beside its parent, in the order in which they were filled in."""
    parts = code.split("/")
    paths = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    return [order.index(path) if path in order else len(order) for path in paths]


def _is_control_rate(one: Metric) -> bool:
    name = str(one.document.get("name") or "")
    return one.parts is not None and "三公" in name and "控制率" in name


def _amount(one: Metric) -> Decimal | None:
    """元; None for a rate."""
    return None if one.unit == "%" or one.stated is None else one.stated.value()


def _label(one: Metric) -> str:
    return str(one.document.get("name") or one.indicator.rpartition("/")[2])


def _wan(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value / _WAN)
