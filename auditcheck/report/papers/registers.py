"""问题清单, 整改台账, 审计取证单登记表, 资料清单: one row a problem or document, as plain tables of texts and amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from auditcheck import names
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import Issue, amount_once, indicators_and_points
from auditcheck.report.layout import Cell, Column, Table, continued
from auditcheck.report.papers import matters
from auditcheck.report.papers.matters import MONEY_KINDS, Job, Problem, life
from auditcheck.report.sheets_checks import Want, wants
from auditcheck.report.templates import FORMS

ONCE = "同一凭证、同一合同的金额在一项问题中、在合计中只计一次，故合计可能小于各行之和。"
SETTLED = ("上缴财政", "归还原渠道", "调账", "追回", "其他")
EVIDENCE, WANTED = "取证单登记表", "资料清单"
PROGRESS = ("已完成整改", "正在整改", "长期整改", "尚未整改")
# What the auditors fill in themselves is not asked of the unit; nor is the register that is made from the files handed in.
OWN = (*FORMS, "evidence", "calendar")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
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
_RECTIFICATION = (
    Column("序号", 5, "centre"),
    Column("问题编号", 10, "centre"),
    Column("问题描述", 38),
    Column("问题金额（元）", 14, "money"),
    Column("定性", 15),
    Column("整改要求", 22),
    Column("整改措施", 20),
    Column("整改类型", 9, "centre"),
    Column("责任领导", 9),
    Column("责任部门", 10),
    Column("责任人", 9),
    Column("整改时限", 11, "date"),
    Column("整改进展", 14, "centre"),
    Column("未完成原因", 14),
    *(Column(f"整改金额：{kind}（元）", 12, "money") for kind in SETTLED),
    Column("制度建立", 12),
    Column("问责人数", 7, "centre"),
    Column("佐证材料", 18),
    Column("完成日期", 11, "date"),
    Column("认定人", 9),
    Column("认定日期", 11, "date"),
    Column("销号状态", 9, "centre"),
)
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
_WANTED = (
    Column("序号", 5, "centre"),
    Column("资料名称", 24),
    Column("期间", 14),
    Column("格式要求", 20),
    Column("提供部门", 14),
    Column("应提供日", 12, "date"),
    Column("实际提供日", 12, "date"),
    Column("份数", 6, "count"),
    Column("是否原件", 8, "centre"),
    Column("哈希（SHA-256）", 22),
    Column("缺失说明", 50),
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
        proofs = [f"{proof}（第　—　页）" for proof in matters.evidence_names(one.findings, most=3)[:3]]
        pages = matters.said(one.findings, "paper", "pages")
        proofs = ([pages] if pages else proofs) + [""] * 3
        row: list[Cell] = [
            one.number,
            one.index,
            one.paper,
            one.group,
            _SEVERITY.get(one.severity, ""),
            one.title,
            one.nature,
            "\n".join(dict.fromkeys(map(matters.fact, one.findings))),
            facts.shorten(_documents(one.findings), 8, "个"),
            one.amount,
            *one.amounts.values(),
            *proofs[:3],
            "\n".join(matters.bases(one.findings)),
            indicators,
            points,
            "\n".join(matters.advice(one.findings)),
            responsible_unit(one, job),
            matters.departments(one.findings),
            "\n".join(matters.answers(one.findings)),
            matters.said(one.findings, "paper", "transfer"),
            states(one, job.kind),
        ]
        if selfcheck:
            row = [cell for number, cell in enumerate(row) if number not in scored]
            row[5:5] = ["、".join(dict.fromkeys(str(life(each).get("defect") or "") for each in one.findings))]
        rows += continued(columns, row)
    every = [finding for one in found for finding in one.findings]
    total: list[Cell] = [None] * len(columns)
    total[0] = "合计"
    titles = [column.title for column in columns]
    total[titles.index("涉及金额（元）")] = amount_once(every)
    for kind, amount in matters.amounts_by_kind(every).items():
        total[titles.index(f"{kind}（元）")] = amount
    name = "自查问题清单" if selfcheck else "问题清单"
    return Table(
        name=name,
        title=name,
        columns=columns,
        rows=rows,
        subtitle=f"{about(job)}　共{len(found)}项",
        across=2,
        notes=[ONCE] if rows else [],
        totals=[total] if rows else [],
    )


def rectification(found: Sequence[Problem], job: Job) -> Table:
    """整改台账: what is done, under way, long, and not begun; who accepted it and when."""
    rows: list[list[Cell]] = []
    for number, one in enumerate(found, 1):
        done = list(map(matters.repair, one.findings))
        stage = progress(one)
        accepted = [each for each in done if each.get("accepted_by")]
        closed = stage == "已完成整改" and len(accepted) == len(done)
        rows += continued(
            _RECTIFICATION,
            [
                str(number),
                one.number,
                "\n".join(dict.fromkeys(map(matters.fact, one.findings))),
                one.amount,
                one.nature,
                "\n".join(matters.advice(one.findings)),
                _said(done, "measure"),
                _said(done, "kind"),
                _said(done, "leader"),
                matters.departments(one.findings),
                matters.responsible(one.findings),
                _day(done, "due"),
                "\n".join(filter(None, [stage, _said(done, "progress")])),
                _said(done, "unfinished"),
                *(_settled(done, kind) for kind in SETTLED),
                _said(done, "rules_made"),
                _said(done, "held"),
                _said(done, "proof"),
                (_day(done, "finished") or _day(accepted, "date")) if stage == "已完成整改" else None,
                _said(accepted, "accepted_by"),
                _day(accepted, "date"),
                "已销号" if closed else "未销号",
            ],
        )
    every = [finding for one in found for finding in one.findings]
    total: list[Cell] = [None] * len(_RECTIFICATION)
    total[0], total[3] = "合计", amount_once(every)
    for at, kind in enumerate(SETTLED, 14):
        total[at] = _settled(list(map(matters.repair, every)), kind)
    return Table(
        name="整改台账",
        title="问题整改台账",
        columns=_RECTIFICATION,
        rows=rows,
        subtitle=f"{about(job)}　共{len(found)}项",
        across=2,
        notes=["整改进展分为：已完成整改、正在整改、长期整改、尚未整改。", ONCE] if rows else [],
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
        judged: list[Cell] = [one.nature, "\n".join(matters.bases(one.findings))] if qualified else [None] * (2 * full)
        proofs = [f"{number}.{name}（　页）" for number, name in enumerate(matters.evidence_names(one.findings), 1)]
        rows += continued(
            columns,
            [
                one.paper,
                one.index,
                job.name,
                responsible_unit(one, job, level=False),
                one.title,
                "\n".join(dict.fromkeys(map(matters.fact, one.findings))),
                *judged,
                one.amount,
                matters.departments(one.findings),
                matters.said(one.findings, "paper", "pages") or "\n".join(proofs),
                matters.said(one.findings, "paper", "auditors"),
                facts.day(matters.said(one.findings, "paper", "prepared")),
                facts.day(matters.said(one.findings, "paper", "reply_due")) or job.reply_by,
                "\n".join(matters.answers(one.findings, adopted=False)),
                None,
                facts.day(matters.said(one.findings, "paper", "signed")),
                matters.said(one.findings, "paper", "refused"),
                None,
            ],
        )
    title = {"selfcheck": "自查事项确认单登记表", "evaluation": "评价取证单登记表"}.get(job.kind, "审计取证单登记表")
    subtitle = f"{about(job)}　共{len(found)}份"
    return Table(EVIDENCE, title, columns, rows, subtitle=subtitle, across=2)


def wanted(document: Doc, job: Job) -> Table:
    """资料清单: what is pending by name, what no sheet holds yet by document and department, and what was received."""
    rows: list[list[Cell]] = []
    pending = [one for one in document.get("findings", []) if life(one).get("pending")]
    for one in sorted(pending, key=lambda each: str(life(each)["pending"].get("due") or "9999")):
        asked = life(one)["pending"]
        # The number alone, of a lead not even that: what is suspected does not go to the unit with a request for papers.
        why = f"待补资料（{one.get('no')}）" if matters.shown_to_unit(one) else "待补资料"
        rows.append(_wanted_row(str(asked.get("what") or ""), job, "", asked.get("provider"), asked.get("due"), why))
    by_document: dict[tuple[str, str], list[Want]] = {}
    for want in wants(document):
        if want.ledger and want.ledger not in OWN and not want.ledger.startswith(("$", "ref_")):
            by_document.setdefault(("、".join(want.providers), want.ledger), []).append(want)
    inside = {str(check["id"]) for check in document.get("checks", []) if check.get("visibility") == "internal"}
    for (department, ledger), asked_for in sorted(by_document.items()):
        # A column that only leads need is not named: the list goes to the unit and would tell what is looked for.
        open_ones = [want for want in asked_for if set(want.checks) - inside]
        missing = [
            f"{name}（{want.rows}行）" if want.rows else name
            for want in open_ones
            if _CHINESE.search(name := _column(want))
        ]
        why = f"缺：{'、'.join(missing) or '整张表'}"
        form = "电子表格（xlsx、et、csv），可用所附台账模板"
        rows += continued(_WANTED, _wanted_row(names.ledger_name(ledger), job, form, department, None, why))
    for given in document.get("run", {}).get("inputs", []):
        row = _wanted_row(str(given.get("file") or ""), job, "", None, None, "已提供")
        row[7], row[9] = 1, str(given.get("sha256") or "")
        rows.append(row)
    for number, row in enumerate(rows, 1):
        row[0] = str(number)
    return Table(WANTED, "资料清单（PBC）", _WANTED, rows, subtitle=f"{about(job)}　共{len(rows)}项")


def about(job: Job) -> str:
    told = [
        f"项目名称：{job.name or words.DASH}",
        f"{words.unit_label(job.kind)}：{job.unit or words.DASH}",
        f"期间：{job.period or words.DASH}",
    ]
    return "　".join(told)


def whole(job: Job) -> dict[str, str]:
    """What a paper says once, by the names that templates use."""
    return {
        "项目名称": job.name,
        "单位": job.unit,
        "单位简称": job.short,
        "单位称谓": words.unit_label(job.kind),
        "机构": job.firm,
        "期间": job.period,
        "年度": job.year,
    }


def responsible_unit(problem: Problem, job: Job, level: bool = True) -> str:
    """The bodies, 本级 or 下属 as the engagement's own name tells."""
    found = dict.fromkeys(filter(None, map(facts.unit_of, problem.findings)))
    if not level or not job.unit:
        return "、".join(found) or job.unit
    return "、".join(f"{unit}（{'本级' if unit == job.unit else '下属'}）" for unit in found)


