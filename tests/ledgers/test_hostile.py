"""Files made to harm, or damaged, or huge: refused in a sentence or read in bounded memory; the others go on."""

from __future__ import annotations

import os
import stat
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from auditcheck.errors import ConfigError, InputError
from auditcheck.ledgers.formats import parts, separate, zipped
from auditcheck.ledgers.load import load
from auditcheck.ledgers.reading import SourceFile, find_files, read_file
from tests.ledgers import files

A_HANG = 120  # seconds: what takes longer hangs, on whatever machine

MEGA = 1_000_000
POSIX = sys.platform != "win32"


def error_of(path: Path) -> str:
    with pytest.raises(InputError) as raised:
        read_file(SourceFile(path, path.name))
    assert path.name in str(raised.value)
    return str(raised.value)


def write(folder: Any, content: bytes, name: str = "合同台账.xlsx") -> Path:
    path: Path = folder.text(name, content)
    return path


# --- zips ---


def test_a_zip_that_promises_too_much_is_not_unpacked(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITCHECK_MAX_UNPACKED_MB", "5")
    path = write(folder, files.with_parts(files.xlsx(), {"xl/media/x.bin": b"\0" * 6 * MEGA}))
    assert "AUDITCHECK_MAX_UNPACKED_MB" in error_of(path)


def test_a_zip_that_lies_about_its_size_is_found_out(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITCHECK_MAX_UNPACKED_MB", "5")
    bomb = files.with_parts(files.xlsx(), {"xl/worksheets/sheet1.xml": b" " * 30 * MEGA})
    real, said = (30 * MEGA).to_bytes(4, "little"), (1000).to_bytes(4, "little")
    path = write(folder, bomb.replace(real, said))
    assert "unpack" in error_of(path)


def test_a_part_that_unpacks_a_thousandfold_is_refused(folder: Any) -> None:
    path = write(folder, files.with_parts(files.xlsx(), {"xl/worksheets/sheet1.xml": b" " * 150 * MEGA}))
    start = time.monotonic()
    assert "AUDITCHECK_MAX_RATIO" in error_of(path)
    assert time.monotonic() - start < A_HANG


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "ods"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_zip_is_damaged(folder: Any, kind: str, share: float) -> None:
    data = files.MAKERS[kind]()
    assert "damaged" in error_of(write(folder, data[: int(len(data) * share)]))


@pytest.mark.parametrize("kind", ["xls", "parquet"])
def test_a_truncated_file_is_damaged(folder: Any, kind: str) -> None:
    data = files.MAKERS[kind]()
    path = write(folder, data[: len(data) * 2 // 3])
    try:
        sheets = read_file(SourceFile(path, path.name))[1]
    except InputError as error:
        assert "damaged" in str(error) or "this kind of file" in str(error)  # the names in it may be what was cut off
    else:
        assert kind == "xls" and sheets


def test_a_zip_with_a_password_is_said(folder: Any) -> None:
    data = bytearray(files.xlsx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := data.find(signature, place + 1)) >= 0:
            data[place + offset] |= 1
    assert "password" in error_of(write(folder, bytes(data)))


# --- XML ---

LAUGHS = '<!DOCTYPE lolz [<!ENTITY lol "lol">' + "".join(
    f'<!ENTITY lol{n} "{f"&lol{n - 1 if n else chr(0)};".replace(chr(0), "") * 10}">' for n in range(1, 9)
)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_entities_in_a_part_of_a_workbook_are_refused(folder: Any, part: str) -> None:
    original = files.parts_of(files.xlsx())[part]
    assert isinstance(original, bytes)
    attack = (
        LAUGHS.encode() + b"]>" + original.partition(b"?>")[2]
        if b"?>" in original
        else LAUGHS.encode() + b"]>" + original
    )
    assert "entities" in error_of(write(folder, files.with_parts(files.xlsx(), {part: attack})))


def test_entities_in_an_ods_are_refused(folder: Any) -> None:
    parts = files.parts_of(files.ods())
    content = parts["content.xml"]
    assert isinstance(content, bytes)
    attack = content.replace(b"<office:document-content", LAUGHS.encode() + b"]><office:document-content", 1)
    assert "entities" in error_of(write(folder, files.with_parts(files.ods(), {"content.xml": attack})))


@pytest.mark.parametrize(
    "doctype",
    [
        LAUGHS + "]>",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
def test_entities_in_vouchers_are_refused(folder: Any, doctype: str) -> None:
    text = f"<?xml version='1.0'?>{doctype}<r><记账凭证><记账凭证编号>&lol8;&x;</记账凭证编号><a>1</a></记账凭证></r>"
    assert "entities" in error_of(write(folder, text.encode(), "凭证.xml"))


@pytest.mark.parametrize("text", ["<a>" * 100_000, "<a>" * 100_000 + "1" + "</a>" * 100_000])
def test_xml_that_nests_without_end_is_refused(folder: Any, text: str) -> None:
    assert "deeper" in error_of(write(folder, ("<?xml version='1.0'?>" + text).encode(), "凭证.xml"))


def test_a_page_that_nests_without_end_is_read(folder: Any) -> None:
    page = "<html>" + "<div>" * 100_000 + "<table><tr><td>" * 20_000 + files.html().decode()
    path = write(folder, page.encode(), "合同台账.html")
    assert len(read_file(SourceFile(path, path.name))[1][0].rows) == 4


def test_a_page_whose_cells_span_everything_is_refused(folder: Any) -> None:
    page = "<html><table>" + "<tr>" + "<td colspan=16384 rowspan=65535>x</td>" * 6000 + "</table>"
    assert "AUDITCHECK_MAX_CELLS" in error_of(write(folder, page.encode(), "合同台账.html"))


def test_links_dde_and_macros_are_said_and_never_followed(folder: Any) -> None:
    link = '<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    write(folder, files.with_parts(files.xlsm(), {"xl/externalLinks/externalLink1.xml": link}))
    warnings = " ".join(folder.load().sheets[0].warnings)
    assert "other files" in warnings and "DDE" in warnings and "macros" in warnings


def test_dde_in_a_csv_is_a_text_and_said(folder: Any) -> None:
    row = "HT-9,=cmd|'/c calc'!A0,甲公司,2023-01-01,5\n"
    write(folder, files.text() + row.encode(), "合同台账.csv")
    books = folder.load()
    assert books.tables["contracts"].columns["contract_name"][-1] == "=cmd|'/c calc'!A0"
    assert any("DDE" in warning for warning in books.sheets[0].warnings)


# --- huge sheets ---


def test_ten_rows_in_a_sheet_that_is_used_to_its_last_row_load(folder: Any) -> None:
    empty = '<row r="1048576"><c r="E1048576" s="1"/></row>'
    write(folder, files.with_sheet(files.sheet_rows() + empty))
    books = folder.load()
    assert books.tables["contracts"].row == [2, 3, 4]
    assert books.sheets[0].rows_in == 4


@pytest.mark.slow
def test_a_value_in_the_last_row_that_there_is_loads_with_its_number(folder: Any) -> None:
    row = ["HT-9", "采购", "甲公司", "2023-01-01", 5]
    write(folder, files.with_sheet(files.sheet_rows() + files.sheet_rows([row], 1_048_576)))
    books = folder.load()
    assert books.tables["contracts"].row == [2, 3, 4, 1_048_576]
    assert books.sheets[0].rows_in == 1_048_576


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c r='XFD1048576'><v>1</v></c>",
        '<c s="0" r="XFD1048576"><v>1</v></c>',
        '<c\nr = "XFD1048576"><v>1</v></c>',
        '<y:c xmlns:y="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="xfd1048576"><v>1</v></y:c>',
    ],
)
def test_a_cell_in_the_last_corner_is_refused_before_memory_is_asked_for(folder: Any, cell: str) -> None:
    path = write(folder, files.with_sheet(files.sheet_rows() + f'<row r="1048576">{cell}</row>'))
    start = time.monotonic()
    try:
        sheets = read_file(SourceFile(path, path.name))[1]
    except InputError as error:
        assert "cells" in str(error) or "damaged" in str(error)
    else:  # calamine does not take the cell for one
        assert len(sheets[0].rows) == 4
    assert time.monotonic() - start < A_HANG


def test_where_a_sheet_is_cut_into_pieces_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = files.sheet_rows(files.ROWS * 40)
    odd = rows + "<row r='9'><c r='A9'><v>1</v></c></row>"
    for size in range(300, 340):
        monkeypatch.setattr(zipped, "_PIECE", size)
        assert not parts.look_through(zipped.open_archive("x", files.with_sheet(rows))).is_odd
        assert parts.look_through(zipped.open_archive("x", files.with_sheet(odd))).is_odd


def test_an_ods_that_repeats_its_cells_a_billion_times_is_refused(folder: Any) -> None:
    cell = files.ods_cell("x", ' table:number-columns-repeated="16384"')
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "AUDITCHECK_MAX_CELLS" in error_of(write(folder, files.ods(extra=rows), "合同台账.ods"))


def test_an_ods_that_repeats_empty_rows_to_its_end_loads(folder: Any) -> None:
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    write(folder, files.ods(extra=empty + "</table:table-row>"), "合同台账.ods")
    assert folder.load().sheets[0].rows_in == 4


def test_five_thousand_columns_load(folder: Any) -> None:
    rows = [[*row, *[f"x{column}" for column in range(5000)]] for row in files.ROWS]
    write(folder, files.text(rows=rows), "合同台账.csv")
    start = time.monotonic()
    assert folder.load().tables["contracts"].columns["amount"] == files.AMOUNTS
    assert time.monotonic() - start < A_HANG


def test_more_than_the_stated_size_is_refused_and_the_limit_can_be_set(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder, files.with_parts(files.xlsx(), {"x.bin": os.urandom(2 * MEGA)}))
    monkeypatch.setenv("AUDITCHECK_MAX_WORKBOOK_MB", "1")
    assert "AUDITCHECK_MAX_WORKBOOK_MB" in error_of(path)
    monkeypatch.setenv("AUDITCHECK_MAX_WORKBOOK_MB", "3")
    assert read_file(SourceFile(path, path.name))[1]
    monkeypatch.setenv("AUDITCHECK_MAX_WORKBOOK_MB", "viel")
    with pytest.raises(ConfigError, match="AUDITCHECK_MAX_WORKBOOK_MB"):
        read_file(SourceFile(path, path.name))


# --- a process of its own ---


def test_a_file_that_takes_too_long_is_given_up(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(separate, "_PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setenv("AUDITCHECK_MAX_SECONDS", "1")
    assert "1 seconds" in error_of(write(folder, files.xls(), "合同台账.xls"))


@pytest.mark.skipif(not POSIX, reason="the system cannot limit a process's memory")
def test_a_file_that_asks_for_too_much_memory_ends_only_its_own_process(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        separate,
        "_PROGRAM",
        separate._PROGRAM.replace("separate.main()", "separate._limit_memory(4 * 10**8); b'x' * 10**9"),
    )
    assert "damaged" in error_of(write(folder, files.xls(), "合同台账.xls"))


def test_messages_of_the_other_process_speak_the_readers_language(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITCHECK_MAX_CELLS", "5")
    assert "AUDITCHECK_MAX_CELLS" in error_of(write(folder, files.xls(), "合同台账.xls"))


# --- folders ---


def _link(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("this account may not make links")


def test_a_link_out_of_the_folder_is_not_followed_and_said(folder: Any, tmp_path: Path) -> None:
    outside = tmp_path / "别处"
    outside.mkdir()
    (outside / "合同台账.csv").write_bytes(files.text())
    _link(folder.path / "文件.csv", outside / "合同台账.csv")
    _link(folder.path / "目录", outside)
    _link(folder.path / "断.csv", outside / "没有.csv")
    _link(folder.path / "圈.csv", folder.path / "圈.csv")
    books = folder.load()
    assert books.files == []
    said = {file.file: str(file.skipped) for file in books.skipped}
    assert set(said) == {"文件.csv", "目录", "断.csv", "圈.csv"}
    assert (
        "out of the folder" in said["文件.csv"] and "out of the folder" in said["目录"] and "nothing" in said["断.csv"]
    )


def test_a_link_within_the_folder_is_read_once(folder: Any) -> None:
    folder.text("甲/合同台账.csv", files.text())
    _link(folder.path / "乙", folder.path / "甲")
    _link(folder.path / "合同.csv", folder.path / "甲" / "合同台账.csv")
    books = folder.load()
    assert len(books.files) == 1 and books.skipped == []


@pytest.mark.skipif(not POSIX, reason="such names cannot be there")
def test_names_with_control_characters_are_shown_safely(folder: Any) -> None:
    folder.text("合同\x1b[31m台账\n\u202e.csv", files.text())
    (Path(os.fsdecode(os.fsencode(folder.path))) / os.fsdecode("合同".encode("gb18030") + b".csv")).write_bytes(
        files.text()
    )
    books = folder.load()
    assert len(books.tables["contracts"].row_id) == 6
    for file in books.files:
        assert file.file.isprintable()
        file.file.encode("utf-8")
    assert "合同\\x1b[31m台账\\n\\u202e.csv" in [file.file for file in books.files]


def test_a_sheet_name_with_control_characters_is_shown_safely(folder: Any) -> None:
    write(folder, files.spreadsheet2003().replace('ss:Name="合同台账"'.encode(), 'ss:Name="合同&#x85;\u202e"'.encode()))
    assert folder.load().sheets[0].name.isprintable()


def test_a_folder_named_like_a_file_is_a_folder(folder: Any) -> None:
    folder.text("合同台账.xlsx/台账.csv", files.text())
    books = folder.load()
    assert [file.file for file in books.files] == ["合同台账.xlsx/台账.csv"]


def test_files_that_vanish_or_cannot_be_opened_do_not_stop_the_others(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, kept = folder.text("a.csv", files.text()), folder.text("合同台账.csv", files.text())
    locked = folder.text("b.csv", files.text())
    read = Path.read_bytes

    def reading(path: Path) -> bytes:
        if path == locked:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", reading)
    found = find_files([folder.path])
    gone.unlink()
    assert len(found.files) == 3 and kept.exists()
    for file in found.files[:2]:
        with pytest.raises(InputError, match="cannot be opened"):
            read_file(file)
    folder.text("a.csv", files.text())
    books = folder.load(progress=lambda name, _number, _total: gone.unlink() if name == "a.csv" else None)
    assert [bool(file.error) for file in books.files] == [True, True, False]
    assert len(books.tables["contracts"].row_id) == 3


@pytest.mark.skipif(not POSIX, reason="there are no pipes with names")
def test_a_pipe_is_not_waited_for(folder: Any) -> None:
    os.mkfifo(folder.path / "管道.csv")
    assert "ordinary" in str(folder.load().skipped[0].skipped)
    assert "ordinary" in str(load([folder.path / "管道.csv"]).files[0].error)


@pytest.mark.skipif(not POSIX or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="root may open everything")
def test_a_folder_that_may_not_be_opened_is_said(folder: Any) -> None:
    folder.text("甲/合同台账.csv", files.text())
    (folder.path / "甲").chmod(0)
    try:
        assert "cannot be opened" in str(folder.load().skipped[0].skipped)
    finally:
        (folder.path / "甲").chmod(stat.S_IRWXU)


@pytest.mark.skipif(not POSIX, reason="paths are shorter there")
def test_folders_nested_deeper_than_any_recursion_are_walked(folder: Any) -> None:
    places = [f"{folder.path}{'/d' * level}" for level in range(1, 1201)]
    for place in places:
        os.mkdir(place)  # noqa: PTH102  (pathlib itself recurses)
    file = f"{places[-1]}/合同台账.csv"
    try:
        with open(file, "wb") as stream:  # noqa: PTH123
            stream.write(files.text())
        assert len(folder.load().tables["contracts"].row_id) == 3
    finally:  # what removes the folders of tests recurses too
        os.unlink(file)  # noqa: PTH108
        for place in reversed(places):
            os.rmdir(place)  # noqa: PTH106


def test_an_archive_without_compression_loads(folder: Any) -> None:
    write(folder, files.zipped(files.parts_of(files.xlsx()), zipfile.ZIP_STORED))
    assert folder.load().tables["contracts"].columns["amount"] == files.AMOUNTS
