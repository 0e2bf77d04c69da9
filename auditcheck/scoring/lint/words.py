"""What 评分标准 and 标杆值 say against what the rule computes: points, thresholds, steps, units, words, scales."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from auditcheck.errors import InputError
from auditcheck.scoring.lint.raw import Told, decimal, mappings, rule_of, setting, text
from auditcheck.scoring.metrics import target
from auditcheck.scoring.numbers import plain, points

_POINTS = re.compile(r"[（(](\d+(?:\.\d+)?)分[）)]")
_FULL = re.compile(r"(?<![扣每])得(\d+(?:\.\d+)?)分")
_BOUND = re.compile(
    r"(?P<op>大于等于|大于或等于|小于等于|小于或等于|不低于|不高于|不少于|不超过|高于|低于|大于|小于|超过|不足|≥|≤|＞|＜|>|<)(?P<value>\d+(?:\.\d+)?)%"
)
_STEP = re.compile(r"每(?:降低|增减|减少|下降|低)(\d+(?:\.\d+)?)%?(?:个百分点)?，?扣(\d+(?:\.\d+)?)分")
_WITHIN = re.compile(r"在±(\d+(?:\.\d+)?)%以内")
_BENCHMARK = re.compile(r"(?P<op>[=＝≥≤>＞<＜±]?)(?P<value>\d+(?:\.\d+)?)(?P<unit>.*)")
_AT_LEAST, _ABOVE = ("大于等于", "大于或等于", "不低于", "不少于", "≥"), ("高于", "大于", "超过", "＞", ">")
_AT_MOST, _BELOW = ("小于等于", "小于或等于", "不高于", "不超过", "≤"), ("低于", "小于", "不足", "＜", "<")
_MEETS = {"at_least": "≥＞>", "at_most": "≤＜<", "equal": "=＝"}


def words(top: Mapping[str, Any]) -> Iterator[Told]:
    indicators = mappings(top.get("indicators"))
    for one in indicators:
        yield from _points(top, one)
        yield from _bounds(one)
        yield from _thresholds(top, one)
        yield from _steps(one)
        yield from _benchmark(one)
        yield from _value_words(one)
    yield from _scales(indicators)


def _points(top: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[Told]:
    """Points that the text gives: of criteria in brackets, or for full marks (得2分)."""
    code, weight = str(one.get("code")), decimal(one.get("weight"))
    standard, rule = text(one, "standard"), rule_of(one)
    if weight is None:
        return
    told = [Decimal(each) for each in _POINTS.findall(standard)]
    criteria = [decimal(each.get("points")) for each in mappings(rule.get("criteria"))]
    if told and criteria and told != criteria:
        said = "、".join(plain(each) for each in told)
        yield "text", "high", (code,), f"评分标准原文各条为{said}分，与规则各条分值不一致", None
    elif told and not criteria and sum(told) != weight:
        yield (
            "criteria",
            "high",
            (code,),
            f"评分标准原文各条合计{points(sum(told, Decimal(0)))}分，权重为{points(weight)}分",
            None,
        )
    highest = max((Decimal(each) for each in _FULL.findall(standard)), default=None)
    full_is_named = "得满分" in standard
    if highest is not None and (highest > weight or (not full_is_named and not criteria and highest != weight)):
        said = f"评分标准原文满足要求得{plain(highest)}分，权重为{points(weight)}分"
        yield "full_marks", "high", (code,), said, setting(top, f"{code}.full")
    tiers = {decimal(each.get("points")) for each in mappings(rule.get("tiers"))}
    missing = sorted({Decimal(each) for each in _FULL.findall(standard)} - tiers - {Decimal(0), None})
    if tiers and missing:
        yield (
            "text",
            "high",
            (code,),
            f"评分标准原文有得{'、'.join(plain(each) for each in missing)}分的档次，规则没有",
            None,
        )


def _bounds(one: Mapping[str, Any]) -> Iterator[Told]:
    """Bounds in the text: a value that belongs to neither side (大于60%，小于60%) or to both."""
    code, sides = str(one.get("code")), dict[Decimal, set[str]]()
    for match in _BOUND.finditer(text(one, "standard")):
        op = match["op"]
        side = next(
            name
            for name, words_of in (("≥", _AT_LEAST), (">", _ABOVE), ("≤", _AT_MOST), ("<", _BELOW))
            if op in words_of
        )
        sides.setdefault(Decimal(match["value"]), set()).add(side)
    for value, found in sides.items():
        if found == {">", "<"}:
            yield (
                "gap",
                "low",
                (code,),
                f"评分标准原文只规定大于和小于{plain(value)}%的，未规定恰为{plain(value)}%的",
                None,
            )
        elif {"≥", "≤"} <= found:
            yield "overlap", "medium", (code,), f"评分标准原文中恰为{plain(value)}%的同时属于两档", None


def _thresholds(top: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[Told]:
    """Every threshold of the rule must stand in the text where the text names thresholds, and the other way round."""
    code, rule, standard = str(one.get("code")), rule_of(one), text(one, "standard")
    named = {Decimal(each["value"]) / 100 for each in _BOUND.finditer(standard)}
    named |= {Decimal(each) / 100 for each in re.findall(r"(?<![每低高减])(\d+(?:\.\d+)?)%得满分", standard)}
    named |= {Decimal(each) / 100 for each in _WITHIN.findall(standard)}
    used = [decimal(rule.get(key)) for key in ("full", "floor", "within")]
    used += [decimal(each.get("from")) for each in mappings(rule.get("tiers"))]
    by_target = decimal(rule.get("target")) if "%" in str(rule.get("target")) else None
    missing = sorted({each for each in used if each is not None} - named) if named else []
    extra = sorted(named - {*used, by_target})
    if missing and extra:
        yield (
            "text",
            "high",
            (code,),
            f"评分标准原文的界限为{_listed(extra)}，规则的界限为{_listed(missing)}",
            None,
        )
    elif extra:
        yield "text", "high", (code,), f"评分标准原文的界限{_listed(extra)}，规则没有采用", None


def _steps(one: Mapping[str, Any]) -> Iterator[Told]:
    code, rule, standard = str(one.get("code")), rule_of(one), text(one, "standard")
    step, cost = decimal(rule.get("step")), decimal(rule.get("cost"))
    for size, price in _STEP.findall(standard):
        if step is not None and cost is not None and (Decimal(size) / 100 != step or Decimal(price) != cost):
            said = f"评分标准原文每{size}%扣{price}分，规则为每{plain(step * 100)}%扣{plain(cost)}分"
            yield "text", "high", (code,), said, None
        if "扣完为止" not in standard:
            yield "floor", "low", (code,), "按比例扣分未写明“扣完为止”，按扣至0分为止计", None


def _benchmark(one: Mapping[str, Any]) -> Iterator[Told]:
    """标杆值: a number needs a unit, and the rule must measure against the same one."""
    code, rule, written = str(one.get("code")), rule_of(one), text(one, "benchmark")
    match = _BENCHMARK.fullmatch(written)
    if not match:
        return
    unit = match["unit"]
    if not unit:
        yield "unit", "medium", (code,), f"标杆值“{written}”没有计量单位", None
    meets = str(rule.get("meets") or "")
    if match["op"] and meets in _MEETS and match["op"] not in _MEETS[meets]:
        yield "benchmark", "high", (code,), f"标杆值“{written}”与规则的比较方向不一致", None
    try:
        stated, _ = target(f"{match['value']}{unit}")
        used = target(str(rule["target"])) if rule.get("target") else None
    except InputError:
        return
    percent = unit.startswith(("%", "％"))
    against = used[0].value() if used else decimal(rule.get("full")) if rule.get("kind") == "steps" else None
    if against is not None and (against != stated.value() or (used is not None and percent != (used[1] == "%"))):
        shown = rule.get("target") or rule.get("full")
        yield "benchmark", "medium", (code,), f"标杆值为“{written}”，评分标准与规则按“{shown}”计算，口径不同", None


def _value_words(one: Mapping[str, Any]) -> Iterator[Told]:
    given = one.get("words")
    full = str(given.get("full") or "") if isinstance(given, Mapping) else ""
    if full and full != text(one, "benchmark"):
        yield (
            "words",
            "low",
            (str(one.get("code")),),
            f"标杆值“{text(one, 'benchmark')}”与得满分时的完成值“{full}”用词不一",
            None,
        )


def _scales(indicators: list[Mapping[str, Any]]) -> Iterator[Told]:
    scales: dict[str, list[str]] = {}
    for one in indicators:
        if one.get("scale"):
            scales.setdefault(str(one["scale"]), []).append(str(one.get("code")))
        elif one.get("source") == "survey":
            yield "scale", "high", (str(one.get("code")),), "满意度没有规定各答案的赋值（scale）", None
    if len(scales) > 1:
        told = "；".join(f"{'、'.join(codes)}为{name}" for name, codes in scales.items())
        codes = tuple(code for each in scales.values() for code in each)
        yield "scale", "high", codes, f"同一指标体系的满意度赋值不一致（{told}），各满意度之间不可直接比较", None


def _listed(values: list[Decimal]) -> str:
    return "、".join(f"{plain(each * 100)}%" for each in values)
