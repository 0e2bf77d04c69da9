"""Account books beside the journal that they were drawn from: 明细账, 日记账, 辅助账. A line that the journal has counts there.

Units hand in both. Taken together each such line would stand twice, and no voucher would balance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from auditcheck.i18n import ngettext
from auditcheck.ledgers.bodies import Names
from auditcheck.ledgers.coded import Coded, coded, constant, mapped
from auditcheck.ledgers.mended import drop
from auditcheck.ledgers.rows import Rows
from auditcheck.ledgers.text import squeezed

if TYPE_CHECKING:
    from auditcheck.ledgers.understand import Draft

_MOST = 5  # rows that are named
Line = tuple[str, str, str]  # key of the voucher, debit, credit


def set_aside(drafts: Sequence[Draft], names: Names, body_of: Callable[[Draft], str | None]) -> None:
    """Leave to the journals what account books have of them; in place, with a warning on each book.

    ``body_of``: whose the rows of a sheet are for which no column says it, as written; None where nobody can tell.
    """
    entries = [draft for draft in drafts if draft.rows and draft.rows.ledger.name == "vouchers" and not draft.origins]
    books = [draft for draft in entries if _has_balances(draft)]
    journals = [draft for draft in entries if not _has_balances(draft)]
    bodies = {id(draft): _bodies(draft, names, body_of(draft)) for draft in entries if books and journals}
    for book in books if journals else ():
        of_book = list(_lines(book.rows, bodies[id(book)], None))
        vouchers = {line[0] for _row, _body, line in of_book}
        left: dict[Line, Counter[str | None]] = {}
        for journal in journals:
            for _row, body, line in _lines(journal.rows, bodies[id(journal)], vouchers):
                left.setdefault(line, Counter())[body] += 1
        found, others = set(), []
        for row, body, line in of_book:
            if _is_taken(left.get(line, Counter()), body):
                found.add(row)
            else:
                others.append(row)
        if found:
            drop(book, found)
            book.sheet.warnings += _told(len(found), others)


def _bodies(draft: Draft, names: Names, said: str | None) -> Coded:
    """Row by row whose it is, None where nobody can tell; ``said``: of rows for which no column says it."""
    assert draft.rows is not None
    key = names.key(said) if said else None
    if draft.units is None:
        return constant(key, len(draft.rows.rows))
    return mapped(lambda unit: names.key(unit) if unit else key, draft.units)


def _is_taken(left: Counter[str | None], body: str | None) -> bool:
    """Whether a journal has one more such line, of the same body as far as both say whose they are; it is used up."""
    for each in list(left) if body is None else (body, None):
        if left[each]:
            left[each] -= 1
            return True
    return False


def _has_balances(draft: Draft) -> bool:
    """A column 余额 runs along the lines of one account; a journal has none."""
    return any(each.letter and squeezed(each.header).endswith("余额") for each in draft.sheet.columns)


def _lines(rows: Rows | None, bodies: Coded, wanted: set[str] | None) -> Iterator[tuple[int, str | None, Line]]:
    """(row, body, line) of those whose voucher is known; ``wanted``: only of these vouchers."""
    assert rows is not None
    names = ("voucher_no_key", "debit", "credit")
    if any(name not in rows.columns for name in names):
        return
    keys, debits, credits = (coded(rows.columns[name]) for name in names)
    numbers = rows.rows
    if wanted is not None:
        places = keys.positions_of(wanted)
        keys, debits, credits, bodies = (each.take(places) for each in (keys, debits, credits, bodies))
        numbers = [numbers[place] for place in places]
    for row, body, key, debit, credit in zip(numbers, bodies, keys, debits, credits, strict=True):
        if key:
            yield row, body, (key, debit or "0.00", credit or "0.00")


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
