"""What may be linked to what: the documents that ledgers hold, and the numbers by which one names another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """What of a ledger's row tells to what it belongs; each an SQL expression over the row, None where there is none.

    ``counts``: which rows are documents that can be linked (nothing void); ``own``: the column of its own number;
    ``identity``: what stays the same when rows move or files are renamed.
    """

    ledger: str
    own: str
    party: str | None
    amount: str
    day: str
    text: str | None
    identity: str
    counts: str = "true"


_PAID = "coalesce(status, '') NOT IN ('作废', '退票')"
_ISSUED = "coalesce(status, '') NOT IN ('作废', '红冲')"

DOCUMENTS = {
    each.ledger: each
    for each in (
        Document("procurements", "procurement_no", "award_supplier_key", "award_amount",
                 "coalesce(award_notice_date, result_pub_date, award_confirm_date)", "name", "procurement_no_key"),
        Document("contracts", "contract_no", "party_b_key", "amount", "sign_date", "contract_name",
                 "coalesce(contract_no_key, concat_ws('|', party_b_key, sign_date, amount))"),
        Document("acceptances", "acceptance_no", None, "accepted_amount", "acceptance_date", None,
                 "coalesce(acceptance_no, concat_ws('|', acceptance_date, accepted_amount))"),
        Document("invoices", "invoice_no", "seller_key", "amount_total", "invoice_date", "items",
                 "concat_ws('|', invoice_code, coalesce(invoice_no_key, concat_ws('|', seller_key, invoice_date)), amount_total)",
                 _ISSUED),
        Document("payments", "payment_no", "payee_key", "amount", "payment_date", "purpose",
                 "concat_ws('|', coalesce(payment_no, concat_ws('|', payee_key, purpose)), payment_date, amount)", _PAID),
        Document("assets", "asset_no", None, "original_value", "coalesce(book_date, acquire_date)", "asset_name",
                 "coalesce(asset_no_key, concat_ws('|', asset_name, acquire_date, original_value))"),
        Document("vouchers", "voucher_no", "counterparty_key", "coalesce(nullif(debit, 0), credit)", "voucher_date",
                 "summary", "coalesce(voucher_no_key, concat_ws('|', voucher_date, voucher_no))",
                 "NOT coalesce(is_closing, false)"),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Edge:
    """A row of ``source`` names a document of ``target`` in ``column``.

    ``window``: how many days the source's day may lie after the target's, least and most; ``days``: what the two days
    are called; ``parts``: several sources may share one target;
    ``several``: one source may be of several targets, and its amount the sum of theirs; ``batches``: sources of one day
    and name may be of one target, which is worth their sum.
    """

    source: str
    column: str
    target: str
    window: tuple[int, int]
    days: tuple[str, str]
    parts: bool = False
    several: bool = False
    batches: bool = False

    @property
    def name(self) -> str:
        return f"{self.source}.{self.column}"

    @property
    def view(self) -> str:
        return f"{self.source}_{self.column}"

    @property
    def target_view(self) -> str:
        return f"{self.target}_{DOCUMENTS[self.target].own}"

    @property
    def by_number(self) -> bool:
        """Whether another way of writing the number may still be recognised: voucher numbers are read in all forms."""
        return self.target != "vouchers"


# Those that name vouchers and invoices first: what hangs together by them is a reason for the others.
EDGES = (
    Edge("payments", "voucher_no", "vouchers", (-45, 10), ("付款", "凭证")),
    Edge("invoices", "voucher_no", "vouchers", (-180, 10), ("开票", "凭证")),
    Edge("assets", "voucher_no", "vouchers", (-120, 60), ("入账", "凭证"), batches=True),
    Edge("payments", "invoice_no", "invoices", (-30, 180), ("付款", "开票"), several=True),
    Edge("contracts", "procurement_no", "procurements", (-5, 180), ("签订", "中标")),
    Edge("payments", "contract_no", "contracts", (-90, 730), ("付款", "签订"), parts=True, several=True),
    Edge("invoices", "contract_no", "contracts", (-90, 730), ("开票", "签订"), parts=True),
    Edge("acceptances", "contract_no", "contracts", (-90, 730), ("验收", "签订")),
    Edge("assets", "contract_no", "contracts", (-90, 730), ("入账", "签订"), parts=True, batches=True),
)
BY_NAME = {edge.name: edge for edge in EDGES}
