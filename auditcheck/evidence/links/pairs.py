"""Which document may belong to which: pairs by number, by number in a text, and by whose, how much, when and what for.

Everything is a join in the engine; a block of rows that are all alike (one amount a thousand times) is left out.
"""

from __future__ import annotations

from auditcheck.engine.session import Session
from auditcheck.evidence.links.documents import Wants
from auditcheck.evidence.links.edges import Edge

BLOCK = 400  # pairs that one supplier and amount may give
CROWD = 4000  # pairs that one supplier may give
FEW = 5  # contracts of which a payment that names none may be a part
COLUMNS = (
    "source BIGINT, target BIGINT, key VARCHAR, method VARCHAR, party VARCHAR, equal BOOLEAN, days BIGINT,"
    " amount DECIMAL(18,2), same_text BOOLEAN, source_core VARCHAR, target_core VARCHAR"
)


def create_pairs(session: Session, edge: Edge, wants: Wants) -> bool:
    """Fill ``link_pairs`` for the ``link_wants`` and ``link_targets`` of an edge; whether there are any.

    ``party``: same | none (one of the two does not say) | alike | other; ``equal``: the amounts are; ``days``: from the
    target's day to the source's.
    """
    session.execute_trusted(f"CREATE OR REPLACE TEMP TABLE link_pairs ({COLUMNS})")
    if edge.by_number and wants.written:
        _insert(session, edge, "number", _numbers(edge), windowed=False)
    if edge.by_number and wants.told:
        _insert(session, edge, "text", _texts(), windowed=False)
    _insert(session, edge, "facts", _equal(edge))
    if session.query("SELECT 1 FROM name_candidates LIMIT 1"):
        _insert(session, edge, "facts", _alike())
    if edge.parts:
        _insert(session, edge, "part", _parts())
    return bool(session.query("SELECT 1 FROM link_pairs LIMIT 1"))


def _insert(session: Session, edge: Edge, method: str, pairs: str, *, windowed: bool = True) -> None:
    least, most = edge.window
    window = f"AND coalesce(w.day - t.day BETWEEN {least} AND {most}, true)" if windowed else ""
    session.execute_trusted(
        f"""
        INSERT INTO link_pairs
        SELECT w.row_id, min(t.row_id), t.key, '{method}',
               CASE WHEN bool_or(w.party = t.party) THEN 'same' WHEN bool_or(w.party IS NULL OR t.party IS NULL) THEN 'none'
                    WHEN '{method}' = 'facts' THEN 'alike' ELSE 'other' END,
               bool_or(coalesce(w.amount IN (t.amount, t.open), false)), any_value(w.day - t.day), any_value(w.amount),
               bool_or(coalesce(w.text = t.text AND length(w.text) > 5, false)), any_value(w.core),
               arg_max(t.core, length(t.core))
        FROM ({pairs}) p JOIN link_wants w ON w.row_id = p.source JOIN link_targets t ON t.row_id = p.target
        WHERE {"true" if method == "number" else "NOT w.partly"} {window} AND NOT EXISTS (
            SELECT 1 FROM link_pairs o WHERE o.source = w.row_id AND o.key = t.key)
        GROUP BY w.row_id, t.key
        """
    )


def _numbers(edge: Edge) -> str:
    return f"""
        SELECT w.row_id AS source, t.row_id AS target
        FROM link_wants w JOIN {edge.view} l ON l.row_id = w.row_id
        JOIN link_targets t ON t.unit = w.unit AND link_bare(split_part(t.key, '|', 1)) = link_bare(split_part(l.key, '|', 1))
        WHERE l.key NOT IN (SELECT key FROM {edge.target_view})
        QUALIFY count(DISTINCT t.key) OVER (PARTITION BY w.row_id, l.key) = 1
    """


