"""表1-1, 表1-2 and 附件2 rebuilt from 部门决算报表 and 项目预算执行: shares, adjustment and execution rates, subtotals.

Money comes in 元 and is shown in 万元; every sum and rate is a live formula over the rows above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from auditcheck.report import words
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Column, Formula, Table
from auditcheck.report.page import OPTIONS
from auditcheck.report.score_background import assets, control
from auditcheck.scoring.numbers import percent, rounded

Row = Mapping[str, str | None]
_WAN = Decimal(10000)
_CARRIED = ("上年结转结余", "年初结转结余", "上年结转", "使用非财政拨款结余")
_DETAILS = ("人员经费", "公用经费")  # of 基本支出, which already holds them
_OTHER = "未注明履职方向"
_OFFICIAL = re.compile("三公|因公出国|公务用车|公务接待")  # parts of 公用经费 that some accounts list once more


def income(rows: Iterable[Row]) -> Table:
    """表1-1: 收入占比 of the final budget, 预算调整数 and 调整率, 本年收入合计 without what was carried over."""
    columns = [Column("行次", 7, "centre"), Column("收入来源", 34)]
    columns += [Column(title, 16, "money") for title in ("年初预算数", "全年预算数")]
    columns += [Column("收入占比", 12, "percent"), Column("预算调整数", 16, "money"), Column("调整率", 12, "percent")]
    table = Table("表1-1", "表1-1：部门预算收入情况表", columns, [], "单位：万元")
    found = _added(rows, "收入", ("budget_initial", "budget_final"))
    current = {item: sums for item, sums in found.items() if item not in _CARRIED}
    carried = {item: sums for item, sums in found.items() if item in _CARRIED}
    if not found:
        return table
    at = first = table.header_row + 2
    total = at + len(found) + 1
    whole = _sum(found.values(), 1)

    def line(label: str, sums: Sequence[Decimal], start: Cell, final: Cell) -> None:
        nonlocal at
        share = Formula(f'=IF(D${total}=0,"",D{at}/D${total})', sums[1] / whole if whole else "")
        moved = Formula(f"=D{at}-C{at}", _wan(sums[1] - sums[0]))
        rate = Formula(
            f'=IF(C{at}=0,"{words.DASH}",F{at}/C{at})', (sums[1] - sums[0]) / sums[0] if sums[0] else words.DASH
        )
        table.rows.append([str(at - first + 1), label, start, final, share, moved, rate])
        at += 1

    for item, sums in current.items():
        line(item, sums, _wan(sums[0]), _wan(sums[1]))
    own = [_sum(current.values(), 0), _sum(current.values(), 1)]
    subtotal, until = at, at - 1
    formulas = [
        Formula(f"=SUM({letter}{first}:{letter}{until})", _wan(value)) for letter, value in zip("CD", own, strict=True)
    ]
    table.strong.add(len(table.rows))
    line("本年收入合计", own, *formulas)
    for item, sums in carried.items():
        line(item, sums, _wan(sums[0]), _wan(sums[1]))
    every = [_sum(found.values(), 0), whole]
    formulas = [
        Formula(f"=SUM({letter}{subtotal}:{letter}{at - 1})", _wan(value))
        for letter, value in zip("CD", every, strict=True)
    ]
    table.strong.add(len(table.rows))
    line("总计", every, *formulas)
    return table


def spending(rows: Iterable[Row]) -> Table:
    """表1-2: 预算执行率 of each kind of spending; 人员经费 and 公用经费 are parts of 基本支出 and not added again."""
    columns = [Column("行次", 7, "centre"), Column("项目支出类别", 34)]
    columns += [Column(title, 16, "money") for title in ("年初预算数", "全年预算数", "决算数")]
    columns += [Column("预算执行率", 12, "percent"), Column("预算调整率", 12, "percent")]
    table = Table("表1-2", "表1-2：部门财政资金总体使用情况表", columns, [], "单位：万元")
    found = _added(rows, "支出", ("budget_initial", "budget_final", "actual"))
    found = {item: sums for item, sums in found.items() if not _OFFICIAL.search(item)}
    if not found:
        return table
    at = first = table.header_row + 2
    whole = [Decimal(0)] * 3
    places = []
    for item, sums in found.items():
        if item not in _DETAILS:
            places.append(at)
            whole = [one + more for one, more in zip(whole, sums, strict=True)]
        table.rows.append([str(at - first + 1), item, *(_wan(value) for value in sums), *_rates(at, sums, "CDE")])
        at += 1
    letters = zip("CDE", whole, strict=True)
    totals: list[Cell] = [
        Formula("=" + "+".join(f"{letter}{one}" for one in places), _wan(value)) for letter, value in letters
    ]
    table.strong.add(len(table.rows))
    table.rows.append([str(at - first + 1), "本年支出合计", *totals, *_rates(at, whole, "CDE")])
    return table


def projects(rows: Iterable[Row], accounts: Iterable[Row] = ()) -> Table:
    """附件2: the projects by 核心履职方向 with 小计 and 合计; their shares of all 项目支出 where the accounts hold it."""
    columns = [
        Column("核心履职方向", 18, "centre"),
        Column("序号", 7, "centre"),
        Column("项目名称", 42),
        Column("实施单位", 32),
    ]
    columns += [Column(title, 14, "money") for title in ("年初预算数", "全年预算数", "执行数")]
    columns += [Column("预算执行率", 12, "percent"), Column("预算调整率", 12, "percent")]
    whole_cell, whole_budget = _whole(spending(accounts))
    if whole_cell:
        columns.append(Column("占项目支出预算", 12, "percent"))

    def share(sums: Sequence[Decimal]) -> list[Cell]:
        return [Formula(f'=IF({whole_cell}=0,"",F{at}/{whole_cell})', sums[1] / whole_budget)] if whole_cell else []

    table = Table("附件2", "附件2：主要项目预算安排及执行情况汇总表", columns, [], "单位：万元")
    groups: dict[str, list[tuple[Row, list[Decimal]]]] = {}
    for row in rows:
        sums = [_money(row.get(name)) for name in ("budget_initial", "budget_final", "paid")]
        groups.setdefault(row.get("duty_area") or _OTHER, []).append((row, sums))
    at, number = table.header_row + 2, 0
    places, whole = [], [Decimal(0)] * 3
    for area, members in groups.items():
        first = at
        for row, sums in members:
            number += 1
            label = area if at == first else None
            who = row.get("executing_unit") or row.get("unit")
            table.rows.append(
                [
                    label,
                    str(number),
                    row.get("project_name"),
                    who,
                    *(_wan(value) for value in sums),
                    *_rates(at, sums, "EFG"),
                    *([None] if whole_cell else []),
                ]
            )
            at += 1
        own = [_sum((sums for _row, sums in members), index) for index in range(3)]
        formulas: list[Cell] = [
            Formula(f"=SUM({letter}{first}:{letter}{at - 1})", _wan(value))
            for letter, value in zip("EFG", own, strict=True)
        ]
        table.strong.add(len(table.rows))
        table.rows.append([f"{area}小计", None, None, None, *formulas, *_rates(at, own, "EFG"), *share(own)])
        places.append(at)
        whole = [one + more for one, more in zip(whole, own, strict=True)]
        at += 1
    if groups:
        formulas = [
            Formula("=" + "+".join(f"{letter}{one}" for one in places), _wan(value))
            for letter, value in zip("EFG", whole, strict=True)
        ]
        table.strong.add(len(table.rows))
        table.rows.append(["合计", None, None, None, *formulas, *_rates(at, whole, "EFG"), *share(whole)])
    return table


def _whole(table: Table) -> tuple[str, Decimal]:
    """(the cell of 表1-2 with the final budget of 项目支出, its 元); ("", 0) where there is none."""
    for at, row in enumerate(table.rows, table.header_row + 2):
        if row[1] == "项目支出" and isinstance(row[3], Decimal) and row[3]:
            return f"'{table.name}'!D{at}", row[3] * _WAN
    return "", Decimal(0)


def official(rows: Iterable[Row]) -> list[tuple[str, Decimal, Decimal]]:
    """三公经费 where the accounts list them: (item, budget, spent) in 元."""
    found = _added(rows, "支出", ("budget_final", "actual"))
    return [(item, sums[0], sums[1]) for item, sums in found.items() if _OFFICIAL.search(item)]


def write_budget_workbook(
    path: Path,
    accounts: Sequence[Row],
    budgets: Sequence[Row],
    notes: Sequence[str],
    metrics: Iterable[Mapping[str, object]] = (),
) -> None:
    """预算情况表.xlsx; ``notes``: where the printed totals are others, and the readings of B31 and B42; ``metrics``: the
    lines of 指标数据表, for 三公经费 (where the accounts don't list them) and the structure of assets."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": "预算收支与项目执行情况表", "author": "auditcheck"})
        book = Book(workbook)
        for table in (income(accounts), spending(accounts), projects(budgets, accounts)):
            table.notes = [note.partition("：")[2] for note in notes if note.startswith(f"{table.name}：")]
            book.add_table(table)
        lines = list(metrics)
        for table in (control(lines, official(accounts)), assets(lines)):
            if table.rows:
                book.add_table(table)
        workbook.close()


def readings(findings_doc: Mapping[str, object]) -> list[str]:
    """B31 and B42 as measured, the latter net and gross: what each table's rates are about."""
    measures: Iterable[Mapping[str, Mapping[str, str]]] = findings_doc.get("measures") or ()  # type: ignore[assignment]
    values = {str(one["check"]): one["values"] for one in measures}
    told = []
    if (rate := values.get("BUD-001", {}).get("rate")) is not None:
        told.append(f"表1-2：支出预算执行率（B31）为{percent(Decimal(rate))}。")
    adjusted = values.get("BUD-002", {})
    for name, key in (("净额", "net_rate"), ("总额", "gross_rate")):
        if adjusted.get(key) is not None:
            told.append(f"表1-2：项目支出预算调整率（B42）按{name}计算为{percent(Decimal(adjusted[key]))}。")
        elif adjusted:
            told.append(f"表1-2：项目支出预算调整率（B42）缺少预算调整明细，未按{name}计算。")
    return told


def differences(
    name: str, stated: Mapping[str, Decimal | None], found: Mapping[str, Decimal], titles: Mapping[str, str]
) -> list[str]:
    """Where a sheet's own 合计 is not what its rows add up to."""
    return [
        f"{name}：原表{titles[column]}合计{_wan(total):,}万元，按各行重算为{_wan(found[column]):,}万元，相差{_wan(found[column] - total):,}万元。"
        for column, total in stated.items()
        if total is not None and column in titles and found.get(column) not in (None, total)
    ]


def _rates(at: int, sums: Sequence[Decimal], letters: str) -> list[Cell]:
    """执行率 and 调整率 of a row whose three sums stand in ``letters``."""
    initial, final, spent = list(letters)
    done = Formula(
        f'=IF({final}{at}=0,"{words.DASH}",{spent}{at}/{final}{at})', sums[2] / sums[1] if sums[1] else words.DASH
    )
    moved = (sums[1] - sums[0]) / sums[0] if sums[0] else words.DASH
    return [done, Formula(f'=IF({initial}{at}=0,"{words.DASH}",({final}{at}-{initial}{at})/{initial}{at})', moved)]


def _added(rows: Iterable[Row], kind: str, names: Sequence[str]) -> dict[str, list[Decimal]]:
    """Sums by item in the order of the rows; several bodies of one department are added."""
    found: dict[str, list[Decimal]] = {}
    for row in rows:
        if row.get("kind") == kind and row.get("item"):
            sums = found.setdefault(str(row["item"]), [Decimal(0)] * len(names))
            for index, name in enumerate(names):
                sums[index] += _money(row.get(name))
    return found


def _sum(entries: Iterable[Sequence[Decimal]], index: int) -> Decimal:
    return sum((one[index] for one in entries), Decimal(0))


def _money(text: str | None) -> Decimal:
    return Decimal(text) if text else Decimal(0)


def _wan(value: Decimal) -> Decimal:
    return rounded(value / _WAN)
