from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

TITLE = [["某局2023年合同台账"], ["编制单位：某市某局", None, None, None, "单位：元"]]
ONE = ["HT-1", "采购", "甲公司", "2023-10-17", 100]
TWO = ["HT-2", "采购", "乙公司", "2023-10-18", 200]
CONTRACT = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]
JOURNAL = ["凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"]


@pytest.mark.parametrize("lines", [0, 1, 2, 5, 15])
def test_the_header_is_found_below_title_lines(one_sheet: Any, lines: int) -> None:
    sheet, columns = one_sheet([["某局合同台账"]] * lines + [CONTRACT, ONE, TWO])
    assert sheet.header_row == lines + 1
    assert columns["contract_no"] == ["HT-1", "HT-2"]


def test_the_lines_above_say_body_and_unit_of_money(one_sheet: Any) -> None:
    sheet, columns = one_sheet([["合同台账"], ["编制单位：某市某局（公章）    2023年度    单位：万元"], CONTRACT, ONE])
    assert (sheet.unit, sheet.unit_of_money) == ("某市某局", "万元")
    assert columns["amount"] == ["1000000.00"]


def test_label_and_value_may_stand_in_two_cells(one_sheet: Any) -> None:
    sheet, columns = one_sheet([["合同台账"], ["填报单位：", "某市某局", None, "金额单位：", "万元"], CONTRACT, ONE])
    assert sheet.unit == "某市某局"
    assert columns["amount"] == ["1000000.00"]


def test_a_unit_in_the_header_goes_before_that_of_the_sheet(one_sheet: Any) -> None:
    header = [*CONTRACT[:4], "合同金额（元）"]
    sheet, columns = one_sheet([["单位：万元"], header, ONE])
    assert sheet.unit_of_money == "元"
    assert columns["amount"] == ["100.00"]


def test_two_header_rows_are_read_as_one(one_sheet: Any) -> None:
    rows = [
        ["凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "发生额", None],
        [None, None, None, None, None, "借方", "贷方"],
        ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 5, None],
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1"]
    sheet, columns = one_sheet(rows, merges=merges)
    assert sheet.header_row == 2
    assert columns["debit"] == ["5.00"] and columns["credit"] == [None]
    assert columns["voucher_no_key"] == ["2023-10-记-0037"]


def test_a_group_over_its_columns_completes_their_names(one_sheet: Any) -> None:
    rows = [
        ["凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方", None, "贷方", None],
        [None, None, None, None, None, "数量", "金额", "数量", "金额"],
        ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 1, 5, 1, 7],
    ]
    _sheet, columns = one_sheet(rows, merges=["F1:G1", "H1:I1"])
    assert (columns["debit"], columns["credit"]) == (["5.00"], ["7.00"])


@pytest.mark.parametrize(
    "row",
    [
        ["合计", None, None, None, 300],
        ["合 计", None, None, None, "300.00"],
        [None, None, "合计：", None, 300],
        [None, "总计", None, "/", 300],
        ["2023年合同合计", None, None, None, 300],
        [None, "本年累计", None, None, 300],
    ],
)
def test_a_total_line_is_not_a_row(one_sheet: Any, row: list[Any]) -> None:
    sheet, columns = one_sheet([*TITLE, CONTRACT, ONE, TWO, row])
    assert (sheet.loaded, sheet.furniture) == (2, 4)
    assert sheet.control_totals == sheet.stated_totals == {"amount": Decimal("300.00")}
    assert sheet.warnings == []
    assert columns["contract_no"] == ["HT-1", "HT-2"]


@pytest.mark.parametrize(
    "row",
    [
        ["HT-3", "合计量检测费", "甲公司", "2023-10-19", 5],
        ["HT-3", "设备合计", "甲公司", "2023-10-19", 5],
        ["HT-3", "合计", "甲公司", "2023-10-19", 5],
        ["HT-3", "采购", "总计咨询公司", None, 5],
        [None, "统计审计服务小计", "甲公司", "2023-10-19", 5],
    ],
)
def test_a_row_is_no_total_because_a_name_sounds_like_one(one_sheet: Any, row: list[Any]) -> None:
    sheet, columns = one_sheet([CONTRACT, ONE, row])
    assert sheet.loaded == 2
    assert columns["amount"][1] == "5.00"


def test_a_total_that_its_rows_do_not_add_up_to_is_named(one_sheet: Any) -> None:
    sheet, _columns = one_sheet([*TITLE, CONTRACT, ONE, TWO, ["合计", None, None, None, 301.5]])
    assert sheet.control_totals["amount"] == Decimal("300.00")
    assert sheet.stated_totals["amount"] == Decimal("301.50")
    (warning,) = sheet.warnings
    for part in ("Sheet1", "合同金额", "300.00", "301.50", "-1.50"):
        assert part in warning


def test_a_total_may_stand_without_a_word(one_sheet: Any) -> None:
    sheet, _columns = one_sheet([CONTRACT, ONE, TWO, [None, None, None, None, 300]])
    assert (sheet.loaded, sheet.stated_totals) == (2, {"amount": Decimal("300.00")})


def test_a_row_of_numbers_that_are_no_sum_stays_a_row(one_sheet: Any) -> None:
    sheet, _columns = one_sheet([CONTRACT, ONE, TWO, [None, None, None, None, 299]])
    assert (sheet.loaded, sheet.stated_totals) == (3, {"amount": None})


