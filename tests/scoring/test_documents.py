"""The score document's shape, what-if and the lines of --explain."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from auditcheck.errors import ConfigError
from auditcheck.scoring import apply_what_if, explain, load_rubric, score
from tests.scoring.books import TIER_B, by_code, judgements, seed

RUBRIC = load_rubric(TIER_B)
TOP = {
    *("schema", "rubric", "year", "asof", "counts", "conventions", "total", "open_points", "max", "grade"),
    *("simulated", "coverage", "tiers", "indicators"),
}
INDICATOR = {
    *("code", "name", "max", "score", "rate", "benchmark", "value", "state", "range", "criteria", "explanation"),
    *("source", "deductions"),
}


def test_the_document_has_every_key_of_the_contract() -> None:
    result = score(RUBRIC, seed(), judgements())
    assert result.keys() >= TOP and json.loads(json.dumps(result)) == result
    assert (result["schema"], result["rubric"], result["year"], result["asof"]) == (
        "auditcheck/score/1",
        "xj-2023",
        2023,
        "2024-06-30",
    )
    assert result["counts"] == ["confirmed", "rectifying", "rectified_event"]
    assert result["conventions"]["B31.step"] == "floor" and result["conventions"]["B42.full"] == "1"
    for one in result["indicators"]:
        assert one.keys() >= INDICATOR
        for part in one["criteria"]:
            assert part.keys() >= {"no", "text", "points", "state", "by", "checks", "person"}
            assert part["state"] in ("met", "failed", "unscored", "not_applicable")
        for loss in one["deductions"]:
            assert loss.keys() >= {"points", "reason", "issues", "findings"}


def test_scoring_changes_none_of_its_inputs() -> None:
    document, lines = seed(), judgements()
    before = deepcopy((document, lines))
    score(RUBRIC, document, lines)
    apply_what_if(document, {"v1:CON-001:37": "dismissed"})
    assert (document, lines) == before


def test_what_if_gives_points_back_and_says_what_was_supposed() -> None:
    supposed = {f"v1:AST-001:{n}": "dismissed" for n in (1, 2)}
    result = score(RUBRIC, apply_what_if(seed(), supposed), judgements())
    assert result["total"] == "20.50"
    assert result["what_if"] == supposed
    assert score(RUBRIC, seed(), judgements())["what_if"] is None


def test_what_if_knows_a_finding_by_its_number_too() -> None:
    changed = apply_what_if(seed(), {"AST-007-001": "waived"})
    assert by_code(score(RUBRIC, changed, judgements()))["B51"]["score"] == "2.50"


def test_what_if_takes_the_words_of_the_confirmations() -> None:
    changed = apply_what_if(seed(), {"AST-007-001": "不成立", "v1:AST-001:1": "问题（已确认）"})
    assert {one["state"] for one in changed["findings"] if one["no"] == "AST-007-001"} == {"dismissed"}
    assert changed["run"]["what_if"]["v1:AST-001:1"] == "confirmed"


def test_a_deduction_names_its_findings_by_the_numbers_of_the_papers() -> None:
    result = score(RUBRIC, seed(), judgements())
    [loss] = by_code(result)["B32"]["deductions"]
    assert len(loss["numbers"]) == len(loss["findings"])
    assert any(line.strip().startswith(loss["numbers"][0]) for line in explain(result, "B32"))


def test_no_machine_word_of_a_check_stands_in_the_paragraph() -> None:
    document = seed()
    check = next(one for one in document["checks"] if one["id"] == "CON-001")
    check.update(state="skipped", missing=["contracts.perf_start_date | acceptances.first_use_date", "$grace_days"])
    document["findings"] = [one for one in document["findings"] if not one["check"].startswith(("CON", "PUR"))]
    paragraph = by_code(score(RUBRIC, document, []))["B32"]["explanation"]
    assert "缺合同台账“实际履行开始日期”或验收单“实际启用日期”、参数grace_days" in paragraph


def test_a_judgement_that_checks_or_a_measure_overrule_is_told() -> None:
    person = {"person": "李四", "date": "2024-06-06", "reason": "制度未更新", "evidence": "访谈", "source": {"row": 16}}
    lines = [
        *judgements(),
        {"indicator": "B11", "criterion": 1, "group": None, "result": "不符合", **person},
        {"indicator": "B31", "criterion": None, "group": None, "result": "不适用", **person},
    ]
    result = score(RUBRIC, seed(), lines)
    assert result["total"] == "20.00"
    assert any(note.startswith("评价判断第16行（B11第1条）：判断“不符合”未采用") for note in result["notes"])
    assert any(note.startswith("评价判断第16行（B31）：该指标已有取数") for note in result["notes"])


def test_what_if_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ConfigError, match="no finding has this fingerprint"):
        apply_what_if(seed(), {"v1:none": "dismissed"})
    with pytest.raises(ConfigError, match="unknown state"):
        apply_what_if(seed(), {"v1:AST-001:1": "gone"})


def test_explain_shows_rule_inputs_findings_and_the_paragraph() -> None:
    result = score(RUBRIC, seed(), judgements())
    text = "\n".join(explain(result, "B31"))
    for part in ("支出预算执行率", "3.00/5.00分", "分子 = 921605900.00", "-2.00分", "满一档才计（B31.step=floor）"):
        assert part in text
    lines = explain(result, "B32")
    assert any("v1:CON-002:66" in line for line in lines)
    assert any("评价判断.xlsx" in line for line in lines)
    assert lines[-1].endswith("根据评分标准得4.00分。")
    assert any("待查：PER-002（本次未运行）" in line for line in explain(score(RUBRIC, seed(), []), "B41"))


def test_explain_names_the_codes_there_are() -> None:
    with pytest.raises(ConfigError, match=r"Z99: no such indicator .*B11"):
        explain(score(RUBRIC, seed(), []), "Z99")


def test_another_year_than_the_rubrics_is_told() -> None:
    document = seed()
    document["run"]["year"] = 2024
    assert any("2023年度" in note for note in score(RUBRIC, document, [])["notes"])
