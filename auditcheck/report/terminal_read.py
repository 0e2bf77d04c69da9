"""What was read and what was run, told on a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from auditcheck import names
from auditcheck.i18n import _, ngettext
from auditcheck.report import labels
from auditcheck.report.console import (
    FILE,
    default_console,
    grid,
    heading,
    lines,
    more,
    text,
)
from auditcheck.report.facts import Doc
from auditcheck.report.terminal_unseen import unread

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show_load(load_doc: Doc, console: Console | None = None, most: int = 30, file: str = FILE) -> None:
    """What was understood of each sheet."""
    console = console or default_console()
    sheets = load_doc.get("sheets", [])
    heading(console, _("What was read"))
    table = grid(
        (_("File"), "left"),
        (_("Ledger"), "left"),
        (_("Money in"), "left"),
        (_("Rows"), "right"),
        (_("Loaded"), "right"),
        (_("Rejected"), "right"),
        (_("Titles, totals"), "right"),
    )
    for sheet in sheets[:most]:
        counts = sheet.get("rows") or {}
        known = sheet.get("ledger")
        table.add_row(
            text(labels.sheet(sheet)),
            text(names.ledger_name(known)) if known else text(_("not recognised"), "yellow"),
            text(sheet.get("unit_of_money")),
            *(_rejected(counts) if name == "rejected" else text(counts.get(name)) for name in _ROWS),
        )
    console.print(table)
    more(console, len(sheets) - most, _("{file}, sheet {sheet}").format(file=file, sheet="读取情况"))
    for title, found in ((_("Files that could not be read"), unread(load_doc)), (_("Warnings"), _warnings(load_doc))):
        if found:
            console.print(text(f"{title} ({len(found)})", "bold"))
        for line in found[:most]:
            lines(console, line)
        more(console, len(found) - most, _("{file}, sheet {sheet}").format(file=file, sheet="读取情况"))
    if skipped := sum(1 for each in load_doc.get("files", []) if each.get("skipped")):
        lines(
            console,
            ngettext(
                "{count} other file was not read: it holds no ledger (load.json says why)",
                "{count} other files were not read: they hold no ledger (load.json says why)",
                skipped,
            ).format(count=skipped),
        )


_ROWS = ("in", "loaded", "rejected", "furniture")


def _rejected(counts: Doc) -> Text:
    """Rows that were rejected, and how many of them count elsewhere since they were mended."""
    rejected, mended = counts.get("rejected") or 0, counts.get("mended") or 0
    told = _("{count} ({mended} mended)").format(count=rejected, mended=mended) if mended else rejected
    return text(told, "yellow" if rejected > mended else "")


def _warnings(load_doc: Doc) -> list[str]:
    sheets = load_doc.get("sheets", [])
    return [f"{labels.sheet(sheet)}: {line}" for sheet in sheets for line in sheet.get("warnings") or []]


def show_checks(findings_doc: Doc, console: Console | None = None) -> None:
    """Every check with its state and how much of what it should have looked at it could look at."""
    console = console or default_console()
    checks = findings_doc.get("checks", [])
    counts = Counter(str(check.get("state")) for check in checks)
    order = ("clean", "findings", "not_applicable", "skipped", "error")
    told = ", ".join(f"{labels.check_state(state)} {counts[state]}" for state in order if counts[state])
    heading(console, _("Checks: {count}").format(count=len(checks)) + (f" ({told})" if told else ""))
    table = grid(
        (_("Check"), "fixed"),
        (_("Title"), "left"),
        (_("State"), "fixed"),
        (_("Evaluated"), "right"),
        (_("Undecided"), "right"),
        (_("Not supplied"), "right"),
        (_("Found"), "right"),
    )
    for check in checks:
        state = str(check.get("state") or "")
        style = {"findings": "yellow", "skipped": "bold yellow", "error": "bold red"}.get(state, "")
        evaluated = f"{check.get('evaluated') or 0}/{check.get('population') or 0}"
        counted = (check.get("undecided"), check.get("not_supplied"), check.get("findings"))
        title = check.get("title") or check.get("name")
        table.add_row(
            text(check["id"]), text(title), text(labels.check_state(state), style), text(evaluated), *map(text, counted)
        )
    console.print(table)
