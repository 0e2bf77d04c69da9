from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.ledgers.bodies import Names
from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.load import Body, LoadOptions, load
from auditcheck.ledgers.reading import RawSheet
from auditcheck.ledgers.schema import load_schema
from auditcheck.ledgers.understand import understand

CONTRACT = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]
PAYMENT = ["支付日期", "支付金额", "收款人", "合同编号"]
ONE = ["HT-1", "采购", "甲公司", "2023-10-17", 100]
FIXTURES = Path(__file__).parents[2] / "fixtures"


def contract(number: int, date: Any = "2023-10-17", amount: Any = 1) -> list[Any]:
    return [f"HT-{number}", "采购", "甲公司", date, amount]


def test_an_unreadable_cell_rejects_its_row_and_says_why(one_sheet: Any) -> None:
    sheet, columns = one_sheet(
        [["台账"], CONTRACT, *map(contract, range(5)), contract(9, "2023-13-45"), contract(10, "10/11/2023")]
    )
    assert (sheet.loaded, sheet.rejected) == (5, 2)
    assert [(r.row, r.column, r.value) for r in sheet.rejects] == [
        (8, "sign_date", "2023-13-45"),
        (9, "sign_date", "10/11/2023"),
    ]
    assert all(reject.reason for reject in sheet.rejects)
    assert "HT-9" not in columns["contract_no"]


def test_an_unreadable_cell_of_an_optional_column_costs_only_the_cell(one_sheet: Any) -> None:
    header = [*CONTRACT, "授权截止日期"]
    sheet, columns = one_sheet(
        [header, [*ONE, "2023-13-45"], [*contract(2), "2024-01-01"], [*contract(3), "2024-01-01"]]
    )
    assert (sheet.loaded, sheet.rejected) == (3, 0)
    assert columns["authorization_expiry"] == [None, "2024-01-01", "2024-01-01"]
    assert "2023-13-45" in sheet.warnings[0]


def test_a_column_that_mostly_cannot_be_read_was_misunderstood(one_sheet: Any) -> None:
    rows = [contract(n, date) for n, date in enumerate(["张三", "李四", "王五", "2023-10-17", "2023-10-18"])]
    sheet, columns = one_sheet([CONTRACT, *rows])
    assert sheet.loaded == 5 and sheet.rejected == 0
    assert not sheet.supplies("sign_date") and columns["sign_date"] == [None] * 5
    assert "签订日期" in sheet.warnings[0]
    assert [c.how for c in sheet.columns if c.header == "签订日期"] == ["unmapped"]


def test_two_unreadable_cells_of_two_are_no_misunderstanding(one_sheet: Any) -> None:
    sheet, _columns = one_sheet([CONTRACT, contract(1, "张三"), contract(2, "李四")])
    assert (sheet.loaded, sheet.rejected) == (0, 2) and sheet.supplies("sign_date")


def test_a_sheet_of_nothing_of_ours_is_furniture_and_says_so(folder: Any) -> None:
    folder.sheets("台账.xlsx", {"合同": [CONTRACT, ONE], "说明": [["填表说明"], ["一、请如实填写"], ["二、按时报送"]]})
    books = folder.load()
    notes = books.sheets[1]
    assert (notes.ledger, notes.rows_in, notes.furniture) == (None, 3, 3)
    assert "none of its rows" in notes.warnings[0]


def test_words_unknown_to_a_list_are_kept_and_warned_of(one_sheet: Any) -> None:
    sheet, columns = one_sheet([[*CONTRACT, "采购方式"], [*ONE, "比选"]])
    assert columns["procurement_method"] == ["比选"]
    assert "比选" in sheet.warnings[0]


def test_each_column_tells_what_it_was_taken_for_and_how_full_it_is(one_sheet: Any) -> None:
    sheet, _columns = one_sheet([[*CONTRACT, "我的备注"], [*ONE, "a"], ["HT-2", None, None, "2023-10-17", 2, None]])
    by_header = {column.header: column for column in sheet.columns}
    assert by_header["合同名称"].fill == 0.5 and by_header["合同编号"].samples == ["HT-1", "HT-2"]
    assert (by_header["我的备注"].how, by_header["我的备注"].column, by_header["我的备注"].letter) == (
        "unmapped",
        None,
        "F",
    )


