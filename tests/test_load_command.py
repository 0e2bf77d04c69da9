"""``auditcheck load``: what is printed of each sheet, what gaps cost, mapping files, and questions on a terminal."""

from __future__ import annotations

import json
import os
import select
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from auditcheck.cli import asking
from auditcheck.cli.commands import cli
from tests.books import SEED

HEADERS = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额", "金额", "是否用章", "承办处室", "备注2"]
ROWS = [HEADERS] + [
    [f"HT-{i}", f"采购{i}", f"公司{i}", f"2023-05-{i:02}", i * 2, i * 3, "是", "办公室" if i % 2 else "计财处", "章"]
    for i in range(1, 8)
]
UNKNOWN = [["流水", "收到日子", "多少钱", "事由"], *([i, "2023-05-01", 100 + i, "买纸"] for i in range(1, 6))]


def write(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    folder.mkdir(exist_ok=True)
    book.save(folder / "合同台账.xlsx")
    return folder


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return write(tmp_path / "books", {"2023": ROWS})


def run(*arguments: object, text: str | None = None) -> Result:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], input=text)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def document(*arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("load", *arguments, "--format", "json", "-q").stdout)
    return found


def columns(load: dict[str, Any], sheet: int = 0) -> dict[str, tuple[str | None, str]]:
    return {each["header"]: (each["column"], each["how"]) for each in load["sheets"][sheet]["columns"]}


def mapping(path: Path, meaning: str = "contracts.sealed", header: str = "备注2") -> Path:
    signature = json.dumps(HEADERS, ensure_ascii=False)
    text = f'[[sheet]]\nsignature = {signature}\nledger = "contracts"\n[sheet.columns]\n"{header}" = "{meaning}"\n'
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_each_header_is_shown_with_its_column_how_it_was_found_its_fill_and_samples(books: Path) -> None:
    shown = run("load", books, "-q").stdout
    line = next(line for line in shown.splitlines() if "签订日期" in line)
    assert "exact" in line and "100%" in line and "2023-05-01" in line
    assert "header in row 1" in shown and "money in 元" in shown and "confidence" in shown
    assert "not used" in next(line for line in shown.splitlines() if "备注2" in line)


def test_what_is_missing_names_checks_and_indicators(books: Path) -> None:
    sheet = document(books)["sheets"][0]
    missing = {each["column"]: each for each in sheet["missing"]}
    assert "CON-004" in missing["seal_name"]["checks"]
    assert missing["seal_name"]["indicators"] == ["B32"]
    assert "sign_date" not in missing
    shown = run("load", books, "-q").stdout
    assert "CON-004 合同用章主体不适格" in " ".join(shown.split())


def test_papers_to_ask_for_name_the_sections(books: Path) -> None:
    load = document(books)
    want = next(each for each in load["wanted"] if each["column"] == "seal_name")
    assert want["departments"] == [{"name": "办公室", "rows": 4}, {"name": "计财处", "rows": 3}]
    assert want["rows"] == 7
    assert any(each["ledger"] == "acceptances" and each["column"] is None for each in load["wanted"])
    assert "办公室 4, 计财处 3" in run("load", books, "-q").stdout


