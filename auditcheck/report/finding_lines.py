"""Findings on a terminal and as csv, with what became of them: one a line, one in full, and two runs compared."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from auditcheck.i18n import _, ngettext
from auditcheck.report import facts, labels, words
from auditcheck.report.console import amount, clean, default_console, grid, heading, lines, severity_style, text
from auditcheck.report.facts import Doc
from auditcheck.report.files import neutral
from auditcheck.report.html_history import handling, steps

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = (
    *("编号", "检查编号", "事项", "状态", "级别", "与上次相比", "单位", "责任处室", "责任人", "金额（元）", "日期"),
    *("事实", "认定人", "认定日期", "理由", "期限", "复核", "单位反馈", "采纳情况", "指纹", "问题"),
)


def deadline(finding: Doc) -> str:
    """The day that a finding waits for: of papers, of a waiver, of rectification."""
    life = finding.get("life") or {}
    waits = (life.get("pending") or {}).get("due"), (life.get("waiver") or {}).get("until")
    return str(next((day for day in (*waits, (life.get("rectification") or {}).get("due")) if day), ""))


def show_list(document: Doc, findings: Sequence[Doc], console: Console | None = None) -> None:
    console = console or default_console()
    kind, titles = facts.kind(document), facts.titles(document)
    head = ngettext("{count} of {total} finding", "{count} of {total} findings", len(document["findings"]))
    heading(console, head.format(count=len(findings), total=len(document["findings"])))
    if not findings:
        return
    table = grid(
        (_("No."), "left"), (_("Check"), "left"), (_("State"), "left"), (_("What"), "left"), (_("Amount"), "right"),
        (_("By when"), "left"),
    )  # fmt: skip
    for finding in sorted(findings, key=lambda one: (one["baseline"] == "absent", facts.by_severity(one))):
        what = facts.title(finding, titles)
        about = "、".join(str(value) for value in finding["key"].values() if value)
        told = [f"{what} {about}".strip()]
        if finding["baseline"] == "absent":
            told.append(f"〔{words.baseline('absent')}〕")
        style = severity_style(finding["severity"])
        cells = (finding["no"], finding["check"], facts.state(finding, kind), "".join(told))
        money = amount(finding["amount"]) if finding.get("amount") is not None else ""
        table.add_row(
            *(text(cell, style if at == 0 else "") for at, cell in enumerate((*cells, money, deadline(finding))))
        )
    console.print(table)
    if any(not facts.is_confirmed(finding) for finding in findings):
        console.print()
        lines(console, words.DISCLAIMER, 0, "bold")


def show_one(document: Doc, finding: Doc, levels: Sequence[str], console: Console | None = None) -> None:
    console = console or default_console()
    kind = facts.kind(document)
    heading(console, f"{clean(finding['no'])}  {finding['check']}  {facts.title(finding, facts.titles(document))}")
    told = [
        (_("State"), facts.state(finding, kind)),
        (_("Severity"), labels.severity(finding["severity"])),
        (_("Compared with the run before"), words.baseline(finding["baseline"])),
        (_("Unit"), facts.unit_of(finding)),
        (_("Amount"), amount(finding["amount"]) if finding.get("amount") is not None else ""),
        (_("Decided"), facts.decided([finding])),
        (_("Basis"), facts.bases([finding])),
        (_("Evidence"), facts.places(finding)),
        *handling(finding),
    ]
    if levels:
        told.append((_("Reviewed"), (finding["life"].get("reviewed") or "未复核")))
    lines(console, finding["message"], 0)
    console.print()
    for name, value in told:
        if value:
            lines(console, f"{name}: {clean(value)}", 2)
    history = steps(finding, kind)
    if history:
        console.print()
        for step in history:
            lines(console, "  ".join(filter(None, (step["time"], step["who"], step["what"], step["why"]))), 2, "dim")
    lines(console, f"{finding['fingerprint']}  {finding['issue']}", 2, "dim")


def write_csv(stream: TextIO, document: Doc, findings: Sequence[Doc]) -> None:
    kind, titles = facts.kind(document), facts.titles(document)
    table = csv.writer(stream, lineterminator="\n")
    table.writerow(COLUMNS)
    for finding in findings:
        decision, life = finding.get("decision") or {}, finding.get("life") or {}
        table.writerow(
            neutral(value or "")
            for value in (
                *(finding["no"], finding["check"], facts.title(finding, titles), facts.state(finding, kind)),
                *(words.severity(finding["severity"]), words.baseline(finding["baseline"]), facts.unit_of(finding)),
                *(facts.department(finding), life.get("responsible"), finding.get("amount"), finding.get("date")),
                *(finding["message"], decision.get("person"), decision.get("date"), decision.get("reason")),
                *(deadline(finding), life.get("reviewed"), (life.get("answer") or {}).get("opinion")),
                *((life.get("adopted") or {}).get("adopted"), finding["fingerprint"], finding["issue"]),
            )
        )


def show_diff(document: Doc, console: Console | None = None) -> None:
    """What is new, what changed, what is gone; what stayed is counted."""
    console = console or default_console()
    runs = [f"{document[name]['started'][:10]} ({document[name]['id']})" for name in ("from", "to")]
    heading(console, " → ".join(runs))
    for name in ("new", "updated", "absent"):
        found = document[name]
        lines(console, f"{words.baseline(name)}: {len(found)}", 0, "bold")
        for finding in found:
            about = "、".join(str(value) for value in finding["key"].values() if value)
            lines(console, f"{finding['no']}  {finding['check']}  {finding['title']} {about}", 2)
    lines(console, f"{words.baseline('unchanged')}: {len(document['unchanged'])}", 0, "bold")
    if document["absent"]:
        lines(console, _("No longer found is not the same as put right."), 0, "dim")