@pytest.mark.parametrize("header", ["*合同编号", "合同编号（必填）", "合 同\n编 号", "1.合同编号", "合同编号【系统】"])
def test_headers_are_matched_without_blanks_numbering_and_brackets(one_sheet: Any, header: str) -> None:
    _sheet, columns = one_sheet([[header, *CONTRACT[1:]], ONE])
    assert columns["contract_no"] == ["HT-1"]


def test_of_two_headers_for_one_column_the_more_literal_one_counts(one_sheet: Any) -> None:
    sheet, columns = one_sheet([[*CONTRACT, "合同总价"], [*ONE, 999]])
    assert columns["amount"] == ["100.00"]
    assert [c.how for c in sheet.columns if c.header == "合同总价"] == ["unmapped"]


# Whose rows they are


def test_a_file_with_a_unit_column_joins_with_one_without(folder: Any) -> None:
    folder.book("合同台账.xlsx", [["单位名称", *CONTRACT], ["某市某局（公章）", *ONE]])
    folder.book("支付明细.xlsx", [PAYMENT, ["2023-10-18", 100, "甲公司", "HT-1"]])
    tables = folder.load().tables
    assert tables["contracts"].columns["unit"] == tables["payments"].columns["unit"] == ["某市某局"]
    assert tables["contracts"].columns["contract_no_key"] == tables["payments"].columns["contract_no_key"]


def test_written_forms_of_a_body_become_one_name(folder: Any) -> None:
    folder.book("合同台账.xlsx", [["编制单位：某局"], CONTRACT, ONE])
    folder.book(
        "支付明细.xlsx",
        [
            ["单位", *PAYMENT],
            ["某市某局", "2023-10-18", 100, "甲公司", "HT-1"],
            [None, "2023-10-18", 1, "甲公司", None],
        ],
    )
    books = folder.load(units=[Body("某省某市某局", ("某局", "某市某局"))], default_unit="某局")
    assert books.tables["contracts"].columns["unit"] == ["某省某市某局"]
    assert books.tables["payments"].columns["unit"] == ["某省某市某局"] * 2
    assert {sheet.unit for sheet in books.sheets} == {"某省某市某局"}


def test_rows_without_a_body_among_several_are_warned_of(folder: Any) -> None:
    folder.book("合同台账.xlsx", [["单位", *CONTRACT], ["某市某局", *ONE], ["某市某院", *contract(2)]])
    folder.book("支付明细.xlsx", [PAYMENT, ["2023-10-18", 100, "甲公司", "HT-1"]])
    books = folder.load()
    assert books.tables["payments"].columns["unit"] == ["本单位"]
    assert "1 row names no body" in books.sheets[1].warnings[0]
    books = folder.load(default_unit="某市某局")
    assert books.tables["payments"].columns["unit"] == ["某市某局"] and books.sheets[1].warnings == []


def test_offices_of_one_body_are_not_bodies(one_sheet: Any) -> None:
    _sheet, columns = one_sheet(
        [["编制单位：某市某局"], [*CONTRACT, "单位"], [*ONE, "办公室"], [*contract(2), "科技处"]]
    )
    assert columns["unit"] == ["某市某局"] * 2


def test_a_copy_of_a_file_is_pointed_out(folder: Any) -> None:
    path = folder.book("合同台账.xlsx", [CONTRACT, ONE])
    folder.text("合同台账 - 副本.xlsx", path.read_bytes())
    first, second = folder.load().sheets
    assert first.warnings == [] and first.file in second.warnings[0]


def test_a_folder_that_is_named_like_a_body_is_one(folder: Any) -> None:
    folder.book("某市检验研究院/合同台账.xlsx", [CONTRACT, ONE])
    folder.book("2023年/合同台账.xlsx", [CONTRACT, contract(2)])
    books = folder.load()
    assert [sheet.unit for sheet in books.sheets] == ["本单位", "某市检验研究院"]


