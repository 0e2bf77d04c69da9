"""Where the books have a spelling that somebody decided on, and how it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditcheck.engine.session import Session
from auditcheck.evidence.rekey import body_columns, contract_columns
from auditcheck.ledgers.keys import strict
from auditcheck.ledgers.schema import Schema

_SEPARATOR = re.compile(r"[\W_]")


@dataclass
class Spelling:
    """One key of one body's books (``unit`` is empty for names). ``place``: what stands first in contracts comes first."""

    unit: str
    key: str
    place: tuple[int, int]
    written: set[str] = field(default_factory=set)

    @property
    def has_separators(self) -> bool:
        return any(_SEPARATOR.search(text.strip()) for text in self.written)


Spellings = dict[tuple[str, str], Spelling]


def numbers(session: Session, schema: Schema, keys: Iterable[str]) -> Spellings:
    """Those of the ``keys`` that any ledger has as the number of a contract, by (unit, key)."""
    parts = [
        f"SELECT t.unit, l.key, CASE WHEN t.{column}_key = l.key THEN t.{column} END AS written,"
        f" {int((ledger, column) != ('contracts', 'contract_no'))} AS part, min(t.row_id) AS row_id"
        f" FROM {ledger}_{column} l JOIN ledger.{ledger} t ON t.row_id = l.row_id"
        " WHERE l.key IN (SELECT unnest($keys::VARCHAR[])) GROUP BY ALL"
        for ledger, column in contract_columns(schema)
    ]
    return _read(session, parts, keys)


def names(session: Session, schema: Schema, keys: Iterable[str]) -> Spellings:
    """Those of the ``keys`` that any ledger has as the name of a body, by ("", key)."""
    parts = [
        f"SELECT '' AS unit, {column}_key AS key, {column} AS written,"
        f" {int((ledger, column) != ('contracts', 'party_b'))} AS part, min(row_id) AS row_id"
        f" FROM ledger.{ledger} WHERE {column}_key IN (SELECT unnest($keys::VARCHAR[])) GROUP BY ALL"
        for ledger, column in body_columns(schema)
    ]
    return _read(session, parts, keys)


def _read(session: Session, parts: Iterable[str], keys: Iterable[str]) -> Spellings:
    found: Spellings = {}
    for row in session.query(" UNION ALL ".join(parts) + " ORDER BY part, row_id", {"keys": sorted(set(keys))}):
        where = (row["unit"], row["key"])
        spelling = found.setdefault(where, Spelling(*where, (row["part"], row["row_id"])))
        if row["written"]:
            spelling.written.add(row["written"])
    return found


def forbidden(one: Spelling, other: Spelling) -> bool:
    """Alike only without punctuation, though both say where their parts end: 合2023-1-12 and 合2023-11-2."""
    alike = one.key != other.key and one.key.split("|")[0] == other.key.split("|")[0]
    return alike and one.has_separators and other.has_separators


def written(spelling: Spelling) -> str:
    """One written form for a message."""
    return min(spelling.written, default=strict(spelling.key.split("|")[0]))
