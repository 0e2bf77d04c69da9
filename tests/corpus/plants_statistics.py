"""What many rows say together: digits, repetitions, clusters, the year's end; and numbers of vouchers, fees, decisions.

Planted in the books of two subordinate bodies, beyond the limit in those of the centre, exactly on it in the institute's.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from tests.corpus.plants import CENT, Books, Change, Plant, Row
from tests.corpus.subordinates import CENTRE, INSTITUTE, LIMIT

ROUND = Decimal(1_000)


def _pair(
    check: str, ledger: str, key: str, where: dict[str, Any], beyond: Change, on: Change, *also: str
) -> Iterator[Plant]:
    yield Plant(check, "violation", ledger, {"unit": CENTRE, **where}, key, beyond, also)
    yield Plant(check, "near", ledger, {"unit": INSTITUTE, **where}, key, on, also)


def _lines(row: Row, books: Books) -> list[Row]:
    """The lines of the voucher that ``row`` is of, or that it names."""
    same = ("unit", "voucher_no")
    return [each for each in books["vouchers"] if all(each.get(name) == row[name] for name in same)]


def _of_voucher(row: Row, books: Books, **cells: Any) -> dict[str, Any]:
    """The same cells in all lines of a voucher."""
    for each in _lines(row, books):
        each.update(cells)
    return cells


def _charged(row: Row, books: Books, amount: Decimal, owed: str = "2302") -> dict[str, Any]:
    """What one line charges and the other owes."""
    for each in _lines(row, books):
        each.update({"debit": amount} if each["debit"] is not None else {"credit": amount, "account_code": owed})
    return {"debit": amount}


def _paid(row: Row, books: Books, amount: Decimal, whole: bool = False) -> dict[str, Any]:
    """A payment of another sum, as its voucher and its invoice have it, or all that belongs to it (``whole``)."""
    for each in _lines(row, books):
        each.update({side: amount for side in ("debit", "credit") if each[side] is not None})
    for each in books["invoices"]:
        if each["invoice_no"] == row["invoice_no"]:
            each["amount_total"] = amount
    for ledger, name in (("contracts", "amount"), ("acceptances", "accepted_amount")):
        for each in books[ledger] if whole else ():
            if each["contract_no"] == row["contract_no"]:
                each[name] = amount
    return {"amount": amount}


def _of_unit(row: Row, books: Books, ledger: str) -> list[Row]:
    return [each for each in books[ledger] if each.get("unit") == row["unit"]]


def _deviation(amounts: list[Decimal]) -> float:
    """How far the first digits lie from Benford's law, on the mean."""
    counts = Counter(int(f"{amount:e}"[0]) for amount in amounts)
    return sum(abs(counts[digit] / len(amounts) - math.log10(1 + 1 / digit)) for digit in range(1, 10)) / 9


def _ones(limit: float, beyond: bool) -> Change:
    """Sums are moved to begin with 1 for as long as the deviation stays within ``limit``; or one further."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        expenses = [
            each for each in _of_unit(row, books, "vouchers")
            if each["account_code"].startswith("5") and each["debit"] and each["debit"] >= 10 and "补贴" not in each["summary"]
        ]  # fmt: skip
        high = [each for each in expenses if each["summary"].startswith("列支") and str(each["debit"])[0] in "89"]
        row_first = sorted(high, key=lambda each: each is not row)
        for each in row_first:
            before = each["debit"]
            _charged(each, books, Decimal("1" + str(before)[1:]))
            if _deviation([every["debit"] for every in expenses]) > limit:
                if not beyond:
                    _charged(each, books, before)
                break
        return {"debit": row["debit"]}

    return change


def _again(row: Row, books: Books) -> dict[str, Any]:
    """Ten or eleven days after another allowance of the same sum, in its words."""
    first = next(
        each for each in _of_unit(row, books, "vouchers")
        if each["debit"] == row["debit"] and each["account_code"] == row["account_code"] and each["voucher_date"] < row["voucher_date"]
        and (row["voucher_date"] - each["voucher_date"]).days in (10, 11)
    )  # fmt: skip
    return _of_voucher(row, books, summary=first["summary"])


def _year_end(beyond: Decimal) -> Change:
    """So much in December that it is just a fourth of the year, and ``beyond`` that."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        rest = [each for each in _of_unit(row, books, "payments") if each is not row]
        late = sum((each["amount"] for each in rest if each["payment_date"].month == 12), Decimal(0))
        early = sum((each["amount"] for each in rest if each["payment_date"].month < 12), Decimal(0))
        return _paid(row, books, (early / 3 - late).quantize(CENT, ROUND_DOWN) + beyond, whole=True)

    return change


def _next_number(row: Row, books: Books) -> dict[str, Any]:
    head, _dash, number = row["voucher_no"].rpartition("-")
    return _of_voucher(row, books, voucher_no=f"{head}-{int(number) + 1:04d}")


def _before(row: Row, books: Books, days: int) -> dict[str, Any]:
    """Dated ``days`` before the voucher that its number follows."""
    dated = {each["voucher_no"]: each["voucher_date"] for each in _of_unit(row, books, "vouchers")}
    head, _dash, number = row["voucher_no"].rpartition("-")
    return _of_voucher(row, books, voucher_date=dated[f"{head}-{int(number) - 1:04d}"] - timedelta(days))


