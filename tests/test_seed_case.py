"""The case of the report, through the command line: what must be found, what must not, and what each cell moves."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from tests.books import SEED, copy_books, drop_rows, edit, workbook

INTELLIGENT_MEETING_SYSTEM = "记-10-0037"
VIDEO_SYSTEM = "记-08-0106"
FORENSICS_KIT = "记-05-0066"


class Result:
    """The documents of one run."""

    def __init__(self, books: Path, out: Path, *options: str) -> None:
        self.run = CliRunner().invoke(
            cli, ["run", str(books), "-o", str(out), "--today", "2024-07-01", "--format", "json", "--quiet", *options]
        )
        assert self.run.exit_code in (0, 1), self.run.output
        self.findings = json.loads((out / "findings.json").read_text(encoding="utf-8"))
        score = out / "score.json"
        self.score = json.loads(score.read_text(encoding="utf-8")) if score.exists() else None

    def check(self, check_id: str) -> dict[str, Any]:
        return next(entry for entry in self.findings["checks"] if entry["id"] == check_id)

    def subrule(self, check_id: str, key: str) -> dict[str, Any]:
        return next(entry for entry in self.check(check_id)["subrules"] if entry["key"] == key)

    def of(self, check_id: str) -> list[dict[str, Any]]:
        return [finding for finding in self.findings["findings"] if finding["check"] == check_id]

    def checks_on(self, voucher: str) -> set[str]:
        """Checks with a finding in whose evidence the voucher stands."""
        return {finding["check"] for finding in self.findings["findings"] if voucher in _vouchers(finding)}

    def marks(self) -> set[str]:
        return {finding["fingerprint"] for finding in self.findings["findings"]}

    def indicator(self, code: str) -> dict[str, Any]:
        return next(entry for entry in self.score["indicators"] if entry["code"] == code)

    def points(self) -> dict[str, str]:
        return {entry["code"]: entry["score"] for entry in self.score["indicators"]}


def _vouchers(finding: dict[str, Any]) -> set[str]:
    return {item["values"]["voucher_no"] for item in finding["evidence"] if "voucher_no" in item["values"]}


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return Result(SEED, tmp_path_factory.mktemp("seed") / "out")


@pytest.fixture
def books(tmp_path: Path) -> Path:
    return copy_books(SEED, tmp_path / "books")


def test_the_first_voucher_shows_use_before_signing_the_office_seal_and_the_closed_circle(seed: Result) -> None:
    found = seed.checks_on(INTELLIGENT_MEETING_SYSTEM)
    assert {"CON-001", "CON-004", "CON-006"} <= found
    assert not found & {"CON-002", "CON-003", "STA-004", "PUR-010"}


def test_the_second_voucher_shows_the_office_seal_and_a_sunday_and_no_more(seed: Result) -> None:
    assert seed.checks_on(VIDEO_SYSTEM) == {"CON-004", "STA-004"}
    assert any(entry["check"] == "CON-001" and entry["rows"] > 0 for entry in seed.findings["wanted"])


def test_the_third_voucher_shows_acceptance_before_signing(seed: Result) -> None:
    found = seed.checks_on(FORENSICS_KIT)
    assert {"CON-002", "PUR-010"} <= found
    assert "CON-003" not in found


def test_assets_without_tags_and_late_transfers_are_found(seed: Result) -> None:
    assert len(seed.of("AST-001")) == 3
    assert seed.of("AST-007") or seed.of("AST-006")


def test_the_budget_was_disclosed_in_time_and_the_final_accounts_are_not_yet_due(seed: Result) -> None:
    assert seed.check("DIS-001")["state"] == "clean"
    assert seed.check("DIS-002")["state"] == "not_applicable"


def test_the_measures_are_those_of_the_report(seed: Result) -> None:
    measures = {entry["check"]: entry["values"] for entry in seed.findings["measures"]}
    assert (measures["BUD-001"]["numerator"], measures["BUD-001"]["denominator"]) == ("921605900.00", "949452700.00")
    assert Decimal(measures["BUD-002"]["budget_initial"]) == Decimal("604026300")
    assert Decimal(measures["BUD-002"]["budget_final"]) == Decimal("247778400")
    assert Decimal(measures["PER-001"]["average"]).quantize(Decimal("0.01")) == Decimal("98.72")


def test_tier_b_scores_as_in_the_report(seed: Result) -> None:
    assert {code: points for code, points in seed.points().items() if code.startswith("B")} == {
        "B11": "2.00", "B21": "2.00", "B31": "3.00", "B32": "4.00", "B33": "2.00", "B41": "5.00", "B42": "0.00",
        "B51": "2.00",
    }  # fmt: skip
    assert next(tier for tier in seed.score["tiers"] if tier["code"] == "B")["score"] == "20.00"


def test_the_whole_scores_as_in_the_report(seed: Result) -> None:
    assert len(seed.points()) == 38
    less = {code: points for code, points in seed.points().items() if seed.indicator(code)["weight"] != points}
    assert less == {
        "A22": "1.00", "B31": "3.00", "B32": "4.00", "B42": "0.00", "B51": "2.00", "C35": "1.96", "C41": "4.38",
        "C63": "2.40",
    }  # fmt: skip
    assert [(tier["code"], tier["score"]) for tier in seed.score["tiers"]] == [
        ("A", "14.00"), ("B", "20.00"), ("C", "58.74"),
    ]  # fmt: skip
    assert (seed.score["total"], seed.score["open_points"], seed.score["grade"]) == ("92.74", "0.00", "优")


def test_a_value_moves_its_own_indicator_alone(seed: Result, books: Path, tmp_path: Path) -> None:
    edit(workbook(books, "指标数据表"), {"指标编码": "C35"}, {"完成值": "1500"})
    after = Result(books, tmp_path / "out")
    changed = {code for code, points in after.points().items() if points != seed.points()[code]}
    assert changed == {"C35"}


def test_an_answer_more_moves_its_own_satisfaction_alone(seed: Result, books: Path, tmp_path: Path) -> None:
    edit(workbook(books, "问卷统计表"), {"题目": "就您的体验而言", "选项": "非常不满意"}, {"人数": 60})
    after = Result(books, tmp_path / "out")
    changed = {code for code, points in after.points().items() if points != seed.points()[code]}
    assert changed == {"C63"}


def test_each_deduction_names_its_findings(seed: Result) -> None:
    deductions = [d for code in ("B32", "B51") for d in seed.indicator(code)["deductions"]]
    assert sum(Decimal(d["points"]) for d in deductions) == Decimal("2.00")
    assert all(d["findings"] and set(d["findings"]) <= seed.marks() for d in deductions)


def test_confirmed_findings_speak_of_the_voucher_and_signals_only_of_ledgers(seed: Result) -> None:
    confirmed = next(f for f in seed.of("CON-002") if FORENSICS_KIT in _vouchers(f))
    assert confirmed["state"] == "confirmed"
    assert confirmed["message"].startswith(f"抽凭（{FORENSICS_KIT}）发现")
    assert "不符合" in confirmed["message"] and "2023年4月20日" in confirmed["message"]
    for finding in seed.findings["findings"]:
        if finding["state"] == "open":
            assert "不符合" not in finding["message"], finding["message"]
            assert "抽凭（" not in finding["message"], finding["message"]


def test_one_root_cause_on_one_contract_is_one_issue(seed: Result) -> None:
    of_contract = [
        f for f in seed.findings["findings"] if FORENSICS_KIT in _vouchers(f) and f["check"] in ("CON-002", "PUR-010")
    ]
    assert len({finding["issue"] for finding in of_contract}) == 1


def test_every_evidence_cell_can_be_walked_back_to(seed: Result) -> None:
    import openpyxl

    opened: dict[str, Any] = {}
    walked = 0
    for finding in seed.findings["findings"]:
        for item in finding["evidence"]:
            if item["file"] not in opened:
                opened[item["file"]] = openpyxl.load_workbook(SEED / Path(item["file"]).name, data_only=True)
            book = opened[item["file"]]
            for column, cell in item["cells"].items():
                if column in ("contract_no", "voucher_no", "asset_no", "seal_text"):
                    assert str(book[item["sheet"]][cell].value).strip() == item["values"][column]
                    walked += 1
    assert walked > 20


def test_the_printed_total_of_annex_2_differs_from_its_rows_and_is_told(seed: Result, tmp_path: Path) -> None:
    out = tmp_path / "load"
    assert CliRunner().invoke(cli, ["load", str(SEED), "-o", str(out), "--quiet"]).exit_code == 0
    document = json.loads((out / "load.json").read_text(encoding="utf-8"))
    sheet = next(sheet for sheet in document["sheets"] if sheet["ledger"] == "budgets")
    assert sheet["control_totals"] | sheet["control_totals"] == sheet["control_totals"]
    assert (sheet["control_totals"]["budget_initial"], sheet["stated_totals"]["budget_initial"]) == (
        "119821300.00",
        "110271300.00",
    )
    assert (sheet["control_totals"]["budget_final"], sheet["stated_totals"]["budget_final"]) == (
        "180381200.00",
        "170788800.00",
    )
    assert (sheet["control_totals"]["paid"], sheet["stated_totals"]["paid"]) == ("178558000.00", "168965600.00")
    for entry in document["sheets"]:
        rows = entry["rows"]
        assert rows["in"] == rows["loaded"] + rows["rejected"] + rows["furniture"]


def test_the_units_own_seal_clears_exactly_that_contract(seed: Result, books: Path, tmp_path: Path) -> None:
    sheet = workbook(books, "抽凭检查表")
    own = "新疆维吾尔自治区市场监督管理局"
    seal = next(h for h in ("我方用印（照录印文）", "我方用印") if edit(sheet, {"凭证字号": VIDEO_SYSTEM}, {h: own}))
    assert seal
    after = Result(books, tmp_path / "out")
    gone = seed.marks() - after.marks()
    assert gone == {f["fingerprint"] for f in seed.of("CON-004") if VIDEO_SYSTEM in _vouchers(f)}
    assert not after.marks() - seed.marks()
    assert after.points() == seed.points()


def test_a_tag_found_moves_that_asset_and_all_tags_found_move_half_a_point(
    seed: Result, books: Path, tmp_path: Path
) -> None:
    sheet = workbook(books, "抽盘表")
    numbers = [finding["key"]["asset_no"] for finding in seed.of("AST-001")]
    assert edit(sheet, {"资产编号": numbers[0]}, {"标签": "√"}) == 1
    after = Result(books, tmp_path / "one")
    assert [finding["key"]["asset_no"] for finding in after.of("AST-001")] == numbers[1:]
    assert after.points() == seed.points()
    for number in numbers[1:]:
        edit(sheet, {"资产编号": number}, {"标签": "√"})
    after = Result(books, tmp_path / "all")
    assert after.of("AST-001") == []
    assert after.points() == seed.points() | {"B51": "2.50"}
    assert after.score["total"] == "93.24"


def test_one_line_of_the_final_accounts_moves_only_its_rate(seed: Result, books: Path, tmp_path: Path) -> None:
    assert edit(workbook(books, "决算"), {"项目支出类别": "经营支出"}, {"决算数": "45,039.59"}) == 1
    after = Result(books, tmp_path / "out")
    # The sheet's own total no longer agrees with its lines, which is said; nothing else is found or gone.
    new = after.marks() - seed.marks()
    assert [f["check"] for f in after.findings["findings"] if f["fingerprint"] in new] == ["EVI-001"]
    assert not seed.marks() - after.marks()
    assert after.points() == seed.points() | {"B31": "2.00"}  # 96.54%: three whole per cent below


def test_without_the_filled_voucher_sheet_nothing_is_guessed(books: Path, tmp_path: Path) -> None:
    workbook(books, "抽凭检查表").unlink()
    after = Result(books, tmp_path / "out", "--select", "CON")
    for check_id in ("CON-001", "CON-004"):
        assert after.check(check_id)["state"] == "skipped"
        assert after.check(check_id)["reason"] == "资料不足"
        assert after.check(check_id)["missing"]
    assert after.indicator("B32")["state"] == "partial"
    assert "meet" in after.run.output  # confirmations that meet no finding are announced


def test_without_cards_and_events_asset_checks_are_skipped_by_name(books: Path, tmp_path: Path) -> None:
    workbook(books, "资产卡片").unlink()
    workbook(books, "资产变动").unlink()
    after = Result(books, tmp_path / "one", "--select", "AST")
    for check_id in ("AST-001", "AST-006", "AST-007"):
        assert after.check(check_id)["state"] == "skipped"
        assert after.check(check_id)["missing"]
    assert after.indicator("B51")["state"] == "partial"
    assert drop_rows(workbook(books, "评价判断"), lambda row: "B51" in row)
    assert (
        Result(books, tmp_path / "two", "--select", "AST").indicator("B51")["state"] == "partial"
    )  # the journal alone lets some groups be looked at


def test_without_cards_the_checks_on_events_still_run(books: Path, tmp_path: Path) -> None:
    workbook(books, "资产卡片").unlink()
    after = Result(books, tmp_path / "out", "--select", "AST")
    assert all(part["state"] == "not_run" for part in after.check("AST-001")["subrules"])
    assert after.subrule("AST-007", "D")["state"] == "not_run"
    assert after.subrule("AST-007", "A")["state"] == "findings"
    assert after.check("AST-006")["state"] in ("findings", "clean")
    assert after.indicator("B51")["state"] == "partial"


def test_without_judgements_what_no_check_decides_stays_open(books: Path, tmp_path: Path) -> None:
    workbook(books, "评价判断").unlink()
    after = Result(books, tmp_path / "out")
    partial = {entry["code"] for entry in after.score["indicators"] if entry["state"] == "partial"}
    assert partial == {"B11", "B21", "B32", "B33", "B41", "B51"}
    unscored = {entry["code"] for entry in after.score["indicators"] if entry["state"] == "unscored"}
    assert unscored == {"A11", "A12", "A21", "A22", "A31", "A32"}
    for code in partial:
        low, high = map(Decimal, after.indicator(code)["range"])
        assert low < high
    assert Decimal(after.score["open_points"]) > 0


def test_without_confirmations_nothing_is_deducted_and_the_simulated_score_stands_beside(
    seed: Result, books: Path, tmp_path: Path
) -> None:
    workbook(books, "确认记录").unlink()
    after = Result(books, tmp_path / "out")
    assert after.marks() == seed.marks()
    assert after.points() == seed.points() | {"B32": "5.00", "B51": "3.00"}
    assert Decimal(after.score["simulated"]["total"]) <= Decimal("92.74")


def test_a_self_check_shows_no_score_unless_asked(books: Path, tmp_path: Path) -> None:
    settings = books / "auditcheck.toml"
    text = settings.read_text(encoding="utf-8").replace('rubric = "xj-2023"\n', "")
    settings.write_text(text, encoding="utf-8")
    assert Result(books, tmp_path / "one", "--kind", "selfcheck", "--select", "CON").score is None
    asked = Result(books, tmp_path / "two", "--kind", "selfcheck", "--rubric", "xj-2023")
    assert asked.score["total"] == "92.74"


def test_a_second_run_keeps_numbers_and_says_what_is_unchanged(books: Path, tmp_path: Path) -> None:
    first = Result(books, tmp_path / "out", "--select", "CON,AST")
    second = Result(books, tmp_path / "out", "--select", "CON,AST")
    assert {f["baseline"] for f in first.findings["findings"]} == {"new"}
    assert {f["baseline"] for f in second.findings["findings"]} == {"unchanged"}
    assert [f["no"] for f in first.findings["findings"]] == [f["no"] for f in second.findings["findings"]]
