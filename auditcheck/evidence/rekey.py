"""One document under one key: rewriting the keys of the ledgers by the relation ``merges``."""

from __future__ import annotations

from collections.abc import Iterator

from auditcheck.engine.session import Session
from auditcheck.ledgers.schema import Schema

_REFERS_TO_CONTRACT = "(t.ref_ledger LIKE '%合同%' OR t.ref_ledger ILIKE '%contract%')"


def contract_columns(schema: Schema) -> Iterator[tuple[str, str]]:
    """(ledger, column) wherever the number of a contract stands."""
    for ledger in schema.ledgers.values():
        for column in ledger.columns:
            if column.key == "contract" and column.name.endswith("contract_no"):
                yield ledger.name, column.name


def body_columns(schema: Schema) -> Iterator[tuple[str, str]]:
    """(ledger, column) wherever the name of a body stands."""
    for ledger in schema.ledgers.values():
        for column in ledger.columns:
            if column.key == "body":
                yield ledger.name, column.name


def rekey(session: Session, schema: Schema, kinds: set[str]) -> None:
    """Put the canonical key in place of each merged one, in the ledgers and in their links.

    ``contract_no_strict`` and ``contract_no_loose`` keep the written form: they look for more candidates.
    """
    if "contract" in kinds:
        for ledger, column in contract_columns(schema):
            _contracts(session, ledger, column, "true")
        _contracts(session, "evidence", "ref_key", _REFERS_TO_CONTRACT)
    if "body" in kinds:
        for ledger, column in body_columns(schema):
            session.execute_trusted(
                f"UPDATE ledger.{ledger} AS t SET {column}_key = m.canonical FROM merges AS m"
                f" WHERE m.kind = 'body' AND m.key = t.{column}_key"
            )


def _contracts(session: Session, ledger: str, column: str, condition: str) -> None:
    links = f"{ledger}_{column}"
    merged = f"m.kind = 'contract' AND m.unit = t.unit AND {condition}"
    session.execute_trusted(
        f"UPDATE ledger.{ledger} AS t SET {column}_key = m.canonical FROM merges AS m"
        f" WHERE {merged} AND m.key = t.{column}_key"
    )
    # A cell that names both spellings names one contract: one link, and a key of its own.
    session.execute_trusted(
        f"""
        CREATE OR REPLACE TABLE {links} AS
        SELECT DISTINCT l.row_id, coalesce(m.canonical, l.key) AS key
        FROM {links} l JOIN ledger.{ledger} t ON t.row_id = l.row_id
        LEFT JOIN merges m ON m.key = l.key AND {merged}
        ORDER BY l.row_id, key
        """
    )
    session.execute_trusted(
        f"""
        UPDATE ledger.{ledger} AS t SET {column}_key = l.key
        FROM (SELECT row_id, min(key) AS key FROM {links} GROUP BY row_id HAVING count(*) = 1) AS l
        WHERE l.row_id = t.row_id AND t.{column}_key IS NULL
        """
    )
