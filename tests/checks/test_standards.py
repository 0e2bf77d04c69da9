"""A check that judges by a standard: not run while nobody gave one; the row it used stands among the evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditcheck.checks.catalogue import read_check
from auditcheck.checks.results import CheckResult
from auditcheck.checks.runner import RunContext, run_check
from auditcheck.evidence import reference
from auditcheck.evidence.workspace import build_workspace
from auditcheck.findings.document import Earlier, build
from auditcheck.ledgers.inline import books_from_rows

CHECK = """/*
id: TST-001
name: above_limit
title: 超过限额
summary: Above the limit.
kind: finding
class: suspicion
severity: low
status: draft
scope: [unit]
key: [contract_no]
requires: [contracts.contract_no, contracts.amount, ref_limits.value]
message: "{lead}，{contract_no}超过{limit_amount}，需进一步核实。"
*/
SELECT c.unit, c.contract_no, c.contract_no_key, l.value AS limit_amount, c.row_id AS contract_row, l.ref_id AS limit_ref
FROM contracts AS c
JOIN units AS u ON u.alias = c.unit
JOIN ref_limits AS l ON l.province = u.province AND c.sign_date BETWEEN l.from AND coalesce(l.to, DATE '9999-12-31')
WHERE c.amount > l.value
"""


def run(folder: Path, entries: list[dict[str, object]]) -> tuple[CheckResult, list[dict[str, object]]]:
    path = folder / "above_limit.sql"
    path.write_text(CHECK, encoding="utf-8")
    books = books_from_rows(
        {"contracts": [{"unit": "甲局", "contract_no": "HT-1", "sign_date": "2023-05-01", "amount": "500"}]}
    )
    standards = {name: reference.from_entries(table, []) for name, table in reference.shipped().items()}
    standards["limits"] = reference.from_entries(standards["limits"], entries)
    workspace = build_workspace(books, standards=standards, home=("新疆", None))
    day = date(2024, 6, 30)
    try:
        result = run_check(read_check(path), workspace, RunContext(day, 2023))
        found = build(
            {"year": 2023},
            [result],
            workspace,
            laws={},
            rules=[],
            decisions=[],
            asof=day,
            earlier=Earlier(lambda f, g: f),
        )
    finally:
        workspace.session.close()
    return result, found.document["findings"]


def test_without_a_standard_the_check_waits_for_one(tmp_path: Path) -> None:
    result, found = run(tmp_path, [])
    assert (result.state, found) == ("skipped", [])
    assert result.reason == "请按本单位（地区）标准填写政府采购限额标准"


def test_the_standard_of_the_day_stands_among_the_evidence_with_its_source(tmp_path: Path) -> None:
    _result, (finding,) = run(
        tmp_path,
        [
            {
                "kind": "甲",
                "province": "新疆",
                "from": "2023",
                "to": "2023",
                "value": 400,
                "source": "某财购〔2022〕1号",
            },
            {"kind": "甲", "province": "新疆", "from": "2024", "value": 1, "source": "某财购〔2023〕9号"},
            {"kind": "甲", "province": "青海", "from": "2023", "value": 1, "source": "别处"},
        ],
    )
    item = next(item for item in finding["evidence"] if item["origin"] == "standard")  # type: ignore[attr-defined]
    assert (item["role"], item["ledger"]) == ("limit", "ref_limits")
    assert (item["values"]["value"], item["values"]["source"]) == ("400.00", "某财购〔2022〕1号")
    assert finding["message"] == "经比对台账，HT-1超过400.00元，需进一步核实。"
