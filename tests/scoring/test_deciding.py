"""Who decides a criterion: a counting finding before checks, checks before people, nobody means open."""

from __future__ import annotations

from typing import Any

import pytest

from auditcheck.errors import InputError
from auditcheck.scoring import load_rubric, score
from tests.scoring.books import (
    TIER_B,
    Document,
    by_code,
    check,
    fails,
    finding,
    judged,
    judgements,
    occurs,
    seed,
    without,
)

RUBRIC = load_rubric(TIER_B)


def scored(document: Document, lines: list[Document] | None = None, **conventions: str) -> dict[str, Document]:
    rubric = load_rubric(TIER_B, conventions) if conventions else RUBRIC
    return by_code(score(rubric, document, judgements() if lines is None else lines))


def with_check(document: Document, name: str, state: str, **more: Any) -> Document:
    others = [one for one in document["checks"] if one["id"] != name]
    return {**document, "checks": [*others, check(name, state, **more)]}


@pytest.mark.parametrize("state", ["skipped", "error"])
def test_a_check_that_saw_nothing_never_passes(state: str) -> None:
    found = scored(with_check(seed(), "SOD-005", state))["B11"]
    assert (found["state"], found["range"]) == ("partial", ["1.00", "2.00"])


def test_a_check_absent_from_the_run_leaves_its_criterion_open() -> None:
    document = seed()
    document["checks"] = [one for one in document["checks"] if one["id"] != "DIS-001"]
    assert scored(document)["B21"]["range"] == ["1.00", "2.00"]


def test_a_judgement_fills_what_no_check_decides() -> None:
    document = with_check(seed(), "SOD-005", "skipped")
    found = scored(document, [*judgements(), judged("B11", 1)])["B11"]
    assert found["score"] == "2.00" and found["criteria"][0]["by"] == "judgement"


def test_checks_that_decided_win_over_a_judgement_and_the_text_says_so() -> None:
    found = scored(seed(), [*judgements(), judged("B11", 1, "不符合", person="王某")])["B11"]
    assert found["score"] == "2.00" and found["criteria"][0]["by"] == "checks"
    assert "王某另有评价判断（不符合），该项已由核查结果判定，未采用" in found["explanation"]


def test_a_confirmed_finding_outranks_a_judgement() -> None:
    document = seed()
    document["findings"].append(finding("VOU-011", 1, fails("B32", 3), issue="i1:x"))
    found = scored(document)["B32"]
    assert found["score"] == "3.00"
    assert found["criteria"][2]["by"] == "checks" and found["criteria"][2]["overruled"]["result"] == "符合"
    assert "与已确认问题不一致，未采用" in found["explanation"]


def test_a_finding_fails_the_criterion_it_feeds_though_the_rubric_does_not_name_its_check() -> None:
    document = seed()
    document["findings"].append(finding("SOD-001", 1, fails("B11", 2)))
    assert scored(document)["B11"]["score"] == "1.00"


def test_a_finding_that_is_only_a_risk_never_counts() -> None:
    document = seed()
    document["findings"].append(finding("CON-006", 1, [{"indicator": "B32", "criterion": 2, "mode": "risk_only"}]))
    assert scored(document)["B32"]["score"] == "4.00"


def test_feeds_of_another_rubric_are_not_ours() -> None:
    document = seed()
    document["findings"].append(finding("SOD-001", 1, [{**fails("B11", 2)[0], "rubric": "cz-2013"}]))
    assert scored(document)["B11"]["score"] == "2.00"


def test_all_named_checks_not_applicable_is_full_marks_with_a_note_by_default() -> None:
    found = scored(with_check(seed(), "DIS-005", "not_applicable"))["B33"]
    assert found["score"] == "2.00" and found["criteria"][0]["state"] == "not_applicable"
    assert "不适用，按满分计" in found["explanation"]


def test_not_applicable_points_can_leave_the_maximum() -> None:
    document = with_check(with_check(seed(), "DIS-001", "not_applicable"), "DIS-002", "not_applicable")
    rubric = load_rubric(TIER_B, {"not_applicable": "remove"})
    result = score(rubric, document, judgements())
    assert (by_code(result)["B21"]["max"], by_code(result)["B21"]["score"]) == ("1.00", "1.00")
    assert (result["max"], result["total"]) == ("24.00", "19.00")


def test_not_applicable_points_can_be_converted_back_to_the_tier() -> None:
    document = with_check(with_check(seed(), "DIS-001", "not_applicable"), "DIS-002", "not_applicable")
    result = score(load_rubric(TIER_B, {"not_applicable": "convert"}), document, judgements())
    assert (result["max"], result["total"]) == ("25.00", "19.79")  # 19 / 24 * 25


def test_a_person_may_judge_where_the_checks_had_nothing_to_look_at() -> None:
    document = with_check(seed(), "DIS-005", "not_applicable")
    found = scored(document, [*judgements(), judged("B33", 1, "不符合")])["B33"]
    assert found["score"] == "0.00" and found["criteria"][0]["by"] == "judgement"


def test_a_sub_rule_can_decide_on_its_own(tmp_path: Any) -> None:

    text = TIER_B.read_text("utf-8")
    path = tmp_path / "sub.yaml"
    path.write_text(text.replace("[SOD-005]", '["SOD-005:B"]'), "utf-8")
    for state, expected in (("clean", "2.00"), ("not_run", "1.00")):
        subrules = [{"key": "A", "state": "error"}, {"key": "B", "state": state}]
        document = with_check(seed(), "SOD-005", "clean", subrules=subrules)
        assert by_code(score(load_rubric(path), document, judgements()))["B11"]["score"] == expected


