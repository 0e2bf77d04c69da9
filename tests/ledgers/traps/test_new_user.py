"""Workbooks as 用友, 金蝶 and budget systems print them, loaded by somebody who knows nothing of profiles."""

from __future__ import annotations

from typing import Any

import pytest

from auditcheck.ledgers.doubts import all_questions, view_of
from tests.ledgers.conftest import Folder
from tests.ledgers.traps.books import JOURNAL, PAYMENT

YONYOU: list[list[Any]] = [
    ["序时账"],
    ["单位：某市示范局", *[None] * 7, "单位:元"],
    ["期间：2023.01-2023.12"],
    ["2023年", None, "凭证号数", "科目编码", "科目名称", "摘要", "方向", "外币", "金额"],
    ["月", "日"],
    *(
        row
        for month in (1, 2)
        for row in (
            [f"{month:02}", "05", "记 - 0001", "500101", "业务活动费用", "付办公费", "借", "", "1,234.50"],
            [f"{month:02}", "05", "记 - 0001", "1011", "零余额账户用款额度", "付办公费", "贷", "", "1,234.50"],
            ["", "", "", "", "", "本月合计", "借", "", "1,234.50"],
        )
    ),
]
YONYOU_MERGES = ["A1:I1", "A4:B4", *(f"{letter}4:{letter}5" for letter in "CDEFGHI")]


def test_a_day_book_of_yonyou_with_a_side_and_monthly_totals(folder: Folder) -> None:
    folder.book("序时账.xlsx", YONYOU, merges=YONYOU_MERGES)
    books = folder.load()
    (sheet,), columns = books.sheets, books.tables["vouchers"].columns
    assert (sheet.ledger, sheet.loaded, sheet.rejected, sheet.warnings) == ("vouchers", 4, 0, [])
    assert list(columns["voucher_no_key"]) == ["2023-01-记-0001"] * 2 + ["2023-02-记-0001"] * 2
    assert list(columns["debit"]) == ["1234.50", "0.00"] * 2 and list(columns["credit"]) == ["0.00", "1234.50"] * 2
    assert set(columns["unit"]) == {"某市示范局"}
    assert all_questions(view_of(sheet)) == []


def test_a_monthly_total_that_neither_side_adds_up_to_is_told(folder: Folder) -> None:
    rows = [list(row) for row in YONYOU]
    rows[-1][-1] = "999.00"
    folder.book("序时账.xlsx", rows, merges=YONYOU_MERGES)
    (warning,) = folder.load().sheets[0].warnings
    assert "the subtotal in row 11 says 999.00" in warning


def test_an_account_that_is_a_code_and_a_name_in_one_cell(folder: Folder) -> None:
    header = ["年", "月", "日", "凭证类型", "凭证号", "摘要", "会计科目", "借方金额", "贷方金额"]
    rows = [
        [2023, 3, 7, "记账凭证", 1, "设备款", "5001 业务活动费用", 5000, None],
        [2023, 3, 7, "记账凭证", 1, "设备款", "1011.02 零余额账户", None, 5000],
    ]
    folder.book("凭证序时簿.xlsx", [["凭证序时簿"], header, *rows])
    books = folder.load()
    columns = books.tables["vouchers"].columns
    assert list(columns["account_code"]) == ["5001", "1011.02"]
    assert list(columns["account_name"]) == ["业务活动费用", "零余额账户"]
    assert list(columns["voucher_date"]) == ["2023-03-07"] * 2
    assert all_questions(view_of(books.sheets[0])) == []


def test_names_of_accounts_without_codes_stay_names(folder: Folder) -> None:
    header = ["凭证日期", "凭证号", "摘要", "会计科目", "借方金额", "贷方金额"]
    rows = [
        ["2023-03-07", "记-1", "设备款", "2023年度专项", 5000, None],
        ["2023-03-07", "记-1", "设备款", "银行存款", None, 5000],
    ]
    folder.book("序时账.xlsx", [header, *rows])
    columns = folder.load().tables["vouchers"].columns
    assert list(columns["account_name"]) == ["2023年度专项", "银行存款"] and not any(columns["account_code"])


