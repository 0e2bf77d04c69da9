"""指标得分."""

from __future__ import annotations

from decimal import Decimal

from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.layout import Cell, Column, Formula, Table
from auditcheck.scoring.settings import written

_COLUMNS = (
    Column("一级指标", 11),
    Column("指标编码", 9, "centre"),
    Column("指标名称", 14),
    Column("权重", 7, "points"),
    Column("标杆值", 9, "centre"),
    Column("完成值", 9, "centre"),
    Column("得分", 7, "points"),
    Column("得分率", 9, "percent"),
    Column("状态", 9, "centre"),
    Column("得分区间", 11, "centre"),
    Column("评分要点", 30),
    Column("扣分情况", 30),
    Column("得分说明", 38),
)
_WEIGHT, _SCORE, _RATE = "D", "G", "H"


def score_sheet(score_doc: Doc, findings_doc: Doc, subtitle: str) -> Table:
    table = Table(
        name="指标得分", title=f"指标得分（{words.rubric(score_doc)}）", columns=_COLUMNS, rows=[], subtitle=subtitle
    )
    numbers = {str(item["fingerprint"]): str(item.get("no") or "") for item in findings_doc.get("findings", [])}
    tiers = {
        str(tier["code"]): f"{tier['code']} {tier.get('name') or ''}".strip() for tier in score_doc.get("tiers", [])
    }
    first = table.header_row + 2
    for row, indicator in enumerate(score_doc.get("indicators", []), first):
        table.rows.append(_indicator(indicator, tiers, numbers, row))
    last = first + len(table.rows) - 1
    if not table.rows:
        return table
    for tier in score_doc.get("tiers", []):
        label = tiers[str(tier["code"])]
        row = last + 1 + len(table.totals)
        sums = {
            column: Formula(f'=SUMIF($A${first}:$A${last},"{label}",{column}${first}:{column}${last})', stated)
            for column, stated in ((_WEIGHT, _points(tier.get("max"))), (_SCORE, _points(tier.get("score"))))
        }
        table.totals.append(_total(f"小计：{label}", sums, row))
    sums = {
        column: Formula(f"=SUM({column}{first}:{column}{last})", stated)
        for column, stated in ((_WEIGHT, _points(score_doc.get("max"))), (_SCORE, _points(score_doc.get("total"))))
    }
    table.totals.append(_total("合计", sums, last + 1 + len(table.totals)))
    table.notes = _notes(score_doc)
    return table


def _indicator(indicator: Doc, tiers: dict[str, str], numbers: dict[str, str], row: int) -> list[Cell]:
    code = str(indicator["code"])
    weight, score = facts.money(indicator.get("max")), facts.money(indicator.get("score"))
    low, high = indicator.get("range") or ("", "")
    tier = next((name for prefix, name in tiers.items() if code.startswith(prefix)), "")
    return [
        tier,
        code,
        str(indicator.get("name") or ""),
        weight,
        str(indicator.get("benchmark") or ""),
        str(indicator.get("value") or ""),
        score,
        _rate(row, score, weight) if score is not None else None,
        words.indicator_state(str(indicator.get("state") or "")),
        f"{low}—{high}" if low != high else str(low),
        "\n".join(_criterion(criterion) for criterion in indicator.get("criteria", [])),
        "\n".join(_deduction(deduction, numbers) for deduction in indicator.get("deductions", [])),
        str(indicator.get("explanation") or ""),
    ]


def _criterion(criterion: Doc) -> str:
    text = f"{criterion.get('no')}．{criterion.get('text') or ''}"
    if criterion.get("points"):
        text += f"（{criterion['points']}分）"
    text += words.criterion_state(str(criterion.get("state") or ""))
    by = criterion.get("person") or "、".join(criterion.get("checks") or [])
    return f"{text}，{words.decided_by(criterion.get('by'))}{f'：{by}' if by else ''}" if criterion.get("by") else text


def _deduction(deduction: Doc, numbers: dict[str, str]) -> str:
    named = [numbers.get(str(identity)) or "" for identity in deduction.get("findings") or []]
    behind = facts.shorten(sorted(set(filter(None, named))), 6, "条", "、")
    return f"扣{deduction.get('points')}分：{deduction.get('reason') or ''}{f'（{behind}）' if behind else ''}"


def _rate(row: int, score: Decimal, weight: Decimal | None) -> Formula:
    formula = f'=IF({_WEIGHT}{row}=0,"",{_SCORE}{row}/{_WEIGHT}{row})'
    return Formula(formula, score / weight if weight else "")


def _points(value: object) -> Decimal:
    return facts.money(value) or Decimal(0)


def _total(label: str, sums: dict[str, Formula], row: int) -> list[Cell]:
    score, weight = sums[_SCORE].value, sums[_WEIGHT].value
    assert isinstance(score, Decimal) and isinstance(weight, Decimal)
    cells: list[Cell] = [label] + [None] * (len(_COLUMNS) - 1)
    cells[3], cells[6], cells[7] = sums[_WEIGHT], sums[_SCORE], _rate(row, score, weight)
    return cells


def _notes(score_doc: Doc) -> list[str]:
    notes = []
    open_points = facts.money(score_doc.get("open_points"))
    if open_points:
        notes.append(f"另有{open_points:.2f}分未评（资料不足或未作判断），合计为已确定的得分。")
    simulated = facts.simulated(score_doc)
    if simulated:
        low, high = simulated
        held = f"{low:.2f}" if low == high else f"{low:.2f}—{high:.2f}"
        notes.append(f"若疑点全部成立：{held}分（模拟得分）。{words.DISCLAIMER}。")
    conventions = score_doc.get("conventions") or {}
    if conventions:
        notes.append("评分口径：" + "；".join(written(name, str(value)) for name, value in conventions.items()))
    return [*notes, *(str(note) for note in score_doc.get("notes") or [])]
