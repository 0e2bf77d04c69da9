"""Books made messy at random load back to the very rows they were made of: none lost, doubled or altered."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from auditcheck.ledgers.load import load
from tests.ledgers import messy

SOAK = bool(os.environ.get("AUDITCHECK_SOAK"))
SEED = int(os.environ.get("AUDITCHECK_SEED", "2023"))
BOOKS = 2400 if SOAK else 102
_BATCHES = 12


def check(book: messy.Book) -> list[str]:
    """What is wrong with ``book`` as loaded; nothing where all is as it was made."""
    books = load([book.path])
    names = messy.COLUMNS[book.ledger]
    problems = [str(each.error) for each in books.files if each.error]
    problems += [f"{sheet.name} is {sheet.ledger}" for sheet in books.sheets if sheet.ledger != book.ledger]
    problems += [
        f"{sheet.name}: rows do not add up"
        for sheet in books.sheets
        if sheet.rows_in != sheet.loaded + sheet.rejected + sheet.furniture
    ]
    if problems or book.ledger not in books.tables:
        return problems or ["nothing was loaded"]
    columns = books.tables[book.ledger].columns
    found = Counter(zip(*(columns[name] for name in names), strict=True))
    problems += messy.differences(Counter(messy.canonical(row, names) for row in book.rows), found)
    for name, total in book.totals.items():
        control = sum((sheet.control_totals.get(name, Decimal(0)) for sheet in books.sheets), Decimal(0))
        if control != total:
            problems.append(f"{name} adds up to {control}, not {total}")
        for sheet in books.sheets:
            stated = sheet.stated_totals.get(name)
            if (book.stated and stated is None) or (stated is not None and stated != sheet.control_totals[name]):
                problems.append(
                    f"{sheet.name} {name}: the sheet states {stated}, its rows {sheet.control_totals[name]}"
                )
    return problems


@pytest.mark.parametrize("batch", range(_BATCHES))
def test_messy_books_load_back(batch: int, tmp_path: Path) -> None:
    ledgers = list(messy.COLUMNS)
    for number in range(batch, BOOKS, _BATCHES):
        random = Random(SEED * 1_000_000 + number)
        book = messy.write(random, tmp_path, ledgers[(number // _BATCHES) % len(ledgers)], number)
        problems = check(book)
        assert not problems, f"AUDITCHECK_SEED={SEED}, book {number}\n{book.story}\n" + "\n".join(problems[:6])
        book.path.unlink()
