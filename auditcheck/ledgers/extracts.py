"""Account books beside the journal that they were drawn from: 明细账, 日记账, 辅助账. A line that the journal has counts there.

Units hand in both. Taken together each such line would stand twice, and no voucher would balance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from auditcheck.i18n import ngettext
from auditcheck.ledgers.coded import coded
from auditcheck.ledgers.mended import drop
from auditcheck.ledgers.rows import Rows
from auditcheck.ledgers.text import squeezed

if TYPE_CHECKING:
    from auditcheck.ledgers.understand import Draft

_MOST = 5  # rows that are named
Line = tuple[str, str, str]  # key of the voucher, debit, credit


def set_aside(drafts: Sequence[Draft]) -> None:
    """Leave to the journals what account books have of them; in place, with a warning on each book."""
    entries = [draft for draft in drafts if draft.rows and draft.rows.ledger.name == "vouchers" and not draft.origins]
    books = [draft for draft in entries if _has_balances(draft)]
    journals = [draft for draft in entries if not _has_balances(draft)]
    for book in books if journals else ():
        of_book = list(_lines(book.rows, None))
        left = Counter(
            line
            for journal in journals
            if not (book.body_line and journal.body_line) or book.body_line == journal.body_line
            for _row, line in _lines(journal.rows, {line[0] for _row, line in of_book})
        )
        found, others = set(), []
        for row, line in of_book:
            if left[line]:
                left[line] -= 1
                found.add(row)
            else:
                others.append(row)
        if found:
            drop(book, found)
            book.sheet.warnings += _told(len(found), others)


def _has_balances(draft: Draft) -> bool:
    """A column 余额 runs along the lines of one account; a journal has none."""
    return any(each.letter and squeezed(each.header).endswith("余额") for each in draft.sheet.columns)


def _lines(rows: Rows | None, wanted: set[str] | None) -> Iterator[tuple[int, Line]]:
    """(row, line) of those whose voucher is known; ``wanted``: only of these vouchers."""
    assert rows is not None
    names = ("voucher_no_key", "debit", "credit")
    if any(name not in rows.columns for name in names):
        return
    keys, debits, credits = (coded(rows.columns[name]) for name in names)
    numbers = rows.rows
    if wanted is not None:
        places = keys.positions_of(wanted)
        keys, debits, credits = (each.take(places) for each in (keys, debits, credits))
        numbers = [numbers[place] for place in places]
    for row, key, debit, credit in zip(numbers, keys, debits, credits, strict=True):
        if key:
            yield row, (key, debit or "0.00", credit or "0.00")


def _told(count: int, others: Sequence[int]) -> list[str]:
    told = [
        ngettext(
            "{count} line of this account book stands in the journal too and counts there",
            "{count} lines of this account book stand in the journal too and count there",
            count,
        ).format(count=count)
    ]
    if others:
        rows = "、".join(map(str, others[:_MOST])) + (" …" if len(others) > _MOST else "")
        told.append(
            ngettext(
                "{count} line of this account book stands in no journal and was loaded (row {rows})",
                "{count} lines of this account book stand in no journal and were loaded (rows {rows})",
                len(others),
            ).format(count=len(others), rows=rows)
        )
    return told
