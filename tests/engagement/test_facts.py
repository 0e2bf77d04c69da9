"""A date that changes after a finding is a new lead, also in every later run, and repairs nothing."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from auditcheck.cli.commands import cli


def _books(folder: Path, signed: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (
        (
            "合同台账",
            [("单位", "合同编号", "合同名称", "签订日期", "合同金额"), ("某局", "HT-1", "设备采购", signed, 98900)],
        ),
        ("验收登记", [("单位", "合同编号", "验收日期", "验收结论"), ("某局", "HT-1", "2023-04-20", "合格")]),
    ):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / f"{name}.xlsx")
    return folder


def _run(books: Path, out: Path) -> dict[str, dict]:
    arguments = ["run", str(books), "-o", str(out), "--today", "2024-07-01", "--year", "2023", "-q"]
    arguments += ["--select", "CON-002,EVI-009", "--format", "json"]
    CliRunner().invoke(cli, arguments, catch_exceptions=False)
    findings = json.loads((out / "findings.json").read_text("utf-8"))["findings"]
    assert all(each["state"] == "open" for each in findings)
    return {each["check"]: each for each in findings if each["baseline"] != "absent"}


def test_a_changed_date_is_a_new_lead_in_every_later_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert set(_run(_books(tmp_path / "books", "2023-04-28"), out)) == {"CON-002"}
    for _again in range(2):
        found = _run(_books(tmp_path / "books", "2023-04-18"), out)
        assert set(found) == {"EVI-009"}
        message = found["EVI-009"]["message"]
        assert "2023年4月28日" in message or "2023-04-28" in message
        assert found["EVI-009"]["state"] == "open"
        assert found["EVI-009"]["evidence"][0]["cells"]["sign_date"] == "D2"
    assert set(_run(_books(tmp_path / "books", "2023-04-28"), out)) == {"CON-002"}
