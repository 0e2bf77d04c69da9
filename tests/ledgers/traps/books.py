"""One workbook for each trap of checks.md section 9, as a unit would hand it in. Names and numbers are invented."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

Rows = Sequence[Sequence[Any]]
CONTRACT = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]
JOURNAL = ["凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"]
PAYMENT = ["支付日期", "支付金额", "收款人", "合同编号"]
ASSET = ["资产编号", "资产名称", "数量", "原值", "累计折旧", "取得日期", "入账日期", "使用部门", "使用状态"]


def contract(
    no: str = "HT-2023-118", signed: Any = "2023-10-17", amount: Any = 298000, name: str = "采购"
) -> list[Any]:
    return [no, name, "某某信息技术有限公司", signed, amount]


def book(folder: Path, name: str, rows: Rows, merges: Sequence[str] = (), sheet: str = "Sheet1") -> Path:
    return sheets(folder, name, {sheet: rows}, merges)


def sheets(
    folder: Path,
    name: str,
    contents: dict[str, Rows],
    merges: Sequence[str] = (),
    then: Callable[[Any], None] | None = None,
) -> Path:
    """A workbook; ``then`` is given it before it is saved (colours, hidden rows)."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in contents.items():
        page = workbook.create_sheet(title)
        for row in rows:
            page.append(list(row))
        for cells in merges:
            page.merge_cells(cells)
    if then:
        then(workbook)
    workbook.save(folder / name)
    return folder / name


def text(folder: Path, name: str, rows: Rows, encoding: str = "utf-8-sig") -> Path:
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as target:
        csv.writer(target).writerows(rows)
    return path


def titles_and_two_header_rows(folder: Path) -> Path:  # 1
    rows = [
        ["某市某局会计凭证序时账"], ["编制单位：某市某局", None, None, None, None, "2023年度"], [],
        ["凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "借方", None, "贷方", None],
        [None, None, None, None, None, "数量", "金额", "数量", "金额"],
        ["2023-10-18", "记-10-0037", "付款", "5001", "业务活动费用", None, 5, None, None],
        ["2023-10-18", "记-10-0037", "付款", "1002", "银行存款", None, None, None, 5],
    ]  # fmt: skip
    return book(folder, "序时账.xlsx", rows, ["A1:I1", "F4:G4", "H4:I4", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5"])


def three_header_rows(folder: Path) -> Path:  # 1
    rows = [
        ["日期", "凭证字号", "摘要", "科目编码", "科目名称", "发生额", None, None, None],
        [None, None, None, None, None, "借方", None, "贷方", None],
        [None, None, None, None, None, "数量", "金额", "数量", "金额"],
        ["2023-10-18", "记-10-0037", "付款", "5001", "业务活动费用", None, 5, None, None],
    ]
    return book(folder, "序时账.xlsx", rows, ["F1:I1", "F2:G2", "H2:I2"])


def merged_header(folder: Path) -> Path:  # 2
    rows = [
        ["合同台账", None, None, None, None], ["合同编号", "合同内容", None, "签订日期", "合同金额"],
        [None, "合同名称", "乙方", None, None], contract(),
    ]  # fmt: skip
    return book(folder, "合同.xlsx", rows, ["A1:E1", "B2:C2", "A2:A3", "D2:D3", "E2:E3"])


def merged_numbers(folder: Path) -> Path:  # 3
    rows = [
        JOURNAL, ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 5, None],
        [None, None, None, "1002", "银行存款", None, 5], ["2023-10-19", "记-10-0038", "付款", "5001", "费用", 7, None],
        [None, None, None, "1002", "银行存款", None, 7],
    ]  # fmt: skip
    return book(folder, "序时账.xlsx", rows, ["A2:A3", "B2:B3", "F2:F3", "A4:A5", "B4:B5"])


def first_line_only(folder: Path) -> Path:  # 3, without merging
    rows = [
        JOURNAL, ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 5, None],
        [None, None, "付款", "1002", "银行存款", None, 5], [None, None, "本月合计", None, None, 5, 5],
        [None, None, "补记", "5001", "费用", 1, None],
    ]  # fmt: skip
    return book(folder, "序时账.xlsx", rows)


def units_of_money(folder: Path) -> Path:  # 4
    def header(workbook: Any) -> None:
        workbook["页眉"].oddHeader.right.text = "单位：万元"

    return sheets(folder, "合同.xlsx", {
        "旁": [["合同台账", None, None, None, "单位：万元"], CONTRACT, contract(amount=29.8)],
        "列": [["单位：万元"], [*CONTRACT[:4], "合同金额（元）"], contract(amount=298000)],
        "页眉": [CONTRACT, contract(amount=29.8)],
        "合同（万元）": [CONTRACT, contract(amount=29.8)],
        "格": [CONTRACT, contract(amount="29.8万元")],
    }, then=header)  # fmt: skip


def totals_and_carried_lines(folder: Path) -> Path:  # 5
    rows = [
        JOURNAL, [None, None, "上年结转", None, None, 100, None], ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 5, None],
        [None, None, "过次页", None, None, 5, None], [None, None, "承前页", None, None, 5, None],
        ["2023-10-18", "记-10-0037", "付款", "1002", "银行存款", None, 5], ["2023-10-31", None, "本月合计", None, None, 5, 5],
        ["2023-10-31", None, "本年累计", None, None, 6, 5], [None, None, "合计", None, None, 6, 5],
    ]  # fmt: skip
    return book(folder, "序时账.xlsx", rows)


