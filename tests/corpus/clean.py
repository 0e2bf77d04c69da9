"""One unit's year in which everything is in order: every ledger, and no two of them contradict each other.

Bought things run through plan, notice, award, contract, acceptance, invoice, payment, voucher and asset card on
working days and within every term of the law; the books balance, foot and agree with budgets and final accounts.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any

from tests.corpus import clean_purchases, clean_registers, words
from tests.corpus.accounts import Journal
from tests.corpus.days import workday, workdays_after
from tests.corpus.people import PEOPLE, credit_code

Row = dict[str, Any]
UNIT = "示例市市场监督管理局"
CENT = Decimal("0.01")
# What a year of a middling bureau holds; about 40 purchases are then some 400 payments.
PROJECTS = (
    ("食品安全抽检", "项目支出", "30227;31002"),
    ("特种设备检验", "项目支出", "30227;31002"),
    ("市场监管信息化", "项目支出", "30213;31002;30227"),
    ("知识产权保护", "项目支出", "30227;31002"),
    ("业务用房修缮改造", "项目支出", "31006"),
    ("基层所能力提升", "项目支出", "30201"),
)
BOOKED = {"31002": "1601", "31006": "1613"}  # economic class -> account; all else is expense


def clean_year(seed: int, cases: int = 40, year: int = 2023) -> dict[str, list[Row]]:
    """Rows by ledger, as people write them; the same seed gives the same books."""
    return _Maker(Random(seed), year).make(cases)


class _Maker:
    def __init__(self, random: Random, year: int) -> None:
        self.random, self.year = random, year
        self.rows: dict[str, list[Row]] = {}
        self.journal = Journal(year)
        self.numbers: dict[str, int] = {}
        names = words.supplier_names()
        random.shuffle(names)
        self.suppliers = names
        centres = [f"示例{kind}服务中心" for kind in ("会议", "培训", "公务接待")]
        self.codes = {name: credit_code(number) for number, name in enumerate([*names, *centres])}
        self.projects = [f"XM{year}{number:04d}" for number in range(1, len(PROJECTS) + 1)]
        self.paid: dict[str, Decimal] = {}
        self.quota = Decimal(0)

    def make(self, cases: int) -> dict[str, list[Row]]:
        things = list(words.GOODS + words.SERVICES)
        for number in range(cases):
            thing = things[number % len(things)]
            supplier = self.suppliers[number]
            if number % 8 == 0:
                self.tender(thing, supplier)
            elif number % 4 == 1:
                self.order(thing, supplier)
            else:
                self.purchase(thing, supplier, supplemented=number == 18)
        for number in range(cases):
            self.petty(words.SMALL[number % len(words.SMALL)], self.suppliers[cases + number])
        clean_purchases.fill(self)
        clean_registers.fill(self)
        for ledger, rows in self.journal.write().items():
            self.rows[ledger] = rows
        self.refer()
        return self.rows

    def refer(self) -> None:
        """Papers name the voucher of the payment that they are about: known only once all vouchers are numbered."""
        dates = {row["voucher_no"]: row["voucher_date"] for row in self.rows["vouchers"]}
        for ledger in ("voucher_checks", "evidence"):
            for row in self.rows[ledger]:
                if "_of" not in row:
                    continue
                row["voucher_no"] = row.pop("_of")["voucher_no"]
                if ledger == "voucher_checks":
                    row["voucher_date"] = dates[row["voucher_no"]]

    # Purchases

    def tender(self, thing: str, supplier: str) -> None:
        """By public notice: intention, notice, bids, award, all with the days that the law wants."""
        begins = date(self.year, self.random.randint(2, 6), self.random.randint(1, 20))
        intention = workday(begins)
        notice = workday(intention + timedelta(32))
        deadline = workday(notice + timedelta(22))
        confirm = workdays_after(deadline, 2)
        published = workdays_after(confirm, 1)
        signed = workday(published + timedelta(self.random.randint(6, 12)))
        amount = self.amount(550_000, 1_900_000)
        budget = (amount * Decimal("1.05")).quantize(Decimal(1000))
        project = self.project()
        number = f"CG{self.year}-{self.next('procurements'):04d}"
        goods = thing in words.GOODS
        contract = self.contract(thing, supplier, amount, signed, project, "公开招标", number)
        bought = {
            "procurement_no": number, "name": f"{thing}采购项目", "category": "货物" if goods else "服务",
            "catalog_code": f"A{200000 + self.next('catalog'):06d}" if goods else f"C{160000 + self.next('catalog'):06d}",
            "in_central_catalog": "否", "budget_amount": budget, "ceiling_price": budget, "org_form": "分散采购",
            "method": "公开招标", "intention_date": intention, "notice_date": notice,
            "notice_end": workdays_after(notice, 5),
            "notice_fields": "、".join(clean_registers.NOTICE),
            "notice_media": "中国政府采购网", "doc_start": notice, "doc_end": workdays_after(notice, 6),
            "bid_deadline": deadline, "valid_bidders": 4, "panel_size": 5, "panel_experts": 4,
            "award_confirm_date": confirm, "award_notice_date": published, "result_pub_date": published,
            "award_supplier": supplier, "award_amount": amount, "contract_no": contract["contract_no"],
            "contract_pub_date": workdays_after(signed, 1), "contract_file_date": workdays_after(signed, 4),
            "handler": PEOPLE["采购"], "agent": "示例招标代理有限公司", "project_code": project, "need_survey": "是",
            "sme_reserved": "是", "is_urgent": "否", "is_secret": "否",
        }  # fmt: skip
        self.add("procurements", bought)
        self.bids(bought)
        for kind, day, value in (
            ("采购意向", intention, budget), ("招标公告", notice, budget), ("结果公告", published, amount),
            ("合同公告", bought["contract_pub_date"], amount),
        ):  # fmt: skip
            clean_registers.disclose(
                self, kind, day, day, procurement_no=number, amount=value,
                supplier=supplier if kind in ("结果公告", "合同公告") else None,
            )  # fmt: skip
        self.fulfil(contract, thing, goods)

    def order(self, thing: str, supplier: str) -> None:
        """From the electronic mall: a purchase number, no notice."""
        amount, project = self.amount(20_000, 90_000), self.project()
        signed = self.day(2, 9)
        number = f"CG{self.year}-{self.next('procurements'):04d}"
        contract = self.contract(thing, supplier, amount, signed, project, "电子卖场", number)
        goods = thing in words.GOODS
        self.add("procurements", {
            "procurement_no": number, "name": f"{thing}采购", "category": "货物" if goods else "服务",
            "catalog_code": f"A{200000 + self.next('catalog'):06d}" if goods else f"C{160000 + self.next('catalog'):06d}",
            "in_central_catalog": "是", "budget_amount": amount, "org_form": "政府集中采购", "method": "电子卖场",
            "award_supplier": supplier, "award_amount": amount, "contract_no": contract["contract_no"],
            "handler": PEOPLE["采购"], "project_code": project, "sme_reserved": "是", "is_urgent": "否", "is_secret": "否",
        })  # fmt: skip
        self.fulfil(contract, thing, goods)

    def purchase(self, thing: str, supplier: str, supplemented: bool = False) -> None:
        day = self.day(1, 6 if supplemented else 10)
        contract = self.contract(thing, supplier, self.amount(6_000, 48_000), day, self.project(), "自行采购", None)
        self.fulfil(contract, thing, thing in words.GOODS)
        if supplemented:
            # Exactly a tenth more of the same: the most that the law lets stand beside the contract.
            more = (contract["amount"] / 10).quantize(CENT, ROUND_DOWN)
            added = self.contract(
                thing, supplier, more, workday(day + timedelta(60)), contract["project_code"], "自行采购", None
            )
            added |= {"contract_name": f"{thing}采购补充合同", "parent_contract_no": contract["contract_no"]}
            self.fulfil(added, thing, False)

    def petty(self, thing: str, supplier: str) -> None:
        amount, day = self.amount(200, 4_000), self.day(1, 11)
        invoice = self.invoice(None, supplier, amount, thing, day)
        self.pay(None, [invoice], supplier, amount, thing, workday(day + timedelta(3)), None, "30201")

    def contract(
        self, thing: str, supplier: str, amount: Decimal, signed: date, project: str, method: str, bought: str | None
    ) -> Row:
        row = {
            "contract_no": f"HT-{self.year}-{self.next('contracts'):03d}", "contract_name": f"{thing}采购合同",
            "party_a": UNIT, "party_b": supplier, "supplier_credit_code": self.codes[supplier], "sign_date": signed,
            "amount": amount, "approval_date": workday(signed - timedelta(3), back=True), "approver": PEOPLE["局长"],
            "approval_amount_limit_ok": "是", "perf_start_date": workdays_after(signed, 2),
            "start_date": signed, "end_date": date(self.year, 12, 31), "seal_name": UNIT,
            "signatory": PEOPLE["局长"], "signatory_is_legal_rep": "是", "procurement_no": bought,
            "procurement_method": method, "category": "货物" if thing in words.GOODS else "服务",
            "project_code": project, "advance_ratio": "0%", "warranty_ratio": "0%", "payment_term_days": 30,
            "sme_flag": "是", "is_framework": "否", "is_urgent": "否", "handler": PEOPLE["合同"], "dept": "办公室",
            "legal_review": "是", "file_date": workdays_after(signed, 4), "missing_terms": "附件目录", "sealed": "是",
        }  # fmt: skip
        if method == "公开招标":
            row |= {"perf_bond": (amount / 20).quantize(CENT), "perf_bond_form": "保函"}
        if method == "电子卖场":
            row |= {
                "signatory": PEOPLE["分管"], "signatory_is_legal_rep": "否", "authorization_no": f"授权〔{self.year}〕1号",
                "authorization_expiry": date(self.year, 12, 31),
            }  # fmt: skip
        self.add("contracts", row)
        self.supplier(supplier)
        return row

    def fulfil(self, contract: Row, thing: str, goods: bool) -> None:
        """Delivery, acceptance, invoice, payment; an asset card for goods."""
        delivered = workday(contract["sign_date"] + timedelta(self.random.randint(12, 25)))
        accepted = workdays_after(delivered, 2)
        self.add("acceptances", {
            "acceptance_no": f"YS-{self.next('acceptances'):04d}", "contract_no": contract["contract_no"],
            "acceptance_date": accepted, "delivery_date": delivered, "first_use_date": workdays_after(accepted, 1),
            "accepted_amount": contract["amount"], "quantity": "1", "result": "合格",
            "acceptors": "、".join((PEOPLE["验收一"], PEOPLE["验收二"], PEOPLE["验收三"])),
            "supplier_signed": "是", "item_checklist": "是", "acceptance_deadline": accepted + timedelta(10),
        })  # fmt: skip
        invoice = self.invoice(contract, contract["party_b"], contract["amount"], thing, workdays_after(accepted, 1))
        day = workday(accepted + timedelta(self.random.randint(6, 12)))
        paid = self.pay(
            contract, [invoice], contract["party_b"], contract["amount"], thing, day, contract["project_code"],
            "31002" if goods else "30227",
        )  # fmt: skip
        if goods:
            clean_registers.card(self, contract, paid, thing, accepted)

    def invoice(self, contract: Row | None, supplier: str, amount: Decimal, thing: str, day: date) -> Row:
        self.supplier(supplier)
        day = workday(day)
        row = {
            "invoice_no": f"{self.year % 100}65{self.random.randint(0, 10**15):016d}", "invoice_type": "数电票（普通发票）",
            "invoice_date": day, "seller": supplier, "seller_tax_no": self.codes[supplier], "buyer": UNIT,
            "buyer_tax_no": credit_code(999_999), "amount_total": amount,
            "tax": (amount * 6 / 106).quantize(CENT), "items": f"*{thing}*{thing}", "status": "正常", "voucher_no": None,
            "contract_no": contract["contract_no"] if contract else None,
        }  # fmt: skip
        return self.add("invoices", row)

    def pay(
        self, contract: Row | None, invoices: list[Row], payee: str, amount: Decimal, thing: str, day: date,
        project: str | None, econ: str, **more: Any,
    ) -> Row:  # fmt: skip
        day = min(workday(day), date(self.year, 12, 22))
        approved = workday(day - timedelta(2), back=True)
        large = amount >= 200_000
        code = BOOKED.get(econ, "5001")
        row = {
            "payment_no": f"ZF{self.year}{self.next('payments'):05d}", "payment_date": day, "amount": amount,
            "payee": payee, "payee_account": None, "payee_type": "对公", "pay_method": "直接支付",
            "payer_account_type": "零余额", "voucher_no": None, "contract_no": contract["contract_no"] if contract else None,
            "invoice_no": "、".join(each["invoice_no"] for each in invoices) or None, "project_code": project,
            "econ_class": econ, "fund_source": "一般公共预算财政拨款", "purpose": f"付{thing}款",
            "apply_date": workday(approved - timedelta(1), back=True), "applicant": PEOPLE["申请"],
            "approval_date": approved, "approver": PEOPLE["局长"] if large else PEOPLE["分管"],
            "executor": PEOPLE["出纳"], "is_advance": "否",
            "meeting_minutes_no": f"示局党组纪要〔{self.year}〕{self.next('minutes')}号" if large else None,
            "status": "成功", "sys_operator": PEOPLE["出纳"], "sys_reviewer": PEOPLE["财务"], "sys_review_date": day,
            **more,
        }  # fmt: skip
        self.add("payments", row)
        clean_registers.account_of(self, row)
        key = project or "JB"
        self.paid[key] = self.paid.get(key, Decimal(0)) + amount
        # What is small goes through the quota account, what is large is paid by the treasury itself.
        quota = amount < 5_000
        self.quota += amount if quota else 0
        self.journal.enter(
            day, str(row["purpose"]), [(code, amount, None), ("1011" if quota else "4001", None, amount)],
            [("7101", amount, None), ("8001" if quota else "6001", None, amount)], [row, *invoices], project=project, econ=econ,
            counterparty=payee, attachments=3 + len(invoices),
        )  # fmt: skip
        return row

    def bids(self, bought: Row) -> None:
        others = self.random.sample(self.suppliers[300:], 3)
        for place, name in enumerate([bought["award_supplier"], *others]):
            quote = bought["award_amount"]
            if place:
                # Apart from each other, in no even steps, and below the budget.
                more = (110, 240, 440)[place - 1] + self.random.randint(37, 460) % 30
                quote = (quote * (1 + Decimal(more) / 10_000)).quantize(Decimal(1))
                self.supplier(name)
            number = self.next("bids")
            self.add("bids", {
                "procurement_no": bought["procurement_no"], "bidder": name, "credit_code": self.codes[name],
                "quote": quote, "score": str(91 - 4 * place - self.random.randint(0, 20) / Decimal(10)),
                "is_winner": "否" if place else "是", "valid": "是", "legal_rep": f"法人{number:03d}",
                "contact": f"联系人{number:03d}", "phone": f"0999-{7_000_000 + number * 37}",
                "email": f"bid{number}@firm{number}.example", "address": f"示例市示例路{number * 3}号",
                "ip": f"203.0.{number // 200}.{number % 200 + 1}", "mac": f"02-00-5E-{number // 250:02X}-{number % 250:02X}-11",
                "doc_author": f"作者{number:03d}", "bond_account": f"62170000{number * 7919:08d}",
                "team": f"负责人{number:03d}",
            })  # fmt: skip

    # Small things

    def supplier(self, name: str) -> None:
        known = self.rows.setdefault("suppliers", [])
        if all(row["name"] != name for row in known):
            clean_registers.supplier(self, name, self.codes[name])

    def project(self) -> str:
        return self.random.choice(self.projects[:4])

    def amount(self, least: int, most: int) -> Decimal:
        """Spread evenly over the magnitudes, as amounts are."""
        span = Decimal(self.random.randint(0, 10_000)) / 10_000
        return (Decimal(least) * (Decimal(most) / least) ** span).quantize(CENT)

    def day(self, first: int, last: int) -> date:
        return workday(date(self.year, self.random.randint(first, last), self.random.randint(4, 26)))

    def next(self, name: str) -> int:
        self.numbers[name] = self.numbers.get(name, 0) + 1
        return self.numbers[name]

    def add(self, ledger: str, row: Row) -> Row:
        self.rows.setdefault(ledger, []).append(row)
        return row


def at_work(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour, 30))
