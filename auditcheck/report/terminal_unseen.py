"""What could not be seen, told on a terminal: skipped checks, open criteria, rows and totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from auditcheck import names
from auditcheck.i18n import _, ngettext
from auditcheck.report import labels
from auditcheck.report.console import (
    FILE,
    MOST,
    amount,
    clean,
    default_console,
    heading,
    lines,
    more,
    score_range,
    span,
    text,
)
from auditcheck.report.facts import Doc
from auditcheck.report.sheets_checks import wants
from auditcheck.report.sheets_load import differences, unread_files

if TYPE_CHECKING:
    from rich.console import Console


def show_unseen(
    findings_doc: Doc,
    score_doc: Doc | None = None,
    load_doc: Doc | None = None,
    console: Console | None = None,
    most: int = MOST,
    file: str = FILE,
) -> None:
    """What could not be seen, and why. Nothing here counts as being in order."""
    console = console or default_console()
    heading(console, _("What could not be seen"))
    groups = [
        (_("Checks that did not run"), _stopped(findings_doc), "检查执行情况"),
        (_("Papers to ask for"), _wanted(findings_doc), "待补资料清单"),
        (_("Criteria nobody judged"), _unscored(score_doc), "指标得分"),
        (_("Files that could not be read"), unread(load_doc), "读取情况"),
        (_("Rows that could not be read"), _rejects(load_doc), "未读入的行"),
        (_("Totals that do not agree"), _differences(load_doc), "读取情况"),
    ]
    for title, found, sheet in groups:
        if not found:
            continue
        console.print(text(f"{title} ({len(found)})", "bold"))
        for line in found[:most]:
            lines(console, line)
        more(console, len(found) - most, _("{file}, sheet {sheet}").format(file=file, sheet=sheet))
    if not any(found for _title, found, _sheet in groups):
        lines(console, _("Nothing: every check ran, every row was read."))


def _stopped(findings_doc: Doc) -> list[str]:
    found = []
    for check in findings_doc.get("checks", []):
        parts = [("", check)] if check.get("state") in ("skipped", "error") else []
        if not parts:
            subrules = check.get("subrules", [])
            parts = [
                (str(part.get("key") or ""), part) for part in subrules if part.get("state") in ("not_run", "error")
            ]
        for key, part in parts:
            missing = ", ".join(names.dotted_name(str(name)) for name in part.get("missing") or [])
            why = [str(part["reason"])] if part.get("reason") else []
            why += [_("missing: {columns}").format(columns=missing)] if missing else []
            head = f"{check['id']} {key}".strip()
            title = clean(check.get("title") or check.get("name"))
            found.append(f"{head} {title}: {'; '.join(why) or labels.check_state(str(part.get('state')))}")
    return found


def _wanted(findings_doc: Doc) -> list[str]:
    found = []
    for want in wants(findings_doc):
        # Columns and ledgers that no sheet has are named with the checks that did not run.
        if not want.rows:
            continue
        rows = ngettext("{count} row", "{count} rows", want.rows).format(count=want.rows)
        name = names.dotted_name(f"{want.ledger}.{want.column}" if want.column else want.ledger)
        found.append(f"{name}: {rows} ({', '.join(want.checks)})")
    return found


def _unscored(score_doc: Doc | None) -> list[str]:
    found = []
    for indicator in (score_doc or {}).get("indicators", []):
        head = f"{indicator['code']} {clean(indicator.get('name'))}"
        criteria = [item for item in indicator.get("criteria", []) if item.get("state") == "unscored"]
        for item in criteria:
            checks = ", ".join(item.get("checks") or [])
            line = _("{indicator}, criterion {no}, {points} points").format(
                indicator=head, no=item.get("no"), points=item.get("points")
            )
            found.append(f"{line} ({checks})" if checks else line)
        if not criteria and indicator.get("state") in ("unscored", "partial"):
            found.append(_("{indicator}: {range} points").format(indicator=head, range=span(*score_range(indicator))))
    return found


def unread(load_doc: Doc | None) -> list[str]:
    return [f"{file['file']}: {file['error']}" for file in unread_files(load_doc or {})]


def _rejects(load_doc: Doc | None) -> list[str]:
    found = []
    for sheet in (load_doc or {}).get("sheets", []):
        for reject in sheet.get("rejects", []):
            value = "" if reject.get("value") is None else f" {reject['value']}"
            column = names.column_name(reject["column"], sheet.get("ledger")) if reject.get("column") else ""
            where = labels.place({**sheet, "row": reject.get("row"), "cells": {}})
            found.append(f"{where} {column}{value}: {reject.get('reason') or ''}")
    return found


def _differences(load_doc: Doc | None) -> list[str]:
    found = []
    line = _("{place} {column}: rows add up to {ours}, the sheet says {theirs}; difference {difference}")
    for sheet in (load_doc or {}).get("sheets", []):
        for column, difference in differences(sheet).items():
            found.append(
                line.format(
                    place=labels.sheet(sheet),
                    column=names.column_name(column, sheet.get("ledger")),
                    ours=amount(sheet["control_totals"][column]),
                    theirs=amount(sheet["stated_totals"][column]),
                    difference=amount(difference),
                )
            )
    return found
