"""One sheet of rejects.xlsx: titles and header as in the source, the rows, where each came from and what is wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from rich.cells import cell_len

from auditcheck.ledgers.mended import DIGEST, SOURCE
from auditcheck.report.layout import Book, fit
from auditcheck.report.page import FONT, FORMULA_STARTS, HEADER_FILL, HEADING_FONT, set_up
from auditcheck.report.reject_rows import Page, RejectedRow

_HOW_TO = (
    "本表是未能读入的原行，标黄的单元格写明了原因（鼠标移到单元格上可见）。\n"
    "改正后保存，与原文件放在一起再读入一次即可；改好的行替代原行，原文件不用改，不会重复计算。\n"
    "右侧五栏说明出处，请勿改动。\n"
    "本表保留原始数据（可能含身份证号、手机号、银行账号），只交还提供资料的人，不得外传。"
)
_BAD_FILL, _SOURCE_FILL = "#FFEB9C", "#F2F2F2"
_COMMENTS_A_SHEET = 1_000  # more make Excel slow; the reason stands at the end of the row too


def add_sheet(book: Book, name: str, page: Page) -> None:
    sheet = book.workbook.add_worksheet(name)
    sheet.set_comments_author("auditcheck")
    _top(book, sheet, page)
    comments = 0
    for offset, rejected in enumerate(page.rows, page.header_row + 1):
        for column, cell in enumerate(rejected.cells[: page.width]):
            reason = rejected.bad.get(column)
            properties: dict[str, Any] = {**FONT, "border": 1}
            if reason is not None:
                properties |= {"bg_color": _BAD_FILL, "bold": True}
            _write(book, sheet, offset, column, cell, properties, as_text=reason is None)
            if reason is not None and comments < _COMMENTS_A_SHEET:
                comments += 1
                comment = f"未读入：{reason}。\n请改正本单元格。"
                sheet.write_comment(offset, column, comment, {"font_name": "宋体", "font_size": 9})
        _beside(book, sheet, offset, page, rejected)
    widths = [_column_width(page, column) for column in range(page.width)] + [18, 12, 8, 34, 14]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    set_up(sheet, page.header_row, sum(widths))


def _top(book: Book, sheet: Any, page: Page) -> None:
    from xlsxwriter.exceptions import OverlappingRange

    header = {
        **HEADING_FONT,
        "font_size": 10,
        "border": 1,
        "text_wrap": True,
        "align": "center",
        "bg_color": HEADER_FILL,
    }
    for above, left, below, right in page.merges:
        style = header if above >= page.header_first else FONT
        with suppress(OverlappingRange):  # in a damaged file; the cells alone say what they must
            sheet.merge_range(above, left, below, right, "", book.style(**style))
    inner = {(row, column) for a, b, c, d in page.merges for row in range(a, c + 1) for column in range(b, d + 1)}
    inner -= {(above, left) for above, left, _below, _right in page.merges}
    for row, cells in enumerate(page.top):
        style = header if row >= page.header_first else FONT
        if row == page.added:
            style = {**FONT, "italic": True, "font_color": "#595959"}
        for column, cell in enumerate(cells[: page.width]):
            if (row, column) not in inner and (cell not in ("", None) or row >= page.header_first):
                _write(book, sheet, row, column, cell, style)
    sheet.set_row(page.header_row, 32)
    for column, title in enumerate((*SOURCE, DIGEST), page.width):
        sheet.write_string(page.header_row, column, title, book.style(**{**header, "bg_color": _SOURCE_FILL}))
    options = {"font_name": "宋体", "font_size": 9, "width": 330, "height": 150}
    sheet.write_comment(page.header_row, page.width + len(SOURCE) - 1, _HOW_TO, options)


def _beside(book: Book, sheet: Any, row: int, page: Page, rejected: RejectedRow) -> None:
    style = {**FONT, "border": 1, "bg_color": _SOURCE_FILL}
    for column, cell in enumerate(_place(rejected), page.width):
        _write(book, sheet, row, column, cell, style)


def _place(rejected: RejectedRow) -> tuple[str, str, int, str, str]:
    origin = rejected.origin
    return origin.file, origin.sheet, origin.row, "；".join(rejected.reasons), origin.sha256


def _write(
    book: Book, sheet: Any, row: int, column: int, cell: Any, properties: dict[str, Any], as_text: bool = True
) -> None:
    """A cell as it was read: a text stays one, whatever it looks like; ``as_text`` also when it is edited."""
    style = dict(properties)
    if cell is None or cell == "":
        sheet.write_blank(row, column, None, book.style(**style))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, book.style(**style))
    elif isinstance(cell, int | float) and isfinite(cell):
        whole = float(cell).is_integer()
        sheet.write_number(row, column, cell, book.style(**style, num_format="0" if whole else "General"))
    elif isinstance(cell, timedelta | time) or (isinstance(cell, date) and cell.year >= 1900):
        sheet.write_datetime(row, column, cell, book.style(**style, num_format=_date_format(cell)))
    else:
        text = str(cell)
        if as_text:
            style["num_format"] = "@"
        if text.startswith(FORMULA_STARTS):
            style["quote_prefix"] = True
        sheet.write_string(row, column, fit(text), book.style(**style))


def _date_format(cell: date | time | timedelta) -> str:
    if isinstance(cell, time):
        return "hh:mm:ss"
    if isinstance(cell, timedelta):
        return "[h]:mm:ss"
    if isinstance(cell, datetime) and cell.time() != time():
        return "yyyy-mm-dd hh:mm:ss"
    return "yyyy-mm-dd"


def _column_width(page: Page, column: int) -> float:
    shown = [page.top[page.header_row][column], *(each.cells[column] for each in page.rows[:50])]
    return float(min(max(8, *(cell_len(str(cell)[:40]) + 2 for cell in shown if cell is not None)), 30))