def states(problem: Problem, kind: str) -> str:
    return "、".join(dict.fromkeys(facts.state(one, kind) for one in problem.findings))


def progress(problem: Problem) -> str:
    """The stage of the whole problem: it is done when all of it is, long where people said 持续整改."""
    found = [one.get("state") for one in problem.findings]
    if all(state == "rectified" for state in found):
        return "已完成整改"
    if any(state in ("rectifying", "rectified") for state in found):
        kinds = (str(matters.repair(one).get("kind") or "") for one in problem.findings)
        return "长期整改" if any(kind.startswith("持续") for kind in kinds) else "正在整改"
    return "尚未整改"


def _wanted_row(name: str, job: Job, form: str, department: object, due: object, why: str) -> list[Cell]:
    return ["", name, job.period, form, str(department or ""), facts.day(due), None, None, None, "", why]


def _column(want: Want) -> str:
    return names.column_name(want.column, want.ledger) if want.column else ""


def _documents(findings: Iterable[Doc]) -> list[str]:
    return list(dict.fromkeys(number for one in findings for number in facts.documents(one)))


def _said(done: Iterable[Mapping[str, object]], name: str) -> str:
    return "\n".join(dict.fromkeys(str(each[name]) for each in done if each.get(name)))


def _day(done: Iterable[Mapping[str, object]], name: str) -> date | str | None:
    """The last day that one of the findings says."""
    days = sorted(str(each[name]) for each in done if each.get(name))
    return facts.day(days[-1]) if days else None


def _settled(done: Iterable[Mapping[str, object]], kind: str) -> Decimal | None:
    amounts = [facts.money(each.get("amount")) for each in done if each.get("amount_kind") == kind]
    told = [amount for amount in amounts if amount is not None]
    return sum(told, Decimal(0)) if told else None


def _as_issue(one: Problem) -> Issue:
    return Issue(one.number, one.title, one.severity, one.amount, list(one.findings), "")
