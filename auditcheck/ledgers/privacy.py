"""Numbers of persons (identity cards, phones, bank accounts): shown without their middle, compared by salted hashes.

Source: checks.md section 9, trap 35. The written number stays in the books of this machine and in the source alone.
"""

from __future__ import annotations

import hashlib
import re

from auditcheck.ledgers.coded import mapped
from auditcheck.ledgers.keys import strict
from auditcheck.ledgers.personal import masked
from auditcheck.ledgers.rows import Rows
from auditcheck.ledgers.schema import Column

_PERSONAL = frozenset(["phone", "phone_hash", "bank_account", "bank_account_hash", "payee_account", "bond_account"])
_DIGEST = re.compile(r"[0-9a-f]{32,}", re.IGNORECASE)
# Also in groups (3000 1234 5678) and in full-width digits.
_MASKED = re.compile(r"[0-9０-９Xx](?:[ \u00a0\-－]?[0-9０-９Xx]){4,}")
_DIGIT = re.compile("[0-9０-９Xx]")


def is_personal(column: Column | None) -> bool:
    return column is not None and column.name in _PERSONAL


def hidden(text: str, column: Column | None) -> str:
    """``text`` fit to be printed: of a personal number the last four characters, whatever it looks like."""
    if is_personal(column):
        return _MASKED.sub(_last_four, text)
    return masked(text)


def _last_four(match: re.Match[str]) -> str:
    last = [found.start() for found in _DIGIT.finditer(match[0])][-4]
    return _DIGIT.sub("*", match[0][:last]) + match[0][last:]


def digest(number: str, salt: str) -> str:
    """Equal for equal numbers of one engagement, and of no use outside it."""
    return hashlib.sha256(f"{salt}|{strict(number)}".encode()).hexdigest()[:32]


def hash_numbers(rows: Rows, salt: str) -> None:
    """Fill each ``X_hash``: a column of that name holds nothing but the hash; beside a plain number stands its hash."""
    for column in rows.ledger.columns:
        values = rows.columns.get(column.name)
        if not column.hashed or values is None:
            continue
        target = column.name if column.name.endswith("_hash") else f"{column.name}_hash"
        rows.columns[target] = mapped(lambda text: _hashed(text, salt), values)


def _hashed(text: str | None, salt: str) -> str | None:
    if text is None or not strict(text):
        return None
    return text if _DIGEST.fullmatch(text) else digest(text, salt)
