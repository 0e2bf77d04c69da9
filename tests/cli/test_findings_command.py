"""``auditcheck findings`` as people type it: names, words, errors that say what to do."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditcheck.cli.commands import cli
from tests.engagement.exchanging import engagement, finding

NUMBER, OTHER = "合同-001", "合同-002"
DAY = "2024-07-01"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    late = finding(2, title="用章主体不适格", check="CON-004", severity="medium", scope={"unit": "乙局"})
    return engagement(tmp_path / "job", finding(1), late)


def call(out: Path, *arguments: str, today: str = DAY) -> Result:
    given = ["findings", *arguments, "-o", str(out), "--today", today]
    return CliRunner().invoke(cli, given, catch_exceptions=False)


def confirm(out: Path, name: str = NUMBER) -> Result:
    return call(out, "set", name, "confirmed", "--person", "审计甲", "--reason", "查看原件")


def listed(out: Path, *arguments: str, today: str = DAY) -> list[str]:
    result = call(out, "list", "--format", "json", *arguments, today=today)
    assert result.exit_code == 0, result.output
    return [each["no"] for each in json.loads(result.stdout)]


@pytest.mark.parametrize("name", [NUMBER, f"v1:{1:032x}", f"i1:{1:016x}"])
@pytest.mark.parametrize("state", ["confirmed", "问题（已确认）", "已确认"])
def test_findings_and_states_go_by_several_names(out: Path, name: str, state: str) -> None:
    result = call(out, "set", name, state, "--person", "审计甲", "--reason", "查看原件")
    assert result.exit_code == 0 and NUMBER in result.stderr
    assert listed(out, "--state", "confirmed") == [NUMBER]


def test_an_issue_means_all_its_findings_and_what_is_so_already_stays(tmp_path: Path) -> None:
    out = engagement(tmp_path / "job", finding(1), finding(2, issue=f"i1:{1:016x}"))
    call(out, "set", NUMBER, "confirmed", "--person", "审计乙", "--reason", "查看原件")
    result = call(out, "set", f"i1:{1:016x}", "confirmed", "--person", "审计甲", "--reason", "同一合同")
    assert result.exit_code == 0 and "合同-002: 1 entry" in result.stderr
    decided = json.loads(call(out, "show", NUMBER, OTHER, "--format", "json").stdout)
    assert [each["decision"]["person"] for each in decided] == ["审计乙", "审计甲"]
    again = call(out, "set", f"i1:{1:016x}", "confirmed", "--person", "审计甲", "--reason", "同一合同")
    assert "nothing changed" in again.stderr


def test_several_are_decided_at_once(out: Path) -> None:
    result = call(
        out, "set", NUMBER, OTHER, "不成立", "--person", "审计甲", "--reason", "登记错误", "--ground", "台账登记错误"
    )
    assert "2 entries" in result.stderr
    assert listed(out, "--state", "dismissed") == [NUMBER, OTHER]


def test_the_list_is_filtered(out: Path) -> None:
    call(out, "assign", OTHER, "--department", "办公室", "--person", "审计甲")
    assert listed(out) == [NUMBER, OTHER]
    for option, value in (
        ("--check", "CON-004"),
        ("--severity", "medium"),
        ("--department", "办公室"),
        ("--unit", "乙局"),
    ):
        assert listed(out, option, value) == [OTHER], option
    assert listed(out, "--check", "con") == [NUMBER, OTHER]
    assert listed(out, "--baseline", "absent") == []


@pytest.mark.parametrize(("arguments", "told"), [
    (("set", "合同-009", "confirmed", "--person", "甲", "--reason", "r"), "合同-001"),
    (("set", NUMBER, "solved", "--person", "甲", "--reason", "r"), "pending, confirmed"),
    (("set", NUMBER, "confirmed", "--reason", "r"), "--person"),
    (("set", NUMBER, "confirmed", "--person", "甲"), "reason"),
    (("set", NUMBER, "rectified", "--person", "甲", "--reason", "r"), "cannot become rectified"),
    (("set", NUMBER, "waived", "--person", "甲", "--reason", "r"), "until"),
    (("set", NUMBER, "confirmed", "--person", "甲", "--reason", "r", "--role", "unit"), "may not decide"),
    (("review", NUMBER, "--person", "甲"), "[review] levels"),
    (("answer", NUMBER, "--person", "甲", "--opinion", "不知道"), "无异议"),
    (("adopt", NUMBER, "--person", "甲", "--adopted", "采纳"), "has not answered"),
    (("undo", "7", "--person", "甲"), "entry 7"),
    (("list", "--state", "gone"), "pending"),
    (("diff",), "-1"),
])  # fmt: skip
def test_what_cannot_be_done_says_what_to_do(out: Path, arguments: tuple[str, ...], told: str) -> None:
    result = call(out, *arguments)
    assert result.exit_code == 2 and told in result.stderr, result.output
    assert "Traceback" not in result.output


def test_without_a_run_it_says_so(tmp_path: Path) -> None:
    for command in (("list",), ("show", NUMBER), ("undo", "--person", "甲"), ("diff",)):
        result = call(tmp_path, *command)
        assert result.exit_code == 2 and "no run is kept" in result.stderr, command
    assert not list(tmp_path.iterdir())


def test_the_csv_opens_in_a_spreadsheet_program(out: Path) -> None:
    confirm(out)
    rows = list(csv.DictReader(io.StringIO(call(out, "list", "--format", "csv").stdout)))
    assert [row["编号"] for row in rows] == [NUMBER, OTHER]
    assert (rows[0]["状态"], rows[0]["认定人"], rows[0]["认定日期"]) == ("问题（已确认）", "审计甲", DAY)


def test_one_finding_is_shown_with_its_history(out: Path) -> None:
    confirm(out)
    call(out, "comment", NUMBER, "--text", "补看验收单", "--person", "审计乙")
    shown = call(out, "show", NUMBER).stdout
    for told in ("HT-2023-001", "问题（已确认）", "审计甲", "查看原件", "补看验收单", f"v1:{1:032x}"):
        assert told in shown
    assert json.loads(call(out, "show", NUMBER, "--format", "json").stdout)["state"] == "confirmed"


def test_what_has_ended_and_what_is_overdue_is_told(out: Path) -> None:
    waiver = ("--owner", "主任", "--approver", "局长", "--document", "1号", "--until", "2024-07-31", "--reason", "r")
    call(out, "set", NUMBER, "waived", "--person", "甲", *waiver)
    call(
        out, "set", OTHER, "pending", "--person", "甲", "--what", "原件", "--provider", "办公室", "--due", "2024-07-15"
    )
    assert call(out, "list").stderr == ""
    told = call(out, "list", today="2024-08-01").stderr
    assert "合同-001: the waiver ended on 2024-07-31" in told and "合同-002: what was promised for 2024-07-15" in told
    assert listed(out, "--state", "waived") == [NUMBER] and listed(out, "--state", "waived", today="2024-08-01") == []


def test_undo_takes_back_a_decision_on_several_at_once(out: Path) -> None:
    call(out, "set", NUMBER, OTHER, "confirmed", "--person", "审计甲", "--reason", "查看原件")
    assert "2 entries" in call(out, "undo", "--person", "审计甲").stderr
    assert listed(out, "--state", "open") == [NUMBER, OTHER]
    assert call(out, "verify").exit_code == 0


def test_two_runs_are_compared_by_place_or_id(out: Path) -> None:
    engagement(out, finding(1), finding(3))
    told = json.loads(call(out, "diff", "-2", "-1", "--format", "json").stdout)
    numbers = {name: [each["no"] for each in told[name]] for name in ("new", "updated", "unchanged", "absent")}
    assert numbers == {"new": ["合同-003"], "updated": [], "unchanged": [NUMBER], "absent": [OTHER]}
    assert call(out, "diff", "run1", "-1").exit_code == 0
    assert OTHER in call(out, "diff").stdout


def test_every_command_explains_itself() -> None:
    group = cli.commands["findings"]
    for name in ("list", "show", "set", "review", "answer", "undo", "export", "import", "diff", "log", "verify"):
        result = CliRunner().invoke(group, [name, "--help"])
        assert result.exit_code == 0 and "--out" in result.output, name
