"""What rules that read a measure say when there is none."""

from __future__ import annotations

from auditcheck.scoring.measures import Measure
from auditcheck.scoring.parts import Case
from auditcheck.scoring.rubric import Ref


def does_not_apply(case: Case, measure: Measure, name: str) -> str | None:
    """Why the whole indicator does not apply (Chinese): nothing to measure, or a person says so. None where it does."""
    if measure.not_applicable(case.record):
        return f"本年度无{name}的计算对象，不适用。"
    judged = case.judgements.find(case.code)
    if judged is not None and judged.result == "不适用" and measure.ratio(case.record) is None:
        return f"{judged.reason}（评价判断：{judged.person}），不适用。"
    return None


def absent(case: Case, measure: Measure, name: str) -> str:
    """The sentence that says why there is no rate."""
    return f"{name}未能计算：{case.record.why_undecided(Ref(measure.check))}。"
