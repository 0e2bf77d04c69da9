"""How a sheet of the findings workbook looks and prints: A4 landscape, one page wide, readable in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any

from rich.cells import cell_len

from auditcheck.report import words

# Excel refuses longer texts in a cell.
_LONGEST = 32_767
# A text that starts so becomes a formula when a person edits the cell; the quote prefix keeps it a text then too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Light fills that keep the text readable in black and white; 高 is bold besides.
_FILLS: dict[str, dict[str, Any]] = {
    "高": {"bg_color": "#F8CBAD", "bold": True},
    "中": {"bg_color": "#FFE699"},
    "低": {"bg_color": "#E2EFDA"},
    "出错": {"bg_color": "#F8CBAD", "bold": True},
    "未执行": {"bg_color": "#FFE699"},
    "有疑点": {"bg_color": "#FCE4D6"},
    "未评": {"bg_color": "#F8CBAD", "bold": True},
    "部分未评": {"bg_color": "#FFE699"},
    "不符": {"bg_color": "#F8CBAD", "bold": True},
}
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "align": "left"},
    "centre": {"text_wrap": True, "align": "center"},
    "money": {"num_format": "#,##0.00", "align": "right"},
    "points": {"num_format": "0.00", "align": "right"},
    "left points": {"num_format": "0.00", "align": "left"},
    "count": {"num_format": "#,##0", "align": "right"},
    "percent": {"num_format": "0.00%", "align": "right"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
}
# Points of one line of 10 point text; Excel's tallest row.
_LINE = 14.5
_TALLEST = 409.0
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_HEADING_FONT = {"font_name": "黑体", "valign": "vcenter"}


@dataclass(frozen=True)
class Formula:
    """A live formula and the value that readers without a calculation engine see."""

    text: str
    value: Decimal | str


Cell = str | int | Decimal | date | Formula | None


@dataclass(frozen=True)
class Column:
    title: str
    width: float
    kind: str = "text"


@dataclass
class Table:
    """One sheet: title lines, a header row, rows; ``totals`` stand below and outside the filter."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: list[list[Cell]]
    subtitle: str = ""
    disclaimer: bool = False
    notes: list[str] = field(default_factory=list)
    strong: set[int] = field(default_factory=set)
    totals: list[list[Cell]] = field(default_factory=list)
    across: int = 1  # pages side by side on paper; the first column stands on each

    @property
    def header_row(self) -> int:
        """0-based."""
        return 1 + bool(self.subtitle) + self.disclaimer


