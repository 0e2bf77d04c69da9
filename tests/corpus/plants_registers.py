"""More violations and near misses: of persons and duties, claims, assets, evaluations, and of rows that repeat another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.corpus.plants import BOUGHT, CENT, PLANTS, SMALL, TENDER, Books, Change, Plant, Row, _dates, _of, _one
from tests.corpus.plants_evidence import EVIDENCE
from tests.corpus.plants_statistics import STATISTICS

TRIP = {"claim_type": "差旅"}
TRAINING = {"claim_type": "培训"}
GENERAL = {"contract_no": None, "pay_method": "直接支付", "purpose": "付灯具更换款"}
# A contract that is signed on the day of another may be signed too late for all that came after.
SIGNED_LATER = ("VOU-009", "CON-001", "CON-002", "CON-003", "PUR-010", "VOU-006")
DECIDED = {"contract_no": ..., "meeting_minutes_no": ..., "approver": "示局长"}


def _other(row: Row, books: Books, ledger: str, *same: str) -> Row:
    """The first other row of ``ledger`` that has the same ``same``."""
    return next(each for each in books[ledger] if each is not row and all(each[name] == row[name] for name in same))


def _paid_again(row: Row, books: Books) -> dict[str, Any]:
    """Another payment without a contract once more, without an invoice."""
    first = next(p for p in books["payments"] if p["contract_no"] is None and p["amount"] >= 1000 and p is not row)
    names = ("payee", "payee_account", "amount", "purpose", "econ_class", "payment_date")
    return {name: first[name] for name in names} | {"invoice_no": None}


def _loser(row: Row, books: Books) -> dict[str, Any]:
    """One of the bidders that the contract's party won against."""
    purchase = _of(row, books, "procurements")
    lost = (bid for bid in books["bids"] if bid["procurement_no"] == purchase["procurement_no"])
    return {"payee": next(bid["bidder"] for bid in lost if bid["is_winner"] == "否")}


def _blacklisted(row: Row, books: Books) -> dict[str, Any]:
    """The contract stays as it is: its party was blacklisted a day before, or on the day after."""
    for supplier in books["suppliers"]:
        if supplier["name"] == row["party_b"]:
            supplier.update(blacklist="是", blacklist_date=row["sign_date"] - timedelta(1))
    return {}


def _days_of(row: Row, books: Books) -> dict[str, Any]:
    other = _other(row, books, "expense_claims", "claim_type", "claimant")
    return {"start_date": other["start_date"] + timedelta(1), "end_date": other["end_date"] + timedelta(1)}


def _together(row: Row, books: Books, other: Row, total: Decimal) -> dict[str, Any]:
    """From the same supplier on the same day as ``other``; together they cost ``total``."""
    names = ("party_b", "sign_date")
    return {name: other[name] for name in names} | {"amount": total - other["amount"]}


def _alike(row: Row, contracts: Iterable[Row]) -> Row:
    """Another small contract of its category that supplements none."""
    kept = ("procurement_method", "category")
    return next(
        each
        for each in contracts
        if each is not row
        and not {"unit", "parent_contract_no"} & {n for n in each if each[n]}
        and all(each[name] == row[name] for name in kept)
    )


def _reused(row: Row, books: Books) -> dict[str, Any]:
    """One file for two invoices."""
    other = _other(row, books, "evidence", "doc_type")
    other["doc_type"] = "发票"
    return {"doc_type": "发票", "sha256": other["sha256"]}


def _evaluated_later(row: Row, books: Books) -> dict[str, Any]:
    """Final accounts that hold no evaluation, which follows a day later."""
    for each in books["disclosures"]:
        if each["item_type"] == "绩效自评":
            each["publish_date"] = row["publish_date"] + timedelta(1)
    return {"content_items": "、".join(item for item in row["content_items"].split("、") if "绩效" not in item)}


def _next_sunday(day: date) -> date:
    return day + timedelta(6 - day.weekday() or 7)


def _priced(price: Decimal) -> Change:
    """A computer at another price, with depreciation in proportion."""

    def change(row: Row, _books: Books) -> dict[str, Any]:
        worn = (row["accumulated_dep"] * price / row["original_value"]).quantize(CENT)
        value = {"unit_price": price, "original_value": price, "accumulated_dep": worn, "net_value": price - worn}
        return {"asset_name": "台式计算机"} | value

    return change


