"""The rows of one sheet, column by column, on their way to the canonical table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from auditcheck.ledgers.coded import Links
from auditcheck.ledgers.schema import Ledger

Texts = Sequence[str | None]


@dataclass
class Rows:
    """The loaded rows of one sheet, columnar. ``links``: identifier column -> (position, key); ``rows``: 1-based."""

    ledger: Ledger
    rows: Sequence[int]
    columns: dict[str, Texts]
    truncated: dict[str, set[int]] = field(default_factory=dict)  # column -> positions that cannot have a key
    links: dict[str, Links] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)  # column -> from what (a header, a title)
    warnings: list[str] = field(default_factory=list)
