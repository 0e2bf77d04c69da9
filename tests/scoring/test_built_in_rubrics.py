"""Every scheme that comes with the package is data alone: it loads, adds up, scores, and says where it is in doubt."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from auditcheck.scoring import load_rubric, rubric_names, score
from auditcheck.scoring.lint import lint

_FULL = {"run": {}, "checks": [], "findings": [], "measures": []}


def judged(rubric: Any, result: str = "符合", but: dict[str, str] | None = None) -> list[dict[str, Any]]:
    return [
        {
            "indicator": one.code,
            "criterion": part.no,
            "group": part.group,
            "result": (but or {}).get(one.code, result),
            "person": "甲",
            "date": "2024-06-05",
            "reason": "查阅",
        }
        for one in rubric.indicators
        for part in one.rule.parts
    ]


@pytest.mark.parametrize("name", rubric_names())
def test_it_carries_a_hundred_points_and_scores_nothing_from_nothing(name: str) -> None:
    rubric = load_rubric(name)
    assert sum((one.weight for one in rubric.indicators), Decimal(0)) == rubric.full == 100
    document = score(rubric, _FULL)
    assert Decimal(document["total"]) + Decimal(document["open_points"]) == 100
    assert not document["coverage"]["scored"] and document["grade"] in (None, "不评定等级")


@pytest.mark.parametrize(("name", "count"), [("nk-2016", 12), ("cy53-2013", 28)])
def test_those_written_from_public_knowledge_are_clean_and_mark_their_doubts(name: str, count: int) -> None:
    assert lint(name)["issues"] == []
    rubric = load_rubric(name)
    assert len(rubric.indicators) == count
    assert "待核" in rubric.source


@pytest.mark.parametrize(("name", "told"), [("nk-2016", "指标N01、N07、N09、N11"), ("cy53-2013", "全部指标")])
def test_what_is_in_doubt_says_so_where_it_is_printed(name: str, told: str) -> None:
    rubric = load_rubric(name)
    document = score(rubric, _FULL, judged(rubric))
    assert any(note.startswith(f"待核：{told}的评分标准") for note in document["notes"])
    for one in document["indicators"]:
        assert ("（评分标准待核），" in one["explanation"]) == ("待核" in one["standard"])


def test_a_scheme_that_is_in_no_doubt_says_nothing_of_it() -> None:
    assert "待核" not in str(score(load_rubric("xj-2023"), _FULL))


def test_internal_control_has_60_and_40_points_and_converts_what_does_not_apply() -> None:
    rubric = load_rubric("nk-2016")
    assert [(tier.name, tier.weight) for tier in rubric.tiers] == [("单位层面", 60), ("业务层面", 40)]
    assert [int(one.weight) for one in rubric.indicators] == [14, 6, 8, 16, 6, 10, 7, 6, 7, 6, 8, 6]
    assert score(rubric, _FULL, judged(rubric))["total"] == "100.00"
    # No construction at all: the other 32 points of business stand for 40.
    lines = judged(rubric, but={"N11": "不适用", "N12": "不符合"})
    document = score(rubric, _FULL, lines)
    assert document["tiers"][1]["score"] == str((Decimal(26) * 40 / 32).quantize(Decimal("0.01")))
    assert document["total"] == "92.50"
