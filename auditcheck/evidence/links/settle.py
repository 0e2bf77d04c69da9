"""From pairs to links: how likely each is, which are taken without asking, and why.

Taken without asking (``automatic``) is only what is unique both ways and strong: one way to read the number, or the
same body, the same amount to the cent, the only pair on either side, no twin, and words that speak for it. All else
is a candidate for a person.
"""

from __future__ import annotations

from auditcheck.engine.session import Session
from auditcheck.evidence.links.edges import Edge
from auditcheck.evidence.links.identity import name_of, name_sources
from auditcheck.evidence.links.wording import BAD, GOOD

THRESHOLD = "0.2"  # candidates less likely than this are not shown
MOST = 5  # candidates for one row
EARLIEST = -30  # days: what is paid longer before the signature is no case for a machine

FOUND = (
    "edge VARCHAR, unit VARCHAR, source BIGINT, target BIGINT, key VARCHAR, method VARCHAR, confidence DECIMAL(5,4),"
    " amount DECIMAL(18,2), state VARCHAR, reasons VARCHAR, link VARCHAR"
)

_STRENGTH = f"""
    CASE WHEN method IN ('number', 'text') THEN CASE WHEN party IN ('same', 'none') THEN 0.97 ELSE 0.6 END
         WHEN summed THEN CASE WHEN strong THEN 0.95 WHEN wording < {BAD} THEN 0.4 ELSE 0.7 END
         WHEN method = 'part' THEN
             CASE WHEN wording >= {GOOD} THEN 0.8 WHEN wording IS NOT NULL OR numbered THEN 0.1 WHEN pairs = 1 THEN 0.4
                 ELSE 0.3 END
         WHEN party = 'alike' THEN CASE WHEN wording >= {GOOD} THEN 0.6 WHEN wording < {BAD} THEN 0.3 ELSE 0.5 END
         WHEN party = 'none' THEN
             CASE WHEN same_text OR wording >= {GOOD} THEN 0.85 WHEN wording < {BAD} THEN 0.25 ELSE 0.6 END
         WHEN same_text OR wording >= {GOOD} THEN 0.95
         WHEN wording < {BAD} THEN 0.45 ELSE 0.85 END
    * CASE WHEN written AND method NOT IN ('number', 'text') THEN 0.5 ELSE 1 END
"""

_AUTOMATIC = f"""
    CASE WHEN method = 'number' THEN party IN ('same', 'none')
         WHEN method = 'text' THEN party = 'same' OR (party = 'none' AND equal)
         WHEN written THEN false
         WHEN summed THEN strong AND better = 0
         WHEN method = 'part' OR party NOT IN ('same', 'none') OR twin OR coalesce(days < {EARLIEST}, true) THEN false
         -- Of several alike in body and amount only one has the very same words, and it has them alone.
         WHEN same_text AND alike_source = 1 AND alike_target = 1 THEN party = 'same' OR equal_source = 1
         WHEN equal_source > 1 OR equal_target > 1 OR better > 0 THEN false
         WHEN party = 'none' THEN wording >= {GOOD} AND amount % 100 <> 0
         ELSE wording >= {GOOD} OR (wording IS NULL AND amount % 100 <> 0) END
"""