class Book:
    """The workbook with its formats, each made once."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def cell_style(self, kind: str, value: Cell, strong: bool = False) -> Any:
        properties: dict[str, Any] = {**_FONT, **_KINDS[kind], "border": 1}
        if isinstance(value, str):
            properties["text_wrap"] = True
            properties |= _FILLS.get(value, {}) if kind == "centre" else {}
            if value.startswith(_FORMULA_STARTS):
                properties["quote_prefix"] = True
        if strong:
            properties |= {"bold": True, "bg_color": "#F2F2F2"}
        return self.style(**properties)

    def write(self, sheet: Any, row: int, column: int, kind: str, value: Cell, strong: bool = False) -> None:
        style = self.cell_style(kind, value, strong)
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, Formula):
            cached = value.value if isinstance(value.value, str) else excel_number(value.value)
            sheet.write_formula(row, column, value.text, style, cached)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, style)
        elif isinstance(value, (int, Decimal)):
            sheet.write_number(row, column, excel_number(value), style)
        else:
            sheet.write_string(row, column, fit(value), style)

    def add_sheet(
        self,
        name: str,
        title: str,
        last_column: int,
        subtitle: str = "",
        disclaimer: bool = False,
        first_column: int = 0,
    ) -> Any:
        """A sheet with its page set up and its lines on top: title, what it is about, disclaimer."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.center_horizontally()
        sheet.set_footer(f"&L{words.FOOTER}&C第 &P 页 共 &N 页&R&A")
        sheet.hide_gridlines(2)
        lines = [(title, 30, self.style(**_HEADING_FONT, font_size=16, align="center"))]
        if subtitle:
            lines.append((subtitle, 18, self.style(**_FONT, align="left")))
        if disclaimer:
            warning = self.style(**_HEADING_FONT, font_size=11, bold=True, font_color="#C00000", align="left", border=1)
            lines.append((words.DISCLAIMER, 22, warning))
        for row, (text, height, style) in enumerate(lines):
            sheet.set_row(row, height)
            sheet.merge_range(row, first_column, row, last_column, "", style)
            sheet.write_string(row, first_column, fit(text), style)
        return sheet

    def add_table(self, table: Table) -> None:
        last = len(table.columns) - 1
        begins = int(table.across > 1)  # the first column stands on every page, its title lines would be cut there
        sheet = self.add_sheet(table.name, table.title, _first_page(table), table.subtitle, table.disclaimer, begins)
        if table.across > 1:
            sheet.fit_to_pages(table.across, 0)
            sheet.repeat_columns(0)
        header = self.style(
            **_HEADING_FONT, font_size=10, align="center", text_wrap=True, border=1, bg_color="#D9E1F2", bold=True
        )
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(table.header_row, index, column.title, header)
        sheet.set_row(table.header_row, 32)
        row = table.header_row
        for number, cells in enumerate(table.rows):
            row += 1
            for index, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
                self.write(sheet, row, index, column.kind, value, number in table.strong)
            sheet.set_row(row, row_height(table.columns, cells))
        sheet.autofilter(table.header_row, 0, max(row, table.header_row), last)
        for cells in table.totals:
            row += 1
            for index, (column, value) in enumerate(zip(table.columns, cells, strict=True)):
                self.write(sheet, row, index, column.kind, value, strong=True)
            sheet.set_row(row, row_height(table.columns, cells))
        for note in table.notes if table.rows else ["（无）", *table.notes]:
            row += 1
            sheet.write_string(row, 0, fit(note), self.style(**_FONT, align="left"))
        sheet.freeze_panes(table.header_row + 1, 1)
        sheet.repeat_rows(0, table.header_row)


def _first_page(table: Table) -> int:
    """The last column of the first page: the title stands there and not across the edge of the paper."""
    room = sum(column.width for column in table.columns) / table.across
    used = 0.0
    for number, column in enumerate(table.columns):
        used += column.width
        if used > room:
            return max(number - 1, 2)
    return len(table.columns) - 1


def excel_number(value: int | Decimal) -> float:
    """The number as a workbook keeps it. Excel knows binary floating point alone: an amount becomes one here, as the last
    thing that is done to it, and nothing is computed with it. Up to 15 digits read back are the same amount.

    TypeError for a float: somebody computed with one.
    """
    if not isinstance(value, int | Decimal):
        raise TypeError(f"{value!r} is a {type(value).__name__}; amounts are Decimal until they are written")
    return float(value)


def row_height(columns: Sequence[Column], cells: Sequence[Cell]) -> float:
    """Points for the tallest cell; stated, because WPS and LibreOffice do not fit rows when they open a file."""
    lines = (
        lines_of(value, column.width) for column, value in zip(columns, cells, strict=True) if isinstance(value, str)
    )
    return min(_LINE * max(lines, default=1) + 6, _TALLEST)


def continued(columns: Sequence[Column], cells: Sequence[Cell]) -> list[list[Cell]]:
    """The row, and where a text has more lines than Excel's tallest row can show, rows that go on with it (续)."""
    room = int((_TALLEST - 6) / _LINE)
    parts = [
        _parts(value, column.width, room) if isinstance(value, str) else [value]
        for column, value in zip(columns, cells, strict=True)
    ]
    rows: list[list[Cell]] = [[part[0] for part in parts]]
    for number in range(1, max(map(len, parts))):
        row: list[Cell] = [part[number] if number < len(part) else None for part in parts]
        rows.append([f"{cells[0]}（续）", *row[1:]])
    return rows


def _parts(text: str, width: float, room: int) -> list[Cell]:
    """A text in parts of at most so many lines, cut between its paragraphs."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if parts[-1] and lines_of("\n".join([*parts[-1], line]), width) > room:
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def lines_of(text: str, width: float) -> int:
    """Lines that a text takes in a column of so many characters, a Chinese one counting two."""
    return sum(max(1, ceil(cell_len(line) / (width - 1))) for line in text.split("\n"))


def fit(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 2] + "……"
