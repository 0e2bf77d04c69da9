"""等次限制 and 一票否决: points stay, the grade is no better than the limit leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditcheck.errors import ConfigError
from auditcheck.scoring import load_rubric, score

_SCHEME = """
name: t
title: t
year: 2023
source: t
full: "10"
grades: [{name: 优, from: "9"}, {name: 良, from: "8"}, {name: 差, from: "0"}]
counts: [confirmed]
conventions: {not_applicable: full, rounding: indicator, feeds: header}
%s
tiers: [{code: C, name: 绩效, max: "10"}]
levels: [{code: C1, tier: C, name: 产出, max: "10"}]
indicators:
  - code: C11
    name: 甲
    level: C1
    weight: "9"
    definition: d
    benchmark: b
    basis: b
    standard: s
    source: judgement
    rule: {kind: criteria, criteria: [{text: 甲, points: "9", judgement: true}]}
  - code: C12
    name: 乙
    level: C1
    weight: "1"
    definition: d
    benchmark: b
    basis: b
    standard: s
    source: judgement
    rule: {kind: criteria, criteria: [{text: 乙, points: "1", judgement: true}]}
"""
_FALSE = "{text: 存在虚假资料的，一票否决, grade: 差, checks: ['EXP-001:B']}"
_LOW = "{text: 乙得分率低于60%的，不得评优, grade: 良, indicator: C12, below: 60%}"


def result(
    tmp_path: Path, limits: str, second: str | None = "符合", state: str = "confirmed", subrule: str = "B"
) -> dict[str, Any]:
    path = tmp_path / "t.yaml"
    path.write_text(_SCHEME % (f"limits: [{limits}]" if limits else ""), encoding="utf-8")
    judged = [
        {"indicator": code, "criterion": 1, "result": verdict, "person": "甲", "date": "2024-06-05", "reason": "查阅"}
        for code, verdict in (("C11", "符合"), ("C12", second))
        if verdict
    ]
    finding = {
        "fingerprint": "v1:1",
        "no": "支出-001",
        "check": "EXP-001",
        "subrule": subrule,
        "state": state,
        "feeds": [],
    }
    return score(load_rubric(path), {"run": {}, "checks": [], "findings": [finding]}, judged)


@pytest.mark.parametrize(
    ("limits", "second", "state", "subrule", "total", "grade"),
    [
        ("", "符合", "confirmed", "B", "10.00", "优"),
        (_FALSE, "符合", "confirmed", "B", "10.00", "差"),
        (_FALSE, "符合", "open", "B", "10.00", "优"),
        (_FALSE, "符合", "confirmed", "A", "10.00", "优"),
        (_LOW, "符合", "open", "B", "10.00", "优"),
        (_LOW, "不符合", "open", "B", "9.00", "良"),
        (_LOW, None, "open", "B", "9.00", None),
        (f"{_LOW}, {_FALSE}", "不符合", "confirmed", "B", "9.00", "差"),
    ],
)
def test_the_grade_is_no_better_than_the_limits_leave(
    tmp_path: Path, limits: str, second: str | None, state: str, subrule: str, total: str, grade: str | None
) -> None:
    found = result(tmp_path, limits, second, state, subrule)
    assert (found["total"], found["grade"]) == (total, grade)


def test_what_limits_is_named_and_the_supposed_score_is_limited_too(tmp_path: Path) -> None:
    found = result(tmp_path, _FALSE)
    assert found["limits"][0]["numbers"] == ["支出-001"]
    assert "存在虚假资料的，一票否决，等级不高于“差”。" in found["notes"]
    assert result(tmp_path, _FALSE, state="open")["simulated"]["grade"] == "差"


@pytest.mark.parametrize(
    "limit",
    [
        "{text: t, grade: 中, checks: [EXP-001]}",
        "{text: t, grade: 差}",
        "{text: t, grade: 差, checks: [x]}",
        "{text: t, grade: 差, indicator: C12}",
    ],
)
def test_a_limit_that_says_nothing_is_refused(tmp_path: Path, limit: str) -> None:
    with pytest.raises(ConfigError, match="limits"):
        result(tmp_path, limit)
