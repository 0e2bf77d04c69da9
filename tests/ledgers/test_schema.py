from __future__ import annotations

import re

import pytest

from auditcheck.ledgers.schema import Ledger, load_schema
from auditcheck.ledgers.text import squeezed

LEDGERS = list(load_schema().ledgers.values())


def test_what_people_decide_and_fill_in_are_ledgers_too() -> None:
    assert len(LEDGERS) >= 28
    assert {"decisions", "judgements", "metrics", "survey_tallies"} <= set(load_schema().ledgers)


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
def test_a_ledger_is_complete(ledger: Ledger) -> None:
    assert any(column.required == "R" for column in ledger.columns)
    assert set(ledger.primary_key) <= set(ledger.by_name)
    assert ledger.main_date is None or ledger.column(ledger.main_date).is_date
    for column in ledger.columns:
        assert re.fullmatch("[a-z][a-z0-9_]*", column.name)
        assert column.zh in column.aliases or column.name == "unit"
        assert (column.type == "enum") == bool(column.enum)
        assert column.key is None or column.type == "string"
        assert not column.fillable or ledger.paper


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
def test_physical_columns_are_named_once(ledger: Ledger) -> None:
    names = [name for name, _kind in ledger.physical_columns()]
    assert len(names) == len(set(names))
    assert not {"unit", "row_id", "sheet_id"} & set(names)
    for column in ledger.columns:
        assert (f"{column.name}_to" in names) == column.is_date
        assert (f"{column.name}_key" in names) == bool(column.key)


def test_what_stands_beside_a_column_follows_it() -> None:
    contracts = [name for name, _kind in load_schema().ledgers["contracts"].physical_columns()]
    start = contracts.index("contract_no")
    assert contracts[start : start + 4] == ["contract_no", "contract_no_key", "contract_no_strict", "contract_no_loose"]
    checks = dict(load_schema().ledgers["voucher_checks"].physical_columns())
    assert checks["first_use_date"] == checks["first_use_date_to"] == "DATE"
    assert checks["acceptors"] == "VARCHAR[]" and checks["acceptors_mark"] == "VARCHAR"


@pytest.mark.parametrize("header", ["用印", "盖章", "甲方盖章", "公章名称"])
def test_practice_wins_a_seal_column_is_a_yes_or_no(header: str) -> None:
    contracts = load_schema().ledgers["contracts"]
    owners = [column.name for column in contracts.columns if squeezed(header) in column.aliases]
    assert owners == ["sealed"] and contracts.column("sealed").type == "bool"


def test_practice_wins_an_operator_of_the_treasury_system_is_no_approver() -> None:
    payments = load_schema().ledgers["payments"]
    assert [column.name for column in payments.columns if "终审人" in column.aliases] == ["sys_reviewer"]
