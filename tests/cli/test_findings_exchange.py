"""findings export and findings import as their user sees them: exit codes, what is shown, what is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditcheck.cli.commands import cli
from tests.engagement.exchanging import Hands, engagement, finding


@pytest.fixture
def job(tmp_path: Path) -> Path:
    return engagement(tmp_path / "job", finding(1), finding(2, message="联系人电话13812345678。"))


def findings(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["findings", *map(str, arguments), "--today", "2024-07-02"])


def test_a_list_goes_out_and_comes_back(job: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    assert findings("export", path, "-o", job).exit_code == 0
    Hands(path, "问题清单").write("合同-001", department="[财务]处", filled_by="甲").save(path)
    shown = findings("import", path, "-o", job, "--dry-run")
    assert (shown.exit_code, "[财务]处" in shown.output, "1 cell changes" in shown.output) == (0, True, True)
    assert findings("import", path, "-o", job).exit_code == 0
    assert "nothing to do" in findings("import", path, "-o", job).output


def test_what_is_left_gives_exit_code_1_and_a_fault_2(job: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    findings("export", path, "-o", job)
    Hands(path, "问题清单").write("合同-001", state="已确认", reason="r").save(path)
    result = findings("import", path, "-o", job)
    assert (result.exit_code, "not taken: list.xlsx [问题清单] row" in result.output) == (1, True)
    assert findings("import", path, "-o", job, "--person", "甲").exit_code == 0
    nothing = findings("import", tmp_path / "none.xlsx", "-o", job)
    assert (nothing.exit_code, "Traceback" in nothing.output) == (2, False)
    assert findings("export", "-o", job).exit_code == 2
    assert findings("export", path, "-o", tmp_path / "elsewhere").exit_code == 2


def test_numbers_of_persons_are_masked_in_what_goes_out(job: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    findings("export", path, "-o", job, "--opinions", tmp_path / "o.xlsx", "--annex5", tmp_path / "5.docx")
    hands = Hands(path, "问题清单")
    assert hands.page.cell(hands.row("合同-002"), hands.columns["fact"]).value == "联系人电话138****5678。"
    assert findings("import", path, "-o", job).output.count("taken") == 1
    assert (tmp_path / "o.xlsx").is_file()
    assert (tmp_path / "5.docx").is_file()