def _texts() -> str:
    # The end of a number tells where to look; what stands before it must be the whole of the other number.
    return r"""
        WITH token AS (
            SELECT row_id AS source, unit, link_bare(unnest(regexp_extract_all(text,
                '[A-Za-zＡ-Ｚａ-ｚ0-9０-９]+(?:[-_/.·—–－][A-Za-zＡ-Ｚａ-ｚ0-9０-９]+)*|\p{Han}{1,12}[〔\[(（【]20\d\d[〕\])）】]第?\d{1,6}号'
            ))) AS bare
            FROM link_wants WHERE regexp_matches(text, '[0-9０-９]{3}')),
        number AS (
            SELECT unit, row_id AS target, link_bare(split_part(key, '|', 1)) AS bare
            FROM link_targets WHERE length(key) > 5)
        SELECT k.source, n.target
        FROM token k JOIN number n ON n.unit = k.unit
            AND regexp_extract(k.bare, '(\d+)$', 1) = regexp_extract(n.bare, '(\d+)$', 1)
        WHERE length(n.bare) > 4 AND ends_with(k.bare, n.bare)
            AND regexp_matches(left(k.bare, length(k.bare) - length(n.bare)), '^\p{Han}*$')
        QUALIFY count(*) OVER (PARTITION BY k.source, n.bare) = 1
    """


def _equal(edge: Edge) -> str:
    """The same amount and the same body; where one of them names no body, the amount alone, if it is rare."""
    sides = """
        wanted AS (SELECT unit, {by} amount, list(row_id) AS sources FROM link_wants WHERE amount IS NOT NULL GROUP BY ALL),
        offered AS (
            SELECT unit, {by} amount, list(DISTINCT row_id) AS targets
            FROM (SELECT unit, {by} row_id, open AS amount FROM link_targets WHERE open > 0
                  UNION ALL SELECT unit, {by} row_id, amount FROM link_targets WHERE open IS NULL OR {whole})
            WHERE amount IS NOT NULL GROUP BY ALL)
        SELECT unnest(sources) AS source, targets FROM wanted JOIN offered USING (unit, {by} amount)
        WHERE {some} len(sources) * len(targets) <= {block}
    """
    # Of a contract that is paid in part a payment may still be of the whole amount; of a voucher's line not.
    whole = "open > 0" if edge.target != "vouchers" else "false"
    named = sides.format(by="party,", some="party IS NOT NULL AND", block=BLOCK, whole=whole)
    unnamed = sides.format(by="", some="", block=BLOCK // 4, whole=whole)
    return f"""
        SELECT source, unnest(targets) AS target FROM (WITH {named})
        UNION
        SELECT p.source, p.target
        FROM (SELECT source, unnest(targets) AS target FROM (WITH {unnamed})) p
        JOIN link_wants w ON w.row_id = p.source JOIN link_targets t ON t.row_id = p.target
        WHERE w.party IS NULL OR t.party IS NULL
    """


def _alike() -> str:
    return """
        SELECT w.row_id AS source, t.row_id AS target
        FROM (SELECT unit, name_key, other_key FROM name_candidates
              UNION SELECT unit, other_key, name_key FROM name_candidates) n
        JOIN link_wants w ON w.unit = n.unit AND w.party = n.name_key
        JOIN link_targets t ON t.unit = n.unit AND t.party = n.other_key AND t.amount = w.amount
    """


def _parts() -> str:
    """A part of what is open: of the same body, and named in like words, or in none and with few to choose from."""
    return f"""
        WITH wanted AS (SELECT unit, party, count(*) AS n FROM link_wants GROUP BY ALL),
             offered AS (SELECT unit, party, count(*) AS n FROM link_targets GROUP BY ALL),
             small AS (SELECT unit, party FROM wanted w JOIN offered o USING (unit, party) WHERE w.n * o.n <= {CROWD})
        SELECT w.row_id AS source, t.row_id AS target
        FROM small s JOIN link_wants w USING (unit, party) JOIN link_targets t USING (unit, party)
        WHERE w.amount < coalesce(t.open, t.amount, w.amount + 1)
            AND (coalesce(length(w.core) < 2 OR length(t.core) < 2, true) OR contains(w.core, t.core)
                 OR contains(t.core, w.core) OR jaccard(w.core, t.core) >= 0.5)
        QUALIFY length(w.core) > 1 OR count(*) OVER (PARTITION BY w.row_id) <= {FEW}
    """
