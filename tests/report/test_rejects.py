"""rejects.xlsx: rows that were not loaded come back as they stood, and mended they mean what they meant at home."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.ledgers.books import Books
from auditcheck.ledgers.load import load
from auditcheck.report.rejects import write_rejects

HEADER = ["合同编号", "合同名称", "甲方", "乙方", "签订日期", "合同金额"]
ROWS: list[list[Any]] = [
    ["HT-1", "办公设备采购", "某市示范局", "甲公司", "2023-05-10", 6.5],
    ["HT-2", "=HYPERLINK(1)", "某市示范局", "乙公司", "2023-13-45", 7],
    ["0003", "物业服务", "某市示范局", "丙公司", "2023-05-12", 8],
    ["HT-4", "+维保", "某市示范局", "丁公司", "2023-05-12", "@九万"],
    ["HT-5", "印刷", "某市示范局", "戊公司", "2023-05-12", 9],
    ["合计", None, None, None, None, 30.5],
]


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def _book(path: Path, rows: list[list[Any]], merges: tuple[str, ...] = (), sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = book.active.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    for each in merges:
        book.active.merge_cells(each)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def _contracts(path: Path, rows: list[list[Any]] = ROWS) -> Path:
    titles = [["合同台账"], ["编制单位：某市示范局", None, None, None, None, "单位：万元"]]
    return _book(path, [*titles, HEADER, *rows], ("A1:F1",))


def _rejects(folder: Path) -> Path:
    """Load everything in ``folder`` the way ``load -o`` does; the list beside it."""
    out = folder.with_name("out")
    code, _, stderr = run("load", folder, "-o", out, "-q")
    assert code == 0 and "rejects.xlsx" in stderr, stderr
    return out / "rejects.xlsx"


def _mend(path: Path, cells: Mapping[str, Any], sheet: int = 0) -> None:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book.worksheets[sheet][place].value = value
    book.save(path)


def _rows(books: Books, ledger: str) -> list[dict[str, str | None]]:
    """Every column but the physical place, in order of the rows."""
    table = books.tables[ledger]
    return [{name: values[index] for name, values in table.columns.items()} for index in range(len(table.row))]


def _same_as_at_home(
    folder: Path, mend_list: Mapping[str, Any], mend_source: Callable[[], Any], ledger: str, rows: list[int]
) -> list[dict[str, str | None]]:
    """Mend the list and the source alike: the rows of the list must load as those ``rows`` (from 0) of the source."""
    path = _rejects(folder)
    _mend(path, mend_list)
    books = load([path])
    for sheet in books.sheets:
        assert (sheet.ledger, sheet.warnings, sheet.rejects) == (ledger, [], [])
    mend_source()
    at_home = _rows(load([folder]), ledger)
    assert _rows(books, ledger) == [at_home[row] for row in rows]
    return _rows(books, ledger)


def test_rejected_rows_come_back_whole_with_the_bad_cell_marked(tmp_path: Path) -> None:
    _contracts(tmp_path / "books" / "台账.xlsx")
    sheet = openpyxl.load_workbook(_rejects(tmp_path / "books")).active
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values[0][0] == "合同台账" and values[1][0] == "编制单位：某市示范局" and values[1][5] == "单位：万元"
    assert values[2] == [*HEADER, "原文件", "原工作表", "原行号", "未读入原因", "原文件校验码"]
    assert values[3][:9] == [*ROWS[1], "台账.xlsx", "Sheet1", 5]
    assert values[4][:9] == [*ROWS[3], "台账.xlsx", "Sheet1", 7]
    assert len(values) == 5
    marked = {
        cell.coordinate for row in sheet.iter_rows(min_row=4) for cell in row if cell.fill.fgColor.rgb == "FFFFEB9C"
    }
    assert (
        marked
        == {"E4", "F5"}
        == {cell.coordinate for row in sheet.iter_rows(min_row=4) for cell in row if cell.comment}
    )
    assert values[3][9].startswith("签订日期：") and values[3][9].removeprefix("签订日期：") in sheet["E4"].comment.text


def test_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    starts = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1"]
    rows = [[f"HT-{index}", text, "甲", text, "2023-13-45", 1] for index, text in enumerate(starts)]
    good = [[f"HT-9{index}", "好", "甲", "乙", "2023-05-01", 1] for index in range(30)]
    _contracts(tmp_path / "books" / "台账.xlsx", rows + good)
    path = _rejects(tmp_path / "books")
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(path).active
    cells = [sheet.cell(row, 2) for row in range(4, 11)]
    assert [cell.data_type for cell in cells] == ["s"] * 7 and all(cell.quotePrefix for cell in cells)


def test_mended_rows_load_as_they_would_have_at_home(tmp_path: Path) -> None:
    source = _contracts(tmp_path / "books" / "台账.xlsx")
    rows = _same_as_at_home(
        tmp_path / "books",
        {"E4": "2023-05-11", "F5": 9.25},
        lambda: _mend(source, {"E5": "2023-05-11", "F7": 9.25, "F9": 39.75}),
        "contracts",
        [1, 3],
    )
    assert [row["amount"] for row in rows] == ["70000.00", "92500.00"]
    assert [row["contract_name"] for row in rows] == ["=HYPERLINK(1)", "+维保"]


def test_mended_rows_beside_their_source_complete_it_without_doubles(tmp_path: Path) -> None:
    _contracts(tmp_path / "books" / "台账.xlsx")
    path = _rejects(tmp_path / "books")
    _mend(path, {"E4": "2023-05-11", "F5": 9})
    shutil.copy(path, tmp_path / "books" / "补正.xlsx")
    numbers = [row["contract_no"] for row in _rows(load([tmp_path / "books"]), "contracts")]
    assert sorted(map(str, numbers)) == ["0003", "HT-1", "HT-2", "HT-4", "HT-5"]


def test_a_header_of_two_rows_and_cells_merged_downwards(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["序时账"],
        ["凭证日期", "凭证号", "摘要", "科目编码", "科目名称", "金额", None],
        [None, None, None, None, None, "借方", "贷方"],
    ]
    for number in range(1, 9):
        rows.append([f"2023-03-{number:02}", f"记-{number}", "付款", "5001", "费用", 100, None])
        rows.append([None, None, "付款", "1002", "银行存款", None, "一百" if number == 3 else 100])
    merges = ["A1:G1", "F2:G2", *(f"{letter}2:{letter}3" for letter in "ABCDE")]
    merges += [f"{letter}{row}:{letter}{row + 1}" for letter in "AB" for row in range(4, 20, 2)]
    source = _book(tmp_path / "books" / "序时账.xlsx", rows, tuple(merges))
    found = _same_as_at_home(tmp_path / "books", {"G5": 100}, lambda: _mend(source, {"G9": 100}), "vouchers", [5])
    assert (found[0]["voucher_no"], found[0]["voucher_date"], found[0]["credit"]) == ("记-3", "2023-03-03", "100.00")


def test_what_file_and_folder_said_is_written_out(tmp_path: Path) -> None:
    """Year of the file's name, body of the folder, ledger by the name of the sheet."""
    header = ["项目编码", "项目名称", "支出类型", "年初预算", "全年预算", "执行数"]
    rows = [[f"X{n}", f"项目{n}", "项目支出", 1, 1, "约0.5" if n == 3 else 1] for n in range(12)]
    folder = tmp_path / "books"
    source = _book(folder / "某市计量院" / "预算2022年度（单位万元）.xlsx", [header, *rows], sheet="项目预算")
    _book(folder / "某市质检院" / "预算2023年度.xlsx", [header, *rows[:3]], sheet="项目预算")
    found = _same_as_at_home(folder, {"F3": 0.5}, lambda: _mend(source, {"F5": 0.5}), "budgets", [3])
    assert (found[0]["unit"], found[0]["fiscal_year"], found[0]["paid"]) == ("某市计量院", "2022", "0.50")


