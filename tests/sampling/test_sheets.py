"""Check sheets out of the books: what stands in them, that they come back, that an unfilled one says nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from auditcheck.cli.commands import cli
from auditcheck.ledgers.load import load
from tests.books import CLEAN, copy_books


def call(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == code, result.output
    return result.stdout


def titles(path: Path, row: int) -> list[Any]:
    return [cell.value for cell in load_workbook(path).worksheets[0][row]]


@pytest.mark.parametrize(
    ("kind", "ledger", "options"),
    [
        ("voucher", "voucher_checks", ["--numbers", "记-05-0003、记-06-0002"]),
        ("asset", "asset_counts", ["--n", "5", "--seed", "3"]),
        ("notice", "notice_checks", []),
        ("policy", "policy_checks", []),
    ],
)
def test_each_sheet_is_known_again(kind: str, ledger: str, options: list[str], tmp_path: Path) -> None:
    out = tmp_path / f"{kind}.xlsx"
    call("sheet", "new", kind, str(CLEAN), "-q", "-o", str(out), *options)
    sheet = next(sheet for sheet in load([out]).sheets if sheet.ledger)
    assert sheet.ledger == ledger and sheet.rejected == 0 and sheet.loaded > 0
    # What the ledgers say stands in grey columns that are no columns of the sheet.
    assert not any(column.column for column in sheet.columns if column.header.startswith("账载"))


def test_the_same_seed_counts_the_same_assets(tmp_path: Path) -> None:
    made = []
    for name in ("a.xlsx", "b.xlsx"):
        call("sheet", "new", "asset", str(CLEAN), "-q", "--n", "4", "--seed", "9", "-o", str(tmp_path / name))
        made.append(
            [row[0].value for row in load_workbook(tmp_path / name).worksheets[0].iter_rows(min_row=5, max_row=8)]
        )
    assert made[0] == made[1] and len(set(made[0])) == 4


def test_check_points_are_worded_as_the_engagement_says(tmp_path: Path) -> None:
    books = copy_books(CLEAN, tmp_path / "books")
    settings = books / "auditcheck.toml"
    settings.write_text(
        settings.read_text("utf-8") + '\n[sample]\npoints = ["附件齐全", "审批手续完备"]\n', encoding="utf-8"
    )
    out = tmp_path / "sheet.xlsx"
    call("sample", "select", str(books), "-q", "--method", "random", "--n", "3", "--seed", "1", "-o", str(out))
    found = titles(out, 5)
    assert "要点1（附件齐全）" in found and "审批手续完备" in found and "金额一致" not in found
    sheet = next(sheet for sheet in load([out]).sheets if sheet.ledger)
    assert {column.column for column in sheet.columns} >= {"point_1", "point_2"}


def test_a_sample_of_books_is_the_same_in_every_version() -> None:
    """Golden: a change here needs a new version of the method."""
    text = call(
        *(
            "sample",
            "select",
            str(CLEAN),
            "-q",
            "--by",
            "voucher",
            "--method",
            "interval",
            "--n",
            "12",
            "--seed",
            "5",
            "--format",
            "json",
        ),
    )
    document = json.loads(text)
    keys = "\n".join(f"{item['key']} {item['hits']}" for item in document["items"])
    assert hashlib.sha256(keys.encode()).hexdigest()[:16] == "fd53d970f65de8f6"


def test_an_unfilled_sheet_changes_no_finding(tmp_path: Path) -> None:
    out = tmp_path / "sheet.xlsx"
    call("sample", "select", str(CLEAN), "-q", "--method", "random", "--n", "30", "--seed", "1", "-o", str(out))
    call(
        "run",
        str(CLEAN),
        str(out),
        "-o",
        str(tmp_path / "out"),
        "-q",
        "--select",
        "CON-001,CON-002,CON-004,CON-006,EVI-008",
    )
    assert json.loads((tmp_path / "out" / "findings.json").read_text("utf-8"))["findings"] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--method", "random"], "--n"),
        ([], "--certain"),
        (["--pick", "记-05-0003"], "理由"),
        (["--certain", "1万", "--only", "month=1999-01"], "1999-01"),
    ],
)
def test_a_slip_is_told_with_what_to_do(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(cli, ["sample", "select", str(CLEAN), "-q", "--by", "voucher", *arguments])
    assert result.exit_code == 2 and told in result.output and "Traceback" not in result.output


def test_a_two_stage_sample_keeps_both_stages(tmp_path: Path) -> None:
    out = tmp_path / "two.xlsx"
    arguments = ["--method", "two-stage", "--strata", "month", "--bodies", "4", "--n", "16", "--seed", "7"]
    document = json.loads(call("sample", "select", str(CLEAN), "-q", *arguments, "-o", str(out), "--format", "json"))
    stages = document["stages"]
    drawn = {each["name"]: each for each in stages["each"] if each["drawn"]}
    assert stages["probability"] == "0.333333" and len(stages["each"]) == 12 and len(drawn) == 4
    for item in document["items"]:
        body = drawn[item["stratum"]]
        assert abs(float(item["probability"]) - body["drawn"] / body["rows"] / 3) < 1e-6
    notes = {str(row[0]): str(row[1]) for row in load_workbook(out)["抽样说明"].iter_rows(values_only=True)}
    assert "入样概率0.333333" in notes["第一阶段（按月份）"] and "第二阶段抽取" in notes[next(iter(drawn))]
    result = CliRunner().invoke(cli, ["sample", "evaluate", "--sheet", str(out), "--tolerable", "10%"])
    assert result.exit_code == 0 and "16张凭证尚未检查" in result.stdout
