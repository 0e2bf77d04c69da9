"""Violations and near misses of papers and numbers, stock-taking, works, approvals; and what the measures must come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from tests.corpus.days import workdays_after
from tests.corpus.plants import CENT, Books, Change, Plant, Row, _one

ASOF = date(2024, 6, 30)
SHARE = Decimal("0.00000001")


def _named(*parts: str) -> Callable[[Any], bool]:
    return lambda cell: all(part in str(cell) for part in parts)


def _costs(amount: str) -> dict[str, Any]:
    return {"amount": Decimal(amount)}


# The journal


def _voucher(row: Row, books: Books) -> list[Row]:
    same = (row.get("unit"), row["voucher_no"])
    return [line for line in books["vouchers"] if (line.get("unit"), line["voucher_no"]) == same]


def _rewrite(row: Row, books: Books, **cells: Any) -> dict[str, Any]:
    """The same cells in all lines of the voucher."""
    for line in _voucher(row, books):
        line.update(cells)
    return cells


def _rebook(line: Row, books: Books, account: str, name: str) -> dict[str, Any]:
    """A line in another of the accounts of debts; the balances follow."""
    month, debit, credit = line["period"], line["debit"] or 0, line["credit"] or 0
    for code, sign in ((line["account_code"], -1), (account, 1)):
        for balance in books["gl_balances"]:
            if balance["account_code"] == code and balance["period"] >= month:
                if balance["period"] == month:
                    balance["debit"] += sign * debit
                    balance["credit"] += sign * credit
                else:
                    balance["opening"] += sign * (credit - debit)
                balance["closing"] += sign * (credit - debit)
    return {"account_code": account, "account_name": name}


def _parked(line: Row, books: Books) -> dict[str, Any]:
    """Received and paid on through 其他应付款."""
    for other in books["vouchers"]:
        if other["account_code"] == line["account_code"] and other["debit"] == line["credit"]:
            other.update(_rebook(other, books, "2307", "其他应付款"))
    return _rebook(line, books, "2307", "其他应付款")


def _deposit(line: Row, books: Books) -> dict[str, Any]:
    return _parked(line, books) | _rewrite(line, books, summary="收检验押金")


def _told_after(days: int) -> Change:
    """The money was received so many days before it was told what for."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        told = next(
            line for line in books["vouchers"] if line["account_code"] == "2307" and line["debit"] == row["credit"]
        )
        return _rewrite(row, books, voucher_date=told["voucher_date"] - timedelta(days))

    return change


# Contracts and what belongs to them


def _at_once(accepted: int, paid: int) -> Change:
    """All papers of a contract within a few days."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        signed, number = row["sign_date"], row["contract_no"]
        for each in books["acceptances"]:
            if each["contract_no"] == number:
                day = signed + timedelta(accepted)
                each.update(acceptance_date=day, delivery_date=day, first_use_date=day)
        for each in books["invoices"]:
            if each["contract_no"] == number:
                each["invoice_date"] = signed + timedelta(accepted)
        for each in books["payments"]:
            if each["contract_no"] == number:
                day = signed + timedelta(paid)
                each.update(apply_date=signed, approval_date=signed, payment_date=day, sys_review_date=day)
        return {"perf_start_date": signed}

    return change


def _twin(days: int) -> Change:
    """The contract after it once more, so many days later, its number written with other zeros."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        other = _after(row, books["contracts"])
        head, tail = other["contract_no"].rsplit("-", 1)
        names = ("contract_name", "party_b", "supplier_credit_code", "amount")
        same = {name: other[name] for name in names}
        return same | {"contract_no": f"{head}-0{tail}", "sign_date": other["sign_date"] + timedelta(days)}

    return change


def _after(row: Row, rows: Iterable[Row]) -> Row:
    found = iter(rows)
    next(each for each in found if each is row)
    return next(found)


def _number_of_the_next(row: Row, books: Books) -> dict[str, Any]:
    return {"contract_no": _after(row, books["contracts"])["contract_no"]}