def pages(folder: Path) -> Path:  # 6
    rows = [
        ["合同台账"], CONTRACT, contract("HT-1"), [], ["合同台账"], CONTRACT, contract("HT-2"), ["制表人：某甲", None, "审核人：某乙"],
        ["第1页 共2页"],
    ]  # fmt: skip
    return book(folder, "合同.xlsx", rows)


def dates_as_text(folder: Path) -> Path:  # 7
    written = [
        "2023.10.18", "2023-10-18 00:00:00", "20231018", "23/10/18", "2023年10月18日", "十月十八日", "二〇二三年十月十八日",
        "2023年10月", "10/11/23", "22/10/18",
    ]  # fmt: skip
    rows = [["2023年度合同台账"], CONTRACT, *(contract(f"HT-{i}", each) for i, each in enumerate(written))]
    return book(folder, "合同.xlsx", [*rows, *(contract(f"HX-{i}", date(2023, 5, 1)) for i in range(5))])


def month_and_day(folder: Path) -> Path:  # 7: a day book with 月 and 日 apart
    rows = [
        ["银行存款日记账", None, None, None, None, None], ["科目：1002 银行存款"],
        ["2023年", None, "凭证", None, "摘要", "借方金额", "贷方金额"], ["月", "日", "字", "号", None, None, None],
        [None, None, None, None, "上年结转", 9, None], [10, 18, "记", 37, "付款", None, 5], [None, None, "记", 38, "付款", None, 7],
        [None, 19, "记", 39, "付款", None, 7], [11, 2, "记", 1, "付款", None, 8],
    ]  # fmt: skip
    return book(folder, "日记账.xlsx", rows, ["A3:B3", "C3:D3", "E3:E4", "F3:F4", "G3:G4"])


def serial_dates(folder: Path) -> Path:  # 8
    return book(
        folder, "合同.xlsx", [CONTRACT, contract("HT-1", 45217), contract("HT-2", "45217"), contract("HT-3", 99999)]
    )


def serial_dates_of_1904(folder: Path) -> Path:  # 8
    def calendar(workbook: Any) -> None:
        workbook.epoch = CALENDAR_MAC_1904

    rows = [CONTRACT, contract("HT-1", 45217 - 1462), contract("HT-2", date(2023, 10, 18))]
    return sheets(folder, "合同.xlsx", {"Sheet1": rows}, then=calendar)


def wide_and_invisible_characters(folder: Path) -> Path:  # 9
    rows = [
        ["合同\u00a0编号", "合同\u200b名称", "乙方", "签订日期", "合同金额"],
        ["ＨＴ－２０２３－１１８", "会议\u200b系统\u3000", "某某公司", "２０２３－１０－１８", "－１，０００．５０"],
        ["HT-2023-118", "会议系统", "某某公司", "2023—10—18", "−1000.5"],
    ]
    return book(folder, "合同.xlsx", rows)


