"""Amounts that add up: one payment for several contracts, several payments for one contract. Bounded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from auditcheck.engine.session import Session
from auditcheck.evidence.links.batches import batches
from auditcheck.evidence.links.edges import Edge
from auditcheck.evidence.links.wording import GOOD, create_wording

_MOST = 16  # amounts that are tried together
_STATES = 4000  # sums that are kept
_LEAST_TARGETS, _MOST_TARGETS = 2, 5
_GROUPS = 200_000


def only_subset(amounts: Sequence[Decimal], total: Decimal, most: int = _MOST) -> tuple[int, ...] | None:
    """The positions of at least two and at most ``most`` amounts that add up to ``total``, if there is one way only.

    None where there is no way, more than one, or too much to try.
    """
    if len(amounts) > _MOST or total <= 0:
        return None
    aim = int(total * 100)
    ways: dict[int, tuple[int, tuple[int, ...]]] = {0: (1, ())}
    for position, amount in enumerate(int(each * 100) for each in amounts):
        if amount <= 0:
            continue
        for known, (count, chosen) in list(ways.items()):
            if len(chosen) >= most or (reached := known + amount) > aim:
                continue
            before = ways.get(reached)
            ways[reached] = (before[0] + count, before[1]) if before else (count, (*chosen, position))
        if len(ways) > _STATES:
            return None
    count, chosen = ways.get(aim, (0, ()))
    return chosen if count == 1 and len(chosen) > 1 else None


def add_sums(session: Session, edge: Edge, paired: bool) -> bool:
    """``link_sums(source, key, amount, strong)``; strong: nothing but this way, and the wording speaks for it.

    ``paired``: whether there are pairs (and their wording). Returns whether there is anything to settle.
    """
    rows = _instalments(session) if edge.parts and paired else []
    rows += _several(session) if edge.several else []
    rows += batches(session, edge, paired) if edge.batches else []
    if not rows and not paired:
        return False
    if not paired:
        create_wording(session)
    columns = [("source", "BIGINT"), ("key", "VARCHAR"), ("amount", "DECIMAL(18,2)"), ("strong", "BOOLEAN")]
    session.execute_trusted("DROP TABLE IF EXISTS link_sums")
    session.create(
        "link_sums",
        columns,
        {
            "source": [row[0] for row in rows],
            "key": [row[1] for row in rows],
            "amount": [str(row[2]) for row in rows],
            "strong": ["true" if row[3] else "false" for row in rows],
        },
    )
    return True


Found = tuple[int, str, Decimal, bool]


def _instalments(session: Session) -> list[Found]:
    """Of each target: the payments that may be parts of it, if they add up to what is open in one way.

    Tried are those whose words name it, and those that name nothing and can be of nothing else.
    """
    groups = session.query(
        f"""
        SELECT p.key, any_value(t.open) AS open, list(p.source ORDER BY p.source) AS sources,
               list(p.amount ORDER BY p.source) AS amounts,
               NOT any_value(t.twin) AND bool_or(p.named) AND bool_and(coalesce(p.days >= 0, false)) AS strong
        FROM (SELECT p.*, coalesce(w.wording >= {GOOD}, false) AS named, w.wording IS NULL AS silent,
                     count(*) OVER (PARTITION BY p.source) AS pairs
              FROM link_pairs p LEFT JOIN link_wording w USING (source_core, target_core)) p
        JOIN link_targets t ON t.row_id = p.target
        WHERE p.method = 'part' AND p.party = 'same' AND (p.named OR (p.silent AND p.pairs = 1))
        GROUP BY p.key HAVING count(*) BETWEEN 2 AND {_MOST} AND sum(p.amount) >= any_value(t.open)
        ORDER BY p.key LIMIT {_GROUPS}
        """
    )
    found: list[Found] = []
    for group in groups:
        chosen = only_subset(group["amounts"], group["open"]) if group["open"] else None
        found += [(group["sources"][at], group["key"], group["amounts"][at], group["strong"]) for at in chosen or ()]
    return found


def _several(session: Session) -> list[Found]:
    """Of each payment that equals no single contract: the contracts that it may pay together.

    Tried where its words name one of them, or nothing.
    """
    groups = session.query(
        f"""
        SELECT w.row_id AS source, any_value(w.amount) AS amount, list(t.key ORDER BY t.key) AS keys,
               list(t.open ORDER BY t.key) AS opened, list(t.twin ORDER BY t.key) AS twins,
               list(coalesce(length(t.core) > 1 AND contains(w.core, t.core), false) ORDER BY t.key) AS named
        FROM link_wants w JOIN link_targets t ON t.unit = w.unit AND t.party = w.party
            AND t.open > 0 AND t.open < w.amount AND coalesce(w.day - t.day BETWEEN 0 AND 400, false)
        WHERE NOT w.written AND NOT EXISTS (
            SELECT 1 FROM link_pairs p WHERE p.source = w.row_id AND (p.method <> 'part' OR p.equal))
        GROUP BY w.row_id
        HAVING count(*) BETWEEN {_LEAST_TARGETS} AND {_MOST} AND sum(t.open) >= any_value(w.amount)
            AND (coalesce(length(any_value(w.core)) < 2, true) OR bool_or(contains(w.core, t.core) AND length(t.core) > 1))
        ORDER BY w.row_id LIMIT {_GROUPS}
        """
    )
    found: list[Found] = []
    for group in groups:
        chosen = only_subset(group["opened"], group["amount"], _MOST_TARGETS) or ()
        strong = any(group["named"][at] for at in chosen) and not any(group["twins"][at] for at in chosen)
        found += [(group["source"], group["keys"][at], group["opened"][at], strong) for at in chosen]
    taken: dict[str, set[int]] = {}
    for source, key, _amount, _strong in found:
        taken.setdefault(key, set()).add(source)
    # Two payments that may both pay the same contract: neither is sure.
    contested = {source for sources in taken.values() if len(sources) > 1 for source in sources}
    return [(s, key, amount, strong and s not in contested) for s, key, amount, strong in found]
