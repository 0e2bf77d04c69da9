"""Files of the report: whole or not at all, and harmless in a spreadsheet program."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest

from auditcheck.errors import AuditcheckError
from auditcheck.report.files import (
    EVIDENCE_COLUMNS,
    evidence_rows,
    neutral,
    write_evidence_csv,
    write_json,
    write_jsonl,
)
from auditcheck.report.issues import amount_once

Doc = dict[str, Any]


def test_json_is_readable_utf8(tmp_path: Path) -> None:
    write_json(tmp_path / "new" / "findings.json", {"项目": ["甲"]})
    text = (tmp_path / "new" / "findings.json").read_bytes().decode("utf-8")
    assert '  "项目": [' in text and text.endswith("}\n")
    assert json.loads(text) == {"项目": ["甲"]}


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "score.json"
    write_json(target, {"total": "1.00"})
    with pytest.raises(TypeError):
        write_json(target, {"total": object()})
    assert json.loads(target.read_text("utf-8")) == {"total": "1.00"}
    assert [file.name for file in tmp_path.iterdir()] == ["score.json"]


def test_what_a_killed_run_left_beside_is_swept_up_later(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".a[1].json.1.tmp", ".a[1].json.2.tmp", ".b.json.3.tmp"))
    for path in (old, young, other):
        path.write_text("half")
    for path in (old, other):
        os.utime(path, (0, 0))
    write_json(tmp_path / "a[1].json", {})
    assert not old.exists() and young.exists() and other.exists()


def test_a_folder_that_cannot_be_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AuditcheckError, match="cannot be written"):
        write_json(tmp_path / "file" / "score.json", {})


def test_jsonl_is_one_document_a_line(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "f.jsonl", [{"a": "一\n二"}, {"b": 1}])
    assert [json.loads(line) for line in (tmp_path / "f.jsonl").read_text("utf-8").splitlines()] == [
        {"a": "一\n二"},
        {"b": 1},
    ]


def test_evidence_csv_opens_in_excel_and_holds_no_formula(tmp_path: Path, documents: tuple[Doc, Doc, Doc]) -> None:
    findings = documents[0]["findings"]
    write_evidence_csv(tmp_path / "evidence.csv", evidence_rows(findings))
    raw = (tmp_path / "evidence.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "evidence.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == EVIDENCE_COLUMNS
    assert not [value for row in rows for value in row.values() if value.startswith(("=", "@", "\t"))]
    assert {row["value"] for row in rows if row["no"] == "供应商-001"} == {
        '\'=cmd|"/c calc"!A1',
        "张三",
        "+8613800000000",
    }
    cell = next(row for row in rows if row["no"] == "合同-001" and row["column"] == "acceptance_date")
    assert (cell["cell"], cell["value"], cell["origin"], cell["row"]) == ("C9", "2023-04-20", "paper", "9")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@A1", "\t=1", "\r=1", "＝1"])
def test_a_formula_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-1,200.00", "+5", "普通", "", None, 3])
def test_a_number_or_plain_text_stays(value: object) -> None:
    assert neutral(value) == value


def _finding(amount: str | None, voucher: str | None = None, contract: str | None = None) -> Doc:
    return {"amount": amount, "evidence": [{"values": {"voucher_no": voucher, "contract_no": contract}}]}


def test_money_counts_each_voucher_and_contract_once() -> None:
    same_voucher = [_finding("10.00", "记-1"), _finding("10.00", "记-1", "HT-1")]
    assert str(amount_once(same_voucher)) == "10.00"
    two_payments = [_finding("10.00", "记-1", "HT-1"), _finding("10.00", "记-2", "HT-1")]
    assert str(amount_once(two_payments)) == "20.00"
    with_the_contract = [*two_payments, _finding("20.00", None, "HT-1")]
    assert str(amount_once(with_the_contract)) == "20.00"
    partly_paid = [*two_payments, _finding("50.00", None, "HT-1"), _finding("50.00", None, "HT-1")]
    assert str(amount_once(partly_paid)) == "50.00"
    apart = [_finding("1.00", "记-1"), _finding("2.00", None, "HT-9"), _finding("4.00"), _finding("4.00")]
    assert str(amount_once(apart)) == "11.00"
    assert amount_once([_finding(None, "记-1")]) is None
