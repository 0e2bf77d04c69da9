"""``auditcheck score --lint``: what a scheme says twice and differently."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from auditcheck.cli.commands import cli
from auditcheck.scoring.lint import lint

_SCHEME = """
name: t
title: t
year: 2023
source: t
full: "10"
grades: [{name: 优, from: "9"}, {name: 差, from: "0"}]
counts: [confirmed]
conventions: {not_applicable: full, rounding: indicator, feeds: header%(step)s}
tiers: [{code: X, name: 甲, max: "10"}]
levels: [{code: X1, tier: X, name: 乙, max: "10"}]
indicators:
  - code: X11
    name: 率
    level: X1
    weight: "10"
    definition: d
    benchmark: "%(benchmark)s"
    basis: b
    standard: "%(standard)s"
    source: metric
    rule: {%(rule)s}
"""
_TIERS = "kind: tiers, measure: {metric: true}, tiers: [{from: 90%, points: '10'}, {from: 80%, points: '3'}]"
_STEPS = "kind: steps, measure: {metric: true}, full: 90%, step: 1%, cost: '1'"
_COMPLETION = "kind: completion, measure: {metric: true}, target: 90%, floor: 60%"
_CRITERIA = (
    "kind: criteria, criteria: [{text: 甲, points: '4', judgement: true}, {text: 乙, points: '6', judgement: true}]"
)


def issues(tmp_path: Path, rule: str, standard: str = "按规定评分", benchmark: str = "≥90%") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = lint(scheme(tmp_path, rule, standard, benchmark))["issues"]
    return found


def scheme(tmp_path: Path, rule: str, standard: str = "s", benchmark: str = "≥90%") -> Path:
    step = ", X11.step: floor" if rule.startswith("kind: steps") else ""
    path = tmp_path / "t.yaml"
    text = _SCHEME % {"rule": rule, "standard": standard, "benchmark": benchmark, "step": step}
    path.write_text(text, encoding="utf-8")
    return path


def test_the_report_of_2023_contradicts_itself_and_is_told_so() -> None:
    document = lint("xj-2023")
    told = {(one["rule"], *one["codes"]): one for one in document["issues"]}
    assert "合计2.00分，权重为3.00分" in told["criteria", "A12"]["message"]
    assert told["criteria", "A12"]["settled"] == "A12.criteria=scaled"
    assert "得2分，权重为1.00分" in told["full_marks", "B42"]["message"]
    assert told["full_marks", "B42"]["settled"] == "B42.full=1"
    assert "C63为100-80-60-20-0" in told["scale", "C61", "C62", "C63"]["message"]
    assert "=1个工作日" in told["benchmark", "C11"]["message"]
    assert [one["severity"] for one in document["issues"]] == sorted(
        (one["severity"] for one in document["issues"]), key=["high", "medium", "low"].index
    )


@pytest.mark.parametrize(
    ("rule", "standard", "benchmark"),
    [
        (_TIERS, "大于等于90%，得满分；大于等于80%，小于90%，得3分；低于80%，得0分", "≥90%"),
        (_STEPS, "大于等于90%得满分，每降低1%扣1分，扣完为止", "≥90%"),
        (_COMPLETION, "大于等于90%得满分；大于等于60%的按比例；小于60%不得分", "≥90%"),
        (_CRITERIA, "1.甲（4分）；2.乙（6分）", "合规"),
    ],
)
def test_a_scheme_that_says_the_same_everywhere_is_clean(
    tmp_path: Path, rule: str, standard: str, benchmark: str
) -> None:
    assert issues(tmp_path, rule, standard, benchmark) == []


@pytest.mark.parametrize(
    ("rule", "standard", "benchmark", "found"),
    [
        (_TIERS.replace("80%", "90%"), "s", "≥90%", "tiers"),
        (_TIERS.replace("90%", "70%"), "s", "≥90%", "tiers"),
        (_TIERS.replace("'3'", "'10'"), "s", "≥90%", "tiers"),
        (_TIERS.replace("'10'", "'8'"), "s", "≥90%", "full_marks"),
        (_TIERS, "大于90%得满分；小于90%，大于等于80%得3分", "≥90%", "gap"),
        (_TIERS, "大于等于90%得满分；小于等于90%，大于等于80%得3分", "≥90%", "overlap"),
        (_TIERS, "大于等于95%得满分；大于等于80%，小于95%得3分", "≥90%", "text"),
        (_TIERS, "大于等于90%得满分；大于等于80%得5分", "≥90%", "text"),
        (_STEPS, "大于等于95%得满分，每降低1%扣1分，扣完为止", "≥90%", "text"),
        (_STEPS, "大于等于90%得满分，每降低1%扣0.5分，扣完为止", "≥90%", "text"),
        (_STEPS, "大于等于90%得满分，每降低2%扣1分，扣完为止", "≥90%", "text"),
        (_STEPS, "大于等于90%得满分，每降低1%扣1分", "≥90%", "floor"),
        (_STEPS, "s", "≥95%", "benchmark"),
        (_STEPS, "s", "90", "unit"),
        (_COMPLETION, "小于50%不得分", "≥90%", "text"),
        (_COMPLETION, "s", "≥80%", "benchmark"),
        (_COMPLETION, "得20分", "≥90%", "full_marks"),
        (_CRITERIA.replace("'6'", "'5'"), "s", "合规", "criteria"),
        (_CRITERIA, "1.甲（5分）；2.乙（5分）", "合规", "text"),
        ("kind: threshold, measure: {metric: true}, target: 90%, meets: at_most", "s", "≥90%", "benchmark"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, rule: str, standard: str, benchmark: str, found: str) -> None:
    assert found in {one["rule"] for one in issues(tmp_path, rule, standard, benchmark)}


def test_weights_that_do_not_add_up_are_all_told_where_loading_stops_at_the_first(tmp_path: Path) -> None:
    path = scheme(tmp_path, _STEPS)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('weight: "10"', 'weight: "7"').replace('full: "10"', 'full: "100"'), encoding="utf-8")
    told = [one["message"] for one in lint(path)["issues"] if one["rule"] == "weights"]
    assert len(told) == 3
    assert "一级指标权重合计10.00分，与总分100.00分不一致" in told


def test_the_exit_code_says_whether_something_was_found(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(cli, ["score", "--lint"]).exit_code == 1
    path = scheme(tmp_path, _STEPS)
    assert runner.invoke(cli, ["score", "--lint", "--rubric", str(path)]).exit_code == 0
    assert runner.invoke(cli, ["score", "--lint", "--rubric", "none"]).exit_code == 2
