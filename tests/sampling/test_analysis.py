"""What steers a sample, on books whose answers are known."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditcheck.engagement.analytics import analyse
from auditcheck.engagement.population import frame
from auditcheck.errors import ConfigError
from auditcheck.evidence.workspace import build_workspace
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.report.sample_analysis import write_analysis
from auditcheck.sampling.stages import two_stages


def row(number: int, amount: str, party: str = "甲公司") -> dict[str, Any]:
    return {
        "unit": "某局",
        "fiscal_year": "2023",
        "voucher_date": "2023-05-10",
        "voucher_no": f"记-05-{number:04d}",
        "summary": "付款",
        "account_code": "5001",
        "debit": amount,
        "counterparty": party,
    }


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    rows = [row(1, "1000"), row(2, "1000"), row(4, "25000.50"), row(5, "200000", "乙公司"), row(9, "-30")]
    workspace = build_workspace(books_from_rows({"vouchers": rows}))
    return analyse(workspace, frame(workspace, "vouchers", "debit", "voucher"), date(2023, 12, 31))


def test_numbers_that_lack_are_told(document: dict[str, Any]) -> None:
    assert document["gaps"] == [{"book": "某局/2023-05-记", "missing": 4, "numbers": "3、6、7、8"}]


def test_equal_amounts_to_one_body_in_different_vouchers(document: dict[str, Any]) -> None:
    assert [(each["party"], each["amount"], each["times"]) for each in document["duplicates"]] == [
        ("甲公司", "1000.00", 2)
    ]


def test_bands_hold_every_amount_once(document: dict[str, Any]) -> None:
    assert sum(band["rows"] for band in document["bands"]) == document["rows"] == 5
    assert {band["name"]: band["rows"] for band in document["bands"]} == {
        "负数": 1,
        "1,000元及以下": 2,
        "1万元至10万元": 1,
        "10万元至50万元": 1,
    }


def test_round_sums_are_counted_among_those_that_could_be(document: dict[str, Any]) -> None:
    assert [(each["rows"], each["of"]) for each in document["round"]] == [(3, 4), (1, 2), (1, 1)]


def test_few_amounts_are_said_to_be_few(document: dict[str, Any]) -> None:
    assert all("仅供参考" in test["note"] for test in document["digits"])


def test_workbook_and_page_have_their_charts(document: dict[str, Any], tmp_path: Path) -> None:
    write_analysis(tmp_path, document)
    book = openpyxl.load_workbook(tmp_path / "analysis.xlsx")
    assert {"金额分层", "首位数字", "同额同方", "凭证缺号", "账龄"} <= set(book.sheetnames)
    page = (tmp_path / "analysis.html").read_text("utf-8")
    assert page.count("<svg") == 7 and "http" not in page


def test_months_of_refunds_alone_are_drawn_without_bars(tmp_path: Path) -> None:
    workspace = build_workspace(books_from_rows({"vouchers": [row(1, "-1000"), row(2, "-30")]}))
    write_analysis(tmp_path, analyse(workspace, frame(workspace, "vouchers", "debit", "voucher"), None))
    assert "按月" in (tmp_path / "analysis.html").read_text("utf-8")


def test_two_stages_say_as_much_as_one() -> None:
    from fractions import Fraction

    found, _lines = two_stages(59, 10, Fraction(1, 20))
    assert (found["each"], found["n"]) == (8, 80)
    with pytest.raises(ConfigError):
        two_stages(59, 2, Fraction(1, 20))
