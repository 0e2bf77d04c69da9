"""links.xlsx: the links that a person should look at, to be answered with 是 or 否 and given back with the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from auditcheck import names
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, row_height
from auditcheck.report.layout import Column as Shown
from auditcheck.report.page import HEADER_FILL, HEADING_FONT, OPTIONS
from auditcheck.report.rejects import set_aside, was_edited

NAME = "links.xlsx"
_SHEET = "待确认关联"
_ABOUT = (
    "以下单据之间的对应关系由系统推定。请在“是否对应”一栏选“是”或“否”，并填确认人、确认日期；填好后与台账放在一起重新运行即生效，"
    "不必逐条填写。“已采用”的关联依据充分，检查已按其进行，据此得出的均为疑点；“待确认”的在确认前不作依据。"
)
_COLUMNS = (
    Shown("关联编号", 16, "centre"),
    Shown("是否对应", 9, "centre"),
    Shown("确认人", 9, "centre"),
    Shown("确认日期", 11, "date"),
    Shown("说明", 12),
    Shown("目前处理", 9, "centre"),
    Shown("可信程度", 9, "percent"),
    Shown("推定依据", 34),
    Shown("对应金额", 14, "money"),
    Shown("甲台账", 10),
    Shown("甲编号", 16),
    Shown("甲内容", 32),
    Shown("甲出处", 20),
    Shown("乙台账", 10),
    Shown("乙编号", 16),
    Shown("乙内容", 32),
    Shown("乙出处", 20),
    Shown("单位", 16),
)
_CREATED = datetime(2000, 1, 1)  # a fixed day: what was saved since has another
_ANSWERS = (1, 4)  # first and last column that a person fills in
_STATES = {"automatic": "已采用", "candidate": "待确认"}


def write_links(path: Path, rows: Sequence[Mapping[str, Any]]) -> list[Path]:
    """The files written: links.xlsx, and where one stood there that somebody had filled in, that one under another name."""
    kept = [set_aside(path)] if path.exists() and was_edited(path) else []
    if not rows:
        path.unlink(missing_ok=True)
        return kept
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": _SHEET, "author": "auditcheck", "created": _CREATED})
        _fill(Book(workbook), rows)
        workbook.close()
    return [path, *kept]


def _fill(book: Book, rows: Sequence[Mapping[str, Any]]) -> None:
    last = len(_COLUMNS) - 1
    sheet = book.add_sheet(_SHEET, _SHEET, last, _ABOUT)
    sheet.set_row(1, 32)
    top = 2
    for index, column in enumerate(_COLUMNS):
        fill = "#FFF2CC" if _ANSWERS[0] <= index <= _ANSWERS[1] else HEADER_FILL
        style = book.style(
            **HEADING_FONT, font_size=10, align="center", text_wrap=True, border=1, bg_color=fill, bold=True
        )
        sheet.set_column(index, index, column.width)
        sheet.write_string(top, index, column.title, style)
    sheet.set_row(top, 24)
    for number, row in enumerate(rows, top + 1):
        cells = [
            *(
                row["link"],
                None,
                None,
                None,
                None,
                _STATES[row["state"]],
                row["confidence"],
                row["reasons"],
                row["amount"],
            ),
            *(names.ledger_name(row["from_ledger"]), row["from_no"], row["from_text"], row["from_place"]),
            *(names.ledger_name(row["to_ledger"]), row["to_no"], row["to_text"], row["to_place"], row["unit"]),
        ]
        for index, (column, value) in enumerate(zip(_COLUMNS, cells, strict=True)):
            book.write(sheet, number, index, column.kind, value)
        sheet.set_row(number, row_height(_COLUMNS, cells))
    sheet.data_validation(
        *(top + 1, _ANSWERS[0], top + len(rows), _ANSWERS[0]),
        {"validate": "list", "source": ["是", "否"], "error_title": "不在列表中", "error_message": "请选“是”或“否”"},
    )
    sheet.autofilter(top, 0, top + len(rows), last)
    sheet.freeze_panes(top + 1, 2)
    sheet.repeat_rows(0, top)
    sheet.repeat_columns(0)
    sheet.fit_to_pages(2, 0)
