"""Where a value stands in the books: each cell, how it was written, and what it became.

The written text is read again from its file when somebody asks: books hold canonical values alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.amounts import amount_of
from auditcheck.ledgers.books import Books, ColumnMap, Sheet, Table
from auditcheck.ledgers.changes import changes
from auditcheck.ledgers.coded import coded, columns_of, mapped
from auditcheck.ledgers.dates import Unreadable, parse_days
from auditcheck.ledgers.keys import body_key, read_voucher, strict
from auditcheck.ledgers.raw import RawSheet
from auditcheck.ledgers.reading import find_files, read_file
from auditcheck.ledgers.schema import SEPARATOR, Column, Ledger, load_schema
from auditcheck.ledgers.text import Cell, letter, squeezed, with_dashes, written

_PLACE = re.compile(r"(?P<file>[^:]+):(?:(?P<sheet>.+):)?(?P<column>[A-Za-z]{0,3})(?P<row>[1-9]\d{0,6})")
_SHORTEST = 3  # characters of a text that is looked for within other texts
_ONE, _CENT = Decimal(1), Decimal("0.01")


@dataclass(frozen=True)
class Place:
    """A cell of a sheet and what became of it. ``what``: loaded, mentioned (within another text), unmapped, rejected,
    or furniture (titles, header, totals, blanks). ``value``: canonical, None where nothing was taken from the cell."""

    file: str
    sha256: str
    sheet: str
    row: int
    letter: str | None
    header: str
    written: str
    what: str
    ledger: str | None = None
    column: str | None = None
    value: str | None = None
    changes: tuple[str, ...] = ()

    @property
    def cell(self) -> str:
        return f"{self.letter or ''}{self.row}"


@dataclass(frozen=True)
class Wanted:
    """What is looked for: a value, perhaps only in one ledger or column; or the cell (or row) of a sheet."""

    value: str = ""
    ledger: str | None = None
    column: str | None = None
    file: str | None = None
    sheet: str | None = None
    letter: str | None = None
    row: int | None = None


def wanted(text: str) -> Wanted:
    """``HT-2023-015``; ``contracts.amount=298000``, ``合同台账=甲公司``; ``合同台账.xlsx:B7``, ``合同台账.xlsx:2023:7``.

    Raises InputError for a ledger or column that does not exist.
    """
    name, equals, value = text.partition("=")
    if equals and value and re.fullmatch(r"[\w.]+", name):
        ledger_name, _dot, column_name = name.partition(".")
        ledgers = load_schema().ledgers.values()
        ledger = next((e for e in ledgers if ledger_name in (e.name, e.zh, re.split("[(（/]", e.zh)[0])), None)
        if ledger is None:
            raise InputError(_("there is no ledger {ledger}").format(ledger=ledger_name))
        column = next((c for c in ledger.columns if column_name in (c.name, c.zh)), None)
        if column_name and column is None:
            raise InputError(_("{ledger} has no column {column}").format(ledger=ledger.name, column=column_name))
        return Wanted(value, ledger.name, column.name if column else None)
    if (match := _PLACE.fullmatch(text.strip())) and "." in match["file"]:
        return Wanted(
            file=match["file"], sheet=match["sheet"], letter=match["column"].upper() or None, row=int(match["row"])
        )
    return Wanted(text)


def find(books: Books, paths: Iterable[Path], what: Wanted) -> Iterator[Place]:
    """Every place, in the order of the files. Raises InputError where a file changed since it was loaded."""
    sources = {source.name: source for source in find_files(paths).files}
    by_file: dict[str, list[Sheet]] = {}
    for sheet in books.sheets:
        by_file.setdefault(sheet.file, []).append(sheet)
    for file, sheets in by_file.items():
        if what.file is not None and not _is_named(file, what.file):
            continue
        sha256, raws = read_file(sources[file])
        if sha256 != sheets[0].sha256:
            raise InputError(_("{file}: changed while it was being read; run this again").format(file=file))
        for sheet, raw in zip(sheets, raws, strict=True):
            if what.sheet is None or squeezed(sheet.name) == squeezed(what.sheet):
                yield from _Search(books, sheet, raw, what).places()


def _is_named(file: str, name: str) -> bool:
    return file == name or file.endswith(f"/{name}")


@dataclass
class _Search:
    books: Books
    sheet: Sheet
    raw: RawSheet
    what: Wanted

    def __post_init__(self) -> None:
        # The rows of a sheet stand together in its table, in the order of the sheets.
        before = (each for each in self.books.sheets if each.sheet_id < self.sheet.sheet_id)
        self.start = sum(each.loaded for each in before if each.ledger == self.sheet.ledger)
        self.rows: Sequence[int] = ()  # of the sheet, ascending, as they stand in the table
        if self.table is not None:
            self.rows = self.table.row[self.start : self.start + self.sheet.loaded]
        self.ledger: Ledger | None = load_schema().ledgers[self.sheet.ledger] if self.sheet.ledger else None
        self.by_letter = {each.letter: each for each in self.sheet.columns if each.letter}
        self.rejected = {(each.row, each.column): each.reason for each in self.sheet.rejects}
        self.rejected_rows = {each.row for each in self.sheet.rejects}

    @property
    def table(self) -> Table | None:
        return self.books.tables.get(self.sheet.ledger) if self.sheet.ledger else None

    def places(self) -> Iterator[Place]:
        if self.what.row is not None:
            yield from self._of_row(self.what.row)
            return
        found: dict[tuple[int, str | None, str | None], Place] = {}
        for place in (*self._canonical(), *self._raw()):
            found.setdefault((place.row, place.letter, None if place.letter else place.column), place)
        yield from sorted(found.values(), key=lambda each: (each.row, len(each.letter or ""), each.letter or ""))

    def _of_row(self, row: int) -> Iterator[Place]:
        index = row - self.raw.first_row
        if not 0 <= index < len(self.raw.rows):
            return
        for position, cell in enumerate(self.raw.rows[index]):
            name = letter(position)
            is_asked = self.what.letter is None or name == self.what.letter
            mapped = self.by_letter.get(name)
            if is_asked and (cell not in ("", None) or (mapped and mapped.column) or self.what.letter):
                yield self._place(row, name, cell)
        if self._place_of(row) is not None and self.what.letter is None:
            for each in self.sheet.columns:
                if each.letter is None and each.column and self._value(row, each.column) is not None:
                    yield self._derived(row, each)

    def _place_of(self, row: int) -> int | None:
        """Where a loaded row stands among the sheet's own."""
        place = bisect_left(self.rows, row)
        return place if place < len(self.rows) and self.rows[place] == row else None

    def _canonical(self) -> Iterator[Place]:
        """Cells whose canonical value is the one looked for, or that name it among others, or within a text."""
        if self.ledger is None or self.table is None or not self.rows:
            return
        if self.what.ledger not in (None, self.ledger.name):
            return
        matcher = _Matcher(self.what.value)
        for each in self.sheet.columns:
            if each.column is None or self.what.column not in (None, each.column):
                continue
            column = self.ledger.column(each.column)
            values = coded(self.table.columns[each.column])[self.start : self.start + len(self.rows)]
            kinds = mapped(
                lambda value, column=column: None if value is None else matcher.of(column, str(value)), values
            )
            linked = self._linked(column, matcher)
            for place in sorted({*kinds.positions_of(("loaded", "mentioned")), *linked}):
                row, kind = self.rows[place], "loaded" if place in linked else str(kinds[place])
                if each.letter is None:
                    yield self._derived(row, each)
                else:
                    position = _index(each.letter)
                    yield self._place(row, each.letter, self.raw.rows[row - self.raw.first_row][position], kind)

    def _linked(self, column: Column, matcher: _Matcher) -> set[int]:
        """Places of rows that name the document among others."""
        assert self.ledger is not None and self.table is not None
        links = self.books.links.get((self.ledger.name, column.name)) if column.is_identifier else None
        if links is None:
            return set()
        first = self.table.row_id[self.start]
        found = mapped(lambda key: matcher.is_key(column, key), links.keys).positions_of((True,))
        places = (links.rows[position] - first for position in found)
        return {place for place in places if 0 <= place < len(self.rows)}

    def _raw(self) -> Iterator[Place]:
        """The same text where no column was taken from it: unmapped columns, rejected rows, titles, other sheets."""
        text = squeezed(self.what.value)
        if self.what.ledger or len(text) < _SHORTEST or not self.raw.rows:
            return
        used = {_index(name) for name, each in self.by_letter.items() if each.column}
        for position, cells in enumerate(columns_of(self.raw.rows, len(self.raw.rows[0]))):
            found = mapped(lambda cell: cell not in ("", None) and text in squeezed(written(cell)), cells)
            for index in found.positions_of((True,)):
                row = index + self.raw.first_row
                if position not in used or self._place_of(row) is None:
                    yield self._place(row, letter(position), self.raw.rows[index][position])

    def _place(self, row: int, name: str, cell: Cell, kind: str = "loaded") -> Place:
        each = self.by_letter.get(name) or ColumnMap("", None, "unmapped", name)
        base = (self.sheet.file, self.sheet.sha256, self.sheet.name, row, name, each.header)
        told = written(cell)
        if self._place_of(row) is None:
            if mended := self.sheet.mended.get(row):
                reason = _("its copy counts: {place}").format(place=mended)
                return Place(*base, told, "rejected", self.sheet.ledger, each.column, None, (reason,))
            if row in self.rejected_rows and not each.column:
                return Place(*base, told, "unmapped", self.sheet.ledger)
            if row in self.rejected_rows and each.column:
                reason = self.rejected.get((row, each.column)) or _("another cell of the row cannot be read")
                return Place(*base, told, "rejected", self.sheet.ledger, each.column, None, (reason,))
            return Place(*base, told, "furniture" if self.sheet.ledger else "unmapped", self.sheet.ledger)
        if each.column is None or self.ledger is None:
            return Place(*base, told, "unmapped", self.sheet.ledger)
        column = self.ledger.column(each.column)
        value, last = self._value(row, each.column), self._value(row, f"{each.column}_to")
        if cell in ("", None) and value is not None:
            done = [_("blank here; taken from above: {text}").format(text=self._above(row, name))]
        else:
            done = changes(column, cell, value, last, each.unit_of_money)
        if value is None and told:
            mark = self._value(row, f"{each.column}_mark")
            done = [mark] if mark else [_("says nothing that could be taken over")]
        return Place(*base, told, kind, self.sheet.ledger, each.column, value, tuple(done))

    def _derived(self, row: int, each: ColumnMap) -> Place:
        assert each.column
        value = self._value(row, each.column)
        source = _("derived from {source}").format(source=each.header)
        where = (self.sheet.file, self.sheet.sha256, self.sheet.name, row, None, each.header)
        return Place(*where, "", "loaded", self.sheet.ledger, each.column, value, (source,))

    def _value(self, row: int, column: str) -> str | None:
        assert self.table is not None
        values, place = self.table.columns.get(column), self._place_of(row)
        return values[self.start + place] if values and place is not None else None

    def _above(self, row: int, name: str) -> str:
        """The nearest filled cell above, where merged cells and blank keys take their value from."""
        position = _index(name)
        for index in range(row - self.raw.first_row - 1, -1, -1):
            if (cell := self.raw.rows[index][position]) not in ("", None):
                return f"{name}{index + self.raw.first_row} {written(cell)}"
        return "-"