def amounts_in_words(folder: Path) -> Path:  # 10
    header = [*CONTRACT, "金额大写"]
    rows = [
        header, [*contract("HT-1", amount="￥298,000.00元"), "贰拾玖万捌仟元整"], [*contract("HT-2", amount="贰拾玖万捌仟元整"), None],
        [*contract("HT-3", amount="298,000.00"), "贰拾捌万玖仟元整"], [*contract("HT-4", amount="298000（贰拾捌万元整）"), None],
    ]  # fmt: skip
    return book(folder, "合同.xlsx", rows)


NEGATIVES = ["-1,000", "(1,000)", "1,000-", "－1000", "红字1,000.00", "负1000"]


def negatives(folder: Path) -> Path:  # 11
    header = [*JOURNAL, "红字"]
    lines = [["2023-10-18", f"记-10-{i}", "冲销", "5001", "费用", each, None, None] for i, each in enumerate(NEGATIVES)]
    return book(
        folder, "序时账.xlsx", [header, *lines, ["2023-10-18", "记-10-9", "冲销", "5001", "费用", 1000, None, "是"]]
    )


def red_ink(folder: Path) -> Path:  # 11
    def ink(workbook: Any) -> None:
        workbook["Sheet1"]["E3"].font = Font(color="FFFF0000")

    return sheets(folder, "合同.xlsx", {"Sheet1": [CONTRACT, contract("HT-1"), contract("HT-2", amount=5)]}, then=ink)


def reversals(folder: Path) -> Path:  # 12
    rows = [
        JOURNAL, ["2023-09-18", "记-09-0012", "付款", "5001", "费用", 5, None],
        ["2023-10-18", "记-10-0037", "红冲2023年9月记-12号凭证", "5001", "费用", -5, None],
        ["2023-10-19", "记-10-0038", "冲销记-09-0012", "5001", "费用", None, 5],
    ]  # fmt: skip
    return book(folder, "序时账.xlsx", rows)


def one_amount_and_a_side(folder: Path) -> Path:  # 13
    head = JOURNAL[:5]
    line = ["2023-10-18", "记-10-0037", "付款", "5001", "费用"]
    return sheets(folder, "序时账.xlsx", {
        "方向": [[*head, "方向", "金额"], [*line, "借", 5], [*line[:3], "1002", "银行存款", "贷方", 5]],
        "两列": [[*head, "借方", "贷方"], [*line, 5, None]],
        "金额": [[*head, "金额"], [*line, 5]],
    })  # fmt: skip


def long_numbers(folder: Path) -> Path:  # 14
    rows = [
        [*CONTRACT, "项目编码", "统一社会信用代码"], [*contract("HT-1"), 6.50000231234567e17, 9.1650000123456789e17],
        [*contract("HT-2"), "6.50000231E+14", "91650000123456789X"], [*contract("HT-3"), "650000231234567", None],
    ]  # fmt: skip
    return book(folder, "合同.xlsx", rows)


def lost_zeros(folder: Path) -> Path:  # 15
    rows = [["凭证日期", "凭证号", *JOURNAL[2:]]] + [
        ["2023-10-18", number, "付款", "5001", "费用", 5, None] for number in ("0037", 37, "记-0037", "记-37")
    ]
    return book(folder, "序时账.xlsx", rows)


def one_contract_in_many_forms(folder: Path) -> Path:  # 16
    numbers = [
        "HT-2023-118",
        "HT2023118",
        "ＨＴ－2023－0118",
        "新市监合〔2023〕18号",
        "新市监合字（2023）第018号",
        "合2023-1-12",
        "合2023-11-2",
    ]
    return book(folder, "合同.xlsx", [CONTRACT, *(contract(number) for number in numbers)])


def suppliers_in_many_forms(folder: Path) -> Path:  # 17
    names = [
        "某某信息技术有限公司",
        "某某信息技术有限公司（公章）",
        "某某信息 技术有限公司",
        "某某信息技术(集团)有限公司",
    ]
    return book(
        folder, "合同.xlsx", [CONTRACT, *([f"HT-{i}", "采购", n, "2023-10-17", 1] for i, n in enumerate(names))]
    )


def one_payment_of_several_contracts(folder: Path) -> Path:  # 18
    rows = [
        [*PAYMENT, "发票号码"], ["2023-10-18", 5, "某某公司", "HT-1\nHT-2", "0001、0002；0003"], ["2023-10-19", 5, "某某公司", "HT-3", "0004"],
    ]  # fmt: skip
    return book(folder, "支付.xlsx", rows)


