"""附件1 as a workbook: live formulas for 小计, 总计 and 得分率, merged cells, 表3-1, 表4-1 … and charts that follow them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.report import annex, words
from auditcheck.report.annex import Annex, Group
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Column, Formula, row_height
from auditcheck.report.page import OPTIONS
from auditcheck.report.score_tables import add_tier

_SHEET = "附件1"
_COLUMNS = tuple(
    Column(title, width * 1.35, kind)
    for title, width, kind in zip(
        annex.COLUMNS,
        annex.WIDTHS,
        ("centre", "centre", "centre", "points", "text", "centre", "text", "text", "centre", "points", "percent"),
        strict=True,
    )
)
_HEAD = 2  # 0-based row of the headings
_FIRST = _HEAD + 1
_WEIGHT, _SCORE, _RATE = 3, 9, 10


def write_annex_workbook(path: Path, scheme: Annex, subtitle: str) -> None:
    """附件1, 表3-1 with two charts, 表4-1 …. Raises AuditcheckError where the file is open elsewhere."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": annex.TITLE, "author": "auditcheck"})
        book = Book(workbook)
        sums = _annex(book, scheme, subtitle)
        _summary(book, scheme, sums)
        for number, (tier, end) in enumerate(zip(scheme.tiers, sums, strict=False), 1):
            add_tier(book, number, tier, _SHEET, end - len(tier.indicators))
        _bar_data(book, scheme)
        workbook.close()


def _annex(book: Book, scheme: Annex, subtitle: str) -> list[int]:
    """The sheet; the rows (1-based) of each 小计 and, last, of 总计."""
    sheet = book.add_sheet(_SHEET, scheme.title, len(_COLUMNS) - 1, subtitle)
    header = book.style(
        font_name="黑体",
        valign="vcenter",
        font_size=10,
        align="center",
        text_wrap=True,
        border=1,
        bg_color="#D9E1F2",
        bold=True,
    )
    for index, column in enumerate(_COLUMNS):
        sheet.set_column(index, index, column.width)
        sheet.write_string(_HEAD, index, column.title, header)
    row, sums = _FIRST, []
    for tier in scheme.tiers:
        top = row
        for one in tier.indicators:
            cells: list[Cell] = [
                None,
                None,
                f"{one['code']} {one['name']}",
                Decimal(one["max"]),
                str(one["definition"]),
                str(one["benchmark"]),
                str(one["basis"]),
                annex.standard(one),
                annex.value(one),
                Decimal(one["score"]) if one["state"] != "unscored" else None,
                _rate(row, Decimal(one["score"]), Decimal(one["max"])),
            ]
            _write(book, sheet, row, cells)
            row += 1
        _merge(book, sheet, Group(tier.group.text, top, row - 1), 0)
        for level in tier.levels:
            offset = top - tier.group.first
            _merge(book, sheet, Group(level.text, level.first + offset, level.last + offset), 1)
        span = [f"{letter}{top + 1}:{letter}{row}" for letter in "DJ"]
        _sums(book, sheet, row, "小计", [f"=SUM({one})" for one in span], tier.maximum, tier.score)
        row += 1
        sums.append(row)
    parts = ["=" + "+".join(f"{letter}{one}" for one in sums) for letter in "DJ"]
    _sums(book, sheet, row, "总计", parts, scheme.maximum, scheme.score)
    sheet.freeze_panes(_FIRST, 3)
    sheet.repeat_rows(0, _HEAD)
    return [*sums, row + 1]


def _write(book: Book, sheet: Any, row: int, cells: list[Cell], strong: bool = False) -> None:
    for index, (column, value) in enumerate(zip(_COLUMNS, cells, strict=True)):
        book.write(sheet, row, index, column.kind, value, strong)
    sheet.set_row(row, row_height(_COLUMNS, cells))


def _merge(book: Book, sheet: Any, group: Group, column: int) -> None:
    style = book.cell_style("centre", group.text)
    if group.first == group.last:
        sheet.write_string(group.first, column, group.text, style)
    else:
        sheet.merge_range(group.first, column, group.last, column, group.text, style)