def test_a_folder_of_a_second_body_is_not_that_of_the_first(folder: Any) -> None:
    folder.book("某市检验研究院/合同台账.xlsx", [CONTRACT, ONE])
    folder.book("某市某局/合同台账.xlsx", [["编制单位：某市某局"], CONTRACT, contract(2)])
    folder.book("支付明细.xlsx", [PAYMENT, ["2023-10-18", 100, "甲公司", "HT-1"]])
    books = folder.load()
    assert {sheet.file: sheet.unit for sheet in books.sheets} == {
        "某市检验研究院/合同台账.xlsx": "某市检验研究院", "某市某局/合同台账.xlsx": "某市某局", "支付明细.xlsx": "本单位",
    }  # fmt: skip
    assert sum("names no body" in warning for sheet in books.sheets for warning in sheet.warnings) == 1


def test_a_department_that_made_the_list_is_not_its_body(folder: Any) -> None:
    folder.book("合同台账.xlsx", [["填报单位：财务处"], CONTRACT, ONE])
    folder.book("支付明细.xlsx", [["编制单位：某市某局"], PAYMENT, ["2023-10-18", 100, "甲公司", "HT-1"]])
    assert {sheet.unit for sheet in folder.load().sheets} == {"某市某局"}


def test_a_unit_of_counting_is_no_body(one_sheet: Any) -> None:
    sheet, columns = one_sheet([[*CONTRACT, "单位"], [*ONE, "台"], [*contract(2), "套"]])
    assert not sheet.supplies("unit") and columns["unit"] == ["本单位", "本单位"]


def test_a_name_that_another_column_claims_is_not_the_unit(folder: Any) -> None:
    folder.book(
        "供应商.xlsx",
        [
            ["单位名称", "统一社会信用代码", "法定代表人"],
            ["甲公司", "91650000", "张三"],
            ["乙公司", "91650001", "李四"],
        ],
    )
    folder.book("人员名册.xlsx", [["人员编号", "姓名", "单位", "岗位"], ["1", "张三", "办公室", "会计"]])
    journal = ["凭证日期", "凭证字号", "摘要", "科目编码", "借方金额", "贷方金额", "单位名称"]
    folder.book(
        "序时账.xlsx",
        [
            journal,
            ["2023-10-18", "记-1", "付款", "5001", 5, 0, "甲公司"],
            ["2023-10-18", "记-2", "付款", "5001", 5, 0, "乙公司"],
        ],
    )
    tables = folder.load(default_unit="某局").tables
    assert tables["suppliers"].columns["name"] == ["甲公司", "乙公司"]
    assert tables["staff"].columns["dept"] == ["办公室"]
    assert tables["vouchers"].columns["counterparty"] == ["甲公司", "乙公司"]
    assert tables["vouchers"].columns["unit"] == ["某局", "某局"]


# Years


def test_a_year_in_the_title_is_the_year_of_its_rows(one_sheet: Any) -> None:
    header = ["项目编码", "项目名称", "年初预算数", "全年预算数", "执行数"]
    sheet, columns = one_sheet(
        [["2023年度项目预算执行情况表"], header, ["6500", "食品抽检", 1, 2, 2]], name="预算.xlsx"
    )
    assert sheet.ledger == "budgets" and columns["fiscal_year"] == ["2023"]
    assert sheet.supplies("fiscal_year")


def test_a_title_of_several_years_gives_none(one_sheet: Any) -> None:
    header = ["项目编码", "项目名称", "年初预算数", "全年预算数", "执行数"]
    sheet, columns = one_sheet(
        [["2022年度至2023年度项目预算执行情况表"], header, ["6500", "食品抽检", 1, 2, 2]], name="预算.xlsx"
    )
    assert columns["fiscal_year"] == [None] and not sheet.supplies("fiscal_year")


# Everything


