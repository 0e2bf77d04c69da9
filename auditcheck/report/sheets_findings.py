"""疑点清单, 问题清单 and 证据明细."""

from __future__ import annotations

from auditcheck import names
from auditcheck.report import facts, words
from auditcheck.report.facts import Doc
from auditcheck.report.issues import Issue, confirmed_issues, indicators_and_points, states
from auditcheck.report.layout import Cell, Column, Table, continued

_SIGNALS = (
    Column("编号", 10, "centre"),
    Column("检查编号", 9, "centre"),
    Column("检查名称", 12),
    Column("类别", 6, "centre"),
    Column("级别", 6, "centre"),
    Column("状态", 13.5, "centre"),
    Column("事实", 40),
    Column("单位", 10),
    Column("关键字", 13),
    Column("涉及凭证/合同", 14),
    Column("金额（元）", 13, "money"),
    Column("日期", 11, "date"),
    Column("依据（参考）", 18),
    Column("证据位置", 21),
    Column("来源", 6, "centre"),
    Column("与上次相比", 7, "centre"),
    Column("知悉范围", 7, "centre"),
    Column("认定人、日期、理由", 14),
)
_DEPARTMENT = Column("责任处室", 10)
_ISSUES = (
    Column("问题编号", 10, "centre"),
    Column("标题", 14),
    Column("级别", 6, "centre"),
    Column("事实", 44),
    Column("检查", 14),
    Column("涉及凭证/合同", 14),
    Column("金额（元）", 13, "money"),
    Column("依据（名称+文号+条款）", 20),
    Column("影响指标", 11),
    Column("扣分", 15),
    Column("建议", 14),
    Column("责任部门", 9),
    Column("单位反馈", 12),
    Column("核实状态", 13.5, "centre"),
    Column("认定人、日期、理由", 16),
)
_EVIDENCE = (
    Column("编号", 10, "centre"),
    Column("检查编号", 9, "centre"),
    Column("状态", 13.5, "centre"),
    Column("角色", 7, "centre"),
    Column("台账", 13),
    Column("文件", 20),
    Column("表", 10),
    Column("行", 7, "centre"),
    Column("列/单元格", 18),
    Column("值", 36),
    Column("来源", 7, "centre"),
)


_DETAILS = (
    Column("汇总行", 10, "centre"),
    Column("检查编号", 9, "centre"),
    Column("事项", 20),
    Column("单位", 16),
    Column("关键字", 24),
    Column("金额（元）", 14, "money"),
    Column("日期", 12, "date"),
    Column("情况", 60),
)
MOST_DETAILS = 100_000


def signals(findings_doc: Doc, subtitle: str) -> Table:
    findings = facts.unconfirmed(findings_doc)
    titles, kind = facts.titles(findings_doc), facts.kind(findings_doc)
    with_department = any(facts.department(finding) for finding in findings)
    rows: list[list[Cell]] = []
    for finding in findings:
        row: list[Cell] = [
            str(finding.get("no") or ""),
            str(finding.get("check") or ""),
            facts.title(finding, titles),
            words.finding_class(str(finding.get("class") or "")),
            words.severity(str(finding.get("severity") or "")),
            facts.state(finding, kind),
            str(finding.get("message") or ""),
            facts.unit_of(finding),
            facts.key_text(finding),
            facts.shorten(facts.documents(finding), 5, "个"),
            facts.money(finding.get("amount")),
            facts.day(finding.get("date")),
            facts.bases([finding]),
            facts.places(finding),
            words.source(finding),
            words.baseline(finding.get("baseline")),
            words.visibility(finding.get("visibility")),
            facts.decided([finding]),
        ]
        rows.append([*row, facts.department(finding)] if with_department else row)
    return Table(
        name="疑点清单",
        title="疑点清单",
        columns=(*_SIGNALS, _DEPARTMENT) if with_department else _SIGNALS,
        rows=rows,
        subtitle=f"{subtitle}　共{len(rows)}条",
        disclaimer=True,
    )


