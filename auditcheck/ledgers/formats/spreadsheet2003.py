"""XML Spreadsheet 2003: what Excel and many systems write as one XML file, often under the name .xls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import no_cell, too_large
from auditcheck.ledgers.formats.limits import CELLS, LAST_COLUMN, LAST_ROW
from auditcheck.ledgers.formats.markup import parse
from auditcheck.ledgers.raw import RawSheet, printable, squared
from auditcheck.ledgers.text import Cell


@dataclass
class _Sheet:
    name: str
    hidden: bool = False
    cells: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    row: int = -1
    column: int = -1
    last_row: int = -1  # of filled cells
    last_column: int = -1


class _Reader:
    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self._kind = ""
        self._text: list[str] | None = None
        self._visible: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Worksheet":
            self.sheets.append(_Sheet(attributes.get("Name", "")))
            return
        if not self.sheets:
            return
        sheet = self.sheets[-1]
        if tag == "Row":
            sheet.row = _index(attributes.get("Index"), sheet.row + 1, LAST_ROW)
            sheet.column = -1
            if attributes.get("Hidden") == "1":
                sheet.hidden_rows.append(sheet.row)
        elif tag == "Cell":
            sheet.column = _index(attributes.get("Index"), sheet.column + 1, LAST_COLUMN)
            right = sheet.column + _index(attributes.get("MergeAcross"), 0, LAST_COLUMN, first=0)
            bottom = sheet.row + _index(attributes.get("MergeDown"), 0, LAST_ROW, first=0)
            if right > sheet.column or bottom > sheet.row:
                sheet.merges.append((sheet.row, sheet.column, bottom, right))
        elif tag == "Data":
            self._kind, self._text = attributes.get("Type", "String"), []
        elif tag == "Visible":
            self._visible = []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)
        elif self._visible is not None:
            self._visible.append(text)

    def end(self, tag: str) -> None:
        if tag == "Data" and self._text is not None and self.sheets:
            sheet, written = self.sheets[-1], "".join(self._text)
            self._text = None
            if written and sheet.row >= 0 and sheet.column >= 0:
                sheet.cells.setdefault(sheet.row, {})[sheet.column] = _cell(written, self._kind)
                sheet.last_row = max(sheet.last_row, sheet.row)
                sheet.last_column = max(sheet.last_column, sheet.column)
        elif tag == "Cell" and self.sheets and self.sheets[-1].merges:
            sheet = self.sheets[-1]
            top, left, _bottom, right = sheet.merges[-1]
            if (top, left) == (sheet.row, sheet.column):
                sheet.column = right
        elif tag == "Visible" and self._visible is not None:
            if self.sheets and "".join(self._visible).strip() != "SheetVisible":
                self.sheets[-1].hidden = True
            self._visible = None


def read_spreadsheet(name: str, text: str) -> list[RawSheet]:
    """Every worksheet with a filled cell. Raises InputError."""
    reader = _Reader()
    parse(name, text, reader.start, reader.end, reader.data)
    found = []
    for sheet in reader.sheets:
        size = (sheet.last_row + 1) * (sheet.last_column + 1)
        if size > CELLS.value:
            what = _("its sheets span {count} cells from the first to the last that is filled")
            raise too_large(name, what.format(count=f"{size:,}"), f"{CELLS.value:,}", CELLS.variable)
        if size:
            width = range(sheet.last_column + 1)
            none: dict[int, Cell] = {}
            rows = [
                [cells.get(column, "") for column in width]
                for cells in (sheet.cells.get(row, none) for row in range(sheet.last_row + 1))
            ]
            hidden = [row for row in sheet.hidden_rows if row < len(rows)]
            found.append(RawSheet(printable(sheet.name), squared(rows), sheet.merges, sheet.hidden, hidden_rows=hidden))
    if not found:
        raise no_cell(name)
    return found


def _cell(text: str, kind: str) -> Cell:
    """The value by the type that the file itself states; what does not fit its type stays text."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text == "1" if kind == "Boolean" and text in ("0", "1") else text


def _index(text: str | None, default: int, last: int, first: int = 1) -> int:
    """A position counted from 1 (or a number counted from 0) that an attribute states."""
    if text and text.isdecimal() and len(text) < 8:
        return min(max(int(text) - first, 0), last)
    return min(default, last)
