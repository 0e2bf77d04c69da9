"""Laying filled 核查表 over the ledgers, cell by cell.

What a named person read off the paper outranks what the ledger says. A blank on the sheet says nothing and leaves the
ledger's value; 未见 (looked, does not exist) and N/A become NULL with origin ``paper`` and their mark. Where the ledger
has no row for what the sheet describes, the sheet makes one. Source: practice.md section 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from auditcheck.engine.session import Session
from auditcheck.evidence import disagreement
from auditcheck.ledgers.schema import Ledger, Schema


@dataclass(frozen=True)
class Overlay:
    """How one kind of sheet fills one ledger.

    ``cells``: ledger column -> sheet column. ``pairs``: a SELECT of (t, p): row_id of the ledger's row, row_id of the
    sheet's row. ``orphans``: a SELECT of the sheet rows (p) for which a new ledger row is made; with ``contract`` it also
    gives the contract (key) that the row is of, and sheet rows of one unit that are alike in ``same`` make one row.
    ``carried``: columns such a row takes over besides ``cells`` (ledger column -> SQL over the sheet row ``s`` and ``m``,
    which has ``key``). ``only``: column -> SQL over the ledger's row ``base`` and the reading ``f`` (``value_key``,
    ``mark``) without which the cell stays as the ledger has it.
    """

    ledger: str
    sheet: str
    cells: dict[str, str]
    pairs: str
    orphans: str
    carried: dict[str, str] = field(default_factory=dict)
    contract: bool = False
    only: dict[str, str] = field(default_factory=dict)


# A sheet names its contract, or else its voucher's payments do: then only if they name exactly one.
_CONTRACT_OF = """
    SELECT row_id AS p, key FROM voucher_checks_contract_no WHERE key IS NOT NULL
    UNION
    SELECT v.row_id, min(c.key)
    FROM ledger.voucher_checks v
    JOIN voucher_checks_voucher_no vv ON vv.row_id = v.row_id
    JOIN payments_voucher_no pv ON pv.key = vv.key
    JOIN ledger.payments y ON y.row_id = pv.row_id AND y.unit = v.unit
    JOIN payments_contract_no c ON c.row_id = y.row_id
    WHERE v.contract_no IS NULL
    GROUP BY v.row_id HAVING count(DISTINCT c.key) = 1
"""

_OF_CONTRACT = """
    SELECT t.row_id AS t, s.row_id AS p
    FROM ledger.voucher_checks s
    JOIN paper_contract k ON k.p = s.row_id
    JOIN {ledger}_contract_no l ON l.key = k.key
    JOIN ledger.{ledger} t ON t.row_id = l.row_id AND t.unit = s.unit
"""

_OF_VOUCHER = """
    SELECT t.row_id AS t, s.row_id AS p
    FROM ledger.voucher_checks s
    JOIN voucher_checks_voucher_no k ON k.row_id = s.row_id
    JOIN {ledger}_voucher_no l ON l.key = k.key
    JOIN ledger.{ledger} t ON t.row_id = l.row_id AND t.unit = s.unit
