"""The workbooks that go out and come back: 问题清单, 取证单, 整改台账, whole or for one 责任处室.

Nothing is protected (a protected sheet cannot be sorted). Behind the number stand two hidden columns: the id of the
finding, and the marks of what was exported. Above the header a hidden row names each column, so that columns may be moved
and renamed. A hidden sheet says that the file is ours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

from auditcheck.report import words
from auditcheck.report.exchange_fields import Field, choices
from auditcheck.report.exchange_values import seal, word
from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Table, excel_number, lines_of
from auditcheck.report.page import FONT, FORMULA_STARTS, HEADER_FILL, HEADING_FONT, OPTIONS

RECORD_SHEET = "_auditcheck"
SCHEMA = "auditcheck/exchange/1"
ID_TITLE, SEAL_TITLE = "标识（勿改）", "校验（勿改）"
ID, SEAL, CODE = "id", "seal", "ac:"
UNIT_COPY = "unit_copy"  # a mark in the seal of rows that went to a department
_GREY = "#EDEDED"
_WIDE = 104  # characters that fit the width of A4 landscape at full size
_SPARE = 300  # rows below the last one that have drop-downs too
LEGEND = (
    "可以排序、筛选、调整列宽、插入自己的列；灰色各栏是查出的事实，改了不读回；带下拉的栏目请从下拉中选择。"
    "隐藏的两列用于对应各行，请勿删改。填完保存，用 auditcheck findings import 读回。"
)
UNIT_LEGEND = (
    "请在白色各栏填写反馈意见、佐证材料和整改情况，并写明填写人；灰色各栏供查阅，改了不读回。可以排序、筛选、调整列宽；"
    "隐藏的两列用于对应各行，请勿删改。"
)


@dataclass(frozen=True)
class Row:
    """``department``: to which the row goes; "" for the auditors' own copy."""

    identity: str
    values: Mapping[str, str]
    department: str = ""

    @cached_property
    def seal(self) -> str:
        if not self.identity:
            return ""
        return seal(self.identity, {**self.values, **({UNIT_COPY: self.department} if self.department else {})})


@dataclass(frozen=True)
class Sheet:
    """``subtitle``: the unit and the day; ``disclaimer``: some rows are unconfirmed."""

    name: str
    title: str
    fields: Sequence[Field]
    rows: Sequence[Row]
    subtitle: str
    legend: str = LEGEND
    disclaimer: bool = False
    examples: Sequence[Row] = ()
    spare: int = _SPARE
    sources: Mapping[str, str] = field(default_factory=dict)  # drop-downs out of another sheet, by column


def write_exchange(
    path: Path, sheets: Sequence[Sheet], record: Mapping[str, Any], kind: str, beside_them: Sequence[Table] = ()
) -> None:
    """``record``: what the hidden sheet holds besides its schema; ``beside_them``: tables to look things up.

    Raises AuditcheckError where it cannot be written.
    """
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": sheets[0].title, "author": "auditcheck", "comments": words.FOOTER})
        workbook.set_custom_property("auditcheck", SCHEMA)
        book = Book(workbook)
        for sheet in sheets:
            _add(book, sheet, kind)
        for table in beside_them:
            book.add_table(table)
        hidden = workbook.add_worksheet(RECORD_SHEET)
        hidden.write_string(0, 0, json.dumps({"schema": SCHEMA, **record}, ensure_ascii=False, sort_keys=True))
        rows = [(sheet.name, row) for sheet in sheets for row in sheet.rows if row.identity]
        for number, (name, row) in enumerate(rows, 1):
            for column, text in enumerate((row.values.get("no", ""), row.identity, row.seal, name)):
                hidden.write_string(number, column, text)
        hidden.hide()
        workbook.close()


