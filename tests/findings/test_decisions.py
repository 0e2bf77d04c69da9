"""Decisions of 确认记录 meet the findings they name, and no others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditcheck.findings.decisions import Decision, key_forms, read_decisions

SOURCE = {1: {"file": "确认记录.xlsx", "sheet": "确认记录", "row": 4}}
FINDING = {
    "check": "AST-007", "subrule": "A", "fingerprint": "v1:abc", "no": "资产-007",
    "key": {"asset_no": "TY2016000001", "event_no": "ZC-2023-007"},
}  # fmt: skip


def decision(**given: Any) -> Decision:
    row = {
        "row_id": 1, "check": "AST-007", "subrule": None, "key": "ZC-2023-007", "state": "已确认", "person": "项目主评人",
        "date": date(2024, 5, 20), "reason": "经核实", **given,
    }  # fmt: skip
    return read_decisions([row], SOURCE)[0]


def matches(**given: Any) -> bool:
    return decision(**given).matches(FINDING, key_forms(FINDING))


@pytest.mark.parametrize(
    "key",
    [
        "ZC-2023-007",
        "ＺＣ－２０２３－００７",
        "变动单号：ZC-2023-007",
        "TY2016000001；ZC-2023-007",
        "v1:abc",
        "资产-007",
    ],
)
def test_a_key_is_met_however_it_is_written(key: str) -> None:
    assert matches(key=key)


@pytest.mark.parametrize(
    "given",
    [{"key": "ZC-2023-008"}, {"key": "TY2016000001；ZC-2023-008"}, {"key": ""}, {"check": "AST-006"}, {"subrule": "B"}],
)
def test_another_key_check_or_sub_rule_is_not_met(given: dict[str, Any]) -> None:
    assert not matches(**given)


@pytest.mark.parametrize(
    ("word", "state"),
    [("已确认", "confirmed"), ("问题（已确认）", "confirmed"), ("问题(已确认)", "confirmed"), ("不成立", "dismissed"),
     ("待补资料/待说明", "pending"), ("不扣分事项", "waived"), ("已完成整改（认定）", "rectified"), ("也许", None)],
)  # fmt: skip
def test_words_of_practice_are_states_and_others_are_not_guessed(word: str, state: str | None) -> None:
    assert decision(state=word).state == state
