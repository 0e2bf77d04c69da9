"""Made books as workbooks, one a ledger, with the headers that people write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from auditcheck.ledgers.schema import load_schema
from tests.corpus.year import Row, Year


def write_workbooks(year: Year, folder: Path) -> Path:
    """One file a ledger that has rows; numbers as numbers, days as days. Returns the folder."""
    return write_ledgers(year.rows, folder)


def write_ledgers(books: Mapping[str, Sequence[Row]], folder: Path, prefix: str = "") -> Path:
    """The same of rows by ledger; ``prefix`` begins the names of the files."""
    import xlsxwriter

    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in books.items():
        ledger = load_schema().ledgers[name]
        columns = list(dict.fromkeys(column for row in rows for column, value in row.items() if value is not None))
        if not columns:
            continue
        with xlsxwriter.Workbook(str(folder / f"{prefix}{ledger.zh.split('/')[0]}.xlsx")) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet = book.add_worksheet(ledger.zh.split("/")[0])
            for at, column in enumerate(columns):
                sheet.write_string(0, at, ledger.column(column).zh)
            for number, row in enumerate(rows, 1):
                for at, column in enumerate(columns):
                    value = row.get(column)
                    if isinstance(value, date):
                        sheet.write_datetime(number, at, value, day)
                    elif isinstance(value, Decimal):
                        sheet.write_number(number, at, float(value))
                    elif value is not None:
                        sheet.write_string(number, at, str(value))
    return folder