def _number_of_another_year(row: Row, books: Books) -> dict[str, Any]:
    signed = date(row["sign_date"].year + 1, 1, 3)
    return _number_of_the_next(row, books) | {"sign_date": signed, "approval_date": signed, "file_date": signed}


def _uncarded(accepted: date) -> Change:
    """Works on whose card no contract stands, accepted on another day."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        for card in books["assets"]:
            if card["contract_no"] == row["contract_no"]:
                card["contract_no"] = None
        for each in books["acceptances"]:
            if each["contract_no"] == row["contract_no"]:
                each["acceptance_date"] = accepted
        return {}

    return change


# Property, duties


def _counted_too_little(row: Row, books: Books) -> dict[str, Any]:
    """The last stock-taking was that of the year before for so much that less than nine tenths are left."""
    kept = {card["asset_no"]: card["original_value"] for card in books["assets"] if card["status"] != "已处置"}
    counted = sum(kept.values())
    counts = (event for event in books["asset_events"] if event["event_type"] == "清查")
    for event in sorted(counts, key=lambda event: -kept[event["asset_no"]]):
        if counted < sum(kept.values()) * Decimal("0.9"):
            break
        if event["actual_qty"] == event["book_qty"]:
            event["event_date"] = event["event_date"].replace(year=event["event_date"].year - 1)
            counted -= kept[event["asset_no"]]
    return {}


def _reconciled(month: int, day: int) -> Change:
    """The statement of the month bears no month and lies about since ``day`` of the next one."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        for paper in books["evidence"]:
            if f"年{month}月银行存款" in paper["file_name"]:
                made = datetime.combine(date(row["fiscal_year"], month + 1, day), time(10, 0))
                paper.update(
                    file_name="银行存款余额调节表.pdf", doc_date=made.date(), file_created=made, modified_at=made
                )
        return {}

    return change


# The measures, by hand


def _executed(books: Books) -> dict[str, Decimal]:
    counted = [row for row in books["final_accounts"] if row["item"] in ("基本支出", "项目支出")]
    spent, planned = (sum((row[name] for row in counted), Decimal(0)) for name in ("actual", "budget_final"))
    return {"numerator": spent, "denominator": planned, "rate": (spent / planned).quantize(SHARE)}


def _adjusted(books: Books) -> dict[str, Decimal]:
    (projects,) = (row for row in books["final_accounts"] if row["item"] == "项目支出")
    ordered = {"国家新政策", "不可抗力", "上级临时交办"}
    exempt: list[Decimal] = []
    counted: list[Decimal] = []
    for row in books["budget_adjustments"]:
        kept = row["reason_class"] in ordered and row["approval_no"]
        (exempt if kept else counted).append(row["amount"])
    net = projects["budget_final"] - projects["budget_initial"] - sum(exempt, Decimal(0))
    gross = sum(map(abs, counted), Decimal(0))
    planned = projects["budget_initial"]
    return {
        "net_adjustment": net,
        "gross_adjustment": gross,
        "net_rate": (net / planned).quantize(SHARE),
        "gross_rate": (gross / planned).quantize(SHARE),
    }


def _attained(books: Books) -> dict[str, Decimal]:
    scores = [Decimal(row["score"]) for row in books["self_evals"] if row["score"] is not None]
    return {"average": (sum(scores, Decimal(0)) / len(scores)).quantize(SHARE), "projects": Decimal(len(scores))}


# What changes a measure is found where it says so; what it does not count must leave it as it is.
MEASURES: Mapping[str, Callable[[Books], dict[str, Decimal]]] = {
    "BUD-001": _executed,
    "BUD-002": _adjusted,
    "PER-001": _attained,
}


def _bought(name: str, kind: str, cells: dict[str, Any], *also: str) -> Plant:
    return _one("PUR-003", "procurements", "procurement_no", {"name": f"{name}项目"}, cells, *also, kind=kind)


