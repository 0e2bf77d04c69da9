"""Workbooks by python-calamine: xlsx, xlsm, xlsb, xls and WPS .et, ods."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import cast

from auditcheck.i18n import _
from auditcheck.ledgers.appearance import look
from auditcheck.ledgers.coded import Columns, columns_of
from auditcheck.ledgers.formats import opendocument, parts, separate
from auditcheck.ledgers.formats.errors import corrupt, has_password, no_cell, save_as
from auditcheck.ledgers.formats.limits import LAST_COLUMN, MEGA
from auditcheck.ledgers.formats.zipped import open_archive
from auditcheck.ledgers.raw import RawSheet, printable, squared
from auditcheck.ledgers.text import Cell

_LARGE = 30 * MEGA  # bytes from which a workbook is held by column
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Streams of a compound file, as its directory names them: Excel's and WPS's workbooks; Word, PowerPoint, WPS Writer.
_BOOK_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "WORKBOOK", "BOOK", "ETBook"))


def read_zipped(name: str, data: bytes) -> list[RawSheet]:
    """A workbook in a zip: xlsx, xlsm, xlsb, ods. Raises InputError."""
    archive = open_archive(name, data)
    if "xl/workbook.bin" in archive.parts:
        parts.look_through(archive)
        return _found(name, separate.read_separately("workbook", name, data))
    if "content.xml" in archive.parts:
        opendocument.look_through(archive)
        return _found(name, _read_here(name, data))
    if not any(part.startswith("xl/") for part in archive.parts):
        raise save_as(name, _("this kind of file"))
    known = parts.look_through(archive)
    # Of a large workbook one sheet at a time is objects; not where cells are put right afterwards (formulas that failed).
    worksheets = {part for part in archive.parts if part.startswith("xl/worksheets/") and part.endswith(".xml")}
    compact = len(data) > _LARGE and known.quiet >= worksheets
    sheets = separate.read_separately("workbook", name, data) if known.is_odd else _read_here(name, data, compact)
    look(data, sheets, known.quiet)
    sheets = _found(name, sheets)
    for sheet in sheets:
        sheet.notes += known.notes
    return sheets


def read_compound(name: str, data: bytes) -> list[RawSheet]:
    """A workbook of before 2007, or of WPS, in a compound file (OLE). Raises InputError."""
    if _ENCRYPTED in data:
        raise has_password(name)
    if not any(stream in data for stream in _BOOK_STREAMS):
        raise save_as(name, _("this kind of file"))
    return _found(name, separate.read_separately("workbook", name, data))


def sheets_of(data: bytes) -> Iterator[RawSheet]:
    """What calamine reads, as it reads it. Raises CalamineError, and anything else for damaged files."""
    import python_calamine as calamine  # late: asking for help must not load it

    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        for meta in book.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.start is None:
                continue
            if sheet.end is not None and sheet.end[1] >= LAST_COLUMN:  # would be filled up with millions of empty cells
                raise calamine.CalamineError(f"{meta.name}: column {sheet.end[1] + 1}")
            rows = cast(list[list[Cell]], sheet.to_python(skip_empty_area=False))
            merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
            yield RawSheet(meta.name, rows, merges, meta.visible != calamine.SheetVisibleEnum.Visible)


def _read_here(name: str, data: bytes, compact: bool = False) -> list[RawSheet]:
    import python_calamine as calamine

    try:
        return [_by_column(sheet) if compact else sheet for sheet in sheets_of(data)]
    except calamine.PasswordError as error:
        raise has_password(name) from error
    except calamine.CalamineError as error:
        raise corrupt(name) from error


def _by_column(sheet: RawSheet) -> RawSheet:
    rows = squared(cast(list[list[Cell]], sheet.rows))
    sheet.rows = Columns(columns_of(rows, 0))
    return sheet


def _found(name: str, sheets: list[RawSheet]) -> list[RawSheet]:
    """Sheets with at least one cell, cut to what is filled."""
    for sheet in sheets:
        if not isinstance(sheet.rows, Columns):
            squared(cast(list[list[Cell]], sheet.rows))
        sheet.hidden_rows = [row for row in sheet.hidden_rows if row < len(sheet.rows)]
        sheet.name = printable(sheet.name)
    kept = [sheet for sheet in sheets if sheet.rows]
    if not kept:
        raise no_cell(name)
    return kept
