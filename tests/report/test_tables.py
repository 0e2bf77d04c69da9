"""Every table of a job as csv that Excel opens and json that programs read: the same rows in both."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from auditcheck.ledgers.finding import STORE, find_files
from auditcheck.report import tables

Doc = dict[str, Any]


def _csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # else Excel takes it for GBK
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_both_forms_hold_the_same_tables_columns_and_rows(documents: tuple[Doc, Doc, Doc], tmp_path: Path) -> None:
    tables.write_tables(tmp_path, tables.FORMATS, *documents)
    assert {path.stem for path in tmp_path.glob("*.csv")} == {path.stem for path in tmp_path.glob("*.json")}
    for path in tmp_path.glob("*.json"):
        document = json.loads(path.read_text("utf-8"))
        rows = _csv(path.with_suffix(".csv"))
        assert len(rows) == len(document["rows"])
        header = path.with_suffix(".csv").read_text("utf-8-sig").splitlines()[0]
        assert header == ",".join(document["columns"])
        assert all(list(row) == document["columns"] for row in [*rows, *document["rows"]])
    findings, score, _load = documents
    assert [row["no"] for row in _csv(tmp_path / "findings.csv")] == [each["no"] for each in findings["findings"]]
    assert [row["code"] for row in _csv(tmp_path / "indicators.csv")] == [each["code"] for each in score["indicators"]]
    assert len(_csv(tmp_path / "evidence.csv")) >= sum(len(each["evidence"]) for each in findings["findings"])


def test_no_cell_becomes_a_formula_and_amounts_stay_numbers(documents: tuple[Doc, Doc, Doc], tmp_path: Path) -> None:
    findings, score, load = documents
    findings["findings"][0] |= {"message": '=HYPERLINK("http://x")', "amount": "-98900.00", "title": "＝1+1"}
    tables.write_tables(tmp_path, ["csv"], findings, score, load)
    row = _csv(tmp_path / "findings.csv")[0]
    assert row["message"].startswith("'=") and row["title"].startswith("'＝") and row["amount"] == "-98900.00"


def test_what_people_said_stands_in_the_history(documents: tuple[Doc, Doc, Doc]) -> None:
    findings = documents[0]
    steps = [
        {
            "seq": 1,
            "time": "2024-05-20T08:00:00Z",
            "actor": "甲",
            "role": "auditor",
            "action": "decide",
            "from": "open",
            "to": "pending",
            "reason": "缺签收单",
        },
        {
            "seq": 4,
            "time": "2024-05-21T08:00:00Z",
            "actor": "乙",
            "role": "reviewer",
            "action": "review",
            "opinion": "同意",
        },
    ]
    findings["findings"] = [{**findings["findings"][0], "life": {"history": steps}}]
    rows = tables.tables(findings, None, None)["history"]
    assert [(row["actor"], row["action"], row["reason"]) for row in rows] == [
        ("甲", "decide", "缺签收单"),
        ("乙", "review", "同意"),
    ]


def test_without_score_and_load_their_tables_are_empty(documents: tuple[Doc, Doc, Doc]) -> None:
    found = tables.tables(documents[0], None, None)
    assert found["indicators"] == found["sheets"] == [] and found["findings"]


def test_a_later_run_does_not_read_them_as_ledgers(documents: tuple[Doc, Doc, Doc], tmp_path: Path) -> None:
    tables.write_tables(tmp_path / tables.FOLDER, tables.FORMATS, *documents)
    (tmp_path / tables.FOLDER / "合同台账.csv").write_text("合同编号,签订日期", "utf-8")
    assert len(find_files([tmp_path]).files) == len(tables.COLUMNS) + 1  # a folder of somebody's own
    (tmp_path / STORE).touch()
    assert [file.name for file in find_files([tmp_path]).files] == ["tables/合同台账.csv"]