def test_lines_of_kingdee_take_date_and_number_from_the_line_above(folder: Folder) -> None:
    header = [
        "日期",
        "会计期间",
        "凭证字号",
        "分录号",
        "摘要",
        "科目代码",
        "科目名称",
        "币别",
        "原币金额",
        "借方",
        "贷方",
        "制单",
    ]
    rows = [
        ["2023/3/15", "2023.3", "记-1", 0, "劳务费", "5001.01", "业务活动费用", "人民币", 100, 100, None, "会计甲"],
        [None, None, None, 1, "劳务费", "1002.01", "银行存款", "人民币", 100, None, 100, None],
        ["合计", *[None] * 8, 100, 100, None],
    ]
    folder.book("会计分录序时簿.xlsx", [header, *rows])
    columns = folder.load().tables["vouchers"].columns
    assert list(columns["voucher_date"]) == ["2023-03-15"] * 2
    assert list(columns["voucher_no_key"]) == ["2023-03-记-0001"] * 2


def test_a_balance_table_with_two_sides_is_no_day_book(folder: Folder) -> None:
    rows = [
        ["科目余额表"],
        ["期间：2023年第12期"],
        ["科目代码", "科目名称", "期初余额", None, "本期发生额", None, "本年累计", None, "期末余额", None],
        [None, None, *["借方", "贷方"] * 4],
        ["1002", "银行存款", 1000, None, 200, 100, 300, 200, 1100, None],
        ["2001", "短期借款", None, 500, 0, 100, 0, 100, None, 600],
        ["2203", "预收账款", 50, None, 0, 80, 0, 80, None, 30],
        ["合计", None, 1050, 500, 200, 280, 300, 380, 1100, 630],
    ]
    merges = ["C3:D3", "E3:F3", "G3:H3", "I3:J3", "A3:A4", "B3:B4"]
    folder.book("科目余额表.xlsx", rows, merges=merges)
    books = folder.load()
    (sheet,), columns = books.sheets, books.tables["gl_balances"].columns
    assert (sheet.ledger, sheet.loaded, sheet.warnings) == ("gl_balances", 3, [])
    assert list(columns["normal_side"]) == ["借", "贷", "贷"]
    assert list(columns["opening"]) == ["1000.00", "500.00", "-50.00"]  # on the side where it stands at the end
    assert list(columns["closing"]) == ["1100.00", "600.00", "30.00"]
    assert (list(columns["debit"]), list(columns["credit"])) == (
        ["200.00", "0.00", "0.00"],
        ["100.00", "100.00", "80.00"],
    )


def test_payments_of_the_treasury_with_a_header_of_two_rows(folder: Folder) -> None:
    rows: list[list[Any]] = [
        ["国库集中支付明细表"],
        ["单位：某市示范局", *[None] * 12, "单位：元"],
        [
            "序号",
            "支付凭证",
            None,
            "预算项目",
            None,
            "部门预算支出经济分类",
            None,
            "收款人",
            None,
            "金额",
            None,
            "支付日期",
            "用途",
            "指标文号",
        ],
        [
            None,
            "单号",
            "结算方式",
            "项目代码",
            "项目名称",
            "编码",
            "名称",
            "收款人全称",
            "收款人账号",
            "申请金额",
            "支付金额",
        ],
    ]
    for n in range(1, 4):
        rows.append(
            [n, f"650100202300000{n}", "转账", "650100230000000001", "检验专项", "30226", "劳务费", "示例检测有限公司",
             f"622202020011223300{n}", n * 1000, n * 900, f"2023-0{n}-10 10:20:30", "检测费", f"某财预〔2023〕{n}号"]
        )  # fmt: skip
    merges = ["B3:C3", "D3:E3", "F3:G3", "H3:I3", "J3:K3", "A3:A4", "L3:L4", "M3:M4", "N3:N4"]
    folder.book("支付明细.xlsx", rows, merges=merges)
    books = folder.load()
    columns = {name: list(values) for name, values in books.tables["payments"].columns.items()}
    assert columns["payment_no"] == [f"650100202300000{n}" for n in range(1, 4)]
    assert columns["project_code"] == ["650100230000000001"] * 3  # 指标文号 is no code of a project
    assert columns["econ_class"] == ["30226"] * 3
    assert columns["amount"] == ["900.00", "1800.00", "2700.00"]
    assert columns["payee"] == ["示例检测有限公司"] * 3 and columns["payment_date"][0] == "2023-01-10"
    assert all(each.why == "twice" for each in all_questions(view_of(books.sheets[0])))


