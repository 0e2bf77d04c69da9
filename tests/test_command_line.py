"""Exit codes, messages and files of the commands, as others script against them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from tests.books import CLEAN, SEED, copy_books


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_clean_books_have_nothing_but_hints_for_sampling_and_end_with_0(tmp_path: Path) -> None:
    code, _, stderr = run("run", CLEAN, "-o", tmp_path / "out", "--today", "2024-07-01", "-q")
    document = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    told = [finding for finding in document["findings"] if finding["class"] != "suspicion"]
    assert [finding["message"] for finding in told] == []
    # One supplier has more than its share, four sums are large for their account: true, and no fault.
    assert {finding["check"] for finding in document["findings"]} <= {"STA-007", "SUP-007"}
    assert code == 0, stderr
    assert sum(entry["state"] == "clean" for entry in document["checks"]) >= 15


def test_findings_at_the_gate_end_with_1_and_the_gate_can_be_moved(tmp_path: Path) -> None:
    assert run("run", SEED, "-o", tmp_path / "out", "--select", "CON", "-q")[0] == 1
    assert run("run", SEED, "-o", tmp_path / "out2", "--select", "STA-004", "-q")[0] == 0
    assert run("run", SEED, "-o", tmp_path / "out3", "--select", "STA-004", "--fail-on", "info", "-q")[0] == 1


def test_one_good_book_among_bad_ones_is_read_and_each_bad_one_is_told(tmp_path: Path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    good = next(path for path in SEED.glob("*.xlsx") if "合同台账" in path.name)
    shutil.copy(good, books / good.name)
    (books / "坏的.xlsx").write_bytes(good.read_bytes()[:2000])
    (books / "空的.xlsx").write_bytes(b"")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 4000
    (books / "加密.xlsx").write_bytes(ole)
    code, _, stderr = run("run", books, "-o", tmp_path / "out", "--select", "CON", "-q")
    assert code == 0, stderr
    for name in ("坏的.xlsx", "空的.xlsx", "加密.xlsx"):
        assert sum(name in line for line in stderr.splitlines()) == 1
    assert "Traceback" not in stderr
    loaded = json.loads((tmp_path / "out" / "load.json").read_text(encoding="utf-8"))
    assert [sheet["ledger"] for sheet in loaded["sheets"] if sheet["ledger"]] == ["contracts"]
    assert run("run", books, "-o", tmp_path / "strict", "--select", "CON", "--strict", "-q")[0] == 2


def test_nothing_readable_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "空的.xlsx").write_bytes(b"")
    code, _, stderr = run("run", tmp_path, "-q")
    assert code == 2
    assert "空的.xlsx" in stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("run", "no-such-folder"), "no-such-folder"),
        (("run", SEED, "--select", "CON-999"), "CON-999"),
        (("run", SEED, "--param", "CON-002.grace_day=3"), "grace_days"),
        (("run", SEED, "--param", "CON-002.grace_days=soon"), "soon"),
        (("run", SEED, "--rubric", "no-such-rubric"), "no-such-rubric"),
        (("checks", "show", "CON-9"), "CON-9"),
        (("score", "-o", "no-such-folder"), "no-such-folder"),
    ],
)
def test_a_wrong_word_is_answered_with_what_was_expected_and_ends_with_2(arguments: tuple[str, ...], told: str) -> None:
    code, _, stderr = run(*arguments)
    assert code == 2
    assert told in stderr
    assert "Traceback" not in stderr


def test_json_without_a_folder_goes_to_standard_output_alone() -> None:
    code, stdout, _ = run("run", SEED, "--format", "json", "--select", "CON")
    assert code == 1
    assert json.loads(stdout)["schema"] == "auditcheck/findings/1"


@pytest.mark.parametrize("name", ["CON-002", "con-002", "acceptance_before_signing"])
def test_a_parameter_from_the_command_line_is_used_and_recorded(name: str, tmp_path: Path) -> None:
    run("run", SEED, "-o", tmp_path / "out", "--param", f"{name}.grace_days=30", "--select", "CON-002", "-q")
    document = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    entry = next(entry for entry in document["checks"] if entry["id"] == "CON-002")
    assert entry["params"] == {"grace_days": "30"}
    assert entry["state"] == "clean"


def test_score_explains_and_answers_what_if(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("run", SEED, "-o", out, "-q")
    document = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    failing = [
        f["fingerprint"] for f in document["findings"] if f["state"] == "confirmed" and f["check"].startswith("CON")
    ]
    changes = [word for mark in failing for word in ("--what-if", f"{mark}=dismissed")]
    before = json.loads((out / "score.json").read_text(encoding="utf-8"))["total"]
    code, stdout, _ = run("score", "-o", out, "--format", "json", *changes)
    assert code == 0
    assert (before, json.loads(stdout)["total"]) == ("92.74", "93.74")
    assert json.loads((out / "score.json").read_text(encoding="utf-8"))["total"] == "92.74"
    assert "B32" in run("score", "-o", out, "--explain", "B32")[1]


def test_demo_ends_with_0_and_leaves_the_files(tmp_path: Path) -> None:
    code, stdout, _ = run("demo", "-o", tmp_path / "demo")
    assert code == 0
    for name in ("findings.json", "score.json", "load.json", "findings.xlsx", "evidence.csv", "auditcheck.toml"):
        assert (tmp_path / "demo" / name).is_file()
    assert "92.74" in stdout


def test_a_book_with_a_unit_column_joins_one_without(tmp_path: Path) -> None:
    books = tmp_path / "books"
    books.mkdir()
    _write(books / "合同台账.xlsx", ["单位", "合同编号", "合同名称", "甲方", "乙方", "签订日期", "合同金额"],
           [["某市示范局", "HT-1", "办公设备采购", "某市示范局", "甲公司", "2023-05-10", 60000]])  # fmt: skip
    _write(
        books / "支付明细.xlsx",
        ["支付日期", "支付金额", "收款人", "合同编号"],
        [["2023-05-01", 60000, "甲公司", "HT-1"]],
    )
    run("run", books, "-o", tmp_path / "out", "--select", "CON-003", "-q")
    document = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))
    assert [finding["key"]["contract_no"] for finding in document["findings"]] == ["HT-1"]


def test_inside_an_engagement_books_are_found_and_results_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = copy_books(CLEAN, tmp_path / "books")
    for path in books.glob("*.xlsx"):
        if not any(word in path.name for word in ("合同台账", "验收", "支付")):
            path.unlink()
    monkeypatch.chdir(books)
    for _ in range(2):  # the second run does not take the results of the first for ledgers
        code, _, stderr = run("run", "-q", "--today", "2024-07-01", "--select", "CON")
        assert code == 0, stderr
        assert "findings.xlsx" in stderr
    loaded = json.loads((books / "load.json").read_text(encoding="utf-8"))
    assert not any("findings.xlsx" in sheet["file"] for sheet in loaded["sheets"])
    run("run", books, "-o", tmp_path / "out", "--select", "CON", "-q")
    monkeypatch.chdir(tmp_path / "out")
    assert run("run", "-q", "--today", "2024-07-01", "--select", "CON")[0] == 0


def test_a_period_is_months_of_one_or_several_years(tmp_path: Path) -> None:
    run("run", CLEAN, "-o", tmp_path / "out", "--period", "2022-01..2022-12", "--select", "EVI-007", "-q")
    assert json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))["run"]["year"] == 2022
    run("run", CLEAN, "-o", tmp_path / "out", "--period", "2021-01..2023-06", "--select", "EVI-007", "-q")
    told = json.loads((tmp_path / "out" / "findings.json").read_text(encoding="utf-8"))["run"]
    assert (told["year"], told["period"]) == (2023, "2021-01..2023-06")
    for wrong in ("2023", "2023-12..2023-01", "2023-01..2023-13"):
        assert run("run", CLEAN, "--period", wrong)[0] == 2
    assert run("run", CLEAN, "--period", "2021-01..2023-12", "--year", "2020")[0] == 2


def test_what_lies_outside_the_period_is_told_marked_and_not_counted(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert (
        run("run", SEED, "-o", out, "--period", "2023-01..2023-12", "--today", "2024-07-01", "--select", "CON", "-q")[0]
        == 1
    )
    whole = json.loads((out / "findings.json").read_text(encoding="utf-8"))["findings"]
    assert run("run", SEED, "-o", out, "--period", "2019-01..2019-12", "--select", "CON", "-q")[0] == 0
    other = json.loads((out / "findings.json").read_text(encoding="utf-8"))["findings"]
    dated = {finding["fingerprint"]: finding for finding in other if finding["date"]}
    assert dated
    assert set(dated) <= {finding["fingerprint"] for finding in whole}
    assert not any(finding["in_period"] for finding in dated.values())
    book = openpyxl.load_workbook(out / "findings.xlsx")
    assert any("（期外）" in str(cell.value) for row in book["证据明细"].iter_rows() for cell in row)


def test_a_check_that_fails_is_told_and_fails_a_strict_run(tmp_path: Path) -> None:
    own = tmp_path / "checks"
    own.mkdir()
    (own / "endless.sql").write_text(
        "/*\nid: OWN-001\nname: endless\ntitle: 某\nsummary: x\nkind: finding\nclass: data\nseverity: low\nstatus: draft\n"
        "scope: [unit]\nkey: [contract_no]\nrequires: [contracts.contract_no]\nmessage: '{lead}，需进一步核实。'\n*/\n"
        "SELECT unit, contract_no, error('no') AS x, row_id AS contract_row FROM contracts\n",
        encoding="utf-8",
    )
    arguments = ("run", CLEAN, "--checks", own, "--select", "OWN-001", "-q", "-o", tmp_path / "out")
    code, _, stderr = run(*arguments)
    assert (code, "OWN-001" in stderr) == (0, True)
    assert run(*arguments, "--strict")[0] == 2


def _write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    book.save(path)
