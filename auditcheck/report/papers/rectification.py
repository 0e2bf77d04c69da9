"""整改台账: what is done, under way, long, and not begun; who accepted it and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from auditcheck.report import facts
from auditcheck.report.issues import amount_once
from auditcheck.report.layout import Cell, Column, Table, continued
from auditcheck.report.papers import clauses
from auditcheck.report.papers.matters import Job, Problem
from auditcheck.report.papers.registers import ONCE

SETTLED = ("上缴财政", "归还原渠道", "调账", "追回", "其他")
PROGRESS = ("已完成整改", "正在整改", "长期整改", "尚未整改")
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


def register(found: Sequence[Problem], job: Job) -> Table:
    """整改台账: what is done, under way, long, and not begun; who accepted it and when."""
    rows: list[list[Cell]] = []
    for number, one in enumerate(found, 1):
        done = list(map(clauses.repair, one.findings))
        stage = progress(one)
        accepted = [each for each in done if each.get("accepted_by")]
        closed = stage == "已完成整改" and len(accepted) == len(done)
        rows += continued(
            _RECTIFICATION,
            [
                str(number),
                one.number,
                "\n".join(dict.fromkeys(map(clauses.fact, one.findings))),
                one.amount,
                one.nature,
                "\n".join(clauses.advice(one.findings)),
                _said(done, "measure"),
                _said(done, "kind"),
                _said(done, "leader"),
                clauses.departments(one.findings),
                clauses.responsible(one.findings),
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
        total[at] = _settled(list(map(clauses.repair, every)), kind)
    return Table(
        name="整改台账",
        title="问题整改台账",
        columns=_RECTIFICATION,
        rows=rows,
        subtitle=f"{job.about}　共{len(found)}项",
        across=2,
        notes=["整改进展分为：已完成整改、正在整改、长期整改、尚未整改。", ONCE] if rows else [],
        totals=[total] if rows else [],
    )


def progress(problem: Problem) -> str:
    """The stage of the whole problem: it is done when all of it is, long where people said 持续整改."""
    found = [one.get("state") for one in problem.findings]
    if all(state == "rectified" for state in found):
        return "已完成整改"
    if any(state in ("rectifying", "rectified") for state in found):
        kinds = (str(clauses.repair(one).get("kind") or "") for one in problem.findings)
        return "长期整改" if any(kind.startswith("持续") for kind in kinds) else "正在整改"
    return "尚未整改"


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