def a_sheet_for_each_month(folder: Path) -> Path:  # 19
    return sheets(folder, "序时账2023.xlsx", {
        "9月": [["凭证号", "摘要", "科目编码", "科目名称", "借方金额", "贷方金额"], ["记-1", "付款", "5001", "费用", 5, None]],
        "10月": [["摘要", "科目编码", "科目名称", "贷方金额", "借方金额", "凭证号"], ["付款", "5001", "费用", None, 7, "记-1"]],
    })  # fmt: skip


def a_sheet_for_each_account(folder: Path) -> Path:  # 19
    header = ["日期", "凭证字号", "摘要", "借方", "贷方", "方向", "余额"]
    return sheets(folder, "明细账.xlsx", {
        "1002 银行存款": [header, [None, None, "期初余额", None, None, "借", 9], ["2023-10-18", "记-37", "付款", None, 5, "借", 4]],
        "5001业务活动费用": [["科目：[5001]业务活动费用    2023年"], header, ["2023-10-18", "记-37", "付款", 5, None, "借", 5]],
    })  # fmt: skip


def hidden_parts(folder: Path) -> Path:  # 20
    def hide(workbook: Any) -> None:
        workbook["账"].row_dimensions[3].hidden = True
        workbook["账"].column_dimensions["C"].hidden = True
        workbook["旧"].sheet_state = "hidden"

    contents = {"账": [CONTRACT, contract("HT-1"), contract("HT-2")], "旧": [CONTRACT, contract("HT-3")]}
    return sheets(folder, "合同.xlsx", contents, then=hide)


def formula_errors(folder: Path) -> Path:  # 21
    def fail(workbook: Any) -> None:
        workbook["Sheet1"]["E3"] = "#REF!"
        workbook["Sheet1"]["E3"].data_type = "e"
        workbook["Sheet1"]["E4"] = "=E2*2"

    rows = [CONTRACT, *(contract(f"HT-{i}") for i in range(1, 7))]
    return sheets(folder, "合同.xlsx", {"Sheet1": rows}, then=fail)


def encodings(folder: Path) -> Path:  # 22
    for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"):
        text(
            folder,
            f"合同-{encoding}.csv",
            [CONTRACT, contract(name="㐱采购" if encoding != "gbk" else "采购")],
            encoding,
        )
    return folder


def yes_and_no(folder: Path) -> Path:  # 23
    words = ["是", "√", "Y", 1, "有", "否", "×", "N", 0, "无", None]
    return book(
        folder, "合同.xlsx", [[*CONTRACT, "是否框架协议"], *([*contract(f"HT-{i}"), w] for i, w in enumerate(words))]
    )


def no_date_at_all(folder: Path) -> Path:  # 24
    words = ["详见附件", "/", "暂无", "详见合同", 0, "1900-01-00"]
    rows = [
        CONTRACT,
        *(contract(f"HT-{i}", word) for i, word in enumerate(words)),
        *(contract(f"HX-{i}") for i in range(9)),
    ]
    return book(folder, "合同.xlsx", rows)


def months_and_ranges(folder: Path) -> Path:  # 25
    header = [*CONTRACT, "实际履行日期"]
    words = ["2023年6月", "2023年6月—9月", "6-9月", "2023.6-2023.9"]
    return book(
        folder, "合同.xlsx", [["2023年度合同台账"], header, *([*contract(f"HT-{i}"), w] for i, w in enumerate(words))]
    )


def closing_entries(folder: Path) -> Path:  # 26
    rows = [
        JOURNAL, [None, None, "期初余额", None, None, 100, None], ["2023-12-31", "记-12-0090", "结转本年费用", "3301", "本期盈余", 5, None],
        ["2023-12-31", "记-12-0090", "结转本年费用", "5001", "业务活动费用", None, 5],
        ["2023-12-31", "记-12-0091", "年末结转", "8202", "非财政拨款结转", 5, None],
        ["2023-12-30", "记-12-0080", "结转上年待付项目支出", "5001", "业务活动费用", 3, None],
        ["2023-12-30", "记-12-0080", "结转上年待付项目支出", "8001", "资金结存", None, 3],
    ]  # fmt: skip
    return book(folder, "序时账.xlsx", rows)


