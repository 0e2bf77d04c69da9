"""Whole workbooks in the style of 用友, 金蝶 and a budget system, loaded without a profile and without a question."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from auditcheck.ledgers.books import Books, Sheet
from auditcheck.ledgers.load import LoadOptions, load
from tests.ledgers.traps import books as traps


def loaded(path: Path, year: int | None = None) -> Books:
    books = load([path], LoadOptions(year=year))
    assert [file.error for file in books.files] == [None]
    for sheet in books.sheets:
        assert sheet.rows_in == sheet.loaded + sheet.rejected + sheet.furniture
    return books


def mapping(sheet: Sheet) -> dict[str, str]:
    return {column.header: column.column for column in sheet.columns if column.column and column.letter}


def unmapped(sheet: Sheet) -> list[str]:
    return [column.header for column in sheet.columns if column.how == "unmapped"]


def yonyou(folder: Path) -> Path:
    """U8: 序时账 with one amount and a side, and a 明细账 with 年 月 日 and a running balance."""
    journal = ["日期", "凭证号数", "科目编码", "科目名称", "摘要", "方向", "数量", "外币", "金额"]
    entries: list[list[Any]] = [
        ["2023.10.18", "记-0037", "500102", "业务活动费用/商品和服务费用", "付会议系统款", "借", None, None, 298000],
        ["2023.10.18", "记-0037", "1011", "零余额账户用款额度", "付会议系统款", "贷", None, None, 298000],
        ["2023.10.18", "记-0037", "720102", "事业支出/财政拨款支出", "付会议系统款", "借", None, None, 298000],
        ["2023.10.18", "记-0037", "6001", "财政拨款预算收入", "付会议系统款", "贷", None, None, 298000],
        ["2023.12.31", "转-0004", "3301", "本期盈余", "期末结转", "借", None, None, 298000],
        ["2023.12.31", "转-0004", "500102", "业务活动费用/商品和服务费用", "期末结转", "贷", None, None, 298000],
        [None, None, None, None, "合计", "借", None, None, 894000],
    ]
    title = [
        ["序时账"],
        ["核算单位：[001]某市某局", None, None, None, "日期：2023.01.01-2023.12.31", None, None, None, "单位：元"],
    ]
    book = [
        ["银行存款明细账"], ["科目：1002 银行存款", None, None, None, None, "月份：2023.10-2023.11"],
        ["2023年", None, "凭证号数", "摘要", "借方", "贷方", "方向", "余额"], ["月", "日", None, None, None, None, None, None],
        [None, None, None, "上年结转", None, None, "借", 900], [10, 18, "记-0038", "付款", None, 5, "借", 895],
        [10, None, None, "当前合计", None, 5, "借", 895], [10, None, None, "当前累计", None, 5, "借", 895],
        [11, 2, "记-0001", "收款", 10, None, "借", 905], [11, None, None, "当前合计", 10, None, "借", 905],
    ]  # fmt: skip
    return traps.sheets(folder, "用友.xlsx", {"序时账": [*title, journal, *entries], "明细账": book})


def kingdee(folder: Path) -> Path:
    """K/3: 会计分录序时簿, where only the first line of a voucher has date, number and people."""
    header = [
        "日期", "会计期间", "凭证字号", "分录号", "摘要", "科目代码", "科目名称", "币别", "原币金额", "借方", "贷方", "制单", "审核", "过账",
        "附件数", "经办", "结算方式", "结算号", "参考信息", "业务日期", "往来业务编号", "系统模块",
    ]  # fmt: skip
    tail = ["某甲", "某乙", "某丙", 3, None, None, None, None, "2023-10-18", None, None]
    no_tail: list[Any] = [None] * len(tail)
    rows = [
        ["会计分录序时簿"], header,
        ["2023-10-18", "2023.10", "记 - 37", 1, "付会议系统款", "5001.02", "业务活动费用 - 商品和服务费用", "人民币", 298000, 298000, 0, *tail],
        [None, None, None, 2, "付会议系统款", "1002.01", "银行存款 - 基本户", "人民币", 298000, 0, 298000, *no_tail],
        ["2023-10-19", "2023.10", "记 - 38", 1, "红冲记-37号凭证", "5001.02", "业务活动费用", "人民币", -1000, -1000, 0, *tail],
        [None, None, None, 2, "红冲记-37号凭证", "1002.01", "银行存款", "人民币", -1000, 0, -1000, *no_tail],
        ["合计", None, None, None, None, None, None, None, None, 297000, 297000, *no_tail],
    ]  # fmt: skip
    return traps.book(folder, "会计分录序时簿.xlsx", rows)


def budget_system(folder: Path) -> Path:
    """预算一体化: 支付明细 with codes as text, operators of the system, and states in its own words."""
    header = [
        "序号", "支付申请编号", "预算单位编码", "预算单位名称", "指标文号", "项目编码", "项目名称", "支出功能分类", "政府预算经济分类", "部门预算经济分类",
        "资金性质", "支付方式", "结算方式", "付款人账号", "收款人全称", "收款人账号", "收款人开户银行", "用途", "支付金额（元）", "支付日期", "清算日期",
        "支付状态", "录入人", "终审人", "终审日期",
    ]  # fmt: skip
    line = [
        "001001", "某市某局", "某财预〔2023〕1号", "650000231234567000", "食品抽检项目", "2013816", "50502", "30227", "一般公共预算资金", "财政授权支付",
        "电汇", "650000000000000001",
    ]  # fmt: skip
    paid, returned = ["支付成功", "某甲", "某乙"], ["已退回", "某甲", "某乙"]
    rows = [
        ["国库集中支付明细表（2023年度）"], header,
        [1, "ZF20231018000001", *line, "某某有限公司", "6500000000000000002", "某银行", "系统款", 298000, "20231018", "2023-10-18", *paid, "2023-10-18"],
        [2, "ZF20231019000002", *line, "王某某", "6222000000000000003", "某银行", "差旅费", "1,200.50", "20231019", "2023-10-19", *returned, "2023-10-19"],
        [3, "ZF20231020000003", *line, "某市某局", "6500000000000000004", "某银行", "零余额转拨", 5, "20231020", "2023-10-20", *paid, "2023-10-20"],
        ["合计", *[None] * 17, 299205.5],
    ]  # fmt: skip
    path = traps.book(folder, "支付明细.xlsx", rows)
    assert openpyxl.load_workbook(path).active.max_row == 6
    return path


def test_yonyou_loads_without_a_question(tmp_path: Path) -> None:
    books = loaded(yonyou(tmp_path))
    journal, ledger = books.sheets
    columns = books.tables["vouchers"].columns
    assert (journal.ledger, journal.loaded, journal.furniture) == ("vouchers", 6, 4) and journal.unit == "某市某局"
    assert columns["debit"][:2] == ["298000.00", "0.00"] and columns["credit"][:2] == ["0.00", "298000.00"]
    assert columns["voucher_no_key"][3:5] == ["2023-10-记-0037", "2023-12-转-0004"]
    assert columns["is_closing"][:6] == ["false"] * 4 + ["true"] * 2
    assert journal.stated_totals == {"amount": Decimal("894000.00")}
    assert unmapped(journal) == ["数量", "外币"]
    assert (ledger.ledger, ledger.loaded, ledger.rejected) == ("vouchers", 2, 0)
    assert columns["voucher_date"][6:] == ["2023-10-18", "2023-11-02"]
    assert columns["account_code"][6:] == ["1002"] * 2 and columns["account_name"][6:] == ["银行存款"] * 2
    assert "日" in " ".join(unmapped(ledger)) and "余额" in unmapped(ledger)


def test_kingdee_loads_without_a_question(tmp_path: Path) -> None:
    books = loaded(kingdee(tmp_path))
    (sheet,) = books.sheets
    columns = books.tables["vouchers"].columns
    assert (sheet.ledger, sheet.loaded, sheet.rejected, sheet.furniture) == ("vouchers", 4, 0, 3)
    assert columns["voucher_no_key"] == ["2023-10-记-0037"] * 2 + ["2023-10-记-0038"] * 2
    assert columns["period"] == ["10"] * 4 and columns["attachment_count"] == ["3", None, "3", None]
    assert columns["poster"] == ["某丙", None, "某丙", None]
    assert columns["debit"][2] == "-1000.00" and columns["reversal_of"][2] == "记-37号"
    assert sheet.stated_totals["debit"] == sheet.control_totals["debit"] == Decimal("297000.00")
    assert [w for w in sheet.warnings if "doubtful" in w] == []
    assert set(unmapped(sheet)) == {
        "币别",
        "经办",
        "结算方式",
        "结算号",
        "参考信息",
        "业务日期",
        "往来业务编号",
        "系统模块",
    }


def test_a_budget_system_loads_without_a_question(tmp_path: Path) -> None:
    books = loaded(budget_system(tmp_path))
    (sheet,) = books.sheets
    columns = books.tables["payments"].columns
    assert (sheet.ledger, sheet.loaded, sheet.rejected, sheet.furniture) == ("payments", 3, 0, 3)
    assert columns["payee_type"] == ["对公", "个人", "本单位"] and columns["unit"] == ["某市某局"] * 3
    assert columns["status"] == ["成功", "退票", "成功"] and columns["pay_method"] == ["授权支付"] * 3
    assert columns["project_code_key"] == ["650000231234567000"] * 3
    assert columns["payment_date"] == ["2023-10-18", "2023-10-19", "2023-10-20"]
    assert sheet.stated_totals["amount"] == sheet.control_totals["amount"] == Decimal("299205.50")
    found = mapping(sheet)
    assert (found["终审人"], found["录入人"], found["收款人全称"]) == ("sys_reviewer", "sys_operator", "payee")
    assert "approver" not in found.values() and "contract_no" not in found.values()
    assert set(unmapped(sheet)) == {
        "序号", "预算单位编码", "指标文号", "项目名称", "支出功能分类", "政府预算经济分类", "结算方式", "付款人账号", "收款人开户银行", "清算日期",
    }  # fmt: skip
