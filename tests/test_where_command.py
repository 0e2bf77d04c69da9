"""``auditcheck where``: from a value to its cells, from a cell to what it became."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from tests.ledgers import files

FORMATS = ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "tsv", "txt", "html", "xml", "parquet"]


def where(*arguments: object) -> list[dict[str, Any]]:
    result = CliRunner().invoke(cli, ["where", *map(str, arguments), "--format", "json", "-q"])
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def shown(*arguments: object) -> str:
    result = CliRunner().invoke(cli, ["where", *map(str, arguments), "-q"])
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def book(folder: Path, rows: list[list[Any]], name: str = "合同台账.xlsx", merges: tuple[str, ...] = ()) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for cells in merges:
        workbook.active.merge_cells(cells)
    folder.mkdir(exist_ok=True)
    workbook.save(folder / name)
    return folder


MESSY = [
    ["合同台账", None, None, None, None, None],
    [None, None, None, None, None, "单位：万元"],
    ["合同编号", "合同名称", "乙方", "签订日期", "合同金额", "备注"],
    ["ＨＴ－2023－015", "设备采购", " 甲公司 ", 45218, "1,029.8", "见会议纪要"],
    ["HT-2023-016", "物业", "乙公司", "2023年10月", "叁万元整", "续签HT-2023-015"],
    ["HT-2023-017", "保洁", "丙公司", "2023.10.5", "(0.5)", ""],
    ["合计", None, None, None, 1032.3, None],
]


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_says_where_a_value_stood_and_how_it_was_written(tmp_path: Path, kind: str) -> None:
    (tmp_path / f"台账.{kind}").write_bytes(files.MAKERS[kind]())
    (place,) = where("2023-11-02", tmp_path)
    row = 3 if kind == "parquet" else 4  # records of a list count from 1
    assert (place["cell"], place["header"], place["column"], place["value"]) == (
        f"D{row}", "签订日期", "sign_date", "2023-11-02",
    )  # fmt: skip
    assert place["written"] == "2023年11月2日" and place["changes"] == ["form of the date"]
    assert len(place["sha256"]) == 64


def test_a_database_is_asked_again(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute("CREATE TABLE 合同台账 (合同编号, 合同名称, 乙方, 签订日期, 合同金额)")
        connection.execute("INSERT INTO 合同台账 VALUES ('HT-1', '采购', '甲公司', '2023.5.4', '1,000')")
    connection.close()
    (place,) = where("contracts.amount=1000", f"sqlite:///{tmp_path / 'a.db'}::合同台账")
    assert (place["row"], place["written"], place["value"]) == (1, "1,000", "1000.00")


def test_what_was_changed_is_said_for_each_cell(tmp_path: Path) -> None:
    folder = book(tmp_path / "books", MESSY)
    places = {place["cell"]: place for row in (4, 5, 6) for place in where(f"合同台账.xlsx:{row}", folder)}
    told = {cell: (place["value"], place["changes"]) for cell, place in places.items()}
    assert told["A4"] == ("ＨＴ－2023－015", [])
    assert told["C4"] == ("甲公司", ["blanks"])
    assert told["D4"] == ("2023-10-19", ["serial date"])
    assert told["E4"] == ("10298000.00", ["thousands separators", "万元 × 10,000"])
    assert told["D5"] == ("2023-10-01", ["form of the date", "any day from 2023-10-01 to 2023-10-31"])
    assert told["E5"] == ("30000.00", ["words → figures"])
    assert told["E6"] == ("-5000.00", ["written as negative: (0.5)", "万元 × 10,000"])
    assert places["F4"]["what"] == "unmapped"


def test_a_number_is_found_in_its_columns_and_in_the_words_of_others(tmp_path: Path) -> None:
    folder = book(tmp_path / "books", MESSY)
    found = {place["cell"]: place["what"] for place in where("HT-2023-015", folder)}
    assert found == {"A4": "loaded", "F5": "unmapped"}
    assert where("HT-2023-999", folder) == []


def test_an_amount_is_found_however_it_was_written(tmp_path: Path) -> None:
    folder = book(tmp_path / "books", MESSY)
    for written in ("10298000", "1029.8万元", "￥10,298,000.00", "contracts.amount=10298000", "合同台账=10298000"):
        assert [place["cell"] for place in where(written, folder)] == ["E4"], written


def test_a_cell_that_was_not_loaded_says_why(tmp_path: Path) -> None:
    rows = [*MESSY[:3], *([f"HT-{i}", "采购", "甲公司", f"2023-05-{i:02}", 5, ""] for i in range(1, 9))]
    rows[5][3] = "2023-13-45"
    folder = book(tmp_path / "books", [*rows, ["合计", None, None, None, 40, None]])
    (place,) = where("合同台账.xlsx:Sheet:D6", folder)
    assert place["what"] == "rejected" and place["value"] is None and place["changes"]
    assert {each["what"] for each in where("合同台账.xlsx:12", folder)} == {"furniture"}
    assert "rejected" in shown("合同台账.xlsx:D6", folder)


def test_a_blank_cell_that_was_filled_from_above_names_the_cell_above(tmp_path: Path) -> None:
    rows = [*MESSY[2:5], [None, "设备采购二", None, "2023-10-19", 7, ""]]
    folder = book(tmp_path / "books", rows, merges=("A3:A4",))
    (place,) = where("合同台账.xlsx:A4", folder)
    assert place["written"] == "" and place["value"] == "HT-2023-016"
    assert place["changes"] == ["blank here; taken from above: A3 HT-2023-016"]


def test_a_voucher_is_found_in_each_form_of_its_number(tmp_path: Path) -> None:
    rows = [["凭证日期", "凭证字号", "摘要", "科目名称", "借方金额", "贷方金额"]]
    rows += [["2023-10-18", "记-0037", "付款", "银行存款", 0, 5], ["2023-10-19", "10月记第38号", "付款", "费用", 5, 0]]
    folder = book(tmp_path / "books", rows, "序时账.xlsx")
    assert [place["cell"] for place in where("记-10-0037", folder)] == ["B2"]
    assert [place["cell"] for place in where("2023年10月记-38", folder)] == ["B3"]


def test_identity_numbers_are_not_printed_in_full_but_codes_of_projects_are(tmp_path: Path) -> None:
    rows = [*MESSY[2:3], ["HT-1", "采购", "甲公司", "2023-10-18", 5, "联系人13812345678"]]
    rows[0] = [*rows[0], "预算项目编码"]
    rows[1].append("650000199001011154")
    text = shown("合同台账.xlsx:2", book(tmp_path / "books", rows))
    assert "13812345678" not in text and "138****5678" in text
    assert text.count("650000199001011154") == 2


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["where", "contracts.price=5", str(book(tmp_path / "books", MESSY))])
    assert result.exit_code == 2 and "contracts has no column price" in result.stderr


def xml_2010(vouchers: int) -> str:
    """GB/T 24589.1-2010: a flat list, each line with its voucher's number; attributes beside the text, two to a line of the file."""
    lines = "\n".join(
        f"<记账凭证><记账凭证日期 locID='020601'>202301{n:02}</记账凭证日期><记账凭证类型编号>记</记账凭证类型编号>\n"
        f"<记账凭证编号>{n}</记账凭证编号><记账凭证行号>{line}</记账凭证行号><记账凭证摘要>摘要{n}-{line}</记账凭证摘要>"
        f"<科目编号>{1000 + n}</科目编号><借方本币金额>{n * 10 + line if line == 1 else 0}</借方本币金额>"
        f"<贷方本币金额>{n * 10 + 1 if line == 2 else 0}</贷方本币金额></记账凭证>"
        for n in range(1, vouchers + 1)
        for line in (1, 2)
    )
    accounts = "".join(
        f"<会计科目><科目编号>{1000 + n}</科目编号><科目名称>科目{n}</科目名称></会计科目>" for n in range(1, 20)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<总账>{accounts}\n{lines}</总账>'


def xml_2024(vouchers: int) -> str:
    """GB/T 24589.1-2024: with a namespace, values in attributes, a voucher's head around its lines, balances before them."""
    body = "".join(
        f'<g:记账凭证><g:记账凭证日期 Value="202301{n:02}"/><g:记账凭证类型编号 Value="记"/><g:记账凭证编号 Value="{n}"/>\n'
        + "".join(
            f'<g:记账凭证分录><g:记账凭证行号 Value="{line}"/><g:记账凭证摘要 Value="摘要{n}-{line}"/>'
            f'<g:科目编号 Value="{1000 + n}"/><g:借方本币金额 Value="{n * 10 + 1 if line == 1 else 0}"/>'
            f'<g:贷方本币金额 Value="{n * 10 + 1 if line == 2 else 0}"/></g:记账凭证分录>'
            for line in (1, 2)
        )
        + "</g:记账凭证>"
        for n in range(1, vouchers + 1)
    )
    balances = "".join(
        f'<g:科目余额><g:科目编号 Value="{1000 + n}"/><g:会计年度 Value="2023"/><g:会计期间号 Value="1"/>'
        f'<g:借方本币金额 Value="{n}"/></g:科目余额>'
        for n in range(1, 4)
    )
    return f'<?xml version="1.0"?><g:账 xmlns:g="urn:gbt24589-2024">{balances}{body}</g:账>'


@pytest.mark.parametrize(("made", "kind"), [(xml_2010, "记账凭证"), (xml_2024, "记账凭证分录")])
def test_the_row_of_a_value_of_an_xml_file_is_the_number_of_its_record(tmp_path: Path, made: Any, kind: str) -> None:
    (tmp_path / "凭证.xml").write_text(made(9), encoding="utf-8")
    root = ElementTree.fromstring(made(9))
    heads = {child: parent for parent in root.iter() for child in parent}
    records = [element for element in root.iter() if element.tag.rpartition("}")[2] == kind]

    def in_file(row: int, header: str) -> str:
        """What an own look into the file finds in the record of that number, or in the head around it."""
        element: ElementTree.Element | None = records[row - 1]
        while element is not None:
            for child in element:
                if child.tag.rpartition("}")[2] == header:
                    return child.get("Value") or (child.text or "").strip()
            element = heads.get(element)
        raise AssertionError(f"record {row} has no {header}")

    for n in (1, 5, 9):
        for place in (*where(f"摘要{n}-2", tmp_path), *where(f"vouchers.debit={n * 10 + 1}", tmp_path)):
            assert (place["sheet"], place["row"]) == (kind, 2 * n if place["column"] == "summary" else 2 * n - 1)
            assert in_file(place["row"], place["header"]) == place["written"]
    whole = where(f"凭证.xml:{kind}:10", tmp_path)
    assert {place["column"] for place in whole} >= {"voucher_date", "voucher_no", "summary", "debit", "credit"}
    for place in whole:
        # The names of accounts come from the list 会计科目; what is derived was written nowhere.
        if place["cell"] and place["written"] and place["header"] != "科目名称":
            assert in_file(10, place["header"]) == place["written"]


def test_a_cell_of_a_rejected_row_that_has_no_column_is_not_a_title(tmp_path: Path) -> None:
    rows = [*MESSY[:4], ["HT-9", "维修", "丁公司", "2023-13-45", "1", "口头约定"]]
    (place,) = where("口头约定", book(tmp_path / "books", rows))
    assert (place["cell"], place["what"]) == ("F5", "unmapped")


def test_a_document_named_among_others_stands_there(tmp_path: Path) -> None:
    rows = [*MESSY[:3], ["HT-2023-015、HT-2023-016", "设备采购", "甲公司", "2023-10-05", "1", ""]]
    (place,) = where("HT2023016", book(tmp_path / "books", rows))
    assert (place["cell"], place["what"]) == ("A4", "loaded")
