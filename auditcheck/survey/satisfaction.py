"""Satisfaction by indicator: the mean of its questions, each by the declared scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from auditcheck.errors import ConfigError
from auditcheck.survey.model import Question
from auditcheck.survey.scales import Scale, common, ranked, satisfaction


@dataclass(frozen=True)
class Satisfaction:
    """``rates``: (question, rate) in order; ``notes`` (Chinese) on what does not fit."""

    rate: Fraction
    scale: Scale
    rates: tuple[tuple[Question, Fraction], ...]
    notes: tuple[str, ...]


def of_indicator(code: str, questions: Sequence[Question], scale: Scale) -> Satisfaction:
    """Raises ConfigError where a question is no scale, or nobody answered it."""
    rates, notes = [], []
    for question in questions:
        order = ranked([option.label for option in question.options])
        if order is None:
            raise ConfigError(f"{code}：第{question.number}题的选项不是满意程度，不能计算满意率")
        question = replace(question, options=tuple(question.options[i] for i in order))
        rate = satisfaction(question, scale)
        if rate is None:
            raise ConfigError(f"{code}：第{question.number}题没有人作答")
        rates.append((question, rate))
        if question.stated is not None and _percent(question.stated) != _percent(rate):
            notes.append(
                f"{code}第{question.number}题：统计表所列满意率{_percent(question.stated)}，"
                f"按赋值{scale.name}计算为{_percent(rate)}。"
            )
    if notes:
        fitting = common([question for question, _rate in rates])
        if fitting:
            notes.append(f"{code}：统计表所列满意率与赋值{fitting[0].name}一致，与评分所用赋值{scale.name}不同。")
    overall = sum((rate for _question, rate in rates), Fraction(0)) / len(rates)
    return Satisfaction(overall, scale, tuple(rates), tuple(notes))


def mixed(scales: Mapping[str, Scale]) -> str | None:
    """A warning where one rubric measures satisfaction with several scales: its figures do not compare."""
    names = {scale.name: [code for code, one in scales.items() if one.name == scale.name] for scale in scales.values()}
    if len(names) < 2:
        return None
    told = "；".join(f"{'、'.join(codes)}为{name}" for name, codes in names.items())
    return f"同一评价中满意度赋值不一致（{told}），各满意度之间不可直接比较。"


def _percent(rate: Fraction) -> str:
    from decimal import ROUND_HALF_UP, Decimal

    value = Decimal(rate.numerator * 100) / Decimal(rate.denominator)
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