def test_what_the_other_rows_said_is_written_out(tmp_path: Path) -> None:
    """One year of use among many rows is twelve months or one; 单位名称 is the payee because it varies."""
    header = ["资产编号", "资产名称", "数量", "原值", "取得日期", "入账日期", "使用部门", "使用状态", "使用年限"]
    rows = [
        [
            f"Z{n}",
            "电脑",
            1,
            5000,
            "2023年13月" if n == 4 else "2023-03-01",
            "2023-03-02",
            "办公室",
            "在用",
            60 if n == 4 else 96,
        ]
        for n in range(12)
    ]
    source = _book(tmp_path / "a" / "books" / "固定资产.xlsx", [header, *rows])
    found = _same_as_at_home(
        tmp_path / "a" / "books", {"E3": "2023-03-01"}, lambda: _mend(source, {"E6": "2023-03-01"}), "assets", [4]
    )
    assert found[0]["useful_life_months"] == "60"

    header = ["年度", "项目编码", "项目名称", "自评得分", "执行率"]
    rows = [[2023, f"X{n}", "项目", "优" if n == 4 else 98, 5 if n == 4 else 97.5] for n in range(12)]
    source = _book(tmp_path / "c" / "books" / "绩效自评.xlsx", [header, *rows])
    found = _same_as_at_home(tmp_path / "c" / "books", {"D3": 90}, lambda: _mend(source, {"D6": 90}), "self_evals", [4])
    assert found[0]["exec_rate"] == "0.05"

    header = ["凭证日期", "凭证号", "摘要", "科目编码", "科目名称", "借方", "贷方", "单位名称"]
    rows = [
        ["2023-03-01", f"记-{n}", "付款", "5001", "费用", "壹" if n == 4 else 1, 0, f"示例{n}公司"] for n in range(12)
    ]
    source = _book(tmp_path / "b" / "books" / "序时账.xlsx", [header, *rows])
    found = _same_as_at_home(tmp_path / "b" / "books", {"F3": 1}, lambda: _mend(source, {"F6": 1}), "vouchers", [4])
    assert found[0]["counterparty"] == "示例4公司"


