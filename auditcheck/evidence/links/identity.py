"""What a link is called: the same name as long as the two documents say what they said, wherever they stand."""

from __future__ import annotations

from auditcheck.engine.session import Session
from auditcheck.evidence.links.edges import DOCUMENTS, Edge


def name_sources(session: Session, ledger: str) -> None:
    """``link_names_<ledger>(row_id, name)``; rows that are alike in everything are told apart by their order."""
    spec = DOCUMENTS[ledger]
    session.execute_trusted(
        f"""
        CREATE TEMP TABLE IF NOT EXISTS link_names_{ledger} AS
        SELECT row_id, concat_ws('|', unit, name, row_number() OVER (PARTITION BY unit, name ORDER BY row_id)) AS name
        FROM (SELECT row_id, unit, {spec.identity} AS name FROM seen.{ledger})
        """
    )


def name_of(edge: Edge, name: str = "n.name", key: str = "key") -> str:
    """SQL of a link's name: L and twelve signs."""
    return f"'L' || upper(left(md5(concat_ws('>', '{edge.name}', {name}, {key})), 12))"
