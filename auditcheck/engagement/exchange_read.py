"""Workbooks that came back, whatever people and their programs did to them: columns moved and renamed, rows sorted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditcheck.engagement.exchange_columns import Grid, Table, rows_of, table_of
from auditcheck.i18n import _
from auditcheck.ledgers.text import Cell, plain
from auditcheck.report.exchange_book import ID, RECORD_SHEET, SCHEMA, SEAL, UNIT_COPY
from auditcheck.report.exchange_fields import Field
from auditcheck.report.exchange_values import unseal

_IDENTITY = re.compile(r"v1:[0-9a-f]{32}")


@dataclass(frozen=True)
class Line:
    """One filled row. ``marks``: of the cells as exported."""

    file: str
    sheet: str
    row: int
    paper: str
    identity: str
    marks: Mapping[str, str]
    cells: Mapping[str, Cell]

    @property
    def for_unit(self) -> bool:
        """Whether the row went to a department: then only its reply columns are read."""
        return UNIT_COPY in self.marks

    @property
    def where(self) -> str:
        return _("{file} [{sheet}] row {row}").format(file=self.file, sheet=self.sheet, row=self.row)


@dataclass
class Filled:
    """What a workbook holds. ``problems``: rows that cannot be taken; ``notes``: what was passed over, harmless."""

    file: str
    record: Mapping[str, Any]
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


def record_of(grids: Sequence[Grid]) -> dict[str, Any] | None:
    """What the hidden sheet says; None where there is none. A damaged one is told by ``schema`` being absent."""
    for grid in grids:
        if grid.name == RECORD_SHEET and grid.rows and grid.rows[0]:
            try:
                record = json.loads(str(grid.rows[0][0]))
            except ValueError:
                return {}
            return record if isinstance(record, dict) and record.get("schema") == SCHEMA else {}
    return None


def read_filled(
    path: Path,
    grids: Sequence[Grid],
    sheets: Mapping[str, Sequence[Field]],
    numbers: Mapping[str, str],
    *,
    may_be_new: bool = False,
) -> Filled:
    """``sheets``: the columns by paper; ``numbers``: ids by readable number, for rows that lost theirs.

    ``may_be_new``: a row without an id is no problem but something new (its identity is "").
    """
    found = Filled(path.name, record_of(grids) or {})
    kept = _kept(grids)
    for grid in grids:
        if grid.name == RECORD_SHEET:
            continue
        table = table_of(grid, sheets)
        if table is None:
            if any(any(cell not in ("", None) for cell in row) for row in grid.rows):
                found.notes.append(
                    _("{file} [{sheet}]: not a sheet of ours, passed over").format(file=path.name, sheet=grid.name)
                )
            continue
        _lines(found, grid, table, kept, None if may_be_new else numbers)
    return found


def _kept(grids: Sequence[Grid]) -> dict[tuple[str, str], str]:
    """The marks by paper and id, as the hidden sheet keeps them for rows whose own were damaged."""
    rows = [row for grid in grids if grid.name == RECORD_SHEET for row in grid.rows[1:]]
    return {(str(row[3]), str(row[1])): str(row[2]) for row in rows if len(row) > 3}


def _lines(
    found: Filled, grid: Grid, table: Table, kept: Mapping[tuple[str, str], str], numbers: Mapping[str, str] | None
) -> None:
    place = f"{found.file} [{grid.name}]"
    found.sheets.append(grid.name)
    if table.ignored:
        told = _("{place}: columns of your own, not read: {columns}")
        found.notes.append(told.format(place=place, columns="、".join(table.ignored)))
    sent = (found.record.get("papers") or {}).get(table.paper) or ()
    if missing := [title for code, title in table.missing.items() if code in sent]:
        told = _("{place}: columns no longer there, left as they are: {columns}")
        found.notes.append(told.format(place=place, columns="、".join(missing)))
    met = set()
    for number, cells in rows_of(grid, table):
        if numbers is None and not str(cells.get(ID) or "").strip():
            found.lines.append(Line(found.file, grid.name, number, table.paper, "", {}, cells))
            continue
        line = _line(found, grid.name, number, table.paper, cells, kept, numbers or {})
        if line is not None:
            found.lines.append(line)
            met.add(line.identity)
    if gone := [identity for paper, identity in kept if paper == table.paper and identity not in met]:
        told = _("{place}: {count} of the exported rows are not in the file; nothing changes for them")
        found.notes.append(told.format(place=place, count=len(gone)))


def _line(
    found: Filled,
    sheet: str,
    number: int,
    paper: str,
    cells: dict[str, Cell],
    kept: Mapping[tuple[str, str], str],
    numbers: Mapping[str, str],
) -> Line | None:
    """The row with its id and marks, put right from the hidden sheet where that is safe; else a problem."""
    where = _("{file} [{sheet}] row {row}").format(file=found.file, sheet=sheet, row=number)
    identity, sealed = str(cells.pop(ID, "") or "").strip(), str(cells.pop(SEAL, "") or "").strip()
    shown = plain(str(cells.get("no") or ""))
    by_number = numbers.get(shown)
    if not _IDENTITY.fullmatch(identity):
        if by_number is None:
            told = _(
                "{where}: no id, and {no} is no number of ours, so it is passed over; findings of your own go into the"
                " template (findings export --template)"
            )
            found.problems.append(told.format(where=where, no=shown or _("a blank")))
            return None
        found.notes.append(
            _("{where}: the hidden id is missing; found by its number {no}").format(where=where, no=shown)
        )
        identity, sealed = by_number, ""
    elif by_number is not None and by_number != identity:
        told = _(
            "{where}: the number says {no}, the hidden id says another finding: columns were sorted apart. Nothing of"
            " this row is taken"
        )
        found.problems.append(told.format(where=where, no=shown))
        return None
    marks = unseal(identity, sealed)
    if marks is None:
        marks = unseal(identity, kept.get((paper, identity), ""))
        if marks is None:
            told = _(
                "{where}: the hidden checksum of {no} is missing or damaged, so what changed cannot be told. Export"
                " again and fill in that file"
            )
            found.problems.append(told.format(where=where, no=shown or identity))
            return None
        if sealed:
            told = _("{where}: the hidden checksum of {no} was damaged; that of the hidden sheet was used")
            found.notes.append(told.format(where=where, no=shown or identity))
    return Line(found.file, sheet, number, paper, identity, marks, cells)
