"""Tables of an HTML page, as many systems save them under the name .xls: each table a sheet.

html.parser of the standard library: events only, so nothing nests and no entity is fetched; measured at 10 MB a second,
which such exports never need longer than seconds for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import PurePosixPath

from auditcheck.i18n import _
from auditcheck.ledgers.formats.errors import NoLedger, too_large
from auditcheck.ledgers.formats.limits import CELLS
from auditcheck.ledgers.raw import RawSheet, printable, squared
from auditcheck.ledgers.text import Cell

_BLANKS = re.compile(r"[ \t\r\n]+")
_SILENT = frozenset(["script", "style", "head", "template"])
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_WORKSHEET_NAME = re.compile(r"<x:Name>([^<]{1,60})</x:Name>")
_WIDEST = 16_384


@dataclass
class _Table:
    """A table as it grows. ``covered``: first column of a span from above -> (its last column, its last row)."""

    rows: list[list[str]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    covered: dict[int, tuple[int, int]] = field(default_factory=dict)
    text: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    caption: str = ""

    def open_row(self) -> None:
        self.close_cell()
        self.rows.append([])

    def open_cell(self, rows: int, columns: int) -> None:
        self.close_cell()
        if not self.rows:
            self.rows.append([])
        self.text, self.spans = [], (rows, columns)

    def close_cell(self) -> None:
        if self.text is None:
            return
        written, self.text = _tidy(self.text), None
        index = len(self.rows) - 1
        row = self.rows[index]
        self._pass_over(row, index)
        left, (high, wide) = len(row), self.spans
        row.extend([written, *[""] * (wide - 1)])
        if high > 1 or wide > 1:
            self.merges.append((index, left, index + high - 1, left + wide - 1))
        if high > 1:
            self.covered[left] = left + wide - 1, index + high - 1

    def _pass_over(self, row: list[str], index: int) -> None:
        while (span := self.covered.get(len(row))) and span[1] >= index:
            row.extend([""] * (span[0] - len(row) + 1))

    def close(self) -> None:
        self.close_cell()
        last = len(self.rows) - 1
        self.merges = [(top, left, min(bottom, last), right) for top, left, bottom, right in self.merges]


class _Reader(HTMLParser):
    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self._name = name
        self._open: list[_Table] = []
        self._silent = 0
        self._cells = 0
        self._caption: list[str] | None = None
        self.found: list[_Table] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "body":
            self._silent = 0
        elif tag == "table":
            self._open.append(_Table())
        elif not self._open:
            return
        elif tag == "tr":
            self._open[-1].open_row()
        elif tag in ("td", "th"):
            spans = dict(attrs)
            rows, columns = _span(spans.get("rowspan"), 65_535), _span(spans.get("colspan"), _WIDEST)
            self._count(columns)
            self._open[-1].open_cell(rows, columns)
        elif tag == "caption":
            self._caption = []
        elif tag in ("br", "p", "div") and self._open[-1].text:
            self._open[-1].text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif not self._open:
            return
        elif tag == "table":
            self._close()
        elif tag in ("td", "th", "tr"):
            self._open[-1].close_cell()
        elif tag == "caption" and self._caption is not None:
            self._open[-1].caption, self._caption = _tidy(self._caption), None

    def handle_data(self, data: str) -> None:
        if self._silent or not self._open:
            return
        if self._caption is not None:
            self._caption.append(data)
        elif self._open[-1].text is not None:
            # What is a line end here is one only by <br>.
            self._open[-1].text.append(_BLANKS.sub(" ", data))

    def close(self) -> None:
        super().close()
        while self._open:
            self._close()

    def _close(self) -> None:
        table = self._open.pop()
        table.close()
        self.found.append(table)

    def measure(self, table: _Table) -> None:
        """Raises InputError where the table would span too many cells."""
        self._cells = 0
        self._count(len(table.rows) * max((len(row) for row in table.rows), default=0))

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > CELLS.value:
            what = _("its sheets span {count} cells from the first to the last that is filled")
            raise too_large(self._name, what.format(count=f"{self._cells:,}"), f"{CELLS.value:,}", CELLS.variable)


def read_page(name: str, text: str) -> list[RawSheet]:
    """Every table with two columns or more; a title above stands as its first row would. Raises InputError."""
    reader = _Reader(name)
    reader.feed(text)
    reader.close()
    names = [printable(each) for each in _WORKSHEET_NAME.findall(text[:100_000])]
    sheets: list[RawSheet] = []
    for table in reader.found:
        reader.measure(table)
        rows: list[list[Cell]] = squared([list(row) for row in table.rows])
        if len(rows) < 2 or len(rows[0]) < 2:
            continue
        number = len(sheets)
        title = table.caption or (names[number] if number < len(names) else "")
        if not title:
            title = PurePosixPath(name).stem if number == 0 else f"{PurePosixPath(name).stem} ({number + 1})"
        merges = [each for each in table.merges if each[0] < len(rows) and each[1] < len(rows[0])]
        sheets.append(RawSheet(title, rows, merges))
    if not sheets:
        raise NoLedger(
            name,
            _(
                "a web page without a table; if it should be a ledger, open it in Excel or WPS and save it as .xlsx (另存为 xlsx)"
            ),
        )
    return sheets


def charset_of(data: bytes) -> str | None:
    """The encoding that the page itself names."""
    match = _CHARSET.search(data[:4000])
    return match[1].decode("ascii") if match else None


def _tidy(pieces: list[str]) -> str:
    return "\n".join(_BLANKS.sub(" ", line).strip(" ") for line in "".join(pieces).split("\n")).strip("\n")


def _span(text: str | None, most: int) -> int:
    number = int(text) if text and text.strip().isdecimal() and len(text) < 9 else 1
    return min(max(number, 1), most)