def _add(book: Book, sheet: Sheet, kind: str) -> None:
    page = book.workbook.add_worksheet(sheet.name)
    columns = _columns(sheet.fields)
    last = len(columns) - 1
    row = _head(book, page, sheet, columns)
    _groups(book, page, row, columns)
    codes, header = row + 1, row + 2
    page.set_row(row, 18)
    page.set_row(codes, None, None, {"hidden": True})
    page.set_row(header, 32)
    for index, one in enumerate(columns):
        hidden = one is None
        code = (ID, SEAL)[index - 1] if one is None else one.code
        title = (ID_TITLE, SEAL_TITLE)[index - 1] if one is None else one.title
        page.set_column(index, index, None if one is None else one.width, None, {"hidden": True} if hidden else {})
        page.write_string(codes, index, CODE + code)
        page.write_string(header, index, title, _header_style(book, one))
        if one and (note := _note(one, kind)):
            page.write_comment(header, index, note, {"x_scale": 1.6, "author": "auditcheck"})
    number = header
    for number, line in enumerate([*sheet.examples, *sheet.rows], header + 1):
        _write_row(book, page, number, columns, line, kind)
    end = number + sheet.spare
    for index, one in enumerate(columns):
        if one is not None:
            _validate(page, header + 1, end, index, one, kind, sheet.sources.get(one.code))
    page.autofilter(header, 0, max(number, header + 1), last)
    _set_up(page, columns, header)
    page.print_area(0, 0, max(number, header + 1), last)


def _set_up(page: Any, columns: Sequence[Field | None], header: int) -> None:
    """A4 landscape; where the columns take several widths, each page has its own blocks behind the number."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer(f"&L{words.FOOTER}&C第 &P 页 共 &N 页&R&A")
    page.repeat_rows(header - 2, header)
    page.freeze_panes(header + 1, 1)
    breaks = [index for index, one in enumerate(columns) if _breaks(one)]
    parts = [0, *breaks, len(columns)]
    kept = columns[0].width if columns[0] else 0
    each = [
        sum(one.width for one in columns[first:last] if one) + (kept if first else 0) for first, last in pairwise(parts)
    ]
    if not breaks:
        page.fit_to_pages(1, 0)
        return
    page.repeat_columns(0)
    page.set_print_scale(max(45, min(100, int(_WIDE / max(each) * 100))))
    page.set_v_pagebreaks(breaks)


def _columns(fields: Sequence[Field]) -> list[Field | None]:
    """None: the two hidden ones. They stand behind the first, so that whoever marks a block of columns marks them too."""
    return [fields[0], None, None, *fields[1:]]


def _head(book: Book, page: Any, sheet: Sheet, columns: Sequence[Field | None]) -> int:
    """The lines on top, within the first page's width; the row below them."""
    reach = next((at for at, one in enumerate(columns) if _breaks(one)), len(columns)) - 1
    total = sum(one.width for one in columns[: reach + 1] if one)
    lines = [(sheet.title, book.style(**HEADING_FONT, font_size=16, align="center"), 28.0)]
    lines.append((sheet.subtitle, book.style(**FONT, align="left"), 18.0))
    if sheet.disclaimer:
        warning = book.style(**HEADING_FONT, font_size=11, bold=True, font_color="#C00000", align="left", border=1)
        lines.append((words.DISCLAIMER, warning, 22.0))
    legend = book.style(**{**FONT, "font_size": 9}, font_color="#595959", text_wrap=True, align="left")
    lines.append((sheet.legend, legend, 12.5 * lines_of(sheet.legend, total) + 6))
    for row, (text, style, height) in enumerate(lines):
        page.set_row(row, height)
        page.merge_range(row, 0, row, max(reach, 1), "", style)
        page.write_string(row, 0, text, style)
    return len(lines)