def test_text_files_and_several_sheets(tmp_path: Path) -> None:
    folder = tmp_path / "books"
    _contracts(folder / "甲" / "台账.xlsx")
    _contracts(folder / "乙" / "台账.xlsx")
    lines = [
        "合同台账",
        ",".join(HEADER),
        *(f"0{n},某合同,甲方,乙方,2023/5/{n},{'￥' if n == 3 else 5}" for n in range(1, 8)),
    ]
    (folder / "台账.csv").write_bytes("\r\n".join(lines).encode("gb18030"))
    book = openpyxl.load_workbook(_rejects(folder))
    assert book.sheetnames == ["Sheet1", "台账", "Sheet1 (2)"]
    assert [book[name].max_row for name in book.sheetnames] == [
        5,
        4,
        5,
    ]  # the file without a body gets a line that names it
    row = [cell.value for cell in book["台账"][4]]
    assert row[:9] == ["03", "某合同", "甲方", "乙方", "2023/5/3", "￥", "台账.csv", "台账", 5]


def test_run_writes_the_list_too_and_lists_it_once(tmp_path: Path) -> None:
    _contracts(tmp_path / "books" / "台账.xlsx")
    code, _, stderr = run("run", tmp_path / "books", "-o", tmp_path / "out", "-q")
    assert code in (0, 1) and stderr.count("rejects.xlsx") == 1
    assert (tmp_path / "out" / "rejects.xlsx").is_file()


def test_without_rejects_there_is_no_list_and_that_of_before_goes(tmp_path: Path) -> None:
    source = _contracts(tmp_path / "books" / "台账.xlsx")
    path = _rejects(tmp_path / "books")
    _mend(source, {"E5": "2023-05-11", "F7": 9, "F9": 39.5})
    _, _, stderr = run("load", tmp_path / "books", "-o", tmp_path / "out", "-q")
    assert "rejects.xlsx" not in stderr and not path.exists()


