"""What the ledgers say around a voucher: its payments, contracts, acceptances and invoices, through numbers and links."""

from __future__ import annotations

from collections.abc import Iterable

from auditcheck.evidence.workspace import Workspace

# Column of the 抽凭检查表 -> where the ledgers say the same. Several values of one voucher are told together.
_SAYS = {
    "contract_no": ("contract", "contracts", "contract_no"),
    "contract_sign_date": ("contract", "contracts", "sign_date"),
    "seal_text": ("contract", "contracts", "seal_name"),
    "signatory": ("contract", "contracts", "signatory"),
    "authorization_no": ("contract", "contracts", "authorization_no"),
    "first_use_date": ("contract", "acceptances", "coalesce(first_use_date, delivery_date)"),
    "acceptance_date": ("contract", "acceptances", "acceptance_date"),
    "acceptors": ("contract", "acceptances", "array_to_string(acceptors, '、')"),
    "invoice_no": ("invoice", "invoices", "invoice_no"),
    "invoice_date": ("invoice", "invoices", "invoice_date"),
    "approver": ("payment", "payments", "approver"),
    "approval_date": ("payment", "payments", "approval_date"),
    "minutes_no": ("payment", "payments", "meeting_minutes_no"),
    "receipt_date": ("payment", "payments", "payment_date"),
}
# Rows of a ledger that belong to a voucher: (voucher key, row_id of the ledger).
_OF = {
    "payment": "SELECT k.key AS voucher, y.unit, y.row_id FROM payments_voucher_no k JOIN ledger.payments y ON y.row_id = k.row_id",
    "invoice": """
        SELECT k.key AS voucher, y.unit, y.row_id FROM invoices_voucher_no k JOIN ledger.invoices y ON y.row_id = k.row_id
        UNION
        SELECT k.key, y.unit, i.row_id FROM payments_voucher_no k JOIN ledger.payments y ON y.row_id = k.row_id
        JOIN payments_invoice_no n ON n.row_id = y.row_id
        JOIN invoices_invoice_no i ON i.key = n.key JOIN ledger.invoices v ON v.row_id = i.row_id AND v.unit = y.unit
    """,
}
_CONTRACT = " UNION ".join(
    f"""
    SELECT k.key AS voucher, y.unit, c.key AS contract FROM {name}_voucher_no k
    JOIN ledger.{name} y ON y.row_id = k.row_id JOIN {name}_contract_no c ON c.row_id = y.row_id
    """
    for name in ("payments", "invoices", "assets")
)


def around(workspace: Workspace, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """``unit/voucher key`` -> column of the 抽凭检查表 -> what the ledgers say, several values with 、 between them."""
    wanted = list(keys)
    found: dict[str, dict[str, str]] = {}
    for column, (way, ledger, sql) in _SAYS.items():
        rows = (
            f"SELECT n.voucher, n.unit, k.row_id FROM ({_CONTRACT}) n JOIN {ledger}_contract_no k ON k.key = n.contract"
            if way == "contract"
            else _OF[way]
        )
        for row in workspace.session.query(
            f"""
            WITH near AS ({rows})
            SELECT n.unit || '/' || n.voucher AS key, string_agg(DISTINCT CAST({sql} AS VARCHAR), '、' ORDER BY CAST({sql} AS VARCHAR)) AS says
            FROM near n JOIN ledger.{ledger} l ON l.row_id = n.row_id AND l.unit = n.unit
            WHERE n.unit || '/' || n.voucher IN (SELECT unnest($keys::VARCHAR[])) AND {sql} IS NOT NULL
            GROUP BY ALL
            """,
            {"keys": wanted},
        ):
            found.setdefault(row["key"], {})[column] = row["says"]
    return found
