"""What rules that read a measure say when there is none."""

from __future__ import annotations

from auditcheck.scoring.measures import Filled, Source
from auditcheck.scoring.numbers import Ratio, percent
from auditcheck.scoring.parts import Case


def does_not_apply(case: Case, measure: Source, name: str) -> str | None:
    """Why the whole indicator does not apply (Chinese): nothing to measure, or a person says so. None where it does."""
    if measure.not_applicable(case.record):
        return f"本年度无{name}的计算对象，不适用。"
    judged = case.judgements.find(case.code)
    if judged is not None and judged.result == "不适用" and measure.ratio(case.record) is None:
        return f"{judged.reason}（评价判断：{judged.person}），不适用。"
    return None


def absent(case: Case, measure: Source, name: str) -> str:
    """The sentence that says why there is no rate."""
    return f"{name}未能计算：{measure.missing(case.record)}。"


def shown(case: Case, measure: Source, ratio: Ratio) -> str:
    """完成值: as a person wrote it with its unit, else the rate; with what its parts give where that is another."""
    found = case.record.metrics.find(measure.code) if isinstance(measure, Filled) else None
    if found is None:
        return percent(ratio.value())
    told = found.contradiction
    return f"{found.shown}（填报为{found.text}，按分子分母计算为{told}）" if told else found.shown
