"""One unit's consistent year: procurement, contract, acceptance, invoice, payment, voucher, asset.

What makes linking hard in real books is in it: instalments, framework orders, one payment for three contracts, twins of
equal amount, recurrent monthly payments, payments without any contract to suppliers that also have one, and amounts
that are equal by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.corpus import words

Row = dict[str, Any]
Link = tuple[str, int, str, int]  # ledger, position from 0, ledger, position; of a voucher its first line
LEDGERS = ("procurements", "contracts", "acceptances", "invoices", "payments", "vouchers", "assets")
CENT = Decimal("0.01")


@dataclass
class Year:
    """Rows as people write them, by ledger in the order of LEDGERS, and what truly belongs together."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in LEDGERS})
    truth: set[Link] = field(default_factory=set)


def make_year(seed: int, cases: int = 60, year: int = 2023) -> Year:
    """``cases`` businesses of all kinds; the same seed gives the same books."""
    return _Maker(Random(seed), year).make(cases)


class _Maker:
    def __init__(self, random: Random, year: int) -> None:
        self.random, self.year, self.made = random, year, Year()
        self.suppliers = words.supplier_names()
        random.shuffle(self.suppliers)
        self.numbers: dict[str, int] = {}
        self.used: list[tuple[str, Decimal, date]] = []

    def make(self, cases: int) -> Year:
        kinds: list[tuple[Callable[[str], None], int]] = [
            (self.goods, 8),
            (self.instalments, 5),
            (self.framework, 2),
            (self.joint, 2),
            (self.twins, 2),
            (self.monthly, 2),
            (self.unpaid, 2),
            (self.small, 8),
            (self.chance, 2),
        ]
        for _ in range(cases):
            # A third of the businesses are with a supplier that is known already.
            pool = self.suppliers[: max(3, cases // 3)]
            case = self.random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0]
            case(self.random.choice(pool))
        return self.made

    # Businesses

    def goods(self, supplier: str) -> None:
        amount, thing = self.amount(3_000, 400_000), self.random.choice(words.GOODS)
        contract = self.contract(supplier, f"{thing}采购合同", amount, self.day(1, 10), "货物")
        self.accept(contract, amount)
        invoice = self.invoice([contract], amount, thing)
        paid = self.pay([contract], [invoice], amount, thing, "款")
        pieces = self.random.choice([1, 1, 1, 2, 4])
        for value in self.parts(amount, [1] * pieces):
            self.asset(contract, paid, thing, value)

    def instalments(self, supplier: str) -> None:
        amount, thing = self.amount(80_000, 900_000), self.random.choice(words.GOODS + words.SERVICES)
        contract = self.contract(supplier, f"{thing}合同", amount, self.day(1, 7), "服务")
        shares = self.random.choice([[3, 6, 1], [5, 5], [3, 7], [2, 3, 3, 2]])
        for number, part in enumerate(self.parts(amount, shares)):
            word = "首付款" if number == 0 else "尾款" if number == len(shares) - 1 else "进度款"
            self.pay([contract], [self.invoice([contract], part, thing)], part, thing, word)
        self.accept(contract, amount)

    def framework(self, supplier: str) -> None:
        thing = self.random.choice(words.SERVICES)
        first = self.day(1, 2)
        parent = self.contract(supplier, f"{thing}框架协议", None, first, "服务", is_framework="是")
        for order in range(self.random.randint(2, 5)):
            amount = self.amount(2_000, 60_000)
            day = first + timedelta(30 * (order + 1))
            name = f"{thing}委托单"
            contract = self.contract(supplier, name, amount, day, "服务", parent_contract_no=self.no(parent))
            self.pay([contract], [self.invoice([contract], amount, thing)], amount, thing, "款")

    def joint(self, supplier: str) -> None:
        amounts = [self.amount(2_000, 90_000) for _ in range(3)]
        things = self.random.sample(words.GOODS, 3)
        first = self.day(2, 9)
        contracts = [
            self.contract(supplier, f"{thing}采购合同", amount, first + timedelta(5 * place), "货物")
            for place, (thing, amount) in enumerate(zip(things, amounts, strict=True))
        ]
        invoices = [self.invoice([c], a, t) for c, a, t in zip(contracts, amounts, things, strict=True)]
        self.pay(contracts, invoices, sum(amounts, Decimal(0)), things[0], "等款")

    def twins(self, supplier: str) -> None:
        amount, thing = self.amount(5_000, 200_000), self.random.choice(words.GOODS)
        day = self.day(1, 8)
        for lot in range(2):
            contract = self.contract(supplier, f"{thing}采购合同", amount, day + timedelta(9 * lot), "货物")
            self.accept(contract, amount)
            self.pay([contract], [self.invoice([contract], amount, thing)], amount, thing, "款")

    def monthly(self, supplier: str) -> None:
        each, thing = self.amount(1_000, 40_000), self.random.choice(words.SERVICES)
        contract = self.contract(supplier, f"{thing}服务合同", each * 12, date(self.year, 1, 3), "服务")
        for month in range(1, 13):
            day = date(self.year, month, self.random.randint(15, 28))
            self.pay([contract], [self.invoice([contract], each, thing, day)], each, thing, f"{month}月费用", day)

    def unpaid(self, supplier: str) -> None:
        amount, thing = self.amount(5_000, 200_000), self.random.choice(words.GOODS)
        day = self.day(5, 11)
        self.used.append((supplier, amount, day))
        self.contract(supplier, f"{thing}采购合同", amount, day, "货物")

    def small(self, supplier: str) -> None:
        # Also a little more of what a contract was about, from whoever has such contracts.
        thing = self.random.choice(words.SMALL if self.random.random() < 0.7 else words.GOODS)
        amount = self.amount(100, 9_000)
        invoices = [self.invoice([], amount, thing, supplier=supplier)] if self.random.random() < 0.6 else []
        self.pay([], invoices, amount, thing, "款", supplier=supplier)

    def chance(self, supplier: str) -> None:
        """The amount of a contract that nobody paid yet, for something else."""
        if self.used:
            supplier, amount, signed = self.used.pop()
            position = self.pay(
                [], [], amount, self.random.choice(words.SMALL), "款", signed + timedelta(20), supplier=supplier
            )
            # What says nothing at all would be taken for the contract's by a person too.
            paid = self.of("payments", position)
            if not paid["purpose"].startswith("付") or paid["purpose"] in ("付款", "付合同款"):
                paid["purpose"] = "付零星支出款"

    # Documents

    def contract(self, supplier: str, name: str, amount: Decimal | None, day: date, category: str, **more: str) -> int:
        row = {
            "contract_no": f"HT-{self.year}-{self.next('contracts'):03d}",
            "contract_name": name,
            "party_b": supplier,
            "sign_date": day,
            "amount": amount,
            "category": category,
            "procurement_no": None,
            **more,
        }
        position = self.add("contracts", row)
        if amount is not None and amount >= 100_000:
            no = f"CG{self.year}-{self.next('procurements'):04d}"
            row["procurement_no"] = no
            award = day - timedelta(self.random.randint(5, 25))
            bought = {
                "procurement_no": no,
                "name": name.removesuffix("合同") + "项目",
                "award_supplier": supplier,
                "award_amount": amount,
                "result_pub_date": award,
                "method": "公开招标",
            }
            self.link("contracts", position, "procurements", self.add("procurements", bought))
        return position

    def accept(self, contract: int, amount: Decimal) -> None:
        day = self.of("contracts", contract)["sign_date"] + timedelta(self.random.randint(5, 60))
        row = {
            "acceptance_no": f"YS-{self.next('acceptances'):04d}",
            "contract_no": self.no(contract),
            "acceptance_date": day,
            "accepted_amount": amount,
        }
        self.link("acceptances", self.add("acceptances", row), "contracts", contract)

    def invoice(
        self, contracts: Sequence[int], amount: Decimal, thing: str, day: date | None = None, supplier: str = ""
    ) -> int:
        if contracts:
            signed = max(self.of("contracts", each)["sign_date"] for each in contracts)
            day, supplier = day or signed + timedelta(self.random.randint(8, 60)), self.seller(contracts[0])
        row = {
            "invoice_no": f"{self.year % 100}65200000{self.random.randint(0, 10**10):010d}",
            "invoice_date": day or self.day(1, 11),
            "seller": supplier,
            "amount_total": amount,
            "items": f"*{thing}*" if self.random.random() < 0.7 else thing,
            "contract_no": "、".join(map(self.no, contracts)) or None,
            "voucher_no": None,
        }
        position = self.add("invoices", row)
        for contract in contracts:
            self.link("invoices", position, "contracts", contract)
        return position

    def pay(
        self,
        contracts: Sequence[int],
        invoices: Sequence[int],
        amount: Decimal,
        thing: str,
        word: str,
        day: date | None = None,
        supplier: str = "",
    ) -> int:
        supplier = supplier or self.seller(contracts[0])
        after = max((self.of("invoices", each)["invoice_date"] for each in invoices), default=self.day(1, 11))
        day = day or min(after + timedelta(self.random.randint(1, 25)), date(self.year, 12, 30))
        row = {
            "payment_no": f"ZF{self.year}{self.next('payments'):05d}",
            "payment_date": day,
            "amount": amount,
            "payee": supplier,
            "purpose": self.purpose(contracts, thing, word),
            "contract_no": "、".join(map(self.no, contracts)) or None,
            "invoice_no": "、".join(self.of("invoices", each)["invoice_no"] for each in invoices) or None,
            "voucher_no": None,
        }
        position = self.add("payments", row)
        for contract in contracts:
            self.link("payments", position, "contracts", contract)
        for invoice in invoices:
            self.link("payments", position, "invoices", invoice)
        self.book(position, row, invoices)
        return position

    def book(self, payment: int, paid: Row, invoices: Sequence[int]) -> None:
        day = min(paid["payment_date"] + timedelta(self.random.randint(0, 4)), date(self.year, 12, 31))
        number = f"记-{day.month:02d}-{self.next(f'vouchers{day.month}'):04d}"
        paid["voucher_no"] = number
        line = {
            "voucher_no": number,
            "voucher_date": day,
            "summary": paid["purpose"] or "付款",
            "counterparty": paid["payee"] if self.random.random() < 0.7 else None,
        }
        first = self.add("vouchers", {**line, "account_code": "5001", "debit": paid["amount"], "credit": None})
        self.add("vouchers", {**line, "account_code": "1011", "debit": None, "credit": paid["amount"]})
        self.link("payments", payment, "vouchers", first)
        for invoice in invoices:
            self.of("invoices", invoice)["voucher_no"] = number
            self.link("invoices", invoice, "vouchers", first)

    def asset(self, contract: int, payment: int, thing: str, value: Decimal) -> None:
        paid = self.of("payments", payment)
        booked = [at for at, v in enumerate(self.made.rows["vouchers"]) if v["voucher_no"] == paid["voucher_no"]]
        row = {
            "asset_no": f"TY{self.year}{self.next('assets'):06d}",
            "asset_name": thing,
            "original_value": value,
            "acquire_date": paid["payment_date"],
            "book_date": self.of("vouchers", booked[0])["voucher_date"],
            "contract_no": self.no(contract),
            "voucher_no": paid["voucher_no"],
        }
        position = self.add("assets", row)
        self.link("assets", position, "contracts", contract)
        self.link("assets", position, "vouchers", booked[0])

    # Small things

    def purpose(self, contracts: Sequence[int], thing: str, word: str) -> str:
        chance = self.random.random()
        if contracts and chance < 0.1:
            return f"付合同{'、'.join(map(self.no, contracts))}款"
        if contracts and chance < 0.2:
            return f"支付{self.of('contracts', contracts[0])['contract_name']}{word}"
        if chance < 0.35:
            return self.random.choice(["货款", "付合同款", "付款", "服务费"])
        return f"付{thing}{word}"

    def amount(self, least: int, most: int) -> Decimal:
        """Half of all amounts are round: people agree on such."""
        number = Decimal(self.random.randint(least * 100, most * 100)) / 100
        return number.quantize(CENT) if self.random.random() < 0.5 else (number // 100 * 100 + 100).quantize(CENT)

    def parts(self, amount: Decimal, shares: Sequence[int]) -> list[Decimal]:
        found = [(amount * share / sum(shares)).quantize(CENT) for share in shares[:-1]]
        return [*found, amount - sum(found, Decimal(0))]

    def day(self, first: int, last: int) -> date:
        return date(self.year, self.random.randint(first, last), self.random.randint(1, 28))

    def next(self, name: str) -> int:
        self.numbers[name] = self.numbers.get(name, 0) + 1
        return self.numbers[name]

    def add(self, ledger: str, row: Row) -> int:
        self.made.rows[ledger].append(row)
        return len(self.made.rows[ledger]) - 1

    def of(self, ledger: str, position: int) -> Row:
        return self.made.rows[ledger][position]

    def no(self, contract: int) -> str:
        return str(self.of("contracts", contract)["contract_no"])

    def seller(self, contract: int) -> str:
        return str(self.of("contracts", contract)["party_b"])

    def link(self, ledger: str, position: int, other: str, at: int) -> None:
        self.made.truth.add((ledger, position, other, at))
