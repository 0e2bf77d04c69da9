"""Where the columns stand on a sheet that people moved, renamed and added columns on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditcheck.errors import InputError
from auditcheck.i18n import _
from auditcheck.ledgers.text import Cell, letter, plain, squeezed
from auditcheck.report.exchange_book import CODE, ID, ID_TITLE, RECORD_SHEET, SEAL, SEAL_TITLE
from auditcheck.report.exchange_fields import Field

_LOOKED = 40  # rows in which the header stands
_ALIKE = 80  # of 100: how like a title must be to be taken for it


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet from A1 on."""

    name: str
    rows: list[list[Cell]]


def open_grids(path: Path) -> list[Grid]:
    """Every sheet, merged cells filled with what they show. Raises InputError."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
        return [_grid(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except OSError as error:
        raise InputError(_("{path}: cannot be opened: {error}").format(path=path, error=error)) from error
    except (CalamineError, ValueError, KeyError) as error:
        raise InputError(
            _("{path}: not readable as a workbook ({error}); save it as xlsx and try again").format(
                path=path, error=str(error).splitlines()[0] if str(error) else type(error).__name__
            )
        ) from error


def _grid(sheet: Any) -> Grid:
    rows = sheet.to_python(skip_empty_area=False)
    try:
        merged = sheet.merged_cell_ranges or ()
    except (AttributeError, ValueError):
        merged = ()
    for (top, left), (bottom, right) in merged:
        for row in range(top, min(bottom + 1, len(rows))):
            for column in range(left, min(right + 1, len(rows[row]))):
                if rows[row][column] in ("", None):
                    rows[row][column] = rows[top][left]
    return Grid(sheet.name, rows)


@dataclass(frozen=True)
class Table:
    paper: str
    header: int
    columns: Mapping[str, int]
    ignored: Sequence[str]
    missing: Mapping[str, str]


def tables(grids: Sequence[Grid], sheets: Mapping[str, Sequence[Field]]) -> Iterator[tuple[Grid, Table]]:
    """The sheets that are one of ``sheets``, and where their columns stand."""
    for grid in grids:
        if grid.name != RECORD_SHEET and (table := table_of(grid, sheets)) is not None:
            yield grid, table


def rows_of(grid: Grid, table: Table) -> Iterator[tuple[int, dict[str, Cell]]]:
    """(row number in the sheet, cells by column) of what stands below the header; blank rows are left out."""
    for number, row in enumerate(grid.rows[table.header + 1 :], table.header + 2):
        cells = {code: row[at] if at < len(row) else "" for code, at in table.columns.items()}
        if any(cell is not None and str(cell).strip() for cell in cells.values()):
            yield number, cells


def table_of(grid: Grid, sheets: Mapping[str, Sequence[Field]]) -> Table | None:
    """Where the columns stand: by the hidden row of names, else by their titles. None: no sheet of ours."""
    coded = next((n for n, row in enumerate(grid.rows[:_LOOKED]) if sum(map(_is_code, row)) >= 3), None)
    if coded is None:
        return _by_titles(grid, sheets)
    codes: dict[str, list[int]] = {}
    for index, cell in enumerate(grid.rows[coded]):
        if _is_code(cell):
            codes.setdefault(str(cell).strip().removeprefix(CODE), []).append(index)
    paper = _paper(grid.name, set(codes), sheets)
    titles = {one.code: one.title for one in sheets[paper]} | {ID: ID_TITLE, SEAL: SEAL_TITLE}
    header = _header_below(grid, coded, set(titles.values()))
    shown = grid.rows[header] if header < len(grid.rows) else []
    columns = {}
    for code, places in codes.items():
        if code not in titles:
            continue
        # A column that was copied brings the name along: the one that still bears the title is meant.
        titled = [at for at in places if at < len(shown) and squeezed(str(shown[at])) == squeezed(titles[code])]
        columns[code] = (titled or places)[0]
    return _completed(grid, paper, header, columns, titles)


def _by_titles(grid: Grid, sheets: Mapping[str, Sequence[Field]]) -> Table | None:
    best: tuple[int, int, str] = (0, 0, "")
    for number, row in enumerate(grid.rows[:_LOOKED]):
        texts = {squeezed(str(cell)) for cell in row if cell not in ("", None)}
        for paper, fields in sheets.items():
            count = len(texts & {squeezed(one.title) for one in fields})
            best = max(best, (count, -number, paper))
    count, header, paper = best[0], -best[1], best[2]
    if count < 4:
        return None
    titles = {one.code: one.title for one in sheets[paper]} | {ID: ID_TITLE, SEAL: SEAL_TITLE}
    return _completed(grid, paper, header, {}, titles)


def _completed(grid: Grid, paper: str, header: int, columns: dict[str, int], titles: Mapping[str, str]) -> Table:
    """Columns that bear no name found by their title, the same or nearly; the rest is the user's own."""
    from rapidfuzz import fuzz

    row = grid.rows[header] if header < len(grid.rows) else []
    free = {
        at: squeezed(str(cell)) for at, cell in enumerate(row) if cell not in ("", None) and at not in columns.values()
    }
    for code, title in titles.items():
        if (
            code not in columns
            and (at := next((at for at, text in free.items() if text == squeezed(title)), None)) is not None
        ):
            columns[code] = at
            del free[at]
    for code, title in titles.items():
        if code in columns or not free:
            continue
        at, text = max(free.items(), key=lambda item: fuzz.ratio(item[1], squeezed(title)))
        if fuzz.ratio(text, squeezed(title)) >= _ALIKE:
            columns[code] = at
            del free[at]
    ignored = [f"{letter(at)} {plain(str(row[at]))}" for at in sorted(free)]
    missing = {code: title for code, title in titles.items() if code not in columns}
    return Table(paper, header, columns, ignored, missing)


def _paper(name: str, codes: set[str], sheets: Mapping[str, Sequence[Field]]) -> str:
    """The sheet's name, unless it was renamed: then the paper that has most of its columns and lacks fewest."""
    if name in sheets:
        return name
    return max(sheets, key=lambda paper: _overlap(codes, {one.code for one in sheets[paper]}))


def _overlap(codes: set[str], own: set[str]) -> tuple[int, int]:
    return len(codes & own) - len(codes - own - {ID, SEAL}), -len(own)


def _header_below(grid: Grid, coded: int, titles: set[str]) -> int:
    known = {squeezed(title) for title in titles}
    for number in range(coded + 1, min(coded + 4, len(grid.rows))):
        if sum(squeezed(str(cell)) in known for cell in grid.rows[number]) >= 2:
            return number
    return coded + 1


def _is_code(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().startswith(CODE)