def rolled_up(findings_doc: Doc, subtitle: str) -> list[Table]:
    """汇总明细: the details of what is told in one line; no sheet where nothing is."""
    lines = findings_doc.get("rolled_up") or []
    details = [(line, detail) for line in lines for detail in line["details"]]
    if not details:
        return []
    rows: list[list[Cell]] = [
        [
            str(line["no"]),
            str(line["check"]),
            str(line["title"]),
            facts.unit_of(detail),
            facts.key_text(detail),
            facts.money(detail.get("amount")),
            facts.day(detail.get("date")),
            str(detail["message"]) + ("" if detail.get("in_period", True) else "（期外）"),
        ]
        for line, detail in details[:MOST_DETAILS]
    ]
    notes = [
        "本表各条未列入疑点清单，未计分；需逐条列示的，在确认记录中对汇总行写“展开”，或用 --expand 检查编号 重新运行。"
    ]
    total = sum(int(line["findings"]) for line in lines)
    if total > len(rows):
        notes.append(f"共{total}条，此处列{len(rows)}条，其余的出处见 evidence.csv。")
    return [
        Table(
            name="汇总明细",
            title="汇总明细",
            columns=_DETAILS,
            rows=rows,
            subtitle=f"{subtitle}　共{total}条",
            disclaimer=True,
            notes=notes,
        )
    ]


def problems(findings_doc: Doc, score_doc: Doc | None, subtitle: str) -> Table:
    issues = confirmed_issues(findings_doc)
    titles, kind = facts.titles(findings_doc), facts.kind(findings_doc)
    effects = indicators_and_points(issues, score_doc)
    rows = [
        row
        for issue, effect in zip(issues, effects, strict=True)
        for row in continued(_ISSUES, _problem(issue, titles, kind, effect))
    ]
    return Table(
        name="问题清单",
        title="问题清单",
        columns=_ISSUES,
        rows=rows,
        subtitle=f"{subtitle}　共{len(issues)}项",
        notes=["金额：同一凭证、同一合同在一项问题中只计一次。"] if rows else [],
    )


def _problem(issue: Issue, titles: dict[str, str], kind: str, effect: tuple[str, str]) -> list[Cell]:
    findings = issue.findings
    sentences = list(dict.fromkeys(str(finding.get("message") or "") for finding in findings))
    checks = dict.fromkeys(f"{finding.get('check')} {facts.title(finding, titles)}".strip() for finding in findings)
    numbers = list(dict.fromkeys(number for finding in findings for number in facts.documents(finding)))
    advice = issue.advice or "\n".join(dict.fromkeys(str(finding.get("remediation") or "") for finding in findings))
    return [
        issue.number,
        issue.title,
        words.severity(issue.severity),
        facts.shorten(sentences, 10, "条", "\n"),
        "\n".join(checks),
        facts.shorten(numbers, 8, "个"),
        issue.amount,
        facts.bases(findings, quoted=True),
        effect[0],
        effect[1],
        advice,
        "、".join(dict.fromkeys(filter(None, (facts.department(finding) for finding in findings)))),
        "",
        states(issue, kind),
        facts.decided(findings),
    ]


def evidence(findings_doc: Doc, subtitle: str) -> Table:
    kind = facts.kind(findings_doc)
    findings = sorted(findings_doc.get("findings", []), key=lambda finding: str(finding.get("no") or ""))
    rows: list[list[Cell]] = []
    notes = []
    for finding in findings:
        items = finding.get("evidence", [])
        total = int(finding.get("evidence_total") or 0)
        if total > len(items):
            notes.append(f"{finding.get('no')}：共{total}处，此处列{len(items)}处，更多见 evidence.csv。")
        head: list[Cell] = [str(finding.get("no") or ""), str(finding.get("check") or "")]
        rows += [_piece([*head, facts.state(finding, kind)], item) for item in items]
    for measure in findings_doc.get("measures", []):
        head = [str(measure.get("title") or measure.get("name") or ""), str(measure.get("check") or "")]
        rows += [_piece([*head, "指标取数"], item) for item in measure.get("evidence") or []]
    return Table(
        name="证据明细",
        title="证据明细",
        columns=_EVIDENCE,
        rows=rows,
        subtitle=subtitle,
        disclaimer=any(not facts.is_confirmed(finding) for finding in findings),
        notes=notes,
    )


def _piece(head: list[Cell], item: Doc) -> list[Cell]:
    ledger = str(item.get("ledger") or "")
    cells, values = item.get("cells", {}), item.get("values", {})
    return [
        *head,
        words.role(item.get("role")) or names.ledger_name(ledger),
        names.ledger_name(ledger),
        str(item.get("file") or ""),
        str(item.get("sheet") or ""),
        item.get("row"),
        facts.searched(item) or "\n".join(f"{names.column_name(c, ledger)} {cell}" for c, cell in cells.items()),
        "\n".join(f"{names.column_name(c, ledger)}：{_written(v)}" for c, v in values.items()),
        words.evidence_origin(item.get("origin")),
    ]


def _written(value: object) -> str:
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