def test_a_list_that_a_person_saved_is_kept(tmp_path: Path) -> None:
    source = _contracts(tmp_path / "books" / "台账.xlsx")
    path = _rejects(tmp_path / "books")
    _mend(path, {"E4": "2023-05-11"})
    mended = path.read_bytes()
    _rejects(tmp_path / "books")
    assert path.with_name("rejects-1.xlsx").read_bytes() == mended
    assert openpyxl.load_workbook(path).active["E4"].value == "2023-13-45"
    _mend(path, {"E4": "2023-05-11"})
    _mend(source, {"E5": "2023-05-11", "F7": 9, "F9": 39.5})
    run("load", tmp_path / "books", "-o", tmp_path / "out", "-q")
    assert openpyxl.load_workbook(path).active["E4"].value == "2023-05-11"


def test_a_list_among_the_books_is_not_listed_again(tmp_path: Path) -> None:
    books = tmp_path / "books"
    _contracts(books / "台账.xlsx")
    run("load", books, "-o", books, "-q")
    first = (books / "rejects.xlsx").read_bytes()
    run("load", books, "-o", books, "-q")
    assert (books / "rejects.xlsx").read_bytes() == first


def test_the_same_rejects_are_the_same_file(tmp_path: Path) -> None:
    source = _contracts(tmp_path / "台账.xlsx")
    document = load([source]).document()
    for name in ("1.xlsx", "2.xlsx"):
        assert write_rejects(tmp_path / name, document, {"台账.xlsx": source}) == [tmp_path / name]
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_a_file_that_changed_meanwhile_is_said(tmp_path: Path) -> None:
    source = _contracts(tmp_path / "台账.xlsx")
    document = json.loads(json.dumps(load([source]).document()))
    _mend(source, {"A4": "HT-100"})
    with pytest.raises(Exception, match=r"台账\.xlsx: changed while it was being read"):
        write_rejects(tmp_path / "rejects.xlsx", document, {"台账.xlsx": source})


def _beside(folder: Path, mend: Mapping[str, Any], name: str = "补正.xlsx") -> None:
    """The list of a folder, mended, laid beside its books."""
    path = _rejects(folder)
    _mend(path, mend)
    shutil.copy(path, folder / name)


def _sheets(folder: Path) -> dict[str, Any]:
    """load.json by file; every row is accounted for."""
    code, stdout, stderr = run("load", folder, "-q", "--format", "json")
    assert code == 0, stderr
    sheets = {sheet["file"]: sheet for sheet in json.loads(stdout)["sheets"]}
    for sheet in sheets.values():
        rows = sheet["rows"]
        assert rows["in"] == rows["loaded"] + rows["rejected"] + rows["furniture"]
    return sheets


def _findings(folder: Path, check: str) -> list[dict[str, Any]]:
    _, stdout, _ = run(
        "run", folder, "-q", "--format", "json", "--select", check, "--year", "2023", "--asof", "2024-06-30"
    )
    found: list[dict[str, Any]] = json.loads(stdout)["findings"]
    return found


def test_a_mended_row_takes_the_place_of_its_source_and_nobody_is_accused_any_more(tmp_path: Path) -> None:
    books = tmp_path / "books"
    _contracts(books / "台账.xlsx", [*ROWS[:-1], ["合计", None, None, None, None, 39.5]])
    assert [each["key"]["subject"] for each in _findings(books, "EVI-001")] == ["台账.xlsx", "台账.xlsx"]  # rows, total
    _beside(books, {"E4": "2023-05-11", "F5": 9})
    sheets = _sheets(books)
    source, mended = sheets["台账.xlsx"], sheets["补正.xlsx"]
    assert source["rejects"] == []
    assert source["rows"] == {"in": 9, "loaded": 3, "rejected": 2, "furniture": 4, "mended": 2}
    assert (mended["rows"]["loaded"], mended["rows"]["rejected"]) == (2, 0)
    assert source["control_totals"] == source["stated_totals"] == {"amount": "395000.00"}
    assert source["warnings"] == [
        "2 rejected rows are replaced by their mended copies in 补正.xlsx (rows 5 → 4、7 → 5)"
    ]
    assert _findings(books, "EVI-001") == []


