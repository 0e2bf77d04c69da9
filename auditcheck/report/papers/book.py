"""One table as a workbook of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Cell, Table
from auditcheck.report.page import OPTIONS
from auditcheck.report.papers.privacy import masked

_AS_IS = ("哈希（SHA-256）",)


def write_book(path: Path, table: Table) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": table.title, "author": "auditcheck"})
        Book(workbook).add_table(covered(table))
        workbook.close()


def covered(table: Table) -> Table:
    """The table with identity, phone and bank numbers masked."""
    titles = [column.title for column in table.columns]

    def cell(title: str, value: Cell) -> Cell:
        return masked(value) if isinstance(value, str) and title not in _AS_IS else value

    rows = [[cell(title, value) for title, value in zip(titles, row, strict=True)] for row in table.rows]
    return replace(table, rows=rows)
