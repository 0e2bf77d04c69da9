"""The score as report.html shows it: texts and drawn bars, what is open told as a range."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from auditcheck.report import facts, html_charts, words
from auditcheck.report.facts import Doc
from auditcheck.report.html_charts import Picture


def score_view(score_doc: Doc, findings: list[Doc]) -> dict[str, Any]:
    """The score, its parts and each indicator; what nobody scored stays 未评."""
    numbers = {str(finding.get("fingerprint")): str(finding.get("no") or "") for finding in findings}
    total, most = (facts.money(score_doc.get(name)) or Decimal("0.00") for name in ("total", "max"))
    waiting = facts.money(score_doc.get("open_points")) or Decimal(0)
    coverage = score_doc.get("coverage") or {}
    told = f"已评{coverage.get('scored', 0)}个指标，共{coverage.get('indicators', 0)}个"
    notes = []
    if simulated := facts.simulated(score_doc):
        low, high = simulated
        shown = f"{low:.2f}" if low == high else f"{low:.2f}—{high:.2f}"
        notes.append(f"模拟得分{shown}：若疑点全部成立的得分，仅供内部参考。")
    if waiting:
        notes.append(f"未评分值{waiting}：资料不足或无人判断，浅色部分为可能取得的分值。")
    if unscored := "、".join(map(str, [*(coverage.get("unscored") or []), *(coverage.get("partial") or [])])):
        notes.append(f"未评或部分未评：{unscored}。未评不等于不适用。")
    tiers = [_tier(tier, score_doc, numbers) for tier in score_doc.get("tiers", [])]
    grade = str(score_doc.get("grade") or "") if total or not waiting else ""
    return {
        "gauge": Picture(html_charts.gauge(total, most, total + waiting, grade)),
        "told": told + (f"，未评分值{waiting}" if waiting else ""),
        "about": f"依据{words.rubric(score_doc)}（{score_doc.get('rubric')}）。只有已确认的问题扣分，疑点、线索不扣分。",
        "notes": notes,
        "tiers": tiers,
        "radar": Picture(html_charts.radar(axes)) if len(axes := _axes(score_doc)) > 2 and waiting < most else "",
    }


def _axes(score_doc: Doc) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """Second-level parts of the scheme, where it has them: (name, points, most, highest possible)."""
    found: dict[str, list[Any]] = {}
    for item in score_doc.get("indicators", []):
        level = item.get("level") or {}
        low, high = _range(item)
        part = found.setdefault(str(level.get("name") or ""), [Decimal(0), Decimal(0), Decimal(0)])
        part[0] += low
        part[1] += facts.money(item.get("max")) or Decimal(0)
        part[2] += high
    return [(name, low, most, high) for name, (low, most, high) in found.items() if name and most]


def _tier(tier: Doc, score_doc: Doc, numbers: Mapping[str, str]) -> dict[str, Any]:
    score, most = facts.money(tier.get("score")) or Decimal("0.00"), facts.money(tier.get("max")) or Decimal("0.00")
    highest = score + (facts.money(tier.get("open_points")) or Decimal(0))
    code = str(tier.get("code"))
    items = [item for item in score_doc.get("indicators", []) if str(item.get("tier") or item["code"][:1]) == code]
    return {
        "name": f"{code} {tier.get('name')}",
        "score": _points(score, most, highest),
        "max": str(most),
        "bar": Picture(html_charts.bar(score, most, highest)),
        "indicators": [_indicator(item, numbers) for item in items],
    }


def _points(score: Decimal, most: Decimal, highest: Decimal) -> str:
    """Points reached; with open ones the range; 未评 where nobody scored anything."""
    if not score and highest == most:
        return "未评"
    return f"{score}" if score == highest else f"{score}—{highest}"


def _range(item: Doc) -> tuple[Decimal, Decimal]:
    low = facts.money(item.get("score")) or Decimal(0)
    ends = [value for each in item.get("range") or [] if (value := facts.money(each)) is not None]
    return (min(ends), max(ends)) if ends else (low, low)


def _indicator(item: Doc, numbers: Mapping[str, str]) -> dict[str, Any]:
    low, high = _range(item)
    most = facts.money(item.get("max")) or Decimal(0)
    state = str(item.get("state") or "")
    points = f"{low}" if low == high else f"{low}—{high}"
    return {
        "code": str(item["code"]),
        "name": str(item.get("name") or ""),
        "value": str(item.get("value") or ""),
        "state": state,
        "points": "未评" if state == "unscored" else f"{points} / {most}" + ("（部分未评）" if state == "partial" else ""),
        "bar": Picture(html_charts.bar(low, most, high)),
        "explanation": str(item.get("explanation") or ""),
        "deductions": [
            {
                "points": str(each.get("points") or ""),
                "reason": str(each.get("reason") or ""),
                "findings": [no for mark in each.get("findings") or [] if (no := numbers.get(str(mark)))],
            }
            for each in item.get("deductions") or []
        ],
    }  # fmt: skip
