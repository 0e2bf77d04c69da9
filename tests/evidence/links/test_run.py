"""A whole run on workbooks without contract numbers: checks run, say on what they rest, and answers come back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from tests.corpus import make_year, spoil
from tests.corpus.workbooks import write_workbooks

FIXED = ["--year", "2023", "--asof", "2024-06-30", "--today", "2024-07-01", "--unit", "某市示范局"]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Every contract that was paid at once is signed twelve days after."""
    year = make_year(7, cases=20)
    for ledger, at, other, to in sorted(year.truth):
        paid, signed = year.rows[ledger][at], year.rows[other][to]
        if (ledger, other) == ("payments", "contracts") and paid["amount"] == signed["amount"]:
            signed["sign_date"] = paid["payment_date"] + timedelta(12)
    return write_workbooks(spoil(year, 1.0, 7, rewritten=0), tmp_path / "books")


def run(books: Path, out: Path) -> list[dict[str, Any]]:
    result = CliRunner().invoke(cli, ["run", str(books), "-o", str(out), "--select", "CON-003", "--quiet", *FIXED])
    assert result.exit_code in (0, 1), result.output
    findings = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    return [each for each in findings if each["baseline"] != "absent"]


def test_a_finding_on_a_computed_link_is_a_suspicion_that_names_its_grounds(books: Path, tmp_path: Path) -> None:
    findings = run(books, tmp_path / "out")
    assert findings
    for finding in findings:
        assert finding["class"] == "suspicion"
        assert "系统推定，未经人工确认" in finding["message"] and "金额一致" in finding["message"]
        link = finding["links"][0]
        shown = {(item["ledger"], item["row"]) for item in finding["evidence"]}
        assert {(link[end]["ledger"], link[end]["row"]) for end in ("from", "to")} <= shown


def test_refusing_a_link_in_the_sheet_that_came_out_ends_the_finding_for_good(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    refused = run(books, out)[0]
    answered = _answer(out / "links.xlsx", books / "关联确认.xlsx", refused["links"][0]["link"], "否")
    without = [finding["fingerprint"] for finding in run(books, out)]
    assert refused["fingerprint"] not in without
    answered.unlink()
    assert [finding["fingerprint"] for finding in run(books, out)] == without


def test_a_confirmed_link_needs_no_caveat(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(books, out)[0]
    _answer(out / "links.xlsx", books / "关联确认.xlsx", first["links"][0]["link"], "是")
    again = next(finding for finding in run(books, out) if finding["fingerprint"] == first["fingerprint"])
    assert again["links"] == [] and "系统推定" not in again["message"]


def test_a_sheet_that_somebody_is_filling_in_is_not_overwritten(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    link = run(books, out)[0]["links"][0]["link"]
    _answer(out / "links.xlsx", out / "links.xlsx", link, "是")
    run(books, out)
    kept = openpyxl.load_workbook(out / "links-1.xlsx").active
    assert "审计员甲" in [cell.value for row in kept for cell in row]


def _answer(asked: Path, to: Path, link: str, answer: str) -> Path:
    book = openpyxl.load_workbook(asked)
    sheet = book.active
    header = next(row for row in sheet if row[0].value == "关联编号")
    at = {cell.value: cell.column for cell in header}
    row = next(row[0].row for row in sheet if row[0].value == link)
    for name, value in (("是否对应", answer), ("确认人", "审计员甲"), ("确认日期", date(2024, 7, 1))):
        sheet.cell(row, at[name]).value = value
    book.save(to)
    return to