def test_a_column_with_gaps_costs_only_its_blank_rows(tmp_path: Path) -> None:
    rows = [[*row[:3], None if row[0] in ("HT-1", "HT-2", "HT-4") else row[3], *row[4:]] for row in ROWS]
    load = document(write(tmp_path / "books", {"2023": rows}))
    gap = next(each for each in load["sheets"][0]["gaps"] if each["column"] == "sign_date")
    assert gap["rows"] == 3 and "CON-002" in gap["checks"]
    want = next(each for each in load["wanted"] if each["column"] == "sign_date")
    assert want["departments"] == [{"name": "计财处", "rows": 2}, {"name": "办公室", "rows": 1}]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_wider_than_the_terminal(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = run("load", SEED, "-q", "--lang", language, "--verbose").stdout
    assert max(cell_len(line) for line in shown.splitlines()) <= 80


def test_of_many_sheets_only_what_tells_something_unless_verbose() -> None:
    short, long = run("load", SEED, "-q").stdout, run("load", SEED, "-q", "--verbose").stdout
    assert len(short.splitlines()) < len(long.splitlines()) * 0.75
    assert "What was read" in short.split("What was understood")[0]


def test_a_mapping_file_is_applied_and_said(books: Path, tmp_path: Path) -> None:
    path = mapping(tmp_path / "mine.toml")
    result = run("load", books, "--mapping", path, "--format", "json")
    assert columns(json.loads(result.stdout))["备注2"] == ("sealed", "profile")
    assert "mine.toml: applied to 1 sheet" in result.stderr


def test_a_mapping_that_fits_nothing_is_said(books: Path, tmp_path: Path) -> None:
    path = mapping(tmp_path / "mine.toml")
    path.write_text(path.read_text("utf-8").replace("合同编号", "另一个"), encoding="utf-8")
    assert "mine.toml: fits no sheet" in run("load", books, "--mapping", path).stderr


def test_a_mapping_with_a_mistake_ends_with_2(books: Path, tmp_path: Path) -> None:
    result = run("load", books, "--mapping", mapping(tmp_path / "mine.toml", "contracts.seald"))
    assert result.exit_code == 2
    assert "mine.toml" in result.stderr and "did you mean sealed" in result.stderr


def test_an_engagement_applies_its_mapping_by_itself_in_load_and_run(books: Path, tmp_path: Path) -> None:
    (books / "auditcheck.toml").write_text('[engagement]\nkind = "audit"\n', encoding="utf-8")
    mapping(books / "mapping.toml")
    assert columns(document(books))["备注2"] == ("sealed", "profile")
    result = run("run", books, "-o", tmp_path / "out", "--select", "CON-002")
    assert "applied to 1 sheet" in result.stderr
    load = json.loads((tmp_path / "out" / "load.json").read_text("utf-8"))
    assert columns(load)["备注2"] == ("sealed", "profile") and "missing" in load["sheets"][0]


def test_without_a_terminal_the_questions_are_listed(books: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    result = run("load", books, "--interactive", "--save-mapping", path, "-q")
    assert "question" in result.stderr and "contracts.amount" in result.stderr
    assert "answers.toml" in result.stderr
    again = run("load", books, "--save-mapping", path, "-q")
    assert again.exit_code == 2 and "exists already" in again.stderr


def test_a_profile_to_fill_in_changes_nothing_until_a_line_is_chosen(books: Path, tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    run("load", books, "--save-mapping", path, "-q")
    text = path.read_text("utf-8")
    tomllib.loads(text)
    before, after = document(books), document(books, "--mapping", path)
    assert {header: column for header, (column, _how) in columns(before).items()} == {
        header: column for header, (column, _how) in columns(after).items()
    }
    chosen = text.replace('\n"合同金额" =', '\n# "合同金额" =').replace(
        '# "金额" = "contracts.amount"', '"金额" = "contracts.amount"'
    )
    path.write_text(chosen, encoding="utf-8")
    assert columns(document(books, "--mapping", path))["金额"] == ("amount", "profile")


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "on_terminal", lambda: True)


def test_answers_are_previewed_saved_beside_the_books_and_used_next_time(
    books: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    result = run("load", books, "--interactive", "-q", text="9\n1\nq\n\n")
    assert "9: none of these" in result.stderr
    assert "rows loaded 7 → 7" in result.stderr and "金额: not used → 合同金额" in result.stderr
    assert (books / "mapping.toml").is_file()
    assert columns(document(books))["金额"] == ("amount", "profile")
    assert columns(document(books))["合同金额"] == (None, "profile")


def test_answers_that_are_not_saved_hold_for_this_time(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_terminal(monkeypatch)
    result = run("load", books, "--interactive", "--format", "json", "-q", text="1\nq\nn\n")
    assert columns(json.loads(result.stdout))["金额"] == ("amount", "manual")
    assert not (books / "mapping.toml").exists()


def test_enter_keeps_and_the_end_of_input_stops(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_terminal(monkeypatch)
    result = run("load", books, "--interactive", "-q", text="\n")
    assert result.exit_code == 0 and "Nothing was changed" in result.stderr


def test_a_sheet_of_no_known_ledger_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_terminal(monkeypatch)
    books, path = write(tmp_path / "books", {"登记": UNKNOWN}), tmp_path / "m.toml"
    assert run("load", books, "-q").exit_code == 2
    answers = "payments\n1\n收到日子\nq\n"
    result = run("load", books, "--interactive", "--save-mapping", path, "-q", text=answers)
    assert result.exit_code == 0 and "rows loaded 0 → 5" in result.stderr
    assert columns(document(books, "--mapping", path))["收到日子"][0] is not None


def dialog(command: Sequence[str], answers: Sequence[str], seconds: float = 60) -> tuple[int, str]:
    """Run a command on a pseudo terminal, answering each prompt as it comes; (exit code, what was shown)."""
    pty = pytest.importorskip("pty")
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(COLUMNS="80", LC_ALL="C.UTF-8", TERM="xterm")
        os.execv(command[0], list(command))
    shown, told, left, end = b"", 0, list(answers), time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            if not select.select([terminal], [], [], 0.5)[0]:
                continue
            try:
                data = os.read(terminal, 4096)
            except OSError:
                break
            if not data:
                break
            shown += data
            if shown[told:].rstrip().endswith((b"to stop:", b"[Y/n]")):
                told = len(shown)
                os.write(terminal, (left.pop(0) + "\n").encode() if left else b"\x04")
        else:
            os.kill(child, 9)
    finally:
        os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode("utf-8", "replace")


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_on_a_real_terminal(books: Path) -> None:
    command = [sys.executable, "-m", "auditcheck", "load", str(books), "--interactive", "--lang", "en"]
    code, shown = dialog(command, ["1", "q", "y"])
    assert code == 0, shown
    assert "金额 [F]: 3；6；9" in shown and "saved to" in shown
    saved = tomllib.loads((books / "mapping.toml").read_text("utf-8"))
    assert saved["sheet"][0]["columns"] == {"合同金额": "", "金额": "contracts.amount"}


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
def test_ctrl_d_on_a_terminal_stops_asking(books: Path) -> None:
    code, shown = dialog([sys.executable, "-m", "auditcheck", "load", str(books), "--interactive"], [])
    assert code == 0 and "Nothing was changed" in shown


def test_a_header_that_only_resembles_a_column_is_doubtful_until_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    rows = [[each if each != "签订日期" else "合同签约日期" for each in row if each != "金额"] for row in ROWS]
    books = write(tmp_path / "books", {"2023": [[*row[:5], *row[6:]] if row[0] != "合同编号" else row for row in rows]})
    before = next(each for each in document(books)["sheets"][0]["columns"] if each["header"] == "合同签约日期")
    assert (before["column"], before["doubt"]) == ("sign_date", "similar")
    run("load", books, "--interactive", "-q", text="1\nq\ny\n")
    after = next(each for each in document(books)["sheets"][0]["columns"] if each["header"] == "合同签约日期")
    assert (after["column"], after["how"], after["doubt"]) == ("sign_date", "profile", None)


def test_a_mapping_beside_the_books_is_no_ledger_that_was_left_out(books: Path) -> None:
    mapping(books / "mapping.toml")
    load = document(books)
    assert [each["file"] for each in load["files"]] == ["合同台账.xlsx"]
    assert columns(load)["备注2"] == ("sealed", "profile")


@pytest.mark.parametrize(
    ("file", "tab", "line", "header", "unit", "source", "words"),
    [
        ("合同台账", "2023", "单位：万元", "合同金额", "万元", "line", "by a line above"),
        ("合同台账", "2023", None, "合同金额（万元）", "万元", "header", "by the header"),
        ("合同台账", "台账（万元）", None, "合同金额", "万元", "tab", "by the sheet's name"),
        ("合同台账（千元）", "2023", None, "合同金额", "千元", "file", "by the file's name"),
        ("合同台账", "2023", None, "合同金额", "元", "default", "nothing says so"),
    ],
)
def test_where_the_unit_of_money_was_found_is_said(
    tmp_path: Path, file: str, tab: str, line: str | None, header: str, unit: str, source: str, words: str
) -> None:
    rows = [["合同编号", "合同名称", "乙方", "签订日期", header], ["HT-1", "采购", "甲公司", "2023-05-01", 5]]
    folder = write(tmp_path / "books", {tab: [[line], *rows] if line else rows})
    (folder / "合同台账.xlsx").rename(folder / f"{file}.xlsx")
    sheet = document(folder)["sheets"][0]
    column = next(each for each in sheet["columns"] if each["column"] == "amount")
    assert (sheet["unit_of_money"], sheet["unit_of_money_from"]) == (unit, source)
    assert (column["unit_of_money"], column["unit_from"]) == (unit, source)
    assert f"money in {unit} ({words})" in " ".join(run("load", folder, "-q").stdout.split())


def test_two_units_on_one_sheet_are_named_column_by_column(tmp_path: Path) -> None:
    rows = [
        ["2023年度项目预算", "单位：元"],
        ["项目编码", "项目名称", "支出类型", "年初预算（万元）", "全年预算", "执行数"],
    ]
    folder = write(tmp_path / "books", {"2023": [*rows, ["X1", "检验", "项目支出", 5, 50000, 300]]})
    shown = "".join(run("load", folder, "-q").stdout.split())
    units = [each["unit_of_money"] for each in document(folder)["sheets"][0]["columns"] if each["unit_of_money"]]
    assert units == ["万元", "元", "元"]
    assert "年初预算（万元）in万元(bytheheader)" in shown and "执行数in元(byalineabove)" in shown


def test_the_unit_of_money_is_asked_about_where_nothing_names_one_and_amounts_are_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    rows = [["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]]
    rows += [[f"HT-{n}", "采购", "甲公司", "2023-05-01", n] for n in range(1, 5)]
    books = write(tmp_path / "books", {"2023": rows})
    result = run("load", books, "--interactive", "-q", text="1\ny\n")
    assert "on average: 合同金额 2.50" in result.stderr and "money in: 元 → 万元" in result.stderr
    sheet = document(books)["sheets"][0]
    assert sheet["control_totals"] == {"amount": "100000.00"} and sheet["unit_of_money_from"] == "profile"
    assert sheet["doubts"] == 0


def test_the_body_is_asked_about_where_other_sheets_name_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_terminal(monkeypatch)
    header = ["合同编号", "合同名称", "乙方", "签订日期", "合同金额"]

    def rows(body: str | None) -> list[list[Any]]:
        above = [[f"编制单位：{body}"]] if body else []
        return [*above, header, *([f"HT-{n}", "采购", "甲公司", "2023-05-01", 5000 * n] for n in range(1, 5))]

    books = write(tmp_path / "books", {"甲": rows("某市质检院"), "乙": rows("某市计量院"), "丙": rows(None)})
    result = run("load", books, "--interactive", "-q", text="某市纤检所\ny\n")
    assert "Whose rows are these?" in result.stderr and "body: 本单位 → 某市纤检所" in result.stderr
    assert [sheet["unit"] for sheet in document(books)["sheets"]] == ["某市质检院", "某市计量院", "某市纤检所"]
