"""得分变动说明表: 原得分, 现得分, 理由, 依据 and who decided, indicator by indicator."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from auditcheck.report import words
from auditcheck.report.facts import Doc, money
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Column, Formula, Table
from auditcheck.report.page import OPTIONS

_COLUMNS = (
    Column("指标编码", 10, "centre"),
    Column("指标名称", 30),
    Column("原得分", 10, "points"),
    Column("现得分", 10, "points"),
    Column("变动", 10, "points"),
    Column("理由", 52),
    Column("依据", 26),
    Column("认定人", 16, "centre"),
)


def write_changes(path: Path, document: Doc, old: str, new: str) -> None:
    """``old`` and ``new``: names of the versions. 依据 is left to fill in: no document knows the meeting that decided."""
    import xlsxwriter

    title = f"得分变动说明表（{old}→{new}）"
    grades = "→".join(grade or "未评定" for grade in document["grade"])
    table = Table(
        "得分变动说明表",
        title,
        _COLUMNS,
        [],
        f"总分{'→'.join(document['total'])}（{document['change']}）　等级{grades}",
    )
    for row, one in enumerate(document["indicators"], table.header_row + 2):
        before, after = money(one["before"]), money(one["after"])
        change = (after or Decimal(0)) - (before or Decimal(0))
        cells: list[Cell] = [one["code"], one["name"], before, after, Formula(f"=D{row}-C{row}", change)]
        table.rows.append([*cells, "；".join(one["reasons"]), None, "、".join(one["people"]) or words.DASH])
    table.notes = [f"评分口径{key}：{was or words.DASH}→{now}" for key, (was, now) in document["conventions"].items()]
    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        Book(workbook).add_table(table)
        workbook.close()
