"""Columns of cells to columns of canonical text: each distinct value is read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from auditcheck.ledgers.coded import Coded, Stored, coded, distinct, gathered, mapped, pieces_of
from auditcheck.ledgers.dates import Dating, Unreadable, lacks_year, years_of
from auditcheck.ledgers.mapping import unit_in_header
from auditcheck.ledgers.personal import masked
from auditcheck.ledgers.schema import Column
from auditcheck.ledgers.text import Cell, lost_digits, squeezed, with_dashes, written
from auditcheck.ledgers.values import NOTHING, SCALES, Context, FormulaError, parser, shortcut

_MISREAD_SHARE, _MISREAD_COUNT = 0.3, 3
# Text columns without a key whose numbers are as long as those with one.
_LONG_NUMBERS = ("_account", "credit_code", "_tax_no", "_no", "_id", "_code", "phone")


@dataclass
class ReadColumn:
    """One column, cell by cell. ``bad``: position -> reason, for cells that cannot be read."""

    column: Column
    texts: Sequence[str | None]
    last: Sequence[str | None] | None = None
    marks: Sequence[str | None] | None = None
    bad: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)  # words that the column's list does not have
    truncated: set[int] = field(default_factory=set)  # positions whose number lost its last digits in Excel
    broken: set[int] = field(default_factory=set)  # positions whose formula failed: bad, and nobody's idea of a value
    assumed: list[int] = field(default_factory=list)  # positions of dates whose year only the books tell

    @property
    def filled(self) -> int:
        return len(self.texts) - self.texts.count(None)

    @property
    def misunderstood(self) -> bool:
        """So many cells unreadable that not the cells but our idea of the column is wrong."""
        count = len(self.bad) - len(self.broken)
        return count >= _MISREAD_COUNT and count > _MISREAD_SHARE * (self.filled + count)

    def physical(self, keep: Sequence[int] | None = None) -> dict[str, Sequence[str | None]]:
        """The column and what is stored beside it; only positions ``keep`` where given."""
        name = self.column.name
        found = {name: self.texts}
        if self.last is not None:
            found[f"{name}_to"] = self.last
        if self.marks is not None:
            found[f"{name}_mark"] = self.marks
        if keep is None:
            return found
        return {each: coded(values).take(keep) for each, values in found.items()}


def read_column(column: Column, cells: Sequence[Cell], context: Context) -> ReadColumn:
    """Read ``cells``; nothing is raised, unreadable ones are None and stand in ``bad``."""
    given = coded(cells)
    if not isinstance(given.values, Stored) and bool in set(map(type, given.values)):
        given = mapped(lambda cell: str(cell).upper() if isinstance(cell, bool) else cell, given)
    reading = _Reading(column, context)
    texts = gathered((reading.of(piece) for piece in pieces_of(given.values)), len(given.values))
    result = ReadColumn(column, Coded(given.codes, texts))
    if column.is_date:
        result.last = mapped(reading.lasts.__getitem__, given)
        if reading.assumed:
            result.assumed = given.positions_of(reading.assumed)
    if column.fillable:
        result.marks = mapped(reading.marks.get, given)
    if reading.reasons:
        result.bad = {i: reading.reasons[given[i]] for i in given.positions_of(reading.reasons)}
        result.broken = {i for i in result.bad if given[i] in reading.failed}
    result.unknown = sorted(reading.notes)
    if reading.short:
        result.truncated = set(given.positions_of(reading.short))
    return result


class _Reading:
    """Reads distinct cells, piece by piece, and keeps of them what is not the rule."""

    def __init__(self, column: Column, context: Context) -> None:
        self.column, self.context = column, context
        self.parse = parser(column, context)
        self.may_be_long = bool(column.key) or (column.type == "string" and column.name.endswith(_LONG_NUMBERS))
        self.lasts: dict[Cell, str | None] = {}
        self.marks: dict[Cell, str] = {}
        self.reasons: dict[Cell, str] = {}
        self.failed: set[Cell] = set()
        self.short: set[Cell] = set()  # numbers that lost digits
        self.assumed: set[Cell] = set()  # dates without a year
        self.notes: set[str] = set()

    def of(self, cells: Sequence[Cell]) -> list[str | None]:
        """The text of each of ``cells``."""
        texts = shortcut(self.column, self.context, cells)
        for cell in cells if not texts else [cell for cell in cells if cell not in texts]:
            texts[cell] = self._read(cell)
        if self.may_be_long:
            self.short.update(c for c in cells if (not isinstance(c, str) or "+" in c) and lost_digits(c))
        return list(map(texts.__getitem__, cells))

    def _read(self, cell: Cell) -> str | None:
        try:
            parsed = self.parse(cell)
        except Unreadable as error:
            parsed, self.reasons[cell] = NOTHING, str(error)
            if isinstance(error, FormulaError):
                self.failed.add(cell)
        if self.column.is_date:
            self.lasts[cell] = parsed.last
            if parsed.text and lacks_year(cell):
                self.assumed.add(cell)
        if parsed.mark:
            self.marks[cell] = parsed.mark
        if parsed.note and self.column.enum:
            self.notes.add(parsed.note)
        return parsed.text


def context_for(
    column: Column, header: str, cells: Sequence[Cell], sheet_unit: str | None, dating: Dating | None = None
) -> Context:
    """What header and sheet say of a column: unit of money (the header wins), per cent, years, the opposite question."""
    if column.type == "money":
        return Context(scale=SCALES[unit_in_header(header) or sheet_unit or "元"])
    if column.type == "percent":
        return Context(divide=_counts_hundreds(column, header, cells))
    if column.type == "int" and column.name.endswith("_months"):
        return Context(times=12 if _counts_years(header, cells) else 1)
    if column.type == "bool":
        return Context(invert=squeezed(header) in column.inverted)
    if column.type == "enum":
        return Context(answers=column.answers.get(squeezed(header)))
    if (column.is_date or column.type == "datetime") and dating:
        if not dating.years and any(lacks_year(cell) for cell in distinct(cells)):
            # Nothing above the table names a year: then the full dates of the column do.
            dating = Dating(years_of(distinct(cells)), dating.date_1904, dating.serial_texts)
        return Context(dating=dating)
    return Context()


def _numbers(cells: Sequence[Cell]) -> list[Decimal]:
    found = []
    for cell in distinct(cells):
        text = with_dashes(squeezed(written(cell)))
        try:
            found.append(Decimal(text))
        except ArithmeticError:
            continue
    return [number for number in found if number.is_finite()]


def _counts_hundreds(column: Column, header: str, cells: Sequence[Cell]) -> bool:
    """30 or 0.3? By the header's %, else by the size of the numbers: a rate of execution may well exceed 1."""
    numbers = _numbers(cells)
    if "%" in squeezed(header) and any(abs(number) > 1 for number in numbers):
        return True
    limit = 10 if column.name.endswith("_rate") else 1
    return any(abs(number) > limit for number in numbers)


def _counts_years(header: str, cells: Sequence[Cell]) -> bool:
    name = squeezed(header)
    if "月" in name:
        return False
    numbers = _numbers(cells)
    return "年)" in name or ("年限" in name and bool(numbers) and max(numbers) <= 50)


def samples_of(cells: Sequence[Cell], count: int = 3) -> list[str]:
    """The first distinct written values, shortened; a column that says the same throughout has fewer."""
    some = [cell for cell in dict.fromkeys(cells[:500]) if cell not in ("", None)]
    if not some:
        some = list(islice((cell for cell in distinct(cells) if cell not in ("", None)), count))
    return [masked(text[:40]) for cell in some[:count] if (text := written(cell))]
