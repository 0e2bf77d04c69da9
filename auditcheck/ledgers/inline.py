"""Books out of written values: a check's cases and tests, through the same parsers and keys as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.bodies import Body, Names
from auditcheck.ledgers.books import Books, ColumnMap, FileResult, Sheet
from auditcheck.ledgers.columns import ReadColumn, context_for, read_column
from auditcheck.ledgers.derive import Rows, derive
from auditcheck.ledgers.load import collect
from auditcheck.ledgers.schema import Column, Ledger, load_schema
from auditcheck.ledgers.text import Cell, letter, written
from auditcheck.ledgers.totals import control_total
from auditcheck.ledgers.understand import Draft

FILE = "inline"


def books_from_rows(
    rows: Mapping[str, Sequence[Mapping[str, object]]], units: Sequence[Body] = (), year: int | None = None
) -> Books:
    """Books of virtual sheets, one a ledger, each supplying exactly the columns that any of its rows names.

    Values are as a person types them: text, numbers, dates, booleans, lists. Rows that name no ``unit`` belong to the
    first of ``units``, else to the only body that is named, else to 本单位. Raises InputError for an unknown ledger or
    column and for a cell that cannot be read.
    """
    return books_from_sheets([(name, entries, None) for name, entries in rows.items()], units, year)


def books_from_sheets(
    sheets: Iterable[tuple[str, Sequence[Mapping[str, object]], str | None]],
    units: Sequence[Body] = (),
    year: int | None = None,
) -> Books:
    """The same of any number of sheets for each ledger: (ledger, rows, whose sheet it is, where it says so)."""
    names = Names(units)
    books = Books(files=[FileResult(FILE, "")])
    drafts: list[Draft] = []
    for name, entries, unit in sheets:
        ledger = load_schema().ledgers.get(name)
        if ledger is None:
            raise InputError(_("there is no ledger {ledger}").format(ledger=name))
        drafts.append(_draft(Sheet(len(drafts) + 1, FILE, "", name), ledger, list(entries or ()), year))
        drafts[-1].body_line = unit
    collect(books, drafts, names, units[0].name if units else None)
    return books


def _draft(sheet: Sheet, ledger: Ledger, entries: Sequence[Mapping[str, object]], year: int | None) -> Draft:
    sheet.ledger, sheet.confidence, sheet.header_row = ledger.name, 1.0, 1
    sheet.rows_in, sheet.loaded, sheet.furniture = len(entries) + 1, len(entries), 1
    rows = Rows(ledger, [number + 2 for number in range(len(entries))], {})
    for position, name in enumerate(dict.fromkeys(name for entry in entries for name in entry)):
        if name not in ledger.by_name:
            raise InputError(_("{ledger} has no column {column}").format(ledger=ledger.name, column=name))
        column = ledger.column(name)
        cells = [_cell(entry.get(name)) for entry in entries]
        read = _read(ledger, column, cells)
        rows.columns.update(read.physical())
        rows.truncated[name] = read.truncated
        sheet.columns.append(ColumnMap(column.zh, name, "manual", letter(position), fill=_fill(rows.columns[name])))
        if column.type == "money":
            sheet.control_totals[name] = control_total(rows.columns[name])
            sheet.stated_totals[name] = None
    derive(rows, year)
    sheet.warnings += rows.warnings
    for name, source in rows.derived.items():
        sheet.columns.append(ColumnMap(source, name, "derived", fill=_fill(rows.columns[name])))
    own = rows.columns.pop("unit", None)
    return Draft(sheet, rows, own, bodies=list(dict.fromkeys(unit for unit in own or [] if unit)))


def _read(ledger: Ledger, column: Column, cells: Sequence[Cell]) -> ReadColumn:
    read = read_column(column, cells, context_for(column, column.zh, cells, None))
    for position, reason in read.bad.items():
        raise InputError(
            _("{ledger} row {row}, {column}: {value}: {reason}").format(
                ledger=ledger.name, row=position + 1, column=column.name, value=written(cells[position]), reason=reason
            )
        )
    return read


def _cell(value: object) -> Cell:
    """What a file would hold. A whole number stays text: in a date column 45000 typed by hand is no serial."""
    if value is None or isinstance(value, (str, float, date, datetime)):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "、".join(str(item) for item in value)
    raise InputError(_("{value}: a cell holds text, a number, a date, yes or no, or a list").format(value=value))


def _fill(values: Sequence[str | None]) -> float | None:
    return round(1 - values.count(None) / len(values), 4) if values else None
