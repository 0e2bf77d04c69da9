"""Words, numerals, dates and headers beyond the 35 workbooks: what is read, what is refused, what is only a doubt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.ledgers import numerals
from auditcheck.ledgers.books import Sheet
from auditcheck.ledgers.columns import context_for, read_column
from auditcheck.ledgers.dates import Dating, Unreadable, parse_days
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.ledgers.load import LoadOptions, load
from auditcheck.ledgers.payees import payee_type
from auditcheck.ledgers.personal import masked
from auditcheck.ledgers.schema import load_schema
from tests.ledgers.traps import books as traps

FORMAL = "零壹贰叁肆伍陆柒捌玖"
Loader = Callable[[traps.Rows], tuple[Sheet, dict[str, list[str | None]]]]


@pytest.fixture
def loaded(tmp_path: Path) -> Loader:
    def run(rows: traps.Rows) -> tuple[Sheet, dict[str, list[str | None]]]:
        books = load([traps.book(tmp_path, "台账.xlsx", rows)], LoadOptions())
        (sheet,) = books.sheets
        assert sheet.rows_in == sheet.loaded + sheet.rejected + sheet.furniture and sheet.ledger
        return sheet, books.tables[sheet.ledger].columns

    return run


def in_words(cents: int) -> str:
    """An amount as a cheque writes it."""
    yuan, text = cents // 100, ""
    for unit, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        group = yuan // size % 10_000 if unit != "亿" else yuan // size
        part = "".join(
            FORMAL[digit] + name if digit else "零"
            for name, digit in zip(("仟", "佰", "拾", ""), map(int, f"{group:04d}"), strict=True)
        )
        part = part.rstrip("零")
        while "零零" in part:
            part = part.replace("零零", "零")
        text += part + unit if group else "零" if text else ""
    text = text.strip("零").replace("零零", "零")
    jiao, fen = cents // 10 % 10, cents % 10
    tail = (f"{FORMAL[jiao]}角" if jiao else "零" if fen and text else "") + (f"{FORMAL[fen]}分" if fen else "整")
    return (text + "元" if text else "") + tail if (text or jiao or fen) else "零元整"


@given(st.integers(1, 10**12))
def test_an_amount_in_words_comes_back(cents: int) -> None:
    assert numerals.amount(in_words(cents)) == Decimal(cents) / 100


@pytest.mark.parametrize(
    "text", ["三千", "万元", "捌拾佰元", "壹佰贰佰元", "王五元", "十月", "元", "角分", "贰拾玖万捌仟"]
)
def test_what_is_no_amount_in_words_is_none(text: str) -> None:
    assert numerals.amount(text) is None


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("十月十八日", "2023-10-18", "2023-10-18"), ("二○二三年十二月三十一日", "2023-12-31", "2023-12-31"), ("10月", "2023-10-01", "2023-10-31"),
        ("6-9月", "2023-06-01", "2023-09-30"), ("6月至9月", "2023-06-01", "2023-09-30"), ("2023年6-9月", "2023-06-01", "2023-09-30"),
        ("10月18日-11月2日", "2023-10-18", "2023-11-02"), ("23.10.18", "2023-10-18", "2023-10-18"), ("23年10月", "2023-10-01", "2023-10-31"),
        ("2023年10月上旬", "2023-10-01", "2023-10-10"), ("2023年2月下旬", "2023-02-21", "2023-02-28"),
        ("2023年第三季度", "2023-07-01", "2023-09-30"), ("2023年下半年", "2023-07-01", "2023-12-31"),
    ],
)  # fmt: skip
def test_a_date_without_its_year_is_one_of_the_books(written: str, first: str, last: str) -> None:
    assert tuple(map(str, parse_days(written, Dating(frozenset([2023]))))) == (first, last)


@pytest.mark.parametrize("years", [frozenset(), frozenset([2022, 2023])])
@pytest.mark.parametrize("written", ["十月十八日", "10月", "6-9月"])
def test_books_of_no_or_several_years_give_no_year(written: str, years: frozenset[int]) -> None:
    with pytest.raises(Unreadable):
        parse_days(written, Dating(years))


@pytest.mark.parametrize("written", ["22/10/18", "18/10/23", "23/13/01", "12-11-10"])
def test_two_digits_of_another_year_or_order_are_refused(written: str) -> None:
    with pytest.raises(Unreadable):
        parse_days(written, Dating(frozenset([2023])))


def test_two_digits_that_fit_the_year_in_two_orders_are_refused() -> None:
    with pytest.raises(Unreadable):
        parse_days("11/10/11", Dating(frozenset([2011])))
    assert parse_days("23/10/23", Dating(frozenset([2023])))[0] == date(2023, 10, 23)


def test_a_serial_number_is_a_date_only_where_it_was_stored_so() -> None:
    assert parse_days("45217", Dating(serial_texts=True))[0] == date(2023, 10, 18)
    assert parse_days(43755.0, Dating(date_1904=True))[0] == date(2023, 10, 18)
    with pytest.raises(Unreadable):
        parse_days("45217")


@pytest.mark.parametrize(
    ("ledger", "column", "written", "canonical"),
    [
        ("payments", "status", "支付成功", "成功"), ("payments", "status", "已作废", "作废"), ("procurements", "method", "公开招标采购", "公开招标"),
        ("procurements", "method", "竞争性磋商（二次）", "竞争性磋商"), ("assets", "status", "已报废", "已处置"), ("vouchers", "direction", "贷方", "贷"),
        ("acceptances", "result", "验收合格", "合格"), ("expense_claims", "claim_type", "公务接待费", "公务接待"),
    ],
)  # fmt: skip
def test_other_words_of_a_list_are_its_words(ledger: str, column: str, written: str, canonical: str) -> None:
    spec = load_schema().ledgers[ledger].column(column)
    found = read_column(spec, [written], context_for(spec, spec.zh, [written], None))
    assert found.texts == [canonical] and found.unknown == []


def test_synonyms_are_words_of_their_lists() -> None:
    for ledger in load_schema().ledgers.values():
        for column in ledger.columns:
            assert {word for word in column.synonyms.values() if word} <= set(column.enum)
            assert {word for pair in column.answers.values() for word in pair if word} <= set(column.enum)
            assert not set(column.synonyms) & set(column.enum)


def test_a_header_that_asks_is_answered_in_the_words_of_the_list() -> None:
    spec = load_schema().ledgers["payments"].column("status")
    cells = ["是", "否", "退票"]
    assert read_column(spec, cells, context_for(spec, "是否退票", cells, None)).texts == ["退票", None, "退票"]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("合同签定日期", "sign_date"),
        ("采购合同签订日期", "sign_date"),
        ("预计签订日期", None),
        ("签订日期开户行", None),
    ],
)
def test_a_header_that_resembles_is_taken_in_doubt_and_named(loaded: Loader, header: str, column: str | None) -> None:
    head = ["合同编号", "合同名称", "乙方", header, "合同金额"]
    sheet, columns = loaded([head, traps.contract(), traps.contract("HT-2")])
    (found,) = [each for each in sheet.columns if each.header == header]
    assert found.column == column and found.how == ("similar" if column else "unmapped")
    assert any("doubtful" in warning and header in warning for warning in sheet.warnings) == bool(column)
    assert columns["sign_date"] == (["2023-10-17"] * 2 if column else [None] * 2)


def test_a_doubtful_column_never_rejects_a_row(loaded: Loader) -> None:
    head = ["合同编号", "合同名称", "乙方", "采购合同签订日期", "合同金额"]
    sheet, columns = loaded(
        [head, traps.contract(), *(traps.contract(f"HT-{i}") for i in range(8)), traps.contract("HT-9", "张三签")]
    )
    assert sheet.rejected == 0 and columns["sign_date"] == [None] * 10
    assert any("left unmapped" in warning for warning in sheet.warnings)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("某某信息技术有限公司", "对公"), ("某市财政局", "对公"), ("某某大学（公章）", "对公"), ("张三", "个人"), ("李某某", "个人"), ("欧阳某某", "个人"),
        ("买买提·艾力", "个人"), ("马家店", None), ("王记面馆", None), ("红旗", None), ("代收款", None), ("ABC Ltd", None),
    ],
)  # fmt: skip
def test_a_payee_is_of_a_kind_only_where_the_name_leaves_no_doubt(name: str, kind: str | None) -> None:
    assert payee_type(name) == kind


def test_a_reference_of_evidence_has_the_key_of_what_it_refers_to() -> None:
    rows = [
        {"evidence_id": "1", "ref_ledger": "合同", "ref_key": "HT-2023-118"},
        {"evidence_id": "2", "ref_ledger": "记账凭证", "ref_key": "2023-10-记-0037"},
        {"evidence_id": "3", "ref_ledger": "发票", "ref_key": "2465 0001"},
    ]
    columns = books_from_rows({"evidence": rows, "contracts": [{"contract_no": "HT-2023-118"}]}).tables
    assert columns["evidence"].columns["ref_key_key"] == [
        columns["contracts"].columns["contract_no_key"][0], "2023-10-记-0037", "24650001",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number", ["24652000000012345678", "650000231234567", "HT-2023-118", "2023-10-18", "记-10-0037"]
)
def test_numbers_of_documents_are_not_masked(number: str) -> None:
    assert masked(number) == number


def test_a_period_may_name_its_year(loaded: Loader) -> None:
    head: list[Any] = ["会计期间", "凭证号", *traps.JOURNAL[2:]]
    line = ["付款", "5001", "费用", 5, None]
    _sheet, columns = loaded(
        [
            ["2023年度序时账"],
            head,
            ["2023.10", "记-1", *line],
            ["202311", "记-1", *line],
            ["2023年第12期", "记-1", *line],
        ]
    )
    assert columns["period"] == ["10", "11", "12"]


def test_a_column_of_nothing_but_codes_is_the_code(loaded: Loader) -> None:
    head = ["凭证日期", "凭证字号", "摘要", "科目", "借方金额", "贷方金额"]
    _sheet, columns = loaded([head, ["2023-10-18", "记-1", "付款", "5001.02", 5, None]])
    assert (columns["account_code"], columns["account_name"]) == (["5001.02"], [None])
