"""What a file is and says: by its content, never by its name."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.evidence.documents.catalogue import hashed
from auditcheck.evidence.documents.content import content_of
from auditcheck.evidence.documents.dates import dates_in, own_date
from auditcheck.evidence.documents.doc_types import doc_type_of
from auditcheck.evidence.documents.folder import entries, located
from auditcheck.evidence.documents.kinds import HEAD, kind_of
from auditcheck.evidence.documents.numbers import Known, find_numbers, known_numbers
from auditcheck.ledgers.inline import books_from_rows
from tests.evidence.documents.scans import blank_picture, letter, locked_pdf, pdf, picture, put


def _read(folder: Path, name: str, data: bytes):
    path = put(folder, name, data)
    return content_of(path, kind_of(path, data[:HEAD]), len(data))


def test_the_kind_is_told_by_content(tmp_path: Path) -> None:
    files = {
        "a.jpg": pdf("x"),
        "b.pdf": picture(),
        "c.txt": letter("x"),
        "d.docx": "公函".encode("gb18030"),
        "e": b"",
        "f": b"\x00\x01",
    }
    kinds = {name: kind_of(put(tmp_path, name, data), data[:HEAD]) for name, data in files.items()}
    assert kinds == {"a.jpg": "pdf", "b.pdf": "png", "c.txt": "docx", "d.docx": "text", "e": "empty", "f": "other"}


def test_a_text_cut_within_a_character_is_still_text(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        for ahead in range(4):
            data = ("a" * ahead + "验收" * 3000).encode(encoding)
            assert kind_of(put(tmp_path, "a", data), data[:HEAD]) == "text"


def test_text_and_day_of_a_pdf_and_of_a_letter(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.pdf", pdf("合同编号：HT-2023-031\n签订日期：2023年4月28日", "20230502093000"))
    assert "HT-2023-031" in found.text and found.is_native and str(found.created) == "2023-05-02 09:30:00"
    assert "验收合格" in _read(tmp_path, "b.docx", letter("验收合格")).text


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"%PDF-1.4 rubbish", "broken"),
        (locked_pdf("x"), "encrypted"),
        (b"", "empty"),
        (picture()[:60], "broken"),
        (letter("x")[:900], None),
    ],
)
def test_a_file_that_resists_is_said_to(tmp_path: Path, data: bytes, problem: str | None) -> None:
    assert _read(tmp_path, "a", data).problem == problem


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reading(tmp_path_factory: pytest.TempPathFactory, rubbish: bytes) -> None:
    folder = tmp_path_factory.mktemp("rubbish")
    for beginning in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"II*\x00"):
        assert _read(folder, "a", beginning + rubbish) is not None


def test_the_same_picture_saved_again_is_alike_and_a_blank_page_is_like_none(tmp_path: Path) -> None:
    one = _read(tmp_path, "a.png", picture(3)).phash
    again = _read(tmp_path, "b.jpg", picture(3, "JPEG", quality=70)).phash
    other = _read(tmp_path, "c.png", picture(4)).phash
    assert one and again and other

    def apart(left: str, right: str) -> int:
        return (int(left, 16) ^ int(right, 16)).bit_count()

    assert apart(one, again) <= 6 < apart(one, other)
    assert _read(tmp_path, "d.png", blank_picture()).phash is None


def test_names_in_gbk_links_out_and_twice_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    put(folder, "a/发票.png", picture())
    raw = os.fsencode(folder) + b"/" + "发票扫描件.txt".encode("gbk")
    try:
        Path(os.fsdecode(raw)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes no such name")
    put(tmp_path, "outside.txt", b"secret")
    (folder / "out.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "in.png").symlink_to(folder / "a/发票.png")
    (folder / "nowhere").symlink_to(folder / "missing")
    found = {entry.name: entry for entry in entries(folder)}
    assert set(found) == {"a/发票.png", "发票扫描件.txt", "out.txt", "in.png", "nowhere"}
    assert {name for name, entry in found.items() if entry.left_out} == {"out.txt", "nowhere"}
    odd = found["发票扫描件.txt"]
    assert located(folder, odd.name, odd.raw).read_bytes() == b"x"


def test_a_long_text_is_read_though_the_cut_goes_through_a_character(tmp_path: Path) -> None:
    assert _read(tmp_path, "a.txt", ("x" + "文" * 300_000).encode()).text[:3] == "x文文"


def test_a_large_file_is_hashed_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as stream:
        stream.truncate(5 * 1024**2 + 3)
    heard: list[int] = []
    _digest, size, head = hashed(path, heard.append)
    assert size == 5 * 1024**2 + 3 and len(head) == HEAD and len(heard) == 6


@pytest.mark.parametrize(
    ("text", "name", "doc_type", "day", "how"),
    [
        ("合同期限2023年1月1日至2023年12月31日\n签订日期：2022年12月20日", "合同", "合同", date(2022, 12, 20), "label"),
        ("甲方签订日期：2023年4月27日 乙方签订日期：2023年4月28日", "合同", "合同", date(2023, 4, 28), "label"),
        ("开票日期: 2023-05-03\n服务日期 2023-04-01", "x", "发票", date(2023, 5, 3), "label"),
        ("起于2023年1月1日，止于2023年3月1日。\n某局\n二〇二三年四月二十日", "x", "验收单", date(2023, 4, 20), "end"),
        ("于2023年4月20日到货", "x", None, date(2023, 4, 20), "only"),
        ("从2023年1月1日到2023年3月1日的服务", "x", None, None, None),
        ("", "发票 20230503", "发票", date(2023, 5, 3), "name"),
        ("", "HT20231345", None, None, None),
        ("2023年13月45日", "x", None, None, None),
    ],
)
def test_the_documents_own_day(text: str, name: str, doc_type: str | None, day: date | None, how: str | None) -> None:
    assert own_date(text, name, doc_type) == (day, how)


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["{0}年{1}月{2}日", "{0}-{1}-{2}", "{0}.{1:02}.{2:02}", "{0}/{1}/{2}"]),
)
def test_a_day_is_read_in_any_form(day: date, form: str) -> None:
    assert dates_in(f"于{form.format(day.year, day.month, day.day)}验收") == [day]


def test_what_kind_of_paper_it_is() -> None:
    assert doc_type_of("合同验收单", "", "") == "验收单"
    assert doc_type_of("IMG_0001", "记-05-0066/发票", "") == "发票"
    assert doc_type_of("IMG_0001", "", "付款审批单\n……合同……") == "审批单"
    assert doc_type_of("IMG_0001", "", "甲方乙方") is None


BOOKS = {
    "vouchers": [
        {"unit": "某局", "voucher_no": "记-10-0037", "voucher_date": "2023-10-18", "summary": "付款", "debit": "1"},
        {"unit": "某中心", "voucher_no": "记-11-0002", "voucher_date": "2023-11-18", "summary": "付款", "debit": "1"},
    ],
    "contracts": [
        {"unit": "某局", "contract_no": "HT-2023-031", "amount": "1"},
        {"unit": "某局", "contract_no": "HT-2023-03", "amount": "1"},
        {"unit": "某局", "contract_no": "新市监合〔2023〕18号", "amount": "1"},
        {"unit": "某局", "contract_no": "合2023-11-2", "amount": "1"},
    ],
    "invoices": [{"unit": "某局", "invoice_no": "24652000000012345678", "amount_total": "1"}],
}


@pytest.fixture(scope="module")
def known() -> Known:
    return known_numbers(books_from_rows(BOOKS))


@pytest.mark.parametrize(
    ("name", "folders", "text", "expected"),
    [
        ("发票", "2023年/记-10-0037", "", {"voucher": ["2023-10-记-0037"]}),
        ("2023年10月记字第37号 发票", "", "", {"voucher": ["2023-10-记-0037"]}),
        ("记_10_0037_回单", "", "", {"voucher": ["2023-10-记-0037"]}),
        ("记-10-9999", "", "", {}),
        ("扫描", "", "凭证号：记-10-0037", {"voucher": ["2023-10-记-0037"]}),
        ("HT2023031采购合同", "", "", {}),
        ("ht-2023-031采购合同", "", "", {"contract": ["HT-2023-031"]}),
        ("合同", "", "依据新市监合[2023]18号文本及合2023-1-12", {"contract": ["新市监合〔2023〕18号"]}),
        ("发票", "", "发票号码 24652000000012345678", {"invoice": ["24652000000012345678"]}),
        ("发票", "", "发票号码 124652000000012345678", {}),
    ],
)
def test_numbers_are_those_of_the_books(
    known: Known, name: str, folders: str, text: str, expected: dict[str, list[str]]
) -> None:
    found = find_numbers(name, folders, text, known, 2023)
    assert {kind: [written for written, _where in of.values()] for kind, of in found.numbers.items()} == expected


def test_a_text_that_names_many_is_a_list(known: Known) -> None:
    many = known_numbers(
        books_from_rows({"contracts": [{"contract_no": f"HT-2023-1{n:02}", "amount": "1"} for n in range(9)]})
    )
    found = find_numbers("台账", "", "\n".join(f"HT-2023-1{n:02}" for n in range(9)), many, 2023)
    assert (found.numbers, found.listed) == ({}, ["contract"])


def test_without_books_only_names_tell_and_what_the_books_lack_is_said(known: Known) -> None:
    assert list(find_numbers("记-10-0037", "", "", Known(), 2023).numbers["voucher"]) == ["2023-10-记-0037"]
    assert find_numbers("记-10-9999", "", "", known, 2023).unknown == ["记-10-9999"]
