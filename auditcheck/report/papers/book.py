"""One table as a workbook of its own."""

from __future__ import annotations

from pathlib import Path

from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Table
from auditcheck.report.page import OPTIONS


def write_book(path: Path, table: Table, *, portrait: bool = False) -> None:
    """Raises AuditcheckError where the file cannot be written."""
    import xlsxwriter

    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        workbook.set_properties({"title": table.title, "author": "auditcheck"})
        Book(workbook).add_table(table)
        if portrait:
            workbook.get_worksheet_by_name(table.name).set_portrait()
        workbook.close()