"""

# The number as the sheet writes it (of several the one that is meant), as the ledger does, or at least its key.
_ONE_CONTRACT_NO = {
    "contract_no": r"""coalesce(
        CASE WHEN s.contract_no_key = m.key THEN s.contract_no END,
        trim(list_filter(
            string_split_regex(s.contract_no, '[、;,；，\n]+'),
            lambda part: upper(regexp_replace(part, '[^\pL\pN]', '', 'g')) = split_part(m.key, '|', 1))[1]),
        (SELECT any_value(c.contract_no) FROM contracts_contract_no l JOIN ledger.contracts c ON c.row_id = l.row_id
         WHERE l.key = m.key AND c.unit = s.unit),
        split_part(m.key, '|', 1))""",
    "contract_no_key": "m.key",
}
_VOUCHER_NO = {"voucher_no": "s.voucher_no", "voucher_no_key": "s.voucher_no_key"}

# 招标公告 and the like belong to one procurement; the rest to a year, named in the item's title.
_NOTICE_TYPE = "CASE s.item_type WHEN '意向公开' THEN '采购意向' ELSE s.item_type END"
_NOTICE_YEAR = "TRY_CAST(regexp_extract(s.item, '(20[0-9]{2})', 1) AS BIGINT)"

OVERLAYS = (
    Overlay(
        "contracts",
        "voucher_checks",
        {
            "sign_date": "contract_sign_date",
            "seal_name": "seal_text",
            "signatory": "signatory",
            "authorization_no": "authorization_no",
        },
        _OF_CONTRACT.format(ledger="contracts"),
        "SELECT p, key, key AS same FROM paper_contract",
        {
            **_ONE_CONTRACT_NO,
            "contract_no_strict": "split_part(m.key, '|', 1)",
            "contract_no_loose": "split_part(m.key, '|', 2)",
        },
        contract=True,
    ),
    Overlay(
        "acceptances",
        "voucher_checks",
        {"first_use_date": "first_use_date", "acceptance_date": "acceptance_date", "acceptors": "acceptors"},
        # A contract accepted in parts: only the acceptance of the same day is the one on the sheet.
        f"""
        WITH pairs AS ({_OF_CONTRACT.format(ledger="acceptances")}),
             counted AS (SELECT *, count(*) OVER (PARTITION BY p) AS candidates FROM pairs)
        SELECT t, p FROM counted
        WHERE candidates = 1 OR EXISTS (
            SELECT 1 FROM ledger.acceptances a, ledger.voucher_checks s
            WHERE a.row_id = t AND s.row_id = p AND a.acceptance_date = s.acceptance_date)
        """,
        # Of one contract as many acceptances as days; a sheet without any day makes none beside them.
        """
        SELECT k.p, k.key, concat_ws(' ', k.key, s.acceptance_date, s.first_use_date) AS same
        FROM paper_contract k JOIN ledger.voucher_checks s ON s.row_id = k.p
        QUALIFY coalesce(s.acceptance_date, s.first_use_date) IS NOT NULL
            OR count(coalesce(s.acceptance_date, s.first_use_date)) OVER (PARTITION BY s.unit, k.key) = 0
        """,
        _ONE_CONTRACT_NO,
        contract=True,
    ),
    Overlay(
        "invoices",
        "voucher_checks",
        {"invoice_no": "invoice_no", "invoice_date": "invoice_date"},
        f"""
        WITH same_number AS (
            SELECT t.row_id AS t, s.row_id AS p
            FROM ledger.voucher_checks s
            JOIN voucher_checks_invoice_no k ON k.row_id = s.row_id
            JOIN invoices_invoice_no l ON l.key = k.key
            JOIN ledger.invoices t ON t.row_id = l.row_id AND t.unit = s.unit),
        same_voucher AS (
            SELECT *, count(*) OVER (PARTITION BY p) AS candidates FROM ({_OF_VOUCHER.format(ledger="invoices")}))
        SELECT t, p FROM same_number
        UNION SELECT t, p FROM same_voucher
        WHERE candidates = 1 AND NOT EXISTS (SELECT 1 FROM same_number n WHERE n.p = same_voucher.p)
        """,
        "SELECT row_id AS p FROM ledger.voucher_checks WHERE invoice_no IS NOT NULL",
        _VOUCHER_NO,
        # A sheet that names several invoices does not rename each of them to all of them.
        only={"invoice_no": "f.value_key IS NOT NULL OR f.mark IS NOT NULL OR base.invoice_no IS NULL"},
    ),
    Overlay(
        "payments",
        "voucher_checks",
        {
            "contract_no": "contract_no",
            "invoice_no": "invoice_no",
            "approver": "approver",
            "approval_date": "approval_date",
            "meeting_minutes_no": "minutes_no",
            "payment_date": "receipt_date",
        },
        # Of several payments of one voucher the sheet is about that of its amount, else not about those of another contract.
        f"""
        WITH pairs AS ({_OF_VOUCHER.format(ledger="payments")}),
             candidates AS (
                SELECT x.t, x.p, y.amount = s.amount AS same_amount,
                       y.contract_no IS NULL OR s.contract_no IS NULL OR EXISTS (
                           SELECT 1 FROM payments_contract_no a JOIN voucher_checks_contract_no b ON b.key = a.key
                           WHERE a.row_id = x.t AND b.row_id = x.p) AS same_contract
                FROM pairs x
                JOIN ledger.payments y ON y.row_id = x.t
                JOIN ledger.voucher_checks s ON s.row_id = x.p)
        SELECT t, p FROM candidates
        QUALIFY count(*) OVER (PARTITION BY p) = 1
            OR coalesce(same_amount, false)
            OR (NOT coalesce(bool_or(same_amount) OVER (PARTITION BY p), false) AND same_contract)
        """,
        # A treasury export knows no voucher numbers: a payment of that day and amount is there already, unlinked.
        """
        SELECT s.row_id AS p FROM ledger.voucher_checks s
        WHERE s.receipt_date IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ledger.payments y
            WHERE y.unit = s.unit AND y.amount = s.amount AND y.payment_date = s.receipt_date)
        """,
        {**_VOUCHER_NO, "amount": "s.amount"},
    ),
    Overlay(
        "procurements",
        "notice_checks",
        {"notice_fields": "elements_seen"},
        """
        SELECT t.row_id AS t, s.row_id AS p
        FROM ledger.notice_checks s
        JOIN notice_checks_procurement_no k ON k.row_id = s.row_id
        JOIN procurements_procurement_no l ON l.key = k.key
        JOIN ledger.procurements t ON t.row_id = l.row_id AND t.unit = s.unit
        WHERE s.item_type = '招标公告'
        """,
        "SELECT row_id AS p FROM ledger.notice_checks WHERE item_type = '招标公告' AND procurement_no IS NOT NULL",
        {"procurement_no": "s.procurement_no", "procurement_no_key": "s.procurement_no_key", "name": "s.item"},
    ),
    Overlay(
        "disclosures",
        "notice_checks",
        {"publish_date": "publish_date", "url": "url"},
        f"""
        SELECT t.row_id AS t, s.row_id AS p
        FROM ledger.notice_checks s
        JOIN ledger.disclosures t ON t.unit = s.unit AND t.item_type = {_NOTICE_TYPE}
        WHERE CASE WHEN s.procurement_no_key IS NOT NULL THEN t.procurement_no_key = s.procurement_no_key
                   ELSE t.procurement_no IS NULL AND t.fiscal_year = {_NOTICE_YEAR} END
        """,
        "SELECT row_id AS p FROM ledger.notice_checks",
        {
            "item_type": _NOTICE_TYPE,
            "fiscal_year": _NOTICE_YEAR,
            "procurement_no": "s.procurement_no",
            "procurement_no_key": "s.procurement_no_key",
        },
    ),
)

PAPER_CELLS = {(o.ledger, column): (o.sheet, source) for o in OVERLAYS for column, source in o.cells.items()}


def lay_over(session: Session, schema: Schema, filled: set[str]) -> None:
    """Create ``seen.<ledger>`` and what checks call ``<ledger>``; ``filled`` names the 核查表 that have rows."""
    overlays = {overlay.ledger: overlay for overlay in OVERLAYS}
    disagreement.create(session)
    if "voucher_checks" in filled:
        session.execute_trusted(f"CREATE TABLE paper_contract AS {_CONTRACT_OF}")
    for ledger in schema.ledgers.values():
        overlay = overlays.get(ledger.name)
        if overlay is None:
            _unchanged(session, ledger, "*")
        elif overlay.sheet not in filled:
            _untouched(session, ledger, overlay)
        else:
            _overlaid(session, schema, ledger, overlay)


def _untouched(session: Session, ledger: Ledger, overlay: Overlay) -> None:
    extra = ", ".join(
        f"'ledger' AS {c}_origin, row_id AS {c}_row, CAST(NULL AS VARCHAR) AS {c}_mark" for c in overlay.cells
    )
    _unchanged(session, ledger, f"*, {extra}")


def _unchanged(session: Session, ledger: Ledger, columns: str) -> None:
    """Two views on the table, not a view on a view: the engine unfolds each anew for every statement."""
    # ``calendar`` is the days of the calendar, not the rows of that ledger.
    for name in [f"seen.{ledger.name}", *([ledger.name] if ledger.name != "calendar" else [])]:
        session.define(f"CREATE VIEW {name} AS SELECT {columns} FROM ledger.{ledger.name}")


def _overlaid(session: Session, schema: Schema, ledger: Ledger, overlay: Overlay) -> None:
    name, sheet = ledger.name, overlay.sheet
    filled = " OR ".join(f"s.{c} IS NOT NULL OR s.{c}_mark IS NOT NULL" for c in overlay.cells.values())
    session.execute_trusted(f"CREATE TEMP TABLE pairs_{name} AS {overlay.pairs}")
    # New rows, for sheet rows that fill something here and meet no row of the ledger (of the contract that they name).
    orphans = overlay.orphans if overlay.contract else f"SELECT p, NULL AS key, p AS same FROM ({overlay.orphans})"
    met = f"JOIN {name}_contract_no l ON l.row_id = x.t AND l.key = o.key" if overlay.contract else ""
    session.execute_trusted(
        f"""
        CREATE TEMP TABLE orphans_{name} AS
        SELECT o.p, o.key, (SELECT max(row_id) FROM sources) + dense_rank() OVER (ORDER BY o.first, o.same) AS row_id
        FROM (SELECT o.*, min(o.p) OVER (PARTITION BY s.unit, o.same) AS first
              FROM ({orphans}) o JOIN ledger.{sheet} s ON s.row_id = o.p
              WHERE ({filled}) AND NOT EXISTS (SELECT 1 FROM pairs_{name} x {met} WHERE x.p = o.p)) o
        """
    )
    session.execute_trusted(
        f"CREATE TABLE made_{name} AS SELECT row_id, min(p) AS p, any_value(key) AS key FROM orphans_{name} GROUP BY row_id"
    )
    session.execute_trusted(
        f"""
        INSERT INTO row_places
        SELECT m.row_id, '{name}', o.sheet_id, o.row, 'paper'
        FROM made_{name} m JOIN row_places o ON o.row_id = m.p
        """
    )
    session.execute_trusted(f"INSERT INTO pairs_{name} SELECT row_id, p FROM orphans_{name}")
    made_columns = ", ".join(
        f"{overlay.carried[column]} AS {column}" if column in overlay.carried else f"CAST(NULL AS {kind}) AS {column}"
        for column, kind in ledger.physical_columns()
    )
    rows = f"""
        SELECT * FROM ledger.{name}
        UNION ALL BY NAME
        SELECT m.row_id, s.sheet_id, s.unit, {made_columns}
        FROM made_{name} m JOIN ledger.{sheet} s ON s.row_id = m.p
    """
    replaced, added, joins = [], [], []
    physical = dict(ledger.physical_columns())
    for number, (column, source) in enumerate(overlay.cells.items()):
        alias = f"f{number}"
        # Of several sheets what was read outranks 未见 and N/A, then the latest counts; of one day, the later row.
        only = f" AND ({overlay.only[column].replace('f.', f'{alias}.')})" if column in overlay.only else ""
        joins.append(
            f"""
            LEFT JOIN (
                SELECT x.t, s.row_id AS p, s.{source} AS value, s.{source}_mark AS mark
                       {"".join(f", s.{source}{suffix} AS value{suffix}" for suffix in ("_to", "_key") if column + suffix in physical)}
                FROM pairs_{name} x JOIN ledger.{sheet} s ON s.row_id = x.p
                WHERE s.{source} IS NOT NULL OR s.{source}_mark IS NOT NULL
                QUALIFY row_number() OVER (
                    PARTITION BY x.t
                    ORDER BY s.{source} IS NULL, {_reading_day(sheet)} DESC NULLS LAST, s.row_id DESC) = 1
            ) {alias} ON {alias}.t = base.row_id{only}
            """
        )
        for suffix in ("", "_to", "_key"):
            if column + suffix in physical:
                replaced.append(
                    f"CASE WHEN {alias}.p IS NULL THEN base.{column}{suffix} ELSE {alias}.value{suffix} END"
                    f" AS {column}{suffix}"
                )
        added.append(
            f"CASE WHEN {alias}.p IS NULL THEN 'ledger' ELSE 'paper' END AS {column}_origin,"
            f" coalesce({alias}.p, base.row_id) AS {column}_row, {alias}.mark AS {column}_mark"
        )
    session.execute_trusted(f"DROP VIEW IF EXISTS seen.{name}")  # of a blank
    session.execute_trusted(
        f"CREATE TABLE seen.{name} AS SELECT base.* REPLACE ({', '.join(replaced)}), {', '.join(added)}"
        f" FROM ({rows}) base {' '.join(joins)}"
    )
    session.execute_trusted(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM seen.{name}")
    for column, source in overlay.cells.items():
        if column not in overlay.only:  # several in one cell are no other one
            disagreement.note(session, schema, name, sheet, column, source)
    session.execute_trusted(f"DROP TABLE pairs_{name}")
    session.execute_trusted(f"DROP TABLE orphans_{name}")
    _relink(session, ledger, overlay)


def _relink(session: Session, ledger: Ledger, overlay: Overlay) -> None:
    """Made rows get their links; identifiers read off paper replace those of the ledger."""
    name = ledger.name
    for column in (c.name for c in ledger.columns if c.key in ("contract", "voucher", "plain")):
        view = f"{name}_{column}"
        source = overlay.cells.get(column)
        if source:
            session.execute_trusted(
                f"DELETE FROM {view} WHERE row_id IN (SELECT row_id FROM seen.{name} WHERE {column}_origin = 'paper')"
            )
            session.execute_trusted(
                f"INSERT INTO {view} SELECT y.row_id, k.key FROM seen.{name} y"
                f" JOIN {overlay.sheet}_{source} k ON k.row_id = y.{column}_row WHERE y.{column}_origin = 'paper'"
            )
        elif f"{column}_key" in overlay.carried:
            session.execute_trusted(
                f"INSERT INTO {view} SELECT y.row_id, y.{column}_key FROM seen.{name} y"
                f" WHERE y.row_id IN (SELECT row_id FROM made_{name}) AND y.{column}_key IS NOT NULL"
            )


def _reading_day(sheet: str) -> str:
    return "s.query_date" if sheet == "notice_checks" else "s.check_date"
