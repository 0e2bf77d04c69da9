"""五（二）主要存在问题及原因分析 and （三）改进建议, as paragraphs: by tier, theme and cause, worded as reports of 2023 are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from auditcheck import wording
from auditcheck.findings.sentence import cited
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import amount_once
from auditcheck.report.papers import clauses
from auditcheck.report.papers.matters import Job, Problem

MOST_FACTS = 8  # of one cause; the rest is counted and stands in 问题清单
_THEMES = {
    "合同": "合同管理",
    "采购": "政府采购管理",
    "公开": "信息公开",
    "资产": "资产管理",
    "凭证": "会计核算和资金支付",
    "预算": "预算管理",
    "绩效": "绩效管理",
    "费用": "费用支出管理",
    "往来": "往来款项管理",
    "内控": "内部控制执行",
    "数据": "会计资料和台账管理",
    "供应商": "供应商管理",
    "统计": "支出进度和资金安排",
    "收入": "收入管理",
}
_OTHER = "其他方面"  # of findings from elsewhere, too
_CHINESE = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HALF = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
_CJK = r"[\u4e00-\u9fff“”《》〔〕（）、。]"
_OPENING = re.compile(r"^(经实地盘点|经查阅制度文件|经核实|经比对台账)，")
_HEADINGS = {
    "audit": ("审计发现的主要问题及审计建议", "（一）审计发现的主要问题", "（二）审计建议"),
    "evaluation": ("五、主要经验及做法、存在的问题和建议", "（二）主要存在问题及原因分析", "（三）改进建议"),
    "selfcheck": ("自查发现的主要问题及改进措施", "（一）自查发现的主要问题", "（二）改进措施"),
}


@dataclass(frozen=True)
class Line:
    """A paragraph; ``level``: 1 一、 2 （一） 3 1. 4 （1） 0 text."""

    level: int
    text: str

    def field(self) -> dict[str, Any]:
        return {"级": self.level, "文": self.text}


@dataclass(frozen=True)
class Theme:
    name: str
    causes: tuple[tuple[str, tuple[Problem, ...]], ...]

    @property
    def problems(self) -> list[Problem]:
        return [problem for _cause, every in self.causes for problem in every]


@dataclass(frozen=True)
class Judged:
    """What a person found wanting without a finding behind it."""

    indicator: str
    criterion: str
    reason: str


@dataclass(frozen=True)
class Tier:
    """部门管理 with its themes; without a score one tier without a name holds all."""

    name: str
    themes: tuple[Theme, ...]
    judged: tuple[Judged, ...] = ()


def report_lines(found: Sequence[Problem], score: Doc | None, job: Job) -> list[Line]:
    """The section of the report, headings included."""
    first, second, third = _HEADINGS[job.kind]
    # Only an evaluation's report goes by the tiers of its scheme.
    parts = tiers(found, score if job.kind == "evaluation" else None)
    told = [Line(1, first), Line(2, second), *problem_lines(parts, job), Line(2, third), *advice_lines(parts, job)]
    return told


def problem_lines(parts: Sequence[Tier], job: Job) -> list[Line]:
    if not parts:
        return [Line(0, "未发现需要反映的问题。")]
    told: list[Line] = []
    named = [part for part in parts if part.name]
    number = 0
    for part in parts:
        level = 3
        if named:
            number += 1
            told.append(Line(3, f"{number}.{part.name}方面"))
            level = 4
        told += [Line(0, f"经评价，{formal(_short(one.reason, job))}。") for one in part.judged]
        for place, theme in enumerate(part.themes, 1):
            mark = f"（{place}）" if level == 4 else f"{place}."
            told.append(Line(level, f"{mark}{theme.name}{'的问题' if theme.name == _OTHER else '不规范'}"))
            several = len(theme.causes) > 1
            for at, (_cause, problems) in enumerate(theme.causes):
                told.append(Line(0, (circled(at) if several else "") + cause_text(problems, job)))
    return told


def cause_text(problems: Sequence[Problem], job: Job) -> str:
    """The facts of one cause, the basis once, and what the unit said and did."""
    findings = [one for problem in problems for one in problem.findings]
    told = [_short(clauses.fact(one), job).rstrip("。") for one in _gravest(findings)]
    text = _joined(told, job)
    if len(findings) > len(told):
        amount = amount_once(findings)
        money = f"，涉及金额合计{wording.amount(amount)}" if amount else ""
        text += f"等，共{len(findings)}项{money}，明细见问题清单"
    text += "。"
    basis = cited(_once(item for one in findings for item in clauses.counting_bases(one)))
    if basis:
        text += f"上述情况不符合{basis}的规定。"
    text += "".join(dict.fromkeys(_reply(one, len(findings) > 1, job) for one in findings))
    return formal(text + _repaired(findings, job))


def advice_lines(parts: Sequence[Tier], job: Job) -> list[Line]:
    told: list[Line] = []
    number = 0
    unit = job.short or words.unit_label(job.kind)
    asked = "" if job.kind == "selfcheck" else f"建议{unit}"  # nobody advises themselves
    for part in parts:
        for one in part.judged:
            number += 1
            told.append(Line(3, f"{number}.提高{one.indicator}"))
            text = f"建议{unit}按照“{one.criterion}”的评分要求，逐项对照、补充完善，并将完善情况报送备查。"
            told.append(Line(0, formal(text)))
        for theme in part.themes:
            number += 1
            other = theme.name == _OTHER
            told.append(Line(3, f"{number}.{'及时整改其他方面的问题' if other else f'加强和规范{theme.name}'}"))
            said = _measures(theme)
            if not said:
                told.append(Line(0, f"{asked}针对上述问题分析原因，完善制度，明确责任，及时整改。"))
            for at, (nature, measure) in enumerate(said):
                start = f"{_chinese(at + 1)}是" if len(said) > 1 else ""
                told.append(Line(0, formal(f"{start}针对{nature}的问题，{asked}{measure.rstrip('。')}。")))
    return told or [Line(0, "暂无改进建议。")]


def tiers(found: Sequence[Problem], score: Doc | None) -> list[Tier]:
    """Problems by the tier of the first indicator that they bear on; those that bear on none come last."""
    where = {str(one["code"]): str(one.get("tier") or "") for one in (score or {}).get("indicators", [])}
    named = {str(tier["code"]): str(tier["name"]) for tier in (score or {}).get("tiers", [])}
    judged = _judged(score)
    members: dict[str, list[Problem]] = {code: [] for code in named}
    for problem in found:
        codes = (where.get(str(feed["indicator"]), "") for one in problem.findings for feed in one.get("feeds", []))
        members.setdefault(next(filter(None, codes), ""), []).append(problem)
    result = []
    for code, problems in members.items():
        if problems or judged.get(code):
            name = named.get(code, "其他" if any(members.get(one) or judged.get(one) for one in named) else "")
            result.append(Tier(name, _themes(problems), tuple(judged.get(code, ()))))
    return result


def formal(text: str) -> str:
    """Full-width punctuation among Chinese."""
    return re.sub(rf"(?<={_CJK})[,;:()]|[,;:()](?={_CJK})", lambda match: _HALF[match[0]], text)


def circled(at: int) -> str:
    return _CIRCLED[at] if at < len(_CIRCLED) else f"（{at + 1}）"


def theme_name(group: str) -> str:
    return _THEMES.get(group, _OTHER)


def _themes(problems: Iterable[Problem]) -> tuple[Theme, ...]:
    by_group: dict[str, dict[str, list[Problem]]] = {}
    for problem in problems:
        by_group.setdefault(problem.group, {}).setdefault(problem.cause, []).append(problem)
    return tuple(
        Theme(theme_name(group), tuple((cause, tuple(every)) for cause, every in causes.items()))
        for group, causes in by_group.items()
    )


def _measures(theme: Theme) -> list[tuple[str, str]]:
    """(what it answers, the remedies), each remedy once; what answers the same problems stands together."""
    by_measure: dict[str, dict[str, None]] = {}
    for _cause, problems in theme.causes:
        for measure in clauses.advice(one for problem in problems for one in problem.findings):
            by_measure.setdefault(measure.rstrip("。"), {})[problems[0].nature] = None
    found: dict[str, list[str]] = {}
    for measure, natures in by_measure.items():
        found.setdefault("、".join(natures), []).append(measure)
    return [(natures, "；".join(measures)) for natures, measures in found.items()]


def _judged(score: Doc | None) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {}
    for indicator in (score or {}).get("indicators", []):
        for part in indicator.get("criteria", []):
            said = part.get("judgement") or {}
            if part.get("state") == "failed" and part.get("by") == "judgement" and said.get("reason"):
                name, text = str(indicator["name"]), str(part["text"])
                reason = str(said["reason"]).rstrip("。")
                found.setdefault(str(indicator.get("tier") or ""), []).append(Judged(name, text, reason))
    return found


def _gravest(findings: Sequence[Doc]) -> list[Doc]:
    """All of a few; of many those with the most money, in the order of the list."""
    if len(findings) <= MOST_FACTS:
        return list(findings)
    most = sorted(findings, key=lambda one: facts.money(one.get("amount")) or Decimal(0), reverse=True)[:MOST_FACTS]
    return [one for one in findings if one in most]


def _joined(told: Sequence[str], job: Job) -> str:
    """Sentences that open alike say so once, and name the unit once: 经核实，某局资产甲……；资产乙……"""
    parts: list[str] = []
    before = ""
    for text in told:
        match = _OPENING.match(text)
        opening = match[1] if match else ""
        if opening and opening == before:
            text = text.removeprefix(f"{opening}，").removeprefix(job.short or "\0")
        parts.append(text)
        before = opening
    return "；".join(parts)


def _once(items: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found: dict[tuple[Any, Any], Mapping[str, Any]] = {}
    for item in items:
        found.setdefault((item.get("name"), item.get("article")), item)
    # A rule cited with an article needs no second mention without one.
    with_article = {name for name, article in found if article}
    return [item for (name, article), item in found.items() if article or name not in with_article]


def _repaired(findings: Sequence[Doc], job: Job) -> str:
    if job.kind == "evaluation":
        return ""
    states = [one.get("state") for one in findings]
    done, under_way = states.count("rectified"), states.count("rectifying")
    if done == len(states):
        return "上述问题已完成整改。"
    told = [f"已完成整改{done}项" if done else "", f"正在整改{under_way}项" if under_way else ""]
    return f"其中{'，'.join(filter(None, told))}。" if any(told) else ""


def _reply(finding: Doc, of_several: bool, job: Job) -> str:
    """What the unit said and what the auditors made of it; nothing where it said nothing."""
    answer, adopted = clauses.life(finding).get("answer"), clauses.life(finding).get("adopted")
    if not answer:
        return ""
    about = clauses.document_of(finding) if of_several else ""
    reason = f"，理由为{str(answer['reason']).rstrip('。')}" if answer.get("reason") else ""
    text = f"{f'对{about}，' if about else ''}{words.unit_label(job.kind)}反馈意见为{answer.get('opinion') or ''}{reason}。"
    if adopted:
        why = f"，理由为{str(adopted['reason']).rstrip('。')}" if adopted.get("reason") else ""
        text += f"经研究，对该意见{adopted.get('adopted') or ''}{why}。"
    return text


def _short(text: str, job: Job) -> str:
    return text.replace(job.unit, job.short) if job.unit and job.short else text


def _chinese(number: int) -> str:
    if number <= 10:
        return _CHINESE[number - 1]
    tens, ones = divmod(number, 10)
    return (_CHINESE[tens - 1] if tens > 1 else "") + "十" + (_CHINESE[ones - 1] if ones else "")