def test_checks_can_leave_closing_entries_out(folder: Folder) -> None:
    """结转 of the year's end is marked for each line of the journal, and a check reads the mark."""
    from auditcheck.evidence.workspace import build_workspace

    header = ["凭证日期", "凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"]
    rows = [
        ["2023-12-30", "记-1", "付办公费", "5001", "业务活动费用", 50, None],
        ["2023-12-30", "记-1", "付办公费", "1011", "零余额账户用款额度", None, 50],
        ["2023-12-31", "记-2", "年末结转收支", "3301", "本期盈余", 50, None],
        ["2023-12-31", "记-2", "年末结转收支", "5001", "业务活动费用", None, 50],
    ]
    folder.book("序时账.xlsx", [header, *rows])
    space = build_workspace(folder.load())
    found = space.session.select("SELECT is_closing, sum(credit) AS credit FROM vouchers GROUP BY 1 ORDER BY 1")
    assert [(row["is_closing"], int(row["credit"])) for row in found] == [(False, 50), (True, 50)]
    assert space.is_supplied("vouchers.is_closing")


def test_accounts_below_others_are_not_added_up_twice(folder: Folder) -> None:
    folder.book(
        "余额表.xlsx",
        [
            ["发生额及余额表"],
            ["科目编码", "科目名称", "期初余额", "本期借方", "本期贷方", "期末余额"],
            ["1002", "银行存款", 100, 50, 70, 80],
            ["100201", "基本户", 60, 50, 70, 40],
            ["10020101", "某支行", 60, 50, 70, 40],
            ["100202", "专户", 40, 0, 0, 40],
            ["1219", "预付账款", 0, 20, 0, 20],
            ["资产小计", "", 100, 70, 70, 100],
            ["合计", "", 100, 70, 70, 100],
        ],
    )
    (sheet,) = folder.load().sheets
    assert (sheet.ledger, sheet.loaded, sheet.warnings) == ("gl_balances", 5, [])
    assert sheet.control_totals == sheet.stated_totals


@pytest.mark.parametrize(
    "written",
    ["[302001]某市水利局", "302001-某市水利局", "302001 某市水利局", "0101 某市水利局-基准账簿", "302001某市水利局"],
)
def test_a_body_is_the_same_with_the_code_that_a_system_puts_before_it(folder: Folder, written: str) -> None:
    folder.book("支付.xlsx", [["预算单位", *PAYMENT], [written, "2023-03-01", 5, "甲公司", "HT-1"]])
    folder.book("支付二.xlsx", [["预算单位", *PAYMENT], ["某市水利局", "2023-03-02", 6, "甲公司", "HT-1"]])
    assert set(folder.load().tables["payments"].columns["unit"]) == {"某市水利局"}


def test_a_number_that_belongs_to_a_bodys_name_stays(folder: Folder) -> None:
    folder.book("支付.xlsx", [["预算单位", *PAYMENT], ["120急救中心", "2023-03-01", 5, "甲公司", "HT-1"]])
    assert set(folder.load().tables["payments"].columns["unit"]) == {"120急救中心"}


