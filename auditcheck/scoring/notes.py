"""What a reader of the score must know besides the points (Chinese sentences)."""

from __future__ import annotations

from auditcheck.scoring.judgements import Judgement, Judgements
from auditcheck.scoring.numbers import points
from auditcheck.scoring.record import Finding, Record
from auditcheck.scoring.rubric import Feed, Rubric


def notes(rubric: Rubric, record: Record, judged: Judgements, open_points: bool, year: object) -> list[str]:
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
    told += judged.notes
    told += [_strange(feed, one) for one in record.counting() for feed in one.feeds if not _lands(rubric, feed)]
    for one in judged.all():
        if not _usable(rubric, one):
            told.append(f"评价判断（{_about(one)}）：本指标体系无此评分项，未采用。")
    return list(dict.fromkeys(told))


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
