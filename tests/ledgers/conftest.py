"""Books written as files, the way an office would hand them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditcheck.ledgers.books import Books, Sheet
from auditcheck.ledgers.load import LoadOptions, load

Rows = Sequence[Sequence[Any]]
CONTRACT = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]


class Folder:
    """A folder of books: write workbooks into it, then load it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def book(
        self, name: str, rows: Rows, *, sheet: str = "Sheet1", merges: Sequence[str] = (), hidden: bool = False
    ) -> Path:
        return self.sheets(name, {sheet: rows}, merges=merges, hidden=hidden)

    def sheets(self, name: str, sheets: dict[str, Rows], *, merges: Sequence[str] = (), hidden: bool = False) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            for cells in merges:
                sheet.merge_cells(cells)
            if hidden:
                sheet.sheet_state = "hidden"
        if hidden:
            book.create_sheet("封面")["A1"] = "封面"
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path

    def text(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def load(self, **options: Any) -> Books:
        books = load([self.path], LoadOptions(**options))
        for sheet in books.sheets:
            assert sheet.rows_in == sheet.loaded + sheet.rejected + sheet.furniture
        return books


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    path = tmp_path / "books"
    path.mkdir()
    return Folder(path)


@pytest.fixture
def one_sheet(folder: Folder) -> Callable[..., tuple[Sheet, dict[str, list[str | None]]]]:
    """Write rows as one workbook and load it: (sheet, columns of its ledger)."""

    def run(
        rows: Rows, name: str = "台账.xlsx", merges: Sequence[str] = (), **options: Any
    ) -> tuple[Sheet, dict[str, list[str | None]]]:
        folder.book(name, rows, merges=merges)
        books = folder.load(**options)
        sheet = books.sheets[0]
        return sheet, books.tables[sheet.ledger].columns if sheet.ledger else {}

    return run
