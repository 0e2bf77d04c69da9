"""What must add up: weights of indicators, levels and tiers, points of criteria, tiers of points, grades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from auditcheck.scoring.lint.raw import Told, decimal, mappings, rule_of, setting
from auditcheck.scoring.numbers import ZERO, plain, points

_NAMES = {"levels": "二级指标", "tiers": "一级指标"}


def sums(top: Mapping[str, Any]) -> Iterator[Told]:
    indicators = mappings(top.get("indicators"))
    tier_of = {str(one.get("code")): one.get("tier") for one in mappings(top.get("levels"))}
    yield from _weights(top, "levels", indicators, lambda one: one.get("level"))
    yield from _weights(top, "tiers", indicators, lambda one: tier_of.get(str(one.get("level"))))
    whole, full = _sum(mappings(top.get("tiers")), "max"), decimal(top.get("full"))
    if full is not None and whole != full:
        yield "weights", "high", (), f"一级指标权重合计{points(whole)}分，与总分{points(full)}分不一致", None
    yield from _grades(top, full)
    for one in indicators:
        yield from _criteria(top, one)
        yield from _tiers(one)


def _weights(top: Mapping[str, Any], key: str, indicators: list[Mapping[str, Any]], parent: Any) -> Iterator[Told]:
    for one in mappings(top.get(key)):
        code, stated = str(one.get("code")), decimal(one.get("max"))
        found = _sum([each for each in indicators if str(parent(each)) == code], "weight")
        if stated is not None and found != stated:
            said = f"{_NAMES[key]}{code}权重为{points(stated)}分，所属三级指标权重合计{points(found)}分"
            yield "weights", "high", (code,), said, None


def _sum(entries: list[Mapping[str, Any]], key: str) -> Decimal:
    return sum((decimal(one.get(key)) or ZERO for one in entries), ZERO)


def _grades(top: Mapping[str, Any], full: Decimal | None) -> Iterator[Told]:
    bands = [(str(one.get("name")), decimal(one.get("from"))) for one in mappings(top.get("grades"))]
    for (upper, high), (lower, low) in pairwise(bands):
        if high is not None and low is not None and high <= low:
            yield "grades", "high", (), f"等级“{upper}”的下限{plain(high)}分不高于“{lower}”的下限{plain(low)}分", None
    if bands and bands[-1][1] != ZERO:
        yield "grades", "high", (), f"等级“{bands[-1][0]}”的下限不是0分，低于该分数的没有等级", None
    if bands and full is not None and (bands[0][1] or ZERO) > full:
        yield "grades", "high", (), f"等级“{bands[0][0]}”的下限高于总分{points(full)}分，无法达到", None


def _criteria(top: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[Told]:
    code, weight = str(one.get("code")), decimal(one.get("weight"))
    criteria = mappings(rule_of(one).get("criteria"))
    total = _sum(criteria, "points")
    if criteria and weight is not None and total != weight:
        said = f"评分标准{len(criteria)}条合计{points(total)}分，权重为{points(weight)}分"
        yield "criteria", "high", (code,), said, setting(top, f"{code}.criteria")


def _tiers(one: Mapping[str, Any]) -> Iterator[Told]:
    """Tiers of the rule: highest first, each worth more than the next, none twice, full marks within reach."""
    code, weight = str(one.get("code")), decimal(one.get("weight"))
    tiers = [(decimal(each.get("from")), decimal(each.get("points"))) for each in mappings(rule_of(one).get("tiers"))]
    for (upper, more), (lower, less) in pairwise(tiers):
        if upper is None or lower is None or more is None or less is None:
            continue
        if upper == lower:
            yield "tiers", "high", (code,), f"档次重叠：两档的下限同为{_percent(upper)}", None
        elif upper < lower:
            yield "tiers", "high", (code,), f"档次顺序有误：下限{_percent(upper)}之后为{_percent(lower)}", None
        if more <= less:
            yield (
                "tiers",
                "high",
                (code,),
                f"较高一档（{_percent(upper)}）得{points(more)}分，不高于下一档的{points(less)}分",
                None,
            )
    if tiers and tiers[0][1] is not None and weight is not None and tiers[0][1] != weight:
        said = f"最高一档得{points(tiers[0][1])}分，与权重{points(weight)}分不一致"
        yield "full_marks", "high", (code,), said, None


def _percent(value: Decimal) -> str:
    return f"{plain(value * 100)}%"
