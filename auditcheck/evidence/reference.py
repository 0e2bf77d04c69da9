"""Reference tables: standards that depend on a row's date, place, category or rank (限额, 差旅标准), with their source.

``checks/reference/<name>.csv`` is the relation ``ref_<name>`` of the checks. Its first line says what it is (``# 限额标准``),
its second names the columns: ``name:type:中文名``, with the types of ledger columns. A user's own file (any format that
ledgers may have) has the same headers, in English or Chinese, and adds rows; where its rows say something of the same
case (all columns but period, figures and source), those of the package are no longer used.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from auditcheck import resources
from auditcheck.errors import ConfigError, InputError
from auditcheck.i18n import _
from auditcheck.ledgers.columns import context_for, read_column
from auditcheck.ledgers.raw import RawSheet, SourceFile, is_filled
from auditcheck.ledgers.reading import read_file
from auditcheck.ledgers.schema import Column
from auditcheck.ledgers.text import Cell, squeezed, written

PREFIX = "ref_"
PHYSICAL = {
    "string": "VARCHAR",
    "int": "BIGINT",
    "decimal": "DECIMAL(18,6)",
    "money": "DECIMAL(18,2)",
    "percent": "DECIMAL(18,6)",
    "bool": "BOOLEAN",
    "date": "DATE",
}
FIGURES = ("int", "decimal", "money", "percent")
# Stand beside the columns of every table: an id, which a check returns as ``<role>_ref``, and where the row stood.
PLACE = (("ref_id", "BIGINT"), ("ref_file", "VARCHAR"), ("ref_sheet", "VARCHAR"), ("ref_row", "BIGINT"))


@dataclass(frozen=True)
class Row:
    """``values``: canonical text by column; where it stood, ``number`` as a person sees it."""

    values: Mapping[str, str | None]
    file: str
    sheet: str
    number: int


@dataclass(frozen=True)
class ReferenceTable:
    """``name`` without ``ref_``; rows may be none: then checks that need it are not run."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()

    @property
    def case_columns(self) -> list[str]:
        """What a row is about: rows alike in these and in force on one day would contradict each other."""
        return [c.name for c in self.columns if c.name not in ("from", "to", "source") and c.type not in FIGURES]

    def physical_columns(self) -> list[tuple[str, str]]:
        return [*PLACE, *((column.name, PHYSICAL[column.type]) for column in self.columns)]

    def case_of(self, row: Row) -> tuple[str | None, ...]:
        return tuple(row.values.get(name) for name in self.case_columns)


@lru_cache(maxsize=1)
def shipped() -> dict[str, ReferenceTable]:
    """The tables of the rule pack by name, empty where nothing sourced is shipped."""
    folder = resources.path("checks") / "reference"
    return {path.stem: read_shipped(path) for path in sorted(folder.glob("*.csv"))}


def read_shipped(path: Path) -> ReferenceTable:
    """One file of the rule pack. Raises ConfigError that names file and row."""
    (sheet,) = _sheets(path)
    title = str(sheet.rows[0][0]).strip()
    if not title.startswith("#") or len(sheet.rows) < 2:
        raise ConfigError(_("{path}: begins with a line # and its name, then a line of columns").format(path=path))
    columns = []
    for cell in sheet.rows[1]:
        name, kind, zh = [*str(cell).split(":"), "", ""][:3]
        if kind not in PHYSICAL or not name.isidentifier():
            raise ConfigError(
                _("{path}, row {row}: {value} is not name:type:中文名; types are {types}").format(
                    path=path, row=2, value=cell, types=", ".join(PHYSICAL)
                )
            )
        columns.append(Column(name, zh or name, kind, "O", ()))
    table = ReferenceTable(path.stem, title.lstrip("# "), tuple(columns))
    names = {position: column.name for position, column in enumerate(columns)}
    rows = _read_rows(table, names, sheet.rows[1:], path.name, "", 2)
    return _checked(replace(table, rows=tuple(rows)))


def with_own(table: ReferenceTable, path: Path) -> ReferenceTable:
    """``table`` with the rows of a user's file laid over. Raises ConfigError that names file, sheet and row."""
    own: list[Row] = []
    for sheet in _sheets(path):
        at = next((number for number, row in enumerate(sheet.rows) if _known(table, row)), None)
        if at is None:
            raise ConfigError(
                _("{path}, sheet {sheet}: no line of headers; expected {names}").format(
                    path=path, sheet=sheet.name, names="、".join(column.zh for column in table.columns)
                )
            )
        names = _headers(table, sheet.rows[at], path, sheet.name, sheet.first_row + at)
        own += _read_rows(table, names, sheet.rows[at:], path.name, sheet.name, sheet.first_row + at)
    told = _checked(replace(table, rows=tuple(own)))
    cases = {table.case_of(row) for row in told.rows}
    return replace(told, rows=(*(row for row in table.rows if table.case_of(row) not in cases), *told.rows))


def from_entries(table: ReferenceTable, entries: Sequence[Mapping[str, object]]) -> ReferenceTable:
    """The table with the rows of a case instead of its own. Raises ConfigError."""
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    for name in names:
        if name not in {column.name for column in table.columns}:
            raise ConfigError(_("{ledger} has no column {column}").format(ledger=PREFIX + table.name, column=name))
    names += [name for name in ("source",) if name not in names]
    lines: list[list[Cell]] = [list(names)]
    for entry in entries:
        texts = {name: None if value is None else str(value) for name, value in entry.items()}
        lines.append([texts.get(name, "案例" if name == "source" else None) for name in names])
    rows = _read_rows(table, dict(enumerate(names)), lines, "inline", PREFIX + table.name, 1)
    return _checked(replace(table, rows=tuple(rows)))