class _Matcher:
    """What was asked for, in the form of each kind of column."""

    def __init__(self, text: str) -> None:
        self.text, self.form = squeezed(text), strict(text)
        self.body, self.voucher = body_key(text), read_voucher(text)
        try:
            self.amount: str | None = str(amount_of(with_dashes(self.text), _ONE).quantize(_CENT))
        except (Unreadable, ArithmeticError):
            self.amount = None
        try:
            self.day: str | None = parse_days(text)[0].isoformat()
        except Unreadable:
            self.day = None

    def of(self, column: Column, value: str) -> str | None:
        """loaded where ``value`` is what was asked for, mentioned where it contains it."""
        if column.type == "money":
            return "loaded" if value == self.amount else None
        if column.is_date:
            return "loaded" if value == self.day else None
        if column.type == "datetime":
            return "loaded" if self.day and value.startswith(self.day) else None
        if column.type in ("bool", "int", "decimal", "percent"):
            return "loaded" if value == self.text else None
        if self.form and column.is_identifier and strict(value) == self.form:
            return "loaded"
        items: Sequence[str] = value.split(SEPARATOR)
        if any(squeezed(item) == self.text or (column.key == "body" and body_key(item) == self.body) for item in items):
            return "loaded"
        return "mentioned" if len(self.text) >= _SHORTEST and self.text in squeezed(value) else None

    def is_key(self, column: Column, key: str) -> bool:
        if column.key != "voucher":
            return bool(self.form) and key.partition("|")[0] == self.form
        number = self.voucher
        if number is None or number.month is None:
            return False
        end = f"-{number.month:02d}-{number.kind or '记'}-{number.number:04d}"
        return key.endswith(end) and (number.year is None or key.startswith(str(number.year)))


def _index(name: str) -> int:
    number = 0
    for character in name:
        number = number * 26 + ord(character) - 64
    return number - 1


def documents(places: Iterable[Place]) -> list[Mapping[str, object]]:
    """Places as plain values, for JSON."""
    names = ("file", "sha256", "sheet", "row", "cell", "header", "written", "what", "ledger", "column", "value")
    return [{**{name: getattr(each, name) for name in names}, "changes": list(each.changes)} for each in places]
