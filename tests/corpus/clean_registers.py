"""What stands beside the purchases of a clean year: staff, budgets, claims, property, publications, papers."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.corpus.days import workday, workdays_after
from tests.corpus.people import PEOPLE

if TYPE_CHECKING:
    from tests.corpus.clean import _Maker

Row = dict[str, Any]
CENT = Decimal("0.01")
LIFE = 72
NOTICE = (
    *(
        "采购人名称",
        "地址和联系方式",
        "项目名称",
        "编号",
        "预算金额",
        "最高限价",
        "采购需求",
    ),
    *(
        "合同履行期限",
        "投标人资格要求",
        "获取采购文件的时间期限",
        "地点",
        "方式",
        "公告期限",
    ),
    *(
        "响应文件提交截止时间",
        "开启时间及地点",
        "采购项目联系人姓名和电话",
    ),
)
TABLES = (
    *(
        "收支总表",
        "收入总表",
        "支出总表",
        "财政拨款收支总表",
        "一般公共预算支出表",
        "一般公共预算基本支出表",
    ),
    *(
        "“三公”经费表",
        "政府性基金预算支出表",
        "国有资本经营预算支出表",
        "机关运行经费",
    ),
    *(
        "政府采购",
        "国有资产占用",
        "绩效目标",
        "名词解释",
        "部门职责",
        "机构设置",
        "增减变动说明",
    ),
    *("项目支出表",),
)


def fill(maker: _Maker) -> None:
    staff(maker)
    suppliers_accounts(maker)
    salaries(maker)
    claims(maker)
    advances(maker)
    revenues(maker)
    property_(maker)
    policies(maker)
    closing(maker)
    budgets(maker)
    evaluations(maker)
    publications(maker)
    papers(maker)
    evidence(maker)
    metrics(maker)


def staff(maker: _Maker) -> None:
    posts = {
        "局长": ("局领导", "局长", "决策;审批", "100000000"), "分管": ("局领导", "副局长", "审批", "200000"),
        "财务": ("财务科", "财务负责人", "审核", None), "会计": ("财务科", "会计", "制单", None),
        "记账": ("财务科", "会计", "记账", None), "出纳": ("财务科", "出纳", "出纳;付款", None),
        "采购": ("办公室", "采购员", "采购", None), "合同": ("办公室", "合同管理", "合同", None),
        "验收一": ("监管科", "科员", "验收", None), "验收二": ("稽查科", "科员", "验收", None),
        "验收三": ("信息科", "科员", "验收", None), "申请": ("办公室", "科员", "申请", None),
        "资产": ("办公室", "资产管理员", "资产管理", None), "行政": ("办公室", "科员", "经办", None),
        "监管": ("监管科", "科员", "经办", None), "稽查": ("稽查科", "科员", "经办", None),
    }  # fmt: skip
    for number, (role, (dept, post, roles, limit)) in enumerate(posts.items(), 1):
        maker.add("staff", {
            "staff_id": f"S{number:03d}", "name": PEOPLE[role], "dept": dept, "post": post, "roles": roles.replace(";", "、") or None,
            "approve_limit": limit, "phone_hash": None, "bank_account_hash": f"622200{number:010d}",
            "leave_date": None, "post_start": date(maker.year - 1, 3, 1),
        })  # fmt: skip


def supplier(maker: _Maker, name: str, code: str) -> None:
    number = maker.next("suppliers")
    maker.add("suppliers", {
        "name": name, "credit_code": code, "legal_rep": f"厂长{number:03d}", "shareholders": f"股东{number:03d}甲、股东{number:03d}乙",
        "phone": f"0998-{6_000_000 + number * 41}", "address": f"示例市工业路{number * 2 + 1}号",
        "bank_account": f"6228{number * 104729:012d}", "est_date": date(2010 + number % 9, 1 + number % 12, 11),
        "reg_capital": "5000000", "size": "小型" if number % 3 else "微型", "blacklist": "否", "status": "存续",
    })  # fmt: skip


def account_of(maker: _Maker, payment: Row) -> None:
    known = {row["name"]: row["bank_account"] for row in maker.rows.get("suppliers", ())}
    payment["payee_account"] = payment["payee_account"] or known.get(payment["payee"])


def suppliers_accounts(maker: _Maker) -> None:
    for payment in maker.rows["payments"]:
        account_of(maker, payment)


def salaries(maker: _Maker) -> None:
    for month in range(1, 13):
        day = workday(date(maker.year, month, 15))
        amount = Decimal(232_000) + Decimal(maker.random.randint(1, 900_000)) / 100
        maker.pay(
            None, [], "职工工资（银行代发）", amount, f"{month}月工资", day, None, "30101",
            meeting_minutes_no=f"示局党组纪要〔{maker.year}〕{maker.next('minutes')}号",
        )  # fmt: skip


def claims(maker: _Maker) -> None:
    """Journeys, meetings, courses and guests, each within its plan and standard."""

    def claim(kind: str, who: str, begins: date, days: int, total: Decimal, econ: str, **more: Any) -> None:
        row = {
            "claim_no": f"BX-{maker.next('claims'):04d}", "claim_type": kind, "claimant": PEOPLE[who],
            "start_date": begins, "end_date": begins + timedelta(days - 1), "total": total,
            "plan_no": f"示局计〔{maker.year}〕{maker.next('plans')}号", "pay_method": "公务卡", "voucher_no": None, **more,
        }  # fmt: skip
        maker.add("expense_claims", row)
        payee, kind_of = (PEOPLE[who], "个人") if kind == "差旅" else (f"示例{kind}服务中心", "对公")
        day = workday(row["end_date"] + timedelta(8))
        invoices = [] if kind == "差旅" else [maker.invoice(None, payee, total, f"{kind}服务", row["end_date"])]
        paid = maker.pay(
            None, invoices, payee, total, f"{kind}费", day, None, econ, payee_type=kind_of,
            pay_method="公务卡" if kind == "差旅" else "直接支付",
        )  # fmt: skip
        maker.journal.entries[-1].refers = [paid, row, *invoices]

    for month in range(2, 12):
        for who in ("监管", "稽查"):
            begins = workday(date(maker.year, month, 6 if who == "监管" else 12))
            lodging, meals, local = Decimal(600), Decimal(300), Decimal(240)
            claim("差旅", who, begins, 3, lodging + meals + local, "30211", city="邻市", persons=1, lodging=lodging,
                  meal_allowance=meals, local_transport=local, attachments="出差审批单、住宿发票、交通票据")  # fmt: skip
    for month in (4, 9):
        claim("会议", "行政", workday(date(maker.year, month, 18)), 1, Decimal("12600"), "30215", city="示例市", persons=40,
              meeting_class="三类", staff_count=4, venue="单位内部会议室", pay_method="转账",
              attachments="会议审批件、会议通知、签到表、费用原始明细单据、电子结算单")  # fmt: skip
        claim("培训", "行政", workday(date(maker.year, month + 1, 11)), 2, Decimal("24000"), "30216", city="示例市", persons=50,
              meeting_class="三类", staff_count=3, venue="示例党校", pay_method="转账", lecture_fee=Decimal("2000"),
              lecture_hours="4", lecturer_title="副高及以下",
              attachments="培训通知、签到表、讲课费签收单、费用明细、审批件")  # fmt: skip
        claim("公务接待", "行政", workday(date(maker.year, month, 24)), 1, Decimal("860"), "30217", city="示例市", persons=11,
              official_letter_no=f"邻市监函〔{maker.year}〕{month}号", guest_count=8, accompany_count=3, venue="单位食堂", pay_method="转账",
              attachments="公函、接待清单、审批单、发票、菜单")  # fmt: skip


def advances(maker: _Maker) -> None:
    for number, who in enumerate(("监管", "稽查")):
        out = workday(date(maker.year, 5 + number, 8))
        back = workday(out + timedelta(20))
        row = {
            "account_code": "1218", "counterparty": PEOPLE[who], "is_person": "是", "occur_date": out, "voucher_no": None,
            "amount": Decimal(2000), "balance": Decimal(0), "due_date": out + timedelta(30), "last_move_date": back,
            "purpose": "出差借款", "kind": "借款",
        }  # fmt: skip
        maker.add("advances", row)
        maker.journal.enter(
            out,
            "借出差备用金",
            [("1218", Decimal(2000), None), ("1002", None, Decimal(2000))],
            (),
            [row],
            counterparty=PEOPLE[who],
        )
        maker.journal.enter(
            back,
            "收回出差备用金",
            [("1002", Decimal(2000), None), ("1218", None, Decimal(2000))],
            (),
            counterparty=PEOPLE[who],
        )
    name, amount = maker.suppliers[0], Decimal(20_000)
    paid_in = workday(date(maker.year, 11, 6))
    row = {
        "account_code": "2307", "counterparty": name, "is_person": "否", "occur_date": paid_in, "voucher_no": None,
        "amount": amount, "balance": amount, "due_date": date(maker.year + 1, 11, 6), "last_move_date": paid_in,
        "purpose": "履约保证金", "kind": "履约保证金",
    }  # fmt: skip
    maker.add("advances", row)
    maker.journal.enter(
        paid_in, "收履约保证金", [("1002", amount, None), ("2307", None, amount)], (), [row], counterparty=name
    )


def revenues(maker: _Maker) -> None:
    for month in range(1, 13):
        day, amount = workday(date(maker.year, month, 9)), Decimal(maker.random.randint(20_000, 900_000)) / 100
        remitted = workdays_after(day, 1)
        row = {
            "ticket_no": f"65{maker.year}{month:06d}", "item": "检验检测收入", "payer": maker.suppliers[100 + month], "amount": amount,
            "issue_date": day, "remit_date": remitted, "remit_amount": amount, "voucher_no": None,
        }  # fmt: skip
        maker.add("revenues", row)
        maker.journal.enter(
            day,
            "收检验检测收入",
            [("1002", amount, None), ("2103", None, amount)],
            (),
            [row],
            counterparty=str(row["payer"]),
        )
        maker.journal.enter(remitted, "上缴检验检测收入", [("2103", amount, None), ("1002", None, amount)])
    for month, amount in ((4, Decimal("730.00")), (8, Decimal("815.00"))):
        # What it is for is not plain at first: kept apart, told within the month, remitted.
        day, payer = workday(date(maker.year, month, 11)), maker.suppliers[112 + month]
        told = workday(day + timedelta(20))
        maker.journal.enter(
            day, "收废旧物资处置款", [("1002", amount, None), ("2307", None, amount)], counterparty=payer
        )
        maker.journal.enter(
            told, "废旧物资处置款转应缴", [("2307", amount, None), ("2103", None, amount)], counterparty=payer
        )
        maker.journal.enter(
            workdays_after(told, 1), "上缴废旧物资处置款", [("2103", amount, None), ("1002", None, amount)]
        )


def card(maker: _Maker, contract: Row, paid: Row, thing: str, accepted: date) -> None:
    _card(maker, thing, contract["amount"], accepted, paid["payment_date"], contract["contract_no"], paid)


def _card(
    maker: _Maker, thing: str, value: Decimal, accepted: date, booked: date, contract_no: str | None, paid: Row | None
) -> Row:
    number = maker.next("assets")
    months = (maker.year - booked.year) * 12 + 12 - booked.month + 1
    dep = (value / LIFE).quantize(CENT) * min(months, LIFE)
    dep = value if months >= LIFE else dep
    row = {
        "asset_no": f"TY{maker.year}{number:06d}", "asset_name": thing, "category_code": "A02010100", "spec": f"型号{number}",
        "serial_no": f"SN{number:08d}", "quantity": "1", "unit_price": value, "original_value": value, "accumulated_dep": dep,
        "net_value": value - dep, "useful_life_months": LIFE, "acquire_method": "购置", "acquire_date": accepted,
        "acceptance_date": accepted, "book_date": booked, "tag_date": workdays_after(booked, 2), "tag_no": f"BQ{number:06d}",
        "use_dept": "监管科", "custodian": PEOPLE["监管"], "location": f"办公楼{200 + number}室", "status": "在用",
        "voucher_no": None, "contract_no": contract_no,
    }  # fmt: skip
    maker.add("assets", row)
    if paid is not None:
        maker.journal.entries[-1].refers = [*maker.journal.entries[-1].refers, row]
    return row


def property_(maker: _Maker) -> None:
    """Old cards in the openings, monthly depreciation, one thing written off, one moved, one count of everything."""
    for number in range(12):
        bought = workday(date(maker.year - 1 - number % 4, 3 + number % 8, 14))
        row = _card(maker, "台式计算机", Decimal(5_000 + 123 * number), bought, bought, None, None)
        row["voucher_no"] = f"记-{bought.month:02d}-{9000 + number}"
    scrap_day = workday(date(maker.year, 6, 8))
    scrap = _card(maker, "便携式打印机", Decimal(3_600), date(2015, 5, 12), date(2015, 5, 12), None, None)
    scrap["status"], scrap["voucher_no"] = "已处置", "记-05-8000"
    old = [row for row in maker.rows["assets"] if row["book_date"].year < maker.year]
    for row in old:
        before = 12 * (maker.year - row["book_date"].year) - row["book_date"].month + 1
        monthly = (row["original_value"] / LIFE).quantize(CENT)
        maker.journal.openings["1601"] += row["original_value"]
        maker.journal.openings["1602"] -= row["original_value"] if before >= LIFE else monthly * before
    maker.journal.openings["3001"] = -(maker.journal.openings["1601"] + maker.journal.openings["1602"])
    for month in range(1, 13):
        total = Decimal(0)
        for row in maker.rows["assets"]:
            begins = row["book_date"].replace(day=1)
            age = (maker.year - begins.year) * 12 + month - begins.month
            if row is not scrap and 0 <= age < LIFE:
                total += (row["original_value"] / LIFE).quantize(CENT)
        day = workday(date(maker.year, month, 26))
        if total:
            maker.journal.enter(day, f"计提{month}月固定资产折旧", [("5001", total, None), ("1602", None, total)])
    event = {
        "event_no": "ZC-001", "asset_no": scrap["asset_no"], "event_type": "报废", "apply_date": workday(date(maker.year, 5, 10)),
        "event_date": scrap_day, "approval_no": f"示财资〔{maker.year}〕6号", "approval_date": workday(date(maker.year, 5, 25)),
        "handover_date": scrap_day, "to_dept": "示例再生资源回收站", "book_date": workdays_after(scrap_day, 3), "voucher_no": None,
        "original_value": scrap["original_value"], "income": Decimal(150), "remit_date": workdays_after(scrap_day, 5),
        "remit_amount": Decimal(150), "appraisal_no": f"示评〔{maker.year}〕3号",
    }  # fmt: skip
    maker.add("asset_events", event)
    maker.journal.enter(
        event["book_date"],
        "便携式打印机报废核销",
        [("1602", Decimal(3600), None), ("1601", None, Decimal(3600))],
        (),
        [event],
    )
    maker.journal.enter(
        event["book_date"], "收资产处置收入", [("1002", Decimal(150), None), ("2103", None, Decimal(150))]
    )
    maker.journal.enter(
        event["remit_date"], "上缴资产处置收入", [("2103", Decimal(150), None), ("1002", None, Decimal(150))]
    )
    count_day = workday(date(maker.year, 12, 12))
    for number, row in enumerate(row for row in maker.rows["assets"] if row is not scrap):
        maker.add("asset_events", {
            "event_no": f"QC-{number:03d}", "asset_no": row["asset_no"], "event_type": "清查", "event_date": count_day,
            "book_qty": "1", "actual_qty": "1", "original_value": row["original_value"], "resolve_date": None,
        })  # fmt: skip
    maker.rows["asset_events"][-1] |= {
        "actual_qty": "2", "diff_reason": "显示器另计一件", "resolve_date": workdays_after(count_day, 9)
    }  # fmt: skip
    for row in maker.rows["assets"][:8]:
        maker.add("asset_counts", {
            "asset_no": row["asset_no"], "asset_name": row["asset_name"], "direction": "账到实", "found": "√", "tag": "√",
            "location_seen": row["location"], "custodian_seen": row["custodian"], "checker": "核查甲", "check_date": date(maker.year + 1, 5, 20),
        })  # fmt: skip


def policies(maker: _Maker) -> None:
    for number, domain in enumerate(("预算", "收支", "政府采购", "资产", "建设项目", "合同", "单位层面", "绩效"), 1):
        maker.add("policies", {
            "policy_no": f"ZD-{number:02d}", "domain": domain, "title": f"示例市市场监督管理局{domain}管理办法", "effective_date": date(2021, 8, 1),
            "revise_date": date(2022, 3, 1), "status": "现行", "cites": "行政事业单位内部控制规范（试行）", "has_flow": "是",
        })  # fmt: skip
        maker.add("policy_checks", {
            "domain": domain, "item": "制度是否制定", "seen": "√", "policy_title": f"示例市市场监督管理局{domain}管理办法",
            "doc_no": f"示局发〔2022〕{number}号",
            "checker": "核查甲", "check_date": date(maker.year + 1, 5, 21),
        })  # fmt: skip


def closing(maker: _Maker) -> None:
    """The last working day of the year: incomes and expenses to the surplus."""
    maker.journal.enter(
        workday(date(maker.year, 1, 3)), "收到零余额账户用款额度", [("1011", maker.quota, None), ("4001", None, maker.quota)],
        [("8001", maker.quota, None), ("6001", None, maker.quota)],
    )  # fmt: skip
    day = workday(date(maker.year, 12, 31), back=True)
    for own, other in ((("4001", "5001"), "3301"), (("6001", "7101"), "8101")):
        income, cost = (maker.journal.balance(account) for account in own)
        sides = [(own[0], -income, None), (other, None, -income)] if income else []
        maker.journal.enter(day, "结转本年收入", sides, closing=True)
        maker.journal.enter(day, "结转本年费用支出", [(other, cost, None), (own[1], None, cost)], closing=True)


def budgets(maker: _Maker) -> None:
    from tests.corpus.clean import PROJECTS

    approved = workday(date(maker.year, 1, 18))
    total = Decimal(0)
    for code, (name, kind, econ) in zip(maker.projects, PROJECTS, strict=True):
        paid = maker.paid.get(code, Decimal(0))
        total += paid
        added = {maker.projects[0]: Decimal(50_000), maker.projects[2]: Decimal(20_000)}.get(code, Decimal(0))
        cut = Decimal(20_000) if code == maker.projects[3] else Decimal(0)
        carried = Decimal(30_000) if code == maker.projects[1] else Decimal(0)
        final = paid
        maker.add("budgets", {
            "fiscal_year": maker.year, "project_code": code, "project_name": name, "exp_type": kind, "fund_source": "一般公共预算财政拨款",
            "budget_initial": final - added - carried + cut, "adjust_add": added, "adjust_cut": cut, "budget_final": final, "paid": paid,
            "carry_in": carried, "carry_in_year": maker.year - 1 if carried else None, "purpose": f"{name}所需设备与服务",
            "allowed_econ": econ.replace(";", "、"), "approve_date": approved,
            "duty_area": "市场监管", "executing_unit": "示例市市场监督管理局",
        })  # fmt: skip
        if added or cut:
            # The first by order from above; then what one project gives another.
            ordered = code == maker.projects[0]
            maker.add("budget_adjustments", {
                "adj_no": f"TZ-{maker.next('adjustments'):03d}", "project_code": code, "adj_date": workday(date(maker.year, 2, 20)),
                "amount": added - cut, "adj_kind": "追加" if ordered else "项目调剂",
                "reason": "上级追加抽检任务" if ordered else "信息化经费不足", "reason_class": "上级临时交办" if ordered else "单位自身",
                "approval_no": f"示财预〔{maker.year}〕{11 + maker.numbers['adjustments']}号", "approval_date": workday(date(maker.year, 2, 10)),
            })  # fmt: skip
    basic = maker.paid["JB"]
    maker.add("budgets", {
        "fiscal_year": maker.year, "project_code": f"JB{maker.year}0001", "project_name": "基本支出", "exp_type": "基本支出",
        "fund_source": "一般公共预算财政拨款", "budget_initial": basic, "adjust_add": Decimal(0), "adjust_cut": Decimal(0), "budget_final": basic,
        "paid": basic, "carry_in": Decimal(0), "purpose": "人员和日常公用", "approve_date": approved, "duty_area": "综合保障",
        "executing_unit": "示例市市场监督管理局",
    })  # fmt: skip
    for payment in maker.rows["payments"]:
        payment["project_code"] = payment["project_code"] or f"JB{maker.year}0001"
    added = sum((row["amount"] for row in maker.rows["budget_adjustments"]), Decimal(0))
    for item, kind, value in (
        ("一般公共预算财政拨款收入", "收入", total + basic), ("本年收入合计", "收入", total + basic), ("基本支出", "支出", basic),
        ("项目支出", "支出", total), ("本年支出合计", "支出", total + basic),
    ):  # fmt: skip
        maker.add("final_accounts", {
            "fiscal_year": maker.year, "item": item, "kind": kind, "budget_initial": value if item == "基本支出" else value - added,
            "budget_final": value, "actual": value,
        })  # fmt: skip


def evaluations(maker: _Maker) -> None:
    for row in maker.rows["budgets"]:
        if row["exp_type"] != "项目支出":
            continue
        maker.add("self_evals", {
            "fiscal_year": maker.year, "project_code": row["project_code"], "project_name": row["project_name"], "score": "99.50", "grade": "优",
            "budget": row["budget_final"], "executed": row["paid"], "exec_rate": "100%", "submit_date": date(maker.year + 1, 2, 20),
            "due_date": date(maker.year + 1, 3, 15),
        })  # fmt: skip
        for level1, level2, name, target, actual, weight, score in (
            ("预算执行率", None, "预算执行率", "100%", "100%", "10", "10"),
            ("产出指标", "数量指标", "开展宣传活动场次", "≥5场", "6场", "15", "15"),
            ("产出指标", "质量指标", "验收合格率", "≥98%", "99.5%", "15", "15"),
            ("产出指标", "时效指标", "按期完成率", "≥95%", "97%", "10", "10"),
            ("产出指标", "成本指标", "成本节约率", "≥2%", "2.4%", "10", "10"),
            ("效益指标", "社会效益指标", "投诉办结率", "≥96%", "97.2%", "15", "15"),
            ("效益指标", "可持续影响指标", "设备完好率", "≥95%", "96%", "15", "15"),
            ("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥90%", "85.5%", "10", "9.5"),
        ):  # fmt: skip
            maker.add("self_eval_indicators", {
                "project_code": row["project_code"], "level1": level1, "level2": level2, "indicator": name, "target_value": target,
                "actual_value": actual, "weight": weight, "score": score, "evidence_ref": f"{name}统计表",
                "deviation_reason": "满意度调查样本较少，已扩大样本" if score != weight else None,
            })  # fmt: skip


def disclose(maker: _Maker, kind: str, approved: date, published: date, **more: Any) -> None:
    number = maker.next("disclosures")
    maker.add("disclosures", {
        "disclosure_id": f"GK-{number:03d}", "item_type": kind, "fiscal_year": maker.year, "approve_date": approved, "publish_date": published,
        "channel": "中国政府采购网" if "procurement_no" in more else "门户网站预决算公开专栏", "url": f"https://www.example.cn/gk/{number}.html", **more,
    })  # fmt: skip


def publications(maker: _Maker) -> None:
    approved = workday(date(maker.year, 1, 18))
    tables = "、".join(TABLES)
    for kind in ("部门预算", "单位预算", "绩效目标", "三公经费"):
        disclose(maker, kind, approved, workdays_after(approved, 6), content_items=tables)
    final = workday(date(maker.year + 1, 5, 28))
    for kind in ("部门决算", "单位决算", "绩效自评"):
        disclose(maker, kind, final, workdays_after(final, 6), content_items=tables + "、绩效自评")
    disclose(maker, "中小企业逾期款", date(maker.year + 1, 3, 5), date(maker.year + 1, 3, 6))


def papers(maker: _Maker) -> None:
    """What a checker wrote who saw the documents of a few payments, and the notices of a few purchases."""
    contracts = {row["contract_no"]: row for row in maker.rows["contracts"]}
    acceptances = {row["contract_no"]: row for row in maker.rows["acceptances"]}
    invoices = {row["invoice_no"]: row for row in maker.rows["invoices"]}
    for number, paid in enumerate([row for row in maker.rows["payments"] if row["contract_no"]][:6], 1):
        contract, accepted = contracts[paid["contract_no"]], acceptances[paid["contract_no"]]
        invoice = invoices[paid["invoice_no"]]
        maker.add("voucher_checks", {
            "index_no": f"D-{number:02d}", "_of": paid, "summary": paid["purpose"], "amount": paid["amount"],
            **{f"point_{point}": "√" for point in range(1, 8)},
            "contract_no": contract["contract_no"], "contract_sign_date": contract["sign_date"], "seal_text": contract["seal_name"],
            "signatory": contract["signatory"], "first_use_date": accepted["first_use_date"], "acceptance_date": accepted["acceptance_date"],
            "acceptors": accepted["acceptors"], "invoice_no": invoice["invoice_no"], "invoice_date": invoice["invoice_date"],
            "approver": paid["approver"], "approval_date": paid["approval_date"], "minutes_no": paid["meeting_minutes_no"],
            "receipt_date": paid["payment_date"], "attachment_pages": "1-8", "photo_no": f"P{number:03d}", "abnormal": "否",
            "checker": "核查甲", "check_date": date(maker.year + 1, 5, 20), "reviewer": "复核乙", "review_date": date(maker.year + 1, 5, 24),
        })  # fmt: skip
    for number, bought in enumerate([row for row in maker.rows["procurements"] if row.get("notice_date")][:3], 1):
        maker.add("notice_checks", {
            "item": bought["name"], "item_type": "招标公告", "procurement_no": bought["procurement_no"], "url": f"https://www.example.cn/zb/{number}.html",
            "publish_date": bought["notice_date"], "elements_seen": bought["notice_fields"], "query_date": date(maker.year + 1, 5, 22),
            "screenshot_no": f"J{number:03d}", "checker": "核查甲",
        })  # fmt: skip


def evidence(maker: _Maker) -> None:
    for number, paid in enumerate(maker.rows["payments"][:20], 1):
        made = datetime.combine(paid["approval_date"], time(9, 0)) + timedelta(hours=1)
        digest = hashlib.sha256(f"file {number}".encode()).hexdigest()
        maker.add("evidence", {
            "evidence_id": f"E{number:04d}", "ref_ledger": "payments", "ref_key": paid["payment_no"], "doc_type": "审批单",
            "file_name": f"审批单{number:03d}.pdf", "sha256": digest, "phash": digest[:16], "doc_date": paid["approval_date"], "file_created": made,
            "provider": PEOPLE["会计"], "received_at": datetime(maker.year + 1, 5, 10, 10, 0), "_of": paid, "contract_no": paid["contract_no"],
            "invoice_no": paid["invoice_no"], "file_kind": "pdf", "size": 20_000 + number * 37, "is_native": "是", "modified_at": made,
            "folder": "附件",
        })  # fmt: skip
    for month in range(1, 13):
        made = datetime.combine(workday(date(maker.year + month // 12, month % 12 + 1, 5)), time(10, 0))
        digest = hashlib.sha256(f"statement {month}".encode()).hexdigest()
        maker.add("evidence", {
            "evidence_id": f"D{month:04d}", "doc_type": "其他", "file_name": f"{maker.year}年{month}月银行存款余额调节表.pdf", "sha256": digest,
            "phash": digest[:16], "doc_date": made.date(), "file_created": made, "provider": PEOPLE["会计"],
            "received_at": datetime(maker.year + 1, 5, 10, 10, 0), "file_kind": "pdf", "size": 30_000 + month * 41, "is_native": "是",
            "modified_at": made, "folder": "对账",
        })  # fmt: skip


def metrics(maker: _Maker) -> None:
    for indicator, name, top, bottom in (("B01", "验收合格率", 199, 200), ("B02", "按期完成率", 97, 100)):
        maker.add("metrics", {
            "indicator": indicator, "name": name, "value": f"{Decimal(top) / bottom:.2%}", "numerator": str(top), "denominator": str(bottom),
            "source": "业务系统", "evidence": f"{name}统计表", "person": "核查甲", "date": date(maker.year + 1, 5, 20),
        })  # fmt: skip
