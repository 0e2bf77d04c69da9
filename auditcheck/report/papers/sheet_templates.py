"""xlsx templates of an office's own: the row that holds ``{{字段}}`` is repeated, other cells are filled in once.

A field goes by the title of its column without brackets: 定性（规范名称） is ``{{定性}}``; of the whole paper there are
项目名称, 单位, 期间 …; ``{{合计涉及金额}}`` is a total. Fonts, borders, widths and print settings stay the template's.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.i18n import _
from auditcheck.report.files import replacing
from auditcheck.report.layout import Cell, Column, Formula, Table, fit, row_height
from auditcheck.report.page import FORMULA_STARTS
from auditcheck.report.papers.book import write_book

_FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_BRACKETS = re.compile(r"（[^（）]*）")
_TOTAL = "合计"


def field_name(title: str) -> str:
    """定性（规范名称） → 定性; 整改金额：调账（元） → 整改金额调账."""
    name = _BRACKETS.sub("", title).replace("：", "")
    return "单位" if name in ("被审计单位", "被评价单位", "本单位") else name


def write_from_template(template: Path, path: Path, table: Table, about: Mapping[str, str]) -> None:
    """One table in the office's workbook. Raises ConfigError where the template is not readable, has a field that the
    paper does not have, or no row of fields; AuditcheckError where the file cannot be written."""
    names = [field_name(column.title) for column in table.columns]
    sums = [f"{_TOTAL}{name}" for name, column in zip(names, table.columns, strict=True) if column.kind == "money"]
    whole: dict[str, Cell] = {**about, "标题": table.title, **dict.fromkeys(sums)}
    for cells in table.totals:
        whole |= {f"{_TOTAL}{name}": cell for name, cell in zip(names, cells, strict=True)}
    book = _opened(template)
    found = 0
    for sheet in book.worksheets:
        row = _field_row(sheet, names)
        _check(template, sheet, [*names, *whole])
        if row is None:
            _fill_rows(sheet, 1, sheet.max_row, whole)
            continue
        found += 1
        _fill_rows(sheet, 1, row - 1, whole)
        _fill_rows(sheet, row + 1, sheet.max_row, whole)
        _repeat(sheet, row, [dict(zip(names, cells, strict=True)) for cells in table.rows], whole)
    if not found:
        raise _wrong(template, _("has no row with fields like {names}").format(names=_shown(names)))
    _save(book, path)


def write_sheets_from_template(template: Path, path: Path, papers: Sequence[tuple[str, Mapping[str, str]]]) -> None:
    """The template's first sheet once for each paper (name of the sheet, its fields). Raises as above."""
    book = _opened(template)
    first = book.worksheets[0]
    if papers:
        _check(template, first, papers[0][1])
        if not any(True for _cell in _fields_in(first, 1, first.max_row)):
            raise _wrong(template, _("has no row with fields like {names}").format(names=_shown(papers[0][1])))
    for name, fields in papers:
        sheet = book.copy_worksheet(first)
        sheet.title = re.sub(r"[\[\]:*?/\\]", "-", name)[:31]
        sheet.page_setup, sheet.print_options = copy(first.page_setup), copy(first.print_options)
        sheet.oddFooter, sheet.oddHeader = copy(first.oddFooter), copy(first.oddHeader)
        _fill_rows(sheet, 1, sheet.max_row, fields)
    if papers:
        book.remove(first)
    else:
        names = [name for _cell, found in _fields_in(first, 1, first.max_row) for name in found]
        _fill_rows(first, 1, first.max_row, dict.fromkeys(names))
    _save(book, path)


def write_shipped(path: Path, table: Table, *, totals: bool) -> None:
    """A template to edit: the columns of the paper with its fields below, and their totals where it has any."""
    names = [field_name(column.title) for column in table.columns]
    kinds = [column.kind for column in table.columns]
    last = [f"{{{{{_TOTAL}{name}}}}}" if kind == "money" else "" for name, kind in zip(names, kinds, strict=True)]
    filled = replace(
        table,
        title="{{标题}}",
        subtitle="项目名称：{{项目名称}}　{{单位称谓}}：{{单位}}　期间：{{期间}}",
        rows=[[f"{{{{{name}}}}}" for name in names]],
        totals=[["合计", *last[1:]]] if totals else [],
        notes=[],
    )
    write_book(path, filled)


def write_shipped_form(path: Path, title: str, labels: Sequence[str]) -> None:
    """A template of one sheet a paper: label and field in two columns."""
    columns = (Column("项目", 18, "centre"), Column("内容", 82))
    rows: list[list[Cell]] = [[label, f"{{{{{field_name(label)}}}}}"] for label in labels]
    write_book(path, Table(title, title, columns, rows), portrait=True)


def _opened(template: Path) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(template)
    except Exception as error:  # openpyxl says by many kinds of exceptions that a file is no workbook
        raise _wrong(template, _("is not a readable xlsx: {error}").format(error=error)) from error


