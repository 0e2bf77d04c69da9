"""The appraisal of target tables on a terminal: a line for each project, then what counts for the score."""

from __future__ import annotations

from collections import Counter
from typing import Any

from auditcheck.i18n import _
from auditcheck.report.console import default_console, grid, heading, lines, text

Doc = dict[str, Any]
_COMMON = 10


def show(document: Doc, quiet: bool = False) -> None:
    console = default_console()
    issues = [issue for issue in document["issues"] if issue["verdict"] != "不成立"]
    heading(console, _("Target tables by project"))
    table = grid(
        (_("project"), "left"), (_("funds"), "right"), (_("rows"), "right"), (_("high"), "right"), (_("medium"), "right"),
        (_("low"), "right"), (_("to judge"), "right"),
    )  # fmt: skip
    for number, one in enumerate(document["tables"]):
        found = Counter(issue["severity"] for issue in issues if issue["table"] == number)
        open_questions = sum(question["table"] == number for question in document["checklist"])
        counts = [found[severity] for severity in ("high", "medium", "low")]
        cells = [one["funds"]["total"] or "", len(one["rows"]), *counts, open_questions]
        table.add_row(text(one["project"] or one["title"]), *(text(cell) for cell in cells))
    console.print(table)
    total = sum(len(one["rows"]) for one in document["tables"])
    told = _("{tables} tables, {rows} rows, {issues} issues, budget year {year}")
    console.print()
    lines(
        console,
        told.format(tables=len(document["tables"]), rows=total, issues=len(issues), year=document["year"] or "?"),
        0,
    )
    for one in document["tables"]:
        if one["funds"]["total"] is None:
            told = _("{project}: no funds (年度资金总额) in the form; what compares with them was left out")
            lines(console, told.format(project=one["project"] or one["title"]), 0, "yellow")
    rejects = sum(len(file["rejects"]) for file in document["lines"])
    if rejects:
        lines(
            console, _("{count} lines were not understood; targets.json lists them").format(count=rejects), 0, "yellow"
        )
    if quiet:
        return
    _by_rule(console, issues)
    if document["changes"]:
        heading(console, _("Against the year before"))
        for change in document["changes"]:
            lines(console, f"{change['project']}  {change['indicator'] or ''}  {change['message']}")
    show_evidence(document)


def _by_rule(console: Any, issues: list[Doc]) -> None:
    heading(console, _("Most frequent"))
    table = grid((_("rule"), "fixed"), (_("what"), "left"), (_("issues"), "right"))
    titles = {issue["rule"]: issue["title"] for issue in issues}
    counted = Counter(issue["rule"] for issue in issues).most_common()
    for rule, count in counted[:_COMMON]:
        table.add_row(text(rule), text(titles[rule]), text(count))
    console.print(table)
    if len(counted) > _COMMON:
        lines(console, _("… and {count} more rules").format(count=len(counted) - _COMMON), 0, "dim")


def show_evidence(document: Doc) -> None:
    """The suggested judgements of A21 and A22, for a person to enter."""
    console = default_console()
    heading(console, _("For A21 and A22 of the score; enter your own judgement in 评价判断"))
    for one in document["evidence"]:
        name = f"{one['indicator']} {one['criterion']}"
        lines(console, f"{name}  {one['question']}：{_('suggested')} {one['suggested']}（{one['reason']}）")
