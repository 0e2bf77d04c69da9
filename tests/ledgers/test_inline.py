from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from auditcheck.errors import InputError
from auditcheck.ledgers.bodies import Body
from auditcheck.ledgers.inline import books_from_rows
from auditcheck.ledgers.schema import SEPARATOR, load_schema


def test_values_may_be_of_any_kind_that_yaml_gives() -> None:
    books = books_from_rows(
        {
            "contracts": [
                {
                    "contract_no": "HT-1", "sign_date": datetime.date(2023, 4, 28), "amount": Decimal("98900"),
                    "is_framework": True, "missing_terms": ["质量", "违约责任"], "payment_term_days": 30,
                }
            ]
        }
    )  # fmt: skip
    columns = books.tables["contracts"].columns
    assert columns["sign_date"] == columns["sign_date_to"] == ["2023-04-28"]
    assert columns["amount"] == ["98900.00"]
    assert columns["is_framework"] == ["true"]
    assert columns["missing_terms"] == [SEPARATOR.join(["质量", "违约责任"])]
    assert columns["payment_term_days"] == ["30"]


def test_a_virtual_sheet_supplies_exactly_the_columns_that_are_named() -> None:
    books = books_from_rows(
        {"contracts": [{"contract_no": "HT-1"}, {"contract_no": "HT-2", "sign_date": None}], "payments": []}
    )
    contracts, payments = books.sheets
    assert contracts.supplies("sign_date") and contracts.supplies("contract_no")
    assert not contracts.supplies("amount")
    assert payments.ledger == "payments" and not payments.supplies("amount")
    assert contracts.rows_in == contracts.loaded + contracts.rejected + contracts.furniture
    # Every physical column is there all the same, for the engine.
    physical = {name for name, _kind in load_schema().ledgers["contracts"].physical_columns()}
    assert set(books.tables["contracts"].columns) == physical | {"unit"}


def test_what_follows_from_the_date_of_a_voucher_counts_as_supplied() -> None:
    books = books_from_rows(
        {"vouchers": [{"voucher_date": "2023-10-18", "voucher_no": "记37"}, {"voucher_date": "2023年"}]}
    )
    columns = books.tables["vouchers"].columns
    assert columns["fiscal_year"] == ["2023", "2023"]
    assert columns["period"] == ["10", None]
    assert columns["voucher_seq"] == ["37", None]
    assert all(books.sheets[0].supplies(name) for name in ("fiscal_year", "period", "voucher_seq"))


def test_a_row_without_a_body_belongs_to_the_first_that_is_given_else_to_the_only_one_named() -> None:
    bodies = [Body("某市某局", ("某局",)), Body("某院")]
    rows = {"contracts": [{"contract_no": "1", "unit": "某局"}, {"contract_no": "2"}], "payments": [{"amount": 1}]}
    books = books_from_rows(rows, units=bodies)
    assert books.tables["contracts"].columns["unit"] == ["某市某局", "某市某局"]
    assert books.tables["payments"].columns["unit"] == ["某市某局"]
    assert books_from_rows(rows).tables["payments"].columns["unit"] == ["某局"]
    assert books_from_rows({"payments": [{"amount": 1}]}).tables["payments"].columns["unit"] == ["本单位"]


def test_rows_are_numbered_densely_over_all_ledgers() -> None:
    books = books_from_rows({"contracts": [{"amount": 1}, {"amount": 2}], "payments": [{"amount": 3}]})
    assert books.tables["contracts"].row_id == [1, 2]
    assert books.tables["payments"].row_id == [3]


@pytest.mark.parametrize("rows", [{"contract": [{}]}, {"contracts": [{"signdate": "2023-01-01"}]}])
def test_an_unknown_ledger_or_column_is_refused(rows: dict[str, list[dict[str, object]]]) -> None:
    with pytest.raises(InputError):
        books_from_rows(rows)
