"""Questionnaires as a document: counts, rates, satisfaction by a declared scale, margins of error, cross-tabs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from auditcheck.errors import ConfigError
from auditcheck.sampling.quantities import decimal_of
from auditcheck.survey.model import Option, Question, Survey
from auditcheck.survey.satisfaction import mixed
from auditcheck.survey.scales import Scale, common, placed, reproducing, satisfaction

SCHEMA = "auditcheck/survey/1"
_Z = Decimal("1.959964")  # 95%
_PROFILE = re.compile(r"地区|地州|区域|所在地|性别|年龄|职业|文化|学历|身份|行业")
_FEW = 30  # below it a group's rate says little


@dataclass(frozen=True)
class Asked:
    """What a person declared: the scale of all, or of single indicators; which questions make an indicator."""

    scale: Scale | None = None
    scales: Mapping[str, Scale] = field(default_factory=dict)
    indicators: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)  # code -> (survey, number)


def analyse(surveys: Sequence[Survey], asked: Asked) -> dict[str, Any]:
    """``auditcheck/survey/1``; rates are texts (``92.14%``). ``ConfigError`` for a question that is not there."""
    questions = {(survey.name, one.number): one for survey in surveys for one in survey.questions}
    scale_of: dict[tuple[str, str], Scale] = {}
    for code, keys in asked.indicators.items():
        for key in keys:
            if key not in questions:
                raise ConfigError(f"{code}：问卷“{key[0]}”没有第{key[1]}题")
            scale = asked.scales.get(code, asked.scale)
            if scale is not None:
                scale_of[key] = scale
    warnings = [f"{survey.name}：{note}" for survey in surveys for note in (*survey.notes, *_contradictions(survey))]
    indicators, used = [], {}
    for code, keys in asked.indicators.items():
        document, notes = _indicator(code, [questions[key] for key in keys], asked.scales.get(code, asked.scale))
        indicators.append({**document, "questions": [{"survey": name, "number": number} for name, number in keys]})
        warnings += notes
        if scale := asked.scales.get(code, asked.scale):
            used[code] = scale
    if told := mixed(used):
        warnings.append(told)
    return {
        "schema": SCHEMA,
        "confidence": "95%",
        "surveys": [_survey(survey, scale_of, asked.scale) for survey in surveys],
        "indicators": indicators,
        "warnings": list(dict.fromkeys(warnings)),
    }


def _survey(survey: Survey, scales: Mapping[tuple[str, str], Scale], scale: Scale | None) -> dict[str, Any]:
    measured: list[tuple[Question, Scale]] = []
    entries = []
    for one in survey.questions:
        declared = scales.get((survey.name, one.number), scale)
        made = _rated(one, declared)
        if made is not None and declared is not None:
            measured.append((one, declared))
        entries.append(_question(one, made))
    return {
        "name": survey.name,
        "issued": survey.issued,
        "returned": survey.returned,
        "valid": survey.valid,
        "return_rate": _of(survey.returned, survey.issued),
        "valid_rate": _of(survey.valid, survey.returned),
        "invalid": [{"row": row, "why": why} for row, why in survey.invalid],
        "questions": entries,
        "crosstabs": _crosstabs(survey, measured),
    }


def _question(one: Question, rated: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "number": one.number,
        "text": one.text,
        "kind": one.kind,
        "answered": one.answered,
        "skipped": one.skipped,
        "options": [
            {"label": option.label, "count": option.count, "share": _percent(one.share(option))}
            for option in one.options
        ],
        "satisfaction": rated,
        "stated": _percent(one.stated),
    }


def _rated(one: Question, scale: Scale | None) -> dict[str, Any] | None:
    """The rate by the scale, its margin and n; None where the question is no scale, or no scale is declared."""
    if scale is None or one.kind != "single":
        return None
    ordered = placed(one, len(scale.weights))
    rate = satisfaction(ordered, scale) if ordered else None
    if ordered is None or rate is None:
        return None
    return {
        "rate": _percent(rate),
        "scale": scale.document(),
        "n": ordered.choices,
        "margin": _percent(margin(ordered, scale)),
    }


def margin(one: Question, scale: Scale) -> Fraction | None:
    """Half the width of the 95% interval of the rate, for a simple random sample; None for fewer than two answers."""
    n, rate = one.choices, satisfaction(one, scale)
    if n < 2 or rate is None:
        return None
    squares = sum(
        (option.count * (weight - rate) ** 2 for option, weight in zip(one.options, scale.weights, strict=True)),
        Fraction(0),
    )
    variance = squares / (n - 1) / n
    with localcontext() as context:
        context.prec = 40
        return Fraction((Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt() * _Z)


def _indicator(code: str, questions: Sequence[Question], scale: Scale | None) -> tuple[dict[str, Any], list[str]]:
    """The mean of the questions; which scale gives the figures that are printed; what does not fit."""
    notes, rates, margins = [], [], []
    ordered = [placed(one, len(scale.weights) if scale else 5) for one in questions]
    if any(one is None for one in ordered):
        raise ConfigError(f"{code}：第{questions[ordered.index(None)].number}题的选项不是满意程度，不能计算满意率")
    scales = [one for one in ordered if one is not None]
    found = common(scales) if any(one.stated is not None for one in scales) else []
    if scale is None:
        detected = found[0].name if found else None
        notes.append(
            f"{code}：没有声明满意度赋值，未计算" + (f"；统计表所列满意率与赋值{detected}一致。" if detected else "。")
        )
        return {"code": code, "scale": None, "rate": None, "margin": None, "detected": _names(found)}, notes
    for one in scales:
        rate = satisfaction(one, scale)
        if rate is None:
            raise ConfigError(f"{code}：第{one.number}题没有人作答")
        rates.append(rate)
        margins.append(margin(one, scale))
        if one.stated is not None and scale.weights not in {each.weights for each in reproducing(one, one.stated)}:
            notes.append(
                f"{code}第{one.number}题：所列满意率{_percent(one.stated)}，按赋值{scale.name}计算为{_percent(rate)}。"
            )
    if found and scale.weights not in {one.weights for one in found}:
        notes.append(f"{code}：所列满意率与赋值{found[0].name}一致，与声明的赋值{scale.name}不同。")
    overall = sum(rates, Fraction(0)) / len(rates)
    # The deviation of a mean is at most the mean of the deviations, however the answers hang together.
    most = None if None in margins else sum((one for one in margins if one is not None), Fraction(0)) / len(margins)
    document = {
        "code": code,
        "scale": scale.document(),
        "rate": _percent(overall),
        "margin": _percent(most),
        "detected": _names(found),
    }
    return document, notes


def _names(scales: Sequence[Scale]) -> list[str]:
    return [one.name for one in scales[:3]]


def _crosstabs(survey: Survey, measured: Sequence[tuple[Question, Scale]]) -> list[dict[str, Any]]:
    """The rate of each group (地区, 年龄, 职业 …) for each question of satisfaction; needs raw answers."""
    found = []
    profiles = [
        one for one in survey.questions if one.kind == "single" and _PROFILE.search(one.text) and len(one.options) > 1
    ]
    for by in profiles if survey.answers else ():
        if any(one.number == by.number for one, _scale in measured):
            continue
        for question, scale in measured:
            groups = []
            for group in by.options:
                given = [
                    answer[question.number][0]
                    for answer in survey.answers
                    if answer.get(by.number) == [group.label] and answer.get(question.number)
                ]
                options = tuple(Option(one.label, given.count(one.label)) for one in question.options)
                rated = _rated(replace(question, options=options, answered=len(given), stated=None), scale)
                rate = rated["rate"] if rated else None
                groups.append({"label": group.label, "n": len(given), "rate": rate, "few": len(given) < _FEW})
            found.append(
                {
                    "by": by.number,
                    "by_text": by.text,
                    "question": question.number,
                    "text": question.text,
                    "groups": groups,
                }
            )
    return found


def _contradictions(survey: Survey) -> list[str]:
    told = []
    if survey.issued is not None and survey.returned is not None and survey.returned > survey.issued:
        told.append(f"回收份数{survey.returned}多于发放份数{survey.issued}。")
    if survey.returned is not None and survey.valid is not None and survey.valid > survey.returned:
        told.append(f"有效份数{survey.valid}多于回收份数{survey.returned}。")
    for one in survey.questions:
        off = [option for option in one.options if option.stated is not None and not _agrees(one, option)]
        if off:
            labels = "、".join(
                f"{option.label}（所列{_percent(option.stated)}，计算{_percent(one.share(option))}）"
                for option in off[:5]
            )
            told.append(f"第{one.number}题占比与人数不一致：{labels}。")
    return told


def _agrees(one: Question, option: Option) -> bool:
    """To the last digit of 占比, of those who answered or (of a multiple choice) of all choices."""
    stated = option.stated or Fraction(0)
    for base in {one.answered, one.choices}:
        if base:
            share = Fraction(option.count, base)
            if any(
                decimal_of(share * 100, places) == decimal_of(stated * 100, places)
                and decimal_of(stated * 100, places) == decimal_of(stated * 100, 6)
                for places in (0, 1, 2, 6)
            ):
                return True
    return False


def _of(part: int | None, whole: int | None) -> str | None:
    return _percent(Fraction(part, whole)) if part is not None and whole else None


def _percent(value: Fraction | None) -> str | None:
    return None if value is None else f"{decimal_of(value * 100, 2)}%"
