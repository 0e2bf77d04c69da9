"""Purchases of other kinds in a clean year: dear without a tender, works, sole sources under way, contracts of next year.

Each stands where one step more would be wrong: the rows that plants_evidence.py changes.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.corpus import clean_registers, words
from tests.corpus.days import workday, workdays_after
from tests.corpus.people import PEOPLE

if TYPE_CHECKING:
    from tests.corpus.clean import _Maker

DIRECT = ("50000.00", "50000.00", "49999.99", "80080.00", "80080.00")
WORKS = ("业务用房屋面修缮", "执法大厅改造", "档案库房消防改造")
SOLE = ("检验数据专线", "标准文献库", "检验软件升级", "计量标准溯源", "抽检系统接口开发", "舆情监测数据")
BUILDINGS = ("执法指挥中心改造", "实验室扩建")
NEXT_YEAR = (
    "报刊订阅",
    "热线值守",
    "饮水设备维护",
    "电梯维护",
    "印刷服务",
    "开水器租赁",
    "垃圾清运",
    "绿植租摆",
    "窗帘清洗",
    "地毯清洗",
    "开锁",
    "除尘",
)
# Small ones, so that most plants find a place in one book.
MORE = ("标签机", "冷藏箱", "采样箱", "测温枪", "照度计", "声级计", "电子天平", "移动电源", "激光测距仪", "酸度计")


def fill(maker: _Maker) -> None:
    suppliers = iter(maker.suppliers[200:])
    for number, amount in enumerate(DIRECT):
        thing = words.SERVICES[number]
        day = workday(date(maker.year, 3 + number, 7))
        contract = maker.contract(thing, next(suppliers), Decimal(amount), day, maker.project(), "自行采购", None)
        maker.fulfil(contract, thing, goods=False)
    for amount in ("3000.00", "2999.97", "1000.00", "999.99"):  # around what an asset costs, what needs a paper
        _without_contract(maker, "办公用品", next(suppliers), Decimal(amount), date(maker.year, 7, 5))
    for last in ("12499.99", "12499.98"):  # four together just short of what a contract is written for
        supplier = next(suppliers)
        for month, amount in ((2, "12500.00"), (5, "12500.00"), (8, "12500.00"), (11, last)):
            _without_contract(maker, "临时保洁", supplier, Decimal(amount), date(maker.year, month, 14))
    for number, name in enumerate(WORKS):
        works(maker, name, next(suppliers), moved=number < 2)
    for number, name in enumerate(SOLE):
        sole_source(maker, name, date(maker.year, 12, 1 + number))
    for number, name in enumerate(BUILDINGS):
        negotiated_works(maker, name, date(maker.year, 12, 11 + number))
    for number, name in enumerate(NEXT_YEAR):
        next_year(maker, name, next(suppliers), number)
    for number, thing in enumerate(MORE):
        day, price = workday(date(maker.year, 2 + number % 8, 17)), Decimal(7_300) + Decimal("1711.13") * number
        contract = maker.contract(thing, next(suppliers), price, day, maker.project(), "自行采购", None)
        contract["category"] = "货物"
        maker.fulfil(contract, thing, goods=True)


def _without_contract(maker: _Maker, thing: str, supplier: str, amount: Decimal, day: date) -> None:
    invoice = maker.invoice(None, supplier, amount, thing, day)
    maker.pay(None, [invoice], supplier, amount, thing, workday(day + timedelta(4)), None, "30201")


def works(maker: _Maker, name: str, supplier: str, moved: bool) -> None:
    """Accepted about a year before the books are looked at and moved to the fixed assets; or accepted late and still open."""
    accepted = date(maker.year, 6, 29) if moved else date(maker.year, 12, 8)
    amount = Decimal("118000.00") if moved else Decimal("64000.00")
    signed = workday(accepted - timedelta(60))
    project = maker.projects[4]
    contract = maker.contract(name, supplier, amount, signed, project, "自行采购", None)
    contract |= {"contract_name": f"{name}工程施工合同", "category": "工程"}
    maker.add("acceptances", {
        "acceptance_no": f"YS-{maker.next('acceptances'):04d}", "contract_no": contract["contract_no"],
        "acceptance_date": accepted, "delivery_date": workday(accepted - timedelta(3), back=True),
        "first_use_date": workdays_after(accepted, 2), "accepted_amount": amount, "quantity": "1", "result": "合格",
        "acceptors": "、".join((PEOPLE["验收一"], PEOPLE["验收二"], PEOPLE["验收三"])),
        "supplier_signed": "是", "item_checklist": "是", "acceptance_deadline": accepted + timedelta(10),
    })  # fmt: skip
    invoice = maker.invoice(contract, supplier, amount, name, workdays_after(accepted, 2))
    maker.pay(contract, [invoice], supplier, amount, name, workday(accepted + timedelta(11)), project, "31006")
    if moved:
        booked = workday(accepted + timedelta(18))
        maker.journal.enter(booked, f"{name}完工转入固定资产", [("1601", amount, None), ("1613", None, amount)])
        card = clean_registers._card(maker, name, amount, accepted, booked, str(contract["contract_no"]), None)
        card |= {"category_code": "A01010000", "acquire_method": "自建"}
        maker.journal.entries[-1].refers = [card]


def sole_source(maker: _Maker, name: str, day: date) -> None:
    """Approved and published, not yet awarded when the year ends."""
    intention = workday(day - timedelta(45))
    begins = workday(day)
    number = f"CG{maker.year}-{maker.next('procurements'):04d}"
    budget = Decimal(4_000_000)
    maker.add("procurements", {
        "procurement_no": number, "name": f"{name}项目", "category": "服务", "catalog_code": f"C{160000 + maker.next('catalog'):06d}",
        "in_central_catalog": "否", "budget_amount": budget, "org_form": "分散采购", "method": "单一来源",
        "method_approval_no": f"示财采〔{maker.year}〕{maker.next('approvals')}号", "intention_date": intention,
        "single_src_pub_start": begins, "single_src_pub_end": workdays_after(begins, 7), "handler": PEOPLE["采购"],
        "need_survey": "是", "sme_reserved": "是", "is_urgent": "否", "is_secret": "否",
    })  # fmt: skip
    clean_registers.disclose(maker, "采购意向", intention, intention, procurement_no=number, amount=budget)


def negotiated_works(maker: _Maker, name: str, day: date) -> None:
    """A cent less than what must be tendered; intended, not yet begun when the year ends."""
    intention = workday(day)
    number = f"CG{maker.year}-{maker.next('procurements'):04d}"
    budget = Decimal("3999999.99")
    maker.add("procurements", {
        "procurement_no": number, "name": f"{name}项目", "category": "工程", "catalog_code": f"B{10000 + maker.next('catalog'):06d}",
        "in_central_catalog": "否", "budget_amount": budget, "org_form": "分散采购", "method": "竞争性磋商",
        "intention_date": intention, "handler": PEOPLE["采购"], "need_survey": "是", "sme_reserved": "是", "is_urgent": "否",
        "is_secret": "否",
    })  # fmt: skip
    clean_registers.disclose(maker, "采购意向", intention, intention, procurement_no=number, amount=budget)


def next_year(maker: _Maker, name: str, supplier: str, number: int) -> None:
    """Signed when the year ends, for the next: nothing delivered, nothing paid."""
    signed = date(maker.year, 12, 18 + number % 2)
    amount = Decimal(6_100) + 37 * number
    contract = maker.contract(name, supplier, amount, signed, maker.projects[5], "询价", None)
    begins = workday(date(maker.year + 1, 1, 8))
    contract |= {
        "contract_name": f"{maker.year + 1}年度{name}合同", "category": "服务", "perf_start_date": begins, "start_date": begins,
        "end_date": date(maker.year + 1, 12, 31),
    }  # fmt: skip