def test_a_register_kept_by_hand(folder: Folder) -> None:
    """Headers merged over a second row, two contracts in a cell, number and name in one column, a price not yet known."""
    header = ["序号", "科室", "合同名称及编号", "对方单位", "合同金额", "签订时间", "付款情况", None, "是否盖章"]
    rows = [
        ["2023年度合同登记表（单位：万元）"],
        header,
        [*[None] * 6, "付款时间", "金额", None],
        [1, "办公室", "物业合同（卫合〔2023〕01号）", "甲物业", "29.8", "2023.1.10", "2023.2.1", "15", "√"],
        [
            2,
            None,
            "电梯维保（卫合〔2023〕02号）\n空调维保（卫合〔2023〕03号）",
            "乙公司",
            "1.2\n0.8",
            "2023年2月",
            "",
            "",
            "√",
        ],
        [3, "疾控科", "宣传品印制（卫合[2023]4号）", "丙印务", "按实结算", "2023.5.6", "", "", "×"],
        [4, None, "设备采购", "丁公司", "12\n34", "2023.6.6", "", "", ""],
    ]
    folder.book("合同登记.xlsx", rows, merges=["G2:H2", *(f"{c}2:{c}3" for c in "ABCDEFI"), "B4:B5", "B6:B7"])
    books = folder.load()
    (sheet,), columns = books.sheets, books.tables["contracts"].columns
    assert (sheet.header_row, sheet.loaded) == (3, 2)
    assert [(each.row, each.value) for each in sheet.rejects] == [(5, "1.2\n0.8"), (7, "12\n34")]
    assert list(columns["contract_no"]) == ["卫合〔2023〕01号", "卫合[2023]4号"]
    assert list(columns["dept"]) == ["办公室", "疾控科"] and list(columns["amount"]) == ["298000.00", None]


def test_both_contracts_that_a_name_holds_are_found_by_their_numbers(folder: Folder) -> None:
    name = "电梯维保（卫合〔2023〕02号）\n空调维保（卫合〔2023〕03号）"
    folder.book("合同.xlsx", [["合同名称及编号", "乙方", "签订日期", "合同金额"], [name, "乙公司", "2023-02-01", 2]])
    books = folder.load()
    assert [key for _row, key in books.links["contracts", "contract_no"]] == [
        "卫合202302号|卫合-2023-2",
        "卫合202303号|卫合-2023-3",
    ]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("HT-2023-015 设备采购", "HT-2023-015"),
        ("设备采购（ABC-2023-015）", "ABC-2023-015"),
        ("编号：JY2023001 检验服务", "JY2023001"),
        ("设备采购 HT2023015", "HT2023015"),
        ("打印机 ABC202305", None),
        ("打印机（HP2035）", None),
    ],
)
def test_a_model_behind_a_name_is_no_number_of_a_contract(folder: Folder, name: str, number: str | None) -> None:
    folder.book("合同.xlsx", [["合同名称", "乙方", "签订日期", "合同金额"], [name, "乙公司", "2023-02-01", 2]])
    assert list(folder.load().tables["contracts"].columns.get("contract_no", [None])) == [number]


def test_what_several_contracts_name_is_the_number_of_none(folder: Folder) -> None:
    rows: list[list[Any]] = [
        ["合同名称", "乙方", "合同金额", "签订日期"],
        ["设备采购（财办〔2023〕12号）", "甲公司", 100000, "2023-03-01"],
        ["印刷服务（财办〔2023〕12号）（卫合〔2023〕05号）", "乙公司", 50000, "2023-04-01"],
    ]
    folder.sheets("合同台账.xlsx", {"合同台账": rows})
    assert list(folder.load().tables["contracts"].columns["contract_no"]) == [None, "卫合〔2023〕05号"]


