"""表4-1, 4-2, 4-3 as sheets beside 附件1: what 四、绩效评价指标分析 prints, with live points and sums."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from auditcheck.report import annex
from auditcheck.report.annex import Group, Tier
from auditcheck.report.layout import Book, Cell, Column, Formula, row_height

COLUMNS = ("一级指标", "二级指标", "三级指标", "权重", "业绩值", "完成值", "得分", "得分率")
_KINDS = ("centre", "centre", "text", "points", "centre", "centre", "points", "percent")
_WIDTHS = (12, 18, 38, 9, 20, 20, 9, 11)
_LAYOUT = tuple(Column(*one) for one in zip(COLUMNS, _WIDTHS, _KINDS, strict=True))
_HEAD = 1  # 0-based row of the headings


def add_tier(book: Book, number: int, tier: Tier, annex_sheet: str, first: int) -> None:
    """``first``: the row (1-based) of 附件1 where the tier begins; 权重 and 得分 follow it."""
    name = f"表4-{number}"
    sheet = book.add_sheet(name, f"{name}：{tier.name}类指标及分值", len(_LAYOUT) - 1)
    for index, column in enumerate(_LAYOUT):
        sheet.set_column(index, index, column.width)
        book.write(sheet, _HEAD, index, "centre", column.title, True)
    top = _HEAD + 1
    for place, one in enumerate(tier.indicators):
        most, score = Decimal(one["max"]), Decimal(one["score"])
        scored = one["state"] != "unscored"
        cells: list[Cell] = [
            None,
            None,
            f"{one['code']} {one['name']}",
            Formula(f"={annex_sheet}!D{first + place}", most),
            str(one["benchmark"]),
            annex.value(one),
            Formula(f"={annex_sheet}!J{first + place}", score) if scored else None,
            _rate(top + place, score, most),
        ]
        _line(book, sheet, top + place, cells)
    end = top + len(tier.indicators)
    _merge(book, sheet, Group(tier.group.text, top, end - 1), 0)
    for level in tier.levels:
        begins, ends = (top + at - tier.group.first for at in (level.first, level.last))
        _merge(book, sheet, Group(level.text, begins, ends), 1)
    sums: list[Cell] = [None] * len(_LAYOUT)
    sums[3] = Formula(f"=SUM(D{top + 1}:D{end})", tier.maximum)
    sums[6] = Formula(f"=SUM(G{top + 1}:G{end})", tier.score)
    sums[7] = _rate(end, tier.score, tier.maximum)
    _line(book, sheet, end, sums, strong=True)
    sheet.merge_range(end, 0, end, 2, "合计", book.cell_style("centre", "合计", True))
    sheet.freeze_panes(top, 3)
    sheet.repeat_rows(0, _HEAD)


def _line(book: Book, sheet: Any, row: int, cells: list[Cell], strong: bool = False) -> None:
    for index, (column, value) in enumerate(zip(_LAYOUT, cells, strict=True)):
        book.write(sheet, row, index, column.kind, value, strong)
    sheet.set_row(row, row_height(_LAYOUT, cells))


def _merge(book: Book, sheet: Any, group: Group, column: int) -> None:
    style = book.cell_style("centre", group.text)
    if group.first == group.last:
        sheet.write_string(group.first, column, group.text, style)
    else:
        sheet.merge_range(group.first, column, group.last, column, group.text, style)


def _rate(row: int, score: Decimal, maximum: Decimal) -> Formula:
    weight, points = f"D{row + 1}", f"G{row + 1}"
    return Formula(f'=IF({weight}=0,"",{points}/{weight})', score / maximum if maximum else "")
