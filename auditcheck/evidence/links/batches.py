"""Cards of one purchase: together they are worth what the voucher or contract is worth."""

from __future__ import annotations

from decimal import Decimal

from auditcheck.engine.session import Session
from auditcheck.evidence.links.edges import Edge

_WAYS = 5  # documents of that amount, beyond which a batch says nothing
_ROUND = 31  # days within which a round amount counts as well
Found = tuple[int, str, Decimal, bool]


def batches(session: Session, edge: Edge) -> list[Found]:
    """(row, key, the row's own amount, strong) of the rows of one day and name whose sum is that of a document.

    All of the batch count, also those that name their document: these must name the same one. Strong: no other document
    has that amount, no other batch that sum, no single row that amount, and the words agree.
    """
    least, most = edge.window
    groups = session.query(
        f"""
        WITH member AS (
            SELECT d.unit, d.day, d.core, d.row_id, d.amount, k.key AS known, w.row_id IS NOT NULL AND NOT w.written AS wanted
            FROM link_{edge.source} d LEFT JOIN link_wants w USING (row_id)
            LEFT JOIN (SELECT o.source, min(t.key) AS key FROM link_known o JOIN link_targets t ON t.row_id = o.target
                       GROUP BY o.source) k ON k.source = d.row_id),
        batch AS (
            SELECT unit, day, core, sum(amount) AS total, min(known) AS known,
                   list(row_id ORDER BY row_id) FILTER (wanted) AS sources, list(amount ORDER BY row_id) FILTER (wanted) AS amounts
            FROM member WHERE day IS NOT NULL AND amount > 0 GROUP BY unit, day, core
            HAVING count(*) > 1 AND bool_or(wanted) AND bool_and(wanted OR known IS NOT NULL) AND count(DISTINCT known) < 2),
        met AS (
            SELECT b.*, t.key, bool_or(t.twin) AS twin, min(abs(b.day - t.day)) AS days,
                   bool_or(length(b.core) > 1 AND length(t.core) > 1 AND (contains(t.core, b.core) OR contains(b.core, t.core))) AS named
            FROM batch b JOIN link_targets t ON t.unit = b.unit AND t.amount = b.total
                AND b.day - t.day BETWEEN {least} AND {most} AND coalesce(b.known = t.key, true)
            GROUP BY ALL)
        SELECT sources, amounts, key,
               count(*) OVER batch = 1 AND count(*) OVER target = 1 AND NOT twin
                   AND (known IS NOT NULL OR (named AND (total % 100 <> 0 OR days <= {_ROUND})))
                   AND NOT EXISTS (SELECT 1 FROM link_pairs p WHERE p.key = met.key AND p.equal) AS strong
        FROM met
        WINDOW batch AS (PARTITION BY unit, day, core), target AS (PARTITION BY unit, key)
        QUALIFY count(*) OVER batch <= {_WAYS} ORDER BY key, sources
        """
    )
    return [
        (source, group["key"], amount, bool(group["strong"]))
        for group in groups
        for source, amount in zip(group["sources"], group["amounts"], strict=True)
    ]