def _groups(book: Book, page: Any, row: int, columns: Sequence[Field | None]) -> None:
    """What belongs together, named above it."""
    start = 0
    heads = [one.head if one else columns[0].head if columns[0] else "" for one in columns]
    while start < len(columns):
        end = start
        while end + 1 < len(columns) and heads[end + 1] == heads[start] and not _breaks(columns[end + 1]):
            end += 1
        width = sum(one.width for one in columns[start : end + 1] if one)
        head = heads[start] if lines_of(heads[start], width) == 1 else ""
        style = _header_style(book, columns[start])
        if end > start:
            page.merge_range(row, start, row, end, head, style)
        else:
            page.write_string(row, start, head, style)
        start = end + 1


def _header_style(book: Book, one: Field | None) -> Any:
    style = {**HEADING_FONT, "font_size": 10, "align": "center", "text_wrap": True, "border": 1, "bold": True}
    return book.style(**style, bg_color=HEADER_FILL if one and _is_read(one) else _GREY)


def _breaks(one: Field | None) -> bool:
    return one is not None and one.breaks


def _is_read(one: Field) -> bool:
    return bool(one.group or one.once)


def _note(one: Field, kind: str) -> str:
    note = one.note
    if words_of := choices(one.code, kind):
        note += ("\n" if note else "") + "可选：" + "、".join(words_of.values())
    if one.kind == "date" and _is_read(one):
        note += ("\n" if note else "") + "日期写作2024-06-30。"
    return note


def _write_row(book: Book, page: Any, number: int, columns: Sequence[Field | None], line: Row, kind: str) -> None:
    height = 20.0
    for index, one in enumerate(columns):
        if one is None:
            text = line.identity if index == 1 else line.seal
            page.write_string(number, index, text)
            continue
        value = line.values.get(one.code, "")
        _write(book, page, number, index, one, value, kind)
        if value:
            height = max(height, 13.0 * lines_of(word(one, value, kind), one.width) + 6)
    page.set_row(number, min(height, 400.0))


def _write(book: Book, page: Any, row: int, index: int, one: Field, value: str, kind: str) -> None:
    style: dict[str, Any] = {**FONT, "font_size": 9, "border": 1, "text_wrap": True}
    style |= {"date": {"num_format": "yyyy-mm-dd", "align": "center"}, "money": {"num_format": "#,##0.00"}}.get(
        one.kind, {"num_format": "@"} if one.kind == "text" else {}
    )
    style |= {"align": "center"} if one.kind in ("choice", "count") or one.width < 10 else {}
    if not _is_read(one):
        style |= {"bg_color": "#F7F7F7"}
    if value == "":
        page.write_blank(row, index, None, book.style(**style))
    elif one.kind == "money":
        page.write_number(row, index, excel_number(Decimal(value)), book.style(**style))
    elif one.kind == "count":
        page.write_number(row, index, int(value), book.style(**style))
    elif one.kind == "date" and len(value) == 10 and value[:4] >= "1900":
        page.write_datetime(row, index, date.fromisoformat(value), book.style(**style))
    else:
        text = word(one, value, kind)
        style |= {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}
        page.write_string(row, index, text, book.style(**style))


def _validate(page: Any, first: int, last: int, index: int, one: Field, kind: str, source: str | None) -> None:
    """Drop-downs warn and do not forbid: what is pasted or written otherwise is told at the import."""
    if not _is_read(one):
        return
    if source:
        rule: dict[str, Any] = {"validate": "list", "source": source}
    elif words_of := choices(one.code, kind):
        rule = {"validate": "list", "source": list(words_of.values())}
    elif one.kind == "date":
        rule = {"validate": "date", "criteria": "between", "minimum": date(1950, 1, 1), "maximum": date(2100, 12, 31)}
    elif one.kind == "money":
        rule = {"validate": "decimal", "criteria": "between", "minimum": -(10**13), "maximum": 10**13}
    elif one.kind == "count":
        rule = {"validate": "integer", "criteria": ">=", "value": 0}
    else:
        return
    page.data_validation(first, index, last, index, {**rule, "error_type": "warning", "ignore_blank": True})