def settle(session: Session, edge: Edge) -> None:
    """Put what ``link_pairs`` and ``link_sums`` hold into ``link_found``, as automatic or candidate."""
    name_sources(session, edge.source)
    # What one line of a voucher says is not what the voucher is worth.
    voucher = "true" if edge.target == "vouchers" else "false"
    session.execute_trusted(
        f"""
        CREATE OR REPLACE TEMP TABLE link_scored AS
        WITH every AS (
            SELECT p.*, false AS summed, false AS strong FROM link_pairs p
            WHERE NOT EXISTS (SELECT 1 FROM link_sums s WHERE s.source = p.source AND s.key = p.key)
            UNION ALL BY NAME
            SELECT s.source, s.key, t.row_id AS target, 'sum' AS method,
                   CASE WHEN w.party IS NULL OR t.party IS NULL THEN 'none' ELSE 'same' END AS party, false AS equal,
                   w.day - t.day AS days, s.amount, false AS same_text, w.core AS source_core, t.core AS target_core,
                   true AS summed, s.strong
            FROM link_sums s JOIN link_wants w ON w.row_id = s.source JOIN link_targets t ON t.key = s.key AND t.unit = w.unit
            QUALIFY row_number() OVER (PARTITION BY s.source, s.key ORDER BY t.row_id) = 1
        ),
        worded AS (
            SELECT e.*, g.wording, w.unit, w.written, t.twin,
                   -- Where others give their number, a payment that says nothing most likely has none.
                   EXISTS (SELECT 1 FROM link_known) AS numbered,
                   count(*) OVER (PARTITION BY e.source) AS pairs,
                   count(*) FILTER (e.equal) OVER (PARTITION BY e.source) AS equal_source,
                   count(*) FILTER (e.equal) OVER (PARTITION BY e.key, e.amount) AS equal_target,
                   count(*) FILTER (e.same_text) OVER (PARTITION BY e.source) AS alike_source,
                   count(*) FILTER (e.same_text) OVER (PARTITION BY e.key, e.amount) AS alike_target,
                   -- Another one that the words or a number speak for more.
                   count(*) FILTER (e.method IN ('number', 'text') OR (NOT e.summed AND g.wording >= {GOOD}))
                       OVER (PARTITION BY e.source)
                       - CAST((e.method IN ('number', 'text') OR (NOT e.summed AND coalesce(g.wording >= {GOOD}, false))) AS BIGINT)
                       AS better
            FROM every e JOIN link_wants w ON w.row_id = e.source JOIN link_targets t ON t.row_id = e.target
            LEFT JOIN link_wording g USING (source_core, target_core)
        ),
        weighed AS (
            SELECT *, {_STRENGTH} AS strength, coalesce({_AUTOMATIC}, false) AS automatic,
                   -- Of several alike the nearest in time is the likeliest.
                   strength * CASE WHEN abs(days) <= 10 THEN 1 WHEN abs(days) <= 31 THEN 0.6 ELSE 0.3 END AS weight
            FROM worded)
        SELECT *, sum(weight) FILTER (NOT summed AND method NOT IN ('number', 'text')) OVER (PARTITION BY source) AS at_source,
               sum(weight) FILTER (equal AND NOT summed) OVER (PARTITION BY key, amount) AS at_target
        FROM weighed
        """
    )
    single = "least(strength, weight / greatest(at_source, CASE WHEN equal THEN at_target ELSE 0 END))"
    whole = f"CASE WHEN summed OR method IN ('number', 'text') OR weight IS NULL THEN strength ELSE {single} END"
    session.execute_trusted(
        f"""
        INSERT INTO link_found
        WITH judged AS (
            SELECT s.*, CAST({whole} AS DECIMAL(5,4)) AS confidence,
                   -- One row that would be two documents by what it is itself, or more than the document is worth: a person.
                   automatic
                       AND (method IN ('number', 'text', 'sum')
                            OR count(*) FILTER (automatic) OVER (PARTITION BY source) = 1)
                       AND coalesce(sum(CASE WHEN automatic THEN s.amount ELSE 0 END) OVER (PARTITION BY s.key)
                                    <= coalesce(t.open, t.amount) OR method = 'number' OR {voucher}, true) AS taken
            FROM link_scored s JOIN link_targets t ON t.row_id = s.target
        ),
        kept AS (
            SELECT *, bool_or(taken) OVER (PARTITION BY source) AS settled FROM judged
            WHERE taken OR confidence >= {THRESHOLD}
        )
        SELECT '{edge.name}', unit, source, target, key, method, confidence,
               CASE WHEN method IN ('facts', 'sum', 'part') OR count(*) FILTER (taken) OVER (PARTITION BY source) = 1
                    THEN amount END,
               CASE WHEN taken THEN 'automatic' ELSE 'candidate' END, {_reasons(edge)}, {name_of(edge)}
        FROM kept JOIN link_names_{edge.source} n ON n.row_id = source WHERE taken OR NOT settled
        QUALIFY taken OR row_number() OVER (PARTITION BY source ORDER BY confidence DESC, key) <= {MOST}
        """
    )


