from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditcheck.errors import InputError
from auditcheck.ledgers.load import LoadOptions, load

CSV = '合同编号,合同名称,乙方,签订日期,合同金额\nHT-1,采购,甲公司,2023-10-17,"298,000.00"\nHT-2,采购,乙公司,2023-10-18,5\n'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_the_office(folder: Any, encoding: str) -> None:
    folder.text("合同台账.csv", CSV, encoding)
    table = folder.load().tables["contracts"]
    assert table.columns["contract_no"] == ["HT-1", "HT-2"]
    assert table.columns["amount"] == ["298000.00", "5.00"]
    assert table.row == [2, 3]


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_the_delimiter_is_found(folder: Any, delimiter: str) -> None:
    folder.text("合同台账.csv", CSV.replace(",000", "000").replace(",", delimiter))
    assert folder.load().tables["contracts"].columns["amount"] == ["298000.00", "5.00"]


def test_the_content_counts_and_not_the_extension(folder: Any) -> None:
    folder.text("合同台账.xlsx", CSV)
    assert folder.load().sheets[0].ledger == "contracts"


def _cell_free(path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(path)


def _damaged(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"PK\x03\x04 nonsense"), "damaged"),
        (_damaged, "damaged"),
        (lambda path: path.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "password"),
        (lambda path: path.write_bytes(OLE), "另存为 xlsx"),
        (lambda path: path.write_bytes(b"<html><table></table></html>"), "另存为 xlsx"),
        (lambda path: path.write_bytes(b"\x81\x00\xff\xff\x00"), "GB18030"),
        (_cell_free, "no cell"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(
    folder: Any, make: Callable[[Path], Any], said: str
) -> None:
    make(folder.path / "坏.xlsx")
    folder.text("合同台账.csv", CSV)
    books = folder.load()
    failed = [file for file in books.files if file.error]
    assert [file.file for file in failed] == ["坏.xlsx"]
    assert "坏.xlsx" in str(failed[0].error) and said in str(failed[0].error)
    # The others go on.
    assert len(books.tables["contracts"].row_id) == 2
    with pytest.raises(InputError):
        load([folder.path], LoadOptions(strict=True))


def test_lock_files_and_hidden_files_are_passed_over(folder: Any) -> None:
    for name in ("~$合同台账.xlsx", ".合同台账.xlsx", ".cache/合同台账.csv", "说明.docx"):
        folder.text(name, CSV)
    assert folder.load().files == []


def test_folders_are_read_recursively_and_in_order(folder: Any) -> None:
    for name in ("乙/合同台账.csv", "甲/合同台账.csv", "合同台账.csv"):
        folder.text(name, CSV)
    books = folder.load()
    assert [sheet.file for sheet in books.sheets] == ["乙/合同台账.csv", "合同台账.csv", "甲/合同台账.csv"]
    assert books.tables["contracts"].row_id == [1, 2, 3, 4, 5, 6]


def test_a_file_given_twice_is_read_once(folder: Any) -> None:
    path = folder.text("合同台账.csv", CSV)
    books = load([folder.path, path])
    assert len(books.files) == 1


def test_files_of_two_roots_keep_apart(folder: Any) -> None:
    for root in ("甲局", "乙局"):
        folder.text(f"{root}/合同台账.csv", CSV)
    books = load([folder.path / "甲局", folder.path / "乙局"])
    assert [sheet.file for sheet in books.sheets] == ["甲局/合同台账.csv", "乙局/合同台账.csv"]


def test_progress_is_told_before_each_file(folder: Any) -> None:
    folder.text("a.csv", CSV)
    folder.text("b.csv", CSV)
    told: list[tuple[str, int, int]] = []
    folder.load(progress=lambda *step: told.append(step))
    assert told == [("a.csv", 1, 2), ("b.csv", 2, 2)]


def test_a_hidden_sheet_is_read_and_said(folder: Any) -> None:
    folder.book(
        "合同台账.xlsx",
        [["合同编号", "乙方", "签订日期", "合同金额"], ["HT-1", "甲公司", "2023-01-01", 1]],
        hidden=True,
    )
    books = folder.load()
    assert books.tables["contracts"].columns["contract_no"] == ["HT-1"]
    assert any("hidden" in warning for warning in books.sheets[0].warnings)


def test_cells_keep_what_they_hold(one_sheet: Any) -> None:
    """A column whose cells change type loses nothing: engines that infer types do."""
    _sheet, columns = one_sheet(
        [
            ["合同编号", "乙方", "签订日期", "合同金额"],
            ["001001", "甲公司", datetime.date(2023, 10, 17), 298000],
            [1002, "甲公司", "2023.10.18", "1,234.5元"],
            ["HT-3", "甲公司", 45217, 0.1 + 0.2],
        ]
    )
    assert columns["contract_no"] == ["001001", "1002", "HT-3"]
    assert columns["sign_date"] == ["2023-10-17", "2023-10-18", "2023-10-18"]
    assert columns["amount"] == ["298000.00", "1234.50", "0.30"]


def test_rows_are_numbered_as_excel_shows_them(folder: Any) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    for column, header in enumerate(["合同编号", "乙方", "签订日期", "合同金额"], 2):
        sheet.cell(5, column, header)
        sheet.cell(9, column, {2: "HT-1", 3: "甲公司", 4: "2023-01-01", 5: 7}[column])
    book.save(folder.path / "合同台账.xlsx")
    books = folder.load()
    assert books.sheets[0].header_row == 5
    assert books.tables["contracts"].row == [9]
    assert books.sheets[0].letter_of("contract_no") == "B"
    assert books.sheets[0].rows_in == 9
