"""What people said of two spellings is remembered after 确认记录 is gone, shown, and can be taken back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.ledgers.load import LoadOptions, load

CONTRACTS = [
    ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"],
    ["HT-2023-018", "设备采购", "示例仪器有限公司", "2023-05-01", 98000],
    ["HT2023018", "设备采购", "示例仪器有限公司", "2023-05-01", 98000],
]
DECISION = [
    ["检查", "子规则", "对象", "状态", "人员", "日期", "理由"],
    ["EVI-006", "", "HT-2023-018；HT2023018", "已确认", "审计甲", "2024-03-01", "经核对原件"],
]


def book(path: Path, rows: list[list[Any]], sheet: str = "Sheet1") -> Path:
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def run(*arguments: object, text: str | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], input=text)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def findings(out: Path) -> list[dict[str, Any]]:
    document = json.loads((out / "findings.json").read_text("utf-8"))
    return [each for each in document["findings"] if each["check"] == "EVI-006" and each["baseline"] != "absent"]


def check(books: Path, out: Path) -> str:
    code, _stdout, stderr = run(
        "run",
        books,
        "-o",
        out,
        "--year",
        2023,
        "--asof",
        "2024-06-30",
        "--select",
        "EVI-006",
        "-q",
        "--format",
        "jsonl",
    )
    assert code in (0, 1), stderr
    return stderr


def decisions_header() -> list[str]:
    from auditcheck.ledgers.schema import load_schema

    columns = load_schema().ledgers["decisions"]
    return [columns.column(name).zh for name in ("check", "subrule", "key", "state", "person", "date", "reason")]


@pytest.fixture
def books(tmp_path: Path) -> Path:
    book(tmp_path / "books" / "合同台账.xlsx", CONTRACTS)
    return tmp_path / "books"


def decide(books: Path, state: str = "已确认") -> Path:
    row = [*DECISION[1]]
    row[3] = state
    return book(books / "确认记录.xlsx", [decisions_header(), row], "确认记录")


def test_a_confirmed_pair_stays_one_when_the_sheet_is_gone_and_says_so(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    check(books, out)
    assert len(findings(out)) == 1
    sheet = decide(books)
    assert "earlier decision" not in check(books, out)
    assert findings(out) == []
    sheet.unlink()
    stderr = check(books, out)
    assert findings(out) == []
    assert "1 earlier decision on spellings still holds" in stderr
    assert "HT-2023-018 = HT2023018 (审计甲 2024-03-01)" in stderr


def test_a_refused_pair_stays_two(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    decide(books, "不成立")
    check(books, out)
    (books / "确认记录.xlsx").unlink()
    assert "HT-2023-018 ≠ HT2023018" in check(books, out)


def test_what_the_sheet_says_today_outranks_what_is_remembered(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    decide(books)
    check(books, out)
    decide(books, "疑点")
    check(books, out)
    (books / "确认记录.xlsx").unlink()
    assert "earlier decision" not in check(books, out) and len(findings(out)) == 1


def test_decisions_are_listed_and_taken_back(books: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    decide(books)
    check(books, out)
    (books / "确认记录.xlsx").unlink()
    _, listed, _ = run("merges", "-o", out)
    assert "HT-2023-018 = HT2023018" in listed and "审计甲 2024-03-01 经核对原件" in listed
    number = listed.split()[0]
    assert run("merges", "-o", out, "--revoke", number, "--person", "审计乙", "-q")[0] == 0
    check(books, out)
    assert len(findings(out)) == 1
    assert "HT-2023-018 ? HT2023018" in run("merges", "-o", out)[1]
    code, _, stderr = run("merges", "-o", out, "--revoke", 99)
    assert code == 2 and "no decision 99" in stderr
    assert "nothing is remembered" in run("merges", "-o", tmp_path)[2]


def test_another_engagement_knows_nothing_of_it(books: Path, tmp_path: Path) -> None:
    decide(books)
    check(books, tmp_path / "out")
    (books / "确认记录.xlsx").unlink()
    check(books, tmp_path / "other")
    assert len(findings(tmp_path / "other")) == 1


STAFF = [
    ["人员编号", "姓名", "部门", "岗位", "电话"],
    ["001", "人员甲", "办公室", "会计", "13800000001"],
    ["002", "人员乙", "办公室", "出纳", "13800000002"],
]
SUPPLIERS = [
    ["统一社会信用代码", "供应商名称", "法定代表人", "联系电话", "银行账号"],
    ["91110000802100433B", "示例商贸有限公司", "某甲", "138-0000-0001", "6222020200112233445"],
]


def hashes(folder: Path, salt: str | None) -> tuple[list[Any], list[Any]]:
    tables = load([folder], LoadOptions(salt=salt)).tables
    assert "13800000001" not in repr(list(tables["staff"].columns["phone_hash"]))
    return list(tables["staff"].columns["phone_hash"]), list(tables["suppliers"].columns["phone_hash"])


def test_phones_are_compared_by_hashes_that_nobody_else_can_make(tmp_path: Path) -> None:
    book(tmp_path / "人员.xlsx", STAFF, "岗位名册")
    book(tmp_path / "供应商.xlsx", SUPPLIERS, "供应商")
    staff, suppliers = hashes(tmp_path, "a")
    assert staff[0] == suppliers[0] != staff[1]
    assert hashes(tmp_path, "a") == (staff, suppliers)
    assert hashes(tmp_path, "b")[0][0] != staff[0]
    assert hashes(tmp_path, None)[0] != hashes(tmp_path, None)[0]


def test_the_salt_stays_with_the_engagement(tmp_path: Path) -> None:
    from auditcheck.engagement.memory import salt_of

    assert salt_of(None, is_kept=False) is None and salt_of(tmp_path, is_kept=False) is None
    first = salt_of(tmp_path / "one", is_kept=True)
    assert first and salt_of(tmp_path / "one", is_kept=False) == first
    assert salt_of(tmp_path / "two", is_kept=True) != first
    shutil.rmtree(tmp_path / "one")
    assert salt_of(tmp_path / "one", is_kept=True) != first


def test_spellings_are_asked_about_on_a_terminal_and_remembered(
    books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auditcheck.cli import asking

    monkeypatch.setattr(asking, "on_terminal", lambda: True)
    out = tmp_path / "out"
    answers = "y\n审计丙\n原件只有一份\n"
    _, _, stderr = run("load", books, "-o", out, "--interactive", "-q", "--today", "2024-05-01", text=answers)
    assert "are HT-2023-018 and HT2023018 one?" in stderr and "1 answer on spellings kept" in stderr
    assert "HT-2023-018 = HT2023018" in run("merges", "-o", out)[1]
    assert "审计丙 2024-05-01" in check(books, out) and findings(out) == []
    _, _, stderr = run("load", books, "-o", out, "--interactive", "-q", text="q\n")
    assert "one?" not in stderr
