from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.ledgers.inline import books_from_rows
from auditcheck.ledgers.keys import (
    Period,
    body_key,
    contract_key,
    contract_keys,
    loose,
    plain_key,
    strict,
    voucher_keys,
)

OCTOBER = Period(2023, 10)
NUMBERS = st.text("ABab合字年号第0123456789-（）()〔〕 /", min_size=1, max_size=14)


# checks.md section 6, as of a book of October 2023
@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("记-10-0037", "2023-10-记-0037"), ("记—１０—００３７", "2023-10-记-0037"), ("记_10_0037", "2023-10-记-0037"),
        ("记字第37号", "2023-10-记-0037"), ("记37", "2023-10-记-0037"), ("记-37", "2023-10-记-0037"),
        ("记账-0037", "2023-10-记-0037"), ("记账凭证第0037号", "2023-10-记-0037"),
        ("2023年10月记字第37号", "2023-10-记-0037"), ("202310-记-0037", "2023-10-记-0037"),
        ("记-202310-0037", "2023-10-记-0037"), ("2023.10记37#", "2023-10-记-0037"), ("10月37#", "2023-10-记-0037"),
        ("第37号", "2023-10-记-0037"), ("０037", "2023-10-记-0037"), ("银付-12", "2023-10-银付-0012"),
        ("现收3号", "2023-10-现收-0003"), ("转账字第12号", "2023-10-转-0012"), ("预-0012", "2023-10-预-0012"),
        ("财记-0012", "2023-10-财记-0012"), ("记—０８—０１０６", "2023-08-记-0106"),
    ],
)  # fmt: skip
def test_one_voucher_has_one_key_however_it_is_written(written: str, key: str) -> None:
    assert voucher_keys(written, OCTOBER) == [key]


KINDS = st.sampled_from(["记", "收", "付", "转", "银付", "现收", "财记"])


@given(st.integers(2000, 2099), st.integers(1, 12), KINDS, st.integers(1, 9999))
def test_every_form_with_year_and_month_comes_back(year: int, month: int, kind: str, number: int) -> None:
    key = f"{year}-{month:02d}-{kind}-{number:04d}"
    for written in (
        f"{year}年{month}月{kind}字第{number}号",
        f"{year}{month:02d}-{kind}-{number:04d}",
        f"{kind}-{year}{month:02d}-{number:04d}",
        key,
    ):
        assert voucher_keys(written, Period()) == [key]
    assert voucher_keys(f"{kind}-{month:02d}-{number:04d}", Period(year)) == [key]
    assert voucher_keys(f"{kind}字第{number}号", Period(year, month)) == [key]


def test_the_type_word_comes_from_its_own_column_where_the_number_has_none() -> None:
    assert voucher_keys("37", Period(2023, 10, "付款凭证")) == ["2023-10-付-0037"]
    assert voucher_keys("37", Period(2023, 10)) == ["2023-10-记-0037"]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("记-10-0037、记-08-0106", ["2023-10-记-0037", "2023-08-记-0106"]),
        ("记-10-0037至0040", [f"2023-10-记-{n:04d}" for n in range(37, 41)]),
        ("记-10-0037；0039", ["2023-10-记-0037", "2023-10-记-0039"]),
        ("记-10-0037\n记-10-0038", ["2023-10-记-0037", "2023-10-记-0038"]),
    ],
)
def test_a_cell_that_names_several_vouchers_is_split(written: str, numbers: list[str]) -> None:
    assert voucher_keys(written, OCTOBER) == numbers


@pytest.mark.parametrize(
    "written", ["记-10-0037/0038", "记-10-0040至0037", "记-10-0001至9999", "见附件", "10-0037", "记-10-0037-1"]
)
def test_an_uncertain_number_has_no_key(written: str) -> None:
    assert voucher_keys(written, OCTOBER) is None


def test_a_month_is_never_invented() -> None:
    assert voucher_keys("记字第37号", Period(2023)) is None
    books = books_from_rows(
        {"payments": [{"payment_date": "2023-10-18", "amount": 1, "payee": "甲", "voucher_no": "记37"}]}
    )
    assert books.tables["payments"].columns["voucher_no_key"] == [None]
    assert books.tables["payments"].columns["voucher_no"] == ["记37"]
    assert "1 voucher number" in books.sheets[0].warnings[0]