def _reasons(edge: Edge) -> str:
    """What a person weighs: 同一供应商；金额一致98,900.00；付款晚于签订12天；摘要含“会议系统”."""
    later, earlier = edge.days
    return f"""
        concat_ws('；',
            CASE method WHEN 'number' THEN '编号写法不同，规整后一致' WHEN 'text' THEN '摘要写有对方编号' END,
            CASE party WHEN 'same' THEN '同一供应商' WHEN 'alike' THEN '供应商名称相近' WHEN 'other' THEN '供应商不一致' END,
            CASE WHEN summed THEN '金额' || link_money(amount) || '，与{"同批资产" if edge.batches else "其他款项"}合计后相符'
                 WHEN equal THEN '金额一致' || link_money(amount)
                 WHEN method = 'part' THEN '金额' || link_money(amount) || '，未超过尚余金额' END,
            CASE WHEN days = 0 THEN '{later}与{earlier}同日' WHEN days > 0 THEN '{later}晚于{earlier}' || days || '天'
                 WHEN days < 0 THEN '{later}早于{earlier}' || -days || '天' END,
            CASE WHEN same_text THEN '摘要相同' WHEN wording >= {GOOD} THEN '摘要含“' ||
                     CASE WHEN length(source_core) < length(target_core) THEN source_core ELSE target_core END || '”'
                 WHEN wording < {BAD} THEN '摘要所述不同' END,
            CASE WHEN twin AND NOT summed THEN '另有同一供应商、金额相同的对象' END,
            CASE WHEN pairs > 1 AND NOT taken THEN '共有' || pairs || '个可能对象' END)
    """


def add_through(session: Session, edge: Edge, made: set[str]) -> None:
    """What hangs on the same voucher or invoice as a document whose contract is known belongs to that contract.

    Only where the voucher or invoice leads to one contract, of the same body and amount where both say them.
    """
    if edge.target != "contracts" or edge.source not in ("payments", "invoices", "assets"):
        return
    ways = {
        "payments": (("voucher_no", "invoices", "voucher_no"), ("invoice_no", "invoices", "invoice_no")),
        "invoices": (("voucher_no", "payments", "voucher_no"), ("invoice_no", "payments", "invoice_no")),
        "assets": (("voucher_no", "payments", "voucher_no"), ("voucher_no", "invoices", "voucher_no")),
    }[edge.source]
    name_sources(session, edge.source)
    for own, other, others in ways:
        if other not in made:
            continue
        same = "w.party = o.party" if edge.source != "assets" else "w.amount <= o.amount"
        session.execute_trusted(
            f"""
            INSERT INTO link_found
            WITH reached AS (
                SELECT w.row_id AS source, w.unit, c.key, any_value(a.key) AS by_key, any_value(w.amount) AS amount,
                       max(o.amount) AS most
                FROM link_wants w
                JOIN {edge.source}_{own} a ON a.row_id = w.row_id
                JOIN {other}_{others} b ON b.key = a.key
                JOIN link_{other} o ON o.row_id = b.row_id AND o.unit = w.unit AND {same}
                JOIN {other}_contract_no c ON c.row_id = o.row_id
                WHERE NOT w.written GROUP BY w.row_id, w.unit, c.key
                QUALIFY count(*) OVER (PARTITION BY w.row_id) = 1)
            SELECT '{edge.name}', r.unit, r.source, t.row_id, r.key, 'chain', 0.95, r.amount, 'automatic',
                   '同一{"凭证" if own == "voucher_no" else "发票"}（' || r.by_key || '）所附单据已对应该合同', {name_of(edge, key="r.key")}
            FROM reached r JOIN link_targets t ON t.key = r.key AND t.unit = r.unit AND coalesce(r.most <= t.amount, true)
            JOIN link_names_{edge.source} n ON n.row_id = r.source
            WHERE NOT EXISTS (SELECT 1 FROM link_found f WHERE f.edge = '{edge.name}' AND f.source = r.source
                              AND (f.state IN ('automatic', 'confirmed') OR (f.state = 'refused' AND f.key = r.key)))
            """
        )
        session.execute_trusted(
            f"""
            DELETE FROM link_found WHERE edge = '{edge.name}' AND state = 'candidate' AND source IN (
                SELECT source FROM link_found WHERE edge = '{edge.name}' AND state = 'automatic')
            """
        )
