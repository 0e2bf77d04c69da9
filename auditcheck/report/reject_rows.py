"""The rejected rows of one sheet as they stood, below the titles and the header of that sheet.

Mended and loaded again, a row must mean what it would have meant in its own sheet. What the loader concludes there from
the name of the file, from the folder or from the other rows is therefore written out, and only that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from auditcheck.ledgers.bodies import NOBODY
from auditcheck.ledgers.coded import columns_of
from auditcheck.ledgers.columns import context_for
from auditcheck.ledgers.daybook import compose_dates, fill_down, month_and_day
from auditcheck.ledgers.furniture import find_furniture
from auditcheck.ledgers.layout import Header, Titles, find_header, read_titles
from auditcheck.ledgers.mapping import BODY_OR_THING
from auditcheck.ledgers.mended import DIGEST, SOURCE, Origin, origins_of
from auditcheck.ledgers.raw import RawSheet, is_filled
from auditcheck.ledgers.schema import Column, Ledger, load_schema
from auditcheck.ledgers.text import Cell, letter, squeezed, written
from auditcheck.report.template_texts import header_of

_SEARCHED = 20  # the loader looks for a header in so many rows
_COUNTED = ("money", "decimal", "percent", "int")  # a merged amount counts once, in the first of its rows


@dataclass(frozen=True)
class RejectedRow:
    """``origin``: where it stood before anybody listed it; ``bad``: position of the cell -> reason; ``reasons`` name their headers."""

    origin: Origin
    cells: list[Cell]
    bad: dict[int, str]
    reasons: list[str]


@dataclass(frozen=True)
class Page:
    """``top``: titles and header, the last being the header; ``merges`` within it; ``added``: the row that we wrote."""

    sheet: str
    top: list[list[Cell]]
    merges: list[tuple[int, int, int, int]]
    header_first: int
    added: int | None
    rows: list[RejectedRow]
    width: int

    @property
    def header_row(self) -> int:
        return len(self.top) - 1


def page_of(entry: Mapping[str, Any], raw: RawSheet) -> Page:
    """``entry``: the sheet as load.json describes it, with at least one reject."""
    row = entry["header_row"] - raw.first_row
    origins = origins_of(raw, row)
    raw = _without_sources(raw, row) if origins else raw
    ledger = load_schema().ledgers[entry["ledger"]]
    header = find_header(raw)
    if header is not None and header.row != row:
        header = None
    first = header.first if header else row
    positions = {letter(index): index for index in range(len(raw.rows[row]))}
    columns = {positions[each["letter"]]: each for each in entry["columns"] if each["letter"] in positions}
    mapped = {index: ledger.column(each["column"]) for index, each in columns.items() if each["column"]}
    top = [list(cells) for cells in raw.rows[: row + 1]]
    _relabel(top, first, columns, mapped)
    _fill_from_above(entry, raw, header, ledger, {index: column.name for index, column in mapped.items()})
    rows = _rows(entry, raw, row, mapped, {index: each["header"] for index, each in columns.items()}, origins)
    _spell_out(rows, raw, row, header, ledger, {index: (columns[index]["header"], mapped[index]) for index in mapped})
    line = _conclusions(entry, raw, header, ledger)
    added = first if line and row + 1 < _SEARCHED else None
    width = _width([*top, *(each.cells for each in rows)])
    merges = _merges(raw, row, width)
    if added is not None:
        top.insert(added, [*line, *[""] * (len(top[0]) - len(line))])
        merges = [
            (above + 1, left, below + 1, right) if above >= added else (above, left, below, right)
            for above, left, below, right in merges
        ]
        first += 1
    return Page(entry["sheet"], top, merges, first, added, rows, max(width, len(line)))


def _merges(raw: RawSheet, header: int, width: int) -> list[tuple[int, int, int, int]]:
    """Those of titles and header; none reaches into the rows or over the columns that we add."""
    clipped = ((above, left, min(below, header), min(right, width - 1)) for above, left, below, right in raw.merges)
    return [each for each in clipped if each[0] <= each[2] and each[1] <= each[3] and each[:2] != each[2:]]


def _relabel(
    top: Sequence[list[Cell]], first: int, columns: Mapping[int, Mapping[str, Any]], mapped: Mapping[int, Column]
) -> None:
    """A header that was understood from its values or by hand gets the name that needs neither."""
    for index, column in mapped.items():
        if squeezed(columns[index]["header"]) not in BODY_OR_THING and columns[index]["how"] == "alias":
            continue
        for cells in top[first:]:
            if cells[index] not in ("", None):
                cells[index] = header_of(column).removeprefix("*")
                break


def _rows(
    entry: Mapping[str, Any],
    raw: RawSheet,
    header: int,
    mapped: Mapping[int, Column],
    headers: Mapping[int, str],
    origins: Mapping[int, Origin],
) -> list[RejectedRow]:
    places = {column.name: index for index, column in mapped.items()}
    found: dict[int, RejectedRow] = {}
    for reject in entry["rejects"]:
        row = reject["row"]
        if row not in found:
            origin = origins.get(row) or Origin(entry["file"], entry["sheet"], row, entry["sha256"])
            found[row] = RejectedRow(origin, list(raw.rows[row - raw.first_row]), {}, [])
        place = places.get(reject["column"])
        if place is not None:
            found[row].bad[place] = reject["reason"]
        name = headers[place] if place is not None else reject["column"]
        found[row].reasons.append(f"{name}：{reject['reason']}")
    for above, left, below, _right in raw.merges:
        if above > header and below > above and left in mapped and mapped[left].type not in _COUNTED:
            for row in range(above + 1, below + 1):
                if row + raw.first_row in found:
                    found[row + raw.first_row].cells[left] = raw.rows[above][left]
    return [found[row] for row in sorted(found)]


def _without_sources(raw: RawSheet, header_row: int) -> RawSheet:
    """A list of rejects without the columns that say where its rows stood: they are written anew."""
    headers = [squeezed(written(cell)) for cell in raw.rows[header_row]]
    for position in (headers.index(name) for name in (*SOURCE, DIGEST) if name in headers):
        for cells in raw.rows[header_row:]:
            cells[position] = ""
    width = min(headers.index(name) for name in SOURCE)
    if not any(is_filled(cell) for cells in raw.rows for cell in cells[width:]):
        raw.rows = [cells[:width] for cells in raw.rows]
    return raw


def _fill_from_above(
    entry: Mapping[str, Any], raw: RawSheet, header: Header | None, ledger: Ledger, mapped: Mapping[int, str]
) -> None:
    """The number, month and day of a day book stand on the first line only: here each line must say them itself."""
    if header is None:
        return
    start = header.row + 1
    cells = columns_of(raw.rows[start:], header.width)
    furniture = find_furniture(raw.rows, header, dict(mapped), ledger, cells)
    places = [index - start for index in range(start, len(raw.rows)) if index not in furniture.rows]
    totals = sorted(row - start for row, _kind in furniture.totals)
    found = compose_dates(cells, header, mapped, ledger, _year_of(entry, raw, header), places)
    _own_year, month, day = month_and_day(header)
    printed = [at for at in (month, day) if at is not None] if isinstance(found, tuple) else []
    filled = fill_down(cells, mapped, ledger, places, totals, (-1, printed))
    for position, values in (filled.columns if filled else {}).items():
        for index, value in enumerate(values, start):
            raw.rows[index][position] = value
    if month is None or day is None or not isinstance(found, tuple):
        return
    for index, text in enumerate(found[1], start):
        if len(parts := written(text).split("-")) == 3:
            raw.rows[index][month], raw.rows[index][day] = parts[1], parts[2]


def _year_of(entry: Mapping[str, Any], raw: RawSheet, header: Header) -> int:
    """Any year will do where the sheet names none: only month and day are taken from the date."""
    return read_titles(raw, header, PurePosixPath(entry["file"]).stem).year or 2000


def _spell_out(
    rows: Sequence[RejectedRow],
    raw: RawSheet,
    header_row: int,
    header: Header | None,
    ledger: Ledger,
    columns: Mapping[int, tuple[str, Column]],
) -> None:
    """30 for 30% and 6 for six years are told by the whole column; where the rows here would say otherwise: 30%, 72个月."""
    names = {index: column.name for index, (_text, column) in columns.items()}
    furniture = find_furniture(raw.rows, header, names, ledger).rows if header else set()
    data = [cells for index, cells in enumerate(raw.rows) if index > header_row and index not in furniture]
    for index, (text, column) in columns.items():
        if column.type not in ("percent", "int"):
            continue
        whole = context_for(column, text, [cells[index] for cells in data], None)
        alone = context_for(column, text, [each.cells[index] for each in rows], None)
        if whole == alone:
            continue
        unit = "%" if whole.divide else "年" if whole.times > 1 else "个月"
        for each in rows:
            cell = written(each.cells[index])
            if index not in each.bad and cell[-1:].isdigit():
                each.cells[index] = cell + unit


def _conclusions(entry: Mapping[str, Any], raw: RawSheet, header: Header | None, ledger: Ledger) -> list[Cell]:
    """What the loader took from elsewhere than the sheet's own lines: body, unit of money, year, kind of ledger."""
    if header is None:
        return []
    stem = PurePosixPath(entry["file"]).stem
    own = read_titles(RawSheet("", raw.rows, raw.merges), header, "")
    everything: Titles = read_titles(raw, header, stem)
    line: list[Cell] = []
    if own.body is None and entry["unit"] not in ("", NOBODY):
        line.append(f"编制单位：{entry['unit']}")
    if own.money_unit is None:
        line.append("单位：元")
    if own.year is None and everything.year is not None:
        line.append(f"{everything.year}年度")
    if not any(hint in squeezed(text) for hint in ledger.hints for text in own.lines):
        line.append(ledger.zh)
    return line


def _width(rows: Sequence[Sequence[Cell]]) -> int:
    return max((index + 1 for cells in rows for index, cell in enumerate(cells) if cell not in ("", None)), default=1)