def _budgetary(more: Decimal) -> Change:
    """The budgetary half of an entry otherwise than the financial one."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        for each in _lines(row, books):
            if each["account_code"] in ("7101", "8001"):
                side = "debit" if each["debit"] is not None else "credit"
                each[side] += more
        return {}

    return change


def _days_after(days: int) -> Change:
    """Paid so many days after the later of acceptance and invoice."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        accepted = next(
            each["acceptance_date"] for each in books["acceptances"] if each["contract_no"] == row["contract_no"]
        )
        billed = next(each["invoice_date"] for each in books["invoices"] if each["invoice_no"] == row["invoice_no"])
        return {"payment_date": max(accepted, billed) + timedelta(days)}

    return change


def _refused(days: int) -> Change:
    """The result was refused, the fee paid so many days after that."""

    def change(row: Row, books: Books) -> dict[str, Any]:
        accepted = next(each for each in books["acceptances"] if each["contract_no"] == row["contract_no"])
        accepted["result"] = "不合格"
        return {"payment_date": accepted["acceptance_date"] + timedelta(days)}

    return change


def _signed(row: Row, books: Books) -> date:
    day: date = next(each["sign_date"] for each in books["contracts"] if each["contract_no"] == row["ref_key"])
    return day


def _met(row: Row, books: Books) -> dict[str, Any]:
    """The firm that met the first two of this tender at the tenders before it."""
    first = next(each["procurement_no"] for each in _of_unit(row, books, "bids"))
    third = [each for each in books["bids"] if each["procurement_no"] == first][2]
    return {"bidder": third["bidder"], "credit_code": third["credit_code"]}


def _summary(name: str) -> dict[str, Any]:
    return {"summary": name, "debit": lambda cell: True}


STATISTICS: tuple[Plant, ...] = (
    Plant("STA-002", "violation", "vouchers", {"unit": CENTRE} | _summary("发外勤补贴第4批"), "voucher_no", _again),
    Plant("STA-002", "near", "vouchers", {"unit": INSTITUTE} | _summary("发外勤补贴第5批"), "voucher_no", _again),
    *_pair("STA-005", "payments", "document_no", {"purpose": "付实验室管线维护第3期款"},
           lambda r, b: _paid(r, b, LIMIT - CENT), lambda r, b: _paid(r, b, LIMIT)),
    # Another round sum makes them more than a fourth, or a fourth.
    *_pair("STA-003", "payments", "document_no", {"purpose": "付检测试剂02款"},
           lambda r, b: _paid(r, b, ROUND * 7), lambda r, b: _paid(r, b, ROUND * 7)),
    *_pair("STA-003", "payments", "document_no", {"purpose": "付仪器检定服务款"},
           lambda r, b: _paid(r, b, ROUND * 310, whole=True), lambda r, b: _paid(r, b, ROUND * 290, whole=True)),
    # Six deviations above the middle: 2 to the 12 and 6 times 2 to the 1.
    *_pair("STA-007", "vouchers", "voucher_no", _summary("发外勤补贴第12批"),
           lambda r, b: _charged(r, b, Decimal(2) ** 18 + 1), lambda r, b: _charged(r, b, Decimal(2) ** 18)),
    *_pair("VOU-001", "vouchers", "voucher_no", _summary("发外勤补贴第43批"),
           _next_number, lambda r, b: _of_voucher(r, b, void_flag="是")),
    *_pair("VOU-001", "vouchers", "voucher_no", _summary("发外勤补贴第20批"),
           lambda r, b: _before(r, b, 1), lambda r, b: _before(r, b, 0)),
    *_pair("VOU-010", "payments", "document_no", {"purpose": "付地面修补款"},
           _days_after(61), _days_after(60), "STA-004"),
    *_pair("VOU-010", "vouchers", "voucher_no", _summary("发外勤补贴第44批"),
           lambda r, b: _charged(r, b, LIMIT, "2307"), lambda r, b: _charged(r, b, LIMIT - CENT, "2307"), "STA-007"),
    *_pair("VOU-011", "evidence", "evidence_id", {"doc_type": "会议纪要"},
           lambda r, b: {"doc_date": _signed(r, b) + timedelta(1)}, lambda r, b: {"doc_date": _signed(r, b)}),
    *_pair("VOU-012", "vouchers", "voucher_no", {"account_code": "8001"},
           _budgetary(CENT * 2), _budgetary(CENT)),
    *_pair("VOU-013", "payments", "document_no", {"purpose": "付方法研究款"}, _refused(0), _refused(-1), "VOU-002", "PUR-010"),
    *_pair("VOU-014", "payments", "document_no", {"purpose": "付1季度食品抽检费112批次×153.50元"},
           lambda r, b: _paid(r, b, r["amount"] + 1 + CENT), lambda r, b: _paid(r, b, r["amount"] + 1)),
    *_pair("SUP-003", "bids", "bidder", {"quote": Decimal(527_000)},
           lambda _r, _b: {"quote": Decimal(520_000) + 1}, lambda _r, _b: {"quote": Decimal(520_000)}),
    Plant("SUP-004", "violation", "bids", {"unit": CENTRE, "procurement_no": f"ZB-{CENTRE}-3", "quote": Decimal(641_000)}, "bidder", _met),
    Plant("SUP-004", "near", "bids", {"unit": INSTITUTE, "procurement_no": f"ZB-{INSTITUTE}-2", "quote": Decimal(641_000)}, "bidder", _met),
    # After all that changes the sums of the year.
    *_pair("STA-006", "payments", "document_no", {"purpose": "付年终设备维保款"}, _year_end(CENT), _year_end(Decimal(0))),
    *_pair("STA-001", "vouchers", "voucher_no", {"account_code": "5001", "debit": lambda sum_: sum_ >= 80_000},
           _ones(0.015, beyond=True), _ones(0.015, beyond=False)),
)  # fmt: skip
