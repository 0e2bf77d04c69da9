"""Names that stand with one unified social credit code are names of one body."""

from __future__ import annotations

from dataclasses import dataclass

from auditcheck.engine.session import Session
from auditcheck.ledgers.keys import strict
from auditcheck.ledgers.personal import is_credit_code

__all__ = ["MOST_NAMES", "Coded", "coded_names", "is_credit_code", "same_code"]

# Wherever a supplier's name stands beside its code.
_BESIDE = (
    ("contracts", "party_b", "supplier_credit_code"),
    ("suppliers", "name", "credit_code"),
    ("invoices", "seller", "seller_tax_no"),
    ("bids", "bidder", "credit_code"),
)
MOST_NAMES = 5  # of one body; a code that more names bear was copied down a column


@dataclass(frozen=True)
class Coded:
    """A name with its code, and where they stood together first."""

    key: str
    code: str
    where: tuple[str, str, int]


def coded_names(session: Session) -> list[Coded]:
    """Each name with each valid code that stands beside it, in the order in which they were read."""
    found: dict[tuple[str, str], Coded] = {}
    beside = " UNION ALL ".join(
        f"SELECT {number} AS part, {name}_key AS key, {code} AS code, min(row_id) AS row_id FROM ledger.{ledger}"
        f" WHERE {name}_key IS NOT NULL AND {code} IS NOT NULL GROUP BY ALL"
        for number, (ledger, name, code) in enumerate(_BESIDE)
        if session.has_rows(f"ledger.{ledger}")
    )
    if not beside:
        return []
    for row in session.query(
        f"SELECT n.key, n.code, s.file, s.sheet, s.row FROM ({beside}) n JOIN sources s ON s.row_id = n.row_id"
        " ORDER BY n.part, n.row_id"
    ):
        code = strict(row["code"])
        if is_credit_code(code):
            found.setdefault((row["key"], code), Coded(row["key"], code, (row["file"], row["sheet"], row["row"])))
    return list(found.values())


def same_code(coded: list[Coded]) -> tuple[list[list[Coded]], list[str]]:
    """(names of one body, codes that too many names bear). A name with two codes joins nothing: it may be two bodies."""
    codes: dict[str, set[str]] = {}
    for each in coded:
        codes.setdefault(each.key, set()).add(each.code)
    bodies: dict[str, list[Coded]] = {}
    for each in coded:
        if len(codes[each.key]) == 1:
            bodies.setdefault(each.code, []).append(each)
    crowded = sorted(code for code, names in bodies.items() if len(names) > MOST_NAMES)
    return [names for names in bodies.values() if 1 < len(names) <= MOST_NAMES], crowded
