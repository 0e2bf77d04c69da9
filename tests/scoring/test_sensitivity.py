"""``--what-if`` for findings, values and settings; which single open question moves the score."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditcheck.errors import ConfigError
from auditcheck.scoring import apply_what_if, load_rubric, score
from auditcheck.scoring.sensitivity import sensitivity
from auditcheck.scoring.what_if import sorted_out

RUBRIC = load_rubric("xj-2023")


def finding(no: str, check: str, state: str, issue: str, feed: dict[str, Any]) -> dict[str, Any]:
    return {
        "fingerprint": f"v1:{no}",
        "no": no,
        "issue": issue,
        "check": check,
        "state": state,
        "message": no,
        "feeds": [{"rubric": "xj-2023", **feed}],
    }


LATE = {"indicator": "B51", "mode": "per_occurrence", "group": "贴标"}
SIGNED = {"indicator": "B32", "mode": "criterion_fail", "criterion": 1}
DOCUMENT: dict[str, Any] = {
    "run": {"year": 2023},
    "checks": [],
    "measures": [{"check": "BUD-001", "year": 2023, "values": {"rate": "0.9707", "numerator": "9707", "denominator": "10000"}}],
    "findings": [
        finding("资产-001", "AST-001", "confirmed", "i1", LATE),
        finding("资产-002", "AST-001", "confirmed", "i1", LATE),
        finding("合同-001", "CON-001", "open", "i2", SIGNED),
        finding("合同-002", "CON-002", "dismissed", "i3", SIGNED),
    ],
    "issues": [{"id": "i1", "title": "未及时贴标"}, {"id": "i2", "title": "合同签订晚于履行"}],
    "metrics": [
        {"indicator": "C34", "value": "95%", "unit": "%", "numerator": "99", "denominator": "100", "person": "甲"},
        {"indicator": "C35", "value": "1959", "unit": "项", "person": "甲"},
    ],
}  # fmt: skip
JUDGED = [
    {"indicator": one.code, "criterion": part.no, "group": part.group, "result": "符合", "person": "甲", "date": "2024-06-05", "reason": "查阅"}
    for one in RUBRIC.indicators
    for part in one.rule.parts
]  # fmt: skip


def points(document: dict[str, Any], code: str) -> str:
    return next(str(one["score"]) for one in document["indicators"] if one["code"] == code)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [("C35", "1500", "0.80"), ("C35", "1973项", "2.00"), ("C34", "57.6%", "0.00"), ("B31", "98%", "3.00"), ("B31", "100.00%", "5.00"), ("C63", "90%", "3.00")],
)  # fmt: skip
def test_a_supposed_value_takes_the_place_of_what_was_measured_or_filled_in(
    code: str, value: str, expected: str
) -> None:
    changed = score(RUBRIC, apply_what_if(DOCUMENT, {}, {code: value}, RUBRIC), JUDGED)
    assert points(changed, code) == expected
    assert changed["what_if"] == {code: value}
    before = score(RUBRIC, DOCUMENT, JUDGED)
    assert [
        one["code"]
        for one, other in zip(before["indicators"], changed["indicators"], strict=True)
        if one["range"] != other["range"]
    ] in ([code], [])


@pytest.mark.parametrize(("code", "value"), [("B32", "3"), ("C35", "many"), ("B51", "1")])
def test_what_cannot_be_supposed_is_refused(code: str, value: str) -> None:
    with pytest.raises(ConfigError, match=code):
        apply_what_if(DOCUMENT, {}, {code: value}, RUBRIC)


def test_names_are_settings_indicators_or_findings() -> None:
    found = sorted_out({"B31.step": "linear", "c35": "1500", "合同-001": "confirmed"}, RUBRIC)
    assert (found.conventions, found.values, found.states) == (
        {"B31.step": "linear"},
        {"C35": "1500"},
        {"合同-001": "confirmed"},
    )


def test_each_open_question_is_one_line_and_the_heaviest_is_first() -> None:
    document = sensitivity("xj-2023", RUBRIC, DOCUMENT, JUDGED)
    changes = {one["what"]: Decimal(one["change"]) for one in document["questions"]}
    assert changes["疑点成立：合同签订晚于履行（合同-001）"] == Decimal("-1.00")
    assert changes["问题不成立：未及时贴标（资产-001、资产-002）"] == Decimal("0.50")
    assert changes["口径改为B31不足一档：按比例计（B31.step=linear）"] == Decimal("-0.93")
    assert changes["C34按填报值95%（分子分母计算为99%）"] < 0
    assert not any("合同-002" in what for what in changes)
    assert any(what.startswith("C41 ") for what in changes)
    sizes = [abs(change) for change in changes.values()]
    assert sizes == sorted(sizes, reverse=True) and document["most"] == next(iter(changes))


@settings(max_examples=3, deadline=None)
@given(st.lists(st.sampled_from(["open", "confirmed", "dismissed", "pending"]), min_size=3, max_size=3))
def test_each_line_is_what_scoring_that_change_gives(states: list[str]) -> None:
    findings = [
        {**one, "state": state}
        for one, state in zip(DOCUMENT["findings"], [states[0], states[0], *states[1:]], strict=True)
    ]
    document = {**DOCUMENT, "findings": findings}
    told = {one["what"]: one["total"] for one in sensitivity("xj-2023", RUBRIC, document, JUDGED)["questions"]}
    for one in findings[2:]:
        waits = one["state"] in ("open", "pending")
        if one["state"] == "dismissed":
            continue
        then = score(RUBRIC, apply_what_if(document, {one["no"]: "confirmed" if waits else "dismissed"}), JUDGED)
        assert next(total for what, total in told.items() if one["no"] in what) == then["total"]
