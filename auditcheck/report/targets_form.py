"""The target table as a form in a workbook: empty to fill in, or a draft with corrected wordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Column, excel_number, fit, row_height

# Row of the form, level by level, with what a good value looks like (财预〔2021〕101号).
LEVELS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "产出指标",
        (
            ("数量指标", "写计量内容和数：名称“培训人数”，值“≥100人”。要有比较符号和单位；一格只写一个值。"),
            ("质量指标", "写比率：名称“验收合格率”，值“=100%”或“≥95%”。不写“≥100%”。"),
            ("时效指标", "写到日的完成时限：“2025年11月30日前”，不晚于预算年度末；时长写“≤48小时”。"),
        ),
    ),
    ("成本指标", (("经济成本指标", "写金额上限：“≤20万元”“≤400元/人·天”。各项成本合计等于年度资金总额。"),)),
    (
        "效益指标",
        (
            ("经济效益指标", "写项目可以影响的结果，提高、下降要写基期：“较2024年下降率”“≥3%”。没有可删去本行。"),
            ("社会效益指标", "写可以计量的效果：“政策知晓率”“≥80%”，不写“显著提高”。"),
            ("生态效益指标", "写可以计量的效果：“单位能耗较2024年下降率”“≥2%”。没有可删去本行。"),
            ("可持续影响指标", "写年限或持续程度：“系统使用年限”“≥5年”，不写“长期”。没有可删去本行。"),
        ),
    ),
    ("满意度指标", (("服务对象满意度指标", "写对象和数：“参训人员满意度”“≥90%”，不写100%。"),)),
)
_DIMENSIONS = [level2 for _level1, below in LEVELS for level2, _hint in below]
_WIDTHS = (15, 17, 34, 12, 12, 26, 40)
_HEAD = "#D9E1F2"
_CHANGED = "#FFE699"


def _open(path: Path, title: str) -> Any:
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False})
    workbook.set_properties({"title": title, "author": "auditcheck"})
    return workbook


def write_empty_form(path: Path) -> None:
    """``auditcheck init --targets``: three levels, drop-downs, comments; loads back without a remark."""
    with replacing(path) as beside:
        workbook = _open(beside, "项目支出绩效目标表")
        book = Book(workbook)
        sheet = _sheet(book, "绩效目标表")
        rows = [
            (level1, level2, "", "", hint)
            for level1, below in LEVELS
            for level2, hint in below
            for _line in range(3 if level2 in ("数量指标", "质量指标") else 2)
        ]
        head = {"title": "项目支出绩效目标表", "unit": "", "project": "", "funds": {}, "goal": ""}
        first = _form(book, sheet, 0, head, rows, frozenset(), remarks=False)
        sheet.set_column(6, 6, 18)
        hints = {level2: hint for _level1, below in LEVELS for level2, hint in below}
        for offset, (_level1, level2, *_rest) in enumerate(rows):
            sheet.write_comment(first + offset, 5, hints[level2], {"x_scale": 2.2, "y_scale": 1.2})
        names = {"validate": "list", "source": _DIMENSIONS, "error_message": "请选用表中的二级指标名称"}
        sheet.data_validation(first, 1, first + len(rows) - 1, 1, names)
        levels = {"validate": "list", "source": [level1 for level1, _below in LEVELS]}
        sheet.data_validation(first, 0, first + len(rows) - 1, 0, levels)
        money = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "请填以万元为单位的数字"}
        for column in (2, 4, 6):
            sheet.data_validation(2, column, 2, column, money)
        workbook.close()


def write_draft(path: Path, tables: Sequence[Mapping[str, Any]]) -> None:
    """Corrected tables; ``tables``: title, unit, project, funds, goal, rows of (level1, level2, name, value, remark).

    A row with a remark was changed and is yellow. It is a draft: numbers that only the unit knows are to be reckoned anew.
    """
    with replacing(path) as beside:
        workbook = _open(beside, "绩效目标表修改草案")
        book = Book(workbook)
        for number, table in enumerate(tables, 1):
            sheet = _sheet(book, f"{number:02}")
            changed = frozenset(at for at, row in enumerate(table["rows"]) if row[4])
            _form(book, sheet, 0, table, table["rows"], changed, remarks=True)
        workbook.close()


def _sheet(book: Book, name: str) -> Any:
    sheet = book.workbook.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    return sheet


def _form(
    book: Book,
    sheet: Any,
    top: int,
    head: Mapping[str, Any],
    rows: Sequence[tuple[str, str, str, str, str]],
    changed: frozenset[int],
    remarks: bool,
) -> int:
    """Write the form from row ``top``; the row number (0-based) of its first indicator."""
    text = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "border": 1, "text_wrap": True}
    label = book.style(**text, bold=True, bg_color=_HEAD, align="center")
    cell, amount = book.style(**text), book.style(**text, num_format="#,##0.00", align="right")
    yellow = book.style(**text, bg_color=_CHANGED)
    last = 6  # without remarks the value takes their column too
    sheet.set_row(top, 32)
    title = book.style(font_name="黑体", font_size=16, align="center", valign="vcenter")
    sheet.merge_range(top, 0, top, last, head["title"], title)
    sheet.write_string(top + 1, 0, "预算单位", label)
    sheet.merge_range(top + 1, 1, top + 1, 2, head["unit"] or "", cell)
    sheet.write_string(top + 1, 3, "项目名称", label)
    sheet.merge_range(top + 1, 4, top + 1, last, head["project"] or "", cell)
    sheet.set_row(top + 1, 30)
    sheet.write_string(top + 2, 0, "项目资金(万元)", label)
    for column, (name, key) in zip(
        (1, 3, 5), (("年度资金总额", "total"), ("其中:财政拨款", "fiscal"), ("其他资金", "other")), strict=True
    ):
        sheet.write_string(top + 2, column, name, label)
        value = head["funds"].get(key)
        if value is None:
            sheet.write_blank(top + 2, column + 1, None, amount)
        else:
            sheet.write_number(top + 2, column + 1, excel_number(Decimal(value)), amount)
    sheet.set_row(top + 2, 22)
    sheet.write_string(top + 3, 0, "项目总体目标", label)
    sheet.merge_range(top + 3, 1, top + 3, last, fit(head["goal"] or ""), cell)
    sheet.set_row(top + 3, min(300, max(60, 15 * (1 + len(head["goal"] or "") // 55))))
    for column, name in ((0, "一级指标"), (1, "二级指标"), (2, "三级指标"), (5, "指标值")):
        sheet.write_string(top + 4, column, name, label)
    sheet.merge_range(top + 4, 2, top + 4, 4, "三级指标", label)
    if remarks:
        sheet.write_string(top + 4, 6, "修改说明（报送前删除本列）", label)
    else:
        sheet.merge_range(top + 4, 5, top + 4, 6, "指标值", label)
    first = top + 5
    for at, (level1, level2, name, value, remark) in enumerate(rows):
        style = yellow if at in changed else cell
        sheet.write_string(first + at, 0, level1, style)
        sheet.write_string(first + at, 1, level2, style)
        sheet.merge_range(first + at, 2, first + at, 4, "", style)
        sheet.write_string(first + at, 2, name, style)
        if not remarks:
            sheet.merge_range(first + at, 5, first + at, 6, "", style)
        sheet.write_string(first + at, 5, value, style)
        if remarks:
            sheet.write_string(first + at, 6, remark, style)
        columns = [Column("", 15), Column("", 17), Column("", 58), Column("", 26), Column("", 40)]
        sheet.set_row(first + at, row_height(columns, [level1, level2, name, value, remark if remarks else ""]))
    sheet.repeat_rows(0, first - 1)
    return first
