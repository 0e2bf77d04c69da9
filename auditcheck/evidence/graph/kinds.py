"""Kinds of documents in a chain: their ledger, what names them, when they happened, and what is told of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """``dates``: columns with the word for what happened on that day, the first filled one is the document's own day;
    ``facts``: further columns that are shown where they are filled; ``lane``: its place from the first step to the last."""

    name: str
    zh: str
    ledger: str
    lane: int
    number: str
    dates: tuple[tuple[str, str], ...]
    title: str | None = None
    amount: str | None = None
    party: str | None = None
    facts: tuple[str, ...] = ()


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "procurement", "采购", "procurements", 0, "procurement_no",
            (("award_notice_date", "中标通知"), ("award_confirm_date", "确定中标"), ("result_pub_date", "结果公告"),
             ("notice_date", "采购公告"), ("bid_deadline", "投标截止")),
            "name", "award_amount", "award_supplier", ("method", "budget_amount", "ceiling_price", "handler"),
        ),
        Kind("minutes", "集体决策", "", 1, "", ()),
        Kind("approval", "审批", "", 1, "", ()),
        Kind(
            "contract", "合同", "contracts", 2, "contract_no", (("sign_date", "签订"), ("perf_start_date", "开始履行")),
            "contract_name", "amount", "party_b",
            ("seal_name", "signatory", "authorization_no", "procurement_method", "handler"),
        ),
        Kind(
            "acceptance", "验收", "acceptances", 3, "acceptance_no",
            (("acceptance_date", "验收"), ("delivery_date", "交付"), ("first_use_date", "启用")),
            None, "accepted_amount", None, ("result", "acceptors"),
        ),
        Kind(
            "invoice", "发票", "invoices", 4, "invoice_no", (("invoice_date", "开票"),), "items", "amount_total", "seller",
            ("status",),
        ),
        Kind(
            "claim", "报销单", "expense_claims", 4, "claim_no", (("end_date", "行程结束"), ("start_date", "行程开始")),
            "claim_type", "total", "claimant", ("city", "persons", "plan_no", "official_letter_no"),
        ),
        Kind(
            "payment", "付款", "payments", 5, "payment_no", (("payment_date", "付款"),), "purpose", "amount", "payee",
            ("pay_method", "is_advance", "status"),
        ),
        Kind(
            "voucher", "凭证", "vouchers", 6, "voucher_no", (("voucher_date", "记账"),), "summary", None, "counterparty",
            ("attachment_count", "preparer", "reviewer"),
        ),
        Kind(
            "asset", "资产", "assets", 7, "asset_no", (("book_date", "入账"), ("acquire_date", "取得"), ("tag_date", "贴标")),
            "asset_name", "original_value", None, ("quantity", "tag_no", "use_dept", "location"),
        ),
        Kind(
            "document", "附件", "evidence", 8, "evidence_id", (("doc_date", "载明"),), "file_name", None, None,
            ("doc_type", "sha256", "received_at", "provider", "problem"),
        ),
    )
}  # fmt: skip
BY_LEDGER = {kind.ledger: kind for kind in KINDS.values() if kind.ledger}

# What leads from a document towards the first step of its business, and from there down to all that belongs to it.
UP = {
    "evidence": ("vouchers", "contracts", "invoices", "procurements"),
    "vouchers": ("payments", "invoices", "assets", "expense_claims", "contracts"),
    "payments": ("contracts", "invoices"),
    "invoices": ("contracts", "payments"),
    "assets": ("contracts", "vouchers"),
    "acceptances": ("contracts",),
    "contracts": ("procurements",),
}
DOWN = {
    "procurements": ("contracts",),
    "contracts": ("payments", "invoices", "acceptances", "assets", "vouchers"),
    "payments": ("invoices", "vouchers"),
    "invoices": ("payments", "vouchers"),
    "assets": ("vouchers",),
    "expense_claims": ("vouchers",),
}


@dataclass(frozen=True, order=True)
class Ref:
    """A document: its ledger, its body, and the row (of a voucher what makes its lines one)."""

    ledger: str
    unit: str
    identity: str

    @property
    def id(self) -> str:
        return f"{BY_LEDGER[self.ledger].name}:{self.identity}"