def test_subtotals_are_compared_and_not_added(one_sheet: Any) -> None:
    rows = [
        CONTRACT, ONE, TWO, ["小计", None, None, None, 300], ["HT-3", "采购", "甲公司", "2023-10-17", 50],
        ["小计", None, None, None, 60], ["合计", None, None, None, 350],
    ]  # fmt: skip
    sheet, _columns = one_sheet(rows)
    assert sheet.stated_totals["amount"] == sheet.control_totals["amount"] == Decimal("350.00")
    (warning,) = sheet.warnings
    assert "row 6" in warning and "60.00" in warning and "50.00" in warning


def test_totals_of_parts_and_their_sum_are_told_apart(one_sheet: Any) -> None:
    total = ["合计", None, None, None]
    sheet, _columns = one_sheet([CONTRACT, ONE, [*total, 100], TWO, [*total, 200]])
    assert sheet.stated_totals["amount"] == Decimal("300.00")


def test_a_grand_total_goes_before_other_totals(one_sheet: Any) -> None:
    header = ["行次", "收入来源", "年初预算数", "全年预算数"]
    rows = [
        ["2023年度部门预算收入情况表"], ["单位：万元"], header, [1, "财政拨款", 10, 12], [2, "经营收入", 5, 6],
        [9, "本年收入合计", 15, 18], [10, "上年结转结余", 1, 1], [11, "总计", 16, 19],
    ]  # fmt: skip
    sheet, columns = one_sheet(rows, name="决算.xlsx")
    assert sheet.ledger == "final_accounts"
    assert sheet.stated_totals == {"budget_initial": Decimal("160000.00"), "budget_final": Decimal("190000.00")}
    assert sheet.control_totals == sheet.stated_totals and sheet.warnings == []
    assert columns["item"] == ["财政拨款", "经营收入", "上年结转结余"]
    assert columns["kind"] == ["收入"] * 3 and columns["fiscal_year"] == ["2023"] * 3
    assert [c.column for c in sheet.columns if c.how == "derived"] == ["fiscal_year", "kind"]


def test_what_a_row_above_counts_is_not_added_again(one_sheet: Any) -> None:
    rows = [
        ["项目支出类别", "年初预算数", "全年预算数", "决算数"], ["基本支出", 3, 3, 3], ["人员经费", 2, 2, 2], ["公用经费", 1, 1, 1],
        ["项目支出", 4, 4, 4], ["其中：一次性项目", 1, 1, 1], ["本年支出合计", 7, 7, 7],
    ]  # fmt: skip
    sheet, columns = one_sheet(rows, name="部门决算.xlsx")
    assert sheet.loaded == 5 and sheet.warnings == []
    assert sheet.control_totals["actual"] == Decimal("7.00")
    assert columns["kind"] == ["支出"] * 5


def test_a_day_book_of_pages_and_months(one_sheet: Any) -> None:
    rows = [
        JOURNAL,
        [None, None, "上年结转", None, None, 50, None],
        ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 5, None],
        [None, None, "过次页", None, None, 5, None],
        [None, None, None, None, None, None, None],
        JOURNAL,
        [None, None, "承前页", None, None, 5, None],
        ["2023-10-18", "记-10-0037", "付款", "1002", "银行存款", None, 5],
        ["2023-10-18", "记-10-0037", "合计", None, None, 5, 5],
        ["2023-10-31", None, "本月合计", None, None, 5, 5],
        ["2023-10-31", None, "本年累计", None, None, 5, 5],
        ["制表人：张三", None, None, "审核人：李四"],
        ["第1页 共1页"],
    ]
    sheet, columns = one_sheet(rows, name="序时账.xlsx")
    assert (sheet.rows_in, sheet.loaded, sheet.rejected, sheet.furniture) == (13, 2, 0, 11)
    assert columns["account_code"] == ["5001", "1002"]
    assert sheet.warnings == []


def test_a_cell_merged_downwards_counts_for_each_row_but_an_amount_counts_once(one_sheet: Any) -> None:
    rows = [
        JOURNAL,
        ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 5, None],
        [None, None, None, "1002", "银行存款", None, 5],
        ["2023-10-19", "记-10-0038", "付款", "5001", "费用", 7, None],
    ]
    _sheet, columns = one_sheet(rows, name="序时账.xlsx", merges=["A2:A3", "B2:B3", "C2:C3", "F2:F3"])
    assert columns["voucher_no"] == ["记-10-0037", "记-10-0037", "记-10-0038"]
    assert columns["voucher_date"][:2] == ["2023-10-18", "2023-10-18"]
    assert columns["debit"] == ["5.00", None, "7.00"]


def test_a_row_that_only_a_merged_cell_reaches_is_blank(one_sheet: Any) -> None:
    sheet, _columns = one_sheet([CONTRACT, ONE, [None] * 5, TWO], merges=["A2:A3"])
    assert (sheet.loaded, sheet.furniture) == (2, 2)


def test_amounts_with_a_currency_sign_do_not_hide_a_total_line(one_sheet: Any) -> None:
    header = ["预算年度", "项目编码", "项目名称", "支出类型", "年初预算", "全年预算", "全年执行数"]
    lines = [[2023, f"00{n}", "印刷费", "项目支出", f"￥{n},000.00", f"￥{n},000.00", f"￥{n},000.00"] for n in (1, 2)]
    sheet, columns = one_sheet([header, *lines, ["", "", "合计", "", "￥3,000.00", "￥3,000.00", "￥3,000.00"]])
    assert columns["project_code"] == ["001", "002"]
    assert sheet.stated_totals == sheet.control_totals
