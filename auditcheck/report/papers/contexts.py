"""The fields of the docx templates, by their Chinese names (docs/papers.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from auditcheck import names, wording
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import amount_once
from auditcheck.report.papers import clauses, narrative, rectification, wanted
from auditcheck.report.papers.matters import Job, Problem
from auditcheck.report.papers.narrative import Line

EVIDENCE, SECTION, SELF_REPORT = "取证单", "主要问题及改进建议", "自查报告"
_TITLES = {"audit": "审计取证单", "selfcheck": "自查事项确认单", "evaluation": "绩效评价取证单"}
_WHOSE = {"audit": "审计", "selfcheck": "自查", "evaluation": "评价"}
_MOST_UNSEEN = 12


def evidence_sheet(problem: Problem, job: Job) -> dict[str, Any]:
    """取证单 of one problem. Names, signatures and seals are never typed in beforehand."""
    findings = problem.findings
    amounts = [f"{kind}{wording.amount(amount)}" for kind, amount in problem.amounts.items() if amount is not None]
    money = "；".join(filter(None, [wording.amount(problem.amount) if problem.amount is not None else "", *amounts]))
    qualified = job.form == "qualified"
    return {
        **_job(job),
        "标题": _TITLES.get(job.kind, "取证单"),
        "编号": problem.paper,
        "问题编号": problem.number,
        "底稿索引号": problem.index,
        "单位": problem.body(job, level=False),
        "事项": problem.title,
        "事实": list(dict.fromkeys(map(clauses.fact, findings))),
        "带定性": qualified,
        "定性": problem.nature if qualified else "",
        "依据": clauses.bases(findings) if qualified else [],
        "金额": money,
        "责任部门": clauses.departments(findings),
        "责任人": clauses.responsible(findings),
        "附件": clauses.evidence_names(findings),
        "反馈期限": job.reply_by,
        "意见方": "责任部门" if job.kind == "selfcheck" else "证据提供单位",
        "单位意见": clauses.answers(findings, adopted=False),
    }


def section(found: Sequence[Problem], score: Doc | None, job: Job) -> dict[str, Any]:
    """五（二） and （三）."""
    return {**_job(job), "段落": [line.field() for line in narrative.report_lines(found, score, job)]}


def self_report(found: Sequence[Problem], document: Doc, job: Job) -> dict[str, Any]:
    """自查报告 with its list of problems."""
    parts = narrative.tiers(found, None)
    lines = [Line(1, "一、自查工作开展情况"), *(Line(0, text) for text in _done(document, job, len(found)))]
    lines += [Line(1, "二、自查发现的主要问题"), Line(0, _summary(found, job)), *narrative.problem_lines(parts, job)]
    lines += [Line(1, "三、整改情况及下一步措施"), Line(0, _progress(found)), *narrative.advice_lines(parts, job)]
    unseen = _unseen(document)
    if unseen:
        lines += [Line(1, "四、未能自查的事项"), Line(0, unseen)]
    listed = [
        {
            "序号": str(number),
            "编号": one.number,
            "标题": one.title,
            "定性": one.nature,
            "金额": wording.amount(one.amount) if one.amount is not None else "",
            "责任部门": clauses.departments(one.findings),
            "进展": rectification.progress(one),
        }
        for number, one in enumerate(found, 1)
    ]
    title = job.name.removeprefix(job.unit) or f"{job.year}年度自查"
    return {
        **_job(job),
        "标题": title if title.endswith("报告") else f"{title}报告",
        "段落": [line.field() for line in lines],
        "问题": listed,
    }


def _job(job: Job) -> dict[str, Any]:
    return {**job.fields(), "工作": _WHOSE.get(job.kind, "审计"), "截止日": _day(job.asof)}


def _done(document: Doc, job: Job, problems: int) -> list[str]:
    run = document.get("run", {})
    states = Counter(str(check.get("state")) for check in document.get("checks", []))
    ran = states["findings"] + states["clean"]
    shown = [one for one in document.get("findings", []) if clauses.shown_to_unit(one)]
    found = Counter(str(one.get("state")) for one in shown)
    held = sum(found[state] for state in words.CONFIRMED_STATES)
    asof = f"，截止日为{_day(job.asof)}" if job.asof else ""
    outcome = {"不成立": found["dismissed"], "经批准列为例外事项": found["waived"], "确认为缺陷": held}
    decided = "，".join(f"{word}{count}条" for word, count in outcome.items() if count)
    told = [
        f"本次自查期间为{job.period or '本年度'}{asof}。读取台账、账簿文件{len(run.get('inputs', []))}个，执行检查{ran}项，"
        f"其中{states['clean']}项未发现问题，{states['findings']}项列有需要核实的事项。",
        f"经逐条核实，{decided or '没有确认的缺陷'}{f'，归并为问题{problems}项' if problems else ''}。",
    ]
    waiting = found["open"] + found["pending"]
    if waiting:
        told.append(f"另有{waiting}条尚待核实，未列入本报告（{words.DISCLAIMER}）。")
    return told


def _summary(found: Sequence[Problem], job: Job) -> str:
    if not found:
        return "经自查，未确认需要反映的问题。"
    groups = Counter(narrative.theme_name(one.group) for one in found)
    amount = amount_once([finding for one in found for finding in one.findings])
    money = f"，涉及金额{wording.amount(amount)}（同一凭证、同一合同只计一次）" if amount else ""
    kinds = "、".join(f"{name}{count}项" for name, count in groups.items())
    return f"经自查，确认问题{len(found)}项{money}，其中{kinds}。"


def _progress(found: Sequence[Problem]) -> str:
    if not found:
        return "无需整改的事项。"
    stages = Counter(rectification.progress(one) for one in found)
    return f"截至目前，{'，'.join(f'{stage}{stages[stage]}项' for stage in rectification.PROGRESS if stages[stage])}。"


def _unseen(document: Doc) -> str:
    checks = [check for check in document.get("checks", []) if check.get("state") in ("skipped", "not_run")]
    open_ones = [check for check in checks if check.get("visibility") != "internal"]
    if not open_ones:
        return ""
    ledgers: dict[str, None] = {}
    for check in open_ones:
        for name in check.get("missing") or []:
            ledger = str(name).partition(".")[0]
            if not ledger.startswith(("$", "ref_")) and ledger not in wanted.OWN:
                ledgers[names.ledger_name(ledger)] = None
    listed = "、".join(list(ledgers)[:_MOST_UNSEEN]) + (
        f"等{len(ledgers)}种资料" if len(ledgers) > _MOST_UNSEEN else ""
    )
    missing = f"，所缺资料或栏目涉及{listed}" if ledgers else ""
    return f"有{len(open_ones)}项检查因资料不足或本单位标准未定而未执行{missing}。上述事项未评，不等于没有问题。"


def _day(text: str) -> str:
    day = facts.day(text)
    return day if isinstance(day, str) else wording.day(day) if day else ""
