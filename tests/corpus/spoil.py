"""Books whose numbers somebody left out or wrote in his own way."""

from __future__ import annotations

import copy
from random import Random

from tests.corpus.year import Year

# Where a row names another document.
NUMBERS = (
    ("payments", "contract_no"),
    ("payments", "invoice_no"),
    ("payments", "voucher_no"),
    ("invoices", "contract_no"),
    ("invoices", "voucher_no"),
    ("acceptances", "contract_no"),
    ("assets", "contract_no"),
    ("assets", "voucher_no"),
    ("contracts", "procurement_no"),
)
_WIDE = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def spoil(year: Year, share: float, seed: int, rewritten: float = 0.5) -> Year:
    """A copy in which a ``share`` of the rows that name a document lost its number; ``rewritten`` of these have it in
    another form instead (invoice numbers, which people copy, are only ever left out)."""
    random = Random(f"{seed}-{share}-{rewritten}")
    books = copy.deepcopy(year)
    for ledger, column in NUMBERS:
        for row in books.rows[ledger]:
            if row.get(column) is None or random.random() >= share:
                continue
            keep = column != "invoice_no" and random.random() < rewritten
            row[column] = rewrite(random, str(row[column])) if keep else None
    return books


def rewrite(random: Random, text: str) -> str:
    """The same number as another person writes it: full width, without dashes or leading zeros, with 第 and 号."""
    if text.startswith("记"):
        word, month, number = text.split("-")
        forms = [f"{int(month)}月{word}{int(number)}号", f"{word}-{month}-{int(number)}", text.translate(_WIDE)]
        return random.choice(forms)
    return "、".join(_rewrite(random, part) for part in text.split("、"))


def _rewrite(random: Random, text: str) -> str:
    parts = text.split("-")
    head, tail = "-".join(parts[:-1]), parts[-1]
    return random.choice(
        [
            text.translate(_WIDE),
            text.replace("-", ""),
            text.replace("-", "—"),
            f"{head}-{tail.lstrip('0')}",
            f"{head.replace('-', '')}{tail.lstrip('0')}",
            f"{head}-第{tail}号",
            f"{head.lower()}-{tail}",
        ]
    )