def test_failing_either_half_of_b33_takes_both_points() -> None:
    found = scored(seed(), [*[one for one in judgements() if one["indicator"] != "B33"], judged("B33", 2, "不符合")])
    assert (found["B33"]["score"], found["B33"]["state"], found["B33"]["value"]) == ("0.00", "scored", "未按要求公开")
    assert [one["points"] for one in found["B33"]["deductions"]] == ["2.00"]


def test_b33_is_certain_once_one_half_failed_though_the_other_is_open() -> None:
    document = seed()
    document["findings"].append(finding("DIS-005", 1, [{"indicator": "B33", "mode": "veto"}]))
    found = scored(document, [])["B33"]
    assert (found["state"], found["range"]) == ("scored", ["0.00", "0.00"])


def test_untrue_self_evaluations_take_all_of_b41() -> None:
    document = seed()
    document["findings"].append(finding("PER-002", 1, [{"indicator": "B41", "mode": "veto"}], issue="i1:untrue"))
    found = scored(document)["B41"]
    assert (found["score"], found["value"]) == ("0.00", "98.72%")
    assert sum(len(one["findings"]) for one in found["deductions"]) == 1
    lines = [one for one in judgements() if one["indicator"] != "B41"]
    assert scored(seed(), [*lines, judged("B41", 1, "不符合")])["B41"]["score"] == "0.00"
    assert scored(seed(), lines)["B41"]["range"] == ["0.00", "5.00"]


def test_a_veto_takes_all_points_of_an_indicator_without_such_a_criterion() -> None:
    document = seed()
    document["findings"].append(finding("BUD-003", 1, [{"indicator": "B31", "mode": "veto"}]))
    found = scored(document)["B31"]
    assert found["score"] == "0.00" and [one["points"] for one in found["deductions"]] == ["2.00", "3.00"]


def test_what_one_irregularity_is_can_be_set() -> None:
    document = seed()
    document["findings"] += [finding("AST-001", n, occurs("贴标"), issue="i1:tags") for n in (3, 4)]
    assert scored(document)["B51"]["score"] == "2.00"
    assert scored(document, None, **{"B51.occurrence": "issue"})["B51"]["score"] == "2.00"
    assert scored(document, None, **{"B51.occurrence": "item"})["B51"]["score"] == "0.50"
    everything = [finding("AST-001", n, occurs("贴标")) for n in range(10, 20)]
    document["findings"] += everything
    found = scored(document, None, **{"B51.occurrence": "item"})["B51"]
    assert found["score"] == "0.00"
    assert sorted(one["points"] for one in found["deductions"]) == ["0.00", "3.00"]


def test_a_confirmed_irregularity_of_no_listed_group_still_counts() -> None:
    document = seed()
    document["findings"] += [finding("AST-012", 1, occurs("超标准配置")), finding("AST-013", 1, occurs(None))]
    found = scored(document)["B51"]
    assert found["score"] == "1.00"
    assert [one["group"] for one in found["criteria"]][6:] == ["", "超标准配置"]


def test_items_and_issues_leave_everything_open_while_a_group_is_unseen() -> None:
    document = without(seed(), "AST-001")
    assert scored(document, None, **{"B51.occurrence": "item"})["B51"]["range"] == ["0.00", "2.50"]


@pytest.mark.parametrize("missing", ["person", "date", "reason"])
def test_a_judgement_without_person_date_or_reason_is_not_used(missing: str) -> None:
    lines = [{**one, missing: None} if one["indicator"] == "B11" else one for one in judgements()]
    result = score(RUBRIC, seed(), lines)
    assert by_code(result)["B11"]["state"] == "partial"
    assert any("未采用" in note and "B11" in note for note in result["notes"])


def test_the_latest_judgement_holds_whatever_the_order_of_lines() -> None:
    later = judged("B11", 2, "不符合", date="2024-06-25")
    same_day = judged("B21", 1, "不符合")
    for lines in ([*judgements(), later, same_day], [same_day, later, *judgements()]):
        found = scored(seed(), lines)
        assert (found["B11"]["score"], found["B21"]["score"]) == ("1.00", "1.00")


def test_judgements_that_meet_nothing_are_told() -> None:
    strange = [judged("A11", 1), judged("B32", 9), judged("B51", "车辆"), judged("B31", None), judged("B11", 2, "合格")]
    result = score(RUBRIC, seed(), [*judgements(), *strange, {**judged("B11", 2), "criterion": "②"}])
    for about in ("A11第1条", "B32第9条", "B51车辆", "（B31）", "“合格”", "“②”"):
        assert any(about in note for note in result["notes"]), about
    assert result["total"] == "20.00"


def test_a_person_may_say_that_a_rate_does_not_apply() -> None:
    document = seed()
    document["measures"] = document["measures"][:2]
    document = with_check(document, "PER-001", "skipped")
    found = scored(document, [*judgements(), judged("B41", None, "不适用", reason="本年度无项目")])["B41"]
    assert (found["score"], found["state"]) == ("5.00", "scored")


def test_a_confirmed_finding_that_points_nowhere_is_told() -> None:
    document = seed()
    document["findings"].append(finding("CON-099", 1, fails("B32", 9)))
    result = score(RUBRIC, document, judgements())
    assert any("CON-099-001" in note and "B32第9条" in note for note in result["notes"])


def test_a_state_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(InputError, match="unknown state 'sure'"):
        score(RUBRIC, seed("sure"), [])
