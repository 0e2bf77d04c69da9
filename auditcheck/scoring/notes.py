"""What a reader of the score must know besides the points (Chinese sentences)."""

from __future__ import annotations

from collections.abc import Sequence

from auditcheck.scoring.judgements import Judgement, Judgements, where
from auditcheck.scoring.numbers import points
from auditcheck.scoring.outcome import Outcome
from auditcheck.scoring.parts import FAILED, MET
from auditcheck.scoring.record import Finding, Record
from auditcheck.scoring.rubric import Feed, Indicator, Rubric

_RESULTS = {MET: "符合", FAILED: "不符合"}


def notes(
    rubric: Rubric,
    record: Record,
    judged: Judgements,
    outcomes: Sequence[tuple[Indicator, Outcome]],
    open_points: bool,
    year: object,
) -> list[str]:
    """Why there is no grade, what was not used, and confirmed findings that point where the rubric has nothing."""
    told = []
    if rubric.weight != rubric.full:
        told.append(
            f"本指标体系满分{points(rubric.full)}分，目前仅纳入{points(rubric.weight)}分，不评定等级，也不以得分率推定。"
        )
    elif open_points:
        told.append("尚有分值未评，等级仅在得分区间两端一致时给出。")
    if year is not None and year != rubric.year:
        told.append(f"评价年度为{year}年，所用指标体系为{rubric.year}年度，请核对是否适用。")
    if doubtful := [one.code for one in rubric.indicators if one.doubtful]:
        which = "全部指标" if len(doubtful) == len(rubric.indicators) else f"指标{'、'.join(doubtful)}"
        told.append(f"待核：{which}的评分标准尚待与发文原文或委托方规定核对，所得分数仅供参考。")
    told += judged.notes
    told += record.metrics.notes
    known = {indicator.code for indicator, _outcome in outcomes}
    told += [
        f"指标数据（{code}）：本指标体系无此指标，未采用。" for code in record.metrics.codes() if code not in known
    ]
    told += [_strange(feed, one) for one in record.counting() for feed in one.feeds if not _lands(rubric, feed)]
    for one in judged.all():
        if not _usable(rubric, one):
            told.append(f"评价判断（{_about(one)}）：本指标体系无此评分项，未采用。")
    for indicator, outcome in outcomes:
        told += _overruled(indicator, outcome, judged)
    return list(dict.fromkeys(told))


def _overruled(indicator: Indicator, outcome: Outcome, judged: Judgements) -> list[str]:
    """What a person judged otherwise than a measure or the checks did: it had no effect, so it is told."""
    told = []
    whole = judged.find(indicator.code)
    if whole is not None and indicator.rule.measured and outcome.value is not None:
        told.append(f"{where(whole)}：该指标已有取数，判断“{whole.result}”未采用。")
    for one in outcome.decisions:
        if one.overruled is not None and one.overruled.result != _RESULTS[one.state]:
            by = "已由检查结果判定为" + _RESULTS[one.state]
            told.append(f"{where(one.overruled)}：判断“{one.overruled.result}”未采用，该项{by}。")
    return told


def _about(one: Judgement | Feed) -> str:
    return f"{one.indicator}{f'第{one.criterion}条' if one.criterion else ''}{one.group or ''}"


def _strange(feed: Feed, one: Finding) -> str:
    return f"已确认问题{one.no or one.fingerprint}（{one.check}）指向{_about(feed)}，指标体系中无此评分项，未计分。"


def _usable(rubric: Rubric, one: Judgement) -> bool:
    """Whether a judgement meets a criterion or group, or says that a measured indicator does not apply at all."""
    indicator = rubric.indicator(one.indicator)
    if indicator is None:
        return False
    rule = indicator.rule
    if one.criterion is None and one.group is None:
        return rule.measured and one.result == "不适用"
    if one.group is not None:
        return any(part.group == one.group for part in rule.parts)
    return any(part.group is None and part.no == one.criterion for part in rule.parts)


def _lands(rubric: Rubric, feed: Feed) -> bool:
    """Whether a feed that counts finds the criterion or group it names."""
    if feed.mode in ("risk_only", "formula"):
        return True
    indicator = rubric.indicator(feed.indicator)
    if indicator is None:
        return False
    if feed.mode == "veto":
        return True
    if feed.mode == "per_occurrence":
        return indicator.rule.any_group
    return any(part.group is None and part.no == feed.criterion for part in indicator.rule.parts)