def test_a_mended_row_finds_its_source_when_that_has_another_name_by_now(tmp_path: Path) -> None:
    books = tmp_path / "books"
    source = _contracts(books / "台账.xlsx")
    _beside(books, {"E4": "2023-05-11", "F5": 9})
    source.rename(books / "合同台账（终稿）.xlsx")
    sheets = _sheets(books)
    assert sheets["合同台账（终稿）.xlsx"]["rows"]["mended"] == sheets["补正.xlsx"]["rows"]["loaded"] == 2
    assert sheets["合同台账（终稿）.xlsx"]["rejects"] == []
    code, stdout, _ = run("where", "合同台账（终稿）.xlsx:E5", books, "-q", "--format", "json")
    (place,) = json.loads(stdout)
    assert (code, place["what"], place["changes"]) == (0, "rejected", ["its copy counts: 补正.xlsx [Sheet1] row 4"])


def test_a_row_that_was_mended_in_its_source_too_counts_there(tmp_path: Path) -> None:
    books = tmp_path / "books"
    source = _contracts(books / "台账.xlsx")
    _beside(books, {"E4": "2023-05-11", "F5": 9})
    _mend(source, {"E5": "2023-05-11", "F7": 9.5, "F9": 40})
    sheets = _sheets(books)
    assert sheets["台账.xlsx"]["rows"]["loaded"] == 5 and sheets["补正.xlsx"]["rows"]["loaded"] == 0
    told = " ".join(sheets["补正.xlsx"]["warnings"])
    assert "2 rows can be read in their source by now and count there (rows 4: 台账.xlsx [Sheet1] row 5" in told
    assert "mended differently; the source counts (row 5: 合同金额: 90000.00 here, 95000.00 there)" in told
    numbers = [row["contract_no"] for row in _rows(load([books]), "contracts")]
    assert sorted(map(str, numbers)) == ["0003", "HT-1", "HT-2", "HT-4", "HT-5"]


def test_a_list_that_nobody_mended_rejects_the_same_cells(tmp_path: Path) -> None:
    rows = [[f"HT-{n}", "采购", "某局", "某公司", "2023-13-45" if n % 2 else "2023-05-01", n] for n in range(1, 40)]
    rows[1::4] = [[*row[:4], "2023-05-01", "若干"] for row in rows[1::4]]
    books = tmp_path / "books"
    _contracts(
        books / "台账.xlsx", [*rows, *([f"HT-9{n}", "采购", "某局", "某公司", "2023-05-01", 5] for n in range(80))]
    )
    path = _rejects(books)
    rejected = sorted((each["column"], each["value"]) for each in _sheets(books)["台账.xlsx"]["rejects"])
    alone = _sheets(path.parent)["rejects.xlsx"]
    assert sorted((each["column"], each["value"]) for each in alone["rejects"]) == rejected
    assert alone["rows"]["loaded"] == 0 and len(rejected) == 30
    shutil.copy(path, books / "补正.xlsx")
    beside = _sheets(books)
    assert sorted((each["column"], each["value"]) for each in beside["台账.xlsx"]["rejects"]) == rejected
    assert beside["补正.xlsx"]["rows"]["loaded"] == beside["补正.xlsx"]["rows"]["rejected"] == 0


def test_a_row_that_was_half_mended_is_listed_again_with_its_first_place(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][5] = "若干"
    books = tmp_path / "books"
    _contracts(books / "台账.xlsx", rows)
    _beside(books, {"E4": "2023-05-11", "F5": 9})
    sheets = _sheets(books)
    assert sheets["台账.xlsx"]["rejects"] == []
    # Only the other row was mended, and the one that was not is rejected once.
    assert sheets["台账.xlsx"]["rows"] == {"in": 9, "loaded": 3, "rejected": 1, "furniture": 5, "mended": 1}
    assert sheets["补正.xlsx"]["rows"]["rejected"] == 1
    assert [(each["row"], each["column"], each["value"]) for each in sheets["补正.xlsx"]["rejects"]] == [
        (4, "amount", "若干")
    ]
    again = openpyxl.load_workbook(_rejects(books)).active
    values = [[cell.value for cell in row] for row in again.iter_rows()]
    assert values[2] == [*HEADER, "原文件", "原工作表", "原行号", "未读入原因", "原文件校验码"] and len(values) == 4
    assert values[3][:9] == [
        "HT-2",
        "=HYPERLINK(1)",
        "某市示范局",
        "乙公司",
        "2023-05-11",
        "若干",
        "台账.xlsx",
        "Sheet1",
        5,
    ]