def test_lines_of_an_account_book_count_once_in_the_journal(folder: Folder) -> None:
    journal = [
        ["2023-01-05", "记-0001", "付维保费", "5001", "业务活动费用", 29800, 0],
        ["2023-01-05", "记-0001", "付维保费", "100201", "基本户", 0, 29800],
        ["2023-01-20", "记-0005", "付货款", "2302", "应付账款", 100, 0],
        ["2023-01-20", "记-0005", "付货款", "100201", "基本户", 0, 100],
    ]
    book = [
        ["科目：100201 基本户"],
        ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"],
        ["", "", "上年结转", "", "", "借", 200000],
        ["2023-01-05", "记-0001", "付维保费", "", 29800, "借", 170200],
        ["2023-01-20", "记-0005", "付货款", "", 100, "借", 170100],
        ["2023-01-21", "记-0009", "提现", "", 7, "借", 170093],
        ["", "", "本月合计", "", 29907, "借", 170093],
    ]
    folder.sheets("账.xlsx", {"序时账": [JOURNAL, *journal], "银行存款明细账": book})
    books = folder.load()
    whole, extract = books.sheets
    assert list(books.tables["vouchers"].columns["voucher_no"]) == ["记-0001"] * 2 + ["记-0005"] * 2 + ["记-0009"]
    assert (whole.loaded, extract.loaded, extract.furniture, extract.rows_in) == (4, 1, 6, 7)
    assert len(extract.warnings) == 2 and "(row 6)" in extract.warnings[1]
    assert str(extract.control_totals["credit"]) == "29907.00"  # what the book adds up to itself
    folder.sheets("账.xlsx", {"银行存款明细账": book})
    assert folder.load().sheets[0].loaded == 3  # the only one that has them


def test_an_account_book_leaves_nothing_to_the_journal_of_another_body(folder: Folder) -> None:
    head = ["日期", "凭证号", "摘要", "借方", "贷方", "方向", "余额"]
    book: list[list[Any]] = [
        head,
        ["2023-01-05", "记-0001", "付维保费", "", 100, "借", 900],
        ["2023-01-06", "记-0002", "提现", "", 7, "借", 893],
    ]
    journal: list[list[Any]] = [["2023-01-05", "记-0001", "付维保费", "5001", "业务活动费用", 100, 0]]
    journal += [["2023-01-05", "记-0001", "付维保费", "1002", "银行存款", 0, 100]]

    def loaded(**sheets: Any) -> list[int]:
        folder.sheets("账.xlsx", sheets)
        return [sheet.loaded for sheet in folder.load().sheets]

    def of(body: str, rows: list[list[Any]]) -> list[list[Any]]:
        return [[f"编制单位：{body}"], *rows]

    assert loaded(序时账=of("甲市财政局", [JOURNAL, *journal]), 明细账=of("乙市教育局", book)) == [2, 2]
    assert loaded(序时账=of("甲市财政局（公章）", [JOURNAL, *journal]), 明细账=of("[302001]甲市财政局", book)) == [2, 1]
    by_row = [["单位", *JOURNAL], *([body, *line] for body in ("甲市财政局", "乙市教育局") for line in journal)]
    assert loaded(序时账=by_row, 明细账=of("乙市教育局", [*book, book[1]])) == [4, 2]


def test_an_auxiliary_item_that_says_with_whom_is_the_counterparty(folder: Folder) -> None:
    line = ["2023-03-08", "记-0012", "付被服款", "5001", "费用", 5, 0]
    cells = [
        "【部门：福利处】【客商：0012 乙纺织有限公司】【项目：被服】",
        "供应商:丙公司；部门:办公室",
        "【部门：福利处】",
        "客商：甲公司、客商：乙公司",
    ]
    folder.book("账.xlsx", [[*JOURNAL, "辅助核算"], *([*line, cell] for cell in cells)])
    found = folder.load().tables["vouchers"].columns["counterparty"]
    assert list(found) == ["乙纺织有限公司", "丙公司", None, None]


@pytest.mark.parametrize(
    ("line", "year"), [("月份：2023.01-2023.12", "2023"), ("期间 2023-12", "2023"), ("期间：2022.12-2023.12", None)]
)
def test_the_year_of_balances_stands_in_the_line_of_their_months(folder: Folder, line: str, year: str | None) -> None:
    header = ["科目编码", "科目名称", "期初余额", "本期借方", "本期贷方", "期末余额"]
    folder.book("余额表.xlsx", [["发生额及余额表"], [line], header, ["1002", "银行存款", 100, 50, 70, 80]])
    assert folder.load().tables["gl_balances"].columns["fiscal_year"][0] == year
