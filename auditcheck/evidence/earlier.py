"""What earlier runs read where a finding stood, beside what the books say now: a date, amount or seal changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditcheck.engine.session import Session
from auditcheck.ledgers.schema import load_schema

FACT = ("ledger", "unit", "key", "column", "value", "value_to", "document_no", "file", "sheet", "row", "day", "check")
COLUMNS = (
    *("ledger", "unit", "key", "column", "document_no", "value", "value_to", "now", "now_to", "row_id"),
    *("file", "sheet", "row", "day", "check"),
)
Fact = dict[str, Any]


@dataclass(frozen=True)
class Tracked:
    """``key``: SQL that names one document of the ledger; ``no``: its number as written; ``columns``: what must not change."""

    key: str
    no: str
    columns: tuple[str, ...]


TRACKED = {
    "contracts": Tracked("contract_no_key", "contract_no", ("sign_date", "amount", "seal_name")),
    "acceptances": Tracked(
        "contract_no_key || '|' || coalesce(acceptance_no, '')", "contract_no", ("acceptance_date", "first_use_date")
    ),
    "invoices": Tracked("invoice_no_key", "invoice_no", ("invoice_date", "amount_total")),
    "payments": Tracked(
        "coalesce(payment_no, voucher_no_key || '|' || payee_key)",
        "coalesce(payment_no, voucher_no)",
        ("payment_date", "amount"),
    ),
    "asset_events": Tracked("event_no", "event_no", ("approval_date", "event_date")),
    "disclosures": Tracked("disclosure_id", "disclosure_id", ("publish_date",)),
    "procurements": Tracked(
        "procurement_no_key", "procurement_no", ("award_confirm_date", "notice_date", "award_amount")
    ),
}


def facts_of(session: Session, ledger: str, row_ids: Iterable[int], check: str, day: str) -> list[Fact]:
    """What the books (not the 核查表) say of these rows, where a number names exactly one of them."""
    rows = session.query(
        f"SELECT f.*, s.file, s.sheet, s.row, $check AS check, $day AS day FROM ({_facts(ledger)}) f"
        " JOIN sources s ON s.row_id = f.row_id"
        ' WHERE f.value IS NOT NULL AND f.row_id IN (SELECT unnest($ids::BIGINT[])) ORDER BY f.row_id, f."column"',
        {"ids": list(row_ids), "check": check, "day": day},
    )
    return [{name: row[name] for name in FACT} for row in rows]


def create_earlier(session: Session, facts: Iterable[Mapping[str, Any]]) -> None:
    """Create the relation ``earlier``: each fact with what the books say of that document now (NULL: nothing, or several rows)."""
    kept = list(facts)
    kinds = [(name, "BIGINT" if name == "row" else "VARCHAR") for name in FACT]
    session.create("earlier_facts", kinds, {name: [fact[name] for fact in kept] for name in FACT})
    session.create("earlier", [(name, "BIGINT" if name in ("row", "row_id") else "VARCHAR") for name in COLUMNS], {})
    if not kept:
        return
    now = " UNION ALL ".join(f"SELECT * FROM ({_facts(ledger)})" for ledger in sorted({f["ledger"] for f in kept}))
    session.execute_trusted(
        f"""
        INSERT INTO earlier BY NAME
        SELECT e.ledger, e.unit, e.key, e."column", e.document_no, e.value, e.value_to, n.value AS now, n.value_to AS now_to,
               n.row_id, e.file, e.sheet, e.row, e.day, e.check
        FROM earlier_facts e
        LEFT JOIN ({now}) n ON n.ledger = e.ledger AND n.unit = e.unit AND n.key = e.key AND n."column" = e."column"
        """
    )


def _facts(ledger: str) -> str:
    """SQL: one row a document and column, of documents whose number stands in one row only."""
    tracked, spec = TRACKED[ledger], load_schema().ledgers[ledger]
    parts = []
    for column in tracked.columns:
        last = f"{column}_to" if spec.column(column).is_date else column
        parts.append(
            f"SELECT '{ledger}' AS ledger, unit, key, '{column}' AS \"column\", CAST({column} AS VARCHAR) AS value,"
            f" CAST({last} AS VARCHAR) AS value_to, no AS document_no, row_id FROM named"
        )
    return (
        f"WITH named AS (SELECT *, {tracked.key} AS key, {tracked.no} AS no FROM ledger.{ledger} WHERE {tracked.key} IS NOT NULL"
        f" QUALIFY count(*) OVER (PARTITION BY unit, {tracked.key}) = 1) " + " UNION ALL ".join(parts)
    )
