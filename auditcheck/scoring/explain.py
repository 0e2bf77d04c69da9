"""``auditcheck score --explain B32``: one indicator of a score document as lines for the terminal (Chinese)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from auditcheck import names
from auditcheck.errors import ConfigError
from auditcheck.scoring.numbers import plain
from auditcheck.scoring.settings import written

_MARKS = {"met": "✓", "failed": "✗", "unscored": "？", "not_applicable": "—"}
_VALUES = {
    "rate": "比率",
    "numerator": "分子",
    "denominator": "分母",
    "source": "取自",
    "average": "平均分",
    "highest": "最高分",
    "lowest": "最低分",
    "median": "中位数",
    "weighted": "加权平均分",
    "projects": "项目数",
    "score_sum": "得分合计",
    "budget_initial": "年初预算",
    "budget_final": "全年预算",
    "net_adjustment": "调整净额",
    "net_rate": "调整率（净额）",
    "gross_adjustment": "调整总额",
    "gross_rate": "调整率（总额）",
}
_FILLED = {
    "value": "完成值",
    "numerator": "分子",
    "denominator": "分母",
    "source": "取自",
    "evidence": "佐证材料",
    "person": "填报人",
    "date": "填报日期",
}
_STATES = {"met": "符合", "failed": "不符合", "unscored": "未评", "not_applicable": "不适用"}


def explain(score_document: Mapping[str, Any], code: str) -> list[str]:
    """Rule, inputs, criteria, deductions with their findings, settings, and the paragraph of the report.

    ``ConfigError`` when the document has no indicator ``code``.
    """
    entries = {one["code"]: one for one in score_document["indicators"]}
    if code not in entries:
        raise ConfigError(f"{code}: no such indicator (one of {', '.join(entries)})")
    one = entries[code]
    lines = [f"{one['code']} {one['name']}　{_points(one)}"]
    lines.append(f"评分标准：{one['standard']}")
    lines.append(f"标杆值：{one['benchmark']}　完成值：{one['value'] or '未定'}　若疑点全部成立：{one['simulated']}分")
    if one["measure"]:
        lines += _measured(one["measure"])
    if one["criteria"]:
        lines.append("评分项：")
    for part in one["criteria"]:
        lines += _criterion(part)
    if one["deductions"]:
        lines.append("扣分：")
    for loss in one["deductions"]:
        lines.append(f"  -{loss['points']}分　{loss['reason']}")
        lines += [
            f"      {number}　{mark}".rstrip() for number, mark in zip(loss["numbers"], loss["findings"], strict=True)
        ]
    if one["conventions"]:
        lines.append("口径：" + "；".join(written(key, value) for key, value in one["conventions"].items()))
    lines.append(one["explanation"])
    return lines


def _measured(measure: Mapping[str, Any]) -> list[str]:
    """Figures of a check, or a line of 指标数据表 or of questionnaires with the cell it came from."""
    if "check" in measure:
        values = [f"  {_VALUES.get(name, name)} = {_value(value)}" for name, value in measure["values"].items()]
        return [f"取数：{measure['check']}", *values, *_places(measure)]
    where = _where(measure.get("place") or {})
    lines = [f"取数：{where or measure.get('source') or '未注明来源'}"]
    for name, title in _FILLED.items():
        if value := measure.get(name):
            lines.append(f"  {title} = {plain(Decimal(value)) if name in ('numerator', 'denominator') else value}")
    if scale := measure.get("scale"):
        lines.append(f"  满意度赋值 = {scale['name']}")
    for one in measure.get("questions") or ():
        lines.append(f"  第{one['number']}题 = {one['rate']}（{one['answered']}人作答）{one['text']}")
    return lines


def _places(measure: Mapping[str, Any]) -> list[str]:
    """The cells that a check added up, as many as the score names."""
    lines = []
    for place in measure.get("places") or ():
        cells = "、".join((place.get("cells") or {}).values())
        lines.append(f"  出处：{_where(place)}" + (f"（{cells}）" if cells else ""))
    more = int(measure.get("places_total") or 0) - len(lines)
    return [*lines, f"  ……另有{more}行，见findings.json"] if lines and more > 0 else lines


def _where(place: Mapping[str, Any]) -> str:
    """File, sheet and row, as far as they are known."""
    told = [str(place[key]) for key in ("file", "sheet") if place.get(key) is not None]
    return "，".join([*told, f"第{place['row']}行"] if place.get("row") is not None else told)


def _value(value: Any) -> str:
    """A figure as it is; the ledger that it was taken from by its name."""
    return "—" if value is None else names.ledger_name(str(value))


def _points(one: Mapping[str, Any]) -> str:
    if one["state"] == "scored":
        return f"{one['score']}/{one['max']}分（{one['rate'] or '不适用'}）"
    return f"{one['range'][0]}—{one['range'][1]}/{one['max']}分（尚有未评）"


def _criterion(part: Mapping[str, Any]) -> list[str]:
    who = "、".join(part["checks"]) if part["by"] == "checks" else ""
    judged = part["judgement"]
    if judged:
        where = _where(judged["source"] or {})
        who = f"{judged['person']}，{judged['date']}" + (f"，{where}" if where else "")
    line = f"  {_MARKS[part['state']]} {part['no']}. {part['text']}（{part['points']}分）{_STATES[part['state']]}"
    lines = [line + (f"：{who}" if who else "")]
    if part["waiting"]:
        lines.append(f"      待查：{'、'.join(part['waiting'])}")
    return lines