MORE: tuple[Plant, ...] = (
    # Purchases. A thirtieth day that is a holiday moves to the next workday: 45 days are late whatever the calendar.
    Plant(
        "PUR-006",
        "violation",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, b: {"award_notice_date": _of(r, b, "contracts")["sign_date"] - timedelta(45)},
        ("DIS-006", "PUR-010"),
    ),
    Plant(
        "PUR-006",
        "near",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, b: {"award_notice_date": _of(r, b, "contracts")["sign_date"] - timedelta(30)},
        ("DIS-006", "PUR-010"),
    ),
    Plant(
        "PUR-010",
        "violation",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, _b: {"award_confirm_date": r["bid_deadline"] - timedelta(1)},
        ("DIS-006",),
    ),
    Plant(
        "PUR-010",
        "near",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, _b: {"award_confirm_date": r["bid_deadline"]},
        ("DIS-006",),
    ),
    _one("PUR-011", "procurements", "procurement_no", TENDER, {"sme_reserved": "否"}),
    _one("PUR-002", "procurements", "procurement_no", {"method": "电子卖场"}, {"org_form": "分散采购"}),
    Plant("CON-011", "violation", "payments", DECIDED, "document_no", _loser, ("VOU-003", "VOU-009")),
    # Payments and invoices
    Plant(
        "VOU-004",
        "violation",
        "payments",
        GENERAL,
        "document_no",
        _paid_again,
        ("BUD-003", "VOU-002", "VOU-003", "VOU-006"),
    ),
    Plant(
        "VOU-005",
        "violation",
        "invoices",
        {"contract_no": None},
        "invoice_no",
        lambda r, b: {"invoice_no": _other(r, b, "invoices", "contract_no")["invoice_no"]},
        ("VOU-003",),
    ),
    Plant(
        "VOU-009",
        "violation",
        "payments",
        BOUGHT,
        "document_no",
        lambda r, b: {"payment_date": _of(r, b, "acceptances")["acceptance_date"] + timedelta(31)},
        ("STA-004",),
    ),
    Plant(
        "VOU-009",
        "near",
        "payments",
        BOUGHT,
        "document_no",
        lambda r, b: {"payment_date": _of(r, b, "acceptances")["acceptance_date"] + timedelta(30)},
        ("STA-004",),
    ),
    _one("SOD-003", "payments", "document_no", BOUGHT, {"applicant": "示分管"}),
    Plant("SOD-004", "violation", "payments", DECIDED, "document_no", lambda _r, _b: {"approver": "示分管"}),
    Plant(
        "EXP-008",
        "violation",
        "payments",
        GENERAL,
        "document_no",
        lambda _r, _b: {
            "payee": "示监管",
            "payee_account": "6222000000000015",
            "payee_type": "个人",
            "purpose": "付评审费",
        },
        ("EXP-007", "VOU-003"),
    ),
    # Claims
    Plant("EXP-004", "violation", "expense_claims", TRIP, "claim_no", _days_of),
    Plant(
        "EXP-006",
        "violation",
        "expense_claims",
        TRAINING,
        "claim_no",
        lambda r, _b: {"total": Decimal(550) * r["persons"] * 2 + r["lecture_fee"] + CENT},
    ),
    Plant(
        "EXP-006",
        "near",
        "expense_claims",
        TRAINING,
        "claim_no",
        lambda r, _b: {"total": Decimal(550) * r["persons"] * 2 + r["lecture_fee"]},
    ),
    # Duties and rules
    _one("SOD-002", "staff", "name", {"post": "出纳"}, {"roles": "出纳、付款、会计档案保管"}),
    _one("SOD-007", "staff", "name", {"post": "采购员"}, {"post_start": date(2019, 6, 29)}),
    _one("SOD-007", "staff", "name", {"post": "采购员"}, {"post_start": date(2019, 6, 30)}, kind="near"),
    _one("SOD-006", "policies", "policy_no", {}, {"cites": "合同法"}),
    # Advances, assets
    _one(
        "ADV-002", "advances", "counterparty", {"kind": "借款"}, {"balance": "2000", "last_move_date": None}, "ADV-001"
    ),
    *_dates("AST-007", "asset_events", "event_no", "book_date", "event_date", 30, {"event_type": "报废"}),
    Plant(
        "AST-008",
        "violation",
        "asset_events",
        {"event_type": "报废"},
        "event_no",
        lambda r, _b: {"remit_amount": r["income"] - CENT},
    ),
    _one("AST-013", "asset_events", "event_no", {"event_type": "清查"}, {"event_type": "出租", "income": "0"}),
    Plant(
        "AST-004",
        "violation",
        "assets",
        {"contract_no": ...},
        "asset_no",
        lambda r, _b: {"original_value": r["original_value"] + 1000, "net_value": r["net_value"] + 1000},
        ("AST-010",),
    ),
    # Budgets, evaluations, disclosure
    Plant(
        "BUD-005",
        "violation",
        "budgets",
        {"carry_in_year": ...},
        "project_code",
        lambda r, _b: {"carry_in_year": 2021, "carry_in": r["paid"] + 1},
    ),
    Plant(
        "BUD-005",
        "near",
        "budgets",
        {"carry_in_year": ...},
        "project_code",
        lambda r, _b: {"carry_in_year": 2022, "carry_in": r["paid"] + 1},
    ),
    Plant(
        "BUD-006",
        "violation",
        "final_accounts",
        {"item": "基本支出"},
        "item",
        lambda r, _b: {"actual": r["actual"] - 1000},
    ),
    _one("PER-002", "self_eval_indicators", "indicator", {"level1": "产出指标"}, {"evidence_ref": None}),
    _one("PER-005", "self_eval_indicators", "indicator", {"level1": "产出指标"}, {"target_value": "有所提高"}),
    Plant(
        "DIS-003",
        "violation",
        "disclosures",
        {"item_type": "部门预算"},
        "disclosure_id",
        lambda r, _b: {"content_items": r["content_items"].replace("机关运行经费、", "")},
    ),
    # Income, evidence
    Plant("INC-002", "violation", "revenues", {}, "ticket_no", lambda _r, _b: {"voucher_no": None}),
    Plant(
        "EVI-008",
        "violation",
        "voucher_checks",
        {},
        "index_no",
        lambda r, _b: {"acceptance_date": r["acceptance_date"] + timedelta(1)},
    ),
    # Suppliers
    Plant(
        "SUP-001",
        "violation",
        "bids",
        {},
        "bidder",
        lambda r, b: {"phone": _other(r, b, "bids", "procurement_no")["phone"]},
    ),
    Plant(
        "SUP-002",
        "violation",
        "bids",
        {},
        "bidder",
        lambda r, b: {"mac": _other(r, b, "bids", "procurement_no")["mac"]},
    ),
    Plant(
        "SUP-005",
        "violation",
        "suppliers",
        {},
        "name",
        lambda _r, _b: {"bank_account": "6222000000000016"},
        ("VOU-003",),
    ),
    Plant("SUP-006", "violation", "contracts", SMALL, "contract_no", _blacklisted),
    Plant(
        "SUP-007",
        "violation",
        "suppliers",
        {},
        "name",
        lambda _r, b: {"bank_account": b["suppliers"][-1]["bank_account"]},
        ("VOU-003",),
    ),
    # What adds up, what other rows say
    Plant(
        "PUR-001",
        "violation",
        "contracts",
        SMALL,
        "contract_no",
        lambda r, b: _together(r, b, _alike(r, b["contracts"]), Decimal(500_000)),
        SIGNED_LATER,
    ),
    Plant(
        "PUR-001",
        "near",
        "contracts",
        SMALL,
        "contract_no",
        lambda r, b: _together(r, b, _alike(r, reversed(b["contracts"])), Decimal(500_000) - CENT),
        SIGNED_LATER,
    ),
    _one(
        "ADV-001", "advances", "counterparty", {"kind": "借款"}, {"balance": "2000", "last_move_date": None}, "ADV-002"
    ),
    _one("VOU-008", "payments", "document_no", BOUGHT, {"econ_class": "30211"}),
    Plant(
        "STA-004",
        "violation",
        "payments",
        {"contract_no": None, "purpose": "付桶装水款"},
        "document_no",
        lambda r, _b: {"payment_date": _next_sunday(r["payment_date"])},
    ),
    _one("EXP-001", "vouchers", "voucher_no", {"summary": "付邮寄费款"}, {"summary": "购香烟款"}),
    Plant("AST-012", "violation", "assets", {"contract_no": ...}, "asset_no", _priced(50_000 + CENT), ("AST-004",)),
    Plant("AST-012", "near", "assets", {"contract_no": ...}, "asset_no", _priced(Decimal(50_000)), ("AST-004",)),
    Plant(
        "DIS-009",
        "violation",
        "disclosures",
        {"item_type": "部门决算"},
        "disclosure_id",
        _evaluated_later,
        ("DIS-003",),
    ),
    _one(
        "EVI-002",
        "payments",
        "document_no",
        {"contract_no": None, "purpose": "付门锁更换款"},
        {"contract_no": "HT-2023-999"},
    ),
    Plant("EVI-004", "violation", "evidence", {"ref_ledger": "payments"}, "evidence_id", _reused, ("EVI-003",)),
    _one(
        "EVI-005",
        "evidence",
        "evidence_id",
        {"ref_ledger": "payments"},
        {"file_created": "2024-05-07 10:00:00", "modified_at": "2024-05-07 10:00:00"},
    ),
    Plant(
        "EVI-007",
        "violation",
        "gl_balances",
        {"account_code": "2103"},
        "account_code",
        lambda r, _b: {"closing": r["closing"] + 1},
    ),
)
ALL = EVIDENCE + PLANTS + MORE + STATISTICS
