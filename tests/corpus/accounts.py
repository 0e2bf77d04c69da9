"""The journal of made books: double and parallel entries, numbered by day, and balances that foot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from tests.corpus.people import PEOPLE

Row = dict[str, Any]
Side = tuple[str, Decimal | None, Decimal | None]  # account, debit, credit
ACCOUNTS = {
    "1002": ("银行存款", "借"), "1011": ("零余额账户用款额度", "借"), "1218": ("其他应收款", "借"),
    "1601": ("固定资产", "借"), "1602": ("固定资产累计折旧", "贷"), "1613": ("在建工程", "借"),
    "2103": ("应缴财政款", "贷"), "2302": ("应付账款", "贷"), "2307": ("其他应付款", "贷"), "3001": ("累计盈余", "贷"), "3301": ("本期盈余", "贷"),
    "4001": ("财政拨款收入", "贷"), "5001": ("业务活动费用", "借"), "5101": ("单位管理费用", "借"), "6001": ("财政拨款预算收入", "贷"),
    "7101": ("行政支出", "借"), "8001": ("资金结存", "借"), "8101": ("财政拨款结转", "贷"),
}  # fmt: skip


@dataclass
class Entry:
    day: date
    summary: str
    sides: list[Side]
    refers: Sequence[Row]
    more: Row
    closing: bool = False


class Journal:
    """``enter`` as things happen; ``write`` numbers the vouchers by day and tells their numbers to who refers to them."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.entries: list[Entry] = []
        self.openings: dict[str, Decimal] = defaultdict(Decimal)

    def enter(
        self, day: date, summary: str, financial: list[Side], budgetary: Sequence[Side] = (), refers: Sequence[Row] = (),
        *, project: str | None = None, econ: str | None = None, counterparty: str | None = None, attachments: int = 2,
        closing: bool = False,
    ) -> None:  # fmt: skip
        more = {
            "project_code": project, "econ_class": econ, "counterparty": counterparty, "attachment_count": attachments
        }  # fmt: skip
        self.entries.append(Entry(day, summary, [*financial, *budgetary], refers, more, closing))

    def balance(self, account: str) -> Decimal:
        """Debits less credits so far, openings included."""
        return self.openings[account] + sum(
            ((d or Decimal(0)) - (c or Decimal(0)) for e in self.entries for a, d, c in e.sides if a == account),
            Decimal(0),
        )

    def write(self) -> dict[str, list[Row]]:
        numbers: dict[int, int] = defaultdict(int)
        lines: list[Row] = []
        self.entries.sort(key=lambda entry: (entry.day, entry.closing))
        for entry in self.entries:
            numbers[entry.day.month] += 1
            number = f"记-{entry.day.month:02d}-{numbers[entry.day.month]:04d}"
            for row in entry.refers:
                row["voucher_no"] = number
            for place, (account, debit, credit) in enumerate(entry.sides, 1):
                lines.append({
                    "fiscal_year": self.year, "period": entry.day.month, "voucher_date": entry.day, "voucher_type": "记",
                    "voucher_no": number, "line_no": place, "summary": entry.summary, "account_code": account,
                    "account_name": ACCOUNTS[account][0], "debit": debit, "credit": credit, **entry.more,
                    "func_class": "2013801", "fund_source": "一般公共预算财政拨款", "preparer": PEOPLE["会计"],
                    "reviewer": PEOPLE["财务"], "poster": PEOPLE["记账"], "cashier": PEOPLE["出纳"],
                    "entry_time": datetime.combine(entry.day, time(10, 30)), "void_flag": "否",
                    "is_closing": "是" if entry.closing else "否",
                })  # fmt: skip
        return {"vouchers": lines, "gl_balances": list(self._balances())}

    def _balances(self) -> list[Row]:
        moved: dict[tuple[int, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        for entry in self.entries:
            for account, debit, credit in entry.sides:
                moved[entry.day.month, account][0] += debit or 0
                moved[entry.day.month, account][1] += credit or 0
        rows = []
        balance = dict(self.openings)
        for month in range(1, 13):
            for account, (name, side) in ACCOUNTS.items():
                debit, credit = moved[month, account]
                sign = 1 if side == "借" else -1
                opening = balance.get(account, Decimal(0))
                balance[account] = opening + debit - credit
                rows.append({
                    "fiscal_year": self.year, "period": month, "account_code": account, "account_name": name,
                    "opening": sign * opening, "debit": debit, "credit": credit, "closing": sign * balance[account],
                    "normal_side": side,
                })  # fmt: skip
        return rows
