"""Values that people fill in: completion, thresholds, parts against the stated rate."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditcheck.errors import ConfigError, InputError
from auditcheck.scoring import load_rubric, score

RUBRIC = load_rubric("xj-2023")
_HEAD = """
name: t
title: t
year: 2023
source: t
full: "10"
grades: [{name: 优, from: "0"}]
counts: [confirmed]
conventions: {not_applicable: full, rounding: indicator, feeds: header%s}
tiers: [{code: C, name: 绩效, max: "10"}]
levels: [{code: C1, tier: C, name: 产出, max: "10"}]
indicators:
  - code: C11
    name: 完成率
    level: C1
    weight: "10"
    definition: d
    benchmark: b
    basis: b
    standard: s
    source: metric
    rule: {%s}
"""


def rubric(tmp_path: Path, rule: str, conventions: str = "") -> Any:
    path = tmp_path / "t.yaml"
    path.write_text(_HEAD % (conventions, rule), encoding="utf-8")
    return load_rubric(path)


def line(value: str, **more: Any) -> dict[str, Any]:
    return {"indicator": "C11", "value": value, "person": "取数人甲", "from": "metric", **more}


def result(rubric: Any, *lines: dict[str, Any]) -> dict[str, Any]:
    document = {"run": {"year": 2023}, "checks": [], "measures": [], "findings": [], "metrics": list(lines)}
    found: dict[str, Any] = score(rubric, document)
    return {**found["indicators"][0], "notes": found["notes"]}


COMPLETION = "kind: completion, measure: {metric: true}, target: 1973项, floor: 60%"


@pytest.mark.parametrize(
    ("value", "points"),
    [("1973项", "10.00"), ("2500", "10.00"), ("1959", "9.82"), ("1183.8", "0.00"), ("1183.9", "0.00"), ("0项", "0.00"), ("1,184项", "0.00"), ("1200", "0.21")],
)  # fmt: skip
def test_points_rise_evenly_from_the_floor_to_the_benchmark(tmp_path: Path, value: str, points: str) -> None:
    assert result(rubric(tmp_path, COMPLETION), line(value))["score"] == points


@given(st.integers(0, 40_000), st.integers(1, 20_000))
def test_completion_agrees_with_fractions(numerator: int, denominator: int) -> None:
    rate = Fraction(numerator, denominator)
    done = rate / Fraction(95, 100)
    share = Fraction(1) if done >= 1 else max(Fraction(0), (done - Fraction(6, 10)) / Fraction(4, 10))
    exact = 3 * share
    expected = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    one = {"indicator": "C22", "value": "", "unit": "%", "person": "甲", "numerator": str(numerator), "denominator": str(denominator)}  # fmt: skip
    found = score(RUBRIC, {"run": {}, "checks": [], "findings": [], "metrics": [one]})
    assert next(entry for entry in found["indicators"] if entry["code"] == "C22")["score"] == str(expected)


def test_a_value_far_beyond_its_benchmark_is_told_and_reduced_only_if_the_rubric_says_so(tmp_path: Path) -> None:
    told = result(rubric(tmp_path, COMPLETION), line("4000项"))
    assert told["score"] == "10.00" and "偏低" in told["explanation"]
    reduced = rubric(tmp_path, COMPLETION, ", over_completion: 150%/10%")
    assert result(reduced, line("4000项"))["score"] == "9.00"
    assert result(reduced, line("2900项"))["score"] == "10.00"


@pytest.mark.parametrize(
    ("meets", "value", "points"),
    [
        ("at_most", "0.38人", "10.00"), ("at_most", "0.39", "0.00"), ("at_most", "0", "10.00"),
        ("at_least", "0.38", "10.00"), ("at_least", "0.37", "0.00"), ("equal", "0.380", "10.00"), ("equal", "0.4", "0.00"),
    ],
)  # fmt: skip
def test_a_threshold_is_met_or_not(tmp_path: Path, meets: str, value: str, points: str) -> None:
    rule = f"kind: threshold, measure: {{metric: true}}, meets: {meets}, target: 0.38人"
    assert result(rubric(tmp_path, rule), line(value))["score"] == points


def test_the_parts_of_a_rate_outrank_the_stated_one_and_the_difference_is_told(tmp_path: Path) -> None:
    rule = "kind: completion, measure: {metric: true}, target: 95%, floor: 60%"
    agrees = result(rubric(tmp_path, rule), line("99.22%", numerator="111756", denominator="112633"))
    assert agrees["value"] == "99.22%"
    differs = result(rubric(tmp_path, rule), line("99.22%", numerator="77", denominator="100"))
    assert differs["value"] == "77.00%（填报为99.22%，按分子分母计算为77%）"
    assert Decimal(differs["score"]) < 10


def test_a_value_without_a_person_or_a_number_is_not_used(tmp_path: Path) -> None:
    for bad in (line("5", person=None), line("较好")):
        found = result(rubric(tmp_path, COMPLETION), bad)
        assert found["state"] == "unscored" and any("未采用" in note for note in found["notes"])


def test_of_two_values_the_latest_holds(tmp_path: Path) -> None:
    lines = [line("2000项", date="2024-05-02"), line("10项", date="2024-05-01")]
    assert result(rubric(tmp_path, COMPLETION), *lines)["score"] == "10.00"
    assert result(rubric(tmp_path, COMPLETION), *reversed(lines))["score"] == "10.00"


def test_a_value_of_an_indicator_that_the_rubric_lacks_is_told(tmp_path: Path) -> None:
    found = result(rubric(tmp_path, COMPLETION), line("1973"), {**line("1"), "indicator": "Z9"})
    assert any("Z9" in note for note in found["notes"])


def test_a_denominator_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="C11"):
        result(rubric(tmp_path, COMPLETION), line("", numerator="1", denominator="0"))


@pytest.mark.parametrize(
    ("rule", "conventions"),
    [
        ("kind: completion, measure: {metric: true}, target: 高, floor: 60%", ""),
        ("kind: completion, measure: {metric: true}, target: 0项, floor: 60%", ""),
        ("kind: completion, measure: {metric: true}, target: 1项, floor: 100%", ""),
        (COMPLETION, ", over_completion: some"),
        (COMPLETION, ", over_completion: 90%/10%"),
        ("kind: threshold, measure: {metric: true}, meets: about, target: 1", ""),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(tmp_path: Path, rule: str, conventions: str) -> None:
    with pytest.raises(ConfigError):
        rubric(tmp_path, rule, conventions)


def test_criteria_that_miss_the_weight_count_in_proportion_where_the_rubric_says_so() -> None:
    judged = [
        {"indicator": "A12", "criterion": no, "result": said, "person": "甲", "date": "2024-06-05", "reason": "看过"}
        for no, said in ((1, "符合"), (2, "符合"), (3, "不符合"))
    ]
    found = score(RUBRIC, {"run": {}, "checks": [], "findings": []}, judged)
    assert next(one for one in found["indicators"] if one["code"] == "A12")["score"] == "2.25"
