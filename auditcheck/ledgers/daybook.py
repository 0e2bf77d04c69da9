"""Day books as they are printed: month and day in two columns, numbers on the first line only, two ways to say the side."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from auditcheck.i18n import _
from auditcheck.ledgers.coded import Coded
from auditcheck.ledgers.coded import mapped as mapped_to
from auditcheck.ledgers.layout import Header
from auditcheck.ledgers.schema import Ledger
from auditcheck.ledgers.text import Cell, squeezed, with_dashes, written
from auditcheck.ledgers.totals import ZERO

_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_SHORT = 6  # a dash or a stroke says nothing; a longer text says something


def compose_dates(
    cells: Sequence[Coded],
    header: Header,
    mapped: Mapping[int, str],
    ledger: Ledger,
    year: int | None,
    data: Sequence[int],
) -> tuple[str, list[Cell]] | str | None:
    """(date column, a date for each of the rows) out of columns 月 and 日; a warning where no year is known.

    ``cells``: the rows below the header, by position; ``data``: those that are rows of the ledger. None where the sheet
    has no such columns, or a date of its own. Month and day are printed where they change.
    """
    target = ledger.main_date or next((c.name for c in ledger.columns if c.is_date and c.required == "R"), None)
    if target is None or target in mapped.values():
        return None
    own_year, month, day = month_and_day(header)
    if month is None or day is None:
        return None
    above = {match[1] for at in (month, day) if (match := _YEAR.match(header.texts[at]))}
    if own_year is None and len(above) == 1:
        year = int(above.pop())
    if own_year is None and year is None:
        return _("columns 月 and 日: nothing says which year they are of; they were left unmapped (use --year)")
    dates: list[Cell] = [""] * len(cells[month])
    months, days = (list(mapped_to(_figure, cells[at])) for at in (month, day))
    years = None if own_year is None else list(mapped_to(_figure, cells[own_year]))
    known: dict[tuple[str, str, str], str] = {}
    y, m, d = str(year or ""), "", ""
    for index in data:
        if years is not None and (match := _YEAR.fullmatch(years[index])):
            y = match[1]
        new = months[index]
        if new and new != m:
            m, d = new, ""
        d = days[index] or d
        if y and m and d:
            dates[index] = known.setdefault((y, m, d), f"{y}-{m}-{d}")
    return target, dates


def month_and_day(header: Header) -> tuple[int | None, int | None, int | None]:
    """Positions of the columns 年, 月 and 日."""
    labels = [squeezed(text.split("/")[-1]) for text in header.texts]
    return _only(labels, ("年", "年度")), _only(labels, ("月", "月份")), _only(labels, ("日",))


def _only(labels: Sequence[str], names: Collection[str]) -> int | None:
    found = [position for position, label in enumerate(labels) if label in names]
    return found[0] if len(found) == 1 else None


def _figure(cell: Cell) -> str:
    return re.sub("[月日号]$", "", squeezed(written(cell)))


@dataclass(frozen=True)
class FilledDown:
    """``columns``: position -> the cells with what was filled in; ``lines`` that took the number of the line above."""

    columns: Mapping[int, list[Cell]]
    lines: list[int]


def fill_down(
    cells: Sequence[Coded],
    mapped: Mapping[int, str],
    ledger: Ledger,
    data: Sequence[int],
    totals: Sequence[int],
    composed: tuple[int, Sequence[int]] | None = None,
) -> FilledDown | None:
    """A line without a number belongs to the line above: its keys are filled in, never an amount. None: nothing to do.

    Not where the line has a date of its own, nor across a total. ``composed``: position of the dates made of 月 and 日
    (which every line has), and the positions of these two. Lines count from the first below the header.
    """
    positions = {name: position for position, name in mapped.items() if name in ledger.fills_down}
    key = positions.get(ledger.fills_down[0]) if ledger.fills_down else None
    if key is None:
        return None
    without = {cell for cell in cells[key].values if (not isinstance(cell, str) or len(cell) < _SHORT) and _empty(cell)}
    if not without:
        return None
    made, printed = composed or (None, ())
    others = [position for position in positions.values() if position not in (key, made)]
    contents = [p for p, name in mapped.items() if ledger.column(name).required == "R" and p not in positions.values()]
    dates = [*printed, *(p for p in others if ledger.column(mapped[p]).is_date)]
    columns = {p: list(cells[p]) for p in dict.fromkeys((key, *others, *contents, *printed))}
    keys = columns[key]
    filled: list[int] = []
    last: int | None = None
    for index in data:
        if keys[index] not in without:
            last = index
            continue
        if last is None or bisect_right(totals, last) < bisect_left(totals, index):
            continue
        if any(not _empty(cell := columns[p][index]) and cell != columns[p][last] for p in others):
            continue
        if any(not _empty(columns[p][index]) for p in dates) or all(_empty(columns[p][index]) for p in contents):
            continue
        for position in (key, *others):
            columns[position][index] = columns[position][last]
        filled.append(index)
    return FilledDown({p: columns[p] for p in (key, *others)}, filled) if filled else None


def _empty(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return cell is None
    return len(cell) < _SHORT and not with_dashes(squeezed(cell)).strip("-/")


def sides(direction: Sequence[str | None], amounts: Sequence[str | None]) -> tuple[list[str | None], list[str | None]]:
    """Debits and credits out of one amount and its side; of a line whose side is unknown neither."""
    nothing = str(ZERO)
    debit: list[str | None] = []
    credit: list[str | None] = []
    for side, amount in zip(direction, amounts, strict=True):
        known = amount is not None and side in ("借", "贷")
        debit.append(None if not known else amount if side == "借" else nothing)
        credit.append(None if not known else amount if side == "贷" else nothing)
    return debit, credit