def _sums(book: Book, sheet: Any, row: int, label: str, texts: list[str], maximum: Decimal, score: Decimal) -> None:
    cells: list[Cell] = [None] * len(_COLUMNS)
    cells[_WEIGHT], cells[_SCORE] = Formula(texts[0], maximum), Formula(texts[1], score)
    cells[_RATE] = _rate(row, score, maximum)
    _write(book, sheet, row, cells, strong=True)
    sheet.merge_range(row, 0, row, 2, label, book.cell_style("centre", label, True))


def _rate(row: int, score: Decimal, maximum: Decimal) -> Formula:
    weight, points = f"D{row + 1}", f"J{row + 1}"
    return Formula(f'=IF({weight}=0,"",{points}/{weight})', score / maximum if maximum else "")


def _summary(book: Book, scheme: Annex, sums: list[int]) -> None:
    """表3-1 out of the sums of 附件1, a bar for each indicator's rate and a radar of the tiers."""
    names = [f"{number}.{tier.name}类" for number, tier in enumerate(scheme.tiers, 1)] + ["合计分值"]
    pairs = [*((tier.maximum, tier.score) for tier in scheme.tiers), (scheme.maximum, scheme.score)]
    sheet = book.add_sheet("表3-1", "表3-1：部门整体绩效评价得分表", len(names))
    sheet.set_column(0, len(names), 20)
    header = book.cell_style("centre", "指标", True)
    for index, text in enumerate(["指标", *names]):
        sheet.write_string(1, index, text, header)
    for row, (label, letter, kind) in enumerate(
        (("权重", "D", "points"), ("得分", "J", "points"), ("得分率", "K", "percent")), 2
    ):
        book.write(sheet, row, 0, "centre", label, True)
        for index, (at, (most, score)) in enumerate(zip(sums, pairs, strict=True), 1):
            value = {"D": most, "J": score, "K": score / most if most else Decimal(0)}[letter]
            book.write(sheet, row, index, kind, Formula(f"={_SHEET}!{letter}{at}", value))
    tiers = len(scheme.tiers)
    radar = book.workbook.add_chart({"type": "radar", "subtype": "filled"})
    radar.add_series({"name": "得分率", "categories": ["表3-1", 1, 1, 1, tiers], "values": ["表3-1", 4, 1, 4, tiers]})
    radar.set_title({"name": "一级指标得分率"})
    radar.set_legend({"none": True})
    bars = book.workbook.add_chart({"type": "bar"})
    count = len(scheme.indicators)
    bars.add_series(
        {"name": "得分率", "categories": ["图表数据", 1, 0, count, 0], "values": ["图表数据", 1, 1, count, 1]}
    )
    bars.set_title({"name": "三级指标得分率"})
    bars.set_legend({"none": True})
    bars.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    bars.set_x_axis({"num_format": "0%", "max": 1, "min": 0})
    bars.set_size({"width": 620, "height": max(300, 20 * count + 80)})
    sheet.insert_chart("A7", radar)
    sheet.insert_chart("D7", bars)


def _bar_data(book: Book, scheme: Annex) -> None:
    """A chart needs unbroken cells: the rates of 附件1 without its 小计."""
    sheet = book.workbook.add_worksheet("图表数据")
    sheet.set_column(0, 0, 40)
    book.write(sheet, 0, 0, "centre", "三级指标", True)
    book.write(sheet, 0, 1, "centre", "得分率", True)
    row, at = 1, _FIRST + 1
    for tier in scheme.tiers:
        for one in tier.indicators:
            most, score = Decimal(one["max"]), Decimal(one["score"])
            book.write(sheet, row, 0, "text", f"{one['code']} {one['name']}")
            book.write(sheet, row, 1, "percent", Formula(f"={_SHEET}!K{at}", score / most if most else Decimal(0)))
            row, at = row + 1, at + 1
        at += 1  # 小计


def about(run: dict[str, Any], unit: str) -> str:
    return f"被评价单位：{unit}　年度：{run.get('year') or words.DASH}　评价截止日：{run.get('asof') or words.DASH}"
