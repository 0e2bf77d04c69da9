"""A long csv is read in pieces, a large workbook held by column: into the same books as short and small ones."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import InputError
from auditcheck.ledgers.books import Books
from auditcheck.ledgers.formats import delimited, long_text, workbook
from auditcheck.ledgers.load import load
from auditcheck.ledgers.raw import RawSheet

CELLS = st.text(alphabet="甲1,;\t\"\n\r |=a'", max_size=4)
JOURNAL = (
    "某市某局2023年度序时账\n凭证日期,凭证字号,摘要,科目编码,借方金额,贷方金额\n"
    + "".join(
        f"2023-{1 + i % 12:02d}-05,记-{1 + i % 12:02d}-{i:04d},付款{i % 7},{'5001' if i % 2 else '1002'},{i}.5,0\n"
        for i in range(1, 400)
    )
    + ",,,合计,79999.5,\n,,,,,\n"
)


def in_pieces(path: Path) -> RawSheet:
    return long_text.read_long("序时账.csv", path)[0]


def whole(path: Path) -> RawSheet:
    return delimited.read_text("序时账.csv", delimited.decoded("序时账.csv", path.read_bytes()))[0]


def told(books: Books) -> object:
    table = books.tables["vouchers"]
    columns = {name: list(values) for name, values in table.columns.items()}
    return books.document(), list(table.row), columns, {name: list(links) for name, links in books.links.items()}


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_text, "_ROWS", 3)


@given(lines=st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=12), quoted=st.booleans())
def test_in_pieces_as_at_once(lines: list[list[str]], quoted: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("long") / "序时账.csv"
    rows = [",".join(f'"{c.replace(chr(34), chr(34) * 2)}"' if quoted else c for c in line) for line in lines]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="")
    try:
        expected = whole(path)
    except InputError as error:
        with pytest.raises(InputError) as raised:
            in_pieces(path)
        assert str(raised.value) == str(error)
        return
    found = in_pieces(path)
    assert [list(row) for row in found.rows] == expected.rows
    assert (found.name, found.notes) == (expected.name, expected.notes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_books_are_the_same(encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "序时账.csv"
    path.write_text(JOURNAL, encoding=encoding)

    expected = told(load([path]))
    monkeypatch.setattr(long_text, "LONG", 1)
    assert told(load([path])) == expected


def test_a_quotation_mark_that_nobody_closed(tmp_path: Path) -> None:
    path = tmp_path / "序时账.csv"
    path.write_text('摘要,金额\n"付款,1\n' + "付款,2\n" * 60, encoding="utf-8")
    assert [list(row) for row in in_pieces(path).rows] == whole(path).rows
    assert in_pieces(path).notes == whole(path).notes


def test_bytes_of_no_encoding_are_refused_far_down_too(tmp_path: Path) -> None:
    path = tmp_path / "序时账.csv"
    path.write_bytes("摘要,金额\n".encode() + b"a,1\n" * 2_000 + b"\xff\xff,2\n")
    with pytest.raises(InputError, match="GB18030"):
        in_pieces(path)


def test_a_long_file_of_another_kind_is_read_as_what_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_text, "LONG", 1)
    path = tmp_path / "序时账.csv"
    path.write_bytes(b"%PDF-1.7\n" + b"x" * 100)
    assert "PDF" in str(load([path]).files[0].error)


def test_a_large_workbook_is_held_by_column_and_gives_the_same_books(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "序时账.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name in ("一月", "二月"):
            sheet = book.add_worksheet(name)
            for row, line in enumerate(JOURNAL.splitlines()):
                sheet.write_row(row, 0, line.split(","))
    expected = told(load([path]))
    monkeypatch.setattr(workbook, "_LARGE", 1)
    assert told(load([path])) == expected
