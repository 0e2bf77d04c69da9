"""Columns of cells to columns of canonical text: each distinct value is read once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from auditcheck.ledgers.dates import Dating, Unreadable, lacks_year, years_of
from auditcheck.ledgers.mapping import unit_in_header
from auditcheck.ledgers.schema import Column
from auditcheck.ledgers.text import Cell, lost_digits, squeezed, with_dashes, written
from auditcheck.ledgers.values import NOTHING, SCALES, Context, FormulaError, Parsed, parser, shortcut

_PRIVATE = re.compile(
    r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[0-9Xx]|[4-6]\d{15,18})(?![0-9A-Za-z])"
)
_MISREAD_SHARE, _MISREAD_COUNT = 0.3, 3
# Text columns without a key whose numbers are as long as those with one.
_LONG_NUMBERS = ("_account", "credit_code", "_tax_no", "_no", "_id", "_code", "phone")


@dataclass
class ReadColumn:
    """One column, cell by cell. ``bad``: position -> reason, for cells that cannot be read."""

    column: Column
    texts: list[str | None]
    last: list[str | None] | None = None
    marks: list[str | None] | None = None
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

    def physical(self, keep: Sequence[int] | None = None) -> dict[str, list[str | None]]:
        """The column and what is stored beside it; only positions ``keep`` where given."""
        name = self.column.name
        found = {name: self.texts}
        if self.last is not None:
            found[f"{name}_to"] = self.last
        if self.marks is not None:
            found[f"{name}_mark"] = self.marks
        if keep is None:
            return found
        return {each: [values[i] for i in keep] for each, values in found.items()}


def read_column(column: Column, cells: Sequence[Cell], context: Context) -> ReadColumn:
    """Read ``cells``; nothing is raised, unreadable ones are None and stand in ``bad``."""
    if bool in set(map(type, cells)):  # True == 1.0 would share an entry below
        cells = [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]
    parse = parser(column, context)
    distinct = dict.fromkeys(cells)
    texts: dict[Cell, str | None] = shortcut(column, context, distinct)
    known: dict[Cell, Parsed] = {}
    reasons: dict[Cell, str] = {}
    failed: set[Cell] = set()
    for cell in distinct if not texts else [cell for cell in distinct if cell not in texts]:
        try:
            known[cell] = parse(cell)
        except Unreadable as error:
            known[cell], reasons[cell] = NOTHING, str(error)
            if isinstance(error, FormulaError):
                failed.add(cell)
    texts.update((cell, parsed.text) for cell, parsed in known.items())
    result = ReadColumn(column, list(map(texts.__getitem__, cells)))
    if column.is_date:
        lasts = {cell: parsed.last for cell, parsed in known.items()}
        result.last = list(map(lasts.__getitem__, cells))
        if assumed := {cell for cell, text in texts.items() if text and lacks_year(cell)}:
            result.assumed = [i for i, cell in enumerate(cells) if cell in assumed]
    if column.fillable:
        marks = {cell: parsed.mark for cell, parsed in known.items()}
        result.marks = [marks.get(cell) for cell in cells]
    if reasons:
        result.bad = {i: reasons[cell] for i, cell in enumerate(cells) if cell in reasons}
        result.broken = {i for i in result.bad if cells[i] in failed}
    if column.enum:
        result.unknown = sorted({parsed.note for parsed in known.values() if parsed.note})
    if column.key or (column.type == "string" and column.name.endswith(_LONG_NUMBERS)):
        short = {cell for cell in distinct if (not isinstance(cell, str) or "+" in cell) and lost_digits(cell)}
        if short:
            result.truncated = {i for i, cell in enumerate(cells) if cell in short}
    return result


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
        if not dating.years and any(lacks_year(cell) for cell in dict.fromkeys(cells)):
            # Nothing above the table names a year: then the full dates of the column do.
            dating = Dating(years_of(dict.fromkeys(cells)), dating.date_1904, dating.serial_texts)
        return Context(dating=dating)
    return Context()


def _numbers(cells: Sequence[Cell]) -> list[Decimal]:
    found = []
    for cell in dict.fromkeys(cells):
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
    distinct = [cell for cell in dict.fromkeys(cells[:500]) if cell not in ("", None)]
    if not distinct:
        distinct = [cell for cell in dict.fromkeys(cells) if cell not in ("", None)]
    return [masked(text[:40]) for cell in distinct[:count] if (text := written(cell))]


def masked(text: str) -> str:
    """Numbers of identity cards, mobile phones and bank cards without their middle: samples are shown and stored."""
    return _PRIVATE.sub(lambda match: match[0][:3] + "*" * (len(match[0]) - 7) + match[0][-4:], text)