def two_sets_of_entries(folder: Path) -> Path:  # 27
    accounts = [
        ("5001", "业务活动费用", 5, None),
        ("1002", "银行存款", None, 5),
        ("7201", "事业支出", 5, None),
        ("8001", "资金结存", None, 5),
    ]
    return book(folder, "序时账.xlsx", [JOURNAL, *(["2023-10-18", "记-10-0037", "付款", *each] for each in accounts)])


def voided_vouchers(folder: Path) -> Path:  # 28
    rows = [
        [*JOURNAL, "凭证状态"], ["2023-10-18", "记-10-0037", "付款", "5001", "费用", 5, None, "已记账"],
        ["2023-10-18", "记-10-0038", "付款", "5001", "费用", 7, None, "作废"], ["2023-10-18", "记-10-0039", "付款", "5001", "费用", 9, None, "未记账"],
    ]  # fmt: skip
    return book(folder, "序时账.xlsx", rows)


def several_pieces(folder: Path) -> Path:  # 29
    rows = [
        ["单位", *ASSET], ["套", "TY1", "办公桌", 10, 12000, 0, "2023-06-20", "2023-10-18", "科技处", "在用"],
        ["台", "TY2", "电脑", 1, 5000, 100, "2023-06-20", "2023-10-18", "科技处", "使用中"],
    ]  # fmt: skip
    return book(folder, "资产.xlsx", rows)


def years_and_months(folder: Path) -> Path:  # 30
    header = [*ASSET, "资产分类", "使用年限", "净值"]
    line = ["2023-06-20", "2023-10-18", "科技处", "在用"]
    rows = [
        header, ["TY1", "楼", 1, 1000, 100, *line, "房屋", 50, 900], ["TY2", "电脑", 1, 1000, 100, *line, "设备", 60, 900],
        ["TY3", "电脑", 1, 1000, 100, *line, "设备", 72, 850], ["TY4", "车", 1, 1000, 100, *line, "车辆", 8, 900],
        ["TY5", "车", 1, 1000, 100, *line, "车辆", 96, 900],
    ]  # fmt: skip
    return book(folder, "资产.xlsx", rows)


def names_of_people(folder: Path) -> Path:  # 31
    rows = [
        ["人员编号", "姓名", "部门", "离岗日期"], ["001", "某 甲", "财务处", None], ["002", "某甲", "办公室", "2023-05-01"], ["003", "某某乙", "财务处", None],
    ]  # fmt: skip
    return book(folder, "人员名册.xlsx", rows)


def remarks(folder: Path) -> Path:  # 32
    rows = [
        [*CONTRACT, "备注"], [*contract("HT-1"), "应急采购"], [*contract("HT-2"), "上级临时交办，见某政发〔2023〕18号"], [*contract("HT-3"), "已付清"],
    ]  # fmt: skip
    return book(folder, "合同.xlsx", rows)


def live_formulas(folder: Path) -> Path:  # 33
    names = ["=cmd|'/c calc'!A1", "+86采购", "-采购", "@采购"]
    return text(folder, "合同.csv", [CONTRACT, *(contract(f"HT-{i}", name=name) for i, name in enumerate(names))])


def ambiguous_budget(folder: Path, *, settled: bool) -> Path:  # 34
    header = ["项目编码", "项目名称", "年初预算数", "预算调整数", "全年预算数", "执行数"]
    rows = [header, ["P1", "抽检", 100, -20, 80, 70], ["P2", "培训", 50, 10, 60, 60]]
    if not settled:
        rows = [[*header[:4], "执行数"], ["P1", "抽检", 100, 80, 70], ["P2", "培训", 50, 60, 60]]
    return book(folder, "2023年项目预算.xlsx", rows)


def ambiguous_asset(folder: Path, *, settled: bool) -> Path:  # 34
    line = ["2023-06-20", "2023-10-18", "科技处", "在用"]
    value = 900 if settled else 1000
    rows = [[*ASSET, "账面价值"], ["TY1", "电脑", 1, 1000, 100 if settled else 0, *line, value]]
    return book(folder, "资产.xlsx", rows)


def private_numbers(folder: Path) -> Path:  # 35
    rows = [
        [*PAYMENT, "收款人账号", "身份证号", "手机"], ["2023-10-18", 5, "某甲", "HT-1", "6222000000000000001", "650101199001010011", "13000000001"],
    ]  # fmt: skip
    return book(folder, "支付.xlsx", rows)
