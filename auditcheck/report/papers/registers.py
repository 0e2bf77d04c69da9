"""问题清单, 整改台账, 审计取证单登记表, 资料清单: one row a problem or document, as plain tables of texts and amounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import Issue, amount_once, indicators_and_points
from auditcheck.report.layout import Cell, Column, Table, continued
from auditcheck.report.papers import clauses
from auditcheck.report.papers.clauses import MONEY_KINDS
from auditcheck.report.papers.matters import Job, Problem

ONCE = "同一凭证、同一合同的金额在一项问题中、在合计中只计一次，故合计可能小于各行之和。"
NAME_OF_EVIDENCE = "取证单登记表"
_SEVERITY = {"high": "严重", "medium": "较重", "low": "一般", "info": "一般"}
_MONEY = tuple(Column(f"{kind}（元）", 14, "money") for kind in MONEY_KINDS)

_PROBLEMS = (
    Column("问题编号", 10, "centre"),
    Column("底稿索引号", 12, "centre"),
    Column("取证单编号", 12, "centre"),
    Column("类别", 7, "centre"),
    Column("严重程度", 7, "centre"),
    Column("问题标题", 18),
    Column("定性（规范名称）", 15),
    Column("事实描述", 46),
    Column("涉及凭证/合同", 15),
    Column("涉及金额（元）", 14, "money"),
    *_MONEY,
    Column("证据1及附件页码", 17),
    Column("证据2及附件页码", 17),
    Column("证据3及附件页码", 17),
    Column("依据（名称+文号+条款）", 26),
    Column("影响指标", 12),
    Column("扣分", 14),
    Column("建议", 22),
    Column("责任单位（本级/下属）", 14),
    Column("责任部门", 10),
    Column("单位反馈", 16),
    Column("是否移送", 7, "centre"),
    Column("核实状态", 12, "centre"),
)
_DEFECTS = (Column("缺陷（设计/运行，重大/重要/一般）", 13, "centre"),)
_EVIDENCE = (
    Column("编号", 12, "centre"),
    Column("底稿索引号", 12, "centre"),
    Column("项目名称", 16),
    Column("被审计（调查）单位", 14),
    Column("审计（调查）事项", 15),
    Column("事项摘要（时间、凭证号、金额、事实）", 50),
    Column("定性", 14),
    Column("违反依据", 24),
    Column("涉及金额（元）", 14, "money"),
    Column("责任部门", 10),
    Column("附件清单及页数", 26),
    Column("审计人员", 9),
    Column("编制日期", 11, "date"),
    Column("反馈期限", 12, "date"),
    Column("证据提供单位意见", 18),
    Column("负责人签名盖章", 11),
    Column("签署日期", 11, "date"),
    Column("拒签原因", 12),
    Column("页次", 6, "centre"),
)


def problem_list(found: Sequence[Problem], score: Doc | None, job: Job) -> Table:
    """问题清单; of a self-check 自查问题清单 with the kind and the grade of the defect left to people."""
    selfcheck = job.kind == "selfcheck"
    effects = indicators_and_points([_as_issue(one) for one in found], score)
    scored = [number for number, column in enumerate(_PROBLEMS) if column.title in ("影响指标", "扣分")]
    columns: Sequence[Column] = _PROBLEMS
    if selfcheck:  # no indicators, but the kind of deficiency
        rest = [column for number, column in enumerate(_PROBLEMS) if number not in scored]
        columns = (*rest[:5], *_DEFECTS, *rest[5:])
    rows: list[list[Cell]] = []
    for one, (indicators, points) in zip(found, effects, strict=True):
        proofs = [f"{proof}（第　—　页）" for proof in clauses.evidence_names(one.findings, most=3)[:3]]
        pages = clauses.said(one.findings, "paper", "pages")
        proofs = ([pages] if pages else proofs) + [""] * 3
        row: list[Cell] = [
            one.number,
            one.index,
            one.paper,
            one.group,
            _SEVERITY.get(one.severity, ""),
            one.title,
            one.nature,
            "\n".join(dict.fromkeys(map(clauses.fact, one.findings))),
            facts.shorten(_documents(one.findings), 8, "个"),
            one.amount,
            *one.amounts.values(),
            *proofs[:3],
            "\n".join(clauses.bases(one.findings)),
            indicators,
            points,
            "\n".join(clauses.advice(one.findings)),
            one.body(job),
            clauses.departments(one.findings),
            "\n".join(clauses.answers(one.findings)),
            clauses.said(one.findings, "paper", "transfer"),
            one.states(job.kind),
        ]
        if selfcheck:
            row = [cell for number, cell in enumerate(row) if number not in scored]
            row[5:5] = ["、".join(dict.fromkeys(str(clauses.life(each).get("defect") or "") for each in one.findings))]
        rows += continued(columns, row)
    every = [finding for one in found for finding in one.findings]
    total: list[Cell] = [None] * len(columns)
    total[0] = "合计"
    titles = [column.title for column in columns]
    total[titles.index("涉及金额（元）")] = amount_once(every)
    for kind, amount in clauses.amounts_by_kind(every).items():
        total[titles.index(f"{kind}（元）")] = amount
    name = "自查问题清单" if selfcheck else "问题清单"
    return Table(
        name=name,
        title=name,
        columns=columns,
        rows=rows,
        subtitle=f"{job.about}　共{len(found)}项",
        across=2,
        notes=[ONCE] if rows else [],
        totals=[total] if rows else [],
    )


def evidence_register(found: Sequence[Problem], job: Job, *, full: bool = False) -> Table:
    """审计取证单登记表: the same content as the sheets, one row each; without 定性 and 依据 where the form has facts only.
    ``full``: with these columns empty then, for a template that has them."""
    qualified = job.form == "qualified"
    columns = tuple(
        Column(f"{words.unit_label(job.kind)}", each.width, each.kind) if each.title == "被审计（调查）单位" else each
        for each in _EVIDENCE
        if qualified or full or each.title not in ("定性", "违反依据")
    )
    rows: list[list[Cell]] = []
    for one in found:
        judged: list[Cell] = [one.nature, "\n".join(clauses.bases(one.findings))] if qualified else [None] * (2 * full)
        proofs = [f"{number}.{name}（　页）" for number, name in enumerate(clauses.evidence_names(one.findings), 1)]
        rows += continued(
            columns,
            [
                one.paper,
                one.index,
                job.name,
                one.body(job, level=False),
                one.title,
                "\n".join(dict.fromkeys(map(clauses.fact, one.findings))),
                *judged,
                one.amount,
                clauses.departments(one.findings),
                clauses.said(one.findings, "paper", "pages") or "\n".join(proofs),
                clauses.said(one.findings, "paper", "auditors"),
                facts.day(clauses.said(one.findings, "paper", "prepared")),
                facts.day(clauses.said(one.findings, "paper", "reply_due")) or job.reply_by,
                "\n".join(clauses.answers(one.findings, adopted=False)),
                None,
                facts.day(clauses.said(one.findings, "paper", "signed")),
                clauses.said(one.findings, "paper", "refused"),
                None,
            ],
        )
    title = {"selfcheck": "自查事项确认单登记表", "evaluation": "评价取证单登记表"}.get(job.kind, "审计取证单登记表")
    subtitle = f"{job.about}　共{len(found)}份"
    return Table(NAME_OF_EVIDENCE, title, columns, rows, subtitle=subtitle, across=2)


def _documents(findings: Iterable[Doc]) -> list[str]:
    return list(dict.fromkeys(number for one in findings for number in facts.documents(one)))


def _as_issue(one: Problem) -> Issue:
    return Issue(one.number, one.title, one.severity, one.amount, list(one.findings), "")