def tables(own: Mapping[str, Path]) -> dict[str, ReferenceTable]:
    """The shipped tables with the user's files laid over. Raises ConfigError, also for a table that does not exist."""
    found = dict(shipped())
    for name, path in own.items():
        if name not in found:
            near = difflib.get_close_matches(name, list(found), n=1)
            hint = _("did you mean {names}?").format(names=near[0]) if near else ", ".join(found)
            raise ConfigError(_("there is no reference table {name}; {hint}").format(name=name, hint=hint))
        found[name] = with_own(found[name], path)
    return found


def _sheets(path: Path) -> list[RawSheet]:
    try:
        return read_file(SourceFile(path, path.name))[1]
    except InputError as error:
        raise ConfigError(str(error)) from error


def _known(table: ReferenceTable, row: Sequence[Cell]) -> bool:
    """A line of headers names at least half of what it has."""
    named = [_column_of(table, cell) for cell in row if is_filled(cell)]
    return bool(named) and 2 * sum(name is not None for name in named) >= len(named)


def _column_of(table: ReferenceTable, cell: Cell) -> str | None:
    """Of ``from``, ``from:date:起``, ``起``, ``标准值（万元）``."""
    text = squeezed(written(cell)).split(":")[0]
    bare = text.split("(")[0]
    return next((c.name for c in table.columns if {text, bare} & {c.name, squeezed(c.zh)}), None)


def _headers(table: ReferenceTable, row: Sequence[Cell], path: Path, sheet: str, number: int) -> dict[int, str]:
    names: dict[int, str] = {}
    for position, cell in enumerate(row):
        if not is_filled(cell):
            continue
        name = _column_of(table, cell)
        if name is None or name in names.values():
            raise ConfigError(
                _("{path}, sheet {sheet}, row {row}: header {value}; expected {names}").format(
                    path=path, sheet=sheet, row=number, value=cell, names="、".join(c.zh for c in table.columns)
                )
            )
        names[position] = name
    missing = [
        c.zh for c in table.columns if c.name not in names.values() and (c.type in FIGURES or c.name == "source")
    ]
    if missing:
        raise ConfigError(
            _("{path}, sheet {sheet}, row {row}: these columns are missing: {names}").format(
                path=path, sheet=sheet, row=number, names="、".join(missing)
            )
        )
    return names


def _read_rows(
    table: ReferenceTable, names: Mapping[int, str], lines: Sequence[Sequence[Cell]], file: str, sheet: str, number: int
) -> list[Row]:
    """Rows below the headers ``lines[0]``, which is row ``number``; empty ones are left out."""
    header, *body = lines
    filled = [(number + 1 + at, line) for at, line in enumerate(body) if any(map(is_filled, line))]
    values: list[dict[str, str | None]] = [{} for _row in filled]
    for position, name in names.items():
        column = next(column for column in table.columns if column.name == name)
        cells = [line[position] if position < len(line) else None for _number, line in filled]
        read = read_column(column, cells, context_for(column, written(header[position]), cells, None))
        for at, reason in read.bad.items():
            raise _wrong(file, sheet, filled[at][0], f"{column.zh}“{written(cells[at])}”: {reason}")
        texts = read.last if name == "to" and read.last is not None else read.texts
        for row, text in zip(values, texts, strict=True):
            row[name] = text
    for (at, _line), row in zip(filled, values, strict=True):
        if not row.get("source"):
            raise _wrong(file, sheet, at, _("says nothing of its source: which document sets this figure?"))
        if row.get("from") and row.get("to") and str(row["from"]) > str(row["to"]):
            raise _wrong(file, sheet, at, _("ends before it begins"))
    return [Row(row, file, sheet, at) for (at, _line), row in zip(filled, values, strict=True)]


def _checked(table: ReferenceTable) -> ReferenceTable:
    """Raises ConfigError where two rows say something of the same case on the same day."""
    seen: dict[tuple[str | None, ...], list[Row]] = {}
    for row in table.rows:
        for other in seen.setdefault(table.case_of(row), []):
            if _overlap(row, other):
                raise _wrong(
                    row.file,
                    row.sheet,
                    row.number,
                    _("the same case as row {row}, in the same time").format(row=other.number),
                )
        seen[table.case_of(row)].append(row)
    return table


def _overlap(one: Row, other: Row) -> bool:
    begins = max(one.values.get("from") or "", other.values.get("from") or "")
    return begins <= min(one.values.get("to") or "9999", other.values.get("to") or "9999")


def _wrong(file: str, sheet: str, row: int, reason: str) -> ConfigError:
    where = f"{file}, {sheet}" if sheet else file
    return ConfigError(_("{file}, row {row}: {reason}").format(file=where, row=row, reason=reason))


def numbered(found: Iterable[ReferenceTable]) -> Iterator[dict[str, list[Any]]]:
    """The columnar values of each table; ``ref_id`` counts through all of them."""
    count = 0
    for table in found:
        values: dict[str, list[Any]] = {name: [] for name, _type in table.physical_columns()}
        for row in table.rows:
            count += 1
            for name, value in zip(values, (count, row.file, row.sheet, row.number), strict=False):
                values[name].append(value)
            for column in table.columns:
                values[column.name].append(row.values.get(column.name))
        yield values