def test_a_number_and_a_date_of_different_months_are_pointed_out() -> None:
    books = books_from_rows({"vouchers": [{"voucher_date": "2023-10-18", "voucher_no": "记-08-0106"}]})
    assert books.tables["vouchers"].columns["voucher_no_key"] == ["2023-08-记-0106"]
    assert "记-08-0106" in books.sheets[0].warnings[0]


def test_the_year_of_another_ledger_comes_from_its_main_date_or_the_engagement() -> None:
    rows = {
        "payments": [
            {"payment_date": "2022-03-01", "amount": 1, "payee": "甲", "voucher_no": "记-02-0001"},
            {"amount": 1, "payee": "甲", "voucher_no": "记-02-0001"},
        ]
    }
    books = books_from_rows(rows, year=2024)
    assert books.tables["payments"].columns["voucher_no_key"] == ["2022-02-记-0001", "2024-02-记-0001"]


def test_a_row_has_a_key_only_where_its_cell_names_one_document() -> None:
    books = books_from_rows(
        {
            "payments": [
                {"payment_date": "2023-10-18", "voucher_no": "记-10-0037、记-08-0106", "contract_no": "HT-1；HT-2"},
                {"payment_date": "2023-10-18", "voucher_no": "记-10-0040", "contract_no": "HT-3"},
            ]
        }
    )
    columns = books.tables["payments"].columns
    assert columns["voucher_no_key"] == [None, "2023-10-记-0040"]
    assert columns["contract_no_key"] == [None, contract_key("HT-3")]
    assert columns["contract_no"] == ["HT-1；HT-2", "HT-3"]
    assert books.links["payments", "voucher_no"] == [
        (1, "2023-10-记-0037"),
        (1, "2023-08-记-0106"),
        (2, "2023-10-记-0040"),
    ]
    assert [row_id for row_id, _key in books.links["payments", "contract_no"]] == [1, 1, 2]


@given(NUMBERS, NUMBERS)
def test_contract_keys_are_equal_exactly_when_both_forms_are(one: str, other: str) -> None:
    same = strict(one) == strict(other) and loose(one) == loose(other)
    if strict(one) and strict(other):
        assert (contract_key(one) == contract_key(other)) is same


def test_contract_numbers_that_only_look_alike_stay_apart() -> None:
    assert strict("合2023-1-12") == strict("合2023-11-2")
    assert contract_key("合2023-1-12") != contract_key("合2023-11-2")
    assert loose("新市监合〔2023〕18号") == loose("新市监合字（2023）第018号")
    assert loose("HT-2023-118") == loose("ＨＴ－2023－0118")
    assert contract_key("HT-2023-118-补1") != contract_key("HT-2023-118")


def test_blanks_width_and_case_make_no_other_contract() -> None:
    assert contract_key(" ht-2023-118 ") == contract_key("ＨＴ－2023－118") == contract_key("HT—2023—118")
    assert contract_keys("HT-1、HT-2") == [contract_key("HT-1"), contract_key("HT-2")]


@pytest.mark.parametrize(
    "written", ["某某(新疆)公司", "某某（新疆）公司（公章）", "某某【新疆】 公司", "某某〔新疆〕公司(盖章)"]
)
def test_one_body_has_one_key(written: str) -> None:
    assert body_key(written) == "某某(新疆)公司"


def test_plain_keys_drop_punctuation_and_keep_zeros() -> None:
    assert plain_key("ty 2023-000123") == "TY2023000123"
    assert plain_key("0037") != plain_key("37")


def test_a_number_that_lost_its_digits_links_nothing() -> None:
    books = books_from_rows({"invoices": [{"invoice_no": 2.4652000000012e19}, {"invoice_no": "24652000000012345678"}]})
    assert books.tables["invoices"].columns["invoice_no_key"] == [None, "24652000000012345678"]
    assert len(books.links["invoices", "invoice_no"]) == 1
    assert "text" in books.sheets[0].warnings[0]


@pytest.mark.parametrize("written", ["/", "无", "—", "N/A", "详见附件"])
def test_a_placeholder_is_no_number(written: str) -> None:
    columns = books_from_rows({"payments": [{"amount": 1, "contract_no": written}]}).tables["payments"].columns
    assert (columns["contract_no"], columns["contract_no_key"]) == ([None], [None])


def test_contracts_have_both_halves_of_their_key() -> None:
    columns = books_from_rows({"contracts": [{"contract_no": "HT-2023-0118"}]}).tables["contracts"].columns
    assert columns["contract_no_strict"] == ["HT20230118"]
    assert columns["contract_no_loose"] == ["HT-2023-118"]