def _save(book: Any, path: Path) -> None:
    with replacing(path) as beside, beside.open("wb") as stream:
        book.save(stream)


def _wrong(template: Path, what: str) -> ConfigError:
    return ConfigError(_("{path}: this template {what}").format(path=template, what=what))


def _fields_in(sheet: Any, first: int, last: int) -> Iterable[tuple[Any, list[str]]]:
    for cells in sheet.iter_rows(min_row=first, max_row=max(last, first)):
        for cell in cells:
            if isinstance(cell.value, str) and (found := _FIELD.findall(cell.value)):
                yield cell, [field_name(name) for name in found]


def _check(template: Path, sheet: Any, known: Collection[str]) -> None:
    for cell, names in _fields_in(sheet, 1, sheet.max_row):
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.4)
                hint = _("did you mean {names}?").format(names=near[0]) if near else "、".join(known)
                where = f"{sheet.title}!{cell.coordinate}"
                told = _("has in {where} the field {name}, which is not known; {hint}")
                raise _wrong(template, told.format(where=where, name=name, hint=hint))


def _field_row(sheet: Any, names: Collection[str]) -> int | None:
    """The row with the most fields of the table."""
    counts: dict[int, int] = {}
    for cell, found in _fields_in(sheet, 1, sheet.max_row):
        counts[cell.row] = counts.get(cell.row, 0) + sum(name in names for name in found)
    row = max(counts, key=lambda at: counts[at], default=None)
    return row if row is not None and counts[row] else None


def _repeat(sheet: Any, row: int, records: Sequence[Mapping[str, Cell]], whole: Mapping[str, Cell]) -> None:
    """Each record takes a row with the template's styles; what stood below moves down."""
    more = max(len(records), 1) - 1
    below = [area for area in sheet.merged_cells.ranges if area.min_row > row]
    heights = {at: each.height for at, each in sheet.row_dimensions.items() if at > row}
    if more:
        for area in below:
            sheet.unmerge_cells(area.coord)
        sheet.insert_rows(row + 1, more)
        for area in below:
            area.shift(row_shift=more)
            sheet.merge_cells(area.coord)
        for at in sorted(heights, reverse=True):
            sheet.row_dimensions[at + more].height = heights[at]
    pattern = [(cell.column, cell.value, copy(cell._style)) for cell in sheet[row]]
    widths = [Column("", _width(sheet, cell.column)) for cell in sheet[row]]
    least = sheet.row_dimensions[row].height or 0
    for number, record in enumerate(records or [{}]):
        texts: list[Cell] = []
        for column, value, style in pattern:
            cell = sheet.cell(row + number, column)
            cell._style = copy(style)
            _put(cell, _filled(value, {**whole, **record} if record else {}, blank=not record))
            texts.append(cell.value if isinstance(cell.value, str) else None)
        sheet.row_dimensions[row + number].height = max(least, row_height(widths, texts))


def _fill_rows(sheet: Any, first: int, last: int, fields: Mapping[str, Cell]) -> None:
    wide = {area.start_cell.coordinate: area for area in sheet.merged_cells.ranges}
    for cell, _names in list(_fields_in(sheet, first, last)) if last >= first else []:
        _put(cell, _filled(cell.value, fields))
        area = wide.get(cell.coordinate)
        if isinstance(cell.value, str) and (area is None or area.min_row == area.max_row):
            columns = range(cell.column, (area.max_col if area else cell.column) + 1)
            needed = row_height([Column("", sum(_width(sheet, column) for column in columns))], [cell.value])
            dimension = sheet.row_dimensions[cell.row]
            dimension.height = max(dimension.height or 0, needed)


def _width(sheet: Any, column: int) -> float:
    from openpyxl.utils import get_column_letter

    return float(sheet.column_dimensions[get_column_letter(column)].width or 10)


def _filled(value: Any, fields: Mapping[str, Cell], blank: bool = False) -> Any:
    """The text with its fields; a cell that holds one field alone becomes what the field is: an amount, a date."""
    if not isinstance(value, str):
        return value
    alone = _FIELD.fullmatch(value.strip())
    if alone:
        return None if blank else fields.get(field_name(alone[1]))
    return _FIELD.sub(lambda match: "" if blank else _text(fields.get(field_name(match[1]))), value)


def _text(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def _put(cell: Any, value: Any) -> None:
    value = value.value if isinstance(value, Formula) else value
    if isinstance(value, str):
        cell.value = fit(value)
        cell.data_type = "s"  # never a formula
        if value.startswith(FORMULA_STARTS):
            cell.quotePrefix = True
    elif value is None or isinstance(value, (int, Decimal, date)):
        cell.value = value


def _shown(names: Collection[str]) -> str:
    return "、".join(f"{{{{{name}}}}}" for name in list(names)[:3])
