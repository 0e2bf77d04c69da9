"""Sentences of 四、指标得分分析 in official Chinese: what was found, what it costs, what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from auditcheck import wording
from auditcheck.scoring.judgements import Judgement
from auditcheck.scoring.numbers import ZERO, points
from auditcheck.scoring.outcome import Deduction, Outcome
from auditcheck.scoring.parts import FAILED, MET, NOT_APPLICABLE, Decision
from auditcheck.scoring.record import SIGNALS, Finding, Record

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_TOLD = len(_CIRCLED)  # a paragraph lists this many findings; the deduction names all


def failed_reason(decision: Decision, record: Record) -> str:
    """Why a criterion lost its points: the issues by title, or what the person wrote."""
    if decision.findings:
        return f"{_name(decision)}不符合要求：{'；'.join(record.issue_titles(decision.findings))}"
    judged = decision.judgement
    return f"{_name(decision)}不符合要求：{judged.reason if judged else ''}"


def explanation(outcome: Outcome, record: Record, signals: int, policy: str, doubtful: bool = False) -> str:
    """The paragraph of one indicator; its last sentence gives the full marks and the score, or what is still open.

    ``doubtful``: the rubric marks the indicator's 评分标准 待核, and so does the sentence.
    """
    sentences = [
        *outcome.facts,
        *(_sentence(one, outcome.deductions, record, policy) for one in outcome.decisions),
    ]
    if signals:
        sentences.append(f"本指标有疑点{signals}条尚待核实，未予扣分。")
    return "".join(sentences) + _ending(outcome, "（评分标准待核）" if doubtful else "")


def _ending(outcome: Outcome, mark: str) -> str:
    full = f"该指标满分为{points(outcome.weight)}分{mark}，"
    if outcome.state == "scored":
        if outcome.weight == ZERO:
            return "该指标不适用，不计入总分。"
        return f"{full}根据评分标准得{points(outcome.low)}分。"
    span = f"得分区间{points(outcome.low)}—{points(outcome.high)}分。"
    if outcome.state == "unscored":
        return f"{full}资料不足，尚未评分，{span}"
    return f"{full}已确定得{points(outcome.low)}分，尚有{points(outcome.high - outcome.low)}分未评，{span}"


def _sentence(decision: Decision, deductions: Sequence[Deduction], record: Record, policy: str) -> str:
    text = f"{_name(decision)}："
    if decision.state == MET:
        return text + _met(decision)
    if decision.state == FAILED:
        lost = sum((one.points for one in deductions if one.part == decision.part.no), ZERO)
        cost = f"，扣{points(lost)}分" if any(one.part == decision.part.no for one in deductions) else ""
        return f"{text}{_what_is_wrong(decision)}{cost}。"
    if decision.state == NOT_APPLICABLE:
        how = "按满分计" if policy == "full" or decision.part.group else "不计入满分"
        why = _by_person(decision.judgement) if decision.judgement else "评价期内无对应事项，不适用"
        return f"{text}{why}，{how}。"
    waiting = "、".join(record.why_undecided(ref) for ref in decision.waiting)
    return f"{text}未评{f'，{waiting}' if waiting else '，尚无评价判断'}。"


def _met(decision: Decision) -> str:
    if decision.judgement:
        return f"{_by_person(decision.judgement)}。"
    text = f"经核查（{'、'.join(str(ref) for ref in decision.part.checks)}）"
    pending = sum(one.state in SIGNALS for one in decision.uncounted)
    if pending:
        text += f"有疑点{pending}条尚待核实，无已确认问题"
    else:
        text += "无已确认问题" if decision.uncounted else "未发现不符合要求的情形"
    if decision.overruled:
        text += (
            f"；{decision.overruled.person}另有评价判断（{decision.overruled.result}），该项已由核查结果判定，未采用"
        )
    return f"{text}。"


def _what_is_wrong(decision: Decision) -> str:
    if decision.findings:
        text = f"发现{_how_many(decision.findings)}：{_listed(decision.findings)}"
        if decision.overruled and decision.overruled.result != "不符合":
            text += f"；{decision.overruled.person}的评价判断（{decision.overruled.result}）与已确认问题不一致，未采用"
        return text
    return _by_person(decision.judgement)


def _how_many(findings: Sequence[Finding]) -> str:
    """Issues are what people decide on; one issue may show in several findings."""
    issues = len({one.issue or one.fingerprint for one in findings})
    return f"问题{issues}个" + (f"（涉及{len(findings)}项情形）" if issues != len(findings) else "")


def _listed(findings: Sequence[Finding]) -> str:
    if len(findings) == 1:
        return findings[0].message.rstrip("。")
    told = [f"{_CIRCLED[i]}{one.message.rstrip('。')}" for i, one in enumerate(findings[:_TOLD])]
    return "；".join(told) + (f"；等{len(findings)}项" if len(findings) > _TOLD else "")


def _by_person(judged: Judgement | None) -> str:
    if judged is None:
        return ""
    source = f"{judged.person}，{_day(judged.date)}" + (f"，佐证：{judged.evidence}" if judged.evidence else "")
    verdict = judged.result if judged.result == "不适用" else f"{judged.result}要求"
    return f"经评价判断{verdict}，{judged.reason.rstrip('。')}（{source}）"


def _day(text: str) -> str:
    try:
        return wording.day(date.fromisoformat(text))
    except ValueError:
        return text


def _name(decision: Decision) -> str:
    part = decision.part
    return part.text if part.group is not None else f"（{part.no}）{part.text}"
