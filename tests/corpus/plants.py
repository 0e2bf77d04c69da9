"""Violations and near misses, each one step away from the clean year: which rows, what becomes of them, what must be found.

A near miss stands exactly on the limit: nothing may be found of it. ``also`` names checks that rightly speak of the same
change (who pays before the signature pays before acceptance too).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.corpus.clean import UNIT
from tests.corpus.days import workday, workdays_after
from tests.corpus.people import credit_code

Row = dict[str, Any]
Books = dict[str, list[Row]]
Change = Callable[[Row, Books], Mapping[str, Any]]
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Plant:
    """``change`` returns the new cells of the row that ``where`` chose; ``key`` names it where it is told."""

    check: str
    kind: str  # violation | near
    ledger: str
    where: Mapping[str, Any]
    key: str
    change: Change
    also: tuple[str, ...] = ()


def _of(row: Row, books: Books, ledger: str) -> Row:
    """The contract, purchase or acceptance that belongs to the contract number of ``row``."""
    return next(each for each in books[ledger] if each["contract_no"] == row["contract_no"])


def _dates(check: str, ledger: str, key: str, moved: str, base: str, limit: int, where: Mapping[str, Any], *also: str,
           earlier: bool = False) -> Iterator[Plant]:  # fmt: skip
    """``moved`` may lie ``limit`` days after ``base`` and no more (``earlier``: at least so many, and no fewer)."""
    beyond = limit - 1 if earlier else limit + 1
    yield Plant(check, "violation", ledger, where, key, lambda r, _b: {moved: r[base] + timedelta(beyond)}, also)
    yield Plant(check, "near", ledger, where, key, lambda r, _b: {moved: r[base] + timedelta(limit)}, also)


def _workdays(check: str, moved: str, base: str, limit: int, *also: str, fewest: bool = False) -> Iterator[Plant]:
    beyond = limit - 1 if fewest else limit + 1
    for kind, count in (("violation", beyond), ("near", limit)):
        yield Plant(
            check, kind, "procurements", TENDER, "procurement_no",
            lambda r, _b, count=count: {moved: workdays_after(r[base], count)}, also,
        )  # type: ignore[misc]  # fmt: skip


def _one(
    check: str,
    ledger: str,
    key: str,
    where: Mapping[str, Any],
    cells: Mapping[str, Any],
    *also: str,
    kind: str = "violation",
) -> Plant:
    return Plant(check, kind, ledger, where, key, lambda _r, _b: cells, also)


TENDER = {"method": "公开招标"}
OF_TENDER = {"procurement_method": "公开招标"}
SMALL = {"procurement_method": "自行采购", "parent_contract_no": None}
MALL = {"procurement_method": "电子卖场"}
BOUGHT = {"is_advance": "否", "contract_no": ...}
PLANTS: tuple[Plant, ...] = (
    *_dates("CON-001", "contracts", "contract_no", "perf_start_date", "sign_date", 0, SMALL, earlier=True),
    Plant(
        "CON-002",
        "violation",
        "acceptances",
        {},
        "contract_no",
        lambda r, b: {"acceptance_date": _of(r, b, "contracts")["sign_date"] - timedelta(1)},
        ("CON-001", "PUR-010", "STA-004", "PUR-009", "VOU-009"),
    ),
    Plant(
        "CON-002",
        "near",
        "acceptances",
        {},
        "contract_no",
        lambda r, b: {"acceptance_date": _of(r, b, "contracts")["sign_date"]},
        ("PUR-009", "VOU-009"),
    ),
    Plant(
        "CON-003",
        "violation",
        "payments",
        BOUGHT,
        "contract_no",
        lambda r, b: {"payment_date": _of(r, b, "contracts")["sign_date"] - timedelta(1)},
        ("PUR-010", "VOU-002", "STA-004", "PUR-009", "CON-001"),
    ),
    Plant(
        "CON-003",
        "near",
        "payments",
        BOUGHT,
        "contract_no",
        lambda r, b: {"payment_date": _of(r, b, "contracts")["sign_date"]},
        ("PUR-010", "VOU-002", "PUR-009"),
    ),
    _one("CON-004", "contracts", "contract_no", SMALL, {"seal_name": f"{UNIT}办公室"}),
    _one("CON-004", "contracts", "contract_no", SMALL, {"seal_name": f"{UNIT}合同专用章"}, kind="near"),
    *_dates("CON-005", "contracts", "contract_no", "authorization_expiry", "sign_date", 0, MALL, earlier=True),
    Plant(
        "CON-008",
        "violation",
        "contracts",
        SMALL,
        "contract_no",
        lambda r, _b: {"amount": r["amount"] - CENT},
        ("PUR-009",),
    ),
    Plant(
        "CON-009",
        "violation",
        "contracts",
        {"parent_contract_no": ...},
        "parent_contract_no",
        lambda r, _b: {"amount": r["amount"] + Decimal(1)},
        ("VOU-009",),
    ),
    Plant(
        "CON-010",
        "violation",
        "contracts",
        OF_TENDER,
        "contract_no",
        lambda r, _b: {"perf_bond": (r["amount"] / 10).quantize(CENT) + CENT},
    ),
    Plant("CON-010", "near", "contracts", OF_TENDER, "contract_no", lambda r, _b: {"perf_bond": (r["amount"] // 10)}),
    *_dates(
        "PUR-004", "procurements", "procurement_no", "bid_deadline", "doc_start", 20, TENDER, "STA-004", earlier=True
    ),
    _one("PUR-005", "procurements", "procurement_no", TENDER, {"valid_bidders": 2}),
    _one("PUR-005", "procurements", "procurement_no", TENDER, {"valid_bidders": 3}, kind="near"),
    Plant(
        "PUR-007",
        "violation",
        "procurements",
        {"method": "电子卖场"},
        "procurement_no",
        lambda _r, _b: {"award_supplier": "示例无关文化传播有限公司"},
    ),
    Plant(
        "PUR-008",
        "violation",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, _b: {"budget_amount": r["award_amount"] - CENT},
        ("DIS-008",),
    ),
    Plant(
        "PUR-008",
        "near",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, _b: {"budget_amount": r["award_amount"]},
        ("DIS-008",),
    ),
    Plant(
        "PUR-009",
        "violation",
        "acceptances",
        {},
        "contract_no",
        lambda r, _b: {"acceptance_deadline": workday(r["acceptance_date"] - timedelta(1), back=True)},
    ),
    Plant(
        "PUR-009", "near", "acceptances", {}, "contract_no", lambda r, _b: {"acceptance_deadline": r["acceptance_date"]}
    ),
    *_dates(
        "DIS-001", "disclosures", "item_type", "publish_date", "approve_date", 20, {"item_type": "部门预算"}, "DIS-009"
    ),
    *_dates(
        "DIS-002", "disclosures", "item_type", "publish_date", "approve_date", 20, {"item_type": "部门决算"}, "DIS-009"
    ),
    *_dates("DIS-004", "procurements", "procurement_no", "intention_date", "notice_date", -30, TENDER, "DIS-008"),
    *_workdays("DIS-005", "notice_end", "notice_date", 5, fewest=True),
    *_workdays("DIS-006", "result_pub_date", "award_confirm_date", 2, "DIS-008"),
    Plant(
        "DIS-007",
        "violation",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, b: {"contract_pub_date": workdays_after(_of(r, b, "contracts")["sign_date"], 3)},
        ("DIS-008",),
    ),
    Plant(
        "DIS-007",
        "near",
        "procurements",
        TENDER,
        "procurement_no",
        lambda r, b: {"contract_pub_date": workdays_after(_of(r, b, "contracts")["sign_date"], 2)},
        ("DIS-008",),
    ),
    Plant(
        "DIS-008",
        "violation",
        "disclosures",
        {"item_type": "结果公告"},
        "procurement_no",
        lambda r, _b: {"amount": r["amount"] + 1000},
    ),
    *_dates("AST-001", "assets", "asset_no", "tag_date", "book_date", 30, {"contract_no": ...}),
    *_dates(
        "AST-002", "assets", "asset_no", "book_date", "acceptance_date", 30, {"contract_no": ...}, "AST-005", "AST-001"
    ),
    Plant(
        "AST-005",
        "violation",
        "assets",
        {"contract_no": ...},
        "asset_no",
        lambda r, _b: {"accumulated_dep": r["original_value"], "net_value": Decimal(0)},
        ("AST-004",),
    ),
    *_dates("AST-006", "asset_events", "asset_no", "approval_date", "event_date", 0, {"event_type": "报废"}, "AST-007"),
    _one("AST-010", "assets", "asset_no", {"contract_no": ...}, {"custodian": None}),
    Plant(
        "BUD-003",
        "violation",
        "budgets",
        {"exp_type": "项目支出"},
        "project_code",
        lambda r, _b: {"budget_final": r["paid"] - 50_000},
        ("BUD-006", "PER-002", "BUD-002", "PER-003"),
    ),
    *_dates("BUD-004", "budget_adjustments", "adj_no", "approval_date", "adj_date", 0, {}),
    Plant(
        "BUD-007",
        "violation",
        "payments",
        BOUGHT,
        "document_no",
        lambda _r, _b: {"econ_class": "30101"},
        ("VOU-008", "AST-003"),
    ),
    *_dates("VOU-002", "payments", "document_no", "approval_date", "payment_date", 0, BOUGHT, "EVI-005", "STA-004"),
    _one("VOU-003", "payments", "document_no", BOUGHT, {"payee": "示例无关商贸有限公司"}, "VOU-009"),
    _one("VOU-006", "invoices", "invoice_no", {"contract_no": ...}, {"buyer_tax_no": credit_code(888_888)}),
    _one("VOU-006", "invoices", "invoice_no", {"contract_no": ...}, {"status": "红冲"}),
    _one(
        "VOU-007",
        "payments",
        "document_no",
        BOUGHT,
        {"pay_method": "现金"},
        "EXP-007",
    ),
    Plant(
        "EXP-003",
        "violation",
        "expense_claims",
        {"claim_type": "差旅"},
        "claim_no",
        lambda _r, _b: {"lodging": Decimal("700.01")},
    ),
    Plant(
        "EXP-003",
        "near",
        "expense_claims",
        {"claim_type": "差旅"},
        "claim_no",
        lambda _r, _b: {"lodging": Decimal(700)},
    ),
    _one("EXP-002", "expense_claims", "claim_no", {"claim_type": "公务接待"}, {"accompany_count": 4, "persons": 12}),
    Plant(
        "EXP-005",
        "violation",
        "expense_claims",
        {"claim_type": "会议"},
        "claim_no",
        lambda r, _b: {"total": Decimal(550) * r["persons"] + CENT},
    ),
    Plant(
        "EXP-005",
        "near",
        "expense_claims",
        {"claim_type": "会议"},
        "claim_no",
        lambda r, _b: {"total": Decimal(550) * r["persons"]},
    ),
    _one("EXP-007", "expense_claims", "claim_no", {"claim_type": "差旅"}, {"pay_method": "现金"}),
    *_dates("PER-004", "self_evals", "project_code", "submit_date", "due_date", 0, {}),
    _one("PER-003", "self_evals", "project_code", {}, {"score": "98.99"}),
    _one("PER-003", "self_evals", "project_code", {}, {"score": "99.00"}, kind="near"),
    Plant("INC-001", "violation", "revenues", {}, "ticket_no", lambda r, _b: {"remit_amount": r["amount"] - CENT}),
    *_dates("INC-001", "revenues", "ticket_no", "remit_date", "issue_date", 5, {}),
    _one("ADV-004", "advances", "counterparty", {"kind": "履约保证金"}, {"due_date": date(2024, 5, 29)}),
    _one("ADV-004", "advances", "counterparty", {"kind": "履约保证金"}, {"due_date": date(2024, 5, 31)}, kind="near"),
    _one("SOD-001", "vouchers", "voucher_no", {"is_closing": "否"}, {"preparer": "示财务", "poster": "示财务"}),
    _one(
        "SOD-005", "policy_checks", "domain", {"domain": "合同"}, {"seen": "未见", "policy_title": None, "doc_no": None}
    ),
    _one("EVI-010", "metrics", "indicator", {}, {"value": "50.00%"}),
)


def choose(plant: Plant, books: Books, used: set[int], taken: set[str]) -> Row | None:
    """A row that no other plant has, of a contract that no other plant has."""
    for row in books[plant.ledger]:
        if row.get("unit") != plant.where.get("unit"):
            continue  # of another body
        if id(row) in used or (plant.ledger != "voucher_checks" and taken & _numbers(row)):
            continue
        if all(_is(row.get(name), value) for name, value in plant.where.items()):
            return row
    return None


def _is(cell: Any, wanted: Any) -> bool:
    """``...``: anything; a function says it of what is there."""
    if wanted is ...:
        return cell is not None
    return cell is not None and bool(wanted(cell)) if callable(wanted) else bool(cell == wanted)


def _numbers(row: Row) -> set[str]:
    names = ("contract_no", "procurement_no", "parent_contract_no", "claim_no")
    return {str(row[name]) for name in names if row.get(name)}


@dataclass(frozen=True)
class Planted:
    plant: Plant
    row_id: int  # of the row in the workspace
    label: str
    changed: frozenset[int]  # rows: this one, and what changed with it


def plant_all(books: Books, plants: tuple[Plant, ...] = PLANTS) -> tuple[list[Planted], list[Plant]]:
    """Change ``books``; what was planted where, and what found no place beside the others."""
    # Rows are numbered from 1 through all ledgers in their order.
    numbers = {id(row): number for number, row in enumerate((r for rows in books.values() for r in rows), 1)}
    used: set[int] = set()
    taken = {str(row["contract_no"]) for row in books["voucher_checks"]}  # paper would outrank the change
    done, left = [], []
    before = [dict(row) for rows in books.values() for row in rows]
    for plant in plants:
        row = choose(plant, books, used, taken)
        if row is None:
            left.append(plant)
            continue
        used.add(id(row))
        taken |= _numbers(row)
        row.update(plant.change(row, books))
        key = {"document_no": "payment_no"}.get(plant.key, plant.key)
        changed = {numbers[id(row)]}
        for number, each in enumerate(each for rows in books.values() for each in rows):
            if each != before[number]:
                before[number] = dict(each)
                changed.add(number + 1)
        done.append(Planted(plant, numbers[id(row)], f"{plant.key} = {row[key]}", frozenset(changed)))
    return done, left
