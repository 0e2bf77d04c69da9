"""附件1 绩效评价指标体系及综合评价表: its rows, columns and words, for the workbook and for the paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from auditcheck.report import facts, words
from auditcheck.report.facts import Doc

TITLE = "附件1：绩效评价指标体系及综合评价表"
COLUMNS = (
    "一级指标",
    "二级指标",
    "三级指标",
    "权重",
    "指标解释",
    "标杆值",
    "评价依据",
    "评分标准",
    "完成值",
    "得分",
    "得分率",
)
# Shares of the page's width, as in the report's own table.
WIDTHS = (6, 6, 8, 5, 14, 7, 15, 24, 7, 6, 7)


@dataclass(frozen=True)
class Group:
    """Rows ``first`` to ``last`` (counted from 0 among the indicators) that one merged cell covers."""

    text: str
    first: int
    last: int


@dataclass(frozen=True)
class Tier:
    """一级指标 with its indicators, and what its 小计 says."""

    group: Group
    code: str
    name: str
    levels: tuple[Group, ...]
    indicators: tuple[Doc, ...]
    maximum: Decimal
    score: Decimal


@dataclass(frozen=True)
class Annex:
    title: str
    tiers: tuple[Tier, ...]
    maximum: Decimal
    score: Decimal
    grade: str | None

    @property
    def indicators(self) -> list[Doc]:
        return [one for tier in self.tiers for one in tier.indicators]


def annex(score_doc: Doc, unit: str) -> Annex:
    """``unit``: the name that stands in the title (被评价单位)."""
    tiers, at = [], 0
    for tier in score_doc["tiers"]:
        entries = [one for one in score_doc["indicators"] if one["tier"] == tier["code"]]
        levels: list[Group] = []
        for number, one in enumerate(entries, at):
            level = one["level"]
            text = f"{level['code']} {level['name']}（{level['max']}分）"
            if levels and levels[-1].text == text:
                levels[-1] = Group(text, levels[-1].first, number)
            else:
                levels.append(Group(text, number, number))
        whole = Group(f"{tier['code']} {tier['name']}（{tier['max']}分）", at, at + len(entries) - 1)
        maximum, score = _points(tier["max"]), _points(tier["score"])
        tiers.append(Tier(whole, tier["code"], tier["name"], tuple(levels), tuple(entries), maximum, score))
        at += len(entries)
    return Annex(
        f"{unit}部门整体绩效评价指标体系及综合评分表",
        tuple(tiers),
        _points(score_doc["max"]),
        _points(score_doc["total"]),
        score_doc.get("grade"),
    )


def standard(indicator: Doc) -> str:
    """评分标准 with each numbered criterion on a line of its own."""
    return re.sub(r"；(?=\d+\.)", "；\n", str(indicator.get("standard") or ""))


def value(indicator: Doc) -> str:
    """完成值; what could not be scored says so."""
    if indicator["state"] == "unscored":
        return words.indicator_state("unscored")
    return str(indicator.get("value") or words.DASH)


def score_text(indicator: Doc) -> str:
    """得分, or its range while points are open."""
    low, high = indicator["range"]
    return str(indicator["score"]) if low == high else f"{low}—{high}"


def rate(score: Decimal, maximum: Decimal) -> str:
    from auditcheck.scoring.numbers import share

    return share(score, maximum) or words.DASH


def counts(scheme: Annex, unit: str) -> str:
    """The sentence of 三（一）: how many indicators, how many of them with full marks, by tier, total and grade."""

    def full(indicators: Sequence[Doc]) -> int:
        return sum(one["state"] == "scored" and one["score"] == one["max"] for one in indicators)

    told = [
        f"{tier.name}类指标共设置{len(tier.indicators)}个，满分指标{full(tier.indicators)}个，得分率{rate(tier.score, tier.maximum)}"
        for tier in scheme.tiers
    ]
    everything = scheme.indicators
    grade = f"，绩效评级为“{scheme.grade}”" if scheme.grade else "，尚有分值未评，不评定等级"
    return (
        f"{unit}部门整体支出绩效评价共设置绩效指标{len(everything)}个，满分指标{full(everything)}个，其中{'；'.join(told)}。"
        f"最终评分结果为{scheme.score}分{grade}。"
    )


def _points(value: object) -> Decimal:
    return facts.money(value) or Decimal("0.00")
