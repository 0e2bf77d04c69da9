"""Rows that a person mended in rejects.xlsx: each takes the place of the row it came from, and none counts twice.

The list says beside each row where it stood. A row that its source has readable by now counts there; one that nobody
mended stays rejected where it stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.footing import difference_warning
from auditcheck.ledgers.raw import RawSheet
from auditcheck.ledgers.rows import Rows
from auditcheck.ledgers.text import squeezed, written
from auditcheck.ledgers.totals import control_total

if TYPE_CHECKING:
    from auditcheck.ledgers.understand import Draft

SOURCE = ("原文件", "原工作表", "原行号", "未读入原因")  # what rejects.xlsx says beside each row
DIGEST = "原文件校验码"  # too: its sha256, by which a file is found that has another name by now
_MOST = 5  # examples
_ALIKE = 0.5  # of the cells that two rows must share to be one row, mended


@dataclass(frozen=True)
class Origin:
    """Where a row of a list stood: its file (and that file's sha256, where the list says it), sheet and row, as people
    count it."""

    file: str
    sheet: str
    row: int
    sha256: str = field(default="", compare=False)


def is_list(headers: Sequence[str]) -> bool:
    """Whether a sheet is one of rejects.xlsx, by its headers."""
    return {squeezed(text) for text in headers} >= set(SOURCE)


def origins_of(raw: RawSheet, header_row: int) -> dict[int, Origin]:
    """Row -> where it stood, of a list; ``header_row``: index of its header. Rows that do not say it are left out."""
    headers = [squeezed(written(cell)) for cell in raw.rows[header_row]]
    if not is_list(headers):
        return {}
    file, sheet, row = (headers.index(name) for name in SOURCE[:3])
    digest = headers.index(DIGEST) if DIGEST in headers else None
    found = {}
    for number, cells in enumerate(raw.rows[header_row + 1 :], header_row + 1 + raw.first_row):
        at = written(cells[row]).partition(".")[0]
        if written(cells[file]) and at.isdecimal():
            sha256 = "" if digest is None else written(cells[digest])
            found[number] = Origin(written(cells[file]), written(cells[sheet]), int(at), sha256)
    return found


@dataclass
class _Told:
    """What must be said of one list."""

    replaced: dict[int, list[str]] = field(default_factory=dict)  # id of the source's sheet -> examples
    in_source: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    unmended: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


def settle(drafts: Sequence[Draft]) -> None:
    """Let the rows of lists replace those that they came from; in place, with warnings on both sheets."""
    lists = [draft for draft in drafts if draft.origins]
    if not lists:
        return
    sources = _Sources([draft for draft in drafts if not draft.origins])
    taken: dict[Origin, str] = {}
    for draft in lists:
        told = _Told()
        dropped = {
            row for row, origin in draft.origins.items() if _is_dropped(draft, row, origin, sources, taken, told)
        }
        if dropped:
            drop(draft, dropped)
            _add_up(draft)
        _tell(draft, told, drafts)
    for draft in drafts:
        _foot_again(draft)


class _Sources:
    """The sheets that rows may have come from; a file may have another folder before its name by now."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._exact = {(draft.sheet.file, draft.sheet.name): draft for draft in drafts}
        self._named: dict[tuple[str, str], list[Draft]] = {}
        self._same: dict[str, list[Draft]] = {}
        for draft in drafts:
            self._named.setdefault((_base(draft.sheet.file), draft.sheet.name), []).append(draft)
            self._same.setdefault(draft.sheet.sha256, []).append(draft)

    def of(self, origin: Origin) -> Draft | None:
        found = self._exact.get((origin.file, origin.sheet))
        named = self._named.get((_base(origin.file), origin.sheet), [])
        if found or len(named) == 1:
            return found or named[0]
        same = self._same.get(origin.sha256, [])  # of a text file the sheet is called like the file
        called = same if len(same) == 1 else [draft for draft in same if draft.sheet.name == origin.sheet]
        return called[0] if len(called) == 1 else None


def _base(file: str) -> str:
    return file.rpartition("/")[2]


def _is_dropped(
    draft: Draft, row: int, origin: Origin, sources: _Sources, taken: dict[Origin, str], told: _Told
) -> bool:
    """Whether the row of the list does not count; where it does, its source gives way."""
    position = _position(draft, row)
    rejects = {(each.column, each.value) for each in draft.sheet.rejects if each.row == row}
    if position is None and not rejects:
        return False
    if origin in taken:
        told.repeated.append(f"{row} ({taken[origin]})")
        return True
    source = sources.of(origin)
    place = _("{file} [{sheet}] row {row}").format(file=origin.file, sheet=origin.sheet, row=origin.row)
    if source is None or source.rows is None or source.rows.ledger is not (draft.rows and draft.rows.ledger):
        taken[origin] = _here(draft, row)
        return False
    at_home = {(each.column, each.value) for each in source.sheet.rejects if each.row == origin.row}
    if at_home and position is None and at_home == rejects:
        told.unmended.append(f"{row}: {place}")
        return True
    taken[origin] = _here(draft, row)
    if at_home:
        _give_way(source, origin.row, _here(draft, row), None if position is None else draft.rows, position)
        told.replaced.setdefault(source.sheet.sheet_id, []).append(f"{origin.row} → {row}")
        return False
    home = _position(source, origin.row)
    if home is not None and position is not None and _are_one(source.rows, home, draft.rows, position):
        told.in_source.append(f"{row}: {place}")
        told.differing += [f"{row}: {each}" for each in _differences(source.rows, home, draft.rows, position)]
        return True
    told.strangers.append(f"{row}: {place}")
    return False


def _here(draft: Draft, row: int) -> str:
    return _("{file} [{sheet}] row {row}").format(file=draft.sheet.file, sheet=draft.sheet.name, row=row)


def _position(draft: Draft, row: int) -> int | None:
    if draft.rows is None:
        return None
    if draft.places is None:
        draft.places = {number: position for position, number in enumerate(draft.rows.rows)}
    return draft.places.get(row)


def _give_way(source: Draft, row: int, where: str, rows: Rows | None, position: int | None) -> None:
    """The source's row stays a rejected one that was mended ``where``; its totals have the amounts of the mended one.

    One whose copy (``position`` None) cannot be read either is rejected there, and set aside here.
    """
    sheet = source.sheet
    sheet.rejects = [each for each in sheet.rejects if each.row != row]
    if rows is None or position is None:
        sheet.rejected -= 1
        sheet.furniture += 1
        return
    sheet.mended[row] = where
    for column in sheet.control_totals:
        if (texts := rows.columns.get(column)) and (text := texts[position]):
            source.mended[column] = source.mended.get(column, Decimal(0)) + Decimal(text)


def _are_one(source: Rows, home: int, rows: Rows | None, position: int) -> bool:
    """Whether two rows are the same one, mended: rows of a source that was edited may stand elsewhere now."""
    assert rows is not None
    shared = [(mine, theirs) for _name, mine, theirs in _pairs(source, home, rows, position) if mine or theirs]
    return bool(shared) and sum(mine == theirs for mine, theirs in shared) >= _ALIKE * len(shared)


def _pairs(source: Rows, home: int, rows: Rows, position: int) -> Iterator[tuple[str, str | None, str | None]]:
    for column in source.ledger.columns:
        here, there = rows.columns.get(column.name), source.columns.get(column.name)
        if here is not None and there is not None and column.name not in rows.derived:
            yield column.zh, here[position], there[home]


def _differences(source: Rows, home: int, rows: Rows | None, position: int) -> list[str]:
    assert rows is not None
    return [
        _("{column}: {here} here, {there} there").format(column=name, here=mine or "-", there=theirs or "-")
        for name, mine, theirs in _pairs(source, home, rows, position)
        if mine != theirs
    ]


def drop(draft: Draft, dropped: set[int]) -> None:
    """Rows of a sheet that count elsewhere are set aside."""
    sheet, rows = draft.sheet, draft.rows
    rejected = {each.row for each in sheet.rejects} & dropped
    sheet.rejects = [each for each in sheet.rejects if each.row not in dropped]
    sheet.rejected -= len(rejected)
    sheet.furniture += len(dropped)
    if rows is None:
        return
    kept = [position for position, row in enumerate(rows.rows) if row not in dropped]
    sheet.loaded = len(kept)
    places = {old: new for new, old in enumerate(kept)}
    rows.rows = [rows.rows[position] for position in kept]
    rows.columns = {name: [values[position] for position in kept] for name, values in rows.columns.items()}
    rows.truncated = {name: {places[p] for p in cut if p in places} for name, cut in rows.truncated.items()}
    rows.links = {name: links.moved(places) for name, links in rows.links.items()}
    if draft.units is not None:
        draft.units = [draft.units[position] for position in kept]


def _add_up(draft: Draft) -> None:
    if draft.rows is None:
        return
    for column in draft.sheet.control_totals:
        draft.sheet.control_totals[column] = control_total(draft.rows.columns[column])


def _foot_again(draft: Draft) -> None:
    """The totals of a source with the rows that were mended elsewhere: its own 合计 counts them too."""
    sheet = draft.sheet
    for column, amount in draft.mended.items():
        before = difference_warning(sheet, column)
        sheet.control_totals[column] += amount
        after = difference_warning(sheet, column)
        if before in sheet.warnings:
            sheet.warnings.remove(before)
        if after:
            sheet.warnings.append(after)


def _tell(draft: Draft, told: _Told, drafts: Sequence[Draft]) -> None:
    by_id = {each.sheet.sheet_id: each.sheet for each in drafts}
    for sheet_id, rows in told.replaced.items():
        by_id[sheet_id].warnings.append(
            ngettext(
                "{count} rejected row is replaced by its mended copy in {file} (row {rows})",
                "{count} rejected rows are replaced by their mended copies in {file} (rows {rows})",
                len(rows),
            ).format(count=len(rows), file=draft.sheet.file, rows=_listed(rows))
        )
    for listed, text in _messages(told):
        if listed:
            draft.sheet.warnings.append(text.format(count=len(listed), rows=_listed(listed)))


def _messages(told: _Told) -> list[tuple[list[str], str]]:
    return [
        (
            told.in_source,
            ngettext(
                "{count} row can be read in its source by now and counts there (row {rows})",
                "{count} rows can be read in their source by now and count there (rows {rows})",
                len(told.in_source),
            ),
        ),
        (told.differing, _("list and source were mended differently; the source counts (row {rows})")),
        (
            told.unmended,
            ngettext(
                "{count} row was not mended; it stays rejected where it stood (row {rows})",
                "{count} rows were not mended; they stay rejected where they stood (rows {rows})",
                len(told.unmended),
            ),
        ),
        (
            told.repeated,
            ngettext(
                "{count} row is in another list too and counts there (row {rows})",
                "{count} rows are in another list too and count there (rows {rows})",
                len(told.repeated),
            ),
        ),
        (
            told.strangers,
            ngettext(
                "{count} row does not find the row it came from, another one stands there now; it was loaded as it is, look"
                " whether it is there twice (row {rows})",
                "{count} rows do not find the rows they came from, others stand there now; they were loaded as they are, look"
                " whether they are there twice (rows {rows})",
                len(told.strangers),
            ),
        ),
    ]


def _listed(items: Sequence[str]) -> str:
    return "、".join(items[:_MOST]) + (" …" if len(items) > _MOST else "")
