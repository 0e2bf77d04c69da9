"""A finding is the same finding wherever its rows stand, whatever the files are called; it changes when a fact does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.checks.catalogue import SubRule
from auditcheck.checks.results import Hit
from auditcheck.cli.commands import cli
from auditcheck.findings.identity import evidence_hash, fingerprint
from tests.books import SEED, copy_books, edit, workbook

RULE = SubRule("A", "某规则", "SELECT 1", None, None, ("contracts.contract_no",), (), (), (), None, {})
KEYS = st.text(alphabet="ABC-0123456789年号", min_size=1, max_size=12)


def mark(row: dict[str, Any], evidence: list[dict[str, Any]] | None = None, rule: SubRule = RULE) -> str:
    return fingerprint("TST-001", ["unit"], ["contract_no"], Hit(rule, row, [], "violation", "high"), evidence or [])


@given(KEYS, KEYS, st.decimals(allow_nan=False, allow_infinity=False), st.dates())
def test_amounts_days_and_the_written_form_are_no_part_of_it(
    key: str, written: str, amount: object, day: object
) -> None:
    row = {"unit": "某局", "contract_no": written, "contract_no_key": key}
    assert mark(row) == mark({**row, "contract_no": key, "amount": amount, "date": day, "contract_row": 7})


@given(KEYS, KEYS)
def test_other_keys_other_units_other_sub_rules_are_other_findings(one: str, other: str) -> None:
    base = {"unit": "某局", "contract_no": one, "contract_no_key": one}
    assert (mark(base) == mark(base | {"contract_no_key": other})) == (one == other)
    assert mark(base) != mark(base | {"unit": "另一局"})
    sub_b = SubRule("B", "另一规则", "SELECT 1", None, None, RULE.requires, (), (), (), None, {})
    assert mark(base) != mark(base, rule=sub_b)


def test_a_first_sub_rule_added_later_renames_nothing() -> None:
    only = SubRule(None, "某规则", "SELECT 1", None, None, RULE.requires, (), (), (), None, {})
    row = {"unit": "某局", "contract_no": "HT-1", "contract_no_key": "HT1|HT-1"}
    assert mark(row, rule=only) == mark(row)


def test_without_a_number_the_content_of_the_rows_names_it() -> None:
    row = {"unit": "某局", "contract_no": None, "contract_no_key": None}
    first, second = ([{"values": {"contract_name": name}}] for name in ("甲合同", "乙合同"))
    assert mark(row, first) == mark(row, list(first)) != mark(row, second)


def test_who_read_it_and_when_is_no_fact_about_the_unit() -> None:
    item = {
        "role": "asset",
        "ledger": "asset_counts",
        "values": {"tag": "未见", "checker": "甲", "check_date": "2024-05-01"},
    }
    again = item | {"values": {"tag": "未见", "checker": "乙", "check_date": "2024-05-09"}}
    changed = item | {"values": {"tag": "√", "checker": "甲", "check_date": "2024-05-01"}}
    assert evidence_hash([item], None, None) == evidence_hash([again], None, None)
    assert evidence_hash([item], None, None) != evidence_hash([changed], None, None)


def _run(books: Path, out: Path) -> dict[str, dict[str, Any]]:
    arguments = [
        "run",
        str(books),
        "-o",
        str(out),
        "-q",
        "--format",
        "json",
        "--select",
        "CON",
        "--today",
        "2024-07-01",
    ]
    assert CliRunner().invoke(cli, arguments).exit_code == 1
    document = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    return {finding["fingerprint"]: finding for finding in document["findings"]}


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return copy_books(SEED, tmp_path / "books")


def test_rows_in_another_order_in_a_renamed_file_give_the_same_findings(books: Path, tmp_path: Path) -> None:
    before = _run(books, tmp_path / "before")
    path = workbook(books, "合同台账")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    header = next(row for row in range(1, 10) if sheet.cell(row, 2).value == "合同编号")
    last = max(
        row for row in range(header + 1, sheet.max_row + 1) if str(sheet.cell(row, 2).value or "").startswith("HT")
    )
    rows = [[cell.value for cell in sheet[row]] for row in range(header + 1, last + 1)]
    for number, values in enumerate(reversed(rows), header + 1):
        for column, value in enumerate(values, 1):
            sheet.cell(number, column).value = value
    book.save(books / "合同登记（倒序）.xlsx")
    path.unlink()
    after = _run(books, tmp_path / "after")
    assert {key: (f["evidence_hash"], f["state"], f["message"]) for key, f in before.items()} == {
        key: (f["evidence_hash"], f["state"], f["message"]) for key, f in after.items()
    }


def test_a_changed_fact_keeps_the_finding_and_is_said_to_be_updated(books: Path, tmp_path: Path) -> None:
    before = _run(books, tmp_path / "out")
    assert edit(workbook(books, "抽凭检查表"), {"凭证字号": "记-05-0066"}, {"验收日期": "2023-04-19"}) == 1
    after = _run(books, tmp_path / "out")
    assert set(before) == set(after)
    assert [f["check"] for f in after.values() if f["baseline"] == "updated"] == ["CON-002"]
