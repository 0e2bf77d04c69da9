"""A sheet that is no ledger, as far as anybody can say: its headers are shown all the same, so that a person can say more."""

from __future__ import annotations

from auditcheck.i18n import _
from auditcheck.ledgers.books import ColumnMap, Sheet
from auditcheck.ledgers.coded import columns_of
from auditcheck.ledgers.columns import samples_of
from auditcheck.ledgers.layout import Header, header_candidates
from auditcheck.ledgers.profile import Use
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.text import letter

_LEAST = 3  # headers, and rows below them, of something that may be a ledger


def describe_unrecognised(sheet: Sheet, raw: RawSheet, header: Header | None, use: Use | None) -> None:
    """Columns and warning of a sheet whose rows are not used; a header that nothing is known of is guessed."""
    sheet.furniture = sheet.rows_in
    if use:
        sheet.warnings.append(_("the mapping says that this sheet is not used"))
    else:
        sheet.warnings.append(_("no ledger was recognised on this sheet; none of its rows are used"))
    header = header or _guess(raw)
    if header is None:
        return
    sheet.header_row = header.row + raw.first_row
    columns = columns_of(raw.rows[header.row + 1 :], header.width)
    for position, text in enumerate(header.texts):
        if not text:
            continue
        cells = columns[position]
        filled = len(cells) - cells.count_of(("", None))
        fill = round(filled / len(cells), 4) if cells else None
        how = (use.how(position) if use else None) or "unmapped"
        sheet.columns.append(ColumnMap(text, None, how, letter(position), samples_of(cells), fill))


def _guess(raw: RawSheet) -> Header | None:
    """The first of the rows that hold most texts, if a table may follow it."""
    best: Header | None = None
    for header in header_candidates(raw):
        if header.first != header.row or len(raw.rows) - header.row <= _LEAST:
            continue
        if _width(header) >= max(_LEAST, _width(best) + 1 if best else 0):
            best = header
    return best


def _width(header: Header) -> int:
    return sum(1 for text in header.texts if text)
