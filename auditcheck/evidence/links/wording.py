"""How alike two texts are in what they are about: 付会议系统尾款 and 会议系统采购合同."""

from __future__ import annotations

from auditcheck.engine.session import Session

GOOD, BAD = 75, 40  # of 100
_MOST = 300_000  # pairs of texts that are compared letter by letter


def create_wording(session: Session) -> None:
    """``link_wording(source_core, target_core, wording)``: 0 to 100; a text that says nothing has no line."""
    session.execute_trusted(
        """
        CREATE OR REPLACE TEMP TABLE link_texts AS
        SELECT DISTINCT source_core, target_core,
               contains(source_core, target_core) OR contains(target_core, source_core) AS inside
        FROM link_pairs WHERE length(source_core) > 1 AND length(target_core) > 1
        """
    )
    compared = session.query(
        "SELECT source_core, target_core FROM link_texts WHERE NOT inside"
        f" ORDER BY source_core, target_core LIMIT {_MOST}"
    )
    columns = [("source_core", "VARCHAR"), ("target_core", "VARCHAR"), ("wording", "BIGINT")]
    session.execute_trusted("DROP TABLE IF EXISTS link_wording")
    sources = [row["source_core"] for row in compared]
    targets = [row["target_core"] for row in compared]
    session.create(
        "link_wording", columns, {"source_core": sources, "target_core": targets, "wording": _alike(sources, targets)}
    )
    session.execute_trusted(
        "INSERT INTO link_wording SELECT source_core, target_core, 100 FROM link_texts WHERE inside"
    )
    session.execute_trusted("DROP TABLE link_texts")


def _alike(sources: list[str], targets: list[str]) -> list[int]:
    if not sources:
        return []
    from rapidfuzz import fuzz

    return [round(fuzz.ratio(source, target)) for source, target in zip(sources, targets, strict=True)]
