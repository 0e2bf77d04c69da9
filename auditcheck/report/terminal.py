"""The story on a terminal: what was found, the score, what could not be seen, what was read.

Findings speak Chinese whatever the reader's language: their sentences are official text.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from auditcheck.i18n import _, ngettext
from auditcheck.report import facts, labels, words
from auditcheck.report.console import (
    FILE,
    MOST,
    amount,
    bar,
    clean,
    default_console,
    glyphs,
    grid,
    heading,
    lines,
    more,
    score_range,
    severity_style,
    span,
    text,
)
from auditcheck.report.facts import Doc
from auditcheck.report.terminal_read import show_checks, show_load
from auditcheck.report.terminal_unseen import show_unseen

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["show_checks", "show_findings", "show_load", "show_score", "show_unseen"]


def show_findings(findings_doc: Doc, console: Console | None = None, most: int = MOST, file: str = FILE) -> None:
    """Findings by severity: number, check, title, the sentence, amount and where it stands."""
    console = console or default_console()
    findings, kind = list(findings_doc.get("findings", [])), facts.kind(findings_doc)
    confirmed = sum(1 for finding in findings if facts.is_confirmed(finding))
    title = ngettext("{count} finding, {confirmed} confirmed", "{count} findings, {confirmed} confirmed", len(findings))
    heading(console, title.format(count=len(findings), confirmed=confirmed))
    if not findings:
        lines(console, _("Nothing was found. See below what could not be seen."))
        return
    titles = facts.titles(findings_doc)
    for severity in words.SEVERITIES:
        chosen = [finding for finding in findings if finding.get("severity") == severity]
        # What somebody settled waits at the end.
        chosen.sort(key=lambda finding: (finding.get("state") in ("dismissed", "waived"), facts.by_severity(finding)))
        if not chosen:
            continue
        style = severity_style(severity)
        console.print()
        console.print(text(f"{labels.severity(severity)} ({len(chosen)})", style))
        for finding in chosen[:most]:
            _show_finding(console, finding, titles, kind, style)
        sheets = "疑点清单、问题清单"
        more(console, len(chosen) - most, _("{file}, sheets {sheets}").format(file=file, sheets=sheets))
    if confirmed < len(findings):
        console.print()
        lines(console, words.DISCLAIMER, 0, "bold")


def _show_finding(console: Console, finding: Doc, titles: dict[str, str], kind: str, style: str) -> None:
    state = labels.state(str(finding.get("state") or ""), kind)
    head = text(f"  {clean(finding.get('no'))}  {clean(finding.get('check'))}  ", style)
    head.append(clean(facts.title(finding, titles)), "bold")
    if not finding.get("in_period", True):
        state += "; " + _("outside the period")
    if finding.get("baseline") == "absent":
        state += "; " + _("not found this time")
    head.append(f"  [{state}; {labels.finding_class(str(finding.get('class') or ''))}]", "dim")
    console.print(head)
    lines(console, finding.get("message"), 4)
    items = finding.get("evidence", [])
    where = "; ".join(labels.place(item) for item in items[:2])
    left = max(int(finding.get("evidence_total") or 0), len(items)) - len(items[:2])
    if left > 0:
        where += "; " + ngettext("{count} more place", "{count} more places", left).format(count=left)
    parts = [amount(finding["amount"])] if finding.get("amount") is not None else []
    lines(console, "  ".join([*parts, where]), 4, "dim")


def show_score(score_doc: Doc, console: Console | None = None) -> None:
    """Each indicator with value, score, a bar and its state; the total; the score if all signals held."""
    console = console or default_console()
    marks = glyphs(console)
    title = _("Score by {rubric}, {year}, as of {asof}")
    heading(
        console, title.format(rubric=words.rubric(score_doc), year=score_doc.get("year"), asof=score_doc.get("asof"))
    )
    if score_doc.get("what_if"):
        supposed = ", ".join(f"{name} = {labels.state(state, 'audit')}" for name, state in score_doc["what_if"].items())
        lines(console, _("Supposed, not decided: {changes}").format(changes=supposed), 0, "bold")
    table = grid(
        ("", "left"), (_("Indicator"), "left"), (_("Value"), "left"), (_("Score"), "right"), ("", "right"), ("", "left")
    )
    for indicator in score_doc.get("indicators", []):
        low, high = score_range(indicator)
        whole = facts.money(indicator.get("max")) or Decimal(0)
        state = str(indicator.get("state") or "")
        value = clean(indicator.get("value")) or words.DASH
        table.add_row(
            text(indicator.get("code")),
            text(indicator.get("name")),
            text(value),
            text(f"{span(low, high)} / {whole:.2f}"),
            text(bar(marks, low, high, whole), "green" if low == whole else "yellow"),
            text(labels.indicator_state(state), "" if state == "scored" else "bold yellow"),
        )
    for tier in score_doc.get("tiers", []):
        points = f"{clean(tier.get('score'))} / {clean(tier.get('max'))}"
        name = _("Subtotal {tier}").format(tier=clean(tier.get("name")))
        table.add_row(
            text(tier.get("code"), "bold"), text(name, "bold"), text(""), text(points, "bold"), text(""), text("")
        )
    console.print(table)
    console.print()
    total = _("Total {total} of {max}, grade {grade}") if score_doc.get("grade") else _("Total {total} of {max}")
    values = {name: clean(score_doc.get(name)) for name in ("total", "max", "grade")}
    lines(console, total.format(**values), 0, "bold")
    if facts.money(score_doc.get("open_points")):
        lines(
            console,
            _("{points} points are open: nobody could judge them yet.").format(points=clean(score_doc["open_points"])),
            0,
        )
    simulated = facts.simulated(score_doc)
    if simulated:
        lines(
            console,
            _("If every unverified finding held: {total} (simulated)").format(total=span(*simulated)),
            0,
        )
    for note in score_doc.get("notes") or []:
        lines(console, clean(note), 0)
