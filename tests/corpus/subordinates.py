"""Two bodies beside the unit, with books of their own: what shows in many rows only, each a step from its limit.

Both are alike. Of each kind the centre's rows are changed beyond a limit, the institute's exactly to it.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.corpus.clean import CENT, UNIT, Row, _Maker, clean_year
from tests.corpus.days import workday, workdays_after

CENTRE = "示例市检验检测中心"
INSTITUTE = "示例市计量测试所"
ENTRIES = 900
# Sums of one account, in powers of two: their logarithms and the middle of these are whole numbers.
ALLOWANCES = tuple(Decimal(2) ** power for power in (11, 12, 13))
LIMIT = Decimal(50_000)  # up to which one person alone approves


def made_year(seed: int) -> dict[str, list[Row]]:
    """The unit's clean year and that of its two subordinates, whose rows name their ``unit``."""
    rows = clean_year(seed)
    for place, unit in enumerate((CENTRE, INSTITUTE), 1):
        for ledger, own in _Subordinate(Random(f"{seed}-{place}"), 2023, unit, 500 * place).make_all().items():
            rows.setdefault(ledger, []).extend(own)
    return rows


class _Subordinate(_Maker):
    def __init__(self, random: Random, year: int, unit: str, first: int) -> None:
        super().__init__(random, year)
        self.unit = unit
        # Numbers that the unit itself has not: a plant is told by them.
        self.numbers = dict.fromkeys(("contracts", "acceptances", "payments", "minutes", "suppliers"), first)
        self.known = iter(self.suppliers[300:])

    def make_all(self) -> dict[str, list[Row]]:
        self.expenses()
        self.allowances()
        self.materials()
        self.instalments()
        self.late()
        self.commissioned()
        self.sampled()
        self.decided()
        self.tenders()
        del self.rows["suppliers"]
        self.rows["vouchers"] = self.journal.write()["vouchers"]
        return {ledger: [self.own(row) for row in rows] for ledger, rows in self.rows.items()}

    def own(self, row: Row) -> Row:
        told = {
            name: value.replace(UNIT, self.unit) if isinstance(value, str) else value for name, value in row.items()
        }
        return {"unit": self.unit, **told}

    def workdays(self, count: int) -> list[date]:
        """As many days, spread over the year."""
        first = date(self.year, 1, 4)
        return [workday(first + timedelta(355 * number // count)) for number in range(count)]

    def expenses(self) -> None:
        """Sums spread evenly over four magnitudes, so that their digits are as Benford's law has them."""
        places = list(range(ENTRIES))
        self.random.shuffle(places)
        for number, (day, place) in enumerate(zip(self.workdays(ENTRIES), places, strict=True), 1):
            exponent = Decimal(1) + 4 * (place + Decimal(self.random.randint(1, 99)) / 100) / ENTRIES
            self.charge(day, f"列支检验耗材第{number:04d}单", "5001", (Decimal(10) ** exponent).quantize(CENT))

    def charge(self, day: date, summary: str, account: str, amount: Decimal) -> None:
        """What is owed first; no money moves yet."""
        self.journal.enter(day, summary, [(account, amount, None), ("2302", None, amount)], counterparty="示例外勤组")

    def allowances(self) -> None:
        days = self.workdays(42)
        # Two pairs of the same sum, ten and eleven days apart; the last voucher of March; two in the last days of the year.
        days[:6] = (date(self.year, *day) for day in ((3, 6), (5, 8), (7, 3), (3, 16), (5, 19), (7, 14)))
        days += [workday(date(self.year, 3, 31), back=True), date(self.year, 12, 21), date(self.year, 12, 22)]
        for number, day in enumerate(days, 1):
            self.charge(day, f"发外勤补贴第{number}批", "5101", ALLOWANCES[number % 3])

    def buy(self, thing: str, amount: str, day: date, econ: str, purpose: str | None = None) -> Row:
        """Paid without a contract."""
        supplier = next(self.known)
        invoice = self.invoice(None, supplier, Decimal(amount), thing, day)
        return self.pay(None, [invoice], supplier, Decimal(amount), thing, workday(day + timedelta(3)), None, econ,
                        **({"purpose": purpose} if purpose else {}))  # fmt: skip

    def materials(self) -> None:
        # Of sixty payments whole thousands are a fourth, or a fourth less three, which the plants fill up.
        rounds = 15 if self.unit == CENTRE else 12
        for number, day in enumerate(self.workdays(46 - rounds)):
            self.buy(f"检测试剂{number + 1:02d}", f"{self.random.randint(2_000, 9_000)}.{10 + number}", day, "30299")
        for number, day in enumerate(self.workdays(rounds)):
            self.buy(f"标准样品{number + 1:02d}", f"{2_000 + number * 1_000}", workday(day + timedelta(9)), "30218")

    def agreed(self, thing: str, amount: str, signed: date, **more: Any) -> Row:
        contract = self.contract(thing, next(self.known), Decimal(amount), signed, self.projects[0], "自行采购", None)
        contract |= {"category": "服务", **more}
        return contract

    def instalments(self) -> None:
        """Two of three payments just below what one person approves, the third well below."""
        contract = self.agreed("实验室管线维护", "150000.00", workday(date(self.year, 4, 10)), sme_flag="否")
        accepted = workday(date(self.year, 5, 8))
        self.accept(contract, accepted)
        for number, amount in enumerate(("48000.30", "47900.60", "45000.70")):
            invoice = self.invoice(
                contract, contract["party_b"], Decimal(amount), "实验室管线维护", accepted + timedelta(1)
            )
            self.pay(
                contract, [invoice], contract["party_b"], Decimal(amount), f"实验室管线维护第{number + 1}期",
                workday(accepted + timedelta(7 * number + 4)), self.projects[0], "30213",
            )  # fmt: skip

    def accept(self, contract: Row, accepted: date) -> Row:
        return self.add("acceptances", {
            "acceptance_no": f"YS-{self.next('acceptances'):04d}", "contract_no": contract["contract_no"],
            "acceptance_date": accepted, "delivery_date": workday(accepted - timedelta(2), back=True),
            "first_use_date": workdays_after(accepted, 1), "accepted_amount": contract["amount"], "quantity": "1",
            "result": "合格", "acceptors": "示验甲、示验乙、示验丙", "supplier_signed": "是", "item_checklist": "是",
            "acceptance_deadline": accepted + timedelta(10),
        })  # fmt: skip

    def late(self) -> None:
        """Payments of firms that are not small, which may wait."""
        contract = self.agreed("地面修补", "36000.50", workday(date(self.year, 3, 13)), sme_flag="否")
        accepted = date(self.year, 4, 11)
        self.accept(contract, accepted)
        invoice = self.invoice(contract, contract["party_b"], contract["amount"], "地面修补", accepted)
        self.pay(contract, [invoice], contract["party_b"], contract["amount"], "地面修补", workdays_after(accepted, 5),
                 self.projects[0], "30213")  # fmt: skip

    def commissioned(self) -> None:
        self.buy("方法验证咨询", "9990.20", date(self.year, 6, 6), "30227")
        for number, thing in enumerate(("方法研究", "比对试验")):
            signed = workday(date(self.year, 2 + number, 20))
            self.fulfil(self.agreed(thing, f"2{number}800.40", signed), thing, goods=False)

    def sampled(self) -> None:
        """A quarter's samples each: so many batches at one price."""
        for quarter, batches in enumerate((112, 118, 121, 123), 1):
            amount = batches * Decimal("153.50")
            self.buy("食品抽检", str(amount), date(self.year, 3 * quarter - 1, 14), "30299",
                     f"付{quarter}季度食品抽检费{batches}批次×153.50元")  # fmt: skip

    def decided(self) -> None:
        """Dear contracts, each decided by a meeting before it was signed."""
        for number, (thing, amount) in enumerate((
            ("实验室改造设计", "208000.70"), ("仪器检定服务", "310000.80"), ("年终设备维保", "210000.90")
        )):  # fmt: skip
            signed = workday(date(self.year, (3, 4, 11)[number], 15))
            contract = self.agreed(thing, amount, signed)
            self.fulfil(contract, thing, goods=False)
            self.minutes(contract, workday(signed - timedelta(9), back=True), number)

    def minutes(self, contract: Row, day: date, number: int) -> None:
        made = datetime.combine(day, time(16, 0))
        digest = hashlib.sha256(f"{self.unit} minutes {number}".encode()).hexdigest()
        self.add("evidence", {
            "evidence_id": f"{self.unit}纪要{number}", "ref_ledger": "contracts", "ref_key": contract["contract_no"],
            "doc_type": "会议纪要", "file_name": f"{self.unit}会议纪要{number}.pdf", "sha256": digest, "phash": digest[:16],
            "doc_date": day, "file_created": made, "provider": "示会计", "received_at": datetime(self.year + 1, 5, 10, 10, 0),
            "contract_no": contract["contract_no"], "file_kind": "pdf", "size": 40_000 + number, "is_native": "是",
            "modified_at": made, "folder": "纪要",
        })  # fmt: skip

    def tenders(self) -> None:
        """Three firms that met at two tenders (the institute's: at one), and the third of them not at the next."""
        firms = [next(self.known) for _ in range(3)]
        times = 3 if self.unit == CENTRE else 2
        for number in range(1, times + 1):
            present = [*firms[:2], next(self.known) if number == times else firms[2], next(self.known)]
            self.bid(f"ZB-{self.unit}-{number}", present, (600_000, 618_000 + number, 641_000, 683_000))
        # Nothing even in the steps between these yet.
        self.bid(f"ZB-{self.unit}-9", [next(self.known) for _ in range(3)], (500_000, 510_200, 527_000))

    def bid(self, tender: str, bidders: list[str], quotes: tuple[int, ...]) -> None:
        for place, (name, quote) in enumerate(zip(bidders, quotes, strict=True)):
            self.add("bids", {
                "procurement_no": tender, "bidder": name, "credit_code": self.codes[name], "quote": Decimal(quote),
                "is_winner": "否" if place else "是", "valid": "是",
            })  # fmt: skip
