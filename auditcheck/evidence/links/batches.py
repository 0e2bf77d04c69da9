"""Cards of one purchase: together they are worth what the voucher or contract is worth."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from auditcheck.engine.session import Session
from auditcheck.evidence.links.edges import Edge
from auditcheck.evidence.links.settle import EARLIEST
from auditcheck.evidence.links.wording import BAD

_WAYS = 5  # documents of that amount, beyond which a batch says nothing
_BLOCK = 10_000  # pairs of batches and documents that one amount may give
_ROUND = 31  # days within which a round amount counts as well
Found = tuple[int, str, Decimal, bool]


def batches(session: Session, edge: Edge, paired: bool) -> list[Found]:
    """(row, key, the row's own amount, strong) of the rows of one day and name whose sum is that of a document.

    All of the batch count, also those that name their document: these must name the same one. Strong: no other document
    has that amount, no other batch that sum, no single row that amount; the words agree; the document is not worth less
    than the batch and what else names it; none of the batch may be another document by itself. The last one of a batch
    that is worth what the others left open is told by that alone.

    ``paired``: whether there are pairs (and their wording).
    """
    least, most = edge.window
    groups = session.query(
        f"""
        WITH member AS (
            SELECT d.unit, d.day, d.core, d.row_id, d.amount, k.key AS known, w.row_id IS NOT NULL AND NOT w.written AS wanted
            FROM link_{edge.source} d LEFT JOIN link_wants w USING (row_id)
            LEFT JOIN (SELECT o.source, min(t.key) AS key FROM link_known o JOIN link_targets t ON t.row_id = o.target
                       GROUP BY o.source) k ON k.source = d.row_id),
        used AS (
            SELECT unit, key, sum(amount) AS used
            FROM (SELECT DISTINCT t.unit, t.key, d.row_id, d.amount
                  FROM link_known o JOIN link_targets t ON t.row_id = o.target JOIN link_{edge.source} d ON d.row_id = o.source)
            GROUP BY unit, key),
        worth AS (SELECT unit, key, max(amount) AS worth FROM link_targets GROUP BY unit, key),
        batch AS (
            SELECT unit, day, core, sum(amount) AS total, min(known) AS known,
                   coalesce(sum(amount) FILTER (known IS NOT NULL), 0) AS own,
                   list(row_id ORDER BY row_id) FILTER (wanted) AS sources, list(amount ORDER BY row_id) FILTER (wanted) AS amounts
            FROM member WHERE day IS NOT NULL AND amount > 0 GROUP BY unit, day, core
            HAVING count(*) > 1 AND bool_or(wanted) AND bool_and(wanted OR known IS NOT NULL) AND count(DISTINCT known) < 2),
        few AS (
            SELECT unit, total FROM (SELECT unit, total, count(*) AS n FROM batch GROUP BY ALL)
            JOIN (SELECT unit, amount AS total, count(*) AS m FROM link_targets GROUP BY ALL) USING (unit, total)
            WHERE n * m <= {_BLOCK}),
        met AS (
            SELECT b.*, t.key, bool_or(t.twin) AS twin, min(abs(b.day - t.day)) AS days, min(b.day - t.day) AS after,
                   bool_or(length(b.core) > 1 AND length(t.core) > 1 AND (contains(t.core, b.core) OR contains(b.core, t.core))) AS named
            FROM batch b JOIN few USING (unit, total) JOIN link_targets t ON t.unit = b.unit AND t.amount = b.total
                AND b.day - t.day BETWEEN {least} AND {most} AND coalesce(b.known = t.key, true)
            GROUP BY ALL)
        SELECT sources, amounts, key,
               count(*) OVER batch = 1 AND count(*) OVER target = 1 AND NOT twin
                   AND (known IS NOT NULL OR (named AND (total % 100 <> 0 OR days <= {_ROUND})))
                   AND after >= {EARLIEST} AND total - own + coalesce(used, 0) <= worth
                   AND NOT EXISTS (SELECT 1 FROM link_pairs p WHERE p.key = met.key AND p.equal) AS strong
        FROM met JOIN worth USING (unit, key) LEFT JOIN used USING (unit, key)
        WINDOW batch AS (PARTITION BY unit, day, core), target AS (PARTITION BY unit, key)
        QUALIFY count(*) OVER batch <= {_WAYS} ORDER BY key, sources
        """
    )
    sources = {source for group in groups for source in group["sources"]}
    equal, claimed = _elsewhere(session, sources) if paired and sources else (set(), set())
    return [
        (source, group["key"], amount, bool(group["strong"]) and claimed.isdisjoint(group["sources"]))
        for group in groups
        for source, amount in zip(group["sources"], group["amounts"], strict=True)
        if (source, group["key"]) not in equal
    ]


def _elsewhere(session: Session, sources: Iterable[int]) -> tuple[set[tuple[int, str]], set[int]]:
    """Of these rows the pairs (row, key) of equal amounts, and the rows for which such a pair or a number speaks."""
    pairs = session.query(
        f"""
        SELECT source, key, equal, method <> 'facts' OR coalesce(wording >= {BAD}, true) AS speaks
        FROM link_pairs LEFT JOIN link_wording USING (source_core, target_core)
        WHERE (equal OR method IN ('number', 'text')) AND source IN (SELECT unnest($sources::BIGINT[]))
        """,
        {"sources": sorted(sources)},
    )
    return {(p["source"], p["key"]) for p in pairs if p["equal"]}, {p["source"] for p in pairs if p["speaks"]}