def _shown(name: str, kind: str, workdays: int) -> Plant:
    return Plant(
        "PUR-003", kind, "procurements", {"name": f"{name}项目"}, "procurement_no",
        lambda r, _b: {"single_src_pub_end": workdays_after(r["single_src_pub_start"], workdays)},
    )  # fmt: skip


def _signed(name: str) -> dict[str, Any]:
    return {"contract_name": _named("年度", name)}


def _pieces(amount: str, kind: str) -> Plant:
    """Three printers, by the summary; 1,000 each is an asset."""
    where = {"summary": "付办公用品款", "account_code": "5001", "debit": Decimal(amount)}
    return Plant("AST-003", kind, "vouchers", where, "voucher_no", lambda r, b: _rewrite(r, b, summary="付打印机3台款"))


def _without_papers(amount: str, kind: str) -> Plant:
    where = {"summary": "付办公用品款", "account_code": "5001", "debit": Decimal(amount)}
    return Plant("EVI-003", kind, "vouchers", where, "voucher_no", lambda r, b: _rewrite(r, b, attachment_count=0))


def _all() -> Iterator[Plant]:
    # Income in payables
    received = {"summary": "收检验检测收入", "account_code": "2103"}
    yield Plant("ADV-003", "violation", "vouchers", received, "voucher_no", _parked, ("INC-002",))
    yield Plant("ADV-003", "near", "vouchers", received, "voucher_no", _deposit, ("INC-002",))
    apart = {"summary": "收废旧物资处置款", "account_code": "2307"}
    yield Plant("ADV-003", "violation", "vouchers", apart, "voucher_no", _told_after(31), ("VOU-001", "STA-004"))
    yield Plant("ADV-003", "near", "vouchers", apart, "voucher_no", _told_after(30), ("VOU-001", "STA-004"))
    owed = {"account_code": "2103", "period": 12}
    yield _one("ADV-003", "gl_balances", "account_code", owed, {"closing": CENT}, "EVI-007", "AST-008")
    # Property
    yield _pieces("3000.00", "violation")
    yield _pieces("2999.97", "near")
    computer = {"event_type": "清查", "original_value": lambda value: value < 10_000, "actual_qty": "1"}
    for kind, days in (("violation", 91), ("near", 90)):
        cells = {"event_date": ASOF - timedelta(days), "actual_qty": "0"}
        yield _one("AST-009", "asset_events", "event_no", computer, cells, kind=kind)
    yield Plant(
        "AST-009",
        "violation",
        "assets",
        {"asset_name": "台式计算机", "contract_no": None},
        "asset_no",
        _counted_too_little,
    )
    works = {"category": "工程", "contract_name": _named("修缮")}
    yield Plant("AST-011", "violation", "contracts", works, "contract_no", _uncarded(ASOF - timedelta(366)))
    works = {"category": "工程", "contract_name": _named("改造")}
    yield Plant("AST-011", "near", "contracts", works, "contract_no", _uncarded(ASOF - timedelta(365)))
    # Contracts
    yield Plant("CON-006", "violation", "contracts", _costs("50000.00"), "contract_no", _at_once(1, 3), ("STA-004",))
    yield Plant("CON-006", "near", "contracts", _costs("50000.00"), "contract_no", _at_once(1, 4), ("STA-004",))
    yield Plant("CON-006", "near", "contracts", _costs("49999.99"), "contract_no", _at_once(1, 3), ("STA-004",))
    for last, kind in (("12499.99", "violation"), ("12499.98", "near")):
        yield Plant(
            "CON-007", kind, "payments", _costs(last), "document_no", lambda r, _b: {"amount": r["amount"] + CENT}
        )
    yield _one("CON-007", "contracts", "contract_no", _signed("报刊"), {"missing_terms": "违约责任"})
    yield _one("CON-007", "contracts", "contract_no", _signed("热线"), {"missing_terms": "附件清单"}, kind="near")
    yield Plant("EVI-006", "violation", "contracts", _signed("饮水"), "contract_no", _number_of_the_next)
    yield Plant("EVI-006", "near", "contracts", _signed("窗帘"), "contract_no", _number_of_another_year)
    yield Plant("EVI-006", "violation", "contracts", _signed("印刷"), "contract_no", _twin(3))
    yield Plant("EVI-006", "near", "contracts", _signed("垃圾"), "contract_no", _twin(4))
    # Cells that cannot be
    for kind, amount in (("violation", "8.00"), ("near", "7.99")):
        yield _one("EVI-001", "contracts", "contract_no", _costs("80080.00"), _costs(amount), "CON-008", kind=kind)
    for kind, name, day in (("violation", "开锁", date(2012, 12, 31)), ("near", "除尘", date(2013, 1, 1))):
        yield _one(
            "EVI-001", "contracts", "contract_no", _signed(name), {"sign_date": day, "file_date": day}, kind=kind
        )
    small = {"contract_no": None, "purpose": "付办公用品款"}
    for kind, day in (("violation", ASOF + timedelta(1)), ("near", ASOF)):
        yield _one("EVI-001", "payments", "document_no", small, {"payment_date": day}, "STA-004", "VOU-006", kind=kind)
    # Papers
    yield _without_papers("1000.00", "violation")
    yield _without_papers("999.99", "near")
    yield _one("EVI-003", "evidence", "evidence_id", {"evidence_id": "E0017"}, {"doc_type": "发票"})
    petty = {"contract_no": None, "items": "*桶装水*桶装水"}
    yield Plant(
        "EVI-009", "violation", "invoices", petty, "invoice_no",
        lambda r, _b: {"invoice_date": r["invoice_date"] + timedelta(1)},
    )  # fmt: skip
    yield Plant(
        "EVI-009", "near", "invoices", petty, "invoice_no",
        lambda r, _b: {"invoice_date": f"{r['invoice_date']:%Y年%-m月}"},
    )  # fmt: skip
    # Approvals
    below = {"budget_amount": Decimal("3999999.99"), "method_approval_no": None}
    yield _bought("检验数据专线", "violation", {"method_approval_no": None})
    yield _bought("标准文献库", "near", below | {"single_src_pub_start": None, "single_src_pub_end": None}, "DIS-008")
    yield _bought("检验软件升级", "violation", {"single_src_pub_start": None, "single_src_pub_end": None})
    yield _shown("计量标准溯源", "violation", 4)
    yield _shown("抽检系统接口开发", "near", 5)
    limit = {"budget_amount": Decimal(4_000_000)}
    yield _bought("执法指挥中心改造", "violation", limit)
    yield _bought("实验室扩建", "near", limit | {"method": "邀请招标"})
    # Duties
    for kind, month, until in (("violation", 3, 21), ("near", 5, 20)):
        bank = {"account_code": "1002", "period": month}
        yield Plant("SOD-008", kind, "vouchers", bank, "voucher_no", _reconciled(month, until))
    yield _one("SOD-008", "staff", "name", {"name": "示稽查"}, {"roles": "出纳、银行对账"}, "SOD-002")
    # Measures
    yield _one("BUD-001", "final_accounts", "item", {"item": "项目支出"}, {"actual": Decimal(6_000_000)}, "BUD-006")
    yield _one(
        "BUD-001", "final_accounts", "item", {"item": "本年收入合计"}, {"actual": Decimal(9_000_000)}, kind="near"
    )
    exempted = {"reason_class": "上级临时交办"}
    own = {"reason_class": "单位自身"}
    yield _one("BUD-002", "budget_adjustments", "adj_no", own, {"amount": Decimal(21_000)})
    yield _one("BUD-002", "budget_adjustments", "adj_no", own, exempted, kind="near")
    yield _one("PER-001", "self_evals", "project_code", {}, {"score": "90.25"}, "PER-003")
    yield _one("PER-001", "self_evals", "project_code", {}, {"score": None}, kind="near")


EVIDENCE: tuple[Plant, ...] = tuple(_all())
