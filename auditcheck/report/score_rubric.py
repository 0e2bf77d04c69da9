"""A rubric as a workbook to edit (`auditcheck score --export`); `--rubric FILE.xlsx` takes it back."""

from __future__ import annotations

from pathlib import Path

from auditcheck.report.files import replacing
from auditcheck.report.layout import Book, Column, row_height
from auditcheck.report.page import OPTIONS, set_up
from auditcheck.scoring.loading import rubric_data, rubric_path
from auditcheck.scoring.workbook import SETTINGS, sheets_of

_WIDTHS = (14, 16, 8, 22, 8, 26, 12, 26, 44, 10, 16, 16, 60)


def write_rubric(path: Path, name_or_path: str | Path) -> None:
    """``ConfigError`` for an unknown rubric; AuditcheckError where the file is open elsewhere."""
    import xlsxwriter

    sheets = sheets_of(dict(rubric_data(rubric_path(name_or_path)).items()))
    with replacing(path) as beside, beside.open("wb") as stream:
        workbook = xlsxwriter.Workbook(stream, OPTIONS)
        book = Book(workbook)
        for name, rows in sheets.items():
            columns = [
                Column(title, width)
                for title, width in zip(rows[0], (26, 90) if name == SETTINGS else _WIDTHS, strict=True)
            ]
            sheet = workbook.add_worksheet(name)
            set_up(sheet, 0, sum(column.width for column in columns))
            for index, column in enumerate(columns):
                sheet.set_column(index, index, column.width)
                book.write(sheet, 0, index, "centre", column.title, True)
            for number, row in enumerate(rows[1:], 1):
                for index, text in enumerate(row):
                    book.write(sheet, number, index, "text", text)
                sheet.set_row(number, row_height(columns, list(row)))
        workbook.close()