@pytest.mark.parametrize("name", sorted(load_schema().ledgers))
def test_every_ledger_is_recognised_by_its_own_headers(name: str, folder: Any) -> None:
    ledger = load_schema().ledgers[name]
    headers = [column.zh for column in ledger.columns if column.required != "D"]
    examples = {"money": 1, "decimal": 1, "percent": 0.5, "int": 2023, "bool": "是", "date": "2023-10-17", "date_range": "2023年6月-9月",
                "datetime": "2023-10-17 08:00:00", "list": "甲、乙"}  # fmt: skip
    row = [
        "某市某局" if column.name == "unit" else column.enum[0] if column.enum else examples.get(column.type, "文字")
        for column in ledger.columns if column.required != "D"
    ]  # fmt: skip
    folder.book("台账.xlsx", [[ledger.zh], headers, row])
    sheet = folder.load().sheets[0]
    assert (sheet.ledger, sheet.loaded) == (name, 1)
    assert [c.header for c in sheet.columns if c.how == "unmapped"] == []


CELLS = st.one_of(
    st.none(), st.sampled_from(["", "合计", "小计", "记-10-0037", "HT-1", "2023-13-45", "未见", "单位：万元", *CONTRACT, *PAYMENT]),
    st.text(max_size=6), st.floats(allow_nan=False, allow_infinity=False), st.dates(),
)  # fmt: skip


@given(
    st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=8),
    st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=3),
)
def test_every_row_is_loaded_rejected_or_furniture(below: list[list[Any]], above: list[list[Any]]) -> None:
    rows = [["" if cell is None else cell for cell in row] for row in [*above, CONTRACT, *below]]
    sheet = Sheet(1, "a.xlsx", "", "Sheet1")
    draft = understand(sheet, RawSheet("Sheet1", rows), "a", Names([]), 2023)
    assert sheet.rows_in == sheet.loaded + sheet.rejected + sheet.furniture == len(rows)
    if draft.rows:
        assert len(draft.rows.rows) == sheet.loaded
        assert {len(values) for values in draft.rows.columns.values()} <= {sheet.loaded}
        json.dumps(sheet.document())


@pytest.mark.parametrize("name", ["xj-2023", "clean"])
def test_the_fixtures_load_without_a_reject(name: str) -> None:
    books = load([FIXTURES / name], LoadOptions(year=2023))
    assert not any(file.error for file in books.files)
    ids = sorted(row_id for table in books.tables.values() for row_id in table.row_id)
    assert ids == list(range(1, len(ids) + 1))
    for sheet in books.sheets:
        assert sheet.ledger and sheet.rows_in == sheet.loaded + sheet.furniture and sheet.rejected == 0
    warned = {sheet.file for sheet in books.sheets if sheet.warnings}
    # 附件2 of the report does not add up: its own mistake, kept.
    assert warned == ({"项目预算执行（附件2）.xlsx"} if name == "xj-2023" else set())


def test_the_document_is_the_contract(folder: Any) -> None:
    folder.book(
        "合同台账.xlsx", [["单位：万元"], CONTRACT, ONE, contract(2, "2023-13-45"), ["合计", None, None, None, 101]]
    )
    folder.text("坏.xlsx", b"")
    document = json.loads(json.dumps(folder.load().document()))
    assert document["schema"] == "auditcheck/load/1"
    assert [file["file"] for file in document["files"]] == ["合同台账.xlsx", "坏.xlsx"]
    (sheet,) = document["sheets"]
    assert (sheet["file"], sheet["sheet"], sheet["ledger"], sheet["header_row"]) == (
        "合同台账.xlsx",
        "Sheet1",
        "contracts",
        2,
    )
    assert sheet["unit_of_money"] == "万元" and len(sheet["sha256"]) == 64
    assert sheet["rows"] == {"in": 5, "loaded": 1, "rejected": 1, "furniture": 3}
    assert sheet["control_totals"] == {"amount": "1000000.00"} and sheet["stated_totals"] == {"amount": "1010000.00"}
    (reject,) = sheet["rejects"]
    assert (reject["row"], reject["column"], reject["value"]) == (4, "sign_date", "2023-13-45") and reject["reason"]
    assert {"header", "column", "how"} <= set(sheet["columns"][0])


def test_totals_are_in_yuan_and_exact(one_sheet: Any) -> None:
    rows = [contract(n, amount=0.1) for n in range(30)]
    sheet, _columns = one_sheet([["单位：万元"], CONTRACT, *rows, ["合计", None, None, None, 3]])
    assert sheet.control_totals["amount"] == Decimal("30000.00") and sheet.warnings == []
