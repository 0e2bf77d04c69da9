"""Day books as they are printed: month and day in two columns, numbers on the first line only, two ways to say the side."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence

from auditcheck.i18n import _, ngettext
from auditcheck.ledgers.furniture import Furniture
from auditcheck.ledgers.layout import Header
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.schema import Ledger
from auditcheck.ledgers.text import Cell, squeezed, with_dashes, written
from auditcheck.ledgers.totals import ZERO

_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_SHORT = 6  # a dash or a stroke says nothing; a longer text says something


def compose_dates(
    raw: RawSheet, header: Header, mapped: Mapping[int, str], ledger: Ledger, year: int | None, data: Sequence[int]
) -> tuple[str, list[Cell]] | str | None:
    """(date column, a date for each row of the sheet) out of columns 月 and 日; a warning where no year is known.

    None where the sheet has no such columns, or a date of its own. Month and day are printed where they change.
    """
    target = ledger.main_date or next((c.name for c in ledger.columns if c.is_date and c.required == "R"), None)
    if target is None or target in mapped.values():
        return None
    labels = [squeezed(text.split("/")[-1]) for text in header.texts]
    month, day = _only(labels, ("月", "月份")), _only(labels, ("日",))
    if month is None or day is None:
        return None
    own_year = _only(labels, ("年", "年度"))
    above = {match[1] for at in (month, day) if (match := _YEAR.match(header.texts[at]))}
    if own_year is None and len(above) == 1:
        year = int(above.pop())
    if own_year is None and year is None:
        return _("columns 月 and 日: nothing says which year they are of; they were left unmapped (use --year)")
    dates: list[Cell] = [""] * len(raw.rows)
    y, m, d = str(year or ""), "", ""
    for index in data:
        row = raw.rows[index]
        if own_year is not None and (match := _YEAR.fullmatch(_figure(row[own_year]))):
            y = match[1]
        new = _figure(row[month])
        if new and new != m:
            m, d = new, ""
        d = _figure(row[day]) or d
        dates[index] = f"{y}-{m}-{d}" if y and m and d else ""
    return target, dates


def _only(labels: Sequence[str], names: Collection[str]) -> int | None:
    found = [position for position, label in enumerate(labels) if label in names]
    return found[0] if len(found) == 1 else None


def _figure(cell: Cell) -> str:
    return re.sub("[月日号]$", "", squeezed(written(cell)))


def fill_down(
    raw: RawSheet, mapped: Mapping[int, str], ledger: Ledger, data: Sequence[int], furniture: Furniture
) -> str | None:
    """A line without a number belongs to the line above: its keys are filled in, never an amount. What was done, in words.

    Not where the line has a date of its own, nor across a total.
    """
    positions = {name: position for position, name in mapped.items() if name in ledger.fills_down}
    key = positions.get(ledger.fills_down[0]) if ledger.fills_down else None
    if key is None:
        return None
    distinct = {raw.rows[index][key] for index in data}
    without = {cell for cell in distinct if (not isinstance(cell, str) or len(cell) < _SHORT) and _empty(cell)}
    if not without:
        return None
    others = [position for position in positions.values() if position != key]
    contents = [p for p, name in mapped.items() if ledger.column(name).required == "R" and p not in positions.values()]
    stops = sorted(row for row, _kind in furniture.totals)
    filled: list[int] = []
    last: int | None = None
    for index in data:
        row = raw.rows[index]
        if row[key] not in without:
            last = index
            continue
        if last is None or bisect_right(stops, last) < bisect_left(stops, index):
            continue
        above = raw.rows[last]
        if any(not _empty(row[p]) and row[p] != above[p] for p in others):
            continue
        dates = [p for p in others if ledger.column(mapped[p]).is_date]
        if any(not _empty(row[p]) for p in dates) or all(_empty(row[p]) for p in contents):
            continue
        row[key] = above[key]
        for position in others:
            row[position] = above[position]
        filled.append(index)
    if not filled:
        return None
    return ngettext(
        "{column}: {count} line without one took that of the line above (row {row})",
        "{column}: {count} lines without one took that of the line above (first in row {row})",
        len(filled),
    ).format(column=ledger.column(ledger.fills_down[0]).zh, count=len(filled), row=filled[0] + raw.first_row)


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