def test_a_list_given_twice_counts_once(tmp_path: Path) -> None:
    books = tmp_path / "books"
    _contracts(books / "台账.xlsx")
    _beside(books, {"E4": "2023-05-11", "F5": 9})
    shutil.copy(books / "补正.xlsx", books / "补正二.xlsx")
    sheets = _sheets(books)
    assert [sheets[name]["rows"]["loaded"] for name in ("台账.xlsx", "补正.xlsx", "补正二.xlsx")] == [3, 2, 0]
    (books / "台账.xlsx").unlink()
    assert sorted(sheet["rows"]["loaded"] for sheet in _sheets(books).values()) == [0, 2]


def test_rows_that_moved_in_their_source_are_not_lost(tmp_path: Path) -> None:
    """A line was added above: what stands where the mended row stood is another contract."""
    books = tmp_path / "books"
    source = _contracts(books / "台账.xlsx")
    _beside(books, {"E4": "2023-05-11", "F5": 9})
    book = openpyxl.load_workbook(source)
    book.active.insert_rows(4, 2)
    for column, value in enumerate(["HT-0", "会议服务", "某市示范局", "庚公司", "2023-04-01", 3], 1):
        book.active.cell(4, column).value = value
        book.active.cell(5, column).value = value
    book.active["A5"] = "HT-00"
    book.save(source)
    sheets = _sheets(books)
    assert sheets["补正.xlsx"]["rows"]["loaded"] == 2
    assert "does not find the row it came from, another one stands there now" in " ".join(
        sheets["补正.xlsx"]["warnings"]
    )


def test_lines_of_a_day_book_say_their_number_month_and_day_themselves(tmp_path: Path) -> None:
    """月 and 日 and the number are printed where they change; two rejected lines of two vouchers are no neighbours."""
    header = ["月", "日", "凭证号", "摘要", "科目编码", "科目名称", "借方", "贷方"]
    rows: list[list[Any]] = [["2023年度序时账"], header]
    for number in range(1, 13):
        rows.append([5, number, f"记-{number}", f"付款{number}", "5001", "费用", number, None])
        bad = number in (3, 9)
        rows.append([None, None, None, f"付款{number}", "1002", "银行存款", None, "若干" if bad else number])
    source = _book(tmp_path / "books" / "序时账.xlsx", rows)
    found = _same_as_at_home(
        tmp_path / "books", {"H4": 3, "H5": 9}, lambda: _mend(source, {"H8": 3, "H20": 9}), "vouchers", [5, 17]
    )
    assert [(row["voucher_date"], row["voucher_no"]) for row in found] == [
        ("2023-05-03", "记-3"),
        ("2023-05-09", "记-9"),
    ]


def test_numbers_of_persons_are_masked_in_what_is_printed_and_kept_but_not_in_the_list(tmp_path: Path) -> None:
    rows = [list(row) for row in ROWS]
    rows[1][4] = "110101199003077758"
    _contracts(tmp_path / "books" / "台账.xlsx", rows)
    path = _rejects(tmp_path / "books")
    _, stdout, stderr = run("load", tmp_path / "books", "-q", "--verbose")
    kept = (tmp_path / "out" / "load.json").read_text("utf-8")
    assert "110101199003077758" not in kept + stdout + stderr and "7758" in kept
    sheet = openpyxl.load_workbook(path).active
    assert sheet["E4"].value == "110101199003077758"
    assert "不得外传" in sheet["J3"].comment.text
