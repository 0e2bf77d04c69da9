"""Editing workbooks in tests the way a person would: find the row by what stands under a header, change a cell."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

ROOT = Path(__file__).parent.parent
SEED = ROOT / "fixtures" / "xj-2023"
CLEAN = ROOT / "fixtures" / "clean"


def copy_books(source: Path, to: Path) -> Path:
    shutil.copytree(source, to)
    return to


def workbook(folder: Path, part_of_name: str) -> Path:
    found = [path for path in sorted(folder.glob("*.xlsx")) if part_of_name in path.name]
    assert len(found) == 1, f"{part_of_name}: {[path.name for path in found]}"
    return found[0]


def edit(path: Path, where: Mapping[str, Any], change: Mapping[str, Any]) -> int:
    """Set ``change`` (header -> value) in every row whose cells contain ``where`` (header -> text); rows changed."""
    book = openpyxl.load_workbook(path)
    changed = 0
    for sheet in book.worksheets:
        columns = _header(sheet, [*where, *change])
        if columns is None:
            continue
        first, named = columns
        for row in range(first + 1, sheet.max_row + 1):
            if all(str(text) in str(sheet.cell(row, named[header]).value) for header, text in where.items()):
                for header, value in change.items():
                    sheet.cell(row, named[header]).value = value
                changed += 1
    book.save(path)
    return changed


def drop_rows(path: Path, unwanted: Callable[[list[Any]], bool]) -> int:
    """Delete the rows (as lists of values) that are not wanted."""
    book = openpyxl.load_workbook(path)
    dropped = 0
    for sheet in book.worksheets:
        for row in range(sheet.max_row, 0, -1):
            if unwanted([cell.value for cell in sheet[row]]):
                sheet.delete_rows(row)
                dropped += 1
    book.save(path)
    return dropped


def _header(sheet: Any, wanted: list[str]) -> tuple[int, dict[str, int]] | None:
    for row in range(1, min(sheet.max_row, 20) + 1):
        named = {str(cell.value).strip(): cell.column for cell in sheet[row] if cell.value is not None}
        if all(header in named for header in wanted):
            return row, named
    return None
