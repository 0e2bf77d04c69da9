"""Messy workbooks out of clean rows: what offices do to a ledger before they hand it in, by seed.

What has no certain reading is left out, and said here: dates without a year, months without a day, day and month in
doubtful order, amounts whose unit nothing names, headers that two columns of a ledger share.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from auditcheck.ledgers.schema import load_schema

Clean = dict[str, str]
# Ledger -> (columns, the money columns that a total line adds up, what its first label may be).
COLUMNS = {
    "contracts": ("contract_no", "contract_name", "party_b", "sign_date", "amount", "approval_date", "handler"),
    "payments": ("payment_date", "payee", "amount", "contract_no", "invoice_no", "purpose"),
    "vouchers": ("voucher_date", "voucher_no", "summary", "account_code", "account_name", "debit", "credit"),
    "assets": (
        "asset_no",
        "asset_name",
        "quantity",
        "original_value",
        "acquire_date",
        "book_date",
        "use_dept",
        "status",
    ),
    "acceptances": ("acceptance_no", "contract_no", "acceptance_date", "accepted_amount", "result"),
    "budgets": ("fiscal_year", "project_code", "project_name", "exp_type", "budget_initial", "budget_final", "paid"),
}
TITLES = {
    "contracts": "合同台账",
    "payments": "支付明细",
    "vouchers": "序时账",
    "assets": "固定资产台账",
    "acceptances": "验收台账",
    "budgets": "项目预算表",
}
_KEEPS_FORM = (
    "contract_no",
    "voucher_no",
    "invoice_no",
    "asset_no",
    "project_code",
    "party_b",
    "payee",
    "acceptance_no",
)
_WORDS = ["办公设备采购", "会计服务", "合计量检测费", "档案整理", "网络维护", "物业管理", "印刷费", "总计咨询服务"]
_BODIES = ["甲科技有限公司", "乙物业服务公司", "丙印务有限公司", "丁会计师事务所", "总计咨询公司"]
_EXTRA = ["备注栏", "自定义项1", "核对情况", "附件页数", "系统标识"]


@dataclass
class Book:
    """A book as written, and what must come out of it."""

    ledger: str
    path: Path
    rows: list[Clean]
    totals: dict[str, Decimal]  # of each money column, over all sheets
    stated: bool  # whether each sheet has a 合计 line
    story: list[str] = field(default_factory=list)


def clean_rows(random: Random, ledger: str) -> list[Clean]:
    """Canonical rows, each unlike the others in at least its number."""
    return [_clean(random, ledger, number) for number in range(1, random.randint(3, 24) + 1)]


def _clean(random: Random, ledger: str, number: int) -> Clean:
    day = date(2023, 1, 1) + timedelta(random.randrange(365))
    row: Clean = {}
    for name in COLUMNS[ledger]:
        column = load_schema().ledgers[ledger].column(name)
        if column.type == "money":
            row[name] = f"{Decimal(random.randint(100, 10 ** random.randint(4, 9))).scaleb(-2):.2f}"
        elif column.type == "date":
            row[name] = (day + timedelta(random.randrange(20))).isoformat()
        elif column.enum:
            row[name] = random.choice(column.enum)
        elif name == "fiscal_year":
            row[name] = "2023"
        elif name == "quantity":
            row[name] = str(random.randint(1, 30))
        elif name == "voucher_no":
            row[name] = f"记-{day.month:02d}-{(number + 1) // 2:04d}"
        elif name == "account_code":
            row[name] = random.choice(["5001", "1002", "100201", "00115"])
        elif name == "account_name":
            row[name] = random.choice(["业务活动费用", "银行存款", "零余额账户用款额度"])
        elif name in ("party_b", "payee"):
            row[name] = random.choice(_BODIES)
        elif name == "handler":
            row[name] = random.choice(["张三", "李四", "欧阳明"])
        elif name == "use_dept":
            row[name] = random.choice(["财务处", "办公室"])
        elif name in _KEEPS_FORM:
            row[name] = f"{random.choice(['HT-2023-', '00', 'ZX〔2023〕'])}{number:03d}"
        else:
            row[name] = random.choice(_WORDS)
    if ledger == "vouchers":
        row[random.choice(["debit", "credit"])] = "0.00"
        row["voucher_date"] = day.isoformat()
    return row


def write(random: Random, folder: Path, ledger: str, number: int) -> Book:
    """A messy book of ``ledger`` in ``folder``."""
    rows = clean_rows(random, ledger)
    columns = load_schema().ledgers[ledger]
    money = [name for name in COLUMNS[ledger] if columns.column(name).type == "money"]
    totals = {name: sum((Decimal(row[name]) for row in rows), Decimal("0.00")) for name in money}
    as_text = random.random() < 0.4
    style = _Style(random, ledger, as_text)
    parts = _split(random, ledger, rows) if not as_text else [(TITLES[ledger], rows)]
    sheets = [(title, style.sheet(part)) for title, part in parts]
    path = folder / f"{TITLES[ledger]}{number}.{'csv' if as_text else 'xlsx'}"
    if as_text:
        _write_text(random, path, sheets[0][1])
    else:
        _write_workbook(path, sheets)
    return Book(ledger, path, rows, totals, style.total, style.story)


def _split(random: Random, ledger: str, rows: list[Clean]) -> list[tuple[str, list[Clean]]]:
    dated = load_schema().ledgers[ledger].main_date
    if dated not in COLUMNS[ledger] or random.random() < 0.7:
        return [(TITLES[ledger], rows)]
    assert dated is not None
    months: dict[int, list[Clean]] = {}
    for row in rows:
        months.setdefault(int(row[dated][5:7]), []).append(row)
    return [(f"{month}月", months[month]) for month in sorted(months)]


class _Style:
    """How one office writes one ledger; the same on all sheets of a book."""

    def __init__(self, random: Random, ledger: str, as_text: bool) -> None:
        self.random, self.ledger, self.as_text = random, ledger, as_text
        self.columns = load_schema().ledgers[ledger]
        self.order: list[str | None] = [*COLUMNS[ledger], *([None] * random.choice([0, 0, 1, 2]))]
        random.shuffle(self.order)
        extra = iter(random.sample(_EXTRA, len(_EXTRA)))
        self.headers = [next(extra) if name is None else random.choice(self._wordings(name)) for name in self.order]
        self.unit = random.choice(["元", "元", "万元"])
        self.total = random.random() < 0.6
        self.subtotals = self.total and random.random() < 0.4
        self.dates = random.choice(_DATES if as_text else [*_DATES, _as_date, _as_date])
        self.numbers = random.choice(_NUMBERS if as_text else [*_NUMBERS, float, float])
        self.mess = random.choice([0.0, 0.1, 0.3])
        self.story = [f"{ledger} {self.headers} {self.unit} total={self.total} sub={self.subtotals} mess={self.mess}"]

    def _wordings(self, name: str) -> list[str]:
        column = self.columns.column(name)
        others = {a for c in self.columns.columns if c.name != name for a in (c.zh, *c.aliases)}
        found = [a for a in dict.fromkeys((column.zh, *column.aliases[:3])) if a not in others and "元" not in a]
        return found or [column.zh]

    def sheet(self, rows: list[Clean]) -> list[list[Any]]:
        random = self.random
        found: list[list[Any]] = []
        if random.random() < 0.6:
            found.append([f"某市某局2023年度{TITLES[self.ledger]}"])
        if random.random() < 0.3:
            found.append([])
        if self.unit != "元" or random.random() < 0.3:
            found.append(
                ["编制单位：某市某局", *[""] * random.randint(0, 3), random.choice(["单位：", "金额单位:"]) + self.unit]
            )
        header = [self._spaced(text) for text in self.headers]
        found.append(header)
        since: list[Clean] = []
        for position, row in enumerate(rows):
            if position and random.random() < self.mess / 3:
                found.append(["" for _ in header])
            if position and random.random() < self.mess / 3:
                found.append(list(header))
            found.append([self._cell(name, row) for name in self.order])
            since.append(row)
            if self.subtotals and random.random() < 0.15 and position + 1 < len(rows):
                found.append(self._sum(since, random.choice(["小计", "小 计"])))
                since = []
        if self.total:
            found.append(self._sum(rows, random.choice(["合计", "合　计", "合 计", "合计："])))
        if random.random() < 0.4:
            found += [
                [],
                random.choice([["制表人：张三", "", "审核人：李四"], ["注：本表由系统导出"], ["第1页，共1页"]]),
            ]
        return found

    def _sum(self, rows: list[Clean], label: str) -> list[Any]:
        cells: list[Any] = ["" for _ in self.order]
        labelled = False
        for position, name in enumerate(self.order):
            if name and self.columns.column(name).type == "money":
                cells[position] = self._amount(str(sum((Decimal(row[name]) for row in rows), Decimal("0.00"))))
            elif name and not labelled and self.columns.column(name).type == "string":
                cells[position], labelled = label, True
        return cells

    def _cell(self, name: str | None, row: Clean) -> Any:
        if name is None:
            return self.random.choice(["", "已核", "12", "说明见附页"])
        value, kind = row[name], self.columns.column(name).type
        if kind == "money":
            return self._amount(value)
        if kind == "date":
            return self.dates(date.fromisoformat(value))
        if kind in ("int", "decimal") and not self.as_text and self.random.random() < 0.5:
            return float(value)
        if name not in _KEEPS_FORM and self.random.random() < self.mess:
            return self._spaced(value)
        return f" {value} " if self.random.random() < self.mess / 2 else value

    def _amount(self, value: str) -> Any:
        amount = Decimal(value) / (10000 if self.unit == "万元" else 1)
        if amount == 0 and self.random.random() < 0.3:
            return "-"
        written = self.numbers(amount)
        return _wide(written) if isinstance(written, str) and self.random.random() < self.mess else written

    def _spaced(self, text: str) -> str:
        return self.random.choice([f" {text}", f"{text}　", f"{text}\u200b", text]) if self.mess else text


def _as_date(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


_DATES: list[Callable[[date], Any]] = [
    date.isoformat,
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.isoformat()} 00:00:00",
]
_NUMBERS: list[Callable[[Decimal], Any]] = [
    str,
    lambda amount: f"{amount:,}",
    lambda amount: f"￥{amount:,}",
    lambda amount: f"{amount} ",
]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _write_text(random: Random, path: Path, rows: list[list[Any]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=random.choice(",\t;")).writerows(rows)
    path.write_bytes(stream.getvalue().encode(random.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])))


def _write_workbook(path: Path, sheets: list[tuple[str, list[list[Any]]]]) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for title, rows in sheets:
            sheet = book.add_worksheet(title)
            for index, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str) and cell:
                        sheet.write_string(index, column, cell)
                    elif not isinstance(cell, str):
                        sheet.write(index, column, cell)


def canonical(row: Clean, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


def differences(expected: Counter[Any], found: Counter[Any]) -> Iterator[str]:
    for row in expected - found:
        yield f"lost or altered: {row}"
    for row in found - expected:
        yield f"not written so: {row}"
