"""Every format is known by its content and gives the same rows."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path
from typing import Any

import pytest

from auditcheck.ledgers.load import load
from auditcheck.ledgers.reading import SourceFile, read_file
from tests.ledgers import files


def sheets_of(path: Path) -> Any:
    return read_file(SourceFile(path, path.name))[1]


@pytest.mark.parametrize("kind", files.MAKERS)
def test_each_format_gives_the_same_rows(folder: Any, kind: str) -> None:
    folder.text(f"合同台账.{kind}", files.MAKERS[kind]())
    books = folder.load()
    table = books.tables["contracts"]
    assert table.columns["contract_no"] == ["001001", "HT-2", "HT-3"]
    assert table.columns["amount"] == files.AMOUNTS
    assert table.columns["sign_date"] == files.DATES
    assert table.row == ([1, 2, 3] if kind == "parquet" else [2, 3, 4])
    assert (books.sheets[0].rows_in, books.sheets[0].loaded) == (4, 3)


@pytest.mark.parametrize("kind", files.MAKERS)
def test_the_extension_says_nothing(folder: Any, kind: str) -> None:
    folder.text("合同台账.xls" if kind == "xlsx" else "合同台账.xlsx", files.MAKERS[kind]())
    assert folder.load().tables["contracts"].columns["amount"] == files.AMOUNTS


def test_cells_of_old_workbooks_keep_what_they_hold(folder: Any) -> None:
    rows = [files.ROWS[0], ["0037", "采购", "甲公司", 45217, "(1,000)"], [38, "采购", "甲公司", "2023.1.2", 0.1]]
    for kind, make in (("xls", files.xls), ("xlsb", files.xlsb), ("ods", files.ods)):
        path = folder.text(f"{kind}/合同台账.{kind}", make(rows))
        columns = load([path]).tables["contracts"].columns
        assert columns["contract_no"] == ["0037", "38"]
        assert columns["sign_date"] == ["2023-10-18", "2023-01-02"]
        assert columns["amount"] == ["-1000.00", "0.10"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_is_read_by_any_delimiter_in_any_encoding(folder: Any, delimiter: str, encoding: str) -> None:
    folder.text("合同台账.txt", files.text(delimiter, encoding))
    assert folder.load().tables["contracts"].columns["amount"] == files.AMOUNTS


def test_excels_line_that_names_the_delimiter_is_obeyed(folder: Any) -> None:
    folder.text("合同台账.csv", b"sep=;\r\n" + files.text(";"))
    table = folder.load().tables["contracts"]
    assert (table.row, table.columns["amount"]) == ([3, 4, 5], files.AMOUNTS)


def test_a_quotation_mark_that_nobody_closed_swallows_no_rows(folder: Any) -> None:
    lines = [f"HT-{number},采购,甲公司,2023-01-02,{number}" for number in range(1, 201)]
    lines[3] = 'HT-4,采购,"甲公司,2023-01-02,4'
    folder.text("合同台账.csv", "合同编号,合同名称,乙方,签订日期,合同金额\n" + "\n".join(lines) + "\n")
    books = folder.load()
    assert len(books.tables["contracts"].row_id) == 200
    assert any("never closed" in warning for warning in books.sheets[0].warnings)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_saved_as_xls_is_read_with_its_spans(folder: Any, encoding: str) -> None:
    page = (
        "<html><head><title>x</title><script>document.write('<table><tr><td>1<td>2</table>')</script></head><body><table>"
        "<tr><td colspan=5 align=center>某局合同台账</td></tr>"
        "<tr><th rowspan=2>合同编号<th rowspan=2>乙方<th rowspan=2>签订日期<th colspan=2>合同</tr><tr><td>合同金额<td>备注</tr>"
        "<tr><td>HT-1</td><td rowspan=2>甲&nbsp;公司&amp;子公司</td><td>2023-10-17<td>5<br></td><td></td></tr>"
        "<tr><td>HT-2</td><td>2023-10-18</td><td>6</td><td>x</td></tr></table></body></html>"
    )
    path = folder.text("合同台账.xls", page, encoding)
    raw = sheets_of(path)[0]
    assert raw.rows[3][:4] == ["HT-1", "甲\xa0公司&子公司", "2023-10-17", "5"]
    assert (3, 1, 4, 1) in raw.merges and raw.rows[4][:4] == ["HT-2", "", "2023-10-18", "6"]
    columns = folder.load().tables["contracts"].columns
    assert columns["contract_no"] == ["HT-1", "HT-2"]
    assert columns["amount"] == ["5.00", "6.00"]
    assert columns["party_b"][0] == columns["party_b"][1] == "甲\xa0公司&子公司"


def test_each_table_of_a_page_is_a_sheet(folder: Any) -> None:
    path = folder.text("合同台账.html", files.html() + files.html())
    assert [(raw.name, len(raw.rows)) for raw in sheets_of(path)] == [("合同台账", 4), ("合同台账 (2)", 4)]


@pytest.mark.parametrize("page", ["<html><body><p>请登录</p></body></html>", "<table><tr><td>一格</td></tr></table>"])
def test_a_page_without_a_table_is_said(folder: Any, page: str) -> None:
    path = folder.text("合同台账.html", page)
    assert "web page without a table" in str(load([path]).files[0].error)
    books = folder.load()
    assert books.files == [] and "web page" in str(books.skipped[0].skipped)


def test_a_hidden_row_a_failed_formula_and_1904_are_noticed(folder: Any) -> None:
    import openpyxl
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.Workbook()
    for row in files.ROWS:
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.active["E2"] = "#DIV/0!"
    book.active["E2"].data_type = "e"
    book.active["D2"] = datetime.date(2023, 1, 1)
    book.epoch = CALENDAR_MAC_1904
    book.save(folder.path / "合同台账.xlsx")
    raw = sheets_of(folder.path / "合同台账.xlsx")[0]
    assert raw.hidden_rows == [2] and raw.errors == [(1, 4, "#DIV/0!")] and raw.rows[1][4] == "#DIV/0!"
    assert raw.date_1904 and raw.rows[1][3] == datetime.date(2023, 1, 1)


@pytest.mark.parametrize(("prefix", "encoding", "declared"), [
    ("", "utf-8", None), ("审计", "gb18030", None), ("a", "gb18030", "GBK"), ("a", "gb18030", "UTF-8"), ("", "utf-16", None),
])  # fmt: skip
def test_vouchers_by_the_national_standard_are_read(
    folder: Any, prefix: str, encoding: str, declared: str | None
) -> None:
    folder.text("凭证.xml", files.gbt24589(prefix, encoding, declared))
    books = folder.load()
    table = books.tables["vouchers"]
    assert table.row == [1, 2]  # the number of the record in its list
    assert table.columns["voucher_no"] == ["0001", "0001"] and table.columns["voucher_date"] == ["2023-01-05"] * 2
    assert table.columns["debit"] == ["100.00", "0.00"] and table.columns["credit"] == ["0.00", "100.00"]
    assert table.columns["account_name"] == ["业务活动费用", "银行存款"]
    assert table.columns["attachment_count"] == ["2", "2"] and table.columns["reviewer"] == ["李四"] * 2
    chart, vouchers = books.sheets
    assert (chart.name, chart.ledger, chart.furniture) == ("会计科目", None, 3)
    assert (vouchers.name, vouchers.ledger) == ("记账凭证", "vouchers")


def test_balances_and_assets_by_the_national_standard_are_read(folder: Any) -> None:
    balance = {"会计年度": "2023", "会计期间号": "12", "科目编号": "1002", "期初余额方向": "借", "期初本币余额": "10.00",
               "借方本币金额": "5.00", "贷方本币金额": "3.00", "期末余额方向": "借", "期末本币余额": "12.00"}  # fmt: skip
    asset = {
        "固定资产编号": "ZC-1",
        "固定资产名称": "电脑",
        "数量": "1",
        "入账日期": "20230105",
        "资产原值": "5000.00",
        "使用状况": "在用",
    }

    def record(tag: str, values: dict[str, str]) -> str:
        return (
            f"<{tag}>" + "".join(f"<{key} locID='1' Value='{value}'/>" for key, value in values.items()) + f"</{tag}>"
        )

    folder.text(
        "账.xml", f"<数据>{record('科目余额及发生额', balance)}<资产>{record('固定资产卡片', asset) * 2}</资产></数据>"
    )
    books = folder.load()
    assert books.tables["gl_balances"].columns["opening"] == ["10.00"]
    assert books.tables["gl_balances"].columns["closing"] == ["12.00"]
    assert books.tables["assets"].columns["original_value"] == ["5000.00"] * 2


def test_values_around_records_count_for_each(folder: Any) -> None:
    line = "<分录><科目编号>5001</科目编号><借方本币金额>1.00</借方本币金额><贷方本币金额>0</贷方本币金额></分录>"
    head = "<记账凭证编号>7</记账凭证编号><记账凭证日期>2023-01-05</记账凭证日期>"
    text = f"<r><记账凭证>{head}{line}{line}<制单人>张三</制单人></记账凭证></r>"
    raw = sheets_of(folder.text("凭证.xml", text))[0]
    assert raw.name == "分录" and len(raw.rows) == 3
    assert dict(zip(raw.rows[0], raw.rows[2], strict=True))["记账凭证编号"] == "7"
    assert dict(zip(raw.rows[0], raw.rows[2], strict=True))["制单人"] == "张三"


def test_a_rejected_record_is_named_by_its_number(folder: Any) -> None:
    text = files.gbt24589().replace(b"20230105", b"2023-13-45", 1)
    folder.text("凭证.xml", text)
    sheet = next(sheet for sheet in folder.load().sheets if sheet.ledger == "vouchers")
    assert [(reject.row, reject.value) for reject in sheet.rejects] == [(1, "2023-13-45")]


def test_parquet_keeps_its_types(folder: Any) -> None:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table(
        {
            "合同编号": ["001", "002"],
            "签订日期": [datetime.date(2023, 1, 1), None],
            "合同金额": [decimal.Decimal("5.10"), decimal.Decimal("1.00")],
            "录入时间": pyarrow.array([1_700_000_000_123_456_789, None], pyarrow.timestamp("ns")),
        }
    )
    pyarrow.parquet.write_table(table, folder.path / "合同.parquet")
    raw = sheets_of(folder.path / "合同.parquet")[0]
    assert raw.rows[1][:3] == ["001", datetime.date(2023, 1, 1), decimal.Decimal("5.10")]
    assert raw.rows[2][1] == "" and raw.rows[1][3] == datetime.datetime(2023, 11, 14, 22, 13, 20, 123456)


def test_merges_hidden_sheets_and_gaps_of_a_2003_spreadsheet_stand_where_they_should(folder: Any) -> None:
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    text = (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="合同"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell><Cell><Data ss:Type="String">x</Data></Cell></Row>'
        '<Row ss:Index="4" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="Number">5</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2023-01-01T00:00:00.000</Data></Cell></Row></Table>'
        "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"
    )
    raw = sheets_of(folder.text("合同.xls", text))[0]
    assert raw.rows == [["标题", "", "x"], [""] * 3, [""] * 3, ["", 5.0, datetime.datetime(2023, 1, 1)]]
    assert (raw.hidden, raw.merges, raw.hidden_rows) == (True, [(0, 0, 0, 1)], [3])


def test_what_a_folder_holds_besides_is_listed_and_not_read(folder: Any) -> None:
    for name in ("合同.pdf", "说明.docx", "图/章.JPG", "无扩展名"):
        folder.text(name, b"%PDF-1.4")
    folder.text("合同台账.csv", files.text())
    folder.text("说明.txt", "请先读我。")
    books = folder.load()
    assert [file.file for file in books.files] == ["合同台账.csv"]
    assert sorted(file.file for file in books.skipped) == ["合同.pdf", "图/章.JPG", "无扩展名", "说明.docx", "说明.txt"]
    documents = {file["file"]: file for file in books.document()["files"]}
    assert ".pdf" in documents["合同.pdf"]["skipped"] and documents["合同.pdf"]["error"] is None
    assert "skipped" not in documents["合同台账.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 \x00", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00", "a picture"),
        (b"Rar!\x1a\x07\x00", "an archive"),
        (b"MIME-Version: 1.0\r\n", "web archive"),
        (b"SQLite format 3\x00", "a database"),
        (files.zipped({"word/document.xml": "<a/>"}), "this kind of file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "this kind of file"),
    ],
)
def test_another_kind_of_file_under_a_workbooks_name_is_said_what_it_is(folder: Any, content: bytes, said: str) -> None:
    path = folder.text("合同台账.xlsx", content)
    error = str(load([path]).files[0].error)
    assert said in error and "另存为 xlsx" in error
