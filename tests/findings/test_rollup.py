"""Much of what was judged hits: one line, until a person lets the details in."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.findings.rollup import base_rate
from tests.ledgers.files import xlsx

CHECK = """/*
id: OWN-001
name: large_contract
title: 大额合同
summary: Large contracts.
kind: finding
class: violation
severity: high
status: draft
feeds: [{rubric: xj-2023, indicator: B32, criterion: 1, mode: criterion_fail}]
scope: [unit]
key: [contract_no]
requires: [contracts.contract_no, contracts.amount]
message: "{lead}，合同{contract_no}金额{amount}，需进一步核实。"
message_confirmed: "{lead}，合同{contract_no}金额{amount}。"
*/
SELECT unit, contract_no, contract_no_key, amount, sign_date AS date, row_id AS contract_row FROM contracts
WHERE amount > 100000
"""
HEADER = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]
DECISIONS = ["检查编号", "关键字", "认定状态", "认定人", "认定日期", "理由"]


def books(folder: Path, large: int, small: int, *decisions: list[Any]) -> Path:
    path = folder / "books"
    path.mkdir(exist_ok=True)
    amounts = [200000] * large + [100] * small
    rows = [[f"HT-{n:03}", "采购", "甲公司", "2023-05-06", amount] for n, amount in enumerate(amounts)]
    (path / "合同台账.xlsx").write_bytes(xlsx([HEADER, *rows]))
    if decisions:
        (path / "确认记录.xlsx").write_bytes(xlsx([DECISIONS, *decisions]))
    checks = folder / "checks"
    checks.mkdir(exist_ok=True)
    (checks / "large_contract.sql").write_text(CHECK, encoding="utf-8")
    return path


def run(folder: Path, path: Path, *options: str) -> dict[str, Any]:
    arguments = [
        "run",
        path,
        "-o",
        folder / "out",
        "--checks",
        folder / "checks",
        "--select",
        "OWN-001",
        "--year",
        "2023",
    ]
    result = CliRunner().invoke(cli, [*map(str, arguments), "--unit", "某局", "--today", "2024-07-01", "-q", *options])
    assert result.exit_code in (0, 1), result.output
    document: dict[str, Any] = json.loads((folder / "out" / "findings.json").read_text("utf-8"))
    return document


@pytest.mark.parametrize(("large", "small", "listed"), [(20, 0, 20), (21, 84, 21), (21, 83, 1), (30, 0, 1)])
def test_more_than_twenty_and_a_fifth_are_one_line(large: int, small: int, listed: int, tmp_path: Path) -> None:
    document = run(tmp_path, books(tmp_path, large, small))
    assert len(document["findings"]) == listed
    assert document["checks"][0]["hits"] == large
    assert document["checks"][0]["rate"] == f"{large / (large + small):.4f}"


def test_the_line_names_count_share_and_amount_and_its_details_have_a_sheet(tmp_path: Path) -> None:
    document = run(tmp_path, books(tmp_path, 25, 25))
    (line,) = document["findings"]
    assert line["amount"] == "5000000.00"
    assert "应查50条，命中25条，占50.0%" in line["message"]
    assert "500.00万元" in line["message"]
    assert [len(entry["details"]) for entry in document["rolled_up"]] == [25]
    book = openpyxl.load_workbook(tmp_path / "out" / "findings.xlsx")
    text = "\n".join(str(cell.value) for row in book["汇总明细"].iter_rows() for cell in row)
    assert all(f"HT-{n:03}" in text for n in range(25))
    with (tmp_path / "out" / "evidence.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["row"] for row in csv.DictReader(stream)}
    assert rows == {str(n + 2) for n in range(25)}
    score = json.loads((tmp_path / "out" / "score.json").read_text("utf-8"))
    assert score["simulated"]["total"] == score["total"]


def test_a_person_lets_all_of_them_in_on_the_command_line(tmp_path: Path) -> None:
    assert len(run(tmp_path, books(tmp_path, 25, 0), "--expand", "OWN-001")["findings"]) == 25


def test_a_person_lets_all_of_them_in_on_the_line(tmp_path: Path) -> None:
    (line,) = run(tmp_path, books(tmp_path, 25, 0))["findings"]
    row = ["OWN-001", line["no"], "展开", "审计组长", "2024-06-01", "数据已核对"]
    document = run(tmp_path, books(tmp_path, 25, 0, row))
    assert (len(document["findings"]), document["rolled_up"]) == (25, [])
    row[3] = ""
    assert len(run(tmp_path, books(tmp_path, 25, 0, row))["findings"]) == 1


def test_what_a_person_decided_on_is_listed_and_the_rest_stays_in_the_line(tmp_path: Path) -> None:
    row = ["OWN-001", "HT-003", "已确认", "审计组长", "2024-06-01", "经核对原件"]
    document = run(tmp_path, books(tmp_path, 25, 0, row))
    states = {finding["key"].get("contract_no"): finding["state"] for finding in document["findings"]}
    assert states == {"HT-003": "confirmed", None: "open"}
    assert document["rolled_up"][0]["findings"] == 24


def test_a_confirmed_line_is_one_finding_of_the_score(tmp_path: Path) -> None:
    (line,) = run(tmp_path, books(tmp_path, 25, 0))["findings"]
    row = ["OWN-001", line["no"], "已确认", "审计组长", "2024-06-01", "逐份核对"]
    (line,) = run(tmp_path, books(tmp_path, 25, 0, row))["findings"]
    assert line["state"] == "confirmed"
    assert "不符合" not in line["message"]
    assert "共25条" in line["message"]
    assert line["baseline"] == "unchanged"


@pytest.mark.parametrize(
    ("hits", "population", "told"), [(5, 25, False), (5, 24, True), (4, 4, False), (6, 0, False), (0, 9, False)]
)
def test_a_large_share_is_told_unless_a_handful_makes_it(hits: int, population: int, told: bool) -> None:
    assert bool(base_rate(hits, population)["notice"]) is told
