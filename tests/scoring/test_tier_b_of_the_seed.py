"""The report's own tier B: 2.00 2.00 3.00 4.00 2.00 5.00 0.00 2.00 = 20.00, and what is open when something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditcheck.scoring import load_rubric, score
from tests.scoring.books import B_TIER, TIER_B, by_code, check, judged, judgements, scores, seed, without

RUBRIC = load_rubric(TIER_B)


def test_the_seeds_tier_b_comes_out_to_the_last_digit() -> None:
    result = score(RUBRIC, seed(), judgements())
    assert scores(result) == B_TIER
    assert (result["total"], result["max"], result["open_points"]) == ("20.00", "25.00", "0.00")
    assert result["tiers"] == [
        {"code": "B", "name": "部门管理", "max": "25.00", "score": "20.00", "open_points": "0.00"}
    ]
    assert result["coverage"] == {"indicators": 8, "scored": 8, "unscored": [], "partial": []}


def test_values_and_rates_are_written_as_in_the_report() -> None:
    found = by_code(score(RUBRIC, seed(), judgements()))
    written = {code: (one["benchmark"], one["value"], one["rate"]) for code, one in found.items()}
    assert written == {
        "B11": ("健全", "健全", "100.00%"),
        "B21": ("公开", "公开", "100.00%"),
        "B31": ("100.00%", "97.07%", "60.00%"),
        "B32": ("合规", "较合规", "80.00%"),
        "B33": ("公开及时", "公开及时", "100.00%"),
        "B41": ("≥90.00%", "98.72%", "100.00%"),
        "B42": ("±10.00%以内", "-58.98%", "0.00%"),
        "B51": ("合规", "较合规", "66.67%"),
    }


def test_every_explanation_ends_as_the_report_ends_a_paragraph() -> None:
    for one in score(RUBRIC, seed(), judgements())["indicators"]:
        assert one["explanation"].endswith(f"该指标满分为{one['max']}分，根据评分标准得{one['score']}分。")


def test_a_paragraph_on_a_rate_tells_the_amounts_behind_it() -> None:
    found = by_code(score(RUBRIC, seed(), judgements()))
    assert found["B31"]["explanation"].startswith(
        "支出预算完成数为92,160.59万元，支出预算下达数为94,945.27万元，支出预算执行率为97.07%，未达100.00%，"
    )
    assert found["B41"]["explanation"].startswith("共完成项目自评43个，项目绩效达标率为98.72%，大于等于90.00%")
    assert found["B42"]["explanation"].startswith(
        "项目支出年初预算为60,402.63万元，全年预算为24,777.84万元，项目支出预算调整率为-58.98%（按净额计算），超过±10.00%"
    )


def test_each_deduction_names_its_issues_and_findings() -> None:
    found = by_code(score(RUBRIC, seed(), judgements()))
    (loss,) = found["B32"]["deductions"]
    assert (loss["points"], loss["criterion"], loss["issues"]) == ("1.00", 1, ["i1:late", "i1:seal"])
    assert sorted(loss["findings"]) == [
        "v1:CON-001:37",
        "v1:CON-002:66",
        "v1:CON-004:106",
        "v1:CON-004:37",
        "v1:PUR-010:66",
    ]
    assert "合同签订晚于履行；合同用章主体不适格" in loss["reason"]
    assert [(one["points"], one["issues"]) for one in found["B51"]["deductions"]] == [
        ("0.50", ["i1:tags"]),
        ("0.50", ["i1:procedure"]),
    ]
    assert [one["points"] for one in found["B31"]["deductions"]] == ["2.00"]
    assert found["B31"]["measure"]["values"]["numerator"] == "921605900.00"


def test_without_judgements_what_only_people_can_say_stays_open() -> None:
    result = score(RUBRIC, seed(), [])
    found = by_code(result)
    assert {code: (one["state"], one["range"]) for code, one in found.items()} == {
        "B11": ("partial", ["1.00", "2.00"]),
        "B21": ("partial", ["1.00", "2.00"]),
        "B31": ("scored", ["3.00", "3.00"]),
        "B32": ("partial", ["0.00", "4.00"]),
        "B33": ("partial", ["0.00", "2.00"]),
        "B41": ("partial", ["0.00", "5.00"]),
        "B42": ("scored", ["0.00", "0.00"]),
        "B51": ("partial", ["0.00", "2.00"]),
    }
    assert (result["total"], result["open_points"], result["range"]) == ("5.00", "15.00", ["5.00", "20.00"])
    assert result["coverage"]["partial"] == ["B11", "B21", "B32", "B33", "B41", "B51"]
    assert found["B32"]["explanation"].endswith(
        "该指标满分为5.00分，已确定得0.00分，尚有4.00分未评，得分区间0.00—4.00分。"
    )
    assert found["B32"]["value"] is None


@pytest.mark.parametrize("state", ["open", "pending"])
def test_signals_cost_nothing_and_the_simulated_score_stands_beside(state: str) -> None:
    result = score(RUBRIC, seed(state), judgements())
    assert result["total"] == "22.00"
    assert result["simulated"]["total"] == "20.00"
    found = by_code(result)
    assert found["B32"]["deductions"] == [] and found["B32"]["score"] == "5.00"
    assert found["B32"]["simulated"] == "4.00" and found["B32"]["signals"] == 5
    assert "有疑点5条尚待核实，无已确认问题" in found["B32"]["explanation"]


@pytest.mark.parametrize("state", ["dismissed", "waived"])
def test_what_people_set_aside_counts_nowhere(state: str) -> None:
    result = score(RUBRIC, seed(state), judgements())
    assert (result["total"], result["simulated"]["total"]) == ("22.00", "22.00")


def test_a_repaired_event_counts_in_its_year_and_a_repaired_state_does_not() -> None:
    document = seed("rectified")
    for one in document["checks"]:
        if one["id"] == "AST-001":
            one["repair"] = "state"
    found = by_code(score(RUBRIC, document, judgements()))
    assert found["B32"]["score"] == "4.00"
    assert found["B51"]["score"] == "2.50"
    assert by_code(score(RUBRIC, seed("rectifying"), judgements()))["B51"]["score"] == "2.00"


def test_without_the_voucher_sheet_b32_is_partial() -> None:
    document = without(seed(), "CON-001", "CON-002", "CON-004", "PUR-010")
    found = by_code(score(RUBRIC, document, judgements()))["B32"]
    assert (found["state"], found["range"], found["score"]) == ("partial", ["4.00", "5.00"], "4.00")
    first = found["criteria"][0]
    assert (first["state"], first["by"]) == ("unscored", None)
    assert first["waiting"][0] == "CON-001（资料不足：缺固定资产卡片“标签/条码号”）"


def test_without_cards_and_events_the_other_groups_stand_by_judgement() -> None:
    document = without(seed(), "AST-001", "AST-006", "AST-007")
    found = by_code(score(RUBRIC, document, judgements()))["B51"]
    assert (found["state"], found["range"]) == ("partial", ["2.00", "3.00"])
    elsewhere = [one for one in judgements() if one["indicator"] != "B51"]
    result = score(RUBRIC, document, elsewhere)
    assert (by_code(result)["B51"]["state"], by_code(result)["B51"]["range"]) == ("unscored", ["0.00", "3.00"])
    assert result["coverage"]["unscored"] == ["B51"]
    assert by_code(result)["B51"]["explanation"].endswith("资料不足，尚未评分，得分区间0.00—3.00分。")


def test_without_the_cards_only_the_tags_are_open() -> None:
    document = without(seed(), "AST-001")
    for one in document["checks"]:
        if one["id"] == "AST-007":
            one["subrules"] = [{"key": key, "state": "findings"} for key in "ABC"] + [{"key": "D", "state": "not_run"}]
    found = by_code(score(RUBRIC, document, judgements()))["B51"]
    assert (found["state"], found["range"]) == ("partial", ["2.00", "2.50"])
    assert [one["state"] for one in found["criteria"]] == ["unscored", "failed", "met", "met", "met", "met"]


def test_without_the_accounts_the_rates_are_unscored() -> None:
    document = seed()
    document["measures"] = []
    document["checks"] = [
        check(one["id"], "skipped", missing=["final_accounts.paid"]) if one["id"] in ("BUD-001", "BUD-002") else one
        for one in document["checks"]
    ]
    result = score(RUBRIC, document, judgements())
    assert result["coverage"]["unscored"] == ["B31", "B42"]
    assert by_code(result)["B31"]["range"] == ["0.00", "5.00"]
    assert "缺部门决算报表“全年执行数”" in by_code(result)["B31"]["explanation"]
    assert by_code(result)["B41"]["range"] == ["0.00", "5.00"]


def test_no_grade_while_the_rubric_carries_only_a_part_of_the_points() -> None:
    result = score(RUBRIC, seed(), judgements())
    assert result["grade"] is None and result["simulated"]["grade"] is None
    assert "目前仅纳入25.00分，不评定等级" in result["notes"][0]


def test_a_grade_is_given_where_both_ends_of_the_range_earn_it(tmp_path: Path) -> None:
    text = TIER_B.read_text("utf-8")
    path = tmp_path / "b-only.yaml"
    path.write_text(
        text.replace('full: "100.00"', 'full: "25.00"')
        .replace('from: "90"', 'from: "20"')
        .replace('"80"', '"15"')
        .replace('"60"', '"10"'),
        "utf-8",
    )
    rubric = load_rubric(path)
    assert score(rubric, seed(), judgements())["grade"] == "优"
    assert score(rubric, seed("open"), judgements())["simulated"]["grade"] == "优"
    one_open = [one for one in judgements() if one["criterion"] != 5]
    result = score(rubric, seed(), one_open)
    assert (result["grade"], result["grade_range"]) == (None, ["良", "优"])


def test_a_judgement_against_the_unit_takes_the_points_and_says_why() -> None:
    lines = [one for one in judgements() if (one["indicator"], one["criterion"]) != ("B32", 3)]
    lines.append(judged("B32", 3, "不符合", reason="大额采购未经集体决策"))
    found = by_code(score(RUBRIC, seed(), lines))["B32"]
    assert found["score"] == "3.00"
    assert found["deductions"][1]["reason"].endswith("大额采购未经集体决策")
    assert found["criteria"][2]["by"] == "judgement" and found["criteria"][2]["person"] == "评价组"
    assert found["criteria"][2]["judgement"]["source"]["row"] == 3
