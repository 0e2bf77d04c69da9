"""What people and programs do to a sheet on its way: it still comes back, or is told by file, sheet and row."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from auditcheck.errors import AuditcheckError
from tests.engagement.exchanging import (
    LIST,
    Hands,
    cells,
    engagement,
    exported,
    finding,
    take,
)


@pytest.fixture
def job(tmp_path: Path) -> Path:
    return engagement(tmp_path / "job", *(finding(number) for number in range(1, 7)))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": "已确认", "reason": "r"}, "nobody is named"),
        ({"state": "已确认", "decided_by": "甲"}, "reason"),
        (
            {"state": "差不多", "decided_by": "甲", "reason": "r"},
            "核实状态 is 差不多: expected one of 疑点（待核实）、",
        ),
        ({"state": "待补资料", "decided_by": "甲"}, "what is awaited"),
        (
            {"state": "待补资料", "wanted": "a", "provider": "乙", "due": "下个月", "decided_by": "甲"},
            "提供期限 is 下个月",
        ),
        ({"answer": "有异议", "answered_by": "丁"}, "fill in 反馈理由"),
        ({"adopted": "采纳", "filled_by": "甲"}, "has not answered"),
        ({"money_illegal": 1, "money_lost": 2, "filled_by": "甲"}, "only one of"),
        ({"money_illegal": "许多", "filled_by": "甲"}, "违规金额 is 许多"),
        ({"state": "正在整改", "decided_by": "甲", "reason": "r"}, "cannot become"),
    ],
)
def test_what_cannot_be_taken_is_told_with_file_sheet_and_row(
    job: Path, tmp_path: Path, values: dict[str, Any], words: str
) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST).write("合同-002", **values)
    hands.write("合同-003", department="财务处", filled_by="甲")
    result = take(job, hands.save(tmp_path / "b.xlsx"))
    assert len(result.problems) == 1
    assert words in result.problems[0]
    assert f"b.xlsx [{LIST}] row {hands.row('合同-002')}" in result.problems[0]
    assert cells(result.changes) == {("合同-003", "责任部门"): "财务处"}


def test_a_row_of_damaged_hidden_cells_is_told(job: Path, tmp_path: Path) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST)
    for number in range(1, 6):
        hands.write(f"合同-00{number}", department="财务处", filled_by="甲")
    hands.write("合同-001", id=None)  # by its number, and the marks of the hidden sheet
    hands.write("合同-002", seal="x")
    hands.write("合同-003", id=finding(4)["fingerprint"])  # columns sorted apart
    hands.page.cell(hands.row("合同-005"), 1).value = "合同-099"
    hands.write("合同-099", id=None)
    result = take(job, hands.save(tmp_path / "b.xlsx"))
    assert {no for no, _column in cells(result.changes)} == {"合同-001", "合同-002", "合同-004"}
    assert ["sorted apart" in problem or "no id" in problem for problem in result.problems] == [True, True]
    # Without the hidden sheet nobody can tell what was changed in such rows.
    del hands.book["_auditcheck"]
    bare = take(job, hands.save(tmp_path / "c.xlsx"), dry_run=True)
    assert sum("export again" in problem.lower() for problem in bare.problems) == 2


def _without_names(hands: Hands) -> None:
    hands.page.delete_rows(hands.codes)


def _pasted_elsewhere(hands: Hands) -> None:
    """The header and the rows alone in another workbook."""
    rows = [[cell.value for cell in row] for row in hands.page.iter_rows(min_row=hands.header)]
    hands.book = Workbook()
    for row in rows:
        hands.book.active.append(row)


def _without_hidden_columns(hands: Hands) -> None:
    hands.page.delete_cols(hands.columns["id"], 2)


def _with_blank_rows_and_a_copied_row(hands: Hands) -> None:
    hands.page.insert_rows(hands.header + 1, 2)
    row = hands.row("合同-001")
    for column in range(1, hands.page.max_column + 1):
        hands.page.cell(30, column).value = hands.page.cell(row, column).value


def _with_a_copied_column(hands: Hands) -> None:
    hands.page.insert_cols(5)
    for row in range(hands.codes, hands.page.max_row + 1):
        hands.page.cell(row, 5).value = hands.page.cell(row, hands.columns["state"] + 1).value
    hands.page.cell(hands.header, 5).value = "我的副本"
    hands.page.cell(hands.row("合同-002"), 5).value = "随便写"


def _merged_down(hands: Hands) -> None:
    row = hands.row("合同-001")
    for code in ("department", "filled_by"):
        at = hands.columns[code]
        hands.page.merge_cells(start_row=row, end_row=row + 1, start_column=at, end_column=at)


@pytest.mark.parametrize(
    "ugly",
    [
        _without_names,
        _pasted_elsewhere,
        _without_hidden_columns,
        _with_blank_rows_and_a_copied_row,
        _with_a_copied_column,
        _merged_down,
    ],
)
def test_what_people_do_to_a_sheet_loses_nothing(job: Path, tmp_path: Path, ugly: Callable[[Hands], None]) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST).write("合同-001", department="财务处", filled_by="甲")
    hands.write("合同-003", state="已确认", reason="r", decided_by="甲")
    ugly(hands)
    result = take(job, hands.save(tmp_path / "b.xlsx"))
    assert result.left == 0
    merged = {("合同-002", "责任部门"): "财务处"} if ugly is _merged_down else {}
    assert cells(result.changes) == merged | {
        ("合同-001", "责任部门"): "财务处",
        ("合同-003", "核实状态"): "问题（已确认）",
        ("合同-003", "认定人"): "甲",
        ("合同-003", "认定理由"): "r",
    }


def test_facts_that_were_changed_are_told_and_not_taken(job: Path, tmp_path: Path) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST).write("合同-001", fact="没有的事", amount=1)
    result = take(job, hands.save(tmp_path / "b.xlsx"))
    assert (result.entries, result.left) == ([], 0)
    assert "事实描述、涉及金额" in result.notes[0]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice saves the copies")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_copy_saved_by_another_program_is_read(job: Path, tmp_path: Path, kind: str) -> None:
    hands = Hands(exported(job, tmp_path / "a.xlsx"), LIST)
    hands.write(
        "合同-001", money_lost=1234.5, due=datetime(2024, 7, 30), state="待补资料", wanted="合同", provider="乙"
    )
    hands.write("合同-001", filled_by="甲", comment="第一行\n第二行 ")
    hands.save(tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "copy")]
    subprocess.run([*command, str(tmp_path / "a.xlsx")], check=True, capture_output=True, timeout=120)
    result = take(job, tmp_path / "copy" / f"a.{kind}")
    assert (result.left, result.notes) == (0, [])
    assert cells(result.changes) == {
        ("合同-001", "核实状态"): "待补资料",
        ("合同-001", "需补的资料或说明"): "合同",
        ("合同-001", "提供人"): "乙",
        ("合同-001", "提供期限"): "2024-07-30",
        ("合同-001", "损失浪费金额"): "1234.5",
        ("合同-001", "批注"): "第一行\n第二行",
    }


def test_a_foreign_file_is_refused_with_what_was_expected(job: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "合同台账"
    book.save(tmp_path / "f.xlsx")
    (tmp_path / "g.xlsx").write_bytes(b"not a workbook")
    for name, words in (("f.xlsx", "findings export"), ("g.xlsx", "not readable as a workbook"), ("h.xlsx", "opened")):
        with pytest.raises(AuditcheckError, match=words):
            take(job, tmp_path / name)
